"""Songs of chords for the arranger MMA (mma.sf.net), over its own library of styles."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.signals import Floats
from scripts.learn.midi import given_to_another_band

LIBRARY = Path("/usr/share/mma/lib/stdlib")
SLOW = ("ballad", "slow", "lullaby", "hymn", "spiritual", "evansish", "desert", "arpeggio")
FAST = ("fast", "swing", "quick", "polka", "bebop", "vienese", "samba", "merengue", "ska", "mambo",
        "salsa", "zydeco", "ragtime", "dixie", "bluegrass", "charleston", "jive")  # fmt: skip
# No song in three or four, or one whose beat is not its quarter note.
STRANGE = ("68", "54", "metronome", "none", "afro-cuban", "gypsyjazz.mid", "trance")
DEGREES = (("C", "F", "G", "Am"), ("C", "Am", "Dm", "G7"), ("Am", "F", "C", "G"), ("C", "G", "Am", "F"),
           ("Dm7", "G7", "CM7", "CM7"), ("C", "C", "F", "G7"), ("Am", "Dm", "E7", "Am"), ("C", "F", "C", "G"),
           ("Em", "Am", "Dm", "G"), ("F", "G", "Em", "Am"), ("C7", "F7", "C7", "G7"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """One groove of the library."""

    file: str
    groove: str
    meter: int


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A score and its true beats."""

    midi: bytes
    beats: Floats  # seconds
    downbeats: Floats  # seconds


def styles(held_out: tuple[str, ...]) -> list[Style]:
    """Every groove in three or four, but those of the files held out."""
    found = []
    for file in sorted(LIBRARY.glob("*.mma")):
        if any(word in file.stem for word in STRANGE) or file.stem in held_out:
            continue
        text = file.read_text("latin-1")
        time = re.search(r"^\s*Time\s+(\d+)", text, re.M | re.I)
        grooves = re.findall(r"^DefGroove\s+(\S+)", text, re.M | re.I)
        plain = [g for g in grooves if not re.search(r"intro|end|fill|metro", g, re.I)]
        if time and int(time[1]) in (3, 4):
            found += [Style(file.stem, groove, int(time[1])) for groove in plain[:6]]
    return found


def tempo_of(style: Style, chance: np.random.Generator) -> float:
    """A tempo somebody might play it at."""
    low, high = 78.0, 165.0
    if any(word in style.file for word in SLOW):
        low, high = 56.0, 105.0
    elif any(word in style.file for word in FAST):
        low, high = 110.0, 212.0
    return float(np.exp(chance.uniform(np.log(low), np.log(high))))


def tempi(bars: int, tempo: float, chance: np.random.Generator) -> Floats:
    """A tempo for each bar: steady, breathing, or going somewhere."""
    kind = chance.random()
    if kind < 0.55:
        return np.full(bars, tempo)
    if kind < 0.8:
        breath = np.convolve(chance.normal(0, 0.05, bars + 4), np.ones(3) / 3, "same")[:bars]
        return tempo * np.exp(breath)
    goal = np.exp(chance.uniform(-0.35, 0.35))
    return np.clip(tempo * np.geomspace(1.0, goal, bars), 52, 216)


def chart(style: Style, seconds: float, chance: np.random.Generator, folder: Path) -> Piece | None:
    """One song, arranged; None where the arranger would not."""
    tempo = tempo_of(style, chance)
    bars = int(np.ceil(seconds * tempo / 60 / style.meter))
    each = np.round(tempi(bars, tempo, chance), 2)
    chords = list(DEGREES[chance.integers(len(DEGREES))]) + list(
        DEGREES[chance.integers(len(DEGREES))]
    )
    lines = [f"Transpose {chance.integers(-5, 6)}"]
    lines.append(f"Groove {style.groove}")
    for bar in range(bars):
        lines.append(f"Tempo {each[bar]}")
        chord = chords[bar % len(chords)]
        second = chords[(bar + 1) % len(chords)]
        split = style.meter == 4 and chance.random() < 0.15
        lines.append(f"{bar + 1} {chord} / {second}" if split else f"{bar + 1} {chord}")
    source, target = folder / "song.mma", folder / "song.mid"
    source.write_text("\n".join(lines) + "\n")
    target.unlink(missing_ok=True)
    subprocess.run(
        ["mma", str(source), "-f", str(target)], capture_output=True, timeout=60, check=False
    )
    if not target.exists():
        return None
    lengths = np.repeat(60 / each, style.meter)
    beats = np.concatenate([[0.0], np.cumsum(lengths)[:-1]])
    midi = given_to_another_band(target.read_bytes(), chance)
    return Piece(midi, beats, beats[:: style.meter])
