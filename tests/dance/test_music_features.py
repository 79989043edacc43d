import math
from dataclasses import replace

import numpy as np
import pytest

from live.body import quat
from live.body.skeleton import positions_from
from live.dance.music_features import MUSIC, PARTNER, MusicMoment, music_vector, partner_vector
from live.signals import Floats, Pose
from tests.dance.people import somebody

STEPS = 16
ON_BEAT, ON_PHRASE = 6, 7


def heard(beat: float, meter: int = 4, **sound: object) -> Floats:
    return music_vector(MusicMoment(beat, meter, 120.0, **sound), STEPS)  # type: ignore[arg-type]


def moved(pose: Pose, way: tuple[float, float, float], time: float) -> Pose:
    return replace(pose, time=time, positions=pose.positions + np.array(way))


def seen(
    human: Pose, before: Pose | None = None, steadily: float = 0.0, yaw: float = 0.0
) -> Floats:
    """What a dancer sees who stands in the middle, facing `yaw`."""
    return partner_vector(np.array([0.0, 0.9, 0.0]), yaw, human, before, steadily)


def test_there_are_as_many_numbers_as_promised() -> None:
    assert heard(0.0).shape == (MUSIC,)
    assert seen(somebody(0.0)).shape == (PARTNER,)


@pytest.mark.parametrize("meter", [3, 4])
def test_a_beat_and_a_phrase_of_two_bars_are_flagged_on_their_first_step_only(meter: int) -> None:
    told = np.array([heard(step / STEPS, meter) for step in range(2 * meter * STEPS)])
    assert np.flatnonzero(told[:, ON_BEAT]).tolist() == list(range(0, 2 * meter * STEPS, STEPS))
    assert np.flatnonzero(told[:, ON_PHRASE]).tolist() == [0]


def test_beat_bar_and_phrase_go_round_once_each() -> None:
    for pair, beats in ((0, 1), (2, 4), (4, 8)):
        quarter = heard(beats / 4)[pair : pair + 2]
        assert np.allclose(quarter, [0.0, 1.0], atol=1e-9)
        assert np.allclose(heard(beats)[pair : pair + 2], [1.0, 0.0], atol=1e-9)


def test_tempo_is_in_octaves_and_a_waltz_is_told() -> None:
    slow, fast = (music_vector(MusicMoment(0.0, 3, tempo), STEPS)[8] for tempo in (80.0, 160.0))
    assert fast - slow == pytest.approx(1.0)
    assert [heard(0.0, meter)[9] for meter in (3, 4)] == [1.0, 0.0]


def test_the_sound_is_told_and_without_any_only_beat_and_tempo_are() -> None:
    loud = heard(0.5, loudness=0.9, onset=0.8, bands=(0.7, 0.6, 0.5), energy=0.4)
    assert loud[10:].tolist() == [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 1.0]
    deaf = heard(0.5, loudness=0.9, onset=0.8, bands=(0.7, 0.6, 0.5), energy=0.4, heard=False)
    assert deaf[10:].tolist() == [0.0, 0.0, 0.0, 0.0, 0.0, 0.4, 0.0]
    assert np.array_equal(deaf[:10], loud[:10])


def test_a_partner_is_there_where_the_dancer_sees_them() -> None:
    to_the_left = somebody(0.0, place=(0.5, 1.0))
    assert seen(to_the_left)[:3] == pytest.approx([1.0, 0.5, 1.0], abs=0.05)
    # Turned a quarter to the left the dancer faces +X: what was left of it is ahead.
    assert seen(to_the_left, yaw=math.pi / 2)[1:3] == pytest.approx([-1.0, 0.5], abs=0.05)


def test_which_way_they_face_is_told_against_the_dancers_own() -> None:
    facing = somebody(0.0, yaw=math.pi)
    assert seen(facing)[3:5] == pytest.approx([-1.0, 0.0], abs=0.05)
    assert seen(facing, yaw=math.pi)[3:5] == pytest.approx([1.0, 0.0], abs=0.05)
    assert seen(somebody(0.0, yaw=math.pi / 2))[4] == pytest.approx(1.0, abs=0.05)


def test_what_is_seen_is_the_same_wherever_the_two_are_and_face() -> None:
    human, before = somebody(1.0, (0.6, 0.8), 0.5, 2.0, (0.6, 0.0)), somebody(0.9, (0.5, 0.8))
    turn, shift = quat.about(np.array([0.0, 1.0, 0.0]), 1.1), np.array([2.0, 0.0, -1.0])

    def elsewhere(pose: Pose) -> Pose:
        rotations = pose.rotations.copy()
        rotations[0] = quat.multiply(turn, rotations[0])
        root = quat.rotate(turn, pose.root) + shift
        return Pose(pose.time, positions_from(root, rotations), rotations)

    root = np.array([0.1, 0.9, -0.2])
    here = partner_vector(root, 0.4, human, before, 0.3)
    there = partner_vector(
        quat.rotate(turn, root) + shift, 0.4 + 1.1, elsewhere(human), elsewhere(before), 0.3
    )
    assert np.allclose(here, there, atol=1e-9)


def test_speeds_are_metres_a_second_and_nothing_moves_for_who_was_not_seen_before() -> None:
    human = somebody(2.0)
    told = seen(human, moved(human, (-0.05, 0.0, 0.1), 1.9), steadily=0.8)
    speed = math.hypot(0.5, 1.0)
    assert told[5:7] == pytest.approx([0.5, -1.0])
    assert told[14:17] == pytest.approx([speed, 0.8, speed - 0.8])
    for before in (None, human):
        assert seen(human, before)[[5, 6, 14, 17, 22]] == pytest.approx([0.0] * 5)


def test_a_turn_is_told_in_radians_a_second_also_across_the_back() -> None:
    human, before = somebody(1.0, yaw=math.pi + 0.1), somebody(0.9, yaw=math.pi - 0.1)
    assert seen(human, before)[17] == pytest.approx(2.0, abs=0.05)


def test_raised_hands_a_low_pelvis_and_weight_are_told() -> None:
    stands = seen(somebody(0.0))
    assert seen(somebody(0.0, arms=(1.0, 0.0)))[9] > stands[9] + 0.8
    assert seen(somebody(0.0, arms=(0.0, 1.0)))[12] > stands[12] + 0.8
    assert seen(somebody(0.0, level=-0.2))[7] == pytest.approx(stands[7] - 0.2, abs=0.03)
    assert seen(somebody(0.0, weight=1.0))[18] > stands[18] + 0.04


def test_hands_are_told_as_the_partner_faces_not_the_dancer() -> None:
    raised = somebody(0.0, arms=(0.5, 0.0))
    assert np.allclose(seen(raised)[8:14], seen(raised, yaw=2.0)[8:14])


def test_who_jumps_is_off_the_floor() -> None:
    assert seen(somebody(0.0, air=0.2))[23] - seen(somebody(0.0))[23] == pytest.approx(
        0.2, abs=0.02
    )
