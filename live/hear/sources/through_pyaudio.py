"""Sound inputs through PyAudio."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import pyaudio

from live.errors import DeviceLost
from live.hear.sources.devices import UNLISTED, InputStream, SoundInput, counts
from live.hear.sources.mixing import MonoMix
from live.parts import Channels
from live.signals import Samples


class _Stream:
    def __init__(self, device: SoundInput, rate: int, hop: int) -> None:
        self._hop, self._rate = hop, rate
        self._mix = MonoMix()
        self.lost = False
        try:
            self._port = pyaudio.PyAudio()
            self._open(device)
            self.latency = float(self._stream.get_input_latency())
        except OSError as error:
            raise DeviceLost(f"the sound input {device.name!r} has gone: {error}") from error

    def _open(self, device: SoundInput) -> None:
        """Records as many of the device's channels as it allows. Raises DeviceLost."""
        refusal: Exception | None = None
        for channels in counts(device):
            try:
                self._stream = self._port.open(
                    rate=self._rate,
                    channels=channels,
                    format=pyaudio.paFloat32,
                    input=True,
                    input_device_index=device.index,
                    frames_per_buffer=self._hop,
                )
            except (OSError, ValueError) as error:  # ValueError: so many channels there are not
                refusal = error
            else:
                self._channels = channels
                return
        self._port.terminate()
        raise DeviceLost(
            f"the sound input {device.name!r} cannot be opened: {refusal}"
        ) from refusal

    def read(self) -> Samples:
        self.lost = False
        while True:
            try:
                data = self._stream.read(self._hop, exception_on_overflow=not self.lost)
            except OSError as error:
                if error.errno != pyaudio.paInputOverflowed:
                    raise DeviceLost(f"the sound input stopped: {error}") from error
                self.lost = True
            else:
                sound = np.frombuffer(data, dtype=np.float32).reshape(-1, self._channels)
                return self._mix.mono(sound, self._rate)

    @property
    def channels(self) -> Channels:
        return self._mix.channels

    def close(self) -> None:
        with suppress(OSError):  # of a device that has gone, PortAudio may refuse to let go
            self._stream.close()
        self._port.terminate()


def _devices() -> tuple[list[Mapping[str, Any]], object]:
    """What PortAudio says of each device, and the index of the usual one, if there is one."""
    port = pyaudio.PyAudio()
    try:
        usual = None
        with suppress(OSError):
            usual = port.get_default_input_device_info()["index"]
        return [port.get_device_info_by_index(i) for i in range(port.get_device_count())], usual
    finally:
        port.terminate()


class _PyAudio:
    NAME = "PyAudio"

    def inputs(self) -> list[SoundInput]:
        try:
            devices, usual = _devices()
        except (OSError, ValueError) as error:
            raise DeviceLost(UNLISTED.format(error)) from error
        return [
            SoundInput(
                int(device["index"]),
                str(device["name"]),
                int(device["maxInputChannels"]),
                device["index"] == usual,
            )
            for device in devices
            if int(device["maxInputChannels"]) > 0
        ]

    def open_input(self, device: SoundInput, rate: int, hop: int) -> InputStream:
        return _Stream(device, rate, hop)


BACKEND = _PyAudio()
