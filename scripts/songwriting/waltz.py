"""Waltz: a slow one in D major at 90 BPM, AABA, written in eighths.

Piano, strings, an upright bass and a brush. The second strain turns to B minor and finds its
way home over the secondary dominant; the celesta joins for the last strain.
"""

from __future__ import annotations

from dataclasses import dataclass

from scripts.songwriting.score import chord
from scripts.songwriting.song import Grid

GRID = Grid(tempo_bpm=90, beats_per_bar=3, steps_per_beat=2)

CHORDS = {
    "D": chord("D2 F#3 A3 D4"),
    "D/F#": chord("F#2 F#3 A3 D4"),
    "A/C#": chord("C#2 E3 A3 C#4"),
    "Bm": chord("B1 F#3 B3 D4"),
    "F#m/A": chord("A1 F#3 A3 C#4"),
    "G": chord("G1 G3 B3 D4"),
    "Gmaj7": chord("G1 F#3 B3 D4"),
    "Gm6": chord("G1 G3 Bb3 E4"),
    "Em7": chord("E2 G3 B3 D4"),
    "A7": chord("A1 G3 C#4 E4"),
    "A7sus": chord("A1 G3 D4 E4"),
    "F#7/A#": chord("A#1 F#3 C#4 E4"),
    "E7/G#": chord("G#1 E3 B3 D4"),
    "E7": chord("E2 G#3 B3 D4"),
    "Dadd9": chord("D2 F#3 A3 E4"),
}

# One line an instrument, one digit an eighth. The tap on every beat is what a listener's foot
# (and a beat tracker) follows; nothing strong falls between the beats.
GROOVE = {
    "brush": "8.7.7.",
    "tambourine": "6.4.4.",
}

INTRO = "D4:2 F#4:2 A4:2 | B4:4 G4:2"
STRAIN_A = (
    "A4:2 D5:2 F#5:2 | E5:4 C#5:2 | D5:2 F#5:2 B5:2 | A5:4 F#5:2 |B4:2 D5:2 G5:2 | F#5:4 D5:2 |"
)
ADORNED_A = (
    "A4:2 D5:2 E5:1 F#5:1 | E5:4 D5:1 C#5:1 | D5:2 F#5:2 A5:1 B5:1 | A5:4 G5:1 F#5:1 |"
    "B4:2 D5:2 F#5:1 G5:1 | F#5:4 E5:1 D5:1 |"
)
OPEN_END = "E5:2 F#5:2 G5:2 | E5:4 C#5:2"
CLOSED_END = "F#5:2 E5:2 C#5:2 | D5:6"
STRAIN_B = (
    "B5:4 A5:2 | F#5:4 C#5:2 | D5:2 C#5:2 B4:2 | E5:6 |"
    "G5:4 F#5:2 | F#5:4 A4:2 | E5:2 F#5:2 G#5:2 | A5:4 G5:2"
)
LAST_END = "F#5:2 E5:2 C#5:2 | D5:4 F#5:2"

CHORDS_A = "D A/C# Bm F#m/A Gmaj7 D/F#"
CHORDS_B = "Bm F#7/A# Bm E7/G# G D/F# E7 A7"


@dataclass(frozen=True)
class Strain:
    """A stretch of the waltz, one chord a bar; levels are factors on the players' own."""

    chords: str
    tune: str
    strings: float
    celesta: bool = False

    @property
    def bars(self) -> int:
        return len(self.chords.split())


FORM = (
    Strain("D A7sus", INTRO, strings=0.0, celesta=True),
    Strain(f"{CHORDS_A} Em7 A7", STRAIN_A + OPEN_END, strings=0.5),
    Strain(f"{CHORDS_A} A7 D", STRAIN_A + CLOSED_END, strings=0.8),
    Strain(CHORDS_B, STRAIN_B, strings=1.0),
    Strain(f"{CHORDS_A} A7 D", ADORNED_A + LAST_END, strings=1.0, celesta=True),
    Strain("Gm6", "G5:4 E5:2", strings=0.8, celesta=True),
)
FINAL_CHORD = "Dadd9"
RING = 4.5
"""Seconds from the final chord to the end of the file."""

BARS = sum(strain.bars for strain in FORM)
