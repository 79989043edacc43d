"""The studio: draws a character in the pane of the portrait, with OpenGL and without a window."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import moderngl
import numpy as np

from live.signals import Floats, Image
from scripts.filmset.materials import KINDS, PATTERNS, Material
from scripts.filmset.shaders import FRAGMENT, SHADOW, SHADOW_VERTEX, VERTEX
from scripts.filmset.views import lamp_view

FINER = 6  # drawn pixels for each one of the picture, both ways: fewer, and outlines tremble
SHADOW_SIZE = 1024  # pixels, both ways
_STILL = ("at_rest", "uv", "tint")
_LOOKS = 48  # directions in which it is felt how open the air around a point is


class Studio:
    """One OpenGL context, one size of picture."""

    def __init__(self, size: tuple[int, int], iris: Path) -> None:
        self.size = size
        wide, high = size[0] * FINER, size[1] * FINER
        open_context: Any = moderngl.create_context
        gl: Any = open_context(standalone=True, backend="egl")
        self._gl = gl
        # Where a shader may throw pixels away, hidden ones cannot be skipped: two programs.
        whole, cut = "#version 330", "#version 330\n#define NECKLINE"
        self._programs: list[Any] = [
            gl.program(vertex_shader=VERTEX, fragment_shader=head + FRAGMENT)
            for head in (whole, cut)
        ]
        self._outlines: Any = gl.program(vertex_shader=SHADOW_VERTEX, fragment_shader=SHADOW)
        self._film = gl.framebuffer(
            [gl.renderbuffer((wide, high), 4)], gl.depth_renderbuffer((wide, high))
        )
        self._depth = gl.depth_texture((SHADOW_SIZE, SHADOW_SIZE))
        self._depth.compare_func = ""
        self._shadow = gl.framebuffer(depth_attachment=self._depth)
        self._depth.use(0)
        painted = cv2.imread(str(iris))
        if painted is None:
            raise SystemExit(f"{iris}: not a picture; unpack the assets again")
        pixels = np.ascontiguousarray(painted[..., ::-1])
        self._iris = gl.texture(pixels.shape[1::-1], 3, pixels.tobytes())
        self._iris.use(1)
        for program in self._programs:
            program["shadow"].value, program["iris"].value = 0, 1

    def sculpted(self, corners: Floats, triangles: Any, tint: Floats) -> "Sculpture":
        """A surface, ready to be drawn where its corners stand.

        `corners` (n, >= 8) are as in `Surface`; `tint` (n, 4) is make-up and the air around.
        """
        gl = self._gl
        moving = gl.buffer(corners[:, :6].astype(np.float32).tobytes())
        fixed = np.hstack([corners[:, :3], corners[:, 6:8], tint])
        still = gl.buffer(fixed.astype(np.float32).tobytes())
        index = gl.buffer(triangles.astype(np.int32).tobytes())
        seen = [(moving, "3f 3f", "position", "normal"), (still, "3f 2f 4f", *_STILL)]
        lit = [gl.vertex_array(program, seen, index) for program in self._programs]
        thin = gl.vertex_array(self._outlines, [(moving, "3f 12x", "position")], index)
        return Sculpture(moving, lit, thin)

    def shot(
        self,
        parts: "list[tuple[Sculpture, Material]]",
        view: Floats,
        eye: Floats,
        middle: Floats,
    ) -> Image:
        """The parts in the picture: (height, width, 4), premultiplied."""
        gl = self._gl
        lamp = lamp_view(middle)
        solid = [part for part, made in parts if made.kind != "veil" and not _is_cut(made)]
        gl.enable(moderngl.DEPTH_TEST)
        gl.disable(moderngl.BLEND)
        self._shadow.use()
        self._shadow.clear(depth=1.0)
        self._outline(solid, lamp)
        self._film.use()
        self._film.clear(0.0, 0.0, 0.0, 0.0, depth=1.0)
        self._outline(solid, view)
        for program in self._programs:
            program["view"].write(_bytes(view))
            program["lamp_view"].write(_bytes(lamp))
            program["eye"].value = tuple(eye)
        gl.enable(moderngl.BLEND)
        gl.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        gl.depth_func = "<="
        for part, material in sorted(parts, key=lambda one: one[1].kind == "veil"):
            which = int(_is_cut(material))
            self._dress(self._programs[which], material)
            part.lit[which].render()
        wide, high = self._film.size
        pixels = np.frombuffer(self._film.read(components=4), np.uint8).reshape(high, wide, 4)
        return np.asarray(cv2.resize(pixels[::-1], self.size, interpolation=cv2.INTER_AREA))

    def openness(self, solid: "list[Sculpture]", corners: Floats, middle: Floats) -> Floats:
        """How much air is around each corner (n, >= 6) of meshes around a point: (n,) 0..1."""
        free, weight = np.zeros(len(corners)), np.full(len(corners), 1e-6)
        self._gl.enable(moderngl.DEPTH_TEST)
        for way in _ways(_LOOKS):
            facing = (corners[:, 3:6] @ way).clip(0.0)
            view = lamp_view(middle, way)
            self._shadow.use()
            self._shadow.clear(depth=1.0)
            self._outline(solid, view)
            depth = np.frombuffer(self._depth.read(), np.float32).reshape(SHADOW_SIZE, SHADOW_SIZE)
            lifted = corners[:, :3] + 0.006 * corners[:, 3:6]
            at = (np.hstack([lifted, np.ones((len(lifted), 1))]) @ view.T)[:, :3] * 0.5 + 0.5
            x, y = (at[:, :2] * SHADOW_SIZE).astype(int).clip(0, SHADOW_SIZE - 1).T
            free += facing * (depth[y, x] + 0.002 > at[:, 2])
            weight += facing
        return np.asarray(0.25 + 0.75 * free / weight)

    def _outline(self, parts: "list[Sculpture]", view: Floats) -> None:
        self._outlines["view"].write(_bytes(view))
        for part in parts:
            part.thin.render()

    def _dress(self, program: Any, material: Material) -> None:
        program["kind"].value = KINDS.index(material.kind)
        program["pattern"].value = PATTERNS.index(material.pattern)
        program["colour"].value, program["second"].value = material.colour, material.second
        program["rough"].value, program["region"].value = material.rough, material.region


@dataclass(frozen=True)
class Sculpture:
    """A surface on the graphics card."""

    moving: Any  # its corners: position and normal, six float32 each
    lit: list[Any]  # for the picture: whole, and where a neckline is cut
    thin: Any  # for shadows


def _is_cut(material: Material) -> bool:
    return material.pattern == "neckline"


def _ways(count: int) -> Floats:
    """Directions spread evenly over the sphere (a Fibonacci lattice), the upper ones first."""
    k = np.arange(count) + 0.5
    up = 1.0 - 2.0 * k / count
    round_ = np.sqrt(1.0 - up**2)
    turn = np.pi * (1.0 + 5.0**0.5) * k
    return np.stack([round_ * np.cos(turn), up, round_ * np.sin(turn)], axis=1)


def _bytes(matrices: Floats) -> bytes:
    """Matrices the way OpenGL reads them: column after column."""
    return np.ascontiguousarray(np.swapaxes(matrices, -1, -2)).astype(np.float32).tobytes()
