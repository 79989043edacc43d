"""Films the cast dancing, so that a network can learn to draw them: see docs/avatars.md.

    .venv/bin/pip install '.[gl]'          # and on Debian: libegl1 libgl1-mesa-dri
    python -m scripts.make.avatar_films ASSETS --motion FOLDER --out TAKES [--avatar bride]

ASSETS is the folder of MakeHuman's CC0 assets (as for scripts/make/fixture_film.py), --motion a
folder of recorded dance (*.npz with `rotations` and `root` on our skeleton, 30 frames a second).
What is there already is not filmed again: stop it and start it as you like. The same command makes
the same takes, to the last bits of the graphics driver.

--again takes are danced once more, as the show's eyes saw them: a network that knew such poses from
pictures of others alone would blur the face wherever it recognised one.
"""

import time
from collections.abc import Iterator
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from live.signals import Image, Pose
from scripts.filmset.actor import Actor
from scripts.filmset.characters import CAST, Character
from scripts.filmset.motion import RATE, Take, context, takes_of
from scripts.filmset.sight import in_step, poses_in, seen_in
from scripts.filmset.studio import Studio
from scripts.filmset.takes import Sheet, Shots, is_whole, write_sheet, write_take
from scripts.options import add_assets, add_motion, command, pane

IRIS = "data/eyes/materials/brown_eye.png"
LICENCE = "CC0-1.0"
SOURCES = (
    "MakeHuman base mesh, targets, clothes and hair: CC0 1.0 (makehumancommunity)",
    "MakeHuman game_engine rig and weights: CC0 1.0",
    "materials, cloth and light: First Dance, GPL-3.0-or-later (pictures CC0 1.0)",
)
COLUMNS = 12  # pictures of a take on a contact sheet


@dataclass(frozen=True)
class Order:
    """What is to be filmed."""

    assets: Path
    motion: Path
    out: Path
    size: tuple[int, int]  # pixels: width, height
    takes: int  # of each of the cast, beside the held-out ones
    again: int  # of these are danced once more, as they were seen
    frames: int  # of each take


def main() -> None:
    arguments = command(__doc__)
    names = [character.name for character in CAST]
    add_assets(arguments)
    add_motion(arguments)
    arguments.add_argument("--out", type=Path, required=True, help="where the takes go")
    arguments.add_argument("--avatar", choices=names, action="append", help="default: all")
    arguments.add_argument("--size", type=pane, default="256x384", help="pixels of the pane, 2:3")
    arguments.add_argument("--takes", type=int, default=11, help="to learn from, of each")
    arguments.add_argument("--again", type=int, default=3, help="takes danced as they were seen")
    arguments.add_argument("--frames", type=int, default=240, help="of each take")
    arguments.add_argument(
        "--sheet", type=Path, help="also a contact sheet of each, to this folder"
    )
    given = arguments.parse_args()
    check(given.assets)
    order = Order(
        given.assets, given.motion, given.out, given.size, given.takes, given.again, given.frames
    )
    for character in CAST:
        if character.name in (given.avatar or names):
            film(character, order, given.sheet)


def film(character: Character, order: Order, sheet: Path | None) -> None:
    """All takes of one of the cast."""
    takes = takes_of(character.name, order.motion, order.takes, order.frames)
    folder = order.out / character.name
    known = [take for take in takes if not take.held_out]
    takes += [again(take, _file(folder, take)) for take in known[: order.again]]
    waiting = [take for take in takes if not is_whole(_file(folder, take), take.frames)]
    print(f"{character.name}: {len(takes)} takes, {len(waiting)} to film", flush=True)
    if not waiting and sheet is None:
        return
    actor = Actor(character, order.assets, Studio(order.size, order.assets / IRIS))
    about = Sheet(character.name, actor.build, LICENCE, SOURCES, character.held_out)
    for take in waiting:
        start = time.perf_counter(), time.process_time()
        shots, late = filmed(actor, take)
        write_take(_file(folder, take), shots)
        made = [one for one in takes if _file(folder, one).exists()]
        write_sheet(folder, about, [(one.name, one.held_out, one.source) for one in made])
        wall, busy = time.perf_counter() - start[0], time.process_time() - start[1]
        found = float(np.mean(~np.isnan(shots.seen[:, 0, 0])))
        print(
            f"  {take.name}: {take.frames} frames, {1e3 * busy / take.frames:.0f} ms of the"
            f" processor and {1e3 * wall / take.frames:.0f} ms each; seen in {100 * found:.0f} %,"
            f" {late} frames late",
            flush=True,
        )
        if sheet is not None:
            write_contact(sheet / f"{character.name}_{take.name}.jpg", shots.rgba)


def filmed(actor: Actor, take: Take) -> tuple[Shots, int]:
    """One take, and by how many frames the eyes were late."""
    actor.begin()
    pictures, points = [], []
    for pose in take.dance():
        picture, portrait = actor.frame(pose, 1.0 / RATE)
        pictures.append(picture)
        points.append(portrait.points)
    if len(pictures) != take.frames:
        raise SystemExit(f"{take.source}: it has {len(pictures)} frames of {take.frames}")
    rgba, exact = np.array(pictures), np.array(points)
    seen, late = in_step(seen_in(rgba, RATE, actor.build, context(0)), exact)
    return Shots(exact.astype(np.float32), seen.astype(np.float32), rgba), late


def again(take: Take, file: Path) -> Take:
    """A take danced as the eyes saw it, once it has been filmed to a file."""

    def dance() -> Iterator[Pose]:
        with np.load(file) as kept:
            found = poses_in(kept["rgba"], RATE, context(0))
        there = [pose for pose in found if pose is not None]
        if not there:
            raise SystemExit(f"{file}: nobody is seen in it; say a smaller --again")
        last = there[0]
        for pose in found:
            last = pose or last
            yield last

    return Take(f"{take.name}_seen", take.frames, dance, source=f"{take.source}, as it was seen")


def write_contact(path: Path, rgba: Image) -> None:
    """Some frames of a take, side by side before a dark stage."""
    path.parent.mkdir(parents=True, exist_ok=True)
    some = rgba[np.linspace(0, len(rgba) - 1, COLUMNS).astype(int)].astype(float)
    shown = some[..., :3] + (1.0 - some[..., 3:] / 255.0) * np.array([38.0, 30.0, 46.0])
    rows = [np.hstack(list(shown[k : k + COLUMNS // 2])) for k in (0, COLUMNS // 2)]
    cv2.imwrite(str(path), np.vstack(rows)[..., ::-1].clip(0, 255).astype(np.uint8))


def check(assets: Path) -> None:
    """Raises SystemExit, in a sentence, for what the film set cannot do without."""
    for name in (IRIS, "data/3dobjs/base.obj", "base/clothes", "rig/rig.game_engine.json"):
        if not (assets / name).exists():
            raise SystemExit(f"{assets}: there is no {name} in it; docs/avatars.md tells what is")
    if find_library("EGL") is None:
        raise SystemExit("no libEGL to draw with; on Debian: apt install libegl1 libgl1-mesa-dri")


def _file(folder: Path, take: Take) -> Path:
    return folder / f"{take.name}.npz"


if __name__ == "__main__":
    main()
