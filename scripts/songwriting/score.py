"""Reading the songs' notation: note names, step patterns and melodies.

A step is the finest rhythmic unit of a song (a sixteenth of the dance track, an eighth of the
waltz). Notes are MIDI numbers; middle C (C4) is 60.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
REST = "-"


class Note(NamedTuple):
    """One note of a melody; `start` and `length` are in steps."""

    start: int
    length: int
    pitch: int


class Chord(NamedTuple):
    """A bass note and the voicing above it, low to high, as MIDI numbers."""

    bass: int
    voices: tuple[int, ...]


def pitch(name: str) -> int:
    """MIDI number of a name such as `C4`, `F#5` or `Bb2`."""
    accidental = name.count("#") - name[1:].count("b")
    return 12 * (int(name[-1]) + 1) + SEMITONES[name[0]] + accidental


def hertz(midi: float) -> float:
    """Frequency in equal temperament, A4 = 440 Hz."""
    return float(440.0 * 2.0 ** ((midi - 69) / 12))


def chord(notes: str) -> Chord:
    """A chord written as its notes from low to high: the first is the bass."""
    bass, *voices = (pitch(name) for name in notes.split())
    return Chord(bass, tuple(voices))


def melody(text: str, steps_per_bar: int) -> list[Note]:
    """Notes written `name:steps`, `-` for a rest, with `|` between the bars.

    Raises ValueError when a bar is too short or too long.
    """
    notes = []
    for number, bar in enumerate(text.split("|")):
        step = number * steps_per_bar
        for word in bar.split():
            name, length = word.split(":")
            if name != REST:
                notes.append(Note(step, int(length), pitch(name)))
            step += int(length)
        if step != (number + 1) * steps_per_bar:
            raise ValueError(f"bar {number + 1} is not {steps_per_bar} steps long: {bar.strip()}")
    return notes


def hits(pattern: str) -> Iterator[tuple[int, float]]:
    """Step and level (0..1) of every hit in a drum pattern: digits are levels, dots are rests."""
    for step, symbol in enumerate(pattern):
        if symbol.isdigit():
            yield step, int(symbol) / 9


def held(pattern: str) -> Iterator[tuple[int, str, int]]:
    """Step, symbol and length of each note in a pattern where `-` holds and `.` rests."""
    for step, symbol in enumerate(pattern):
        if symbol not in ".-":
            rest = pattern[step + 1 :]
            yield step, symbol, 1 + len(rest) - len(rest.lstrip("-"))
