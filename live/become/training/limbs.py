"""The limbs of an avatar: capsules between points of the portrait.

Each has two ends, a radius at both, and a side: a perpendicular direction that turns with it. With
it, front and back, and the seam of a sleeve, can be distinguished.
"""

from dataclasses import dataclass

import numpy as np

from live.draw.portrait import HEIGHT, POINTS
from live.signals import Floats

Ends = tuple[str, ...]  # points whose middle is meant


@dataclass(frozen=True, slots=True)
class Limb:
    """One capsule."""

    begin: Ends
    end: Ends
    radii: tuple[float, float]  # metres, at both ends
    side: tuple[Ends, Ends]  # from, to


_HIPS = (("r_hip",), ("l_hip",))
_SHOULDERS = (("r_shoulder",), ("l_shoulder",))
_EARS = (("r_ear",), ("l_ear",))
_KNEES, _ANKLES, _TOES = (("l_knee", "r_knee"), ("l_ankle", "r_ankle"), ("l_toe", "r_toe"))


def _of_side(s: str) -> list[Limb]:
    across = ((f"{s}_pinky",), (f"{s}_index",))
    forearm = ((f"{s}_elbow",), (f"{s}_wrist",))
    return [
        Limb((f"{s}_shoulder",), (f"{s}_elbow",), (0.065, 0.05), forearm),
        Limb((f"{s}_elbow",), (f"{s}_wrist",), (0.05, 0.04), across),
        Limb((f"{s}_wrist",), (f"{s}_hand",), (0.035, 0.045), across),
        Limb((f"{s}_hand",), (f"{s}_fingers",), (0.045, 0.03), across),
        Limb((f"{s}_hand",), (f"{s}_index",), (0.025, 0.025), ((f"{s}_wrist",), (f"{s}_hand",))),
        Limb((f"{s}_shoulder",), (f"{s}_hip",), (0.10, 0.11), _SHOULDERS),
        Limb((f"{s}_hip",), (f"{s}_knee",), (0.10, 0.07), _HIPS),
        Limb((f"{s}_knee",), (f"{s}_ankle",), (0.07, 0.05), ((f"{s}_heel",), (f"{s}_toe",))),
        Limb((f"{s}_heel",), (f"{s}_toe",), (0.05, 0.05), ((f"{s}_heel",), (f"{s}_ankle",))),
    ]  # fmt: skip


BODY = (
    Limb(("head",), ("crown",), (0.09, 0.10), _EARS),
    Limb(("crown",), ("nose",), (0.08, 0.06), _EARS),
    Limb(("neck",), ("head",), (0.06, 0.06), _SHOULDERS),
    Limb(("spine2",), ("neck",), (0.15, 0.08), _SHOULDERS),
    Limb(("pelvis",), ("spine2",), (0.14, 0.14), _HIPS),
    *_of_side("l"),
    *_of_side("r"),
)
# What may hang on a body, and hides no limb: long hair or a veil, and a skirt.
LOOSE = (
    Limb(("crown",), ("spine3",), (0.11, 0.14), _EARS),
    Limb(("pelvis",), _KNEES, (0.17, 0.24), _HIPS),
    Limb(_KNEES, _ANKLES, (0.24, 0.30), _HIPS),
    Limb(("l_knee",), ("r_knee",), (0.12, 0.12), (_KNEES, _ANKLES)),
    Limb(("l_ankle",), ("r_ankle",), (0.10, 0.10), (_KNEES, _ANKLES)),
)
SKIRT = 4  # of them, the last
LIMBS = (*BODY, *LOOSE)


def middles(ends: list[Ends]) -> Floats:
    """What makes of the points (36, 3) the middles of some of them: (n, 36)."""
    shares = np.zeros((len(ends), len(POINTS)))
    for row, names in enumerate(ends):
        for name in names:
            shares[row, POINTS.index(name)] = 1.0 / len(names)
    return shares


BEGINS = middles([limb.begin for limb in LIMBS])
ENDS = middles([limb.end for limb in LIMBS])
SIDES = middles([limb.side[1] for limb in LIMBS]) - middles([limb.side[0] for limb in LIMBS])
RADII: Floats = np.array([limb.radii for limb in LIMBS]) / HEIGHT  # (n, 2) pane heights
