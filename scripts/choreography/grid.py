"""Recorded dance on a beat grid: each beat has the same number of steps at every tempo."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from live.dance import vector
from live.signals import Bools, Floats
from scripts.choreography import pulse
from scripts.choreography.clips import RATE, Clip, resampled
from scripts.choreography.footing import cleaned


@dataclass(frozen=True, slots=True, eq=False)
class Dance:
    """A clip on the beat. Row i of everything is i / vector.STEPS beats after its first beat."""

    name: str
    style: str
    role: str
    pair: str
    vectors: Floats  # (steps, vector.SIZE)
    root: Floats  # (steps, 3) metres
    rotations: Floats  # (steps, 24, 4)
    seconds: Floats  # (steps,): when each row was danced
    sound: Bools  # (steps,): False where the recording had been repaired

    @property
    def beats(self) -> int:
        """Whole beats it lasts."""
        return (len(self.vectors) - 1) // vector.STEPS

    @property
    def tempo(self) -> float:
        """The mean tempo, in beats a minute."""
        return 60 * self.beats / float(self.seconds[self.beats * vector.STEPS] - self.seconds[0])


def on_the_beat(clip: Clip, beats: Floats | None = None) -> Dance:
    """A clip, its feet cleaned, on its own beats, or on those given: seconds, rising."""
    clip = cleaned(clip)
    if beats is None:
        beats = pulse.beats_of(clip.positions, RATE)
    rows = np.arange((len(beats) - 1) * vector.STEPS + 1) / vector.STEPS
    # Smooth between the beats, and monotone: time never runs back.
    seconds = np.interp(rows, np.arange(len(beats)), beats)
    when = np.clip(seconds * RATE, 0, len(clip.root) - 1)
    root = np.asarray(CubicSpline(np.arange(len(clip.root)), clip.root)(when))
    rotations = resampled(clip.rotations, when)
    nearest = np.round(when).astype(int)
    return Dance(
        name=clip.name,
        style=clip.style,
        role=clip.role,
        pair=clip.pair,
        vectors=vector.encoded(root, rotations, clip.contacts[nearest]),
        root=root,
        rotations=rotations,
        seconds=seconds,
        sound=~clip.repaired[nearest],
    )
