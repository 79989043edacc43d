"""Recorded dance that is made by a formula."""

from functools import cache

import numpy as np

from live.signals import Floats
from scripts.choreography.clips import RATE, Clip
from tests.dance.floor import contacts, dance, dancer

SECONDS = 10.0


@cache
def standing_and_stepping() -> Clip:
    """A dance whose feet stand and step, 120 beats a minute."""
    poses = dance(dancer(), SECONDS + 4.0, rate=RATE)[round(4 * RATE) :]
    return Clip(
        "taken", "pop", "", "", np.array([pose.root for pose in poses]),
        np.array([pose.rotations for pose in poses]), contacts(poses),
        np.zeros(len(poses), dtype=bool),
    )  # fmt: skip


def sliding(reach: float = 0.05, period: float = 1.3) -> Clip:
    """The same, badly recorded: the body is carried to and fro, and its feet with it."""
    taken = standing_and_stepping()
    times: Floats = np.arange(len(taken.root)) / RATE
    carried = np.zeros((len(times), 3))
    carried[:, 0] = reach * np.sin(2 * np.pi * times / period)
    none = np.zeros_like(taken.contacts)
    return Clip("slid", "pop", "", "", taken.root + carried, taken.rotations, none, taken.repaired)
