import numpy as np
import pytest

from live.hear.pulse import Pulse


def _pulse(pattern: list[float]) -> Pulse:
    pulse = Pulse(100, (55.0, 215.0), late=0.02)
    for activation in pattern:
        pulse.step(activation)
    return pulse


def _drum(seconds: float, interval: int = 50) -> list[float]:
    return [0.9 if frame % interval == 0 else 0.03 for frame in range(round(100 * seconds))]


def test_a_drum_is_a_beat_and_confidence_grows() -> None:
    pulse = _pulse(_drum(2))
    soon = pulse.confidence
    for activation in _drum(4):
        pulse.step(activation)
    assert pulse.beating
    assert pulse.confidence > max(0.7, soon)
    assert abs(pulse.tempo - 120) < 1


def test_the_beat_is_told_for_the_moment_not_for_the_frame_that_showed_it() -> None:
    pulse = _pulse([*_drum(6), 0.9])
    assert 0.0 <= (pulse.beat % 1.0) - 0.02 / 0.5 < 0.05


def test_music_that_stops_ends_the_beat_within_three_seconds() -> None:
    pulse = _pulse(_drum(6))
    chance = np.random.default_rng(4)
    for _ in range(300):
        pulse.step(0.7 if chance.random() < 0.03 else 0.05)
    assert not pulse.beating
    assert pulse.confidence == 0.0


def _beats_until_followed(pulse: Pulse, interval: int) -> float:
    for frame, activation in enumerate(_drum(10, interval)[interval // 2 :]):
        pulse.step(activation)
        if abs(pulse.tempo * interval / 6000 - 1) < 0.03:
            return (frame + interval // 2) / interval
    return float("inf")


@pytest.mark.parametrize("interval", [75, 67, 60, 40, 33])
def test_another_song_is_followed_within_six_beats_however_long_the_last_was(interval: int) -> None:
    assert _beats_until_followed(_pulse(_drum(30)), interval) < 6.5


def test_four_beats_are_enough_to_begin() -> None:
    pulse = _pulse(_drum(1.6))
    assert pulse.beating
    assert pulse.tempo == pytest.approx(120, rel=0.02)


def test_silence_is_coasted_through() -> None:
    pulse = _pulse(_drum(6))
    before = pulse.beat
    for _ in range(200):
        pulse.step(None)
    assert pulse.beating
    assert abs(pulse.beat - before - 4.0) < 0.05


def test_the_count_goes_on_after_all_is_forgotten() -> None:
    pulse = _pulse(_drum(6))
    before = pulse.beat
    pulse.forget()
    assert not pulse.beating
    for activation in _drum(4, 60):
        pulse.step(activation)
    assert pulse.beating
    assert pulse.beat > before


def _breakdown(pulse: Pulse, seconds: float, *, held: bool) -> None:
    chance = np.random.default_rng(4)
    for _ in range(round(100 * seconds)):
        pulse.step(0.6 if chance.random() < 0.02 else 0.04, held=held)


def test_a_sure_beat_goes_on_through_music_that_has_none_but_not_for_ever() -> None:
    pulse = _pulse(_drum(20))
    before = pulse.beat
    _breakdown(pulse, 8, held=True)
    assert pulse.beating
    assert pulse.confidence < 0.5
    assert abs(pulse.beat - before - 16) < 0.5
    _breakdown(pulse, 15, held=True)
    assert not pulse.beating


def test_a_beat_hardly_known_does_not_go_on_without_being_heard() -> None:
    pulse = _pulse(_drum(3))
    _breakdown(pulse, 5, held=True)
    assert not pulse.beating
