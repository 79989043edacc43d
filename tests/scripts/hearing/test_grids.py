import mido
import numpy as np
import pytest

from scripts.hearing import grids
from scripts.hearing.spectrum import FRAME


def midi(*messages: mido.MetaMessage, beats: int = 8) -> mido.MidiFile:
    """A file of a few tempi and bars, `beats` quarter notes long."""
    file = mido.MidiFile(ticks_per_beat=96)
    track = mido.MidiTrack(messages)
    length = sum(message.time for message in messages)
    track.append(mido.Message("note_on", note=60, time=96 * beats - length))
    file.tracks.append(track)
    return file


def test_quarter_notes_are_beats_and_bars_begin_with_one() -> None:
    seconds, places = grids.Grid(
        midi(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(120)))
    ).beats()
    assert seconds == pytest.approx(np.arange(8) * 0.5)
    assert places.tolist() == [1, 2, 3, 4, 1, 2, 3, 4]


def test_a_file_that_says_no_tempo_has_120_beats_a_minute() -> None:
    assert grids.Grid(midi()).beats()[0][1] == pytest.approx(0.5)


def test_a_change_of_tempo_counts_from_where_it_stands() -> None:
    seconds, _ = grids.Grid(
        midi(
            mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(60)),
            mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(120), time=4 * 96),
        )
    ).beats()
    assert seconds == pytest.approx([0, 1, 2, 3, 4, 4.5, 5, 5.5])


def test_in_six_eight_a_beat_is_three_eighths() -> None:
    seconds, places = grids.Grid(
        midi(
            mido.MetaMessage("time_signature", numerator=6, denominator=8),
            mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(120)),
            beats=6,
        )
    ).beats()
    assert seconds == pytest.approx([0, 0.75, 1.5, 2.25])
    assert places.tolist() == [1, 2, 1, 2]


def test_a_change_of_bars_begins_a_bar() -> None:
    _, places = grids.Grid(
        midi(
            mido.MetaMessage("time_signature", numerator=4, denominator=4),
            mido.MetaMessage("time_signature", numerator=3, denominator=4, time=4 * 96),
            beats=10,
        )
    ).beats()
    assert places.tolist() == [1, 2, 3, 4, 1, 2, 3, 1, 2, 3]


def rising_at(times: np.ndarray, frames: int) -> np.ndarray:
    """Power of one band that rises at some times and fades."""
    power = np.full((frames, 1), 1e-6)
    for at in times:
        first = round((at + grids.LATE) / FRAME) - 1
        fading = 0.6 ** np.arange(frames - first)
        power[first:, 0] += fading
    return power


def test_beats_where_the_sound_rises_agree_and_half_a_beat_off_they_do_not() -> None:
    beats = np.arange(0.5, 9.5, 0.5)
    power = rising_at(beats, 1000)
    assert grids.agrees(power, beats)
    assert not grids.agrees(power, beats + 0.25)


def test_a_grid_that_is_late_is_moved_to_the_sound() -> None:
    beats = np.arange(0.5, 9.5, 0.5)
    rise = grids.rises(rising_at(beats, 1000))
    assert grids.best_shift(rise, beats - 0.04, 0.06) == pytest.approx(0.04, abs=0.011)
