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
    beat, beats = _running(0.5), [0.0]
    for frame in range(1, 101):
        beat.follow(0.01, 0.5, (frame * 0.02 - 0.15) % 1.0, trust=1.0)
        beats.append(beat.beat)
    steps = [after - before for before, after in pairwise(beats)]
    assert min(steps) > 0.0
    assert beats[-1] == pytest.approx(2.0 - 0.15, abs=0.01)
    assert beat.jumps == 1


def _follow(beat: RunningBeat, frames: range, off: float) -> None:
    for frame in frames:
        beat.follow(0.01, 0.5, (frame * 0.02 + off) % 1.0, trust=1.0)


def test_a_stray_moment_is_not_followed_but_a_lasting_one_is() -> None:
    beat = _running(0.5)
    _follow(beat, range(1, 201), 0.0)
    _follow(beat, range(201, 301), 0.5)
    assert beat.jumps == 1
    _follow(beat, range(301, 401), 0.5)
    assert beat.jumps == 2
    assert beat.beat % 1.0 == pytest.approx((400 * 0.02 + 0.5) % 1.0, abs=0.05)


def test_a_beat_just_begun_is_mended_at_once() -> None:
    beat = _running(0.5)
    _follow(beat, range(1, 16), 0.5)
    assert beat.jumps == 2


def test_a_beat_in_doubt_is_kept_no_longer_than_one_just_begun() -> None:
    beat = _running(0.5)
    _follow(beat, range(1, 2001), 0.0)
    beat.doubt()
    _follow(beat, range(2001, 2016), 0.5)
    assert beat.jumps == 2


def test_a_jump_goes_forward_by_less_than_a_beat() -> None:
    beat = _running()
    beat.coast(1.3)
    before = beat.beat
    beat.jump(0.4, 0.1)
    assert 0.0 <= beat.beat - before < 1.0
    assert beat.interval == 0.4


def _seconds_until_it_gives_in(right_for: float, interval: float, off: float) -> float:
    """A beat that was right for so long; the pointer then holds another one."""
    beat, frame = _running(0.5), 0
    while frame < 100 * right_for:
        frame += 1
        beat.follow(0.01, 0.5, frame * 0.02 % 1.0, trust=1.0)
    start = frame
    while beat.jumps == 1 and frame < start + 2000:
        frame += 1
        beat.follow(0.01, interval, (frame * 0.01 / interval + off) % 1.0, trust=1.0)
    return (frame - start) / 100


@pytest.mark.parametrize(("interval", "off"), [(0.5, 0.5), (0.25, 0.0), (1.0, 0.0), (0.375, 0.0)])
def test_the_longer_a_beat_was_right_the_longer_it_is_kept_against_another_reading_of_it(
    interval: float, off: float
) -> None:
    new, old = (_seconds_until_it_gives_in(for_, interval, off) for for_ in (0.0, 30.0))
    assert new < 0.7
    assert 2.0 < old < 8.0


def test_another_tempo_is_another_song_and_taken_at_once() -> None:
    assert _seconds_until_it_gives_in(30.0, 0.62, 0.3) < 0.8


def test_doubt_is_not_forgotten_in_a_moment_of_agreement() -> None:
    beat = _running(0.5)
    _follow(beat, range(1, 9), 0.4)
    _follow(beat, range(9, 11), 0.0)
    assert beat.jumps == 1
    _follow(beat, range(11, 19), 0.4)
    assert beat.jumps == 2


@pytest.mark.parametrize(("trust", "left"), [(1.0, 0.25), (0.5, 0.5), (0.25, 0.707)])
def test_the_less_a_beat_is_trusted_the_slower_it_is_taken_up(trust: float, left: float) -> None:
    beat = _running(0.5)
    for frame in range(1, 25):
        beat.follow(0.01, 0.5, (frame * 0.02 + 0.15) % 1.0, trust=trust)
    assert 24 * 0.02 + 0.15 - beat.beat == pytest.approx(0.15 * left, abs=0.005)
