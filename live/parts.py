"""What a part of the show promises, and how it plugs in.

A part is a file: `kind = "neon"` under `[painter]` in a show file is `live/draw/neon.py`, class
`Neon`; `kind = "myrig.lasers:Lasers"` is any class that can be imported. The class holds the
settings, as the fields a show file may give; its `open` makes the thing that performs. A
performer belongs to one worker: its methods may block, and are never called two at a time.

Raise `BadInput` in `open` for what the user can mend (a file, a device name, a model), and
`DeviceLost` while performing when a device has gone away: the show reopens the part and goes on
meanwhile.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar, runtime_checkable

import msgspec

from live.desk.cues import Cue
from live.desk.desk import Desk
from live.errors import BadInput
from live.runtime.clock import Clock
from live.runtime.failures import FailureReporter, NoFailureLog
from live.runtime.health import Health
from live.runtime.outside import Outside
from live.runtime.pace import Pace
from live.runtime.results import Read
from live.runtime.room_sound import RoomSound
from live.signals import AudioBlock, Floats, Frame, Image, Music, Picture, Pose, Scene

Opened = TypeVar("Opened", covariant=True)
_CLASS_VARIABLES = ("writes", "immediate", "on_main_thread", "patience", "needs_eyes")


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
    meter: int  # beats a bar, where it cannot be heard
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
    outside: Outside = field(default_factory=Outside)  # the beats that other programs send
    # What is heard live, for outputs that make a file; None: there is none, a recording plays, or
    # time is virtual.
    room: RoomSound | None = None
    # Where a part reports what it survives by itself.
    failures: FailureReporter = field(default_factory=NoFailureLog)
    health: Health = field(default_factory=Health)  # what is wrong now; for the operator alone


class Part(msgspec.Struct, Generic[Opened], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of one part: `class Neon(Part[Painter], frozen=True)`, and a class is a kind.

    Fields carry their default, type and range. The class variables below say what a show has to
    know of a kind before it is opened; one that is nearly spelled like these is refused.
    """

    # Fields that name files this part makes: no other part may read them, and none is written over.
    writes: ClassVar[tuple[str, ...]] = ()
    # Outputs: is given each signal as soon as it is there, not when it is due. For one that writes
    # times down, or plays by the show's clock; it takes no offset.
    immediate: ClassVar[bool] = False
    # Outputs: opened and called on the main thread, as windows must be; not with --headless.
    on_main_thread: ClassVar[bool] = False
    # Outputs: seconds one signal may take; after them it hangs, and is opened again.
    patience: ClassVar[float] = 3.0
    # Cameras: gives frames that eyes must look at; False where it gives poses, or nothing.
    needs_eyes: ClassVar[bool] = True

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        kinds = vars(cls).get("__annotations__", {})
        for name in vars(cls):
            if not hasattr(Part, name) and "ClassVar" in str(kinds.get(name, "ClassVar")):
                for meant in difflib.get_close_matches(name, _CLASS_VARIABLES, n=1, cutoff=0.75):
                    raise TypeError(f"{cls.__name__}.{name}: is {meant} meant?")

    def open(self, context: ShowContext) -> Opened:  # noqa: ARG002
        """What performs, ready to. Called in the part's own worker, and again if it failed.

        Raises BadInput for what the user can mend, and DeviceLost for what may come back.
        """
        kind = type(self).__name__
        raise BadInput(f"{kind} has no open(): see live.parts for what a part promises.")


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
    """A dancer who also shows the guests a word now and then."""

    @property
    def caption(self) -> str:
        """The word or two to show at the step danced last; empty: none."""
        ...


class Painter(Protocol):
    """Draws the stage.

    Every painter owes the operator and the guests:

    - the light: all is dimmed by `scene.light`, and at 0 the picture is black;
    - the safe look: where `scene.partner` is None there is nobody on the stage;
    - the human, where `scene.human` is somebody, at `live.signals.HUMAN_SHIFT` beside the partner,
      as far as `scene.presence` says that they have appeared;
    - a picture whatever the poses hold: a joint that cannot be drawn is left out.

    One with lettering also shows the context's title and subtitle, large in the safe look, and
    `scene.caption`. One that has several looks for the partner names them in `desk.avatars` when
    its part is opened, and wears `desk.avatar`; None is the show's own. It may have a
    `close()`.
    """

    def paint(self, scene: Scene) -> Image:
        """The scene as (height, width, 3) uint8 RGB; the array is the caller's to keep."""
        ...


class Input(Protocol):
    """Steers the show, or sends it the beat: OSC, MIDI, a DJ's program.

    Its part's `open` takes the ports and devices it needs, or raises BadInput; what it hears it
    puts on the show's desk.
    """

    async def run(self) -> None:
        """Listens, in the loop and without ever blocking it, until cancelled. Raises DeviceLost."""
        ...

    def close(self) -> None: ...


class Output(Protocol):
    """Where the show goes: a window, a film, OSC.

    It is given each signal when that is due, or as soon as it is there: see `Part.immediate`.
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


@runtime_checkable
class HasEngine(Protocol):
    """Anything opened that says what runs it, for the report: "CUDAExecutionProvider (bride)"."""

    @property
    def engine(self) -> str: ...


@runtime_checkable
class HasName(Protocol):
    """A source that knows what its device is called."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True, eq=False)
class Channels:
    """The channels of a device in one block of its sound."""

    powers: Floats  # (n,) mean square of each
    shares: Floats  # (n,) of each in the mix that is heard


@runtime_checkable
class HasChannels(Protocol):
    """A source that mixes a device's channels to the one that is heard."""

    @property
    def channels(self) -> Channels:
        """Those of the block that was read last."""
        ...


@runtime_checkable
class HasPlace(Protocol):
    """An input or output that says where it is to be found: an address, a port."""

    @property
    def where(self) -> str: ...


@runtime_checkable
class MakesFile(Protocol):
    """An output that leaves files behind."""

    @property
    def made(self) -> Sequence[Path]: ...


@runtime_checkable
class Paced(Protocol):
    """A source that says whether `read()` waits for its device: see `SoundSource.paced`."""

    @property
    def paced(self) -> bool: ...
