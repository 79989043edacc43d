"""Parts that do one wrong thing for some seconds of a show: kinds `scripts.measure.chaos_parts:X`.

Each does its work well, but for the fault it is told to have.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

import numpy as np

from live.dance.library import Library
from live.draw.dots import Dots
from live.errors import DeviceLost
from live.hear.bar_ear import BarEar
from live.parts import (
    CameraSource,
    Dancer,
    Ear,
    Eyes,
    Input,
    Output,
    Painter,
    Part,
    ShowContext,
    SoundSource,
)
from live.runtime.clock import Clock
from live.runtime.outside import OutsideBeat
from live.see.cameras.puppet import Puppet
from live.signals import AudioBlock, Frame, Image, Music, Picture, Pose, Scene

T = TypeVar("T")
RATE, BLOCK = 44_100, 441  # samples a second, and a block
TEMPO = 120.0  # beats a minute of what is heard
SLOW = 0.2  # seconds that a slow step takes
LEAK = 200_000  # numbers that a part which leaks keeps at each step

_kept: list[Any] = []  # what leaks


@dataclass(slots=True)
class Spoiler:
    """Spoils what a part gives, between two seconds of the show."""

    clock: Clock
    fault: str
    since: float  # seconds
    until: float  # seconds
    hung: bool = False

    @property
    def now(self) -> bool:
        """Whether the fault is there now."""
        return bool(self.fault) and self.since <= self.clock.now() < self.until

    def spoil(self, good: T, values: dict[str, Callable[[T], Any]]) -> T:
        """The value, or one of the wrong `values`, after what the fault does meanwhile."""
        if not self.now:
            return good
        if self.fault in values:
            wrong: T = values[self.fault](good)
            return wrong
        self._act()
        return good

    def _act(self) -> None:
        if self.fault == "raise":
            raise RuntimeError("something in it broke")
        if self.fault == "exit":
            raise SystemExit(3)
        if self.fault == "lost":
            raise DeviceLost("it was unplugged")
        if self.fault == "slow":
            time.sleep(SLOW)
        if self.fault == "leak":
            _kept.append(np.ones(LEAK))
        if self.fault == "hang" and not self.hung:
            self.hung = True
            time.sleep(max(0.0, self.until - self.clock.now()))


class Faulty(Part[Any], frozen=True):
    """The settings that all have."""

    fault: str = ""
    since: float = 0.0  # seconds
    until: float = 0.0  # seconds

    def spoiler(self, context: ShowContext) -> Spoiler:
        """What spoils the part."""
        return Spoiler(context.clock, self.fault, self.since, self.until)

    def gone(self, context: ShowContext) -> None:
        """Raises DeviceLost where the device is away at this moment."""
        if self.fault == "lost" and self.spoiler(context).now:
            raise DeviceLost("it is not plugged in")


class Sound(Faulty, frozen=True):
    """A microphone that hears drums."""

    recorded: bool = False

    def open(self, context: ShowContext) -> SoundSource:
        self.gone(context)
        return _Sound(self.spoiler(context), paced=not self.recorded)


class _Sound:
    def __init__(self, spoiler: Spoiler, *, paced: bool) -> None:
        self.paced = paced
        self._spoiler = spoiler
        self._count = round(100 * spoiler.clock.now())

    def read(self) -> AudioBlock | None:
        self._count += 1
        at = self._count / 100
        if self.paced:
            time.sleep(max(0.0, at - self._spoiler.clock.now()))
        samples = np.arange(BLOCK, dtype=np.float32) / RATE + np.float32(at)
        beat = (samples * TEMPO / 60) % 1.0
        drum = np.sin(2 * np.pi * 90 * beat) * np.exp(-12 * beat)
        block = AudioBlock(at, drum.astype(np.float32), RATE)
        return self._spoiler.spoil(block, _SOUNDS)

    def close(self) -> None:
        pass


_SOUNDS: dict[str, Callable[[AudioBlock], Any]] = {
    "type": lambda _: "a block",
    "shape": lambda block: replace(block, samples=np.zeros((2, 2, 2), np.float32)),
    "nan": lambda block: replace(block, samples=block.samples * np.float32(math.nan)),
    "time": lambda block: replace(block, time=math.inf),
}


class Listening(Faulty, frozen=True):
    """An ear."""

    def open(self, context: ShowContext) -> Ear:
        return _Listening(self.spoiler(context), BarEar().open(context))


class _Listening:
    def __init__(self, spoiler: Spoiler, ear: Ear) -> None:
        self._spoiler, self._ear = spoiler, ear

    def hear(self, block: AudioBlock) -> Music:
        return self._spoiler.spoil(self._ear.hear(block), _HEARD)


_HEARD: dict[str, Callable[[Music], Any]] = {
    "type": lambda _: 120,
    "shape": lambda music: replace(music, bands=(0.5,)),  # type: ignore[arg-type]
    "nan": lambda music: replace(music, beat=math.nan),
    "inf": lambda music: replace(music, beat=math.inf),
    "tempo": lambda music: replace(music, tempo=0.0),
    "time": lambda music: replace(music, time=1e6),
}


class Camera(Faulty, frozen=True):
    """A camera with somebody in front of it, as poses; or pictures for eyes."""

    def open(self, context: ShowContext) -> CameraSource:
        self.gone(context)
        return _Camera(self.spoiler(context))


class _Camera:
    paced = True

    def __init__(self, spoiler: Spoiler) -> None:
        self._spoiler = spoiler
        self._count = round(30 * spoiler.clock.now())

    def read(self) -> Frame | Pose | None:
        self._count += 1
        time.sleep(max(0.0, self._count / 30 - self._spoiler.clock.now()))
        frame = Frame(self._spoiler.clock.now(), np.zeros((90, 160, 3), np.uint8))
        return self._spoiler.spoil(frame, _TAKEN)

    def close(self) -> None:
        pass


_TAKEN: dict[str, Callable[[Frame], Any]] = {
    "type": lambda _: "a frame",
    "shape": lambda frame: replace(frame, rgb=np.zeros((0, 7), np.uint8)),
    "nan": lambda frame: replace(frame, time=math.nan),
}


class Looking(Faulty, frozen=True):
    """Eyes, which see a puppet wherever they look."""

    def open(self, context: ShowContext) -> Eyes:
        return _Looking(self.spoiler(context), Puppet().open(context))


class _Looking:
    def __init__(self, spoiler: Spoiler, puppet: CameraSource) -> None:
        self._spoiler, self._puppet = spoiler, puppet

    def see(self, frame: Frame) -> Pose | None:
        pose = self._puppet.read()
        assert isinstance(pose, Pose)
        return self._spoiler.spoil(replace(pose, time=frame.time), _POSES)

    def close(self) -> None:
        pass


_POSES: dict[str, Callable[[Pose], Any]] = {
    "type": lambda _: [1, 2, 3],
    "shape": lambda pose: replace(pose, positions=np.zeros((5, 3))),
    "nan": lambda pose: replace(pose, positions=pose.positions * math.nan),
    "turns": lambda pose: replace(pose, rotations=pose.rotations * math.nan),
    "far": lambda pose: replace(pose, positions=pose.positions + 1e9),
}


class Dancing(Faulty, frozen=True):
    """The dancer."""

    def open(self, context: ShowContext) -> Dancer:
        return _Dancing(self.spoiler(context), Library().open(context))


class _Dancing:
    def __init__(self, spoiler: Spoiler, dancer: Dancer) -> None:
        self._spoiler, self._dancer = spoiler, dancer

    def step(self, time: float, music: Music, human: Pose | None) -> Pose:
        return self._spoiler.spoil(self._dancer.step(time, music, human), _POSES)


class Painting(Faulty, frozen=True):
    """A painter of dots."""

    def open(self, context: ShowContext) -> Painter:
        return _Painting(self.spoiler(context), Dots().open(context))


class _Painting:
    def __init__(self, spoiler: Spoiler, painter: Painter) -> None:
        self._spoiler, self._painter = spoiler, painter

    def paint(self, scene: Scene) -> Image:
        return self._spoiler.spoil(self._painter.paint(scene), _PICTURES)


_PICTURES: dict[str, Callable[[Image], Any]] = {
    "type": lambda _: None,
    "shape": lambda rgb: rgb[:10],
    "nan": lambda rgb: rgb * math.nan,
}


class Sending(Faulty, frozen=True):
    """An output that shows nobody anything."""

    def open(self, context: ShowContext) -> Output:
        self.gone(context)
        return _Sending(self.spoiler(context))


class _Sending:
    takes: type[Scene] | type[Picture] = Picture

    def __init__(self, spoiler: Spoiler) -> None:
        self._spoiler = spoiler

    def show(self, signal: Scene | Picture) -> None:
        self._spoiler.spoil(signal, {})

    def close(self) -> None:
        pass


class Windowing(Sending, frozen=True):
    """A window that nobody sees: an output on the main thread."""

    on_main_thread: ClassVar[bool] = True


class Steering(Faulty, frozen=True):
    """An input that sends a beat, and blocks whatever runs in its loop where it hangs."""

    def open(self, context: ShowContext) -> Input:
        return _Steering(self.spoiler(context), context)


class _Steering:
    def __init__(self, spoiler: Spoiler, context: ShowContext) -> None:
        self._spoiler, self._context = spoiler, context

    async def run(self) -> None:
        async for tick in self._context.clock.ticks(20.0):
            beat = OutsideBeat("link", tick.time, TEMPO, 2 * tick.time, playing=True)
            self._context.outside.hear(self._spoiler.spoil(beat, _BEATS))

    def close(self) -> None:
        pass


_BEATS: dict[str, Callable[[OutsideBeat], Any]] = {
    "type": lambda _: "a beat",
    "nan": lambda beat: replace(beat, beat=math.nan),
    "tempo": lambda beat: replace(beat, tempo=0.0),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture, as it reached the audience."""

    at: float  # seconds of show time
    looks: int  # the same for pictures that look the same
    mean: float  # 0..255


class Audience(Part[Output], frozen=True):
    """An output that remembers when it was shown what; `seen` is of the last show."""

    immediate: ClassVar[bool] = True
    seen: ClassVar[list[Shown]] = []

    def open(self, context: ShowContext) -> Output:
        self.seen.clear()
        return _Audience(context.clock, self.seen)


class _Audience:
    takes: type[Scene] | type[Picture] = Picture

    def __init__(self, clock: Clock, seen: list[Shown]) -> None:
        self._clock, self._seen = clock, seen

    def show(self, signal: Scene | Picture) -> None:
        assert isinstance(signal, Picture)
        shown = Shown(self._clock.now(), hash(signal.rgb.tobytes()), float(signal.rgb.mean()))
        self._seen.append(shown)

    def close(self) -> None:
        pass
