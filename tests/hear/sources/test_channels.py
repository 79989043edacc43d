"""Microphones and lines in with several channels, through both sound libraries."""

import importlib
import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import sounddevice

from live.errors import DeviceLost
from live.hear.sources import devices
from live.hear.sources.devices import InputStream, SoundInput, counts
from live.signals import Samples

RATE, HOP = 44_100, 512
WAVE = (0.5 * np.sin(np.arange(HOP) / 5)).astype(np.float32)


class _Device:
    """A sound card: which of its channels is live, and how many at least have to be opened."""

    def __init__(self, there: int, live: dict[int, float], allowed: set[int]) -> None:
        self.there, self.live, self.allowed = there, live, allowed

    def block(self, channels: int) -> Samples:
        sound = np.zeros((HOP, channels), dtype=np.float32)
        for number, factor in self.live.items():
            if number < channels:
                sound[:, number] = factor * WAVE
        return sound


def _through_sounddevice(device: _Device, monkeypatch: pytest.MonkeyPatch) -> InputStream:
    class Stream:
        latency = 0.01

        def __init__(self, channels: int, **_: object) -> None:
            if channels not in device.allowed:
                raise sounddevice.PortAudioError("Invalid number of channels")
            self._channels = channels

        def start(self) -> None:
            pass

        def read(self, _: int) -> tuple[Samples, bool]:
            return device.block(self._channels), False

        def close(self) -> None:
            pass

    monkeypatch.setattr(sounddevice, "InputStream", Stream)
    module = importlib.import_module("live.hear.sources.through_sounddevice")
    stream: InputStream = module.BACKEND.open_input(_input(device.there), RATE, HOP)
    return stream


def _through_pyaudio(device: _Device, monkeypatch: pytest.MonkeyPatch) -> InputStream:
    class Stream:
        def __init__(self, channels: int) -> None:
            self._channels = channels

        def get_input_latency(self) -> float:
            return 0.01

        def read(self, _: int, **__: object) -> bytes:
            return device.block(self._channels).tobytes()

        def close(self) -> None:
            pass

    class PyAudio:
        def open(self, channels: int, **_: object) -> Stream:
            if channels not in device.allowed:
                raise OSError(-9998, "Invalid number of channels")
            return Stream(channels)

        def terminate(self) -> None:
            pass

    library: Any = ModuleType("pyaudio")
    library.PyAudio, library.paFloat32, library.paInputOverflowed = PyAudio, 1, -9981
    monkeypatch.setitem(sys.modules, "pyaudio", library)
    monkeypatch.delitem(sys.modules, "live.hear.sources.through_pyaudio", raising=False)
    module = importlib.import_module("live.hear.sources.through_pyaudio")
    sys.modules.pop("live.hear.sources.through_pyaudio")
    stream: InputStream = module.BACKEND.open_input(_input(device.there), RATE, HOP)
    return stream


def _input(channels: int) -> SoundInput:
    return SoundInput(0, "Card", channels, usual=True)


def _level(stream: InputStream) -> float:
    """The loudest sample of the second block."""
    stream.read()
    samples = stream.read()
    stream.close()
    assert samples.shape == (HOP,)
    assert samples.dtype == np.float32
    return float(np.abs(samples).max())


BOTH = pytest.mark.parametrize("through", [_through_sounddevice, _through_pyaudio])


@BOTH
@pytest.mark.parametrize(
    ("there", "live", "level"),
    [
        (1, {0: 1.0}, 0.5),
        (2, {0: 1.0, 1: 1.0}, 0.5),
        (2, {1: 1.0}, 0.25),  # half as loud: the mean
        (2, {0: 1.0, 1: -1.0}, 0.5),  # a plug wired wrongly
        (18, {11: 1.0}, 0.5),
    ],
)
def test_the_live_channel_is_heard(
    through: Any, there: int, live: dict[int, float], level: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = through(_Device(there, live, set(range(1, 25))), monkeypatch)
    assert _level(stream) == pytest.approx(level, rel=0.01)


@BOTH
@pytest.mark.parametrize(("there", "live", "alone"), [(1, 0, 0), (2, 1, None), (18, 11, 11)])
def test_what_each_channel_sounds_like_is_known(
    through: Any, there: int, live: int, alone: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = through(_Device(there, {live: 1.0}, set(range(1, 25))), monkeypatch)
    assert len(stream.channels.powers) == 0
    stream.read()
    stream.close()
    powers = np.zeros(there)
    powers[live] = np.mean(np.square(WAVE))
    assert stream.channels.powers == pytest.approx(powers)
    shares = np.full(there, 1 / there) if alone is None else np.eye(there)[alone]
    assert stream.channels.shares == pytest.approx(shares)


@BOTH
def test_a_device_that_refuses_so_many_channels_is_opened_with_fewer(
    through: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _level(through(_Device(8, {0: 1.0}, {1}), monkeypatch)) == pytest.approx(0.5, rel=0.01)
    with pytest.raises(DeviceLost, match=r"'Card' cannot be opened: .*Invalid number of channels"):
        through(_Device(8, {0: 1.0}, set()), monkeypatch)


def test_all_channels_of_a_card_are_opened_and_two_of_a_program() -> None:
    assert [counts(_input(number)) for number in (1, 2, 18, 128)] == [
        [1], [2, 1], [18, 2, 1], [2, 1],
    ]  # fmt: skip


class _Broken:
    """PortAudio on a machine whose sound service does not answer."""

    paFloat32, paInputOverflowed = 1, -9981

    def __init__(self, error: Exception) -> None:
        self.error = error

    def fail(self, *_: object, **__: object) -> Any:
        raise self.error

    PyAudio = query_devices = fail


def _broken_sounddevice(monkeypatch: pytest.MonkeyPatch, part: str) -> Any:
    broken = _Broken(sounddevice.PortAudioError("Internal PortAudio error", -9986))
    monkeypatch.setattr(sounddevice, part, broken.fail)
    return importlib.import_module("live.hear.sources.through_sounddevice").BACKEND


@pytest.mark.parametrize("part", ["_initialize", "query_devices"])
def test_inputs_that_sounddevice_cannot_list_are_lost_and_found_again(
    monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    before = sounddevice._initialized
    with monkeypatch.context() as failing:
        backend = _broken_sounddevice(failing, part)
        for _ in range(2):
            with pytest.raises(DeviceLost, match=r"cannot be listed: Internal PortAudio error"):
                backend.inputs()
    assert isinstance(backend.inputs(), list)
    assert sounddevice._initialized == before


def test_inputs_that_pyaudio_cannot_list_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyaudio", _Broken(OSError("Internal PortAudio error")))
    monkeypatch.delitem(sys.modules, "live.hear.sources.through_pyaudio", raising=False)
    backend = importlib.import_module("live.hear.sources.through_pyaudio").BACKEND
    sys.modules.pop("live.hear.sources.through_pyaudio")
    with pytest.raises(DeviceLost, match=r"cannot be listed: Internal PortAudio error"):
        backend.inputs()
    with pytest.raises(DeviceLost, match=r"'Card' has gone: Internal PortAudio error"):
        backend.open_input(_input(1), RATE, HOP)


def test_a_portaudio_that_does_not_start_is_lost_and_not_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    error = sounddevice.PortAudioError("Error initializing PortAudio")
    monkeypatch.setattr(importlib, "import_module", _Broken(error).fail)
    with pytest.raises(DeviceLost, match="Error initializing PortAudio"):
        devices.backend()


def test_a_device_that_goes_while_it_is_opened_or_closed_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    error = sounddevice.PortAudioError("Device unavailable")

    class Gone:
        latency = property(_Broken(error).fail)
        close = _Broken(error).fail

        def __init__(self, **_: object) -> None: ...

        def start(self) -> None: ...

    monkeypatch.setattr(sounddevice, "InputStream", Gone)
    backend = importlib.import_module("live.hear.sources.through_sounddevice").BACKEND
    with pytest.raises(DeviceLost, match=r"'Card' has gone: Device unavailable"):
        backend.open_input(_input(1), RATE, HOP)
