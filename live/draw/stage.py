"""The empty stage: a draped back wall, a polished dance floor, and the lamps that light them.

How much light each pixel of cloth and floor reflects never changes, and is drawn once at full size.
The light is soft: it is computed on a coarse grid of a few thousand points and enlarged. A picture
of the stage is the product of the two.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from live.draw.camera import EYE_DISTANCE, EYE_HEIGHT, WALL_DEPTH, Camera
from live.draw.colours import WHITE, mix, pixel, turn_of_hues, turned
from live.draw.lamps import LampState
from live.signals import Floats, Image

_TILE = 0.62  # metres: one tile of the dance floor
_UPLIGHTS = 1.45  # metres between the lamps along the wall
_SHEEN = 0.42  # how much of the wall's light the polished floor gives back
_WALL_Z = EYE_DISTANCE - WALL_DEPTH  # metres
_TRUSS: Floats = np.array([[x, 4.3, -2.4] for x in (-3.0, -1.15, 1.15, 3.0)])  # metres: the lamps
_AIMS: Floats = np.array([0.9, -0.5, 0.5, -0.9])  # metres: the middle of each one's sweep
_LENSES: Floats = _TRUSS[:, None] + np.array([[-0.05, 0.0, 0.0], [0.05, 0.0, 0.0]])
_AROUND: Floats = np.linspace(0, 2 * np.pi, 20)
_POOL: Floats = 0.55 * np.stack([np.cos(_AROUND), 0.24 * np.sin(_AROUND)], axis=-1)  # metres
_DRIFT_SECONDS = 97.0  # once through the slow drift of colours
_BURST = 0.45  # how much brighter every lamp is as a drop begins
_BEAM_SECONDS = 19.0  # once through the beams' sweep

# The lamps in their order: everywhere, along the wall by turns, behind the middle of the stage, at
# the wall's foot, from above, and the strip of light where wall and floor meet.
LAMPS = ("ambient", "odd", "even", "halo", "wash", "crown", "strip")

Light = npt.NDArray[np.float32]  # (rows, columns, 3) on the coarse grid, 0..255


def coarseness(size: tuple[int, int]) -> int:
    """How many pixels wide one point of the coarse grid is: a power of two."""
    return 1 << max(1, int(math.log2(max(size) / 250.0)))


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """The place on wall or floor of each point of a grid."""

    x: Floats  # (rows, columns) metres
    y: Floats  # (rows, columns) metres up the wall; of its image in the floor, below
    z: Floats  # (rows, columns) metres, on the floor
    floor: npt.NDArray[np.bool_]  # (rows, columns)
    fade: Floats  # (rows, columns) 1 on the wall, less towards the hall on the floor

    @classmethod
    def of(cls, camera: Camera, step: int) -> "_Grid":
        columns, rows = -(-camera.width // step), -(-camera.height // step)
        across = (np.arange(columns) + 0.5) * step - camera.width / 2
        down = ((np.arange(rows) + 0.5) * step - camera.horizon)[:, None]
        is_floor = down > camera.wall_base - camera.horizon
        depth = np.where(is_floor, EYE_HEIGHT * camera.focal / np.maximum(down, 1.0), WALL_DEPTH)
        y = np.abs(EYE_HEIGHT - down * WALL_DEPTH / camera.focal)
        shape = (rows, columns)
        return cls(
            x=np.asarray(across * depth / camera.focal, dtype=float),
            y=np.broadcast_to(y, shape),
            z=np.broadcast_to(EYE_DISTANCE - depth, shape),
            floor=np.broadcast_to(is_floor, shape),
            fade=np.broadcast_to(np.where(is_floor, (depth / WALL_DEPTH) ** 1.2, 1.0), shape),
        )


class Stage:
    """The room without anybody in it."""

    def __init__(self, camera: Camera, colours: Floats, seed: int) -> None:
        """`colours` are (3, 3): the partner's, the human's and the accent."""
        self.camera = camera
        self.step = coarseness((camera.width, camera.height))
        grid = _Grid.of(camera, self.step)
        self.shape = grid.x.shape  # rows, columns of the coarse grid
        self._lamps = _lamps(grid)
        self._cloth = _cloth(camera, seed)
        self._tiles, self._tile_of, self.floor_row = _tiles(grid)
        self._shy = np.random.default_rng(seed).uniform(0.55, 1.0, len(self._tiles))
        self.sheen = (np.where(grid.floor, grid.fade, 0.0)[..., None]).astype(np.float32)
        self._beam_fade = _beam_fade(self.shape)
        self.wear(colours)
        self._air = np.zeros((*self.shape, 3), np.uint8)
        wide = (self.shape[0] * self.step, self.shape[1] * self.step)
        self.canvas = np.zeros((*wide, 3), np.uint8)
        self._one_beam = np.zeros_like(self._air)

    def wear(self, colours: Floats) -> None:
        """Sets the colours of the lamps: (3, 3), as in `__init__`."""
        self._colours = _lamp_colours(*colours)

    def lamps(self, time: float, cue: LampState) -> Floats:
        """How each lamp shines, (7, 3); see LAMPS."""
        return self._drifted(time) * _levels(cue)[:, None]

    def _drifted(self, time: float) -> Floats:
        drift = turn_of_hues(0.07 * math.sin(2 * math.pi * time / _DRIFT_SECONDS))
        colours: Floats = np.maximum(self._colours @ drift, 0.0)
        return colours

    def light(self, time: float, cue: LampState, centre: tuple[float, float]) -> Light:
        """The lamps' light on wall and floor; waves on the floor run from `centre` (x, z)."""
        colours = self._drifted(time)
        shone = (colours * _levels(cue)[:, None]).astype(np.float32)
        # Row by row, the product is too small for numpy to use all cores for it.
        light: Light = self._lamps @ shone
        light[self.floor_row :] += self._floor_light(cue, centre, colours)
        light += self._beams(time, cue, colours)
        return light

    def show(self, light: Light, level: float) -> Image:
        """The stage in this light, at full size: a new picture."""
        size = (self.camera.width, self.camera.height)
        wide = (self.shape[1] * self.step, self.shape[0] * self.step)
        fine = cv2.resize(cv2.convertScaleAbs(light, alpha=level), wide, dst=self.canvas)
        lit: Image = cv2.multiply(fine[: size[1], : size[0]], self._cloth, scale=1 / 255)
        return lit

    def _floor_light(self, cue: LampState, centre: tuple[float, float], colours: Floats) -> Light:
        away = np.hypot(self._tiles[:, 0] - centre[0], self._tiles[:, 1] - centre[1])
        ring = cue.pulse * np.exp(-(((away - cue.wave) / 0.55) ** 2))
        glow = 0.025 + (0.07 + 0.18 * cue.energy) * np.exp(-((away / 2.6) ** 2))
        share = np.clip(away / 3.2, 0, 1)[:, None]
        colour = colours[1] * (1 - share) + colours[2] * share
        lit = colour * (self._shy * (glow + 0.75 * ring))[:, None]
        spread: Light = lit.astype(np.float32).take(self._tile_of, axis=0)
        return spread

    def _beams(self, time: float, cue: LampState, colours: Floats) -> Light:
        self._air.fill(0)
        level = 0.16 + 0.24 * cue.energy + 0.30 * cue.pulse + _BURST * cue.burst
        phases = 2 * math.pi * time / _BEAM_SECONDS + 1.7 * np.arange(len(_TRUSS))
        targets = np.stack(
            [_AIMS + 1.1 * np.sin(phases), 0 * phases, -0.9 + 0.7 * np.cos(phases)], axis=1
        )
        scales = self.camera.scales(targets)[:, None, None] / self.step
        pools = self.camera.project(targets)[:, None] / self.step + scales * _POOL
        ends = self.camera.project(_LENSES) / self.step
        outlines = np.rint(np.concatenate([pools, ends], axis=1) * 16).astype(np.int32)
        for lamp, outline in enumerate(outlines):
            colour = pixel(colours[2 + lamp % 2], level)
            self._one_beam.fill(0)
            cv2.fillConvexPoly(self._one_beam, cv2.convexHull(outline), colour, cv2.LINE_AA, 4)
            cv2.add(self._air, self._one_beam, dst=self._air)
        soft: Light = cv2.blur(self._air, (7, 7)) * self._beam_fade
        return soft


def _lamps(grid: _Grid) -> Light:
    """The part of each lamp's light that falls on each point: (rows, columns, lamps)."""
    x, y = grid.x, grid.y
    places = (np.arange(8) - 3.5) * _UPLIGHTS
    columns = [
        np.exp(-(((x - place) / (0.15 + 0.13 * y)) ** 2)) * np.exp(-y / 1.7) for place in places
    ]
    halo = np.exp(-((x / 2.1) ** 2) - ((y - 1.5) / 1.35) ** 2)
    wash = np.exp(-y / 0.45)
    crown = np.exp(-np.abs(4.4 - y) / 1.0) * np.exp(-((x / 3.6) ** 2))
    strip = np.exp(-((y / 0.035) ** 2))
    ambient = np.exp(-((x / 4.5) ** 2))
    fixtures = [ambient, sum(columns[0::2]), sum(columns[1::2]), halo, wash, crown, strip]
    gain = np.where(grid.floor, _SHEEN * grid.fade, 1.0)
    return np.stack([f * gain for f in fixtures], axis=-1).astype(np.float32)


def _lamp_colours(partner: Floats, human: Floats, accent: Floats) -> Floats:
    """The lamps' colours at full: (lamps, 3), in the order of `_lamps`."""
    violet = turned(partner, -0.13)
    blue = turned(human, 0.09)
    indigo = mix(violet, blue, 0.6)
    return np.stack([indigo, violet, blue, mix(violet, partner, 0.5), blue, indigo,
                     mix(accent, WHITE, 0.2)])  # fmt: skip


def _levels(cue: LampState) -> Floats:
    """The brightness of each lamp, in the order of `_lamps`."""
    pulse = cue.pulse
    levels: Floats = np.array(
        [
            0.10,
            0.36 + 0.55 * cue.mid + 0.55 * pulse,
            0.34 + 0.55 * cue.low + 0.40 * pulse,
            0.16 + 0.22 * cue.energy + 0.38 * pulse,
            0.10 + 0.35 * cue.low + 0.25 * pulse,
            0.10 + 0.30 * cue.high,
            0.35 + 0.25 * cue.energy + 0.40 * pulse,
        ]
    )
    return levels + _BURST * cue.burst


def _cloth(camera: Camera, seed: int) -> Image:
    """How much light every pixel of the room reflects: (height, width, 3), 0..255."""
    grid = _Grid.of(camera, 1)
    chance = np.random.default_rng(seed)
    wall = _drape(grid, chance)
    floor = _polish(grid)
    room = np.where(grid.floor, floor, wall)
    rows = (np.arange(camera.height) / camera.height)[:, None]
    columns = (np.arange(camera.width) / camera.width * 2 - 1)[None, :]
    room = room * (1 - 0.35 * columns**2) * (1 - 0.30 * (1 - rows) ** 3)
    # The grain breaks up the bands a slow gradient leaves in eight bits.
    room = room * 255 * (1 + chance.normal(0, 0.016, room.shape))
    return np.repeat(np.clip(room, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def _drape(grid: _Grid, chance: np.random.Generator) -> Floats:
    x, y = grid.x, grid.y
    shift = chance.uniform(0, 2 * np.pi, 3)
    sway = 0.05 * np.sin(1.1 * y + shift[0]) + 0.10 * np.sin(1.9 * x + shift[1])
    folds = 0.5 + 0.5 * np.sin(2 * np.pi * (x + sway) / 0.31)
    fine = 0.5 + 0.5 * np.sin(2 * np.pi * (x - 0.6 * sway) / 0.137 + shift[2])
    cloth = 0.30 + 0.44 * folds**1.6 + 0.14 * fine * folds
    rail = np.exp(-((y / 0.012) ** 2))  # the strip of light at the wall's foot
    lit: Floats = np.maximum(0.62 * cloth, rail)
    return lit


def _polish(grid: _Grid) -> Floats:
    x, z = grid.x, grid.z
    # A seam keeps its width on the stage, but is never thinner than the eye can draw it.
    sharp = (EYE_DISTANCE - z) ** 2 / 2600.0 + 0.008
    seam = np.zeros_like(x)
    for along, width in ((x + _TILE / 2, 0.009), (z, sharp)):
        off = np.abs((along / _TILE + 0.5) % 1.0 - 0.5) * _TILE
        seam = np.maximum(seam, np.exp(-((off / width) ** 2)))
    return 0.80 - 0.45 * seam


def _tiles(grid: _Grid) -> tuple[Floats, npt.NDArray[np.intp], int]:
    """The tiles' middles (n, 2) x z; which tile each floor point is on; the first floor row."""
    first = int(np.argmax(grid.floor[:, 0]))
    column = np.floor((grid.x[first:] + _TILE / 2) / _TILE)
    row = np.floor(grid.z[first:] / _TILE)
    both = np.stack([column.ravel(), row.ravel()], axis=1)
    kinds, of = np.unique(both, axis=0, return_inverse=True)
    middles = kinds * _TILE + np.array([0.0, _TILE / 2])
    return middles, of.reshape(column.shape), first


def _beam_fade(shape: tuple[int, int]) -> Light:
    """Beams are thick at the lamp and thin out downwards, with a pool where they land."""
    down = np.linspace(0, 1, shape[0])[:, None, None]
    return (0.95 - 0.75 * np.clip(down / 0.72, 0, 1) + 0.5 * (down > 0.74)).astype(np.float32)
