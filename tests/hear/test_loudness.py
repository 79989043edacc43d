import numpy as np

from live.hear.loudness import Loudness, Sound
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
