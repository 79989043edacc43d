"""Parts for tests, and a context to open them in: kinds `tests.parts:Name` of a show file."""

import time
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np

from live.body import quat
from live.body.skeleton import positions_from
from live.desk.desk import Desk
from live.errors import DeviceLost
from live.parts import (
    CameraSource,
    Dancer,
    Eyes,
    Input,
    Output,
    Painter,
    Part,
    ShowContext,
    SoundSource,
)
from live.runtime.clock import Clock, Wall
from live.runtime.health import Health
from live.runtime.outside import OutsideBeat
from live.runtime.places import MODELS
from live.signals import AudioBlock, Frame, Image, Music, Picture, Pose, Scene


def a_context(**changes: object) -> ShowContext:
    """A context for tests; any field may be changed."""
    settings: dict[str, object] = {
        "clock": Clock(Wall()), "desk": Desk(), "title": "", "subtitle": "", "rate": 30.0,
        "size": (160, 90), "seed": 1, "latency": 0.0, "meter": 4, "tempo": (55.0, 190.0),
        "models": MODELS, "folder": Path(), "soundtrack": None, "rehearsal": True, "virtual": True,
    }  # fmt: skip
    return ShowContext(**(settings | changes))  # type: ignore[arg-type]


def standing(at: float) -> Pose:
    """Somebody in a T pose."""
    return Pose(at, _STANDING.copy(), _AT_REST)


_AT_REST = np.tile(quat.IDENTITY, (24, 1))
_STANDING = positions_from(np.array([0.0, 0.93, 0.0]), _AT_REST)


class Statue(Part[Dancer], frozen=True):
    """A dancer who stands, and fails as often as asked."""

    falls_every: float = 0.0  # seconds; 0: never
    lasts: float = 0.0  # seconds a step takes
    not_a_number: bool = False

    def open(self, context: ShowContext) -> "StandingStatue":
        return StandingStatue(self)


class StandingStatue:
    def __init__(self, settings: Statue) -> None:
        self._settings = settings
        self._due = settings.falls_every

    def step(self, at: float, music: Music, human: Pose | None) -> Pose:
        if self._settings.lasts:
            time.sleep(self._settings.lasts)
        if self._settings.falls_every and at >= self._due:
            self._due += self._settings.falls_every
            raise ValueError("tripped")
        pose = standing(at)
        if self._settings.not_a_number:
            pose.positions[3] = np.nan
        return pose


class Faint(Part[Dancer], frozen=True):
    """A dancer who stands, and in some seconds raises or gives an invalid pose."""

    within: tuple[tuple[float, float], ...] = ()  # seconds from .. to
    how: str = "raises"  # or "rotations", "shape", "time": what its pose has wrong

    def open(self, context: ShowContext) -> "Fainting":
        return Fainting(self)


class Fainting:
    def __init__(self, settings: Faint) -> None:
        self._settings = settings

    def step(self, at: float, music: Music, human: Pose | None) -> Pose:
        pose = standing(at)
        if not any(begin <= at < end for begin, end in self._settings.within):
            return pose
        if self._settings.how == "rotations":
            return replace(pose, rotations=np.full((24, 4), np.nan))
        if self._settings.how == "shape":
            return replace(pose, positions=np.zeros((3, 3)))
        if self._settings.how == "time":
            return replace(pose, time=None)  # type: ignore[arg-type]
        raise ValueError("fainted")


class Spectre(Part[CameraSource], frozen=True):
    """A camera whose poses are NaN."""

    needs_eyes: ClassVar[bool] = False

    def open(self, context: ShowContext) -> "Haunted":
        return Haunted()


class Haunted:
    paced = False

    def __init__(self) -> None:
        self._count = 0

    def read(self) -> Frame | Pose | None:
        self._count += 1
        pose = standing(self._count / 30)
        pose.positions[7] = np.nan
        return pose

    def close(self) -> None:
        pass


class Plain(Part[Painter], frozen=True):
    """A painter of one colour."""

    fails: bool = False
    lasts: float = 0.0

    def open(self, context: ShowContext) -> "PlainPainter":
        return PlainPainter(self, context)


class PlainPainter:
    def __init__(self, settings: Plain, context: ShowContext) -> None:
        self._settings = settings
        self._shape = (context.size[1], context.size[0], 3)

    def paint(self, scene: Scene) -> Image:
        if self._settings.lasts:
            time.sleep(self._settings.lasts)
        if self._settings.fails:
            raise RuntimeError("out of paint")
        return np.full(self._shape, round(255 * scene.light), dtype=np.uint8)


class Mortal(Part[CameraSource], frozen=True):
    """A camera that fails regularly."""

    needs_eyes: ClassVar[bool] = False
    dies_every: float = 10.0  # seconds

    def open(self, context: ShowContext) -> "MortalCamera":
        return MortalCamera(self, context.clock)


class MortalCamera:
    paced = False

    def __init__(self, settings: Mortal, clock: Clock) -> None:
        self._dies = clock.now() + settings.dies_every
        self._next = clock.now()

    def read(self) -> Frame | Pose | None:
        self._next += 1 / 60
        if self._next >= self._dies:
            raise DeviceLost("the camera was unplugged")
        return standing(self._next)

    def close(self) -> None:
        pass


class Live(Part[CameraSource], frozen=True):
    """A camera that gives pictures at irregular times."""

    needs_eyes: ClassVar[bool] = False

    def open(self, context: ShowContext) -> "LiveCamera":
        return LiveCamera()


class LiveCamera:
    paced = True

    def read(self) -> Frame | Pose | None:
        return standing(0.0)

    def close(self) -> None:
        pass


class Hush(Part[SoundSource], frozen=True):
    """Silence, for as long as asked."""

    seconds: float = 1.0

    def open(self, context: ShowContext) -> "HushedSource":
        return HushedSource(self.seconds)


class HushedSource:
    paced = False

    def __init__(self, seconds: float) -> None:
        self._left = round(100 * seconds)
        self._given = 0

    def read(self) -> AudioBlock | None:
        if self._given >= self._left:
            return None
        self._given += 1
        return AudioBlock(self._given / 100, np.zeros(441, dtype=np.float32), 44_100)

    def close(self) -> None:
        pass


class Prompter(Part[Input], frozen=True):
    """An input that taps once a second, and fails now and then."""

    falls_after: float = 1e9  # seconds

    def open(self, context: ShowContext) -> "OpenPrompter":
        return OpenPrompter(context, self.falls_after)


class OpenPrompter:
    def __init__(self, context: ShowContext, falls_after: float) -> None:
        self._context = context
        self._falls_after = falls_after

    async def run(self) -> None:
        clock = self._context.clock
        began = clock.now()
        async for tick in clock.ticks(1.0):
            self._context.desk.tap(tick.time)
            if clock.now() - began > self._falls_after:
                raise DeviceLost("the cable is out")

    def close(self) -> None:
        self._context.desk.panic = True


class Bandleader(Part[Input], frozen=True):
    """An input that gives a beat, as another program would, between two seconds of the show."""

    tempo: float = 140.0  # beats a minute
    comes: float = 0.0  # seconds
    goes: float = 1e9  # seconds

    def open(self, context: ShowContext) -> "OpenBandleader":
        return OpenBandleader(self, context)


class OpenBandleader:
    def __init__(self, settings: Bandleader, context: ShowContext) -> None:
        self._settings = settings
        self._context = context

    async def run(self) -> None:
        settings = self._settings
        async for tick in self._context.clock.ticks(20.0):
            if settings.comes <= tick.time < settings.goes:
                beat = tick.time * settings.tempo / 60
                self._context.outside.hear(
                    OutsideBeat("link", tick.time, settings.tempo, beat, playing=True)
                )

    def close(self) -> None:
        pass


class Tray(Part[Output], frozen=True):
    """An output whose every signal can be looked at; `kept` is the last one opened."""

    scenes: bool = False
    breaks: bool = False
    kept: ClassVar[list["OpenTray"]] = []

    def open(self, context: ShowContext) -> "OpenTray":
        tray = OpenTray(Scene if self.scenes else Picture, breaks=self.breaks)
        self.kept[:] = [tray]
        return tray


class OpenTray:
    def __init__(self, takes: type[Scene] | type[Picture], *, breaks: bool) -> None:
        self.takes = takes
        self.signals: list[Scene | Picture] = []
        self.closed = False
        self._breaks = breaks

    def show(self, signal: Scene | Picture) -> None:
        self.signals.append(signal)
        if self._breaks:
            raise OSError("the cable is out")

    def close(self) -> None:
        self.closed = True


class Hangs:
    """Whatever it is asked to do, it never answers."""

    paced = False
    takes: type[Scene] | type[Picture] = Picture

    def read(self) -> None:
        time.sleep(30)

    def see(self, frame: Frame) -> None:
        time.sleep(30)

    def show(self, signal: Scene | Picture) -> None:
        time.sleep(30)

    def close(self) -> None:
        pass


class HungScreen(Part[Output], frozen=True):
    """An output that hangs at its first picture, and is waited for longer than the show lasts."""

    patience: ClassVar[float] = 100.0

    def open(self, context: ShowContext) -> Output:
        return Hangs()


class Slow(Part[Output], frozen=True):
    """An output that can show five pictures a second; `health` is its last show's."""

    health: ClassVar[list[Health]] = []

    def open(self, context: ShowContext) -> Output:
        self.health[:] = [context.health]
        return SlowScreen()


class SlowScreen:
    takes: type[Scene] | type[Picture] = Picture

    def show(self, signal: Scene | Picture) -> None:
        time.sleep(0.2)

    def close(self) -> None:
        pass


class HungEyes(Part[Eyes], frozen=True):
    """Eyes that hang at the first frame."""

    def open(self, context: ShowContext) -> Eyes:
        return Hangs()


class HungSound(Part[SoundSource], frozen=True):
    """A recording that hangs at its first block."""

    def open(self, context: ShowContext) -> SoundSource:
        return Hangs()


class Grey(Part[CameraSource], frozen=True):
    """A camera that gives the same picture for ever."""

    def open(self, context: ShowContext) -> "GreyCamera":
        return GreyCamera()


class GreyCamera:
    paced = True
    _time = 0.0

    def read(self) -> Frame | Pose | None:
        time.sleep(0.03)
        self._time += 0.03
        return Frame(self._time, np.full((48, 64, 3), 128, np.uint8))

    def close(self) -> None:
        pass


class Stuck(Part[CameraSource], frozen=True):
    """A camera that cannot be closed in time."""

    needs_eyes: ClassVar[bool] = False

    def open(self, context: ShowContext) -> "StuckCamera":
        return StuckCamera()


class StuckCamera(LiveCamera):
    def read(self) -> Frame | Pose | None:
        time.sleep(0.03)
        return standing(0.0)

    def close(self) -> None:
        time.sleep(100)
