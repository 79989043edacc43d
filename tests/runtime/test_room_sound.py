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
