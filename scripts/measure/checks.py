"""Times the checks of what enters a show, and prints what share of a frame they take together.

python -m scripts.measure.checks
"""

import timeit
from collections.abc import Callable
from functools import partial

import numpy as np

from live.body.skeleton import positions_from
from live.runtime import checks
from live.signals import AudioBlock, Frame, Music, Pose
from scripts.options import command

TIMES = 5000
FRAME = 1 / 30  # seconds


def cost(check: Callable[[], object]) -> float:
    """Seconds that a check takes, the best of five rounds."""
    return min(timeit.repeat(check, number=TIMES, repeat=5)) / TIMES


def main() -> None:
    command(__doc__).parse_args()
    at_rest = np.tile([1.0, 0.0, 0.0, 0.0], (24, 1))
    pose = Pose(1.0, positions_from(np.array([0.0, 0.93, 0.0]), at_rest), at_rest)
    picture = np.zeros((720, 1280, 3), np.uint8)
    block = AudioBlock(1.0, np.zeros(441, np.float32), 44_100)
    # What is checked, and how often in a frame.
    all_of_them: dict[str, tuple[Callable[[], object], float]] = {
        "block of sound": (partial(checks.block_fault, block), 100 * FRAME),
        "music": (partial(checks.music_fault, Music(1.0)), 100 * FRAME + 1),
        "frame": (partial(checks.frame_fault, Frame(1.0, picture)), 1.0),
        "pose": (partial(checks.pose_fault, pose), 2.0),
        "picture": (partial(checks.picture_fault, picture, (1280, 720)), 1.0),
    }
    total = 0.0
    for name, (check, often) in all_of_them.items():
        seconds = cost(check)
        total += often * seconds
        print(f"{name:15} {1e6 * seconds:6.1f} us, {often:.1f} times a frame")
    print(f"together        {1e6 * total:6.1f} us, {100 * total / FRAME:.2f} % of a frame")


if __name__ == "__main__":
    main()
