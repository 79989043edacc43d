"""Hanging cloth: a skirt or a veil as a net of points, moved by gravity and by the body.

Position-based dynamics (Müller and others, Position Based Dynamics, 2007): points move on, then
threads get their length back, and points inside the body are pushed out. It is damped so strongly
that it soon hangs as for a still pose: a network that gets one pose cannot know how a skirt swung
before.
"""

from dataclasses import dataclass

import numpy as np

from live.signals import Floats

GRAVITY = np.array([0.0, -9.8, 0.0])  # metres a second squared
_STEPS = 2  # a frame, at least
_STRIDE, _MOST = 0.04, 6  # metres a limb may move in a step; but no more steps than this
_ROUNDS = 5  # a step
_FLOOR = 0.012  # metres: no cloth is lower
_SLACK = 1.02  # of its length: how far a point may be from where its column hangs


@dataclass(frozen=True, slots=True, eq=False)
class Capsule:
    """A limb as cloth meets it: a thick line."""

    start: Floats  # (3,) metres
    end: Floats
    thick: float  # metres at its start
    thin: float  # metres at its end


@dataclass(frozen=True, slots=True, eq=False)
class Fabric:
    """How a net of cloth is made."""

    rest: Floats  # (rows, columns, 3) metres, as the meshes stand: row 0 is where it hangs from
    closed: bool  # the last column is sewn to the first
    shape: Floats  # (rows,) 0..1: how firmly each row keeps its form around where it hangs from
    halflife: float  # seconds in which it loses half its speed


class Cloth:
    """One moving net. The first row goes where it is put, the others follow."""

    def __init__(self, fabric: Fabric) -> None:
        self._fabric = fabric
        rest = fabric.rest
        self._down = np.linalg.norm(np.diff(rest, axis=0), axis=2)
        across = (np.roll(rest, -1, axis=1) if fabric.closed else rest[:, 1:]) - (
            rest if fabric.closed else rest[:, :-1]
        )
        self._across = np.linalg.norm(across, axis=2)
        fallen = np.vstack([np.zeros((1, rest.shape[1])), np.cumsum(self._down, axis=0)])
        self._reach = fallen * _SLACK
        self._points: Floats | None = None
        self._before: Floats | None = None
        self._body: list[Capsule] = []

    def step(self, dt: float, hung: Floats, body: list[Capsule]) -> Floats:
        """The net (rows, columns, 3) metres, `dt` seconds later.

        `hung` (rows, columns, 3) is where the net would be if it were stiff.
        """
        if self._points is None or self._before is None:
            self._points, self._before, self._body = hung.copy(), hung.copy(), body
        start, steps = self._points[0].copy(), _steps(self._body, body)
        for k in range(1, steps + 1):
            share = k / steps
            self._points[0] = start + (hung[0] - start) * share
            limbs = [_between(a, b, share) for a, b in zip(self._body, body, strict=True)]
            self._advance(dt / steps, hung, limbs)
        self._body = body
        return self._points.copy()

    def _advance(self, dt: float, hung: Floats, body: list[Capsule]) -> None:
        assert self._points is not None
        assert self._before is not None
        points = self._points
        kept = 0.5 ** (dt / self._fabric.halflife)
        flown = (points - self._before) * kept + GRAVITY * dt * dt
        self._before = points.copy()
        points[1:] += flown[1:]
        firm = 1.0 - (1.0 - self._fabric.shape[1:, None, None]) ** (dt * 60.0)
        points[1:] += firm * (hung[1:] - points[1:])
        for _ in range(_ROUNDS):
            for first in (0, 1):
                self._pull_down(points, first)
                self._pull_across(points, first)
            self._tether(points)
            for limb in body:
                _push_out(points, limb)
            points[1:, :, 1] = np.maximum(points[1:, :, 1], _FLOOR)

    def _pull_down(self, points: Floats, first: int) -> None:
        upper, lower = points[first:-1:2], points[first + 1 :: 2]
        upper = upper[: len(lower)]
        moved = _taken_back(upper, lower, self._down[first::2])
        hangs = np.full((len(moved), 1, 1), 0.5)
        if first == 0:
            hangs[0] = 0.0
        upper += moved * hangs
        lower -= moved * (1.0 - hangs)

    def _pull_across(self, points: Floats, first: int) -> None:
        width = points.shape[1]
        left = np.arange(first, width if self._fabric.closed else width - 1, 2)
        right = (left + 1) % width
        a, b = points[1:, left], points[1:, right]
        moved = 0.5 * _taken_back(a, b, self._across[1:, left])
        points[1:, left] = a + moved
        points[1:, right] = b - moved

    def _tether(self, points: Floats) -> None:
        away = points[1:] - points[0]
        far = np.linalg.norm(away, axis=2)
        share = np.minimum(1.0, self._reach[1:] / np.maximum(far, 1e-9))
        points[1:] = points[0] + away * share[..., None]


def _steps(before: list[Capsule], after: list[Capsule]) -> int:
    """The number of steps in which limbs move without jumping through cloth."""
    moved = [
        max(float(np.abs(b.start - a.start).max()), float(np.abs(b.end - a.end).max()))
        for a, b in zip(before, after, strict=True)
    ]
    far = max(moved, default=0.0)
    return min(_MOST, max(_STEPS, round(far / _STRIDE)))


def _between(a: Capsule, b: Capsule, share: float) -> Capsule:
    start, end = (p + (q - p) * share for p, q in ((a.start, b.start), (a.end, b.end)))
    return Capsule(start, end, b.thick, b.thin)


def _taken_back(a: Floats, b: Floats, length: Floats) -> Floats:
    """How far a thread from a to b must move its ends towards each other."""
    thread = b - a
    now = np.maximum(np.linalg.norm(thread, axis=-1), 1e-9)
    # A thread pulls but hardly pushes, because cloth folds.
    error = (now - length) / now
    return np.asarray(thread * np.where(error > 0.0, error, 0.3 * error)[..., None])


def _push_out(points: Floats, limb: Capsule) -> None:
    axis = limb.end - limb.start
    away = points[1:] - limb.start
    along = np.clip(away @ axis / max(float(axis @ axis), 1e-9), 0.0, 1.0)
    out = away - along[..., None] * axis
    thick = limb.thick + (limb.thin - limb.thick) * along
    far = np.maximum(np.sqrt(np.einsum("rci,rci->rc", out, out)), 1e-6)
    deep = np.maximum(0.0, thick - far)
    points[1:] += out * (deep / far)[..., None]


def finer(count: int, times: int, closed: bool) -> Floats:
    """Weights (finer count, count) of a smooth curve through `count` points (Catmull-Rom)."""
    spans = count if closed else count - 1
    at = np.arange(spans * times + (0 if closed else 1)) / times
    first = np.minimum(at.astype(int), spans - 1)
    t = at - first
    shares = np.stack(
        [
            -0.5 * t + t**2 - 0.5 * t**3,
            1.0 - 2.5 * t**2 + 1.5 * t**3,
            0.5 * t + 2.0 * t**2 - 1.5 * t**3,
            -0.5 * t**2 + 0.5 * t**3,
        ],
        axis=1,
    )
    weights = np.zeros((len(at), count))
    for k in range(4):
        place = first + k - 1
        place = place % count if closed else place.clip(0, count - 1)
        np.add.at(weights, (np.arange(len(at)), place), shares[:, k])
    return weights
