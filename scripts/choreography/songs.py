"""Songs as the show's own ear hears them, step by step: what dance is paired with."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.dance import vector
from live.dance.music_features import MUSIC, MusicMoment, music_vector
from live.desk.desk import Desk
from live.errors import BadInput
from live.hear.bar_ear import BarEar
from live.hear.sources.recording import OpenRecording
from live.parts import Ear, ShowContext
from live.runtime.clock import Clock, Wall
from live.signals import Floats, Music

SOUNDS = (".ogg", ".mp3", ".wav", ".flac", ".m4a", ".mp4")
TRUSTED = 0.3  # confidence from which a beat is danced to
SHORTEST = 16  # beats: of a stretch in which the beat is heard without a break
_BARS = 2  # a phrase


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A part of a song through which its beat is heard. Row i is i / STEPS beats after a ONE."""

    song: str
    music: Floats  # (steps, MUSIC) as the choreographer gets it; its energy is still 0.5

    @property
    def liveliness(self) -> Floats:
        """How lively it sounds, (steps,): louder, more bass and more onsets are livelier."""
        return np.asarray(self.music[:, 10] + 0.5 * self.music[:, 12] + 0.5 * self.music[:, 11])


def stretches(folders: list[Path]) -> Iterator[Stretch]:
    """Every stretch of every song that may be learned from. Raises BadInput."""
    for path in songs(folders):
        yield from heard(path.stem, list(_listened(path, BarEar().open(_context()))))


def songs(folders: list[Path]) -> list[Path]:
    """The songs of folders that may be learned from. Raises BadInput.

    Where a folder has a `meta.json`, which maps names of songs to objects with a `licence`, only
    its own works, CC0, CC BY and CC BY-SA are taken; without one all are.
    """
    found: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            raise BadInput(f"{folder}: there is no such folder of songs. Name one that is there.")
        licences = _licences(folder / "meta.json")
        sounds = (path for path in sorted(folder.iterdir()) if path.suffix.lower() in SOUNDS)
        found += [p for p in sounds if licences is None or _free(licences.get(p.stem, ""))]
    if not found:
        raise BadInput(
            f"{folders[0]}: no song in it may be learned from. Name another with --music."
        )
    return found


def _licences(file: Path) -> dict[str, str] | None:
    if not file.exists():
        return None
    try:
        meta = json.loads(file.read_text(encoding="utf-8"))
        return {name: str(song["licence"]) for name, song in meta.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{file}: licence cannot be read for every song ({error!r}). Give each song"
            ' {"licence": "..."}.'
        ) from error


def _free(licence: str) -> bool:
    """Whether a model that learned from it may be given away on our terms."""
    words = licence.upper().replace("-", " ").split()
    given = words[:1] in (["OWN"], ["CC0"]) or words[:2] == ["CC", "BY"]
    return given and not {"NC", "ND"} & set(words)


def heard(song: str, music_states: list[Music]) -> Iterator[Stretch]:
    """The stretches of what the ear heard in a song, cut where the beat was lost or jumped."""
    run: list[Music] = []
    for music in music_states:
        if run and not _goes_on(run[-1], music):
            yield from _on_steps(song, run)
            run = []
        if music.playing and music.confidence >= TRUSTED:
            run.append(music)
    yield from _on_steps(song, run)


def _goes_on(before: Music, music: Music) -> bool:
    counts = (music.meter, music.downbeat % music.meter)
    steady = 0 <= music.beat - before.beat < 0.5
    trusted = music.playing and music.confidence >= TRUSTED
    return trusted and steady and counts == (before.meter, before.downbeat % before.meter)


def _on_steps(song: str, run: list[Music]) -> Iterator[Stretch]:
    if not run:
        return
    meter, one = run[0].meter, run[0].downbeat
    beats = np.maximum.accumulate([music.beat for music in run])
    phrase = _BARS * meter
    first = one + np.ceil((beats[0] - one) / phrase) * phrase
    steps = int(np.floor((beats[-1] - first) * vector.STEPS))
    if steps < SHORTEST * vector.STEPS:
        return
    at = np.searchsorted(beats, first + np.arange(steps) / vector.STEPS)
    rows = [_features(run[block], step, meter) for step, block in enumerate(at)]
    yield Stretch(song, np.array(rows).reshape(-1, MUSIC))


def _features(music: Music, step: int, meter: int) -> Floats:
    beat = step / vector.STEPS % (_BARS * meter)
    moment = MusicMoment(beat, meter, music.tempo, music.loudness, music.onset, music.bands)
    return music_vector(moment, vector.STEPS)


def _listened(path: Path, ear: Ear) -> Iterator[Music]:
    source = OpenRecording(path)
    while (block := source.read()) is not None:
        yield ear.hear(block)


def _context() -> ShowContext:
    """A context for listening to recordings."""
    return ShowContext(
        clock=Clock(Wall()), desk=Desk(), title="", subtitle="", rate=30.0, size=(640, 360), seed=0,
        latency=0.0, meter=4, tempo=(55.0, 215.0), models=Path(), folder=Path(), soundtrack=None,
        rehearsal=True, virtual=True,
    )  # fmt: skip
