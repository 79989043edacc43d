"""Takes: the training data of an avatar. Points of a dancer, and the avatar's pictures for them.

`FOLDER/<take>.npz` holds consecutive frames at 30 a second: `points` (n, 36, 3) as in
`live.draw.portrait`, exact; `seen` (n, 36, 3) the same as the show's eyes find them, NaN where they
find nobody; `rgba` (n, H, W, 4) of 0..255, colours multiplied by alpha. `FOLDER/avatar.json` says
whose they are: `name`, `build` (`offsets`, `ankle`, `toe` in metres), `licence`, `sources`, and the
takes `held_out`, which are only for measuring. Takes for a network with looks also have `look`
(n,), the person shown. `cuts` (n,) marks frames that do not follow the one before.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from live.draw.portrait import POINTS, AvatarBuild
from live.errors import BadInput
from live.formats import arrays
from live.runtime import limits, texts
from live.signals import JOINT_COUNT

Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
Bytes = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
Size = tuple[int, int]  # pixels: width, height
_SHAPE = (len(POINTS), 3)


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """Consecutive frames of one avatar."""

    name: str
    points: Numbers  # (n, 36, 3) exact
    seen: Numbers  # (n, 36, 3) as the eyes saw them; NaN: nobody found
    rgba: Bytes  # (n, H, W, 4) premultiplied
    look: Numbers | None = None  # of the person, -1..1; None: of an avatar that has no looks
    cuts: frozenset[int] = frozenset()  # frames that do not follow the one before

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True, slots=True, eq=False)
class Sitter:
    """Who was filmed."""

    name: str
    build: AvatarBuild
    licence: str
    sources: tuple[str, ...]
    held_out: tuple[str, ...]
    consent: str = ""  # who agreed, and when; empty where nobody was filmed


def sitter(folder: Path) -> Sitter:
    """The person that a folder's takes show. Raises BadInput."""
    file = folder / "avatar.json"
    remedy = "film the avatar again, or see docs/training.md for what a take is"
    try:
        sheet: dict[str, Any] = json.loads(texts.read_text(file))
        build = sheet["build"]
        offsets = np.array(build["offsets"], dtype=np.float64)
        found = Sitter(
            str(sheet["name"]),
            AvatarBuild(offsets, float(build["ankle"]), float(build["toe"])),
            str(sheet["licence"]),
            tuple(str(source) for source in sheet["sources"]),
            tuple(str(name) for name in sheet["held_out"]),
            str(sheet.get("consent", "")),
        )
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror}): {remedy}") from error
    except KeyError as error:
        raise BadInput(f"{file}: {error.args[0]!r} is missing: {remedy}") from error
    except (ValueError, TypeError) as error:
        raise BadInput(f"{file} is not what it should be ({error}): {remedy}") from error
    if offsets.shape != (JOINT_COUNT, 3):
        raise BadInput(f"{file}: offsets are {offsets.shape}, wanted are (24, 3): {remedy}")
    return found


def names(folder: Path) -> list[str]:
    """The takes there are, in order. Raises BadInput where there is no folder."""
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder of takes; name one, such as takes/bride")
    return sorted(file.stem for file in folder.glob("*.npz"))


def read(folder: Path, name: str, size: Size | None = None) -> Take:
    """One take, its pictures scaled to `size`. Raises BadInput."""
    file = folder / f"{name}.npz"
    remedy = "film this take again, or take the file away"
    try:
        held = arrays.read(file, limits.TAKE)
        points, seen, rgba = held["points"], held["seen"], held["rgba"]
        look = held["look"].astype(np.float32) if "look" in held else None
        cuts = frozenset(np.flatnonzero(held["cuts"]).tolist() if "cuts" in held else ())
    except (OSError, *arrays.BROKEN) as error:
        raise BadInput(f"{file} is not a whole .npz file ({error}): {remedy}") from error
    except KeyError as error:
        raise BadInput(f"{file}: {error.args[0]}: {remedy}") from error
    if points.shape[1:] != _SHAPE or seen.shape != points.shape:
        raise BadInput(
            f"{file}: points are {points.shape} and seen {seen.shape}, wanted are (n, 36, 3) both:"
            f" {remedy}"
        )
    if rgba.dtype != np.uint8 or rgba.ndim != 4 or len(rgba) != len(points) or rgba.shape[3] != 4:
        raise BadInput(
            f"{file}: rgba is {rgba.shape} of {rgba.dtype}, wanted is (n, H, W, 4) of uint8 and a"
            f" frame for each of {len(points)} points: {remedy}"
        )
    if not np.isfinite(points).all():
        raise BadInput(f"{file}: points are not all numbers: {remedy}")
    if size is not None:
        rgba = scaled(rgba, size)
    return Take(name, points.astype(np.float32), seen.astype(np.float32), rgba, look, cuts)


def scaled(rgba: Bytes, size: Size) -> Bytes:
    """Pictures (n, H, W, 4) in another size, averaged over areas where they become smaller."""
    width, height = size
    if rgba.shape[1:3] == (height, width):
        return rgba
    way = cv2.INTER_AREA if height < rgba.shape[1] else cv2.INTER_CUBIC
    return np.stack([cv2.resize(one, size, interpolation=way) for one in rgba])


def read_all(folder: Path, wanted: Sequence[str], size: Size | None = None) -> list[Take]:
    """The takes of these names. Raises BadInput."""
    return [read(folder, name, size) for name in wanted]
