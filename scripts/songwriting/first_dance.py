"""First Dance: disco-house in F major at 120 BPM, written in sixteenths.

The harmony climbs IV-V-iii-vi, ii-iii-IV-V and keeps its last step, the tonic, for the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from scripts.songwriting import drums
from scripts.songwriting.score import chord
from scripts.songwriting.song import Grid

GRID = Grid(tempo_bpm=120, beats_per_bar=4, steps_per_beat=4)

SWING = 0.010
"""Seconds by which every second sixteenth is late. Beats and eighths stay where they are."""

CHORDS = {
    "Dm9": chord("D2 F3 A3 C4 E4"),
    "Bbmaj9": chord("Bb1 F3 A3 C4 D4"),
    "Fmaj7": chord("F2 F3 A3 C4 E4"),
    "C": chord("C2 E3 G3 C4 D4"),
    "Am7": chord("A1 E3 G3 C4 E4"),
    "Gm9": chord("G1 F3 A3 Bb3 D4"),
    "Csus": chord("C2 F3 G3 C4 D4"),
    "C9": chord("C2 E3 G3 Bb3 D4"),
    "F69": chord("F1 F3 A3 C4 D4 G4"),
}

# One line an instrument, one digit a sixteenth: 9 is a full hit, a dot is silence.
GROOVES = {
    "intro": {
        "kick": "9...9...9...9...",
        "shaker": "6.4.6.4.6.4.6.4.",
    },
    "intro with claps": {
        "kick": "9...9...9...9...",
        "clap": "....7.......7...",
        "open hat": "..5...5...5...5.",
        "shaker": "6.4.6.4.6.4.6.4.",
    },
    "verse": {
        "kick": "9...9...9...9...",
        "clap": "....8.......8...",
        "closed hat": "3.5.3.5.3.5.3.52",
        "shaker": "6132613261326132",
    },
    "chorus": {
        "kick": "9...9...9...9...",
        "clap": "....9.......9...",
        "snare": "....5.......5...",
        "open hat": "..7...7...7...7.",
        "closed hat": "4..24..24..24.22",
        "shaker": "6243624362436243",
    },
    "breakdown": {
        "soft kick": "9.......6.......",
        "snap": "....7.......7...",
        "shaker": "8.2.8.2.8.2.8.2.",
    },
    "breakdown, waking": {
        "soft kick": "9...7...9...7...",
        "snap": "....8.......8...",
        "shaker": "8.3.8.3.8.3.8.32",
        "closed hat": "..3...3...3...3.",
    },
    "build 1": {
        "kick": "8...8...8...8...",
        "snare": "2.1.3.1.3.2.4.2.",
        "shaker": "7.3.7.3.7.3.7.3.",
    },
    "build 2": {
        "kick": "9...9...9...9...",
        "snare": "425252636363....",
        "clap": "............9...",
    },
    "snare fill": {
        "kick": "9...9...9...9...",
        "clap": "....8...........",
        "snare": "............8.57",
        "closed hat": "3.5.3.5.3.5.....",
        "shaker": "6132613261326132",
    },
    "tom fill": {
        "kick": "9...9...9...9...",
        "clap": "....9.......7...",
        "open hat": "..7...7.........",
        "high tom": "..........75....",
        "low tom": "............7.7.",
        "shaker": "6243624362436243",
    },
}

# Each drum's sound, its level in the mix and its place from left (-1) to right (1).
KIT = {
    "kick": (drums.kick(), 0.74, 0.0),
    "soft kick": (drums.soft_kick(), 0.55, 0.0),
    "clap": (drums.clap(), 0.78, 0.0),
    "snare": (drums.snare(), 0.50, 0.08),
    "closed hat": (drums.closed_hat(), 0.50, 0.25),
    "open hat": (drums.open_hat(), 0.58, -0.1),
    "shaker": (drums.shaker(), 0.42, -0.3),
    "snap": (drums.snap(), 0.60, 0.1),
    "high tom": (drums.tom(150), 0.50, 0.3),
    "low tom": (drums.tom(98), 0.55, -0.3),
}

# Bass: r is the root, o its octave, 5 its fifth; a dash holds, a dot rests.
SPARSE_BASS = "r-----......o-r-"
VERSE_BASS = "r--r..o-..r-o-5-"
CHORUS_BASS = "r-o-r-or--o-r-o5"
LONG_BASS = "r--------------."

# Chords: c is a chord; a dash holds, a dot rests.
PUSHED = "c--c--..c-....c-"
OFF_BEAT = "..c...c...c..c.."
BALLAD = "c-----c---c-----"

GUITAR = "..52.36...52.35."

VERSE_TUNE = (
    "-:4 A4:2 C5:2 D5:3 C5:1 A4:4 | -:2 F4:2 A4:2 C5:2 A4:6 -:2 |"
    "-:4 A4:2 C5:2 D5:3 C5:1 F5:4 | -:2 E5:2 D5:2 C5:2 D5:3 C5:1 G4:4 |"
    "-:4 A4:2 C5:2 D5:3 C5:1 A4:4 | -:2 F4:2 A4:2 C5:2 D5:6 -:2 |"
    "-:4 C5:2 D5:2 F5:3 D5:1 C5:4 | -:2 D5:2 E5:2 F5:2 G5:4 E5:4"
)
HOOK = (
    "D5:3 C5:3 A4:2 C5:4 D5:2 F5:2 | E5:3 D5:3 C5:2 G4:6 A4:2 |"
    "C5:3 D5:3 E5:2 G5:4 E5:2 D5:2 | F5:6 D5:2 A4:4 C5:2 C5:2 |"
    "D5:3 C5:3 Bb4:2 D5:4 F5:2 G5:2 | E5:3 D5:3 C5:2 E5:4 G5:2 A5:2 |"
    "F5:3 G5:3 A5:4 G5:2 F5:2 D5:2 | G5:6 E5:2 C5:4 D5:2 E5:2"
)
MEMORY = (
    "D5:6 C5:6 A4:4 | E5:6 D5:2 C5:8 | C5:6 D5:6 E5:4 | F5:12 -:4 |"
    "D5:6 C5:6 Bb4:4 | E5:6 D5:2 C5:4 E5:4 | F5:6 G5:6 A5:4 | G5:16"
)
ASK = "C5:4 D5:4 C5:4 D5:4 | C5:2 D5:2 E5:2 F5:2 G5:4 -:4"

VERSE_CHORDS = "Dm9 Bbmaj9 Fmaj7 C Dm9 Bbmaj9 Fmaj7 C9"
CHORUS_CHORDS = "Bbmaj9 C Am7 Dm9 Gm9 Am7 Bbmaj9 C9"
BREAKDOWN_CHORDS = "Bbmaj9 C Am7 Dm9 Gm9 Am7 Bbmaj9 Csus"


@dataclass(frozen=True)
class Section:
    """A stretch of the song, one chord a bar; `parts` names who plays which pattern or tune.

    The patterns of `bass`, `piano`, `stab` and `guitar` repeat every bar; `lead`, `bell` and
    `pluck` sing a tune through the section.
    """

    chords: str
    grooves: tuple[str, ...]
    parts: dict[str, str]
    pad_octaves: tuple[int, ...] = (0,)
    """Semitones above the voicing at which the pad plays it."""
    crash: float = 0.55
    """Level of the cymbal on the first downbeat."""
    riser: bool = False
    """Whether wind climbs through the last two bars."""

    @property
    def bars(self) -> int:
        return len(self.chords.split())


ARRANGEMENT = (
    Section(
        "Dm9 Bbmaj9 Fmaj7 C",
        ("intro", "intro", "intro with claps", "snare fill"),
        {"bass": SPARSE_BASS, "piano": PUSHED},
        crash=0.25,
    ),
    Section(
        VERSE_CHORDS,
        ("verse",) * 7 + ("tom fill",),
        {"bass": VERSE_BASS, "piano": PUSHED, "guitar": GUITAR, "bell": VERSE_TUNE},
        riser=True,
    ),
    Section(
        CHORUS_CHORDS,
        ("chorus",) * 3 + ("snare fill",) + ("chorus",) * 3 + ("tom fill",),
        {"bass": CHORUS_BASS, "stab": OFF_BEAT, "piano": PUSHED, "guitar": GUITAR, "lead": HOOK},
        pad_octaves=(0, 12),
    ),
    Section(
        BREAKDOWN_CHORDS,
        ("breakdown",) * 4 + ("breakdown, waking",) * 4,
        {"bass": LONG_BASS, "piano": BALLAD, "bell": MEMORY},
    ),
    Section(
        "Gm9 C9",
        ("build 1", "build 2"),
        {"bass": "r-..r-..r-..r-..", "stab": "c...c...c...c...", "pluck": ASK},
        riser=True,
    ),
    Section(
        CHORUS_CHORDS,
        ("chorus",) * 3 + ("snare fill",) + ("chorus",) * 3 + ("tom fill",),
        {
            "bass": CHORUS_BASS,
            "stab": OFF_BEAT,
            "piano": PUSHED,
            "guitar": GUITAR,
            "lead": HOOK,
            "bell": HOOK,
        },
        pad_octaves=(0, 12),
    ),
)
FINAL_CHORD = "F69"
RING = 4.6
"""Seconds from the final chord to the end of the file."""

BARS = sum(section.bars for section in ARRANGEMENT)
