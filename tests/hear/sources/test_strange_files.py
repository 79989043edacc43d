"""Sound files as guests bring them: damaged, joined, oddly named, of unknown kinds."""

import shutil
from pathlib import Path

import av
import numpy as np
import pytest

from live.commands.listen import listen
from live.errors import BadInput
from live.formats import media
from live.hear.aubio_ear import AubioEar
from live.hear.sources import sound_file
from live.hear.sources.recording import OpenRecording
from live.hear.sources.sound_file import RATE, begins, decoded, duration
from live.outputs.loudspeaker import as_wave
from live.runtime import places
from live.runtime.failures import FileDamage, NoFailureLog
from live.runtime.places import SHOWS
from live.signals import Samples
from tests.parts import a_context
from tests.sounds import clicks, encode, write_wave

SECONDS = 10.0
BEATS = np.arange(0.25, SECONDS, 0.5)


def _heard(file: Path) -> Samples:
    return np.concatenate([block.samples for block in iter(OpenRecording(file).read, None)])


def _music(seconds: float = SECONDS, rate: int = 44_100) -> Samples:
    """Clicks twice a second, over a quiet chord."""
    times = np.arange(round(seconds * rate)) / rate
    chord = sum(np.sin(2 * np.pi * pitch * times) for pitch in (220, 277, 330))
    return (clicks(BEATS[seconds > BEATS], seconds, rate) + 0.02 * chord).astype(np.float32)


def _damage(file: Path, share: float, count: int = 3000) -> Path:
    """Writes chance over `count` bytes, `share` of the way through the file."""
    content = bytearray(file.read_bytes())
    start = int(share * len(content))
    content[start : start + count] = np.random.default_rng(1).bytes(count)
    file.write_bytes(content)
    return file


def _loud(samples: Samples, begin: float, end: float) -> list[float]:
    """Seconds between `begin` and `end` at which a click begins."""
    loud = np.abs(samples) > 0.3
    starts = np.flatnonzero(loud) / RATE
    firsts = starts[np.diff(starts, prepend=-1.0) > 0.2]
    return [float(time) for time in firsts if begin < time < end]


def _unknown(file: Path) -> Path:
    """Makes the first sound track of a mov one that nobody can decode."""
    content = file.read_bytes()
    file.write_bytes(content.replace(b"mp4a", b"zzzz", 1).replace(b"esds", b"zzzz", 1))
    return file


@pytest.mark.parametrize("channels", [3, 7, 9, 16, 32, 64])
def test_any_number_of_channels_is_heard(tmp_path: Path, channels: int) -> None:
    sound = np.tile(_music(2.0), (channels, 1)).T
    song = write_wave(tmp_path / "song.wav", sound, 44_100)
    heard = _heard(song)
    assert len(heard) / RATE == pytest.approx(2.0, abs=0.02)
    assert _loud(heard, 0.0, 2.0) == pytest.approx(BEATS[:4], abs=0.01)
    assert next(decoded(song, "stereo")).shape[0] == 2


def test_the_first_sound_track_that_decodes_is_heard(tmp_path: Path) -> None:
    film = tmp_path / "film.mov"
    _unknown(encode(film, [np.zeros(88_200, np.float32), _music(2.0)], "aac", 44_100))
    assert _loud(_heard(film), 0.0, 2.0) == pytest.approx(BEATS[:4], abs=0.03)
    assert begins(film) == pytest.approx(0.0, abs=0.03)


@pytest.mark.parametrize("rate", [1, 999, 3_000_001, 48_000_007, 2_000_000_011])
def test_a_wav_of_an_absurd_rate_is_refused_at_once(
    tmp_path: Path, rate: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    song = _at_rate(write_wave(tmp_path / "song.wav", _music(2.0), 44_100), rate)
    monkeypatch.setattr(sound_file, "AudioResampler", None)  # would take gigabytes
    with pytest.raises(BadInput, match=rf"song\.wav: {rate} samples a second .*Copy it again"):
        OpenRecording(song)
    assert begins(song) is None
    with pytest.raises(BadInput, match="samples a second"):
        as_wave(song, tmp_path / "copy.wav")


@pytest.mark.parametrize("rate", [1000, 8000, 384_000, 2_822_400])
def test_sound_of_any_rate_there_is_is_heard(tmp_path: Path, rate: int) -> None:
    song = write_wave(tmp_path / "song.wav", np.zeros(rate, np.float32), rate)
    assert len(_heard(song)) / RATE == pytest.approx(1.0, abs=0.02)


def _at_rate(song: Path, rate: int) -> Path:
    """Writes another rate into the header of a wav."""
    content = bytearray(song.read_bytes())
    content[24:28] = rate.to_bytes(4, "little")
    song.write_bytes(content)
    return song


def test_sound_of_an_unknown_kind_is_refused_in_a_sentence(tmp_path: Path) -> None:
    film = _unknown(encode(tmp_path / "film.mov", [_music(1.0)], "aac", 44_100))
    with pytest.raises(BadInput, match=r"film\.mov: .*cannot be decoded.*Give a wav"):
        OpenRecording(film)
    assert begins(film) is None


@pytest.mark.parametrize(
    "name",
    ["EOFError", "DecoderNotFoundError", "ProtocolNotFoundError", "PatchWelcomeError",
     "UnknownError", "HTTPNotFoundError"],
)  # fmt: skip
def test_every_error_of_ffmpeg_is_a_sentence(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    song = write_wave(tmp_path / "song.wav", _music(1.0), 44_100)

    def fail(*_: object, **__: object) -> None:
        raise getattr(av.error, name)(1, "Something is wrong")

    monkeypatch.setattr(av, "open", fail)
    with pytest.raises(BadInput, match=r"song\.wav: cannot be played \(Something is wrong\)"):
        OpenRecording(song)
    assert duration(song) is None
    assert begins(song) is None


@pytest.mark.parametrize(
    ("ending", "codec"),
    [("mp3", "libmp3lame"), ("m4a", "aac"), ("mkv", "aac"), ("ogg", "libopus"), ("flac", "flac")],
)
def test_damage_is_passed_over_and_the_rest_is_in_time(
    tmp_path: Path, ending: str, codec: str
) -> None:
    song = encode(tmp_path / f"song.{ending}", [_music(rate=48_000)], codec, 48_000)
    whole = _loud(_heard(song), 6.0, SECONDS)
    assert len(whole) == 8
    heard = _heard(_damage(song, 0.4))
    assert len(heard) / RATE == pytest.approx(SECONDS, abs=0.15)
    assert _loud(heard, 6.0, SECONDS) == pytest.approx(whole, abs=0.1)


def test_a_song_damaged_at_its_very_beginning_is_in_time(tmp_path: Path) -> None:
    song = encode(tmp_path / "song.m4a", [_music()], "aac", 44_100)
    whole = _loud(_heard(song), 2.0, SECONDS)
    content = bytearray(song.read_bytes())
    sound = content.index(b"mdat") + 4
    content[sound : sound + 3000] = b"\xff" * 3000
    song.write_bytes(content)
    assert _loud(_heard(song), 2.0, SECONDS) == pytest.approx(whole, abs=0.03)


@pytest.mark.parametrize("share", [0.0, 0.4, 0.9])
def test_a_damaged_aac_is_in_time(tmp_path: Path, share: float) -> None:
    song = encode(tmp_path / "song.aac", [_music()], "aac", 44_100)
    after = share * SECONDS + 1.0
    whole = _loud(_heard(song), after, SECONDS)
    heard = _heard(_damage(song, share, 3000 if share else 40))
    assert len(heard) / RATE == pytest.approx(SECONDS, abs=0.1)
    assert _loud(heard, after, SECONDS) == pytest.approx(whole, abs=0.1)


def test_beats_are_heard_after_damage_and_the_damage_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    song = encode(tmp_path / "song.mp3", [_music()], "libmp3lame", 44_100)
    _damage(song, 0.3)
    beats = listen(song, AubioEar().open(a_context())).beats
    assert beats[-1].time > SECONDS - 1.0
    assert "song.mp3: it is damaged" in caplog.text


class _Reported(NoFailureLog):
    """The damage that is reported."""

    def __init__(self) -> None:
        self.damage: list[FileDamage] = []

    def damaged(self, damage: FileDamage) -> None:
        self.damage.append(damage)


def _reported(file: Path, *, loop: bool = False, seconds: float = 60.0) -> list[FileDamage]:
    reported = _Reported()
    source = OpenRecording(file, loop=loop, failures=reported)
    while (block := source.read()) is not None and block.time < seconds:
        pass
    source.close()
    return reported.damage


def test_damage_is_reported_once_with_where_and_how_much(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    song = _damage(encode(tmp_path / "song.mp3", [_music()], "libmp3lame", 44_100), 0.3)
    (damage,) = _reported(song, loop=True, seconds=2.5 * SECONDS)
    assert (damage.part, damage.file) == ("sound", str(song))
    assert damage.places >= 1
    assert damage.first == pytest.approx(0.3 * SECONDS, abs=0.3)
    assert 0.1 < damage.missing < 1.0
    assert damage.early == 0.0
    assert damage.cause
    assert len(caplog.messages) == 1
    (early,) = _reported(song, seconds=0.6 * SECONDS)  # the show ends before the song
    assert early.places == damage.places


def test_a_hole_that_ffmpeg_says_nothing_of_is_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    song = encode(tmp_path / "song.mkv", [_music()], "aac", 44_100, hole=(4.0, 1.5))
    assert _loud(_heard(song), 4.5, 20.0) == pytest.approx(BEATS[BEATS > 4.0] + 1.5, abs=0.05)
    caplog.clear()
    (damage,) = _reported(song)
    assert damage.places == 1
    assert damage.first == pytest.approx(4.0, abs=0.1)
    assert damage.missing == pytest.approx(1.5, abs=0.1)
    assert damage.cause == ""
    assert "1.5 s of its sound are missing" in caplog.text


@pytest.mark.parametrize(
    ("ending", "codec"), [("wav", "pcm_s16le"), ("flac", "flac"), ("mkv", "aac")]
)
def test_a_song_that_ends_before_the_length_it_states_is_reported(
    tmp_path: Path, ending: str, codec: str, caplog: pytest.LogCaptureFixture
) -> None:
    song = encode(tmp_path / f"song.{ending}", [_music()], codec, 44_100)
    assert _reported(song) == []
    content = song.read_bytes()
    song.write_bytes(content[: round(0.7 * len(content))])
    (damage,) = _reported(song)
    assert damage.early == pytest.approx(0.3 * SECONDS, abs=0.5)
    assert "s before the length that it states. Copy it again." in caplog.text
    assert not [one for one in _reported(song, seconds=1.0) if one.early]  # it was not heard out


def test_a_wav_written_into_a_pipe_states_no_length(tmp_path: Path) -> None:
    song = write_wave(tmp_path / "song.wav", _music(2.0), 44_100)
    content = bytearray(song.read_bytes())
    content[4:8], content[40:44] = b"\x24\xf0\xff\x7f", b"\x00\xf0\xff\x7f"
    song.write_bytes(content)
    assert _reported(song) == []


@pytest.mark.parametrize(
    ("ending", "codec"),
    [("mp3", "libmp3lame"), ("aac", "aac"), ("m4a", "aac"), ("ogg", "libopus"), ("ts", "aac")],
)
def test_of_a_whole_song_no_damage_is_reported(tmp_path: Path, ending: str, codec: str) -> None:
    assert _reported(encode(tmp_path / f"song.{ending}", [_music()], codec, 48_000)) == []


def test_the_loudspeaker_plays_on_after_damage(tmp_path: Path) -> None:
    song = _damage(encode(tmp_path / "song.mp3", [_music()], "libmp3lame", 44_100), 0.3)
    played = duration(as_wave(song, tmp_path / "song.wav"))
    assert played == pytest.approx(SECONDS, abs=0.15)


@pytest.mark.parametrize(
    ("ending", "codec", "other"), [("aac", "aac", 22_050), ("ogg", "libopus", 24_000),
                                   ("mp3", "libmp3lame", 22_050), ("ts", "aac", 24_000)],
)  # fmt: skip
def test_two_files_joined_are_heard_one_after_the_other(
    tmp_path: Path, ending: str, codec: str, other: int
) -> None:
    first = encode(tmp_path / f"1.{ending}", [_music(4.0, other)], codec, other)
    later = _music(4.0, 48_000)
    if ending != "ogg":  # FFmpeg reads no ogg files joined of which only one is stereo
        later = np.tile(later, (2, 1))
    second = encode(tmp_path / f"2.{ending}", [later], codec, 48_000)
    song = tmp_path / f"song.{ending}"
    song.write_bytes(first.read_bytes() + second.read_bytes())
    heard = _heard(song)
    assert len(heard) / RATE == pytest.approx(8.0, abs=0.25)
    clicked = _loud(heard, 0.0, 9.0)
    assert len(clicked) == 16
    assert np.diff(clicked) == pytest.approx(0.5, abs=0.2)


@pytest.mark.parametrize("name", ["23:50.ogg", "~song.ogg", "file:x.ogg", "50%d.ogg", "-i.ogg"])
def test_any_name_is_a_files_name(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SHOWS / "songs" / "waltz.ogg", name)
    song = places.find(name, Path())
    assert OpenRecording(song).read() is not None
    assert duration(song) == pytest.approx(duration(SHOWS / "songs" / "waltz.ogg"))
    assert begins(song) is not None
    with media.opened(song):
        pass


def test_a_home_that_nobody_knows_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert places.find("~nobody-of-this-name/song.ogg", Path()).name == "song.ogg"
    with pytest.raises(BadInput, match="no such file"):
        OpenRecording(places.find("~nobody-of-this-name/song.ogg", Path()))
