"""Cuts a person out of a picture: alpha from a rough outline, and colours without the room's."""

import cv2
import numpy as np

from live.become.plate import Pixels

_CLEAR = 0.06  # an outline below this is certainly not the person
_FAINT = 0.04  # alpha below this is set to 0
_NEAR = (9, 33)  # pixels: distances in which the room's colours are looked for
_GUIDE = (2, 3e-3)  # of the guided filter: radius in pixels, and the variance of an edge


def cut_out(picture: Pixels, outline: Pixels, room: Pixels | None) -> Pixels:
    """RGBA (h, w, 4), 0..1, premultiplied, of a picture (h, w, 3) and outline (h, w), 0..1.

    `room` (h, w, 4) is the picture behind the person; its last channel is 1 where it is known.
    """
    # The three colours show different edges: alpha is the mean of the three.
    alpha = np.mean([guided(picture[..., c], outline) for c in range(3)], axis=0)
    alpha = np.where((outline < _CLEAR / 3) | (alpha < _FAINT), 0.0, alpha).astype(np.float32)
    behind = _spread(picture, (outline < _CLEAR).astype(np.float32))
    if room is not None:
        behind = np.where(room[..., 3:] > 0.99, room[..., :3], behind)
    colours = np.clip(picture - (1.0 - alpha)[..., None] * behind, 0.0, alpha[..., None])
    return np.concatenate([colours, alpha[..., None]], axis=2).astype(np.float32)


def guided(guide: Pixels, rough: Pixels) -> Pixels:
    """The guided filter (He et al. 2013, doi:10.1109/TPAMI.2012.213): `rough` with the edges of
    `guide`.
    """
    radius, steady = _GUIDE
    side = (2 * radius + 1, 2 * radius + 1)

    def mean(a: Pixels) -> Pixels:
        return np.asarray(cv2.blur(np.ascontiguousarray(a), side), dtype=np.float32)

    level, shape = mean(guide), mean(rough)
    slope = (mean(guide * rough) - level * shape) / (mean(guide * guide) - level**2 + steady)
    offset = shape - slope * level
    found: Pixels = np.clip(mean(slope) * guide + mean(offset), 0.0, 1.0)
    return found


def _spread(picture: Pixels, where: Pixels) -> Pixels:
    """The colours of the picture's part `where`, spread around it; computed at half the size."""
    height, width = where.shape
    weighted = np.concatenate([picture * where[..., None], where[..., None]], axis=2)
    weighted = cv2.resize(weighted, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    found = np.zeros((*weighted.shape[:2], 3), np.float32)
    left = np.ones((*weighted.shape[:2], 1), np.float32)
    for side in _NEAR:
        near = cv2.blur(weighted, (side // 2, side // 2))
        sure = left * np.clip(near[..., 3:] / 0.05, 0.0, 1.0)
        found += sure * near[..., :3] / np.maximum(near[..., 3:], 1e-4)
        left -= sure
    found += left * picture.mean(axis=(0, 1))
    return np.asarray(cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR))
