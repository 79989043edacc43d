"""Measures how different the people of an avatar with looks are, beside the film set's own cast.

    python -m scripts.measure.looks ASSETS --motion FOLDER [--model model.onnx] [--looks 64]

ASSETS and --motion are as for scripts/make/avatar_films.py: everybody is drawn in the same poses,
which are held out from learning. Prints the least and the mean difference of two people, where they
are, 0..1; the nearest two are named.
"""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

from live.become.training import contract
from live.become.training.somebody import LENGTH
from live.become.training.takes import Numbers
from live.become.training.variety import apart, spread
from live.draw.portrait import Portrait
from live.draw.someone import look_of
from live.signals import Pose
from scripts.filmset.actor import Actor
from scripts.filmset.characters import CAST
from scripts.filmset.motion import RATE
from scripts.filmset.studio import Studio
from scripts.look.looks import SOMEONE
from scripts.make.avatar_films import IRIS, check
from scripts.make.someone_films import held_out
from scripts.measure import records
from scripts.measure.metrics import table
from scripts.options import add_assets, add_motion, command

_FRAME = 20  # of a held-out dance: the pose


def main() -> None:
    words = command(__doc__)
    add_assets(words)
    add_motion(words)
    words.add_argument("--model", type=Path, default=SOMEONE)
    words.add_argument("--looks", type=int, default=64)
    words.add_argument("--first", type=int, default=20_000, help="the first one's seed")
    words.add_argument("--poses", type=int, default=4)
    records.add_option(words)
    asked = words.parse_args()
    check(asked.assets)
    poses = [
        _pose(sitting.dance.dance()) for sitting in list(held_out(asked.motion))[: asked.poses]
    ]
    model = contract.opened(asked.model)
    seeds = [str(asked.first + number) for number in range(asked.looks)]
    people = np.stack([_painted(model, seed, poses) for seed in seeds])
    cast = np.stack([_filmed(number, asked.assets, poses) for number in range(len(CAST))])
    least, mean = spread(people)
    theirs = spread(cast)
    nearest = min(combinations(range(len(people)), 2), key=lambda two: np.mean([
        apart(a, b) for a, b in zip(people[two[0]], people[two[1]], strict=True)
    ]))  # fmt: skip
    with records.recording(asked.record, records.ours([asked.model])):
        columns = [("mean", "mean difference", 3), ("least", "the nearest two", 3)]
        rows = {
            f"{asked.looks} looks": {"mean": mean, "least": least},
            f"the {len(CAST)} of the film set": {"mean": theirs[1], "least": theirs[0]},
        }
        print(table.markdown(f"two people in {len(poses)} poses", columns, rows))
    print(f"mean in theirs: {100 * mean / theirs[1]:.0f} %;", end=" ")
    print(f"the nearest are seeds {seeds[nearest[0]]} and {seeds[nearest[1]]}")


def _pose(dance: Iterator[Pose]) -> Pose:
    for number, pose in enumerate(dance):
        if number == _FRAME:
            return pose
    raise SystemExit("the dance is too short")


def _painted(model: contract.Model, seed: str, poses: list[Pose]) -> Numbers:
    one = model.wearing(look_of(seed, LENGTH))
    points = [Portrait.of(pose, model.build).points.astype(np.float32) for pose in poses]
    return np.stack([one.paint(each) for each in points])


def _filmed(number: int, assets: Path, poses: list[Pose]) -> Numbers:
    actor = Actor(CAST[number], assets, Studio((256, 384), assets / IRIS))
    pictures = []
    for pose in poses:
        actor.begin()
        pictures.append(actor.frame(pose, 1.0 / RATE)[0])
    return np.asarray(np.stack(pictures).astype(np.float32) / 255)


if __name__ == "__main__":
    main()
