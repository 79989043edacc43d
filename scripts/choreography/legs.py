"""Moves feet to given places by bending the legs; bones and the rest of the body stay the same.

Arrays of any number of frames, or none: (..., 2, 3) are a left and a right ankle.
"""

import numpy as np

from live.body import quat, skeleton
from live.dance import leg
from live.signals import Floats

HIPS, KNEES, ANKLES, TOES = (1, 2), (4, 5), (7, 8), (10, 11)
THIGH, SHIN, REACH, EASY = skeleton.THIGH, skeleton.SHIN, leg.REACH, leg.EASY  # metres
TOE: Floats = skeleton.OFFSETS[list(TOES)]  # (2, 3) metres from the ankles
ANKLE_HEIGHT = float(-TOE[0, 1])  # metres above the floor, the foot flat


def beyond(root: Floats, pelvis: Floats, ankles: Floats, reach: float = EASY) -> Floats:
    """How far the pelvis (..., 3) must come down for each leg to reach its ankle, (..., 2) metres.

    `pelvis` is its rotation in the world, (..., 4); `reach` the metres a leg may be long.
    """
    hips = root[..., None, :] + quat.rotate(pelvis[..., None, :], skeleton.OFFSETS[list(HIPS)])
    flat = np.sum((hips - ankles)[..., [0, 2]] ** 2, axis=-1)
    highest = ankles[..., 1] + np.sqrt(np.maximum(reach * reach - flat, 0.04))
    over: Floats = np.maximum(hips[..., 1] - highest, 0.0)
    return over


def within(root: Floats, pelvis: Floats, ankles: Floats) -> Floats:
    """The ankles (..., 2, 3), nearer where the legs could not reach them."""
    hips = root[..., None, :] + quat.rotate(pelvis[..., None, :], skeleton.OFFSETS[list(HIPS)])
    way = ankles - hips
    distance = np.linalg.norm(way, axis=-1, keepdims=True)
    reached_: Floats = hips + way * np.minimum(1.0, REACH / np.maximum(distance, 1e-6))
    return reached_


def bent(root: Floats, rotations: Floats, ankles: Floats, soles: Floats) -> Floats:
    """Local rotations (..., 24, 4) of the same body with its ankles and soles where wanted.

    `ankles` are (..., 2, 3) metres in the world; `soles` the feet's rotations in the world,
    (..., 2, 4). Knees keep their direction; an ankle out of reach is met in direction.
    """
    bent_: Floats = rotations.copy()
    pelvis = rotations[..., 0:1, :]
    thighs = quat.multiply(pelvis, rotations[..., HIPS, :])
    shins = quat.multiply(thighs, rotations[..., KNEES, :])
    hips = root[..., None, :] + quat.rotate(pelvis, skeleton.OFFSETS[list(HIPS)])
    down = np.array([0.0, -1.0, 0.0])
    # The knees' way from the hips; of a straight leg, which has none, where its knee would go.
    ahead = quat.rotate(thighs, np.array([0.0, -1.0, 0.3]))
    upper, knees = _bones(ankles - hips, ahead)
    thighs = quat.multiply(quat.between(quat.rotate(thighs, down), upper), thighs)
    # The shin first goes along with its thigh, then bends: it keeps its own twist.
    shins = quat.multiply(thighs, rotations[..., KNEES, :])
    shins = quat.multiply(quat.between(quat.rotate(shins, down), knees), shins)
    bent_[..., HIPS, :] = quat.multiply(quat.inverse(pelvis), thighs)
    bent_[..., KNEES, :] = quat.multiply(quat.inverse(thighs), shins)
    bent_[..., ANKLES, :] = quat.multiply(quat.inverse(shins), soles)
    return quat.normalised(bent_)


def _bones(way: Floats, ahead: Floats) -> tuple[Floats, Floats]:
    """Directions of thigh and shin (..., 2, 3) for the ankles' way from the hips.

    `ahead` is where the knees point.
    """
    distance = np.linalg.norm(way, axis=-1, keepdims=True)
    line = way / np.maximum(distance, 1e-6)
    reach = np.clip(distance, leg.NEAREST, REACH)
    aside = ahead - np.sum(ahead * line, axis=-1, keepdims=True) * line
    aside = aside / np.maximum(np.linalg.norm(aside, axis=-1, keepdims=True), 1e-6)
    along = (THIGH * THIGH + reach * reach - SHIN * SHIN) / (2 * reach)
    out = np.sqrt(np.maximum(THIGH * THIGH - along * along, 0.0))
    upper = (line * along + aside * out) / THIGH
    lower = (line * (reach - along) - aside * out) / SHIN
    return upper, lower


def soles(rotations: Floats) -> Floats:
    """The feet's rotations in the world, (..., 2, 4), of local rotations (..., 24, 4)."""
    turned = rotations[..., 0:1, :]
    for joints in (HIPS, KNEES, ANKLES):
        turned = quat.multiply(turned, rotations[..., joints, :])
    return turned
