from itertools import pairwise

import pytest

from live.hear.running_beat import RunningBeat


def _running(interval: float = 0.5) -> RunningBeat:
    beat = RunningBeat()
    beat.jump(interval, 0.0)
    return beat


def test_it_coasts_at_its_tempo() -> None:
    beat = _running(0.5)
    for _ in range(200):
        beat.coast(0.01)
    assert beat.beat == pytest.approx(4.0)


def test_a_beat_a_little_off_is_taken_up_gently_and_never_backwards() -> None:
    beat, told = _running(0.5), [0.0]
    for frame in range(1, 101):
        beat.follow(0.01, 0.5, (frame * 0.02 - 0.15) % 1.0, trust=1.0)
        told.append(beat.beat)
    steps = [after - before for before, after in pairwise(told)]
    assert min(steps) > 0.0
    assert told[-1] == pytest.approx(2.0 - 0.15, abs=0.01)
    assert beat.jumps == 1


def test_a_stray_moment_is_not_followed_but_a_lasting_one_is() -> None:
    beat = _running(0.5)
    for frame in range(1, 31):
        beat.follow(0.01, 0.5, (frame * 0.02 + 0.5) % 1.0, trust=1.0)
    assert beat.jumps == 1
    for frame in range(31, 71):
        beat.follow(0.01, 0.5, (frame * 0.02 + 0.5) % 1.0, trust=1.0)
    assert beat.jumps == 2
    assert beat.beat % 1.0 == pytest.approx((70 * 0.02 + 0.5) % 1.0, abs=0.05)


def test_a_jump_goes_forward_by_less_than_a_beat() -> None:
    beat = _running()
    beat.coast(1.3)
    before = beat.beat
    beat.jump(0.4, 0.1)
    assert 0.0 <= beat.beat - before < 1.0
    assert beat.interval == 0.4
