"""Songs of MMA's groove library: our own chords and tunes, its hundreds of accompaniments."""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import mido
import numpy as np

from live.errors import BadInput
from scripts.hearing import charts, synthesizer, tempi
from scripts.hearing.piece import Piece

LIBRARY = Path("/usr/share/mma/lib")
LENGTH = 44.0  # seconds, about
USELESS = ("none", "metronome", "count", "ending", "intro", "jazz-54", "rd", "mide")
# What fits the name of a file: beats a minute, from and to. The first that fits counts.
RANGES: tuple[tuple[str, float, float], ...] = (
    ("viene|fastwaltz", 150, 205), ("fastjazzwaltz", 160, 210), ("waltz|34", 78, 180),
    ("68|bald34", 50, 110), ("quickstep", 170, 212),
    ("fast|bebop|charleston|dixie|gypsy", 160, 214), ("salsa|mambo|bluegrass", 150, 212),
    ("dnb", 160, 180), ("ballad|slow|hymn|lullaby|spirit|bald|ambient|serenade", 52, 100),
    ("bolero", 60, 110), ("128|rb|r\\+b|soul|trip|hip", 60, 115), ("reggae", 65, 110),
    ("samba|merengue|calypso|son", 90, 150), ("polka|march|ska|punk|zydeco", 95, 180),
    ("swing|jazz|boogie|boggie|bigband|ragtime|jive|combo", 100, 205),
    ("house|techno|trance|rave|dance|disco|digital", 112, 150),
    ("foxtrot|twist|rock|metal|mtl|thr|hrk", 95, 180), ("", 80, 150),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grooves:
    """One file of the library."""

    file: Path
    names: tuple[str, ...]
    meter: int  # quarter notes a bar

    @property
    def family(self) -> str:
        """What is alike, whatever library it is of: "waltz", "8beat"."""
        return re.sub(r"[-_\d]+$", "", self.file.stem)

    @property
    def compound(self) -> bool:
        """Whether three quarters, as MMA counts them, are one beat."""
        return self.meter == 6

    def range(self) -> tuple[float, float]:
        """Beats a minute that suit it."""
        return next((low, high) for fits, low, high in RANGES if re.search(fits, self.file.stem))


@cache
def library() -> tuple[Grooves, ...]:
    """All files of the library that are music in 2, 3, 4 or 6. Raises BadInput without MMA."""
    found = []
    for file in sorted(LIBRARY.glob("*/*.mma")):
        text = file.read_text(encoding="latin-1")
        names = re.findall(r"^\s*DefGroove\s+(\S+)", text, re.MULTILINE | re.IGNORECASE)
        names = [
            n for n in names if not re.search("intro|end|fill|count|break|tag", n, re.IGNORECASE)
        ]
        meters = set(re.findall(r"^\s*Time\s+(\d+)", text, re.MULTILINE | re.IGNORECASE)) or {"4"}
        if (
            names
            and file.stem not in USELESS
            and meters <= {"2", "3", "4", "6"}
            and len(meters) == 1
        ):
            found.append(Grooves(file, tuple(names), int(meters.pop())))
    if not found:
        raise BadInput(f"{LIBRARY} holds no grooves: install mma")
    return tuple(found)


def song(grooves: Grooves, chance: np.random.Generator) -> Piece:
    """A song over one file of the library. Raises BadInput where MMA or FluidSynth fails."""
    tempo = float(np.exp(chance.uniform(*np.log(grooves.range()))))
    unit = 3 if grooves.compound else 1  # of MMA's quarters a beat
    beats_a_bar = grooves.meter // unit
    bars = int(np.ceil(LENGTH * tempo / 60 / beats_a_bar))
    chords = charts.progression(
        bars, chance, jazzy=bool(re.search("jazz|swing|bossa|bebop|fox", grooves.family))
    )
    midi = _accompanied(grooves, chords, chance)
    if chance.random() < 0.75:
        _sing(midi, chords, grooves.meter, chance)
    synthesizer.retold(midi, chance, 0.3 if chance.random() < 0.7 else 0.0)
    beat_tempi = tempi.drawn(tempo, bars * beats_a_bar, chance)
    midi = synthesizer.bent(midi, np.repeat(beat_tempi * unit, unit))
    sound = synthesizer.played(midi, synthesizer.font(chance), reverb=bool(chance.random() < 0.5))
    starts = tempi.times(beat_tempi)
    onsets = np.interp(
        synthesizer.onset_ticks(midi) / midi.ticks_per_beat / unit, np.arange(len(starts)), starts
    )
    beats = starts[:-1]
    return Piece(
        grooves.file.stem, f"mma:{grooves.family}", sound, beats,
        (np.arange(len(beats)) % beats_a_bar + 1).astype(float), onsets[onsets < starts[-1]],
    ).cut(0.0, float(starts[-1]))  # fmt: skip


def _accompanied(
    grooves: Grooves, chords: list[charts.Chord], chance: np.random.Generator
) -> mido.MidiFile:
    lines = [f"Use {grooves.file}", f"SeqRnd {'On' if chance.random() < 0.3 else 'Off'}"]
    names = [str(chance.choice(grooves.names)) for _ in range(3)]
    for bar, (root, kind) in enumerate(chords):
        if bar % 8 == 0:
            lines.append(f"Groove {names[bar // 8 % len(names)]}")
        lines.append(f"{bar + 1} {charts.NAMES[root]}{kind}")
    with tempfile.TemporaryDirectory() as folder:
        chart, score = Path(folder, "song.mma"), Path(folder, "song.mid")
        chart.write_text("\n".join(lines) + "\n", encoding="ascii")
        done = subprocess.run(
            ["mma", "-f", str(score), str(chart)], capture_output=True, check=False, timeout=60
        )
        if done.returncode or not score.exists():
            raise BadInput(f"mma failed on {grooves.file.name}: {done.stdout.decode()[-160:]}")
        return mido.MidiFile(score)


def _sing(
    midi: mido.MidiFile, chords: list[charts.Chord], meter: int, chance: np.random.Generator
) -> None:
    """Adds a tune on a channel of its own, a little early or late."""
    division = 3 if meter == 6 else int(chance.choice([2, 2, 3, 4]))
    events = []
    for at, length, note in charts.tune(chords, meter, division, chance):
        start = max(0.0, at + chance.normal(0, 0.02)) * midi.ticks_per_beat
        loud = int(chance.integers(60, 115))
        events.append((round(start), "note_on", note, loud))
        events.append((round(start + length * midi.ticks_per_beat), "note_off", note, 0))
    track = mido.MidiTrack()
    program = int(
        chance.choice(
            [
                0,
                4,
                11,
                21,
                22,
                24,
                25,
                26,
                40,
                52,
                53,
                56,
                60,
                64,
                65,
                66,
                68,
                71,
                73,
                75,
                80,
                81,
                85,
            ]
        )
    )
    track.append(mido.Message("program_change", channel=15, program=program))
    track.append(
        mido.Message("control_change", channel=15, control=7, value=int(chance.integers(60, 125)))
    )
    now = 0
    for tick, kind, note, loud in sorted(events):
        track.append(mido.Message(kind, channel=15, note=note, velocity=loud, time=tick - now))
        now = tick
    midi.tracks.append(track)
