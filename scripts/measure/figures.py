"""Measures what figures of glTF and VRM files take to draw, beside a blur of known work.

    python -m scripts.measure.figures [FILE ...] [--pictures 60]

Without a file, the three of `scripts.make.figures`. Each dances; the milliseconds are of the
processor, all threads together, then by the clock, medians of a picture; the ratio is to a 5x5
Gaussian blur of 1280x720 pixels done between the pictures on one core, to compare computers by.
On a graphics card the clock counts, and the processor hardly works.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from live.dance.library import Library
from live.draw.portrait import Portrait
from live.draw.sculptor import Sculptor
from live.gltf.figure import read
from live.runtime.sentences import one_sentence
from scripts.look.neon import RATE, context, music
from scripts.make.figures import FIGURES
from scripts.measure import records
from scripts.options import command

_HEAD = """\
| figure | triangles | textures | size | processor ms | clock ms | ratio | drawn by |
|---|---|---|---|---|---|---|---|"""
_STANDARD = np.random.default_rng(0).integers(0, 255, (720, 1280, 3), np.uint8)


def main() -> None:
    """Prints the table."""
    words = command(__doc__)
    words.add_argument("files", type=Path, nargs="*")
    words.add_argument("--pictures", type=int, default=60)
    records.add_option(words)
    asked = words.parse_args()
    cv2.setNumThreads(1)
    with (
        one_sentence(), tempfile.TemporaryDirectory() as folder,
        records.recording(asked.record, ()),
    ):  # fmt: skip
        print(_HEAD)
        for file in asked.files or _made(Path(folder)):
            print(_row(file, asked.pictures), flush=True)


def _made(folder: Path) -> list[Path]:
    for name, make in FIGURES.items():
        (folder / name).write_bytes(make().glb())
    return [folder / name for name in FIGURES]


def _row(file: Path, pictures: int) -> str:
    one, read_again = Sculptor(file, file.name), read(file)
    dancer = Library().open(context((1280, 720)))
    ours, clock, blurs = [], [], []
    blurred = np.empty_like(_STANDARD)
    for number in range(pictures):
        pose = dancer.step(number / RATE, music(number / RATE), None)
        spent, passed = _spent(lambda pose=pose: one.paint(Portrait.of(pose, one.build)))  # type: ignore[misc]
        ours.append(spent)
        clock.append(passed)
        blurs.append(_spent(lambda: cv2.GaussianBlur(_STANDARD, (5, 5), 0, dst=blurred))[0])
    triangles = sum(len(surface.triangles) for surface in read_again.surfaces)
    processor, blur = float(np.median(ours)), float(np.median(blurs))
    wide, high = one.size
    return (
        f"| {file.name} | {triangles:,} | {len(read_again.pictures)} | {wide}x{high} |"
        f" {processor:.1f} | {np.median(clock):.1f} | {processor / blur:.2f} | {one.engine} |"
    )


def _spent(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the processor, and of the clock."""
    before, began = time.process_time(), time.perf_counter()
    act()
    return 1000 * (time.process_time() - before), 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
