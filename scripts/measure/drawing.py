"""How much time of one core a picture takes: the neon painter, its understudy, and avatars.

    python -m scripts.measure.drawing [--size 1280x720] [--pictures 200] [--models FOLDER]

Here networks paint in the painter's own thread, so that all of a picture is counted; in a show they
paint beside it.

The ratio is to one 5x5 Gaussian blur of a full picture of that size, measured between the
pictures of the same run, so that numbers from different computers can be compared.
"""

import gc
from collections.abc import Callable
from dataclasses import replace
from time import thread_time

import cv2
import numpy as np

from live.draw.avatar import Avatar
from live.draw.cast import installed, name_of
from live.draw.dots import Dots
from live.draw.neon import Neon
from live.parts import Painter
from live.signals import Scene
from scripts.look.neon import MOVES, RATE, context, scene
from scripts.options import add_models, add_size, command


def _milliseconds(act: Callable[[], object]) -> float:
    before = thread_time()
    act()
    return 1000 * (thread_time() - before)


def measure(painter: Painter, scenes: list[Scene], size: tuple[int, int]) -> tuple[float, ...]:
    """Milliseconds a picture, half and 95 in a hundred at most; and of the blur, half."""
    plain = np.random.default_rng(0).integers(0, 255, (size[1], size[0], 3), np.uint8)
    blurred = np.empty_like(plain)
    times, blurs = [], []
    for one in scenes:
        times.append(_milliseconds(lambda one=one: painter.paint(one)))  # type: ignore[misc]
        blurs.append(_milliseconds(lambda: cv2.GaussianBlur(plain, (5, 5), 0, dst=blurred)))
    settled = times[len(times) // 10 :]
    return (*(float(np.percentile(settled, p)) for p in (50, 95)), float(np.median(blurs)))


def main() -> None:
    """Prints a table."""
    parser = command(__doc__)
    add_size(parser, "1280x720")
    parser.add_argument("--pictures", type=int, default=200)
    add_models(parser)
    wanted = parser.parse_args()
    width, height = wanted.size
    cv2.setNumThreads(1)
    gc.freeze()
    print(f"{f'at {width}x{height}':28s} {'p50 ms':>8s} {'p95 ms':>8s} {'/ blur':>8s}")
    painters: list[tuple[str, Neon | Dots | Avatar]] = [("neon", Neon()), ("dots", Dots())]
    avatars = [name_of(model) for model in installed(wanted.models)]
    if avatars:
        painters.append(("avatar", Avatar(partner=avatars[0], human=avatars[-1])))
    for name, part in painters:
        for who, human in (("partner", None), ("partner + human", "arms")):
            scenes = [
                scene(n / RATE, MOVES[n // 20 % len(MOVES)], human) for n in range(wanted.pictures)
            ]
            hall = replace(context(wanted.size), models=wanted.models)
            half, most, blur = measure(part.open(hall), scenes, wanted.size)
            print(f"{name + ', ' + who:28s} {half:8.2f} {most:8.2f} {half / blur:8.2f}")
    print(f"{'5x5 Gaussian blur':28s} {blur:8.2f}")


if __name__ == "__main__":
    main()
