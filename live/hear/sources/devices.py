"""Sound inputs by name, through PyAudio where it is installed, through sounddevice otherwise.

Both are PortAudio. PyAudio compiles on Linux, so it is an extra; sounddevice is always there.
"""

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Protocol

from live.errors import BadInput, DeviceLost
from live.parts import Channels
from live.signals import Samples

NO_PORTAUDIO = (
    "the sound library PortAudio is missing ({}). On Debian or Ubuntu: apt install libportaudio2"
)
UNLISTED = "the sound inputs cannot be listed: {}. Plug the microphone in again; it will be found."


@dataclass(frozen=True, slots=True)
class SoundInput:
    """A device that records sound."""

    index: int  # PortAudio's number, good until devices change
    name: str
    channels: int
    usual: bool  # the system's default


MOST = 24  # channels of a device; what says more is a program that mixes, as PulseAudio


def counts(device: SoundInput) -> list[int]:
    """How many channels to open a device with: all, so that the live one is among them.

    Where the device refuses, the next count is tried.
    """
    wanted = device.channels if device.channels <= MOST else 2
    return sorted({wanted, min(wanted, 2), 1}, reverse=True)


class InputStream(Protocol):
    """An open input."""

    latency: float  # seconds from the microphone to read(), as the device reports it
    lost: bool  # the device says that sound was lost before what was read last

    def read(self) -> Samples:
        """The next block, (n,) mono. Blocks until it is there. Raises DeviceLost."""
        ...

    @property
    def channels(self) -> Channels:
        """The device's channels in the block read last."""
        ...

    def close(self) -> None: ...


class Backend(Protocol):
    """A library that opens inputs."""

    NAME: str

    def inputs(self) -> list[SoundInput]:
        """The inputs plugged in now, including those plugged in since the last call.

        Raises DeviceLost where the system cannot list them.
        """
        ...

    def open_input(self, device: SoundInput, rate: int, hop: int) -> InputStream:
        """Starts recording at `rate` samples a second, `hop` samples a block. Raises DeviceLost."""
        ...


class _Starting:
    """Makes a DeviceLost of a PortAudio that does not start.

    sounddevice starts it when it is imported, and its error cannot be named before that.
    """

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if type(error).__name__ == "PortAudioError":
            raise DeviceLost(UNLISTED.format(error)) from error


def backend() -> Backend:
    """The library in use.

    Raises BadInput where PortAudio itself is missing, DeviceLost where it does not start.
    """
    name = "pyaudio" if importlib.util.find_spec("pyaudio") else "sounddevice"
    try:
        with _Starting():
            module = importlib.import_module(f"live.hear.sources.through_{name}")
    except (ImportError, OSError) as error:
        raise BadInput(NO_PORTAUDIO.format(error)) from error
    found: Backend = module.BACKEND
    return found


def choose(devices: list[SoundInput], name: str) -> SoundInput:
    """The input whose name contains `name` (any case), or the system's default for "".

    Raises DeviceLost, which lists the inputs: one that is plugged in later is found on the next
    try.
    """
    if not devices:
        raise DeviceLost(
            "no microphone or line input is plugged in. Plug one in; it will be found."
        )
    if not name:
        return next((device for device in devices if device.usual), devices[0])
    matches = [device for device in devices if name.lower() in device.name.lower()]
    exact = [device for device in matches if device.name.lower() == name.lower()]
    if not matches:
        there = "; ".join(device.name for device in devices)
        raise DeviceLost(f"there is no sound input called {name!r}. There are: {there}.")
    return (exact or matches)[0]
