"""What every song is made of: a fixed tempo and meter, so that each beat's time is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scripts.songwriting.waves import Sound

LEAD_IN = 0.1
"""Seconds of silence before the first downbeat: players that fade in must not eat the kick."""


@dataclass(frozen=True)
class Grid:
    """A steady tempo and meter, and how finely the score divides a beat."""

    tempo_bpm: float
    beats_per_bar: int
    steps_per_beat: int

    @property
    def steps_per_bar(self) -> int:
        return self.beats_per_bar * self.steps_per_beat

    def seconds(self, steps: float) -> float:
        """The length of so many steps."""
        return steps * 60 / (self.tempo_bpm * self.steps_per_beat)

    def time(self, bar: int, step: float = 0) -> float:
        """Seconds from the start of the file to a step of a bar; both count from 0."""
        return LEAD_IN + self.seconds(bar * self.steps_per_bar + step)


@dataclass(frozen=True)
class Song:
    """A composition: `beats` of its grid are played, then the last chord rings to the end."""

    name: str
    grid: Grid
    beats: int
    render: Callable[[], Sound]

    def beat_times(self) -> list[tuple[float, int]]:
        """Time in seconds and place in the bar (1 = downbeat) of every beat that is played."""
        times = []
        for number in range(self.beats):
            bar, beat = divmod(number, self.grid.beats_per_bar)
            times.append((self.grid.time(bar, beat * self.grid.steps_per_beat), beat + 1))
        return times
