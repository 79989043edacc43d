"""Geometric ("manual") features of a dance: which relations between joints hold, and how often.

The 32 predicates of the AIST++ tools (Li et al., ICCV 2021; after Mueller, Roeder and Clausen,
SIGGRAPH 2005), thresholds in lengths of an SMPL body at rest. Kept as published: a frame lasts
1/120 s whatever the motion's own rate, and the predicate that a joint moves along a direction
leaves its fourth joint out.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple, TypeAlias

import numpy as np

from live.body import skeleton
from live.signals import Bools, Floats

FRAME = 1 / 120  # seconds: what the protocol takes a frame to last
FEATURES = 32
Predicate: TypeAlias = Callable[["_Body"], Bools]


class Lengths(NamedTuple):
    """What thresholds are counted in, metres."""

    humerus: float
    shoulders: float
    hips: float


SMPL = Lengths(0.256838109, 0.390848359, 0.119247066)
# What the FACT paper's FID_g was made with: the offsets of the wrong joints (fairmotion's slip).
WRONG_JOINTS = Lengths(0.249323488, 0.485713464, 0.424139781)


class _Body:
    """A dance, joint by joint, from its second frame on."""

    def __init__(self, positions: Floats) -> None:
        self._positions = positions

    def at(self, joint: str) -> Floats:
        """(frames - 1, 3) metres."""
        return self._positions[1:, skeleton.INDEX[joint]]

    def moved(self, joint: str) -> Floats:
        """(frames - 1, 3) metres since the frame before."""
        index = skeleton.INDEX[joint]
        return np.asarray(self._positions[1:, index] - self._positions[:-1, index], dtype=float)

    def height(self, joint: str) -> Floats:
        """(frames - 1,) metres above the lowest joint."""
        lowest = self._positions[1:, :, 1].min(axis=1)
        return np.asarray(self.at(joint)[:, 1] - lowest, dtype=float)


def _along(vectors: Floats, direction: Floats) -> Floats:
    """How far vectors reach along a direction; nan where that is none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        length = np.linalg.norm(direction, axis=-1)
        return np.asarray(np.sum(vectors * direction, axis=-1) / length, dtype=float)


def _beyond(a: str, b: str, joint: str, least: float, body: _Body, start: str = "") -> Bools:
    """Whether a joint lies further than `least` along a to b, seen from `start` (or a)."""
    seen = body.at(joint) - body.at(start or a)
    return _along(seen, body.at(b) - body.at(a)) > least


def _above(a: str, b: str, c: str, joint: str, least: float, body: _Body) -> Bools:
    """Whether a joint lies further than `least` before the plane through three others."""
    across = np.cross(body.at(c) - body.at(a), body.at(b) - body.at(a))
    return _along(body.at(joint) - body.at(a), across) > least


def _towards(a: str, b: str, joint: str, least: float, body: _Body) -> Bools:
    """Whether a joint moves, as seen from a, faster than `least` in the direction of b."""
    seen = body.moved(joint) - body.moved(a)
    return _along(seen, body.at(b) - body.at(a)) / FRAME > least


def _out_of(a: str, b: str, c: str, joint: str, least: float, body: _Body) -> Bools:
    """Whether a joint moves, as seen from a, faster than `least` out of the plane of three."""
    across = np.cross(body.at(c) - body.at(a), body.at(b) - body.at(a))
    return _along(body.moved(joint) - body.moved(a), across) / FRAME > least


def _fast(joint: str, least: float, body: _Body) -> Bools:
    return np.asarray(np.linalg.norm(body.moved(joint), axis=-1) / FRAME > least)


def _bent(a: str, b: str, c: str, d: str, within: tuple[float, float], body: _Body) -> Bools:
    """Whether the angle between a to b and c to d lies within bounds, degrees."""
    return _between(body.at(b) - body.at(a), body.at(d) - body.at(c), within)


def _between(one: Floats, other: Floats, within: tuple[float, float]) -> Bools:
    with np.errstate(invalid="ignore", divide="ignore"):
        lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
        angle = np.degrees(np.arccos(np.sum(one * other, axis=-1) / lengths))
    return np.asarray((angle > within[0]) & (angle < within[1]))


def _leaning(body: _Body) -> Bools:
    """Whether the trunk is nearer to lying than to standing."""
    trunk = body.at("pelvis") - body.at("neck")
    return _between(trunk, np.broadcast_to([0.0, 1.0, 0.0], trunk.shape), (70.0, 110.0))


def _raised(joint: str, least: float, body: _Body) -> Bools:
    return np.asarray(body.height(joint) > least)


def _lowered(joint: str, most: float, body: _Body) -> Bools:
    return np.asarray(body.height(joint) < most)


@cache
def _predicates(lengths: Lengths) -> list[Predicate]:
    """In the published order; of each pair the one that watches the right limb comes first."""
    arm, sides = lengths.humerus, (("r", "l"), ("l", "r"))
    each = list[Predicate]()
    each += [partial(_out_of, "neck", f"{s}_hip", f"{o}_hip", f"{s}_wrist", 1.8 * arm)
             for s, o in sides]  # fmt: skip
    each += [partial(_beyond, "spine3", "neck", f"{s}_wrist", 0.2 * arm, start="neck")
             for s, _ in sides]  # fmt: skip
    # The published predicate watches the trunk itself: the wrist it is given is left out.
    each += [partial(_towards, "spine1", "spine3", "spine3", 1.8 * arm) for _ in sides]
    each += [partial(_bent, f"{s}_elbow", f"{s}_shoulder", f"{s}_elbow", f"{s}_wrist", (0, 110))
             for s, _ in sides]  # fmt: skip
    each.append(partial(_beyond, "l_shoulder", "r_shoulder", "r_wrist", 2.5 * lengths.shoulders,
                        start="l_wrist"))  # fmt: skip
    each.append(partial(_towards, "l_wrist", "r_wrist", "r_wrist", 1.4 * arm))
    each += [partial(_towards, f"{s}_wrist", "pelvis", f"{o}_wrist", 1.4 * arm) for s, o in sides]
    each += [partial(_fast, f"{s}_wrist", 2.5 * arm) for s, _ in sides]
    each += [partial(_above, "pelvis", f"{o}_hip", f"{o}_toe", f"{s}_ankle", 0.38 * arm)
             for s, o in sides]  # fmt: skip
    each += [partial(_raised, f"{s}_ankle", 1.2 * arm) for s, _ in sides]
    each.append(partial(_beyond, "l_hip", "r_hip", "r_ankle", 2.1 * lengths.hips, start="l_ankle"))
    each += [partial(_bent, f"{s}_knee", f"{s}_hip", f"{s}_knee", f"{s}_ankle", (0, 110))
             for s, _ in sides]  # fmt: skip
    each += [partial(_fast, f"{s}_ankle", 2.5 * arm) for s, _ in sides]
    each += [partial(_bent, "neck", "pelvis", f"{s}_shoulder", f"{s}_elbow", (25, 180))
             for s, _ in sides]  # fmt: skip
    each += [partial(_bent, "neck", "pelvis", f"{s}_hip", f"{s}_knee", (50, 180))
             for s, _ in sides]  # fmt: skip
    each.append(partial(_above, "r_ankle", "neck", "l_ankle", "pelvis", 0.5 * arm))
    each.append(_leaning)
    each += [partial(_lowered, f"{s}_wrist", 1.2 * arm) for s, _ in sides]
    each.append(partial(_fast, "pelvis", 2.3 * arm))
    return each


def geometric(positions: Floats, lengths: Lengths = SMPL) -> Floats:
    """(32,): the share of frames, the first left out, in which each predicate holds; 0..1."""
    body = _Body(positions)
    return np.array([float(np.mean(predicate(body))) for predicate in _predicates(lengths)])
