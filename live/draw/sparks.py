"""A few sparks from the hands when the music strikes."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from live.draw.camera import FAR, Camera
from live.draw.colours import WHITE, Pixel, mix, pixel
from live.signals import Floats, Image, Music

_STRONG = 0.6  # onsets below it strike no sparks
_REST = 0.16  # seconds between two strikes
_LIFE = 0.8  # seconds
_EACH = 5  # sparks a hand
_FOUNTAIN = 24  # sparks a hand where a drop begins
_MOST = 60
_FALL = 1.6  # metres a second a second: they float more than they fall


@dataclass(frozen=True, slots=True, eq=False)
class _Spark:
    born: float  # seconds
    place: Floats  # (3,) metres
    speed: Floats  # (3,) metres a second
    life: float  # seconds
    size: float  # radius at its birth, as a share of the picture's height
    colour: Floats  # (3,)


class Sparks:
    """Sparks from the hands at onsets of the music."""

    def __init__(self, seed: int, colour: Floats) -> None:
        self._chance = np.random.default_rng(seed)
        self.wear(colour)
        self._alive: list[_Spark] = []
        self._struck = -math.inf
        self._dropping = False

    def wear(self, colour: Floats) -> None:
        """The next ones are of this colour."""
        self._colour = mix(colour, WHITE, 0.45)

    def strike(self, time: float, music: Music, hands: list[Floats]) -> None:
        """New sparks from the hands (3,) if the music strikes now; old ones die."""
        self._alive = [s for s in self._alive if 0 <= time - s.born < s.life][-_MOST:]
        if time < self._struck:
            self._struck = -math.inf
        dropping = music.playing and music.section == "drop"
        begins, self._dropping = dropping and not self._dropping, dropping
        if not begins and not self._strikes(time, music):
            return
        self._struck = time
        for hand in hands:
            if (np.abs(hand) < FAR).all():
                count = _FOUNTAIN if begins else _EACH
                self._alive += [self._spark(time, hand) for _ in range(count)]

    def _strikes(self, time: float, music: Music) -> bool:
        strong = music.playing and music.onset >= _STRONG
        return strong and time - self._struck >= _REST

    def _spark(self, time: float, hand: Floats) -> _Spark:
        way = self._chance.normal(0.0, 1.0, 3)
        away = way / max(float(np.linalg.norm(way)), 1e-6)
        speed = away * self._chance.uniform(0.3, 1.1) + np.array([0.0, 0.5, 0.0])
        life = _LIFE * float(self._chance.uniform(0.5, 1.0))
        size = float(self._chance.uniform(0.0012, 0.0034))
        return _Spark(time, hand + 0.10 * away, speed, life, size, self._colour)

    def draw(self, picture: Image, camera: Camera, time: float) -> None:
        """Draws them on the picture, in place."""
        if not self._alive:
            return
        ages = np.array([time - spark.born for spark in self._alive])[:, None]
        places = np.stack([spark.place for spark in self._alive])
        speeds = np.stack([spark.speed for spark in self._alive])
        places = places + speeds * ages - np.array([0, _FALL / 2, 0]) * ages**2
        spots = camera.project(places)
        for spark, spot, age in zip(self._alive, spots.tolist(), ages[:, 0].tolist(), strict=True):
            if max(abs(spot[0]), abs(spot[1])) < 8000:  # false for what is not finite, too
                level = 1 - age / spark.life
                size = spark.size * camera.height * level
                _star(picture, spot, size, pixel(spark.colour))


def _star(picture: Image, spot: list[float], size: float, colour: Pixel) -> None:
    x, y, radius, arm = (round(16 * length) for length in (*spot, size, 3 * size))
    cv2.circle(picture, (x, y), radius, colour, -1, cv2.LINE_AA, 4)
    if size > 1.5:
        cv2.line(picture, (x - arm, y), (x + arm, y), colour, 1, cv2.LINE_AA, 4)
        cv2.line(picture, (x, y - arm), (x, y + arm), colour, 1, cv2.LINE_AA, 4)
