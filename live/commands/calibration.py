"""The claps and flashes of `firstdance calibrate`, performed as a short show.

The show's own microphone, camera and window are used; ear and eyes only record what comes in.
"""

import tempfile
import wave
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from live.commands import delays
from live.commands.delays import Found
from live.dance.sway import Sway
from live.errors import BadInput
from live.hear.sources.recording import mono
from live.hear.sources.sound_file import RATE
from live.outputs.loudspeaker import Loudspeaker, OpenLoudspeaker
from live.outputs.window import Window
from live.parts import Ear, Eyes, Output, Painter, Part, ShowContext
from live.see.cameras.video import Video
from live.show.run import RunOptions, run
from live.show.show_file import Show
from live.signals import AudioBlock, Floats, Frame, Image, Music, Picture, Pose, Samples, Scene

QUIET = 10.0  # seconds before the first clap: camera exposure and lead time become steady
SECONDS = QUIET + delays.CLAPS[-1] + delays.LONGEST + 0.5
FILM = 90.0  # seconds of a recording that are searched
EARLIEST = -0.1  # seconds: a device may give its sound or picture too early a time


@dataclass(slots=True)
class Notes:
    """What was played, heard and seen; times are seconds of show time."""

    rate: int = delays.RATE
    blocks: list[tuple[float, Samples]] = field(default_factory=list)  # each with its end time
    times: list[float] = field(default_factory=list)  # of the camera's frames
    cells: list[Floats] = field(default_factory=list)  # their brightness: see delays.brightness
    played: float = 0.0  # when the loudspeaker was started
    flashes: list[float] = field(default_factory=list)  # when each was due to be seen first


@dataclass(frozen=True, slots=True)
class Delays:
    """The measured delays. The show file's own delays are not part of them."""

    sound: Found | BadInput  # from playing to hearing
    light: Found | BadInput  # from showing to seeing


def has_screen_and_camera(show: Show) -> Window:
    """The window to measure. Raises BadInput where the show cannot be calibrated."""
    if show.eyes is None:
        raise BadInput(
            f"{show.file}: its camera sees no room. Calibrate with a webcam: --camera NAME."
        )
    windows = [part for part in show.outputs if isinstance(part, Window)]
    if not windows:
        raise BadInput(f"{show.file} has no window to measure. Set offsets with firstdance offset.")
    return windows[0]


def measured(
    show: Show, screen: Part[Output], *, loud: bool = True, virtual: bool = False
) -> Delays:
    """Performs claps and flashes, and measures when they come. Raises BadInput."""
    notes = Notes()
    outputs: tuple[Part[Output], ...] = (screen, *([_Clapper(notes=notes)] if loud else []))
    experiment = replace(
        show, latency=0.0, ear=_Ear(notes=notes), eyes=_Eyes(notes=notes), dancer=Sway(),
        painter=_Flashes(notes=notes), inputs=(), outputs=outputs,
        names=tuple(f"{number}" for number in range(len(outputs))), offsets=(0.0,) * len(outputs),
    )  # fmt: skip
    run(experiment, RunOptions(seconds=SECONDS, virtual=virtual, rehearsal=True))
    return Delays(_tried(partial(_sound, notes)), _tried(partial(_light, notes)))


def recorded(film: Path, sound: Path | None, context: ShowContext) -> Delays:
    """Measures in a film of claps and flashes, with its own sound or one begun at the same time.

    It is not known when the recording began, so only the difference of the two delays is useful.
    """
    samples = np.concatenate([np.zeros(0, np.float32), *mono(sound or film)])[: round(FILM * RATE)]
    camera = Video(file=str(film)).open(context)
    frames: list[tuple[float, Floats]] = []
    try:
        while isinstance(frame := camera.read(), Frame) and frame.time < FILM:
            frames.append((frame.time, delays.brightness(frame.rgb)))
    finally:
        camera.close()

    def heard() -> Found:
        return delays.sound_delay(samples, RATE, (0.0, len(samples) / RATE))

    def seen() -> Found:
        if not frames:
            raise BadInput(f"{film}: it has no pictures. Give a film of the flashes.")
        times = np.array([time for time, _ in frames])
        cells = np.array([cells for _, cells in frames])
        return delays.light_delay(times, cells, (0.0, float(times[-1])))

    return Delays(_tried(heard), _tried(seen))


def _tried(find: Callable[[], Found]) -> Found | BadInput:
    """The delay, or the error: one delay may be found where the other is not."""
    try:
        return find()
    except BadInput as error:
        return error


def _sound(notes: Notes) -> Found:
    began, samples = delays.joined(notes.blocks, notes.rate)
    first = notes.played + QUIET - began  # seconds into the recording
    within = (max(0.0, first + EARLIEST), first + delays.LONGEST)
    found = delays.sound_delay(samples, notes.rate, within)
    return replace(found, delay=found.delay - first)


def _light(notes: Notes) -> Found:
    if not notes.flashes or not notes.times:
        raise BadInput("nothing was seen at all. Choose another camera.")
    # Pictures are not shown exactly when flashes begin; nearly all differ by the same time.
    planned = QUIET + np.array(delays.CLAPS)
    off = [time - planned[np.argmin(np.abs(planned - time))] for time in notes.flashes]
    times = np.array(notes.times) - (QUIET + float(np.median(off)))
    # In the first seconds the camera adjusts to the dark.
    steady = times > -QUIET / 2
    cells = np.array(notes.cells)[steady]
    return delays.light_delay(times[steady], cells, (EARLIEST, delays.LONGEST))


class _Ear(Part[Ear], frozen=True):
    notes: Any

    def open(self, context: ShowContext) -> "_Ear":  # noqa: ARG002
        return self

    def hear(self, block: AudioBlock) -> Music:
        self.notes.rate = block.rate
        self.notes.blocks.append((block.time, block.samples.copy()))
        return Music(block.time)


class _Eyes(Part[Eyes], frozen=True):
    notes: Any

    def open(self, context: ShowContext) -> "_Eyes":  # noqa: ARG002
        return self

    def see(self, frame: Frame) -> Pose | None:
        self.notes.times.append(frame.time)
        self.notes.cells.append(delays.brightness(frame.rgb))
        return None

    def close(self) -> None: ...


class _Flashes(Part[Painter], frozen=True):
    """A painter of white flashes on black."""

    notes: Any

    def open(self, context: ShowContext) -> "_Painter":
        return _Painter(self.notes, context)


class _Painter:
    def __init__(self, notes: Notes, context: ShowContext) -> None:
        self._notes = notes
        self._shape = (context.size[1], context.size[0], 3)
        self._half = 0.5 / context.rate  # seconds: the picture nearest to the time begins
        self._lit = False

    def paint(self, scene: Scene) -> Image:
        lit = delays.lit(scene.time + self._half - QUIET)
        if lit and not self._lit:
            self._notes.flashes.append(scene.time)
        self._lit = lit
        return np.full(self._shape, 255 if lit else 0, dtype=np.uint8)


class _Clapper(Part[Output], frozen=True):
    """The loudspeaker, with the claps as its song."""

    immediate: ClassVar[bool] = True

    notes: Any

    def open(self, context: ShowContext) -> "_Clapping":
        return _Clapping(self.notes, context)


class _Clapping:
    takes: type[Scene] | type[Picture] = Scene

    def __init__(self, notes: Notes, context: ShowContext) -> None:
        self._notes = notes
        self._clock = context.clock
        self._folder = tempfile.TemporaryDirectory(prefix="first-dance-")
        song = _written(Path(self._folder.name) / "claps.wav")
        self._loudspeaker = OpenLoudspeaker(
            Loudspeaker(delay=0.0), replace(context, soundtrack=song)
        )
        self._began = False

    def show(self, signal: Scene | Picture) -> None:
        if not self._began:
            self._began = True
            self._notes.played = self._clock.now()
        self._loudspeaker.show(signal)

    def close(self) -> None:
        self._loudspeaker.close()
        self._folder.cleanup()


def _written(target: Path) -> Path:
    with wave.open(str(target), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(delays.RATE)
        out.writeframes((delays.claps(QUIET) * 32767).astype("<i2").tobytes())
    return target
