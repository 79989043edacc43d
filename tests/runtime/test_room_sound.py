"""The sound of the room, by the second it sounded."""

import numpy as np
import pytest

from live.runtime.room_sound import KEPT, RATE, RoomSound
from live.signals import AudioBlock


def heard(
    room: RoomSound, begin: float, seconds: float, drift: float = 0.0, rate: int = RATE
) -> None:
    """A tone of 3 Hz by the show's clock, from a device whose clock is wrong by `drift`."""
    for number in range(round(seconds * rate / 512)):
        at = begin + (512 * number + np.arange(1, 513)) / (rate * (1.0 + drift))
        room.add(AudioBlock(float(at[-1]), np.sin(6 * np.pi * at).astype(np.float32), rate))


@pytest.mark.parametrize("rate", [RATE, 48_000])
@pytest.mark.parametrize("drift", [0.0, 3e-4, -3e-4])
def test_the_sound_is_kept_at_its_second_however_the_devices_clock_runs(
    rate: int, drift: float
) -> None:
    room = RoomSound()
    heard(room, 0.0, 30.0, drift, rate)
    assert room.end / RATE == pytest.approx(30.0, abs=0.05)
    numbers = np.arange(room.end - 5 * RATE, room.end)
    assert (
        np.abs(room.between(int(numbers[0]), room.end) - np.sin(6 * np.pi * numbers / RATE)).max()
        < 1e-3
    )


def test_where_there_was_no_sound_there_is_silence() -> None:
    room = RoomSound()
    heard(room, 1.0, 1.0)
    heard(room, 3.0, 1.0)
    assert not room.between(0, RATE).any()
    assert np.abs(room.between(RATE, 2 * RATE)).max() > 0.9
    assert not room.between(int(2.1 * RATE), 3 * RATE).any()
    assert np.abs(room.between(3 * RATE, 4 * RATE)).max() > 0.9
    assert not room.between(5 * RATE, 6 * RATE).any()


def test_after_hours_of_silence_only_the_newest_is_kept() -> None:
    room = RoomSound()
    heard(room, 0.0, 1.0)
    heard(room, 9000.0, 1.0)
    assert not room.between(0, RATE).any()
    assert not room.between(room.end - KEPT, room.end - 2 * RATE).any()
    assert np.abs(room.between(room.end - RATE, room.end)).max() > 0.9
    heard(room, 8999.0, 0.5)  # a clock that steps back changes nothing that has been heard
    assert np.abs(room.between(room.end - RATE, room.end)).max() > 0.9


def constant(room: RoomSound, begin: float, end: float, level: float) -> None:
    """A sound of one level, in blocks of a hundredth of a second."""
    for number in range(round(100 * (end - begin))):
        samples = np.full(RATE // 100, level, np.float32)
        room.add(AudioBlock(begin + (number + 1) / 100, samples, RATE))


def at(room: RoomSound, second: float) -> float:
    return float(room.between(round(second * RATE), round(second * RATE) + 1)[0])


def test_the_last_twenty_seconds_are_kept_and_a_hole_in_them_is_silent() -> None:
    room = RoomSound()
    constant(room, 0.0, 30.0, 0.5)
    assert (at(room, 10.1), at(room, 29.9), at(room, 9.9)) == (0.5, 0.5, 0.0)
    constant(room, 35.0, 36.0, 0.25)
    heard = [at(room, second) for second in (15.9, 16.1, 29.9, 30.1, 33.0, 34.9, 35.1)]
    assert heard == [0.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.25]


def test_after_a_hole_the_sound_begins_anew_and_after_none_it_goes_on() -> None:
    room = RoomSound()
    block = np.full(4, 0.8, np.float32)  # few samples: a whole block is between two of them
    for time in (1.0, 1.04, 2.0):
        room.add(AudioBlock(time, block, 100))
    assert at(room, 1.002) == pytest.approx(0.8)
    assert at(room, 1.962) < 0.4  # up from silence
    assert at(room, 1.975) == pytest.approx(0.8, abs=0.01)


def test_a_block_that_ends_otherwise_than_it_began_is_joined_to_the_next_by_its_end() -> None:
    room = RoomSound()
    room.add(AudioBlock(1.04, np.array([0.1, 0.2, 0.3, 0.9], np.float32), 100))
    room.add(AudioBlock(1.08, np.array([0.9, 0.9, 0.9, 0.9], np.float32), 100))
    assert at(room, 1.045) == pytest.approx(0.9, abs=0.01)


def test_a_clock_that_steps_back_overwrites_nothing() -> None:
    room = RoomSound()
    constant(room, 0.0, 2.0, 0.5)
    constant(room, 1.5, 2.5, -0.5)
    assert (at(room, 1.7), at(room, 1.99), at(room, 2.2)) == (0.5, 0.5, -0.5)
    assert room.end == pytest.approx(2.5 * RATE, abs=1)


def test_the_oldest_sample_that_is_kept_is_twenty_seconds_old() -> None:
    room = RoomSound()
    constant(room, 0.0, 25.0, 0.5)
    first = room.end - 20 * RATE
    assert room.between(first - 1, first + 1).tolist() == [0.0, 0.5]
