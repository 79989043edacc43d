"""Dancers to whatever an ear may say of the music: tempi, beats and ONEs that change at random."""

from dataclasses import replace

import numpy as np
import pytest

from live.desk.desk import Desk
from live.parts import Dancer
from tests.dance.naps import learned, understudy
from tests.dance.test_dancebeat import some_history

RATE = 60.0
# Metres a second that pelvis and joints do not exceed: in 54 recorded dances the fastest pelvis
# has 2.9, the fastest joint 11.1. A tempo that jumps fourfold hurries the step that is in the air.
PELVIS, JOINT = 4.0, 12.0


def fastest(dancer: Dancer, seed: int) -> tuple[float, float]:
    """The speed of the pelvis and of the fastest joint, at most, in one history."""
    heard = some_history(seed)
    positions = []
    for frame in range(round(RATE * (heard.settled + 4.0))):
        music = replace(heard(frame / RATE), loudness=0.7, bands=(0.5, 0.5, 0.5))
        positions.append(dancer.step(frame / RATE, music, None).positions)
    speeds = RATE * np.linalg.norm(np.diff(np.array(positions), axis=0), axis=-1)
    return float(speeds[:, 0].max()), float(speeds.max())


@pytest.mark.parametrize("mode", ["solo", "lead"])
@pytest.mark.parametrize("seed", [2, 4, 6, 10])
def test_no_joint_of_a_library_leaps_whatever_is_heard(mode: str, seed: int) -> None:
    pelvis, joint = fastest(understudy(mode, seed, Desk()), seed)
    assert pelvis < PELVIS
    assert joint < JOINT


@pytest.mark.parametrize("seed", [1, 5, 9])
def test_no_joint_of_a_learned_dancer_leaps_whatever_is_heard(seed: int) -> None:
    pelvis, joint = fastest(learned("matching", "solo", seed, Desk()), seed)
    assert pelvis < PELVIS
    assert joint < JOINT
