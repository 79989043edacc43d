"""A sculptor: draws somebody that a user brought as a glTF or VRM file, with OpenGL.

All of the drawing is done in a thread of the sculptor's own, because an OpenGL context belongs to
one; a caller that asks for a picture waits for it there.
"""

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from live.body import skeleton
from live.draw import renderer
from live.draw.mannequin import Mannequin
from live.draw.portrait import Portrait, points_on
from live.draw.portraitist import EASY
from live.errors import BadInput, DeviceLost, WorkerLate
from live.gltf import figure
from live.gltf.limits import Refused
from live.runtime import extras
from live.runtime.clock import Clock, Wall
from live.runtime.workers import BackgroundTask
from live.signals import JOINT_COUNT, Floats, Image

T = TypeVar("T")
LARGE, SMALL = (512, 768), (256, 384)  # pixels of a picture: on a graphics card, and else
_QUICK = 12.0  # milliseconds: where the large picture takes longer, the small one is drawn
_TIMED = 5  # pictures that are drawn to know how long one takes
# Seconds that may take. A picture that is late is the show's matter (`live.draw.worn`), and in
# virtual time none is: only a driver that hangs takes so long.
_OPENING, _DRAWING, _ENDING = 60.0, 60.0, 1.0
_PAUSE = 30  # pictures after one that failed, until a context is opened again
_REMEDY = (
    "Install the graphics card's driver (without a card, on Debian: apt install libegl1"
    " libgl1-mesa-dri), or choose an avatar that a network paints"
)


class Drawing(Protocol):
    """What draws: a `renderer.Renderer`, in the thread that made it."""

    name: str
    size: tuple[int, int]

    def draw(self, matrices: Floats, portrait: Portrait, root: Floats) -> Image: ...

    def release(self) -> None: ...


Making = Callable[[dict[str, object], tuple[int, int]], Drawing]  # in one way, of one size


class Sculptor:
    """One figure out of a file. One picture at a time, by one worker."""

    def __init__(self, path: Path, name: str, make: Callable[[Mannequin], Making] | None = None):
        """Reads, measures and draws a figure. Raises BadInput: the file, OpenGL, the library."""
        found = figure.read(path)
        try:
            self._mannequin = Mannequin(found)
        except Refused as error:
            raise BadInput(f"{path}: {error}.") from error
        self.name = name
        self.licence = found.licence
        self.build = self._mannequin.build
        self.consent = self.look = ""
        self.tried = ""
        self.fault: Exception | None = None
        self._bench = _Bench((make or _with_opengl)(self._mannequin))
        weakref.finalize(self, self._bench.close)
        try:
            self._open()
        except (DeviceLost, WorkerLate) as error:
            raise BadInput(f"{path}: it cannot be drawn: {error}. {_REMEDY}.") from error

    @property
    def size(self) -> tuple[int, int]:
        """The size of its picture in pixels: width, height."""
        return self._bench.size

    @property
    def engine(self) -> str:
        """The engine that draws it."""
        return f"OpenGL: {self._bench.name}"

    @property
    def software(self) -> bool:
        """Whether it is drawn in software, without a graphics card."""
        return renderer.is_software(self._bench.name)

    def paint(self, portrait: Portrait) -> Image:
        """The figure, (height, width, 4) RGBA premultiplied; its own array.

        Raises DeviceLost where the driver fails (a new context is opened after a while), and
        WorkerLate.
        """
        return self._bench.do(partial(self._bench.draw, *self._posed(portrait)), _DRAWING)

    def forget(self) -> None:
        """Nothing is remembered from picture to picture."""

    def _posed(self, portrait: Portrait) -> tuple[Floats, Portrait, Floats]:
        joints = points_on(portrait.pose, self.build)[:JOINT_COUNT]
        world = skeleton.world_rotations(portrait.pose.rotations)
        matrices = self._mannequin.matrices(world, joints)
        if not np.isfinite(matrices).all():
            raise ArithmeticError(f"the pose of {self.name} is not a number")
        return matrices, portrait, joints[0]

    def _open(self) -> None:
        bench, posed = self._bench, self._posed(Portrait.of(EASY, self.build))
        bench.choose()
        self.milliseconds = bench.do(partial(bench.timed, posed), _OPENING)
        if self.milliseconds > _QUICK and bench.size == LARGE:
            bench.size = SMALL
            bench.do(bench.open, _OPENING)
            self.milliseconds = bench.do(partial(bench.timed, posed), _OPENING)
        if self.software:
            self.tried = "a graphics card: there is none, or its driver is not installed"


def _with_opengl(mannequin: Mannequin) -> Making:
    gl = extras.load("moderngl", "gl")
    return lambda way, size: renderer.Renderer(gl, way, mannequin, size)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    work: Callable[[], Any]


def _done(task: _Task) -> tuple[_Task, Any]:
    return task, task.work()


class _Bench:
    """The drawing thread, and the objects that belong to it."""

    def __init__(self, make: Making) -> None:
        self._make = make
        self._beside: BackgroundTask[_Task, tuple[_Task, Any]] = BackgroundTask(
            "OpenGL", _done, inline=False
        )
        self._way: dict[str, object] = {}
        self._drawing: Drawing | None = None
        self._pause = 0
        self.name, self.size = "nothing", LARGE

    def do(self, work: Callable[[], T], within: float) -> T:
        """The result of work done in the thread. Raises DeviceLost if it fails; WorkerLate."""
        task = _Task(work)
        self._beside.give(task)
        done = self._beside.newest(within)
        if done is not None and done[0] is task:
            result: T = done[1]
            return result
        error = self._beside.error
        if isinstance(error, WorkerLate | DeviceLost | ArithmeticError):
            raise error
        if error is not None:
            raise DeviceLost(f"OpenGL has failed ({_line(error)})") from error
        raise WorkerLate(f"OpenGL took longer than {within:.0f} s")

    def close(self) -> None:
        """Ends the thread."""
        self._beside.give(_Task(self._release))
        self._beside.newest(_ENDING)
        self._beside.stop()

    def choose(self) -> None:
        """Opens the first working graphics card, or software. Raises DeviceLost, WorkerLate."""
        opened: list[dict[str, object]] = []
        failure = DeviceLost("there is no way to open it")
        for way in renderer.contexts():
            self._way = way
            try:
                self.do(self.open, _OPENING)
            except DeviceLost as error:
                failure = error if not opened else failure
                continue
            opened.append(way)
            if not renderer.is_software(self.name):
                return
        if not opened:
            raise failure
        self._way = opened[0]
        self.size = SMALL
        self.do(self.open, _OPENING)

    def open(self) -> None:
        """Makes a drawing. In the thread."""
        self._release()
        self._drawing = self._make(self._way, self.size)
        self.name = self._drawing.name

    def draw(self, matrices: Floats, portrait: Portrait, root: Floats) -> Image:
        """One picture. In the thread.

        A drawing that fails is thrown away; some pictures later another is made.
        """
        if self._pause:
            self._pause -= 1
            raise DeviceLost("OpenGL has failed; it is tried again in a moment")
        self._pause = _PAUSE
        if self._drawing is None:
            self.open()
        drawing, self._drawing = self._drawing, None
        assert drawing is not None
        picture = drawing.draw(matrices, portrait, root)
        self._drawing, self._pause = drawing, 0
        return picture

    def timed(self, posed: tuple[Floats, Portrait, Floats]) -> float:
        """Milliseconds a picture takes. In the thread."""
        clock = Clock(Wall())
        clock.start()
        spent = []
        for _ in range(1 + _TIMED):
            began = clock.now()
            self.draw(*posed)
            spent.append(clock.now() - began)
        return 1000 * min(spent)

    def _release(self) -> None:
        drawing, self._drawing = self._drawing, None
        if drawing is not None:
            drawing.release()


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160].rstrip(". ")
