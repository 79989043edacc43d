import numpy as np
import pytest

from live.hear.loudness import Loudness, Sound, clean
from live.signals import Samples
from tests.sounds import blocks, clicks


def _sounds(samples: Samples) -> list[Sound]:
    ear = Loudness(44_100)
    return [ear.hear(block.samples) for block in blocks(samples)]


def _tone(hertz: float, seconds: float, level: float) -> Samples:
    times = np.arange(round(44_100 * seconds)) / 44_100
    return (level * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


def test_loudness_is_relative_to_the_loudest_of_the_last_minute() -> None:
    sounds = _sounds(np.concatenate([_tone(300, 3, 0.8), _tone(300, 3, 0.1)]))
    assert sounds[290].loudness > 0.95
    assert sounds[590].loudness < 0.4


def test_a_quiet_recording_counts_as_loud_as_a_loud_one() -> None:
    loud, soft = _sounds(_tone(300, 2, 0.8))[-1], _sounds(_tone(300, 2, 0.05))[-1]
    assert abs(loud.loudness - soft.loudness) < 0.02


def test_each_band_hears_its_own() -> None:
    for hertz, band in ((60, 0), (700, 1), (6000, 2)):
        sounds = _sounds(np.concatenate([_tone(h, 1, 0.5) for h in (60, 700, 6000)]))
        alone = sounds[50 + 100 * (60, 700, 6000).index(hertz)]
        assert int(np.argmax(alone.bands)) == band


def test_an_onset_is_strong_where_a_drum_starts_and_weak_between() -> None:
    beats = 0.5 + np.arange(0, 8, 0.5)
    sounds = _sounds(clicks(beats, 8.5))
    at = [max(s.onset for s in sounds[round(100 * b) : round(100 * b) + 4]) for b in beats[4:]]
    between = [max(s.onset for s in sounds[round(100 * b) + 20 : round(100 * b) + 45])
               for b in beats[4:]]  # fmt: skip
    assert min(at) > 0.6
    assert max(between) < 0.2


def test_silence_begins_soon_and_ends_at_once() -> None:
    sound = np.concatenate([_tone(300, 2, 0.5), np.zeros(88_200, np.float32), _tone(300, 1, 0.5)])
    playing = [s.playing for s in _sounds(sound)]
    assert playing[199]
    assert not playing[320]
    assert playing[410]


def test_everything_stays_between_nought_and_one() -> None:
    noise = np.random.default_rng(3).normal(0, 0.5, 44_100 * 3).clip(-1, 1).astype(np.float32)
    for sound in _sounds(noise):
        assert all(0 <= x <= 1 for x in (sound.loudness, sound.onset, *sound.bands))


def test_brightness_rises_with_pitch_and_not_with_level() -> None:
    dark, middle, shrill = (_sounds(_tone(h, 2, 0.5))[-1].brightness for h in (100, 1000, 7000))
    assert dark < 0.1
    assert abs(middle - 0.5) < 0.05
    assert shrill > 0.9
    assert abs(_sounds(_tone(1000, 2, 0.01))[-1].brightness - middle) < 0.02


def _levels(*levels_db: float, seconds: float = 3.0) -> list[Sound]:
    """A tone of some seconds at each of those levels, in decibels of full scale (mean square)."""
    return _sounds(
        np.concatenate([_tone(300, seconds, 2**0.5 * 10 ** (db / 20)) for db in levels_db])
    )


@pytest.mark.parametrize(("level", "music"), [(-30, True), (-40, True), (-46, False), (-52, False)])
def test_after_loud_music_what_is_far_below_it_is_the_room_and_no_music(
    level: float, music: bool
) -> None:
    sounds = _levels(-5.0, level)
    assert sounds[-1].playing is music
    assert (sounds[-1].loudness > 0) is music
    assert (sounds[-1].quiet_for == 0) is music


@pytest.mark.parametrize(("level", "music"), [(-52, True), (-56, False), (-80, False)])
def test_in_a_quiet_room_music_may_be_soft_but_not_without_end(level: float, music: bool) -> None:
    assert _levels(level)[-1].playing is music


def test_silence_is_silence_after_six_tenths_of_a_second() -> None:
    sounds = _levels(-10.0, -90.0)
    assert sounds[300 + 55].playing
    assert not sounds[300 + 62].playing
    assert sounds[300 + 55].quiet_for == pytest.approx(0.56)
    assert not _sounds(np.zeros(4410, np.float32))[-1].playing


def test_what_was_loud_is_forgotten_by_half_in_half_a_minute() -> None:
    ear = Loudness(44_100)
    loud = _tone(300, 1, 0.5)
    soft = _tone(300, 1, 0.05)
    for _ in range(3):
        ear.hear(loud)
    first = ear.hear(soft).loudness
    for _ in range(30):
        later = ear.hear(soft).loudness
    # 20 dB below the loudest, and 3 dB less a half-minute later.
    assert first == pytest.approx(0.01**0.35, rel=0.05)
    assert later == pytest.approx((0.01 * 2) ** 0.35, rel=0.05)


def test_a_level_is_followed_by_half_in_a_twelfth_of_a_second() -> None:
    sounds = _levels(-5.0, -25.0)
    after = [sound.loudness ** (1 / 0.35) for sound in sounds[300:]]
    assert after[7] == pytest.approx(0.5, abs=0.03)
    assert after[15] == pytest.approx(0.25, abs=0.03)


def test_samples_are_made_safe_and_good_ones_stay_as_they_are() -> None:
    good = np.array([-1.0, -0.5, 0.0, 1.0], np.float32)
    assert np.array_equal(clean(good), good)
    bad = np.array([np.nan, np.inf, -np.inf, 7.0, -7.0, 0.25], np.float32)
    assert clean(bad).tolist() == [0.0, 1.0, -1.0, 1.0, -1.0, 0.25]
    assert clean(bad).dtype == np.float32


def test_an_empty_block_changes_nothing() -> None:
    ear = Loudness(44_100)
    ear.hear(_tone(300, 1, 0.5))
    before = ear.hear(_tone(300, 0.01, 0.5))
    after = ear.hear(np.zeros(0, np.float32))
    assert (after.loudness, after.playing) == (before.loudness, before.playing)


def test_a_band_is_measured_by_its_own_strongest() -> None:
    sounds = _sounds(np.concatenate([_tone(60, 1, 0.5), _tone(60, 1, 0.05)]))
    assert sounds[80].bands[0] == pytest.approx(1.0, abs=0.05)
    assert sounds[180].bands[0] == pytest.approx(0.01**0.3, abs=0.02)
    assert sounds[80].bands[2] < 0.5


def test_a_rise_in_the_low_band_is_the_strongest_onset() -> None:
    def first_onset(hertz: float) -> float:
        drum, other = _tone(60, 0.3, 0.5), _tone(hertz, 0.3, 0.5)
        still = np.zeros(22_050, np.float32)
        pieces = [drum + _tone(700, 0.3, 0.5) + _tone(6000, 0.3, 0.5), still, other, still]
        return max(sound.onset for sound in _sounds(np.concatenate(pieces))[60:])

    low, middle = first_onset(60), first_onset(700)
    assert low > 1.2 * middle
    assert middle > 0.15
