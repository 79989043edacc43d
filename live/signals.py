"""The signals that flow through a show. Each is a frozen value and says which second it is about.

    AudioBlock -> Music ----\
                             +-> Scene (partner, human, music) -> Picture
    Frame -> Pose (human) --/

Times are seconds of show time (see `live.runtime.clock`): the moment the signal is *about*, never
the moment it arrived. Positions are metres on the stage: right-handed, Y up, +Z towards the
audience, +X to the right as the audience sees it, floor at y = 0, origin at centre stage.
"""

import math
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Samples: TypeAlias = npt.NDArray[np.float32]
Bools: TypeAlias = npt.NDArray[np.bool_]
Image: TypeAlias = npt.NDArray[np.uint8]

JOINT_COUNT = 24

# What happens in the music, judged by its level, bass and onsets; see `live.hear.sections`.
Section: TypeAlias = Literal["quiet", "steady", "build", "drop", "breakdown"]
SECTIONS: tuple[Section, ...] = get_args(Section)


@dataclass(frozen=True, slots=True, eq=False)
class AudioBlock:
    """A stretch of sound. It follows the block before it without a hole, unless `time` differs."""

    time: float  # seconds: when its last sample sounded
    samples: Samples  # (n,), mono, -1..1
    rate: int  # samples a second

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


@dataclass(frozen=True, slots=True)
class Music:
    """What is known of the music at `time`. It is a state: a reader may skip any number of them.

    `beat` counts beats since the first one: 12.25 is a quarter of a beat after beat 12. Beats
    whose number is `downbeat` plus a whole number of meters are the ONEs.
    """

    time: float  # seconds: when the newest sound in it sounded
    tempo: float = 120.0  # beats a minute
    beat: float = 0.0  # beats
    meter: int = 4  # beats a bar
    downbeat: int = 0  # the number of one beat that is a ONE
    confidence: float = 0.0  # 0..1: how far to trust tempo and beat
    playing: bool = False  # False: silence; tempo and beat coast
    loudness: float = 0.0  # 0..1 of the loudest of the last minute
    onset: float = 0.0  # 0..1: strength of a note or drum starting now
    bands: tuple[float, float, float] = (0.0, 0.0, 0.0)  # low, mid, high: 0..1 each
    brightness: float = 0.0  # 0..1: where the sound lies between dark and shrill
    section: Section = "steady"  # what happens in it, compared with the last minute
    silent_for: float = 0.0  # seconds since there was any sound; a rest of some beats is `playing`

    def beat_at(self, time: float) -> float:
        """The beat at any time, past or ahead, if the tempo holds."""
        return self.beat + (time - self.time) * self.tempo / 60.0

    def time_of(self, beat: float) -> float:
        """When a beat sounds, or sounded, if the tempo holds."""
        return self.time + (beat - self.beat) * 60.0 / self.tempo

    def bar_position(self, beat: float) -> float:
        """Where a beat lies in its bar: 0 <= position < meter, 0 on the ONE."""
        return (beat - self.downbeat) % self.meter

    def beat_in_bar(self, beat: float) -> int:
        """The count a dancer would call for this beat: 1..meter."""
        return math.floor(self.bar_position(math.floor(beat))) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A camera's picture."""

    time: float  # seconds: when it was taken
    rgb: Image  # (height, width, 3)


def _all_seen() -> Floats:
    return np.ones(JOINT_COUNT)


def _no_contacts() -> Bools:
    return np.zeros(4, dtype=bool)


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """A body: the human in front of the camera, or the partner on the stage.

    Joints are those of `live.body.skeleton`. For a partner, `positions` are exactly the forward
    kinematics of `rotations` from `positions[0]`. For a human, `positions` were measured, with the
    person's own bone lengths.
    """

    time: float  # seconds
    positions: Floats  # (24, 3) metres
    rotations: Floats  # (24, 4) unit quaternions w x y z, each relative to its parent
    seen: Floats = field(default_factory=_all_seen)  # (24,) 0..1: 0 = guessed, not seen
    contacts: Bools = field(default_factory=_no_contacts)  # (4,) see skeleton.CONTACT_JOINTS

    @property
    def root(self) -> Floats:
        """The pelvis, (3,) metres."""
        root: Floats = self.positions[0]
        return root


UNSEEN = 0.3  # of Pose.seen: a joint below this is neither followed nor drawn
# Metres: how far from its pose the human is drawn, so that it stands beside the partner.
HUMAN_SHIFT: Floats = np.array([-0.9, 0.0, 0.0])


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything that is on the stage at one moment."""

    time: float  # seconds: when the guests see it
    heard: float  # seconds: the newest sound in it, for measuring its age
    music: Music
    partner: Pose | None  # None: nobody dances; only the stage and the names (the safe look)
    human: Pose | None  # None: nobody in front of the camera
    light: float = 1.0  # 0..1: the operator's brightness, 0 = blackout
    cue: int = 0  # the number of the active cue, from 1; 0: none
    caption: str = ""  # text for the guests: "5", "6", "grapevine"; empty: none
    presence: float = 1.0  # 0..1: how far the human has appeared: they come and go with a fade


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A drawn scene."""

    time: float  # seconds: when the guests see it
    heard: float  # seconds: the newest sound in it
    rgb: Image  # (height, width, 3)
