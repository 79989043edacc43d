"""An evening as one sound, with the truth about it: beats, ONEs, sections, and who should dance."""

import json
import wave
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from live.hear.sources.recording import mono
from live.hear.sources.sound_file import RATE
from live.signals import Floats, Samples, Section
from scripts.measure.evenings import sounds
from scripts.measure.evenings.programme import Kind, Part, Role, Tune, planned

FADE = 0.004  # seconds: so that a cut does not click
DROP_AT = 0.55  # of a song's stretch: about where the drop is put
TAP_ERROR = 0.02  # seconds: how exactly the operator taps


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """One stretch of an evening; all times are seconds of the evening."""

    name: str
    kind: Kind
    song: str  # its name; "": none
    begins: float
    ends: float
    beats: Floats  # (n,): the true ones
    ones: Floats  # (n,): those that begin a bar
    sections: tuple[tuple[float, Section], ...]  # from when on; empty: nothing is known of them
    cue: int  # the number of the cue that should be on; 0: none yet
    style: str  # that should be danced
    mode: str
    called: float  # when its cue is called
    left: float  # when the next cue is called, or the stretch ends

    @property
    def drop(self) -> float | None:
        """When its drop is."""
        return next((at for at, section in self.sections if section == "drop"), None)


@dataclass(frozen=True, slots=True)
class Press:
    """What the operator presses, and when."""

    at: float  # seconds
    control: str  # "go 3": GO, unless cue 3 is on already


@dataclass(frozen=True, slots=True, eq=False)
class Evening:
    """The sound, the truth, the cues and the operator."""

    sound: Samples
    stretches: tuple[Stretch, ...]
    cues: str  # TOML
    presses: tuple[Press, ...]

    @property
    def seconds(self) -> float:
        return len(self.sound) / RATE

    def write(self, folder: Path) -> None:
        """evening.wav, evening.beats, presses.json."""
        with wave.open(str(folder / "evening.wav"), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes((np.clip(self.sound, -1, 1) * 32767).astype("<i2").tobytes())
        lines = [
            f"{beat:.3f} {_place(beat, s.ones, s.beats)}"
            for s in self.stretches
            for beat in s.beats
        ]
        (folder / "evening.beats").write_text("\n".join([*lines, ""]), encoding="utf-8")
        presses = [[press.at, press.control] for press in self.presses]
        (folder / "presses.json").write_text(json.dumps(presses), encoding="utf-8")


def _place(beat: float, ones: Floats, beats: Floats) -> int:
    """A beat's place in its bar."""
    before = ones[ones <= beat + 1e-6]
    since = before[-1] if len(before) else beats[0]
    return 1 + int(np.sum((beats > since + 1e-6) & (beats <= beat + 1e-6)))


def built(tunes: Sequence[Tune], seconds: float, seed: int, snr: float | None) -> Evening:
    """The evening of a seed; `snr`: in a room, with a crowd so many decibels below; None: clean."""
    chance = np.random.default_rng(seed)
    pieces, stretches, cues, presses = [], list[Stretch](), list[str](), list[Press]()
    begins, looks = 0.0, ("party", "solo")
    for number, part in enumerate(planned(tunes, seconds, chance)):
        role = part.role
        sound, beats, sections = _sounding(part, chance)
        length = len(sound) / RATE
        early = -1.0 if stretches and stretches[-1].kind == "song" else role.go
        called = begins + min(max(role.go, early), length - 2.0)
        if role.style is not None:
            cues.append(_cue(role, number))
            looks = (role.style, role.mode or looks[1])
            presses.append(Press(max(0.1, called), f"go {len(cues)}"))
        ones = beats[beats[:, 1] == 1, 0]
        stretches.append(
            Stretch(
                role.name, role.kind, part.tune.name if part.tune else "", begins, begins + length,
                begins + beats[:, 0], begins + ones,
                tuple((begins + at, section) for at, section in sections),
                len(cues), *looks, called, begins + length,
            )
        )  # fmt: skip
        presses += _pressed(role, stretches[-1], chance)
        pieces.append(sound)
        begins += length
    whole = np.concatenate(pieces)
    if snr is not None:
        whole = sounds.in_a_room(whole, snr, chance)
    stretches = [
        replace(stretch, left=min(stretch.ends, after.called))
        for stretch, after in zip(stretches, [*stretches[1:], stretches[-1]], strict=True)
    ]
    ordered = sorted(presses, key=lambda press: press.at)
    return Evening(whole, tuple(stretches), "\n".join(cues), tuple(ordered))


def _pressed(role: Role, stretch: Stretch, chance: np.random.Generator) -> list[Press]:
    """What the operator does meanwhile; taps are on the beats."""
    found, taps = [], 0
    for share, control in role.presses:
        at = stretch.begins + share * (stretch.ends - stretch.begins)
        if control == "tap":
            beats = stretch.beats[stretch.beats >= at]
            at = float(beats[min(taps, len(beats) - 1)] if len(beats) else at + taps / 2)
            at += float(chance.normal(0, TAP_ERROR))
            taps += 1
        found.append(Press(at, control))
    return found


def _cue(role: Role, number: int) -> str:
    lines = [
        "[[cues]]", f'id = "{number} {role.name}"', f'style = "{role.style}"',
        f'mode = "{role.mode}"', f"brightness = {role.light}",
    ]  # fmt: skip
    if role.kind == "song" and role.meter:
        lines.append(f"meter = {role.meter}")
    if role.range is not None:
        lines.append(f"tempo = [{role.range[0]}, {role.range[1]}]")
    if role.stops:
        lines.append('follow = "music_stops"')
    return "\n".join([*lines, ""])


Sounding = tuple[Samples, Floats, list[tuple[float, Section]]]
NO_BEATS: Floats = np.zeros((0, 2))


def _sounding(part: Part, chance: np.random.Generator) -> Sounding:
    """What sounds in a stretch, its beats (seconds, place) and its sections."""
    role, seconds = part.role, part.seconds
    if part.tune is not None:
        sound, beats = _cut(part.tune, seconds, chance)
        sections: list[tuple[float, Section]] = []
        if role.drop:
            sound, sections = _dropped(sound, beats, chance)
        return _faded(sounds.leveled(sound, role.level)), beats, sections
    hall = sounds.hall(seconds, chance)
    if role.kind == "speech":
        hall += sounds.leveled(sounds.speech(seconds, chance), role.level)[: len(hall)]
    if role.kind == "applause":
        hall += sounds.leveled(sounds.applause(seconds, chance), 0.5 * role.level)[: len(hall)]
    return hall, NO_BEATS, [(0.0, "quiet")]


@lru_cache(maxsize=4)
def _decoded(file: Path) -> Samples:
    return np.concatenate(list(mono(file)))


def _cut(tune: Tune, seconds: float, chance: np.random.Generator) -> tuple[Samples, Floats]:
    """Some seconds of a song from one of its ONEs on, and their beats."""
    sound = _decoded(tune.file)
    spare = len(sound) / RATE - seconds
    ones = tune.beats[tune.beats[:, 1] == 1, 0]
    starts = np.concatenate([[0.0], ones[ones < spare] - 0.02])
    start = max(0.0, float(starts[int(chance.integers(len(starts)))]))
    piece = sound[round(start * RATE) : round((start + seconds) * RATE)].copy()
    beats = tune.beats - np.array([start, 0.0])
    return piece, beats[(beats[:, 0] >= 0) & (beats[:, 0] < len(piece) / RATE)]


def _dropped(
    sound: Samples, beats: Floats, chance: np.random.Generator
) -> tuple[Samples, list[tuple[float, Section]]]:
    """The song with a breakdown, a build and a drop, where it has bars enough."""
    ones = beats[beats[:, 1] == 1, 0]
    at = int(np.searchsorted(ones, DROP_AT * len(sound) / RATE))
    if not 4 <= at < len(ones):
        return sound, []
    sections: list[tuple[float, Section]] = [
        (0.0, "steady"), (float(ones[at - 4]), "breakdown"), (float(ones[at - 2]), "build"),
        (float(ones[at]), "drop"),
    ]  # fmt: skip
    return sounds.with_drop(sound, ones, at, chance), sections


def _faded(sound: Samples) -> Samples:
    ramp = np.linspace(0.0, 1.0, round(FADE * RATE), dtype=np.float32)
    sound[: len(ramp)] *= ramp
    sound[-len(ramp) :] *= ramp[::-1]
    return sound
