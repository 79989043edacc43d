"""One channel from many, also where their mean cancels: right = -left, a plug wired wrongly."""

import math
from typing import Any

import numpy as np
from av import AudioFrame

from live.parts import Channels
from live.signals import Floats, Samples

MOMENT = 0.1  # seconds: halflife of the energies that are compared
CANCELS, CLEAR = 0.02, 0.08  # of the loudest channel's energy: below, the mean is left; above, back
LOUDER = 2.0  # times the energy from which another channel is taken
KNOWN = 8  # channels: FFmpeg knows how to mix so many, and no more
SILENT = 1e-9  # mean square: -90 dB of full scale


class MonoMix:
    """The mean of the channels, or the loudest of them where the mean cancels; never a jump."""

    def __init__(self) -> None:
        self.channels = Channels(np.zeros(0), np.zeros(0))  # of what `mono` mixed last
        self._energies: Floats = np.zeros(0)  # of each channel, of the last moment
        self._middle = 0.0  # energy of their mean
        self._shares: Floats = np.zeros(0)  # of each channel in the mix

    def mix(self, channels: Floats, seconds: float) -> Floats | None:
        """(channels, n) as (n,), -1..1; None where it is the plain mean. They last `seconds`."""
        before = self._shares if len(self._shares) == len(channels) else None
        self._measure(channels, seconds)
        plain = np.full(len(channels), 1.0 / len(channels))
        self._shares = self._wanted(plain, before)
        begin = self._shares if before is None else before
        if np.array_equal(begin, plain) and np.array_equal(self._shares, plain):
            return None
        fade = np.arange(1, channels.shape[1] + 1) / max(1, channels.shape[1])
        mixed: Floats = (begin @ channels) * (1 - fade) + (self._shares @ channels) * fade
        return mixed

    def _measure(self, channels: Floats, seconds: float) -> None:
        energies = np.mean(np.square(channels), axis=1)
        middle = float(np.mean(np.square(channels.mean(axis=0))))
        keep = 0.5 ** (seconds / MOMENT)
        if len(self._energies) != len(channels) or self._energies.max() < SILENT:
            keep = 0.0
        old = self._energies if keep else 0.0
        self._energies = keep * old + (1 - keep) * energies
        self._middle = keep * self._middle + (1 - keep) * middle

    def _wanted(self, plain: Floats, before: Floats | None) -> Floats:
        loudest = int(np.argmax(self._energies))
        energy = float(self._energies[loudest])
        leaves = before is not None and not np.array_equal(before, plain)
        if energy < SILENT:
            return plain if before is None else before
        if self._middle >= (CLEAR if leaves else CANCELS) * energy:
            return plain
        if leaves and before is not None:
            taken = int(np.argmax(before))
            if energy < LOUDER * self._energies[taken]:
                return before
        alone: Floats = np.zeros(len(plain))
        alone[loudest] = 1.0
        return alone

    def mono(self, sound: Samples, rate: int) -> Samples:
        """(n, channels) as (n,): the mean, or the loudest channel where the mean cancels."""
        if not len(sound):
            return sound[:, 0]
        if sound.shape[1] == 1:
            power = float(np.mean(np.square(np.nan_to_num(sound))))
            self.channels = Channels(np.array([power]), np.ones(1))
            return sound[:, 0]
        channels = np.nan_to_num(sound.T.astype(np.float64))
        mixed = self.mix(channels, len(sound) / rate)
        self.channels = Channels(np.mean(np.square(channels), axis=1), self._shares)
        one: Samples = (channels.mean(axis=0) if mixed is None else mixed).astype(np.float32)
        return one

    def frame(self, frame: AudioFrame) -> AudioFrame:
        """A frame whose mean does not cancel: where it would, every channel is the same."""
        if len(frame.layout.channels) < 2 or not frame.samples:
            return frame
        channels = _channels(frame)
        if len(channels) <= KNOWN:  # FFmpeg leaves the subwoofer out of its mix
            channels[[one.name == "LFE" for one in frame.layout.channels]] = 0.0
        mixed = self.mix(channels, frame.samples / frame.sample_rate)
        if mixed is None:
            return frame
        return _like(frame, np.tile(mixed, (len(channels), 1)), frame.layout.name)


def narrow(frame: AudioFrame, count: int) -> AudioFrame:
    """A frame of many channels as one of 1 or 2: the odd ones left, the even ones right."""
    channels = _channels(frame)
    mixed = np.stack([channels[side::count].mean(axis=0) for side in range(count)])
    return _like(frame, mixed, "mono" if count == 1 else "stereo")


def _channels(frame: AudioFrame) -> Floats:
    """(channels, n), -1..1."""
    sound = frame.to_ndarray()
    if not frame.format.is_planar:
        sound = sound.reshape(-1, len(frame.layout.channels)).T
    if sound.dtype.kind == "f":
        return np.nan_to_num(sound.astype(np.float64))
    middle, full = _scale(sound.dtype)
    return (sound.astype(np.float64) - middle) / full


def _like(frame: AudioFrame, channels: Floats, layout: str) -> AudioFrame:
    """A frame of these channels, of the format, time and rate of another."""
    kind = frame.to_ndarray().dtype
    if kind.kind != "f":
        middle, full = _scale(kind)
        channels = np.clip(np.rint(channels * full), -full, full - 1) + middle
    sound = channels.astype(kind)
    if not frame.format.is_planar:
        sound = sound.T.reshape(1, -1)
    made = AudioFrame.from_ndarray(np.ascontiguousarray(sound), frame.format.name, layout)
    made.sample_rate, made.pts, made.time_base = frame.sample_rate, frame.pts, frame.time_base
    return made


def _scale(kind: np.dtype[Any]) -> tuple[float, float]:
    """Silence and full scale of whole numbers."""
    return 128.0 if kind == np.uint8 else 0.0, math.ldexp(1.0, 8 * kind.itemsize - 1)
