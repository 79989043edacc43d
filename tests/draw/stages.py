"""Houses, poses and scenes for looking at painters."""

import asyncio
from pathlib import Path

import numpy as np

from live.body import quat, skeleton
from live.body.skeleton import INDEX
from live.desk.desk import Desk
from live.parts import ShowContext
from live.runtime.clock import Clock
from live.signals import JOINT_COUNT, Floats, Music, Pose, Scene

SMALL = (640, 360)
SILENCE = Music(time=0.0)


def context(
    size: tuple[int, int] = SMALL, title: str = "Anna & Ben", subtitle: str = "14 June"
) -> ShowContext:
    loop = asyncio.new_event_loop()
    clock = Clock(loop)
    loop.close()
    return ShowContext(
        clock=clock,
        desk=Desk(),
        title=title,
        subtitle=subtitle,
        rate=30.0,
        size=size,
        seed=3,
        latency=0.0,
        meter=4,
        tempo=(60.0, 200.0),
        models=Path(),
        folder=Path(),
        soundtrack=None,
        rehearsal=True,
        virtual=True,
    )


def music(time: float, tempo: float = 120.0, confidence: float = 1.0, onset: float = 0.0) -> Music:
    """A song whose beat 0, a ONE, is at second 0."""
    return Music(
        time=time,
        tempo=tempo,
        beat=time * tempo / 60.0,
        confidence=confidence,
        playing=True,
        loudness=0.6,
        onset=onset,
        bands=(0.5, 0.5, 0.5),
    )


def standing(
    time: float = 0.0, root: tuple[float, float, float] = (0.0, 0.93, 0.0), heading: float = 0.0
) -> Pose:
    """A body with its arms out, turned by a heading in radians (0 = to the hall)."""
    rotations: Floats = np.tile(quat.IDENTITY, (JOINT_COUNT, 1))
    rotations[0] = quat.about(np.array([0.0, 1.0, 0.0]), heading)
    return Pose(time, skeleton.positions_from(np.array(root), rotations), rotations)


def moved(pose: Pose, joint: str, place: float) -> Pose:
    """The pose with one joint somewhere else."""
    positions = pose.positions.copy()
    positions[INDEX[joint]] = place
    return Pose(pose.time, positions, pose.rotations)


def scene(
    time: float = 0.0,
    partner: Pose | None = None,
    human: Pose | None = None,
    song: Music = SILENCE,
    light: float = 1.0,
) -> Scene:
    return Scene(time, time, song, partner, human, light)
