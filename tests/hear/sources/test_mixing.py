from fractions import Fraction

import numpy as np
import pytest
from av import AudioFrame

from live.commands.listen import listen
from live.hear.aubio_ear import AubioEar
from live.hear.sources.mixing import MonoMix, narrow
from live.hear.sources.recording import OpenRecording
from live.hear.sources.sound_file import RATE
from live.signals import Floats, Samples
from tests.parts import a_context
from tests.sounds import clicks, encode, write_wave

BEATS = np.arange(0.25, 8.0, 0.5)
BLOCK = 512


def _tone(seconds: float, pitch: float = 440.0) -> Floats:
    tone: Floats = 0.5 * np.sin(2 * np.pi * pitch * np.arange(round(seconds * RATE)) / RATE)
    return tone


def _mixed(channels: Floats) -> Floats:
    """The mix of (channels, n), block by block, as a stream is mixed."""
    mix = MonoMix()
    pieces = []
    for start in range(0, channels.shape[1], BLOCK):
        block = channels[:, start : start + BLOCK]
        mixed = mix.mix(block, block.shape[1] / RATE)
        pieces.append(block.mean(axis=0) if mixed is None else mixed)
    return np.concatenate(pieces)


@pytest.mark.parametrize(("ending", "codec"), [("flac", "flac"), ("mp3", "libmp3lame")])
def test_a_song_whose_right_is_its_left_upside_down_has_its_beats(
    tmp_path_factory: pytest.TempPathFactory, ending: str, codec: str
) -> None:
    folder = tmp_path_factory.mktemp("songs")
    left: Samples = clicks(BEATS, 8.0)
    song = encode(folder / f"song.{ending}", [np.stack([left, -left])], codec, 44_100)
    alone = encode(folder / f"left.{ending}", [left], codec, 44_100)
    heard = listen(song, AubioEar().open(a_context()))
    wanted = listen(alone, AubioEar().open(a_context()))
    assert len(wanted.beats) > 8
    assert [beat.time for beat in heard.beats] == pytest.approx(
        [beat.time for beat in wanted.beats], abs=0.03
    )
    assert max(moment.peak for moment in heard.moments) > 0.4


@pytest.mark.parametrize("kind", [np.stack, lambda two: np.stack([two[0], two[1] * 0.5])])
def test_what_does_not_cancel_is_the_plain_mean(kind: object) -> None:
    chance = np.random.default_rng(4)
    assert callable(kind)
    channels = kind(list(chance.normal(0, 0.1, (2, RATE))))
    assert np.array_equal(_mixed(channels), channels.mean(axis=0))
    alone = np.stack([_tone(1.0), np.zeros(RATE)])
    assert np.array_equal(_mixed(alone), alone.mean(axis=0))


def test_a_song_that_cancels_from_its_middle_on_stays_loud_without_a_click() -> None:
    left = _tone(4.0)
    right = np.where(np.arange(len(left)) < 2 * RATE, left, -left)
    mixed = _mixed(np.stack([left, right]))
    levels = np.sqrt(np.mean(np.square(mixed.reshape(-1, RATE // 10)), axis=1))
    assert levels[:20] == pytest.approx(levels[0], rel=0.01)
    assert levels[27:] == pytest.approx(levels[0], rel=0.01)
    steepest = np.abs(np.diff(left)).max()
    fading = np.delete(np.diff(mixed), np.arange(2 * RATE - 2, 2 * RATE + 2))
    assert np.abs(fading).max() < 1.5 * steepest


def test_one_live_channel_among_many_is_heard_as_loud_as_it_is() -> None:
    channels = np.zeros((18, RATE))
    channels[11] = _tone(1.0)
    assert _mixed(channels) == pytest.approx(channels[11], abs=1e-9)


def test_silence_is_silent() -> None:
    assert not _mixed(np.zeros((2, RATE))).any()


@pytest.mark.parametrize("channels", [2, 4, 6])
def test_pairs_that_cancel_in_a_wave_are_heard(
    tmp_path_factory: pytest.TempPathFactory, channels: int
) -> None:
    pairs = np.stack([_tone(1.0) * (-1) ** number for number in range(channels)])
    song = write_wave(
        tmp_path_factory.mktemp("songs") / "song.wav", pairs.T.astype(np.float32), RATE
    )
    samples = np.concatenate([b.samples for b in iter(OpenRecording(song).read, None)])
    assert np.sqrt(np.mean(np.square(samples))) > 0.3


@pytest.mark.parametrize("kind", ["s16p", "s16", "u8p", "u8", "fltp"])
def test_many_channels_become_two_or_one_in_any_format(kind: str) -> None:
    planes = np.stack([np.full(64, level) for level in (0.5, -0.25, 0.25, -0.5)])
    whole = {"s": (32_768, 0, np.int16), "u": (128, 128, np.uint8), "f": (1, 0, np.float32)}
    full, middle, dtype = whole[kind[0]]
    sound = (planes * full + middle).astype(dtype)
    packed = sound if kind.endswith("p") else sound.T.reshape(1, -1)
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(packed), kind, "4.0")
    frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
    for count, name, levels in ((1, "mono", [0.0]), (2, "stereo", [0.375, -0.375])):
        made = narrow(frame, count)
        assert (made.layout.name, made.format.name, made.samples) == (name, kind, 64)
        found = (
            made.to_ndarray().reshape(count, -1)
            if kind.endswith("p")
            else (made.to_ndarray().reshape(-1, count).T)
        )
        heard = (found.astype(float) - middle) / full
        assert heard == pytest.approx(np.tile(np.array(levels)[:, None], 64), abs=0.01)


def test_one_channel_is_itself_and_nothing_is_nothing() -> None:
    mix = MonoMix()
    one = np.linspace(-1, 1, 64, dtype=np.float32)[:, None]
    assert np.array_equal(mix.mono(one, RATE), one[:, 0])
    assert mix.mono(np.zeros((0, 2), np.float32), RATE).shape == (0,)
    two = np.stack([one[:, 0], one[:, 0] / 2], axis=1)
    assert mix.mono(two, RATE) == pytest.approx(0.75 * one[:, 0], abs=1e-6)
