import numpy as np
import pytest

from live.errors import Lost
from live.hear.devices import SoundInput, choose
from live.hear.microphone import HOP, RATE, OpenMicrophone, steadied
from live.signals import Samples
from tests.company import a_house

INPUTS = [
    SoundInput(0, "HDA Intel PCH: ALC257 Analog", 2, usual=True),
    SoundInput(3, "USB Audio CODEC", 2, usual=False),
    SoundInput(4, "USB Audio CODEC Monitor", 2, usual=False),
]


def test_the_usual_input_is_taken_where_none_is_named() -> None:
    assert choose(INPUTS, "").index == 0


def test_an_input_is_found_by_part_of_its_name_in_any_case() -> None:
    assert choose(INPUTS, "alc257").index == 0
    assert choose(INPUTS, "usb audio codec").index == 3
    assert choose(INPUTS, "monitor").index == 4


def test_an_input_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(Lost, match=r"'Rode NT'.*USB Audio CODEC"):
        choose(INPUTS, "Rode NT")
    with pytest.raises(Lost, match="Plug one in"):
        choose([], "")


def test_blocks_are_timed_by_counting_samples_not_by_the_scheduler() -> None:
    seconds, time = HOP / RATE, None
    chance = np.random.default_rng(2)
    errors = []
    for block in range(1, 2000):
        arrival = block * seconds + abs(chance.normal(0, 0.004))
        time = steadied(time, seconds, arrival)
        errors.append(time - block * seconds)
    assert np.std(errors[500:]) < 0.001


def test_lost_sound_moves_the_time_on() -> None:
    assert steadied(10.0, 0.01, 13.0) == 13.0


class _Stream:
    latency = 0.02

    def read(self) -> Samples:
        return np.zeros(HOP, dtype=np.float32)

    def close(self) -> None:
        pass


def test_a_block_is_about_when_it_sounded_not_when_it_arrived() -> None:
    microphone = OpenMicrophone(_Stream(), a_house().clock, delay=0.1)
    block = microphone.read()
    assert block is not None
    assert block.time == pytest.approx(-0.12)
    assert block.rate == RATE
