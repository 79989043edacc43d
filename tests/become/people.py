"""Somebody who dances and is seen perfectly: as landmarks, drawn in films, and by stand-in eyes."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from live.become.watching import PersonInFilm
from live.see import landmarks as at
from live.see.finder import Outline
from live.see.landmarks import Landmarks
from live.signals import Frame, Image
from tests.see.bodies import dancing
from tests.see.films import write_film

LIMBS = [
    (at.L_SHOULDER, at.R_SHOULDER), (at.L_HIP, at.R_HIP), (at.L_SHOULDER, at.L_HIP),
    (at.R_SHOULDER, at.R_HIP), (at.L_SHOULDER, at.R_HIP), (at.L_SHOULDER, at.L_ELBOW),
    (at.L_ELBOW, at.L_WRIST), (at.R_SHOULDER, at.R_ELBOW), (at.R_ELBOW, at.R_WRIST),
    (at.L_HIP, at.L_KNEE), (at.L_KNEE, at.L_ANKLE), (at.R_HIP, at.R_KNEE),
    (at.R_KNEE, at.R_ANKLE), (at.L_EAR, at.R_EAR), (at.L_HEEL, at.L_TOE), (at.R_HEEL, at.R_TOE),
]  # fmt: skip
WALL, SHIRT = (60, 140, 90), (220, 60, 50)
Seen = list[tuple[Landmarks, Outline]]


def pixels_of(body: Landmarks, size: tuple[int, int]) -> np.ndarray:
    """Where landmarks are in a picture of that size: (33, 2)."""
    return body.image * max(size) * [1.0, -1.0] + np.array(size) / 2


def drawn(body: Landmarks, size: tuple[int, int]) -> Image:
    """Somebody of thick lines before a wall."""
    picture = np.full((size[1], size[0], 3), WALL, np.uint8)
    places = pixels_of(body, size)
    for a, b in LIMBS:
        begin, end = ((round(x), round(y)) for x, y in places[[a, b]])
        cv2.line(picture, begin, end, SHIRT, max(2, max(size) // 26), cv2.LINE_AA)
    return picture


def outline_of(rgb: Image) -> Outline:
    """What of a drawn picture is the person."""
    away = np.abs(rgb.astype(np.float32) - np.array(WALL)).sum(axis=2)
    return np.asarray((away > 90).astype(np.float32))


def watched(seconds: float, rate: float = 30.0, size: tuple[int, int] = (180, 240)) -> PersonInFilm:
    """Somebody in every frame of a film."""
    bodies = [body for body, _, _ in dancing(seconds, rate)]
    outlines = [(outline_of(drawn(body, size)) * 255).astype(np.uint8) for body in bodies]
    return PersonInFilm(
        np.array([body.time for body in bodies]),
        np.array([body.image for body in bodies]),
        np.array([body.world for body in bodies]),
        np.array([body.seen for body in bodies]),
        np.ones(len(bodies), bool),
        np.stack(outlines),
    )


def a_film(
    path: Path, seconds: float = 2.0, rate: float = 15.0, size: tuple[int, int] = (360, 480)
) -> Path:
    """A film of them."""
    bodies = [body for body, _, _ in dancing(seconds, rate)]
    return write_film(path, [drawn(body, size) for body in bodies], [b.time for b in bodies])


class Eyes:
    """Stand in for the person finder: they know the dance, and count what they looked at."""

    def __init__(self, seconds: float, rate: float = 15.0) -> None:
        self._bodies = [body for body, _, _ in dancing(seconds, rate)]
        self._rate = rate
        self.looked: list[float] = []
        self.stop_after = 10**9
        self.others: Callable[[Landmarks], Seen] = lambda _: []

    def __call__(self, *_: object) -> "Eyes":
        return self

    def find(self, frame: Frame) -> Seen:
        if len(self.looked) >= self.stop_after:
            raise KeyboardInterrupt
        self.looked.append(frame.time)
        number = min(len(self._bodies) - 1, round(frame.time * self._rate))
        body = self._bodies[number]
        there = Landmarks(frame.time, body.image, body.world, body.seen)
        return [(there, outline_of(frame.rgb)), *self.others(there)]

    def close(self) -> None:
        pass
