"""The second pass through a film: the person cut out of every frame, as takes to train on.

The files are those of live/become/training/takes.py: `points` as they lie on the picture, `seen` as
a show gives them, `rgba` the pane.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from live.become import plate as plates
from live.become.body import BodyInFilm
from live.become.film import SourceFilm, sampled, steadily
from live.become.matte import cut_out
from live.become.plate import Pixels
from live.become.watching import STRETCH, PersonInFilm
from live.errors import BadInput
from live.runtime import places
from live.see import landmarks as at
from live.signals import Bools, Floats, Image

SIZE = (256, 384)  # pixels of the pane: width, height
HELD_OUT = 0.1  # of the film, its end: only for measuring
LEAST = 8  # frames of a take
_FINER = 1.3  # pixels of the film for one of the pane
_WRONG = 0.15  # metres: frames whose points and pose are farther apart are not used
_ENDS = [at.NOSE, at.L_TOE, at.R_TOE, at.L_HEEL, at.R_HEEL, at.L_INDEX, at.R_INDEX]
_FEW = 300  # frames: the least for a likeness

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive frames that make one take."""

    name: str
    frames: range


def stretches(watched: PersonInFilm, body: BodyInFilm, picture: tuple[int, int]) -> list[Stretch]:
    """The stretches in which all of the person is seen well. Raises BadInput for too few frames."""
    good = fit(watched, body, picture)
    last = round((1.0 - HELD_OUT) * len(good))
    found = []
    for begin, end, held in ((0, last, ""), (last, len(good), "held_")):
        for first in range(begin, end, STRETCH):
            runs = _runs(good, range(first, min(first + STRETCH, end)))
            found += [Stretch(f"{held}{run.start:05d}", run) for run in runs]
    known = sum(len(one.frames) for one in found if not one.name.startswith("held"))
    if known < _FEW:
        raise BadInput(
            f"only {known} frames show all of the person well; {_FEW} are the least. Film again:"
            " one person, from head to feet, in good light, for three minutes."
        )
    if not found[-1].name.startswith("held_"):
        raise BadInput(
            "at its end, which is for measuring, nobody is seen well. Cut the end off, or film"
            " again and stay in the picture."
        )
    return found


def fit(watched: PersonInFilm, body: BodyInFilm, picture: tuple[int, int]) -> Bools:
    """Which frames can be trained on, (n,): the person is there, and not cut off."""
    half = np.array(picture) / max(picture) / 2
    image = watched.image[:, _ENDS]
    with np.errstate(invalid="ignore"):
        inside = (np.abs(image) < half).all(axis=(1, 2))
    usable: Bools = watched.there & inside & (body.error < _WRONG)
    return usable


def _runs(good: Bools, frames: range) -> Iterator[range]:
    begin = frames.start
    for frame in (*frames, frames.stop):
        if frame == frames.stop or not good[frame]:
            if frame - begin >= LEAST:
                yield range(begin, frame)
            begin = frame + 1


def cut(
    film: SourceFilm, watched: PersonInFilm, body: BodyInFilm, folder: Path, progress: Progress
) -> list[Stretch]:
    """Writes the takes that are missing in `folder`; returns all stretches that have one."""
    wanted = stretches(watched, body, film.size)
    folder.mkdir(parents=True, exist_ok=True)
    scale = float(np.median(body.panes[:, 0]))
    longest = min(max(film.size), round(_FINER * SIZE[1] / scale))
    waiting = [one for one in wanted if not places.is_file(folder / f"{one.name}.npz")]
    if waiting:
        room = _room(film, watched, longest)
        first = watched.times[waiting[0].frames.start]
        coming = enumerate(steadily(film, longest, float(first)), start=waiting[0].frames.start)
        for stretch in waiting:
            cuts = []
            for number, frame in coming:
                if number < stretch.frames.start:
                    continue
                cuts.append(_cut(frame.rgb, watched.outlines[number], body.panes[number], room))
                progress(number / len(watched))
                if number + 1 == stretch.frames.stop:
                    break
            _write(folder / f"{stretch.name}.npz", stretch, body, np.stack(cuts))
    progress(1.0)
    return wanted


def _room(film: SourceFilm, watched: PersonInFilm, longest: int) -> Pixels | None:
    rows = np.linspace(0, len(watched) - 1, plates.SAMPLES).astype(int)
    pictures = [one.rgb for one in sampled(film, list(watched.times[rows]), longest)]
    if len(pictures) < len(rows):
        return None
    return plates.plate(pictures, [watched.outlines[row] for row in rows])


def _cut(rgb: Image, outline: Image, pane: Floats, room: Pixels | None) -> Image:
    """The pane of one frame: (height, width, 4) of 0..255, premultiplied."""
    picture = pane_of(rgb, pane, cv2.BORDER_REPLICATE)
    rough = pane_of(outline, pane, cv2.BORDER_CONSTANT) / np.float32(255)
    behind = None
    if room is not None:
        behind = pane_of(room, pane, cv2.BORDER_CONSTANT)
        picture = np.minimum(picture * np.float32(plates.gain(picture, behind, rough)), 255)
        behind[..., :3] /= np.float32(255)
    rgba = cut_out(picture / np.float32(255), rough, behind)
    return np.asarray((rgba * 255 + 0.5).astype(np.uint8))


def pane_of(picture: Image | Pixels, pane: Floats, border: int) -> Pixels:
    """The pane cut out of a picture of any size, as 0..255."""
    height, width = picture.shape[:2]
    longer = max(height, width)
    scale = pane[0] * longer / SIZE[1]
    left = pane[1] * longer + width / 2 + 0.5 * scale - 0.5
    top = pane[2] * longer + height / 2 + 0.5 * scale - 0.5
    way = np.array([[scale, 0.0, left], [0.0, scale, top]])
    found = cv2.warpAffine(
        picture, way, SIZE, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=border,
    )  # fmt: skip
    return np.asarray(found).astype(np.float32)


def _write(file: Path, stretch: Stretch, body: BodyInFilm, rgba: Image) -> None:
    frames = slice(stretch.frames.start, stretch.frames.stop)
    part = file.with_suffix(".part")
    with part.open("wb") as opened:
        np.savez_compressed(
            opened,
            points=body.points[frames].astype(np.float32),
            seen=body.portraits[frames].astype(np.float32),
            rgba=rgba,
        )
    part.replace(file)


def write_sheet(
    folder: Path, metadata: Mapping[str, Any], body: BodyInFilm, takes: list[Stretch]
) -> None:
    """Writes avatar.json: whose takes they are. `metadata` has name, licence, sources and more."""
    sheet = dict(metadata) | {
        "build": body.build.as_dict(),
        "held_out": [one.name for one in takes if one.name.startswith("held_")],
        "held_out_avatar": False,
        "takes": {one.name: "film" for one in takes},
    }
    part = folder / "avatar.part"
    part.write_text(json.dumps(sheet, indent=1) + "\n", encoding="utf-8")
    part.replace(folder / "avatar.json")
