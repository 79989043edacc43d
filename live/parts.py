"""What a part of the show promises, and how it plugs in.

A part is a file: `kind = "neon"` under `[painter]` in a show file is `live/draw/neon.py`, class
`Neon`; `kind = "myrig.lasers:Lasers"` is any class that can be imported. The class holds the
settings, as the fields a show file may give; its `open` makes the thing that performs. A
performer belongs to one worker: its methods may block, and are never called two at a time.

Raise `BadInput` in `open` for what the user can mend (a file, a device name, a model), and
`DeviceLost` while performing when a device has gone away: the show reopens the part and goes on
meanwhile.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec

from live.desk.cues import Cue
from live.desk.desk import Desk
from live.runtime.clock import Clock
from live.runtime.outside import Outside
from live.runtime.pace import Pace
from live.runtime.results import Read
from live.runtime.supervise import FailureReporter, NoFailureLog
from live.signals import AudioBlock, Frame, Image, Music, Picture, Pose, Scene


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of one part. Fields carry their default, type and range.

    `writes: ClassVar[tuple[str, ...]]` has the names of the fields that name files it makes.
    """


@dataclass(frozen=True, slots=True)
class ShowContext:
    """Where the show takes place: what a part may ask for when it is opened."""

    clock: Clock
    desk: Desk  # the operator's hands
    title: str  # for the stage: "Anna & Ben"
    subtitle: str  # for the stage: "14 June", may be empty
    rate: float  # pictures a second
    size: tuple[int, int]  # pixels: width, height
    seed: int  # the only source of chance
    latency: float  # seconds: the projector's own
    meter: int  # beats a bar, where the music does not tell
    tempo: tuple[float, float]  # beats a minute: the range expected of the music
    models: Path  # folder of the model repository
    folder: Path  # folder of the show file: its relative paths start here
    soundtrack: Path | None  # the recording that plays, None with a microphone
    rehearsal: bool  # True: recorded sound, nobody is watching live
    virtual: bool  # True: virtual time, as fast as it can; results must not depend on speed
    cues: tuple[Cue, ...] = ()  # the evening's, in their order
    file: Path = Path()  # the show file itself
    reads: tuple[Read, ...] = ()  # what the show reads, and no part may write over
    beat_source: str = "auto"  # whose beat is danced to: see live.show.beat_selector
    outside: Outside = field(default_factory=Outside)  # the beats other programs tell
    failures: FailureReporter = field(
        default_factory=NoFailureLog
    )  # for what a part survives by itself


class SoundSource(Protocol):
    """An opened sound: the microphone, or a recording."""

    paced: bool  # True: read() blocks until the sound is there; False: the show's clock paces it

    def read(self) -> AudioBlock | None:
        """The next block; None when a recording is over. Raises DeviceLost."""
        ...

    def close(self) -> None: ...


class Ear(Protocol):
    """Turns blocks, without a hole, into what is known of the music."""

    def hear(self, block: AudioBlock) -> Music: ...


class CameraSource(Protocol):
    """An opened camera, a film, or a puppet that needs no film."""

    paced: bool  # True: read() blocks until the next frame; False: the show's clock paces it

    def read(self) -> Frame | Pose | None:
        """The next frame (or a pose outright); None when a film is over. Raises DeviceLost."""
        ...

    def close(self) -> None: ...


class Eyes(Protocol):
    """Finds the dancer in a frame."""

    def see(self, frame: Frame) -> Pose | None:
        """The chosen dancer's pose at the frame's time; None when nobody is there."""
        ...

    def close(self) -> None: ...


class Dancer(Protocol):
    """Decides how the partner moves."""

    def step(self, time: float, music: Music, human: Pose | None) -> Pose:
        """The partner's pose at `time`. Times only grow, by about one frame a call."""
        ...


@runtime_checkable
class Teacher(Dancer, Protocol):
    """A dancer who also tells the guests something, now and then."""

    @property
    def caption(self) -> str:
        """What they are told at the step last danced, a word or two; empty: nothing."""
        ...


class Painter(Protocol):
    """Draws the stage.

    One that has several looks for the partner names them in `desk.avatars` when its part is opened,
    and wears `desk.avatar`; None is the show's own. It may have a `close()`.
    """

    def paint(self, scene: Scene) -> Image:
        """The scene as (height, width, 3) RGB; the array is the caller's to keep."""
        ...


class Input(Protocol):
    """Something that tells the show what to do, or where the beat is: OSC, MIDI, a DJ's program.

    Its part's `open` takes the ports and devices it needs, or raises BadInput; what it hears it
    puts on the show's desk.
    """

    async def run(self) -> None:
        """Listens, in the loop and without ever blocking it, until cancelled. Raises DeviceLost."""
        ...

    def close(self) -> None: ...


class Output(Protocol):
    """Where the show goes: a window, a film, OSC.

    It is given each signal when that is due. A part with `immediate: ClassVar[bool] = True` is
    given it as soon as it is there: one that writes times down, or plays by the show's clock.
    """

    @property
    def takes(self) -> type[Scene] | type[Picture]:
        """Which of the two it wants."""
        ...

    def show(self, signal: Scene | Picture) -> None:
        """Sends one signal out. May block; while it does, newer signals replace each other."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class ServingOutput(Output, Protocol):
    """An output that also answers: it has clients, who come and go.

    Its part's `open` takes the port, `show` gets a picture ready in the output's worker, and
    `run` hands it out.
    """

    async def run(self) -> None:
        """Serves, in the loop and without ever blocking it, until cancelled. Raises DeviceLost."""
        ...


@runtime_checkable
class PacedOutput(ServingOutput, Protocol):
    """An output that sends more often than scenes come, and so keeps time by itself.

    What the scene of time t says is to be out at t - `house.latency` + `pace.offset`.
    """

    pace: Pace  # its own, given when it takes the stage; the offset may change while it runs
