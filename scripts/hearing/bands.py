"""Songs of our own bands: sections, drums with fills, bass, chords and a tune, in any style."""

from dataclasses import dataclass

import mido
import numpy as np

from live.hear.activations import RATE
from live.signals import Floats, Samples
from scripts.hearing import charts, kits, synthesizer, tempi
from scripts.hearing.piece import Piece
from scripts.hearing.styles import Style

LENGTH = 44.0  # seconds, about
TICKS = 480  # a quarter note
SECTIONS = ("all", "all", "all", "no drums", "no bass", "drums alone", "no chords", "low", "build")
SHARES = (0.34, 0.18, 0.14, 0.09, 0.05, 0.07, 0.04, 0.05, 0.04)
LOUDNESS = {
    "kick": 1.0, "snare": 0.9, "clap": 0.7, "hat": 0.35, "open": 0.4, "ride": 0.4, "crash": 0.5,
    "rim": 0.5, "shaker": 0.3, "conga": 0.5, "bell": 0.4, "high_tom": 0.8, "low_tom": 0.9,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One stroke of a drum."""

    beat: float
    role: str
    loud: float  # 0..1


@dataclass(frozen=True, slots=True)
class Note:
    """One note of an instrument."""

    beat: float
    length: float  # beats
    pitch: int  # MIDI
    loud: int  # MIDI
    voice: int  # 0 bass, 1 chords, 2 tune


class Score:
    """What is played in a style, bar by bar."""

    def __init__(self, style: Style, bars: int, chance: np.random.Generator) -> None:
        self.style, self.bars, self._chance = style, bars, chance
        self.hits: list[Hit] = []
        self.notes: list[Note] = []
        self._swing = chance.uniform(*style.swing) / style.steps
        self._loose = float(chance.choice([0.0, 0.004, 0.012]))  # beats
        chords = charts.progression(
            bars, chance, jazzy=bool(style.steps == 3 and chance.random() < 0.4)
        )
        start = 0
        while start < bars:
            length = min(int(chance.choice([2, 4, 4, 8])), bars - start)
            self._section(start, chords[start : start + length])
            start += length
        if chance.random() < 0.75 and style.bass:
            self._sing(chords)

    def _section(self, start: int, chords: list[charts.Chord]) -> None:
        chance, style = self._chance, self.style
        kind = str(chance.choice(SECTIONS, p=SHARES)) if style.drums and style.bass else "all"
        drums = {role: str(chance.choice(bars)) for role, bars in style.drums.items()}
        if kind == "low":
            drums = {role: bar for role, bar in drums.items() if role in ("hat", "shaker", "rim")}
        bass = str(chance.choice(style.bass)) if style.bass else ""
        comping = str(chance.choice(style.chords)) if style.chords else ""
        for bar, chord in enumerate(chords):
            at = (start + bar) * style.meter
            if kind != "no drums":
                fill = bar == len(chords) - 1 and len(chords) > 2 and chance.random() < 0.4
                self._drums(at, drums, fill=fill, crash=bar == 0 and chance.random() < 0.5)
            if kind == "build":
                self._roll(at)
            if kind not in ("drums alone", "no bass"):
                self._bass(at, bass, chord)
            if kind not in ("drums alone", "no chords"):
                self._chords(at, comping, chord)

    def _steps(self, at: int, bar: str) -> list[tuple[float, float, float]]:
        """Beat, beats to the next, and loudness of the steps of a bar."""
        found = []
        places = [k for k, mark in enumerate(bar) if mark != "-"]
        for number, k in enumerate(places):
            if bar[k] == "?" and self._chance.random() < 0.5:
                continue
            following = places[number + 1] if number + 1 < len(places) else len(bar)
            late = self._swing * (k % 2) + self._chance.normal(0, self._loose)
            soft = 0.35 if bar[k] == "o" else 1.0
            accent = 1.0 if k % self.style.steps == 0 else 0.8
            loud = soft * accent * self._chance.uniform(0.8, 1.0)
            found.append(
                (
                    max(0.0, at + k / self.style.steps + late),
                    (following - k) / self.style.steps,
                    loud,
                )
            )
        return found

    def _drums(self, at: int, drums: dict[str, str], *, fill: bool, crash: bool) -> None:
        chance, style = self._chance, self.style
        until = at + style.meter - (float(chance.choice([1, 2])) if fill else 0)
        for role, bar in drums.items():
            marks = "".join(
                "o"
                if mark == "-" and role == "kick" and k % 2 == 0 and chance.random() < 0.03
                else mark
                for k, mark in enumerate(bar)
            )
            self.hits += [Hit(b, role, loud) for b, _, loud in self._steps(at, marks) if b < until]
        if crash:
            self.hits.append(Hit(float(at), "crash", 0.9))
        if fill:
            for step in np.arange(until, at + style.meter, 1 / style.steps):
                if chance.random() < 0.75:
                    role = str(chance.choice(["snare", "high_tom", "low_tom"]))
                    self.hits.append(Hit(float(step), role, chance.uniform(0.5, 1.0)))

    def _roll(self, at: int) -> None:
        division = int(self._chance.choice([1, 2, 4]))
        for k in range(self.style.meter * division):
            self.hits.append(
                Hit(at + k / division, "snare", 0.3 + 0.5 * k / (self.style.meter * division))
            )

    def _bass(self, at: int, bar: str, chord: charts.Chord) -> None:
        root = 28 + (chord[0] - 4) % 12
        for beat, length, loud in self._steps(at, bar):
            pitch = root + int(self._chance.choice([0, 0, 0, 0, 7, 12]))
            if beat == at:
                pitch = root
            self.notes.append(Note(beat, min(length, 1.5) * 0.9, pitch, round(50 + 65 * loud), 0))

    def _chords(self, at: int, bar: str, chord: charts.Chord) -> None:
        root, kind = chord
        power = self.style.palm
        base = (40 if power else 52) + (root - 4) % 12
        tones = (0, 7, 12) if power else charts.TONES[kind]
        for beat, length, loud in self._steps(at, bar):
            spread = self._chance.uniform(0, 0.02)  # strummed
            for number, tone in enumerate(tones):
                short = 0.35 if power and loud < 0.85 else 0.95
                self.notes.append(
                    Note(
                        beat + number * spread,
                        min(length, 4) * short,
                        base + tone,
                        round(35 + 65 * loud),
                        1,
                    )
                )

    def _sing(self, chords: list[charts.Chord]) -> None:
        style, chance = self.style, self._chance
        division = 3 if style.steps == 3 else int(chance.choice([2, 2, 4]))
        for beat, length, pitch in charts.tune(chords, style.meter, division, chance):
            late = max(0.0, beat + chance.normal(0.01, 0.025))
            self.notes.append(Note(late, length, pitch, int(chance.integers(55, 115)), 2))


def song(name: str, style: Style, chance: np.random.Generator) -> Piece:
    """A song in a style. Raises BadInput where FluidSynth or its soundfonts are missing."""
    tempo = float(np.exp(chance.uniform(*np.log(style.tempo))))
    bars = int(np.ceil(LENGTH * tempo / 60 / style.meter))
    score = Score(style, bars, chance)
    beat_tempi = tempi.drawn(tempo, bars * style.meter, chance)
    starts = tempi.times(beat_tempi)
    seconds = float(starts[-1])
    drums, kicks = _drummed(score, starts, chance)
    rest = _played(score, beat_tempi, chance) if score.notes else np.zeros(round(seconds * RATE))
    rest = _fitted(rest, len(drums))
    if chance.random() < style.pump:
        rest = rest * _ducking(kicks, len(rest), chance.uniform(0.4, 0.9))
    sound = np.asarray(
        _balanced(drums, chance.uniform(0.5, 1.3)) + _balanced(rest, 0.7), np.float32
    )
    places = (np.arange(bars * style.meter) % style.meter + 1).astype(float)
    played = [hit.beat for hit in score.hits] + [note.beat for note in score.notes]
    onsets = np.unique(np.round(np.interp(played, np.arange(len(starts)), starts), 3))
    return Piece(name, f"band:{name}", sound, starts[:-1], places, onsets).cut(0.0, seconds)


def _balanced(sound: np.ndarray, level: float) -> np.ndarray:
    return sound * (0.1 * level / (np.sqrt(np.mean(sound**2)) + 1e-6)) if np.any(sound) else sound


def _fitted(sound: np.ndarray, size: int) -> np.ndarray:
    return np.pad(sound[:size], (0, max(0, size - len(sound))))


def _drummed(score: Score, starts: Floats, chance: np.random.Generator) -> tuple[Samples, Floats]:
    """The sound of the drums, and when the kick falls."""
    folders = kits.recorded()
    if chance.random() < score.style.machine or not folders:
        kit = kits.machine(chance)
    else:
        kit = kits.opened(folders[int(chance.integers(len(folders)))])
    levels = {role: LOUDNESS[role] * chance.uniform(0.6, 1.4) for role in LOUDNESS}
    out = np.zeros(round(starts[-1] * RATE) + round(kits.LONGEST * RATE) + RATE, dtype=np.float32)
    kicks = []
    for hit in score.hits:
        hits = kit.get(hit.role) or kit.get("conga") or kit["snare"]
        at = float(np.interp(hit.beat, np.arange(len(starts)), starts))
        sound = hits[min(len(hits) - 1, int(hit.loud * len(hits)))]
        begin = round(at * RATE)
        peak = float(np.abs(sound).max()) + 1e-6
        out[begin : begin + len(sound)] += sound * (levels[hit.role] * hit.loud / peak)
        if hit.role == "kick":
            kicks.append(at)
    return out, np.array(kicks)


def _ducking(kicks: Floats, size: int, depth: float) -> np.ndarray:
    gain = np.ones(size, dtype=np.float32)
    length = round(0.28 * RATE)
    dip = 1 - depth * (1 - np.linspace(0, 1, length) ** 1.5)
    for kick in kicks:
        start = round(kick * RATE)
        part = gain[start : start + length]
        np.minimum(part, dip[: len(part)], out=part)
    return gain


def _played(score: Score, beat_tempi: Floats, chance: np.random.Generator) -> Samples:
    style = score.style
    midi = mido.MidiFile(type=1, ticks_per_beat=TICKS)
    programs = [
        int(chance.choice(p)) for p in (style.bass_programs, style.chord_programs, style.programs)
    ]
    volumes = [
        int(chance.integers(80, 127)),
        int(chance.integers(50, 115)),
        int(chance.integers(60, 120)),
    ]
    for voice, (program, volume) in enumerate(zip(programs, volumes, strict=True)):
        track = mido.MidiTrack()
        track.append(mido.Message("program_change", channel=voice, program=program))
        track.append(mido.Message("control_change", channel=voice, control=7, value=volume))
        events = []
        for note in score.notes:
            if note.voice == voice:
                events.append(
                    (round(note.beat * TICKS), "note_on", note.pitch, min(127, note.loud))
                )
                events.append((round((note.beat + note.length) * TICKS), "note_off", note.pitch, 0))
        now = 0
        for tick, kind, pitch, loud in sorted(events):
            track.append(
                mido.Message(kind, channel=voice, note=pitch, velocity=loud, time=tick - now)
            )
            now = tick
        midi.tracks.append(track)
    midi = synthesizer.bent(midi, beat_tempi)
    return synthesizer.played(midi, synthesizer.font(chance), reverb=bool(chance.random() < 0.4))
