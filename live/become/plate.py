"""The clean plate: the room without the person, where the camera stands still."""

from collections.abc import Sequence

import cv2
import numpy as np

from live.signals import Bools, Image

SAMPLES = 36  # frames that it is made from
_ROUND = 0.02  # of the longer side: the margin around an outline that is not used
_STILL = 8.0  # of 255: mean distance of the room from the plate, at most; some of it is noise
_FEW = 3  # times that a pixel must have been seen

Pixels = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def plate(pictures: Sequence[Image], outlines: Sequence[Image]) -> Pixels | None:
    """The room (h, w, 4) of 0..255; None where the camera or the room moves.

    Its last channel is 1 where the room was seen, 0 where the person always hid it. `outlines`
    (h', w') of 0..255 belong to the pictures (h, w, 3).
    """
    height, width = pictures[0].shape[:2]
    hidden = [_hidden(one, (width, height)) for one in outlines]
    levels = _levels(pictures, hidden)
    seen = [
        np.where(away[..., None], np.nan, picture * level)
        for picture, away, level in zip(pictures, hidden, levels, strict=True)
    ]
    known = (~np.stack(hidden)).sum(axis=0) >= _FEW
    stack = np.stack([one[known] for one in seen]).astype(np.float32)
    room = np.zeros((height, width, 4), np.float32)
    room[known, :3] = np.nanmedian(stack, axis=0)
    room[known, 3] = 1.0
    off = np.nanmean(np.abs(stack - room[known, :3]), axis=(1, 2))
    return room if float(np.median(off)) < _STILL else None


def gain(picture: Pixels, room: Pixels, outline: Pixels) -> float:
    """The factor from a picture's exposure to that of the plate."""
    free = (outline < 0.02) & (room[..., 3] > 0.99) & (picture.min(axis=2) > 20)
    free &= picture.max(axis=2) < 235
    if free.sum() < 500:
        return 1.0
    ratios = room[free][:, :3].sum(axis=1) / picture[free].sum(axis=1)
    return float(np.clip(np.median(ratios), 0.8, 1.25))


def _levels(pictures: Sequence[Image], hidden: Sequence[Bools]) -> list[float]:
    """The factors to the median exposure, measured where no picture shows the person."""
    free = ~np.stack(hidden).any(axis=0)
    if free.sum() < 500:
        return [1.0] * len(pictures)
    found = np.array([float(picture[free].mean()) for picture in pictures])
    return [float(np.median(found) / max(one, 1.0)) for one in found]


def _hidden(outline: Image, size: tuple[int, int]) -> Bools:
    """Where the person may be: (h, w)."""
    reach = max(3, round(_ROUND * max(size)))
    large = cv2.resize(outline, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.dilate(large, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 25)
