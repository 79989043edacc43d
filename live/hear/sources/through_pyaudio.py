"""Sound inputs through PyAudio."""

import numpy as np
import pyaudio

from live.errors import DeviceLost
from live.hear.sources.devices import InputStream, SoundInput
from live.signals import Samples


class _Stream:
    def __init__(self, device: SoundInput, rate: int, hop: int) -> None:
        self._hop = hop
        self._port = pyaudio.PyAudio()
        try:
            self._stream = self._port.open(
                rate=rate,
                channels=1,
                format=pyaudio.paFloat32,
                input=True,
                input_device_index=device.index,
                frames_per_buffer=hop,
            )
        except OSError as error:
            self._port.terminate()
            raise DeviceLost(
                f"the sound input {device.name!r} cannot be opened: {error}"
            ) from error
        self.latency = float(self._stream.get_input_latency())
        self.lost = False

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
                return np.frombuffer(data, dtype=np.float32)

    def close(self) -> None:
        self._stream.close()
        self._port.terminate()


class _PyAudio:
    NAME = "PyAudio"

    def inputs(self) -> list[SoundInput]:
        port = pyaudio.PyAudio()
        try:
            usual = port.get_default_input_device_info()["index"]
        except OSError:
            usual = -1
        try:
            devices = [port.get_device_info_by_index(i) for i in range(port.get_device_count())]
        finally:
            port.terminate()
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
