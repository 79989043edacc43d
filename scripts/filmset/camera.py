"""The camera: draws a person with OpenGL, without a window, over a painted room."""

from pathlib import Path
from typing import Any

import cv2
import moderngl
import numpy as np

from live.signals import Floats, Image
from scripts.filmset.person import Person, Surface
from scripts.filmset.room import Lens, painted_room

VERTEX = """#version 330
uniform mat4 bones[64]; uniform mat4 view;
in vec3 position; in vec3 normal; in vec2 uv; in vec4 bone; in vec4 share;
out vec3 n; out vec2 t; out vec3 world;
void main() {
  mat4 m = bones[int(bone.x)] * share.x + bones[int(bone.y)] * share.y
         + bones[int(bone.z)] * share.z + bones[int(bone.w)] * share.w;
  vec4 p = m * vec4(position, 1.0);
  world = p.xyz; n = mat3(m) * normal; t = uv; gl_Position = view * p;
}"""
FRAGMENT = """#version 330
uniform vec3 colour; uniform vec3 eye; uniform bool painted; uniform sampler2D paint;
in vec3 n; in vec2 t; in vec3 world; out vec4 o;
void main() {
  vec3 to_eye = normalize(eye - world), m = normalize(n);
  if (!gl_FrontFacing) m = -m;
  vec3 base = painted ? texture(paint, vec2(t.x, 1.0 - t.y)).rgb : colour;
  float lamp = max(0.0, dot(m, normalize(vec3(0.5, 0.8, 0.7))));
  float window = max(0.0, dot(m, normalize(vec3(-0.8, 0.3, 0.5))));
  vec3 room = mix(vec3(0.22, 0.19, 0.17), vec3(0.36, 0.37, 0.40), m.y * 0.5 + 0.5);
  vec3 lit = base * (room + lamp * vec3(0.85, 0.80, 0.72) + window * vec3(0.15, 0.19, 0.27));
  lit += 0.06 * pow(1.0 - max(0.0, dot(m, to_eye)), 3.0);
  o = vec4(pow(clamp(lit, 0.0, 1.0), vec3(1.0 / 2.2)), 1.0);
}"""
BONES = 64  # as many as the shader has room for
SAMPLES = 4  # a pixel


class Camera:
    """Films one person."""

    def __init__(
        self, person: Person, colours: dict[str, Floats], eyes: Path, size: int, lens: Lens
    ) -> None:
        self.size = size
        self.lens = lens
        open_context: Any = moderngl.create_context
        gl: Any = open_context(standalone=True, backend="egl")
        self._gl = gl
        self._program: Any = gl.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT)
        self._film = gl.framebuffer(
            [gl.renderbuffer((size, size), 4, samples=SAMPLES)],
            gl.depth_renderbuffer((size, size), samples=SAMPLES),
        )
        self._print = gl.framebuffer([gl.renderbuffer((size, size), 4)])
        painted = cv2.imread(str(eyes))
        if painted is None:
            raise SystemExit(f"{eyes}: not a picture")
        iris = np.ascontiguousarray(painted[..., ::-1])
        gl.texture(iris.shape[1::-1], 3, iris.tobytes()).use(0)
        self._room = painted_room(size, lens)
        self._parts = [(self._array(s), colours.get(s.material)) for s in person.surfaces]

    def shot(self, matrices: Floats, feet: Floats) -> Image:
        """The person in the room, (size, size, 3); `feet` (n, 3) metres throw a soft shadow."""
        room = self._room * self._shadow(feet)[..., None]
        self._film.use()
        self._film.clear(0.0, 0.0, 0.0, 0.0)
        self._gl.enable(moderngl.DEPTH_TEST)
        self._program["view"].write(_bytes(self.lens.matrix()))
        self._program["eye"].value = (0.0, self.lens.height, self.lens.distance)
        bones = np.tile(np.eye(4), (BONES, 1, 1))
        bones[: len(matrices)] = matrices
        self._program["bones"].write(_bytes(bones))
        for array, colour in self._parts:
            self._program["painted"].value = colour is None
            self._program["colour"].value = tuple([0.0] * 3 if colour is None else colour)
            array.render()
        self._gl.copy_framebuffer(self._print, self._film)
        pixels = np.frombuffer(self._print.read(components=4), np.uint8)
        drawn = pixels.reshape(self.size, self.size, 4)[::-1].astype(float)
        share = drawn[..., 3:] / 255.0
        return np.asarray(room * 255.0 * (1.0 - share) + drawn[..., :3] * share).astype(np.uint8)

    def _array(self, surface: Surface) -> Any:
        gl = self._gl
        corners = gl.buffer(surface.corners.astype(np.float32).tobytes())
        names = ("position", "normal", "uv", "bone", "share")
        index = gl.buffer(surface.triangles.tobytes())
        return gl.vertex_array(self._program, [(corners, "3f 3f 2f 4f 4f", *names)], index)

    def _shadow(self, feet: Floats) -> Floats:
        """How much light reaches each pixel of the floor: (size, size)."""
        flat = feet * np.array([1.0, 0.0, 1.0])
        spots = np.hstack([flat, np.ones((len(flat), 1))]) @ self.lens.matrix().T
        y, x = np.mgrid[: self.size, : self.size] / self.size
        light = np.ones((self.size, self.size))
        for across, up, _, w in spots:
            dx, dy = x - (across / w + 1) / 2, y - (1 - up / w) / 2
            light *= 1.0 - 0.45 * np.exp(-((dx / 0.045) ** 2) - (dy / 0.012) ** 2)
        return light


def _bytes(matrices: Floats) -> bytes:
    """Matrices the way OpenGL reads them: column after column."""
    return np.ascontiguousarray(np.swapaxes(matrices, -1, -2)).astype(np.float32).tobytes()
