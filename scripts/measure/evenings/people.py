"""Who is in front of the camera and at the desk: kinds `scripts.measure.evenings.people:X`."""

import json
import math
import socket
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np

from live.desk.controls import PREFIX, act
from live.errors import BadInput
from live.formats import motion_file
from live.formats.motion_file import Motion, motion_of
from live.osc.wire import message
from live.parts import CameraSource, Input, Part, ShowContext
from live.see.cameras.video import OpenVideo
from live.show.show_file import part_of
from live.signals import Pose
from scripts.measure.metrics.running import context_for

RATE = 30.0  # poses a second
FILMS = (".mp4", ".mov", ".mkv", ".webm")
_NOBODY = np.zeros(24)


class Guests(Part[CameraSource], frozen=True):
    """People as they were seen in films before, each for a while; the films repeat."""

    needs_eyes: ClassVar[bool] = False

    seen: tuple[str, ...]  # motion files
    # Seconds from which on somebody is there: the number of their file, or -1 for nobody.
    turns: tuple[tuple[float, int], ...]

    def open(self, context: ShowContext) -> "Company":  # noqa: ARG002
        return Company([motion_file.read(Path(file)) for file in self.seen], self.turns)


class Company:
    """Poses, 30 a second from 0 on, without end."""

    paced = False

    def __init__(self, seen: list[Motion], turns: tuple[tuple[float, int], ...]) -> None:
        self._seen = seen
        self._turns = turns
        self._count = 0

    def read(self) -> Pose:
        time = self._count / RATE
        self._count += 1
        who = next((who for at, who in reversed(self._turns) if at <= time), -1)
        film = self._seen[max(0, who)]
        pose = replace(film.pose_at(math.fmod(time, film.seconds)), time=time)
        return pose if who >= 0 else replace(pose, seen=_NOBODY)

    def close(self) -> None:
        pass


def films_in(place: Path) -> list[Path]:
    """The films of a folder, or the one film. Raises BadInput."""
    films = sorted(place.iterdir()) if place.is_dir() else [place]
    films = [film for film in films if film.suffix.lower() in FILMS and film.is_file()]
    if not films:
        raise BadInput(f"{place}: no film in it. Put {', '.join(FILMS)} files there.")
    return films


def seen(film: Path) -> Motion:
    """A film as the show's eyes see it. Raises BadInput."""
    context = context_for(None, 1)
    eyes, source = part_of("eyes", {"kind": "poses"}, "[eyes]").open(context), OpenVideo(film)
    poses = list[Pose]()
    try:
        while (frame := source.read()) is not None:
            pose = eyes.see(frame) or (poses[-1] if poses else None)
            poses += [] if pose is None else [pose]
    finally:
        eyes.close()
        source.close()
    if len(poses) < RATE:
        raise BadInput(f"{film}: nobody is seen for a second in it. Give a film of a dancer.")
    return motion_of(poses, RATE)


class Operator(Part[Input], frozen=True):
    """Presses what a file says: a list of [seconds, control]."""

    presses: str
    port: int = 0  # UDP: OSC is sent there; 0: the desk is used directly

    def open(self, context: ShowContext) -> "Hands":
        presses = json.loads(Path(self.presses).read_text(encoding="utf-8"))
        return Hands(context, [(float(at), str(control)) for at, control in presses], self.port)


class Hands:
    """Somebody who knows the evening, and presses GO only where the cue is not on already."""

    def __init__(self, context: ShowContext, presses: list[tuple[float, str]], port: int) -> None:
        self._context = context
        self._presses = presses
        self._port = port
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    async def run(self) -> None:
        clock = self._context.clock
        for at, said in self._presses:
            if at < clock.now():
                continue
            await clock.until(at)
            control, _, cue = said.partition(" ")
            if not cue or self._context.desk.cue < int(cue):
                self._press(control, clock.now())

    def close(self) -> None:
        self._socket.close()

    def _press(self, control: str, now: float) -> None:
        if self._port:
            self._socket.sendto(message(PREFIX + control, 1), ("127.0.0.1", self._port))
        else:
            act(self._context.desk, control, None, now)
