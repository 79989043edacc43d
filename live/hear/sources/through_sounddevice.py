"""Sound inputs through sounddevice."""

from contextlib import suppress

import sounddevice

from live.errors import DeviceLost
from live.hear.sources.devices import UNLISTED, InputStream, SoundInput, counts
from live.hear.sources.mixing import MonoMix
from live.parts import Channels
from live.signals import Samples

_open: set[object] = set()  # streams in use, or stuck in a device that hangs


class _Stream:
    def __init__(self, device: SoundInput, rate: int, hop: int) -> None:
        self._hop, self._rate = hop, rate
        self._mix = MonoMix()
        self._stream = _started(device, rate, hop)
        _open.add(self)
        self.lost = False
        try:
            self.latency = float(self._stream.latency)
        except sounddevice.PortAudioError as error:
            self.close()
            raise DeviceLost(f"the sound input {device.name!r} has gone: {error}") from error

    def read(self) -> Samples:
        try:
            sound, self.lost = self._stream.read(self._hop)
        except sounddevice.PortAudioError as error:
            raise DeviceLost(f"the sound input stopped: {error}") from error
        return self._mix.mono(sound, self._rate)

    @property
    def channels(self) -> Channels:
        return self._mix.channels

    def close(self) -> None:
        # Of a device that has gone, PortAudio may refuse to let go.
        with suppress(sounddevice.PortAudioError):
            self._stream.close()
        _open.discard(self)


def _started(device: SoundInput, rate: int, hop: int) -> sounddevice.InputStream:
    """The device, recording as many of its channels as it allows. Raises DeviceLost."""
    refusal: Exception | None = None
    for channels in counts(device):
        try:
            return _start(device.index, channels, rate, hop)
        except sounddevice.PortAudioError as error:
            refusal = error
    raise DeviceLost(f"the sound input {device.name!r} cannot be opened: {refusal}") from refusal


def _start(index: int, channels: int, rate: int, hop: int) -> sounddevice.InputStream:
    stream = sounddevice.InputStream(
        device=index, channels=channels, samplerate=rate, blocksize=hop, latency="low"
    )
    try:
        stream.start()
    except sounddevice.PortAudioError:
        stream.close()
        raise
    return stream


class _Sounddevice:
    NAME = "sounddevice"

    def inputs(self) -> list[SoundInput]:
        try:
            return self._listed()
        except (sounddevice.PortAudioError, UnicodeDecodeError) as error:
            raise DeviceLost(UNLISTED.format(error)) from error

    def _listed(self) -> list[SoundInput]:
        # PortAudio lists devices once, when it starts; a restart finds new ones. It must not be
        # restarted while another thread waits in it.
        if not _open:
            with suppress(sounddevice.PortAudioError):  # it is not running: it failed before
                sounddevice._terminate()
            sounddevice._initialize()
        usual = sounddevice.default.device[0]
        return [
            SoundInput(
                index, str(device["name"]), int(device["max_input_channels"]), index == usual
            )
            for index, device in enumerate(sounddevice.query_devices())
            if device["max_input_channels"] > 0
        ]

    def open_input(self, device: SoundInput, rate: int, hop: int) -> InputStream:
        return _Stream(device, rate, hop)


BACKEND = _Sounddevice()
