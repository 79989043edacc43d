"""Two-bone inverse kinematics: the knee or elbow for a foot or hand at a given place.

It uses plain tuples, which for a few numbers are ten times faster than numpy arrays.
"""

import math
from typing import NamedTuple, TypeAlias

Vector: TypeAlias = tuple[float, float, float]

_STRAIGHTEST = 0.9995  # of both bones' length, at most: a limb is never quite straight


class Bend(NamedTuple):
    """The directions of a limb: unit vectors."""

    upper: Vector  # from the first joint to the middle one
    lower: Vector  # from the middle joint to the end
    hinge: Vector  # the axis the middle joint bends about


def within_reach(distance: float, length: float, softness: float = 0.03) -> float:
    """The distance to use for a limb of `length`: the same, or less where the limb is nearly
    straight.

    The result is never more than `length`. In the last part of it, `softness` times the length, it
    approaches `length` smoothly: without this a knee would snap straight.
    """
    start = length * (1.0 - softness)
    if distance <= start:
        return distance
    room = length * softness
    return start + room * (1.0 - math.exp(-(distance - start) / room))


def two_bone(target: Vector, upper: float, lower: float, pole: Vector) -> Bend:
    """Bends a limb of bones `upper` and `lower` (lengths) to put its end at `target`, relative to
    its first joint.

    The middle joint points towards `pole`. For a target out of reach the limb points to it; for one
    too near to the first joint the end comes as near as the bones allow.
    """
    distance = math.sqrt(target[0] ** 2 + target[1] ** 2 + target[2] ** 2)
    if distance < 1e-6:
        target, distance = (0.0, -1e-6, 0.0), 1e-6
    line = (target[0] / distance, target[1] / distance, target[2] / distance)
    aside = _square_to(line, pole)
    reach = min(max(distance, abs(upper - lower) + 1e-3), (upper + lower) * _STRAIGHTEST)
    cosine = (upper * upper + reach * reach - lower * lower) / (2 * upper * reach)
    cosine = min(1.0, max(-1.0, cosine))
    along, out = upper * cosine, upper * math.sqrt(1.0 - cosine * cosine)
    rest = reach - along
    return Bend(
        (
            (line[0] * along + aside[0] * out) / upper,
            (line[1] * along + aside[1] * out) / upper,
            (line[2] * along + aside[2] * out) / upper,
        ),
        (
            (line[0] * rest - aside[0] * out) / lower,
            (line[1] * rest - aside[1] * out) / lower,
            (line[2] * rest - aside[2] * out) / lower,
        ),
        (
            aside[1] * line[2] - aside[2] * line[1],
            aside[2] * line[0] - aside[0] * line[2],
            aside[0] * line[1] - aside[1] * line[0],
        ),
    )


def _square_to(line: Vector, pole: Vector) -> Vector:
    """The unit vector perpendicular to a line that points most towards the pole."""
    for way in (pole, (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)):
        along = way[0] * line[0] + way[1] * line[1] + way[2] * line[2]
        x, y, z = way[0] - along * line[0], way[1] - along * line[1], way[2] - along * line[2]
        length = math.sqrt(x * x + y * y + z * z)
        if length > 1e-4:
            break
    return (x / length, y / length, z / length)
