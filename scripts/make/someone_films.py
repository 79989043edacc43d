"""Films people nobody designed, many and a little of each, so that one network learns them all.

    python -m scripts.make.someone_films ASSETS --motion FOLDER --out TAKES [--people 160]

ASSETS and --motion are as for scripts/make/avatar_films.py, and what is there already is not filmed
again. Each person is a take of TAKES/someone: pairs of consecutive frames, one every 12 frames of a
dance, with the look's numbers. Some people, and some motion, are held out. See docs/avatars.md.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.become.training.somebody import LENGTH
from live.body import skeleton
from live.draw.portrait import AvatarBuild
from live.draw.someone import look_of
from scripts.filmset.actor import Actor
from scripts.filmset.costume import build_of, dressed
from scripts.filmset.motion import RATE, Take, takes_of
from scripts.filmset.someone import NAME, someone
from scripts.filmset.studio import Studio
from scripts.filmset.takes import Sheet, Shots, is_whole, write_sheet, write_take
from scripts.make.avatar_films import IRIS, LICENCE, SOURCES, check, write_contact
from scripts.options import add_assets, add_motion, command, pane

EVERY = 12  # frames of a dance from one pair to the next
HELD_OUT = 12  # people, each in motion nobody else shows
FIRST_HELD_OUT = 9000  # seeds from there on
MEAN_OF = 8  # people whose bones' mean all dance on


@dataclass(frozen=True)
class Sitting:
    """One person's take."""

    seed: int
    dance: Take
    held_out: bool

    @property
    def name(self) -> str:
        return f"{'held_' if self.held_out else ''}{self.seed:04d}"

    @property
    def frames(self) -> int:
        return self.dance.frames if self.held_out else 2 * (self.dance.frames // EVERY)


def main() -> None:
    arguments = command(__doc__)
    add_assets(arguments)
    add_motion(arguments)
    arguments.add_argument("--out", type=Path, required=True, help="where the takes go")
    arguments.add_argument("--people", type=int, default=160, help="to learn from")
    arguments.add_argument("--frames", type=int, default=216, help="of each one's dance")
    arguments.add_argument("--size", type=pane, default="256x384", help="pixels of the pane, 2:3")
    arguments.add_argument("--sheet", type=Path, help="also a contact sheet of each, to there")
    given = arguments.parse_args()
    check(given.assets)
    film(given, list(sittings(given.motion, given.people, given.frames)))


def sittings(motion: Path, people: int, frames: int) -> Iterator[Sitting]:
    """Everybody; the held-out ones come after the first sixty."""
    for seed in range(people):
        if seed == min(60, people - 1):
            yield from held_out(motion)
        known = [d for d in takes_of(f"{NAME}{seed}", motion, 5, frames) if not d.held_out]
        yield Sitting(seed, known[seed % len(known)], False)


def held_out(motion: Path) -> Iterator[Sitting]:
    for number in range(HELD_OUT):
        kept = [take for take in takes_of(f"held{number}", motion, 5, 60) if take.held_out]
        yield Sitting(FIRST_HELD_OUT + number, kept[number % len(kept)], True)


def film(given: argparse.Namespace, people: list[Sitting]) -> None:
    """Everybody who is not filmed yet."""
    folder = given.out / NAME
    studio = Studio(given.size, given.assets / IRIS)
    about = Sheet(NAME, mean_build(given.assets), LICENCE, SOURCES, False)
    for sitting in people:
        path = folder / f"{sitting.name}.npz"
        if is_whole(path, sitting.frames):
            continue
        start = time.process_time()
        look = look_of(str(sitting.seed), LENGTH)
        shots = filmed(Actor(someone(look), given.assets, studio, about.build), sitting)
        made = [one for one in people if (folder / f"{one.name}.npz").exists() or one is sitting]
        write_sheet(folder, about, [(one.name, one.held_out, one.dance.source) for one in made])
        write_take(path, shots, look)
        busy = time.process_time() - start
        print(f"{sitting.name}: {len(shots.points)} frames, {busy:.1f} s of the processor",
              flush=True)  # fmt: skip
        if given.sheet is not None:
            write_contact(given.sheet / f"{NAME}_{sitting.name}.jpg", shots.rgba)


def mean_build(assets: Path) -> AvatarBuild:
    """The bones all dance on: in the middle of some people's."""
    builds = [
        build_of(dressed(someone(look_of(str(seed), LENGTH)), assets)) for seed in range(MEAN_OF)
    ]
    offsets = np.mean([build.offsets for build in builds], axis=0)
    other = [skeleton.INDEX[_mirrored(name)] for name in skeleton.JOINTS]
    offsets = (offsets + offsets[other] * [-1.0, 1.0, 1.0]) / 2  # both sides alike
    ankle, toe = (
        float(np.mean([getattr(build, name) for build in builds])) for name in ("ankle", "toe")
    )
    return AvatarBuild(offsets, ankle, toe)


def filmed(actor: Actor, sitting: Sitting) -> Shots:
    """Pairs of frames; all of them, one after the other, where it is held out."""
    pictures, points, cuts = [], [], []
    for number, pose in enumerate(sitting.dance.dance()):
        first = number == 0 if sitting.held_out else number % EVERY == 0
        if first:
            actor.begin()
        elif not sitting.held_out and number % EVERY > 1:
            continue
        picture, portrait = actor.frame(pose, 1.0 / RATE)
        pictures.append(picture)
        points.append(portrait.points)
        cuts.append(first)
    exact = np.array(points, dtype=np.float32)
    return Shots(exact, np.full_like(exact, np.nan), np.array(pictures), np.array(cuts))


def _mirrored(name: str) -> str:
    return {"l_": "r_", "r_": "l_"}.get(name[:2], name[:2]) + name[2:]


if __name__ == "__main__":
    main()
