"""Dancers who cannot dance: what a measure gives them is what it is worth nothing below."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from live.body import quat
from live.body.skeleton import positions_from
from live.formats.motion_file import Motion
from live.signals import JOINT_COUNT, Floats
from scripts.measure.metrics import motion
from scripts.measure.metrics.performance import UNTIMED, Performance

TREMBLE = 1e-4  # metres: standard deviation of every coordinate, every frame
_UP = 0.93  # metres: the pelvis of somebody standing


def statue(frames: int, seed: int) -> Floats:
    """(frames, 24, 3): somebody standing, who trembles by a tenth of a millimetre."""
    still = positions_from(np.array([0.0, _UP, 0.0]), np.tile(quat.IDENTITY, (JOINT_COUNT, 1)))
    trembling = np.random.default_rng(seed).normal(0.0, TREMBLE, (frames, JOINT_COUNT, 3))
    return np.asarray(still + trembling, dtype=float)


def as_statue(dance: Performance) -> Performance:
    """The statue at the same song."""
    frames = len(dance.positions)
    return replace(
        dance, who="statue, trembling 0.1 mm", positions=statue(frames, dance.seed),
        contacts=np.ones((frames, 4), dtype=bool), steps=UNTIMED,
    )  # fmt: skip


def as_random_clip(dance: Performance, clips: Sequence[Motion], seed: int) -> Performance:
    """A clip of real dance chosen by chance, laid over the song as it comes; it may be shorter.

    The song is entered at a place chosen by chance, so that the clip is as likely anywhere.
    """
    chance = np.random.default_rng([seed, len(dance.positions)])
    clip = clips[int(chance.integers(len(clips)))]
    positions = motion.at_rate(clip.positions, clip.fps, dance.fps)[: len(dance.positions)]
    frames = len(positions)
    first = int(chance.integers(len(dance.positions) - frames + 1))
    rows = np.minimum(
        (np.arange(frames) * clip.fps / dance.fps).astype(int), len(clip.contacts) - 1
    )
    begins, ends = first / dance.fps, (first + frames) / dance.fps
    within = dance.beats[(dance.beats >= begins) & (dance.beats < ends)] - begins
    span = slice(first, first + frames)
    return replace(
        dance, who="random clip of real dance", positions=positions, contacts=clip.contacts[rows],
        beats=within, sounding=dance.sounding[span], heard=dance.heard[span], steps=UNTIMED,
    )  # fmt: skip
