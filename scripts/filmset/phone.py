"""A phone on a shelf that films somebody in a living room: its lens, the room, and its faults."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from live.signals import Floats, Image

Picture = np.ndarray[tuple[int, ...], np.dtype[np.float32]]  # of 0..255

Size = tuple[int, int]  # pixels: width, height
_NEAR, _FAR = 0.5, 20.0  # metres
_HEIGHT, _WIDTH = 2.7, 2.1  # metres of the window around the dancer


@dataclass(frozen=True)
class Phone:
    """A level camera that stays where it is."""

    size: Size
    focal: float  # pixels
    distance: float  # metres from the dancer's place
    height: float  # metres over the floor

    @property
    def window(self) -> Size:
        """Pixels of the part of its picture that a dancer fills."""
        metre = self.focal / self.distance
        return round(_WIDTH * metre / 2) * 2, round(_HEIGHT * metre / 2) * 2

    def corner(self, root: Floats) -> tuple[int, int]:
        """Left and upper pixel of the window around a pelvis (3,)."""
        x, y = self.pixel(root)
        width, height = self.window
        return round(x - width / 2), round(y - 0.53 * height)

    def pixel(self, place: Floats) -> tuple[float, float]:
        """Where a place (3,) metres is in the picture."""
        nearer = self.focal / (self.distance - place[2])
        return (
            self.size[0] / 2 + float(place[0] * nearer),
            self.size[1] / 2 - float((place[1] - self.height) * nearer),
        )

    def onto(self, root: Floats) -> tuple[Floats, Floats]:
        """From the stage to the window around a pelvis, (4, 4), and where the eye is, (3,)."""
        (left, top), (width, height) = self.corner(root), self.window
        across = (self.size[0] - 2 * left) / width - 1.0
        down = 1.0 - (self.size[1] - 2 * top) / height
        onto = np.zeros((4, 4))
        onto[0, 0], onto[0, 2] = 2 * self.focal / width, across
        onto[1, 1], onto[1, 2] = 2 * self.focal / height, down
        onto[2, 2], onto[2, 3] = (_FAR + _NEAR) / (_FAR - _NEAR), -2 * _FAR * _NEAR / (_FAR - _NEAR)
        onto[3, 2] = 1.0
        away = np.diag([1.0, 1.0, -1.0, 1.0])
        away[:3, 3] = [0.0, -self.height, self.distance]
        return onto @ away, np.array([0.0, self.height, self.distance])


LYING = Phone((1280, 720), 1080.0, 3.5, 1.05)  # landscape
UPRIGHT = Phone((720, 1280), 1080.0, 3.2, 1.05)  # portrait
Room = Callable[[float], Picture]  # seconds to its picture, (height, width, 3) of 0..255


def plain(phone: Phone) -> Room:
    """A wall, a skirting board and a wooden floor."""
    picture = _walls(phone, (196, 190, 180))
    return lambda _: picture


def cluttered(phone: Phone, seed: int = 5) -> Room:
    """Shelves full of things, a curtain that sways, a screen that flickers, by a hand that holds
    the phone and is not quite still."""
    width, height = phone.size
    chance = np.random.default_rng(seed)
    picture = _walls(phone, (150, 120, 96))
    floor = _floor(phone)
    for _ in range(150):
        x, y = int(chance.integers(width)), int(chance.integers(floor - 20))
        w, h = (int(side) for side in chance.integers(14, 90, 2))
        bright, tint = chance.uniform(30, 200), chance.normal(0, 22, 3)
        colour = tuple(float(c) for c in np.clip(bright + tint, 0, 255))
        cv2.rectangle(picture, (x, y), (x + w, y + h), colour, -1)
        cv2.rectangle(picture, (x, y), (x + w, y + h), (30, 26, 24), 1)
    down = np.arange(height, dtype=np.float32)[:, None]
    left, right = round(0.62 * width), round(0.95 * width)
    screen = (round(0.10 * width), round(0.42 * height), 150, 90)

    def at(time: float) -> Picture:
        shown = picture.copy()
        folds = np.arange(right - left)[None, :] + 9 * np.sin(1.9 * time + down[:floor] / 90)
        stripes = 110 + 60 * np.sin(folds / 7.0)
        shown[:floor, left:right] = stripes[..., None] * np.array([1.0, 0.62, 0.55])
        u, v, w, h = screen
        flicker = np.random.default_rng(int(time * 6)).integers(0, 255, (6, 10, 3))
        shown[v : v + h, u : u + w] = cv2.resize(
            flicker.astype(np.float32), (w, h), interpolation=cv2.INTER_LINEAR
        )
        sway = [2.5 * np.sin(0.9 * time) + 1.2 * np.sin(2.3 * time), 1.8 * np.sin(1.3 * time + 1)]
        moved = np.array([[1.0, 0.0, sway[0]], [0.0, 1.0, sway[1]]])
        return np.asarray(
            cv2.warpAffine(shown, moved, (width, height), borderMode=cv2.BORDER_REFLECT)
        )

    return at


def composed(phone: Phone, room: Picture, window: Image, root: Floats) -> Picture:
    """A room with the dancer in it, and what little shadow they throw on the floor."""
    shown = room.astype(np.float32)
    x, y = phone.pixel(root * [1.0, 0.0, 1.0])
    metre = phone.focal / (phone.distance - root[2])
    _shade(shown, (x, y), (0.36 * metre, 0.07 * metre))
    small = cv2.resize(window, phone.window, interpolation=cv2.INTER_LINEAR).astype(np.float32)
    (left, top), (wide, tall) = phone.corner(root), phone.window
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(phone.size[0], left + wide), min(phone.size[1], top + tall)
    cut = small[y0 - top : y1 - top, x0 - left : x1 - left]
    part = shown[y0:y1, x0:x1]
    part *= 1.0 - cut[..., 3:] / 255.0
    part += cut[..., :3]
    return shown


class Exposure:
    """What a phone makes of what it sees: exposure drifts, and pixels are not sure."""

    def __init__(self, phone: Phone, noise: float, seed: int) -> None:
        """`noise`: of 0..255, on average."""
        self._chance = np.random.default_rng(seed)
        half = (phone.size[1] // 2, phone.size[0] // 2, 3)
        grain = (self._chance.standard_normal(half).astype(np.float32) for _ in range(4))
        self._grains = [1.3 * noise * cv2.resize(one, phone.size) for one in grain]

    def take(self, picture: Picture, time: float) -> Image:
        gain = 1.0 + 0.06 * np.sin(0.31 * time) + 0.03 * np.sin(1.1 * time + 2.0)
        grain = self._grains[int(self._chance.integers(len(self._grains)))]
        grain = np.roll(grain, tuple(self._chance.integers(0, 700, 2)), axis=(0, 1))
        return np.asarray((picture * np.float32(gain) + grain).clip(0, 255), dtype=np.uint8)


def _shade(picture: Picture, middle: tuple[float, float], axes: tuple[float, float]) -> None:
    """A soft shadow on the floor."""
    (x, y), (across, down) = middle, axes
    left, top = max(0, int(x - 2 * across)), max(0, int(y - 4 * down))
    part = picture[top : int(y + 4 * down), left : int(x + 2 * across)]
    v, u = np.mgrid[: part.shape[0], : part.shape[1]].astype(np.float32)
    away = ((u + left - x) / across) ** 2 + ((v + top - y) / down) ** 2
    part *= 1.0 - (0.45 / (1.0 + away**3))[..., None]


def _floor(phone: Phone) -> int:
    return round(phone.pixel(np.array([0.0, 0.0, -1.2]))[1])


def _walls(phone: Phone, colour: tuple[int, int, int]) -> Picture:
    width, height = phone.size
    y, x = np.mgrid[:height, :width] / np.array([height, width]).reshape(2, 1, 1)
    lit = 1.0 - 0.22 * ((x - 0.4) ** 2 + (y - 0.2) ** 2)
    picture = (lit[..., None] * np.array(colour)).astype(np.float32)
    floor = _floor(phone)
    boards = 0.95 + 0.05 * (np.sin((x[floor:] - 0.5) / (y[floor:] - 0.4) * 40) > 0)
    picture[floor:] = boards[..., None] * np.array([122.0, 90.0, 64.0])
    picture[floor - 12 : floor] = (226, 222, 216)
    return np.asarray(picture)
