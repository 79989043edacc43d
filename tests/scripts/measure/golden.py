"""Golden figures of dances of our own: `python -m tests.scripts.measure.golden` writes them anew.

The motion is made by a formula (tests/scripts/measure/dances.py). The figures are those of
scripts/measure/metrics on the day it was held against the published tools' own values on other
motion; docs/dance.md says how near it came.
"""

import json
from pathlib import Path

import numpy as np

from live.signals import Floats
from scripts.measure.metrics import beats, duet, feet, motion
from scripts.measure.metrics.geometric import WRONG_JOINTS, geometric
from scripts.measure.metrics.kinetic import kinetic, root_relative, zero_start
from tests.scripts.measure.dances import swinging

FOLDER = Path(__file__).parent
MOTION, FIGURES = FOLDER / "dance_golden.npz", FOLDER / "dance_golden.json"
BEATS = np.arange(0.0, 5.0, 0.5)  # seconds


def dances() -> dict[str, Floats]:
    """The motion as it is written, in single precision."""
    leader, follower = swinging(12, 200, 30.0).positions, swinging(13, 200, 30.0, 97.0).positions
    return {
        "solo60": swinging(11, 300, 60.0).positions.astype(np.float32).astype(float),
        "leader30": leader.astype(np.float32).astype(float),
        "follower30": (follower + np.array([0.8, 0, 0])).astype(np.float32).astype(float),
    }


def figures(held: dict[str, Floats]) -> dict[str, list[float]]:
    """Every published measure of them."""
    solo, leader, follower = held["solo60"], held["leader30"], held["follower30"]
    frames = np.rint(BEATS * 60)
    found = {
        "kinetic": kinetic(solo), "kinetic_zero_start": kinetic(zero_start(solo)),
        "kinetic_root_relative": kinetic(root_relative(solo)[:, :22]),
        "geometric": geometric(solo), "geometric_wrong_joints": geometric(solo, WRONG_JOINTS),
        "slowest_fact": beats.slowest_fact(solo), "slowest_bailando": beats.slowest_bailando(solo),
        "beat_align_fact": beats.beat_align_fact(solo, frames),
        "beat_align_bailando": beats.beat_align_bailando(solo, frames[frames < len(solo) - 1]),
        "pfc": feet.pfc(leader), "skate": feet.skate_ratios(leader),
        "skate_whole": feet.skate_ratios(leader, whole=True), "slip": feet.slip(leader),
        "jerk": motion.jerk(leader, 30.0), "bed": duet.bed(leader, follower),
        "cross_distances": duet.cross_distances(follower, leader),
    }  # fmt: skip
    return {
        name: np.ravel(np.asarray(value, dtype=float)).tolist() for name, value in found.items()
    }


def main() -> None:
    held = dances()
    solo, leader, follower = (held[name].astype(np.float32) for name in held)
    np.savez_compressed(MOTION, solo60=solo, leader30=leader, follower30=follower)
    FIGURES.write_text(json.dumps(figures(held)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
