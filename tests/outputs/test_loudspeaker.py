import logging
import time
from pathlib import Path

import numpy as np
import pygame
import pytest

from live.hear.sources.sound_file import duration
from live.outputs.film import Film
from live.outputs.loudspeaker import Loudspeaker, as_wave
from live.runtime.places import SHOWS
from live.signals import Music, Picture, Scene
from tests.parts import a_context
from tests.sounds import clicks, write_wave

FIRST = Scene(0.0, 0.0, Music(0.0), None, None)


def test_the_song_starts_with_the_first_scene() -> None:
    speaker = Loudspeaker().open(a_context(soundtrack=SHOWS / "songs" / "first_dance.ogg"))
    assert not pygame.mixer.music.get_busy()
    speaker.show(FIRST)
    speaker.show(FIRST)
    time.sleep(0.1)
    assert pygame.mixer.music.get_busy()
    assert 0 <= pygame.mixer.music.get_pos() < 1000
    speaker.close()
    assert pygame.mixer.get_init() is None


def test_the_song_sounds_where_it_will_be_when_the_device_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A song whose loudness shows its second, played into a file."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(tmp_path / "out.raw"))
    rising = np.linspace(0, 0.8, 44_100 * 4, dtype=np.float32)
    song = write_wave(tmp_path / "song.wav", np.stack([rising, rising], axis=1), 44_100)
    speaker = Loudspeaker(delay=0.5).open(a_context(soundtrack=song))
    speaker.show(FIRST)
    time.sleep(0.2)
    speaker.close()
    played = np.fromfile(tmp_path / "out.raw", dtype="<i2") / 32_768
    begun = played[np.flatnonzero(played)[0]] / 0.8 * 4
    assert begun == pytest.approx(0.5, abs=0.03)


def test_the_sound_of_a_film_is_played_too(tmp_path: Path) -> None:
    song = write_wave(tmp_path / "song.wav", clicks(np.arange(0, 2, 0.5), 2), 44_100)
    film = Film(file=str(tmp_path / "film.mp4")).open(a_context(soundtrack=song))
    for number in range(60):
        film.show(Picture(number / 30, 0.0, np.zeros((90, 160, 3), dtype=np.uint8)))
    film.close()
    assert duration(as_wave(tmp_path / "film.mp4", tmp_path / "out.wav")) == pytest.approx(
        2, abs=0.1
    )
    speaker = Loudspeaker().open(a_context(soundtrack=tmp_path / "film.mp4"))
    speaker.show(FIRST)
    assert pygame.mixer.music.get_busy()
    speaker.close()


def test_without_a_loudspeaker_the_show_goes_on_in_silence(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "there-is-no-such-driver")
    with caplog.at_level(logging.WARNING):
        speaker = Loudspeaker().open(a_context(soundtrack=SHOWS / "songs" / "waltz.ogg"))
    assert "silence" in caplog.text
    speaker.show(FIRST)
    speaker.close()


def test_a_show_with_a_microphone_plays_nothing() -> None:
    speaker = Loudspeaker().open(a_context(soundtrack=None))
    speaker.show(FIRST)
    assert pygame.mixer.get_init() is None
    speaker.close()
