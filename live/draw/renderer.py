"""The renderer: draws a mannequin in the pane of the portrait, with OpenGL and without a window.

An OpenGL context belongs to the thread that made it: so does a renderer.
"""

import sys
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from live.draw.camera import EYE_DISTANCE, EYE_HEIGHT
from live.draw.mannequin import Mannequin
from live.draw.portrait import HEIGHT, WIDTH, Portrait
from live.draw.shaders import FRAGMENT, VERTEX
from live.gltf.materials import Paint
from live.gltf.surfaces import Surface
from live.signals import Floats, Image

VERSION = 330  # OpenGL 3.3
SAMPLES = 4  # a pixel, on a graphics card
_DEVICES = 4  # graphics cards that are tried, on Linux
_NEAR, _FAR = 0.5, 12.0  # metres from the eye
_SOFTWARE = ("llvmpipe", "softpipe", "swrast", "software", "gdi generic", "swiftshader")
_LIT, _CARTOON, _UNLIT = range(3)
# Between which alphas something is drawn: what is sheer hides what is behind it where it hardly is.
_ALL, _HIDING, _SHEER = (0.0, 2.0), (0.6, 2.0), (1 / 255, 0.6)
_SRGB = 0x8C43  # SRGB8_ALPHA8: read as linear light
_CORNER = "3f 3f 2f 4f 4u2 4f"
_NAMES = ("place", "normal", "coordinate", "colour", "joint", "weight")
_PACKED = [
    ("place", "<f4", 3), ("normal", "<f4", 3), ("coordinate", "<f4", 2), ("colour", "<f4", 4),
    ("joint", "<u2", 4), ("weight", "<f4", 4),
]  # fmt: skip


def contexts() -> list[dict[str, object]]:
    """The ways to open a context without a window here."""
    if not sys.platform.startswith("linux"):
        return [{"standalone": True}]
    return [{"standalone": True, "backend": "egl", "device_index": n} for n in range(_DEVICES)]


def is_software(name: str) -> bool:
    """Whether a renderer of that name works in software, without a graphics card."""
    return any(word in name.lower() for word in _SOFTWARE)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A surface on the graphics card."""

    array: Any
    first: int  # of its joints
    paint: Paint
    mirrored: bool  # its triangles turn the other way round


class Renderer:
    """One mannequin, one size of picture."""

    def __init__(
        self, gl: Any, way: dict[str, object], mannequin: Mannequin, size: tuple[int, int]
    ) -> None:
        """Opens a context with one of the options of `contexts`. Raises the driver's exceptions."""
        self._gl = gl
        self._context = context = gl.create_context(require=VERSION, **way)
        self.name = str(context.info.get("GL_RENDERER", "unknown"))
        self.size = size
        self._program = context.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT)
        # In software, twice the resolution is faster than multisampling.
        self._finer = 2 if is_software(self.name) else 1
        self._film, self._print = self._opened_film(context)
        self._pictures = {
            number: _picture(context, image) for number, image in mannequin.pictures.items()
        }
        pieces = self._placed(context, mannequin)
        self._sheer = [piece for piece in pieces if piece.paint.sheer]
        self._solid = [piece for piece in pieces if not piece.paint.sheer]
        self._joints = context.texture((3, mannequin.joints), 4, dtype="f4")
        self._joints.filter = gl.NEAREST, gl.NEAREST
        self._program["joints"].value, self._program["picture"].value = 0, 1

    def draw(self, matrices: Floats, portrait: Portrait, root: Floats) -> Image:
        """The mannequin, (height, width, 4) RGBA premultiplied, each picture a new one.

        `matrices` (n, 4, 4) move its joints, `root` (3,) metres is its pelvis on the stage.
        """
        gl, context = self._gl, self._context
        view, eye = _view(portrait, root)
        self._joints.write(np.ascontiguousarray(matrices[:, :3], np.float32).tobytes())
        self._joints.use(0)
        self._program["view"].write(np.ascontiguousarray(view.T, np.float32).tobytes())
        self._program["eye"].value = tuple(eye.tolist())
        self._film.use()
        self._film.clear(0.0, 0.0, 0.0, 0.0, depth=1.0)
        context.enable(gl.DEPTH_TEST)
        context.disable(gl.BLEND)
        for piece in self._solid:
            self._render(piece, _ALL)
        context.enable(gl.BLEND)
        context.blend_func = gl.ONE, gl.ONE_MINUS_SRC_ALPHA
        for piece in self._sheer:
            self._render(piece, _HIDING)
        self._film.depth_mask = False
        for piece in self._sheer:
            self._render(piece, _SHEER)
        self._film.depth_mask = True
        return self._developed()

    def release(self) -> None:
        """Releases the driver's memory. Call it in the thread that made the renderer."""
        self._context.release()

    def _developed(self) -> Image:
        context = self._context
        film = self._film
        if self._print is not None:
            context.copy_framebuffer(self._print, film)
            film = self._print
        wide, high = film.size
        drawn = np.empty((high, wide, 4), np.uint8)
        film.read_into(drawn, components=4)
        if context.error != "GL_NO_ERROR":
            raise RuntimeError(f"the driver reports an error ({context.error})")
        if self._finer == 1:
            return drawn
        return np.asarray(cv2.resize(drawn, self.size, interpolation=cv2.INTER_AREA), np.uint8)

    def _opened_film(self, context: Any) -> tuple[Any, Any]:
        """The framebuffer to draw in, and the one to read, if that is another."""
        size = (self.size[0] * self._finer, self.size[1] * self._finer)
        plain = context.framebuffer(
            [context.renderbuffer(size, 4)], context.depth_renderbuffer(size)
        )
        samples = min(SAMPLES, context.max_samples)
        if self._finer > 1 or samples < 2:
            return plain, None
        film = context.framebuffer(
            [context.renderbuffer(size, 4, samples=samples)],
            context.depth_renderbuffer(size, samples=samples),
        )
        return film, plain

    def _placed(self, context: Any, mannequin: Mannequin) -> list[_Piece]:
        pieces, first = [], 0
        for surface, mirrored in zip(mannequin.surfaces, mannequin.mirrored, strict=True):
            corners = context.buffer(_packed(surface).tobytes())
            triangles = context.buffer(surface.triangles.tobytes())
            array = context.vertex_array(self._program, [(corners, _CORNER, *_NAMES)], triangles)
            pieces.append(_Piece(array, first, surface.paint, mirrored))
            first += len(surface.nodes)
        return pieces

    def _render(self, piece: _Piece, span: tuple[float, float]) -> None:
        paint, program, context = piece.paint, self._program, self._context
        program["first"].value = piece.first
        program["base"].value = tuple(paint.colour.tolist())
        program["glow"].value = paint.glow
        program["metal"].value, program["rough"].value = paint.metal, paint.rough
        program["cutoff"].value, program["sheer"].value = paint.cutoff, span
        program["shade"].value = paint.shade or (1.0, 1.0, 1.0)
        program["edge"].value = paint.edge
        program["kind"].value = _UNLIT if paint.unlit else _LIT if paint.shade is None else _CARTOON
        program["pictured"].value = paint.picture is not None
        if paint.picture is not None:
            picture = self._pictures[paint.picture]
            picture.repeat_x, picture.repeat_y = paint.repeats
            picture.use(1)
        if paint.double:
            context.disable(self._gl.CULL_FACE)
        else:
            context.enable(self._gl.CULL_FACE)
        context.front_face = "ccw" if piece.mirrored else "cw"  # the picture is drawn upside down
        piece.array.render()


def _packed(surface: Surface) -> npt.NDArray[np.void]:
    """A surface's corners, one after the other."""
    corners = np.empty(len(surface.places), np.dtype(_PACKED))
    corners["place"], corners["normal"] = surface.places, surface.normals
    corners["coordinate"], corners["colour"] = surface.coordinates, surface.colours
    corners["joint"], corners["weight"] = surface.joints, surface.weights
    return corners


def _picture(context: Any, image: Image) -> Any:
    height, width = image.shape[:2]
    content = np.ascontiguousarray(image).tobytes()
    made = context.texture((width, height), 4, content, internal_format=_SRGB)
    made.build_mipmaps()
    made.anisotropy = 4.0
    return made


def _view(portrait: Portrait, root: Floats) -> tuple[Floats, Floats]:
    """From the stage to the pane upside down, (4, 4), and where the eye is, (3,) metres.

    It is the eye of `live.draw.portrait`: in front of the dancer, its window the pane. Pictures are
    read from their lowest row upwards, hence upside down.
    """
    eye = np.array([root[0], EYE_HEIGHT, portrait.depth + EYE_DISTANCE])
    left, top = portrait.left - eye[0], portrait.top - eye[1]
    right, bottom = left + WIDTH, top - HEIGHT
    view = np.zeros((4, 4))
    view[0, 0], view[0, 2] = 2 * EYE_DISTANCE / WIDTH, (right + left) / WIDTH
    view[1, 1], view[1, 2] = -2 * EYE_DISTANCE / HEIGHT, -(top + bottom) / HEIGHT
    view[2, 2] = (_FAR + _NEAR) / (_NEAR - _FAR)
    view[2, 3], view[3, 2] = 2 * _FAR * _NEAR / (_NEAR - _FAR), -1.0
    away = np.eye(4)
    away[:3, 3] = -eye
    return view @ away, eye
