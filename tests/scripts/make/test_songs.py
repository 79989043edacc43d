"""The demo songs: their notation, the sounds' onsets, and the files that are shipped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from scripts.songwriting import dance_band, first_dance, tones, waltz, waltz_band
from scripts.songwriting.mixing import Desk, decibels, master, rms
from scripts.songwriting.ogg import read_beats, read_ogg, write_ogg
from scripts.songwriting.score import chord, held, hertz, hits, melody, pitch
from scripts.songwriting.song import Song
from scripts.songwriting.waves import RATE, Mono, Sound, noise

SONGS = {"first_dance": dance_band.SONG, "waltz": waltz_band.SONG}
FOLDER = Path(__file__).resolve().parents[3] / "shows" / "songs"

HOP = RATE // 1000
"""Samples in a millisecond, the resolution of the onsets measured here."""


@cache
def shipped(name: str) -> tuple[Sound, list[tuple[float, int]]]:
    path = FOLDER / f"{name}.ogg"
    return read_ogg(path), read_beats(path.with_suffix(".beats"))


def novelty(sound: Sound) -> Mono:
    """How steeply the treble's energy rises at each millisecond, in nepers."""
    treble = np.diff(sound.mean(axis=0), prepend=0.0)
    frames = treble[: treble.size // HOP * HOP].reshape(-1, HOP)
    energy = np.concatenate([np.zeros(10), (frames**2).mean(axis=1), np.zeros(5)])
    total = np.cumsum(np.concatenate([[0.0], energy]))
    count = frames.shape[0]
    after = (total[15 : 15 + count] - total[10 : 10 + count]) / 5
    before = (total[10 : 10 + count] - total[:count]) / 10
    rise: Mono = np.log(after + 1e-7) - np.log(before + 1e-7)
    return rise


def onset_errors(sound: Sound, times: list[float], reach_ms: int = 40) -> Mono:
    """Milliseconds from each time to the steepest rise in its neighbourhood."""
    rise = novelty(sound)
    errors = []
    for time in times:
        centre = round(1000 * time)
        first = max(0, centre - reach_ms)
        steepest = first + int(np.argmax(rise[first : centre + reach_ms]))
        errors.append(steepest - 1000 * time)
    return np.array(errors)


def test_notes_have_their_usual_numbers_and_frequencies() -> None:
    assert [pitch(name) for name in ("C4", "A4", "F#5", "Bb2")] == [60, 69, 78, 46]
    assert hertz(69) == 440.0
    assert chord("C2 E3 G3").bass == 36
    assert chord("C2 E3 G3").voices == (52, 55)


def test_a_pattern_is_read_step_by_step() -> None:
    assert list(hits("9..3")) == [(0, 1.0), (3, 3 / 9)]
    assert list(held("r--.o-")) == [(0, "r", 3), (4, "o", 2)]


def test_a_melody_knows_its_bars() -> None:
    assert melody("C4:2 -:2 | D4:4", steps_per_bar=4) == [(0, 2, 60), (4, 4, 62)]
    with pytest.raises(ValueError, match="bar 2"):
        melody("C4:4 | D4:3", steps_per_bar=4)


def test_every_tune_fits_its_chords() -> None:
    for strain in waltz.FORM:
        assert strain.tune.count("|") + 1 == strain.bars
        melody(strain.tune, waltz.GRID.steps_per_bar)
    for section in first_dance.ARRANGEMENT:
        assert len(section.grooves) == section.bars
        for tune in dance_band.SINGERS.keys() & section.parts.keys():
            assert section.parts[tune].count("|") + 1 == section.bars
            melody(section.parts[tune], first_dance.GRID.steps_per_bar)


@pytest.mark.parametrize("groove", first_dance.GROOVES)
def test_every_beat_of_every_groove_is_struck(groove: str) -> None:
    desk = Desk(2.5)
    dance_band.play_groove(desk, 0, groove)
    beats = [first_dance.GRID.time(0, step) for step in (0, 4, 8, 12)]
    assert np.abs(onset_errors(desk.bus("drums"), beats)).max() <= 5


def test_a_bar_of_the_waltz_is_struck_three_times() -> None:
    desk = Desk(2.5)
    waltz_band.play_groove(desk, 0)
    beats = [time for time, _ in waltz_band.SONG.beat_times()[:3]]
    assert np.abs(onset_errors(desk.bus("drums"), beats)).max() <= 5


@pytest.mark.parametrize(
    "instrument", [tones.bass, tones.electric_piano, tones.stab, tones.lead, tones.piano]
)
def test_a_note_sounds_its_pitch_and_clicks_at_neither_end(instrument: tones.Instrument) -> None:
    note = instrument(pitch("A3"), 0.5)
    spectrum = np.abs(np.fft.rfft(note.mean(axis=0), 4 * RATE))
    assert np.argmax(spectrum) / 4 == pytest.approx(220, abs=3)
    assert np.abs(note[:, [0, -1]]).max() < 0.01


def test_the_master_reaches_its_loudness_and_keeps_its_ceiling() -> None:
    bursts = noise(1.0, seed=3) * (1 + 2 * (np.arange(RATE) % 9_600 < 480))
    mastered = master(np.stack([bursts, bursts]), loudness_db=-15, ceiling_db=-2)
    assert np.abs(mastered).max() <= decibels(-2) + 1e-9
    assert rms(mastered) == pytest.approx(decibels(-15), rel=0.25)


def test_the_codec_delays_nothing(tmp_path: Path) -> None:
    sound = np.zeros((2, RATE))
    click = RATE // 2
    sound[:, click : click + 200] = 0.5 * noise(200 / RATE, seed=1)
    write_ogg(tmp_path / "click.ogg", sound)
    decoded = read_ogg(tmp_path / "click.ogg")
    assert decoded.shape == sound.shape
    match = np.correlate(decoded[0, click - 500 : click + 700], sound[0, click : click + 200])
    assert abs(int(np.argmax(match)) - 500) <= 1


@pytest.mark.parametrize("name", SONGS)
def test_a_shipped_song_is_clean(name: str) -> None:
    sound, _ = shipped(name)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() < decibels(-1)
    assert decibels(-17) < rms(sound) < decibels(-12)
    assert np.abs(sound.mean(axis=1)).max() < 0.001
    assert np.abs(sound[:, -RATE // 10 :]).max() < 0.01


@pytest.mark.parametrize(("name", "song"), SONGS.items())
def test_the_shipped_beats_are_those_of_the_score(name: str, song: Song) -> None:
    _, beats = shipped(name)
    assert beats == [(round(time, 4), place) for time, place in song.beat_times()]
    meter = song.grid.beats_per_bar
    assert [place for _, place in beats] == [1 + number % meter for number in range(len(beats))]


@pytest.mark.parametrize("name", SONGS)
def test_a_shipped_song_lasts_as_long_as_its_beats_and_its_last_chord(name: str) -> None:
    sound, beats = shipped(name)
    seconds = sound.shape[1] / RATE
    assert seconds >= 65
    assert beats[0][0] < 1
    assert 3 < seconds - beats[-1][0] < 6


@pytest.mark.parametrize("name", SONGS)
def test_the_music_strikes_where_the_beats_are_listed(name: str) -> None:
    sound, beats = shipped(name)
    errors = onset_errors(sound, [time for time, _ in beats])
    assert abs(float(np.median(errors))) < 3
    assert np.mean(np.abs(errors) <= 10) >= 0.98
