"""Measures the eyes on a film.

    python -m scripts.measure.eyes tests/fixtures/dancer.mp4

Prints how often the dancer is found and how long it takes, and what the way from landmarks to
pose does to jitter, bone lengths and lag. Where the film has its truth beside it (dancer.npz, as
scripts/make/fixture_film.py writes it), also how far off the joints are.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.networks import models
from live.see.cameras.video import frames
from live.see.finder import StepFinder
from live.see.landmarks import Landmarks
from live.see.person_tracker import PersonTracker
from live.see.poses import Poses
from live.signals import Floats, Pose
from scripts.options import command

MODELS = Path(__file__).parents[2] / "models"
# Joints of ours, and the landmarks that lie at the same places.
JOINTS = (1, 2, 4, 5, 7, 8, 16, 17, 18, 19, 20, 21)
POINTS = (23, 24, 25, 26, 27, 28, 11, 12, 13, 14, 15, 16)
BONES = ((4, 1), (5, 2), (7, 4), (8, 5), (18, 16), (19, 17), (20, 18), (21, 19))  # of ours
SWIFT_JOINTS = (8, 9, 10, 11)  # elbows and wrists, in the order of JOINTS


@dataclass(frozen=True)
class Watched:
    """What the eyes made of a film."""

    times: Floats  # (n,) seconds, of the frames in which somebody was found
    raw: Floats  # (n, 12, 3) metres around the middle of the hips, as mediapipe finds them
    ours: Floats  # (n, 12, 3) the same joints of the pose
    poses: list[Pose]
    looking: Floats  # milliseconds a frame, mediapipe
    making: Floats  # milliseconds a frame, landmarks to pose
    frames: int


def main() -> None:
    arguments = command(__doc__)
    arguments.add_argument("film", type=Path, nargs="+")
    arguments.add_argument("--model", choices=["full", "lite"], action="append")
    given = arguments.parse_args()
    for film in given.film:
        for model in given.model or ["full", "lite"]:
            watched = watch(film, model)
            print(f"\n{film.name}, pose_{model}")
            for line in report(watched, film.with_suffix(".npz")):
                print(f"  {line}")


def watch(film: Path, model: str) -> Watched:
    """Looks at every frame."""
    settings = Poses()
    finder = StepFinder(str(models.find(MODELS, f"pose_{model}")), settings.confidence)
    figure = PersonTracker(settings.halflife, settings.swift, settings.view)
    found: list[Landmarks] = []
    poses: list[Pose] = []
    looking, making, count = [], [], 0
    for frame in frames(film):
        count += 1
        start = time.perf_counter()
        bodies = finder.find(frame)
        seen = time.perf_counter()
        looking.append(seen - start)
        if bodies:
            found.append(bodies[0])
            poses.append(figure.pose(bodies[0]))
            making.append(time.perf_counter() - seen)
    finder.close()
    return Watched(
        np.array([body.time for body in found]),
        np.array([body.world[list(POINTS)] for body in found]),
        np.array([pose.positions[list(JOINTS)] for pose in poses]),
        poses,
        1e3 * np.array(looking),
        1e3 * np.array(making),
        count,
    )


def report(watched: Watched, truth: Path) -> list[str]:
    """The table."""
    raw, ours = around_hips(watched.raw), around_hips(watched.ours)
    lines = [
        f"found                {len(watched.poses)} of {watched.frames} frames",
        f"mediapipe            {spread(watched.looking)} ms a frame (median, 95 %)",
        f"landmarks to pose    {spread(watched.making)} ms a frame",
        f"shake                {shake(raw, watched.times):.1f} -> "
        f"{shake(ours, watched.times):.1f} m/s2 (landmarks -> pose)",
        f"bone lengths vary by {100 * varying(watched, raw=True):.1f} -> "
        f"{100 * varying(watched, raw=False):.2f} % (standard deviation)",
        f"lag of our smoothing {1e3 * lag(raw, ours, watched.times):.0f} ms on elbows and wrists",
    ]
    if not truth.exists():
        return lines
    true = np.load(truth)
    positions = true["positions"][np.round(watched.times * true["rate"]).astype(int)]
    real = around_hips(positions[:, list(JOINTS)].astype(float))
    roots = np.array([pose.positions[0] for pose in watched.poses])
    stood = np.array([pose.contacts for pose in watched.poses]).mean()
    return [
        *lines,
        f"lag in all           {1e3 * lag(real, ours, watched.times):.0f} ms (mediapipe alone "
        f"{1e3 * lag(real, raw, watched.times):.0f} ms)",
        f"shake of the truth   {shake(real, watched.times):.1f} m/s2",
        f"joints off by        {100 * off(real, raw):.1f} -> {100 * off(real, ours):.1f} cm "
        "around the hips, one scale for the film",
        f"limbs point off by   {np.degrees(turned(real, raw)):.0f} -> "
        f"{np.degrees(turned(real, ours)):.0f} degrees",
        f"place moves with r = {together(roots, positions[:, 0])} (x, y, z with the truth)",
        f"feet planted         {100 * stood:.0f} % of the time",
    ]


def around_hips(joints: Floats) -> Floats:
    middle: Floats = joints[:, :2].mean(axis=1, keepdims=True)
    return joints - middle


def spread(values: Floats) -> str:
    return f"{np.median(values):.1f}, {np.percentile(values, 95):.1f}"


def shake(joints: Floats, times: Floats) -> float:
    """How much the joints tremble: the typical acceleration, m/s2."""
    step = float(np.median(np.diff(times)))
    second: Floats = np.diff(joints, 2, axis=0) / step**2
    return float(np.median(np.linalg.norm(second, axis=-1)))


def varying(watched: Watched, *, raw: bool) -> float:
    """The standard deviation of the bones' lengths, as a share of them."""
    row = {joint: index for index, joint in enumerate(JOINTS)}
    joints = (watched.raw if raw else watched.ours)[len(watched.times) // 3 :]
    shares = []
    for a, b in BONES:
        length = np.linalg.norm(joints[:, row[a]] - joints[:, row[b]], axis=1)
        shares.append(float(length.std() / length.mean()))
    return float(np.mean(shares))


def lag(first: Floats, second: Floats, times: Floats) -> float:
    """Seconds that elbows and wrists of the second motion come after those of the first."""
    a, b = (np.gradient(joints[:, SWIFT_JOINTS], times, axis=0) for joints in (first, second))
    a, b = (speed.reshape(len(times), -1) for speed in (a, b))
    inner = slice(8, -8)
    best, found = np.inf, 0.0
    for shift in np.arange(-0.1, 0.2, 0.002):
        later = np.stack([np.interp(times + shift, times, column) for column in b.T], axis=1)
        miss = float(np.sum((later[inner] - a[inner]) ** 2))
        if miss < best:
            best, found = miss, float(shift)
    return found


def off(real: Floats, measured: Floats) -> float:
    """Mean distance of joints, metres, after one scale for the whole film."""
    scale = float(np.sum(real * measured) / np.sum(measured**2))
    return float(np.linalg.norm(measured * scale - real, axis=-1).mean())


def turned(real: Floats, measured: Floats) -> float:
    """Mean angle, radians, between the limbs of two bodies."""
    row = {joint: index for index, joint in enumerate(JOINTS)}
    angles = []
    for a, b in BONES:
        u, v = (joints[:, row[a]] - joints[:, row[b]] for joints in (real, measured))
        cosine = np.sum(u * v, axis=1) / np.linalg.norm(u, axis=1) / np.linalg.norm(v, axis=1)
        angles.append(np.arccos(cosine.clip(-1, 1)).mean())
    return float(np.mean(angles))


def together(a: Floats, b: Floats) -> str:
    return ", ".join(f"{np.corrcoef(a[:, i], b[:, i])[0, 1]:.2f}" for i in range(3))


if __name__ == "__main__":
    main()
