"""An evening as it was danced: every scene, kept as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from live.formats import motion_file
from live.parts import Output
from live.show.run import RunOptions, run
from live.show.show_file import Show, read_show
from live.signals import Bools, Floats, Picture, Scene
from scripts.measure.evenings.built import Evening
from scripts.measure.evenings.people import films_in, seen

RATE = 30.0  # scenes a second
PORT = 9161  # UDP: where a live evening's operator sends
DANCER = "choreographer"
_PEOPLE = "scripts.measure.evenings.people"


class Diary(Output):
    """Keeps every scene."""

    takes: type[Scene] | type[Picture] = Scene

    def __init__(self) -> None:
        self.scenes: list[Scene] = []

    def show(self, signal: Scene | Picture) -> None:
        if isinstance(signal, Scene):
            self.scenes.append(signal)

    def close(self) -> None:
        pass


@dataclass(frozen=True, slots=True, eq=False)
class Danced:
    """What the guests saw, RATE times a second from 0 s on."""

    partner: Floats  # (frames, 24, 3) metres
    there: Bools  # (frames,) whether there was a partner
    human: Floats  # (frames, 24, 3) metres, where it is tracked; NaN: nobody
    light: Floats  # (frames,) 0..1
    cue: Floats  # (frames,) number
    heard: Floats  # seconds: the beats that were danced to
    falls: tuple[tuple[float, str], ...] = ()  # seconds, part
    on_time: float = 1.0  # share of the pictures
    scenes: Sequence[Scene] = field(default=())


@dataclass(frozen=True, slots=True)
class Wishes:
    """How an evening is danced."""

    camera: Path | None = None  # films of people; None: a puppet
    seed: int = 1
    live: bool = False  # in real time, painted and with the desk by OSC
    dancer: str = DANCER


def danced(evening: Evening, wishes: Wishes, folder: Path) -> Danced:
    """Dances an evening; its files are written into the folder. Raises BadInput."""
    evening.write(folder)
    (folder / "evening.toml").write_text(show_text(evening, wishes, folder), encoding="utf-8")
    diary = Diary()
    options = RunOptions(
        seed=wishes.seed, seconds=evening.seconds, virtual=not wishes.live, rehearsal=True,
        extra_outputs=(diary,),
    )  # fmt: skip
    report = run(show_of(folder), options).as_dict()
    return told(diary.scenes, report)


def show_of(folder: Path) -> Show:
    """The show of an evening that was written there."""
    return read_show(str(folder / "evening.toml"))


def show_text(evening: Evening, wishes: Wishes, folder: Path) -> str:
    """The show file."""
    size, painter = ("[1280, 720]", "neon") if wishes.live else ("[160, 90]", "dots")
    port = f"\nport = {PORT}" if wishes.live else ""
    listens = f'[[inputs]]\nkind = "osc_in"\nport = {PORT}' if wishes.live else ""
    return "\n".join(
        [
            'title = "Anna & Ben"', 'subtitle = "14 June"', f"size = {size}",
            "[sound]", 'kind = "recording"', 'file = "evening.wav"',
            "[camera]", *_camera(evening, wishes, folder),
            "[dancer]", f'kind = "{wishes.dancer}"',
            "[painter]", f'kind = "{painter}"',
            listens, "[[inputs]]", f'kind = "{_PEOPLE}:Operator"',
            f"presses = {str(folder / 'presses.json')!r}{port}",
            "[[outputs]]", 'kind = "memory"', evening.cues,
        ]
    )  # fmt: skip


def _camera(evening: Evening, wishes: Wishes, folder: Path) -> list[str]:
    if wishes.camera is None:
        return ['kind = "puppet"']
    films = films_in(wishes.camera)
    if wishes.live:
        return ['kind = "video"', f"file = {str(films[0].resolve())!r}", "loop = true"]
    names = []
    for film in films:
        names.append(str(folder / f"{film.stem}.npz"))
        motion_file.write(Path(names[-1]), seen(film))
    return [
        f'kind = "{_PEOPLE}:Guests"', f"seen = {names!r}",
        f"turns = {[list(turn) for turn in turns(evening, len(films))]}",
    ]  # fmt: skip


def turns(evening: Evening, people: int) -> list[tuple[float, int]]:
    """Who is in front of the camera from when on: somebody else at each song, nobody at speeches.

    They come some seconds after a song has begun, where nobody was there before.
    """
    found, before, who = [(0.0, -1)], -1, -1
    for stretch in evening.stretches:
        if stretch.kind != "song":
            now, at = -1, stretch.begins
        else:
            who = (who + 1) % people
            now, at = who, stretch.begins + (3.0 if before < 0 else 0.0)
        if now != before:
            found.append((round(at, 3), now))
        before = now
    return found


def told(scenes: Sequence[Scene], report: dict[str, Any]) -> Danced:
    """The scenes as arrays; a frame that was left out shows the scene before it."""
    frames = round(scenes[-1].time * RATE) + 1
    at = np.rint([scene.time * RATE for scene in scenes]).astype(int)
    rows = np.clip(np.searchsorted(at, np.arange(frames), side="right") - 1, 0, None)
    nobody = np.full((24, 3), np.nan)
    partner = [nobody if s.partner is None else s.partner.positions for s in scenes]
    human = [nobody if s.human is None else s.human.positions for s in scenes]
    there = np.array([scene.partner is not None for scene in scenes])
    return Danced(
        _held(np.array(partner)[rows]), there[rows], np.array(human)[rows],
        np.array([scene.light for scene in scenes])[rows],
        np.array([float(scene.cue) for scene in scenes])[rows], _heard(scenes),
        tuple((float(fall["time"]), str(fall["part"])) for fall in report.get("falls", ())),
        float(report.get("on_time", 1.0)), scenes,
    )  # fmt: skip


def _held(positions: Floats) -> Floats:
    """Where there is nobody, the pose before."""
    known: Bools = np.asarray(np.isfinite(positions).all(axis=(1, 2)))
    last = np.maximum.accumulate(np.where(known, np.arange(len(known)), 0))
    return np.nan_to_num(positions[last])


def _heard(scenes: Sequence[Scene]) -> Floats:
    """When each beat passed that the dancers were given."""
    found, last = list[float](), -np.inf
    for scene in scenes:
        count = np.floor(scene.music.beat_at(scene.time))
        if scene.music.playing and count > last:
            time = scene.music.time_of(float(count))
            if not found or time > found[-1] + 0.05:
                found.append(time)
        last = count
    return np.array(found)
