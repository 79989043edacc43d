"""Takes as files, which a network learns an avatar from, and the sheet that says whose they are.

    FOLDER/<avatar>/avatar.json     name, build, licence, sources, held-out takes
    FOLDER/<avatar>/<take>.npz      points, seen, rgba; see `Shots`

A film of anybody who has agreed can be turned into the same files.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from live.draw.portrait import AvatarBuild
from live.signals import Bools, Image, Samples


@dataclass(frozen=True, slots=True, eq=False)
class Shots:
    """A take's frames, one after the other at 30 a second."""

    points: Samples  # (n, 36, 3) where the body is, see live.draw.portrait
    seen: Samples  # (n, 36, 3) where the show's own eyes find it; NaN where they find nobody
    rgba: Image  # (n, height, width, 4) premultiplied, straight from the pane
    cuts: Bools | None = None  # (n,) which frames do not follow the one before; None: none


@dataclass(frozen=True)
class Sheet:
    """The facts about an avatar."""

    name: str
    build: AvatarBuild
    licence: str
    sources: tuple[str, ...]
    held_out: bool  # nobody is to learn from this avatar: it is there to be measured on


def write_take(path: Path, shots: Shots, look: Samples | None = None) -> None:
    """Writes a take, with the numbers of the person in it: a reader finds a whole file or none."""
    more: dict[str, Any] = {} if shots.cuts is None else {"cuts": shots.cuts}
    if look is not None:
        more["look"] = look
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        np.savez_compressed(file, points=shots.points, seen=shots.seen, rgba=shots.rgba, **more)
    partial.replace(path)


def is_whole(path: Path, frames: int) -> bool:
    """Whether a whole take with this number of frames exists already."""
    if not path.exists():
        return False
    with np.load(path) as kept:
        return len(kept["points"]) == frames


def write_sheet(folder: Path, sheet: Sheet, takes: Iterable[tuple[str, bool, str]]) -> None:
    """Writes avatar.json; `takes`: each one's name, whether it is held out, and what it shows."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = list(takes)
    content: dict[str, Any] = {
        "name": sheet.name,
        "build": sheet.build.as_dict(),
        "licence": sheet.licence,
        "sources": list(sheet.sources),
        "held_out": [name for name, held, _ in listed if held],
        "held_out_avatar": sheet.held_out,
        "takes": {name: what for name, _, what in listed},
    }
    partial = folder / "avatar.part"
    partial.write_text(json.dumps(content, indent=1) + os.linesep)
    partial.replace(folder / "avatar.json")
