from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from live.errors import BadInput
from live.hear.sources.recording import HOP, OpenRecording, hops, mono
from live.hear.sources.sound_file import RATE, duration
from live.runtime.places import SHOWS
from live.signals import AudioBlock, Samples
from scripts.measure.memory import MB, growth
from tests.sounds import write_wave


def _all(source: OpenRecording) -> list[AudioBlock]:
    return list(iter(source.read, None))


def _tone(rate: int, seconds: float) -> Samples:
    times = np.arange(round(rate * seconds)) / rate
    return (0.5 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000, 192_000])
def test_any_rate_is_heard_in_its_own_time(tmp_path: Path, rate: int) -> None:
    song = write_wave(tmp_path / "song.wav", _tone(rate, 1.0), rate)
    blocks = _all(OpenRecording(song))
    assert blocks[-1].time == pytest.approx(1.0, abs=0.02)
    samples = np.concatenate([block.samples for block in blocks])
    assert all(block.rate == RATE and len(block.samples) == HOP for block in blocks)
    crossings = np.count_nonzero(np.diff(np.signbit(samples[4410:39_690])))
    assert crossings == pytest.approx(2 * 440 * 0.8, abs=3)


def test_six_channels_are_mixed_to_one(tmp_path: Path) -> None:
    song = write_wave(tmp_path / "song.wav", np.tile(_tone(48_000, 0.5), (6, 1)).T, 48_000)
    samples = np.concatenate([block.samples for block in _all(OpenRecording(song))])
    assert 0.1 < np.abs(samples).max() <= 1.0


def test_one_sample_is_a_recording_of_one_block(tmp_path: Path) -> None:
    song = write_wave(tmp_path / "song.wav", np.array([0.5], dtype=np.float32), 44_100)
    assert len(_all(OpenRecording(song))) == 1


def test_blocks_follow_each_other_without_a_hole() -> None:
    source = OpenRecording(SHOWS / "songs" / "waltz.ogg")
    first = [source.read() for _ in range(200)]
    times = [block.time for block in first if block is not None]
    assert np.diff(times) == pytest.approx(HOP / RATE)
    assert times[0] == pytest.approx(HOP / RATE)


def test_an_hour_is_never_held_at_once(tmp_path: Path) -> None:
    """The first blocks come at once, and of an hour only a few packets have been read."""
    song = tmp_path / "hour.wav"
    second = np.zeros(8_000, dtype=np.float32)
    write_wave(song, np.tile(second, 3600), 8_000)
    source = OpenRecording(song)
    blocks = [source.read() for _ in range(100)]
    assert blocks[-1] is not None
    assert duration(song) == pytest.approx(3600)


def test_a_loop_begins_again_in_later_time(tmp_path: Path) -> None:
    song = write_wave(tmp_path / "song.wav", _tone(44_100, 0.1), 44_100)
    source = OpenRecording(song, loop=True)
    times = [block.time for _ in range(35) if (block := source.read()) is not None]
    assert len(times) == 35
    assert np.diff(times) == pytest.approx(HOP / RATE)


@pytest.mark.parametrize("ending", [".flac", ".mp3", ".ogg", ".mp4"])
def test_the_usual_files_are_played(tmp_path: Path, ending: str) -> None:
    codecs = {".flac": "flac", ".mp3": "libmp3lame", ".ogg": "libopus", ".mp4": "aac"}
    song = tmp_path / f"song{ending}"
    with av.open(str(song), "w") as container:
        stream = container.add_stream(codecs[ending], rate=48_000, layout="mono")
        assert isinstance(stream, av.AudioStream)
        for start in range(0, 48_000, 960):
            piece = _tone(48_000, 1.0)[start : start + 960]
            frame = av.AudioFrame.from_ndarray(piece[None, :], "fltp", "mono")
            frame.sample_rate, frame.pts, frame.time_base = 48_000, start, Fraction(1, 48_000)
            for fitting in av.AudioResampler(format=stream.format, rate=48_000).resample(frame):
                container.mux(stream.encode(fitting))
        container.mux(stream.encode(None))
    assert _all(OpenRecording(song))[-1].time == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "empty"), (b"This is a letter, not a song.\n" * 50, "cannot be played")],
)
def test_what_is_no_sound_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes, word: str
) -> None:
    song = tmp_path / "song.mp3"
    song.write_bytes(content)
    with pytest.raises(BadInput, match=word) as refusal:
        OpenRecording(song)
    assert str(song) in str(refusal.value)


def test_a_song_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        OpenRecording(tmp_path / "song.wav")


def test_a_song_cut_in_half_is_played_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = (SHOWS / "songs" / "waltz.ogg").read_bytes()
    song = tmp_path / "half.ogg"
    song.write_bytes(whole[: len(whole) // 2])
    assert 20 < _all(OpenRecording(song))[-1].time < 60


def test_a_header_without_sound_is_refused(tmp_path: Path) -> None:
    song = write_wave(tmp_path / "song.wav", np.zeros(0, dtype=np.float32), 44_100)
    with pytest.raises(BadInput, match="no sound"):
        OpenRecording(song)


def test_a_wave_file_that_claims_four_gigabytes_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    song = write_wave(tmp_path / "song.wav", _tone(44_100, 0.5), 44_100)
    content = bytearray(song.read_bytes())
    content[4:8] = content[40:44] = b"\xf0\xff\xff\xff"
    song.write_bytes(content)
    with growth() as peak:
        blocks = _all(OpenRecording(song))
    assert blocks[-1].time == pytest.approx(0.5, abs=0.02)
    assert peak.grown is None or peak.grown < 50 * MB


def test_the_last_block_is_as_long_as_the_others_and_silent_at_its_end() -> None:
    pieces = [np.full(500, 0.9, np.float32), np.full(600, -0.9, np.float32)]
    blocks = list(hops(iter(pieces)))
    assert [len(block) for block in blocks] == [441, 441, 441]
    whole = np.concatenate(blocks)
    assert np.array_equal(whole[:1100], np.concatenate(pieces))
    assert not whole[1100:].any()


def test_loud_sound_is_heard_up_to_full_scale(tmp_path: Path) -> None:
    tone = 0.95 * np.sin(2 * np.pi * 440 * np.arange(4410) / 44_100)
    song = write_wave(tmp_path / "song.wav", tone.astype(np.float32), 44_100)
    samples = np.concatenate(list(mono(song)))
    assert samples.max() > 0.9
    assert samples.min() < -0.9
