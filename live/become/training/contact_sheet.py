"""Pictures to judge by eye: the truth beside what avatars make of the same points."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from live.become.training.takes import Numbers
from live.errors import BadInput
from live.signals import Image

_ROOM = np.array([0.16, 0.10, 0.12])  # what they stand before
_NAME = 22  # pixels: of the line with the names


def sheet(
    path: Path, films: Sequence[tuple[str, Numbers]], frames: Sequence[int], scale: float = 1.0
) -> None:
    """A row a frame, a column a film (n, H, W, 4). Raises BadInput where it cannot be written."""
    rows = [np.hstack([_shown(film[frame], scale) for _, film in films]) for frame in frames]
    across = rows[0].shape[1] // len(films)
    head = np.zeros((_NAME, rows[0].shape[1], 3), np.uint8)
    for column, (name, _) in enumerate(films):
        at = (column * across + 4, _NAME - 7)
        cv2.putText(head, name, at, cv2.FONT_HERSHEY_SIMPLEX, 0.4, (255, 255, 255), 1, cv2.LINE_AA)
    if not cv2.imwrite(str(path), np.vstack([head, *rows])[..., ::-1]):
        raise BadInput(f"{path}: cannot be written. Name a .png where you may write.")


def _shown(rgba: Numbers, scale: float) -> Image:
    shown = rgba[..., :3] + (1 - rgba[..., 3:]) * _ROOM
    bytes_ = (shown.clip(0, 1) * 255).astype(np.uint8)
    larger = cv2.resize(bytes_, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.asarray(larger)
