"""Tiny takes: a person of coloured capsules, drawn where the points are."""

import json
from pathlib import Path

import cv2
import numpy as np

from live.become.training.limbs import BEGINS, BODY, ENDS, RADII
from live.become.training.takes import Numbers, Size
from live.body import skeleton
from live.draw.portrait import PLAIN, Portrait
from live.signals import Pose
from tests.scripts.measure.dances import swinging

SMALL: Size = (64, 96)  # pixels: as small as a network paints at half size


def points(frames: int, seed: int = 1, fps: float = 8.0) -> Numbers:
    """The points (n, 36, 3) of somebody who swings."""
    dance = swinging(seed, frames, fps)
    poses = [
        Pose(0.0, skeleton.positions_from(root, turns), turns)
        for root, turns in zip(dance.positions[:, 0], dance.rotations, strict=True)
    ]
    return np.array([Portrait.of(pose, PLAIN).points for pose in poses], dtype=np.float32)


def pictures(told: Numbers, size: Size = SMALL) -> np.ndarray:
    """What they look like: (n, H, W, 4) of bytes."""
    width, height = size
    film = np.zeros((len(told), height, width, 4), np.uint8)
    for picture, body in zip(film, told, strict=True):
        places = body * np.array([width, height, 1.0])
        ends = zip(BEGINS @ places, ENDS @ places, RADII, strict=True)
        for number, (begin, end, radii) in list(enumerate(ends))[: len(BODY)]:
            colour = (40 + 9 * number, 220 - 8 * number, 128, 255)
            a, b = ((int(x), int(y)) for x, y, _ in (begin, end))
            cv2.line(picture, a, b, colour, max(1, round(2 * radii.mean() * height)))
    return film


def take(folder: Path, name: str, frames: int = 6, seed: int = 1) -> Path:
    """Writes one take; the eyes lost the dancer in its last frame."""
    folder.mkdir(parents=True, exist_ok=True)
    told = points(frames, seed)
    seen = told + np.float32(0.002)
    seen[-1] = np.nan
    path = folder / f"{name}.npz"
    np.savez(path, points=told, seen=seen, rgba=pictures(told))
    return path


def folder_of_takes(folder: Path, held_out: tuple[str, ...] = ("c",)) -> Path:
    """Three takes, a, b and c, and who they show."""
    for seed, name in enumerate("abc"):
        take(folder, name, seed=seed)
    build = {
        "offsets": skeleton.OFFSETS.tolist(), "ankle": PLAIN.ankle, "toe": PLAIN.toe,
    }  # fmt: skip
    told = {
        "name": "stick", "build": build, "licence": "CC0-1.0", "sources": ["drawn in a test"],
        "held_out": list(held_out),
    }  # fmt: skip
    (folder / "avatar.json").write_text(json.dumps(told))
    return folder
