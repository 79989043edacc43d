"""Made-up dances: a body that sways, swings its arms and steps on a steady beat."""

import numpy as np

from live.body import quat, skeleton
from live.signals import Floats
from scripts.choreography.clips import RATE, Clip


def swaying(
    seconds: float = 12.0,
    tempo: float = 120.0,
    name: str = "made_up",
    style: str = "pop",
    role: str = "",
    pair: str = "",
    place: tuple[float, float] = (0.0, 0.0),
    facing: float = 0.0,
) -> Clip:
    """It comes to rest on every beat, livelier in its second half."""
    time = np.arange(round(seconds * RATE)) / RATE
    phase = np.pi * time * tempo / 60
    lively = 0.75 + 0.25 * np.tanh(2 * (time - seconds / 2))
    swing = np.cos(phase) * lively
    rotations = np.tile(quat.IDENTITY, (len(time), 24, 1))
    about = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    rotations[:, 0] = quat.about(about[2], facing + 0.2 * swing)
    for joint, sign in ((16, 1.0), (17, -1.0)):
        hanging = quat.about(about[0], np.full(len(time), -1.2 * sign))
        rotations[:, joint] = quat.multiply(quat.about(about[1], 0.5 * sign * swing), hanging)
    for joint in (18, 19):
        rotations[:, joint] = quat.about(about[2], 0.4 * swing)
    root = np.zeros((len(time), 3))
    root[:, 0] = place[0] + 0.05 * swing * np.cos(facing)
    root[:, 2] = place[1] - 0.05 * swing * np.sin(facing)
    root[:, 1] = 0.86
    return Clip(
        name, style, role, pair, root, rotations, np.ones((len(time), 4), dtype=bool),
        np.zeros(len(time), dtype=bool),
    )  # fmt: skip


def couple(seconds: float = 12.0) -> tuple[Clip, Clip]:
    """Two who face each other, 1.6 m apart."""
    lead = swaying(seconds, name="made_up_lead", style="salsa", role="lead", pair="made_up")
    follow = swaying(
        seconds, 100.0, "made_up_follow", "salsa", "follow", "made_up", (0.0, 1.6), np.pi
    )
    return lead, follow


def joints(clip: Clip) -> Floats:
    """Where its joints are, (frames, 24, 3)."""
    return skeleton.positions_from(clip.root, clip.rotations)
