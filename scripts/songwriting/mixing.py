"""The desk: buses that sounds are played onto, the effects, and the master limiter."""

from __future__ import annotations

import numpy as np

from scripts.songwriting.waves import RATE, Mono, Sound, band, clock, decay, noise, samples


class Desk:
    """Named stereo buses of one length, each of shape (2, samples)."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.buses: dict[str, Sound] = {}

    def bus(self, name: str) -> Sound:
        """The named bus, silent when nothing was played on it."""
        return self.buses.setdefault(name, np.zeros((2, samples(self.seconds))))

    def play(self, bus: str, at: float, sound: Sound, gain: float = 1.0, pan: float = 0.0) -> None:
        """Add a sound at a time in seconds; `pan` goes from -1 (left) to 1 (right)."""
        target = self.bus(bus)
        start = samples(at)
        room = target.shape[1] - start
        sides = np.array([[min(1.0, 1.0 - pan)], [min(1.0, 1.0 + pan)]])
        target[:, start : start + sound.shape[1]] += gain * sides * sound[:, :room]


def duck(bus: Sound, times: list[float], depth: float, recovery: float = 0.2) -> Sound:
    """Side-chain: dip the bus by `depth` (0..1) at each time and let it swell back.

    The dip opens 4 ms before the kick, so that the gain moves without a click of its own.
    """
    gain = np.ones(bus.shape[1])
    lead_in = samples(0.004)
    down = np.linspace(0, 1, lead_in, endpoint=False)
    shape = np.concatenate([down, 0.5 + 0.5 * np.cos(np.pi * clock(recovery) / recovery)])
    for time in times:
        start = samples(time) - lead_in
        part = slice(max(0, start), start + shape.size)
        dip = 1 - depth * shape[max(0, -start) :][: gain[part].size]
        gain[part] = np.minimum(gain[part], dip)
    return bus * gain


def echo(bus: Sound, seconds: float, feedback: float, repeats: int = 5) -> Sound:
    """Ping-pong repeats alone (no dry sound), each a little darker and on the other side."""
    wet = np.zeros_like(bus)
    tap = bus.mean(axis=0)
    for number in range(1, repeats + 1):
        tap = band(tap, 250, 6_500 / number, slope=1)
        late = samples(number * seconds)
        wet[number % 2, late:] += feedback**number * tap[: tap.size - late]
        wet[1 - number % 2, late:] += 0.3 * feedback**number * tap[: tap.size - late]
    return wet


def reverb(bus: Sound, half_life: float, seed: int = 5) -> Sound:
    """A hall alone (no dry sound): the bus convolved with noise that darkens as it dies.

    `half_life` is the time in seconds in which the tail's middle band halves.
    """
    seconds = 9 * half_life
    size = 1 << (bus.shape[1] + samples(seconds)).bit_length()
    wet = np.empty_like(bus)
    for side in range(2):
        white = noise(seconds, seed + side)
        tail = band(white, 180, 900) * decay(seconds, 1.1 * half_life)
        tail += band(white, 900, 3_500) * decay(seconds, half_life)
        tail += 0.7 * band(white, 3_500, 9_000) * decay(seconds, 0.5 * half_life)
        tail /= np.sqrt(np.sum(tail**2))
        # 18 ms of nothing before the hall answers keeps the attacks clear.
        tail = np.concatenate([np.zeros(samples(0.018)), tail])
        spectrum = np.fft.rfft(bus[side], size) * np.fft.rfft(tail, size)
        wet[side] = np.fft.irfft(spectrum, size)[: bus.shape[1]]
    return wet


def decibels(level: float) -> float:
    """A gain in dB as a factor."""
    return float(10 ** (level / 20))


def rms(sound: Sound) -> float:
    """Root mean square over all samples and channels."""
    return float(np.sqrt(np.mean(sound**2)))


def _limiter_gain(peaks: Mono, ceiling: float, reach: int) -> Mono:
    """A gain for each block that gives way `reach` blocks before every peak and after it."""
    # One block more than the smoothing reaches: gains are interpolated from block to block.
    padded = np.pad(peaks, 2 * reach + 1, mode="edge")
    highest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 3).max(axis=1)
    needed = np.minimum(1.0, ceiling / np.maximum(highest, 1e-9))
    window = np.hanning(2 * reach + 3)[1:-1]
    gain: Mono = np.convolve(needed, window / window.sum(), mode="valid")
    return gain


def master(mix: Sound, loudness_db: float, ceiling_db: float = -2.3) -> Sound:
    """Cut the rumble, bring the mix to a loudness (dBFS RMS) and limit its peaks smoothly.

    The ceiling leaves room for the few tenths of a dB by which a lossy codec overshoots.
    """
    mix = band(mix, 28, 17_000)
    mix = mix * (decibels(loudness_db) / rms(mix))
    block = RATE // 1000
    count = -(-mix.shape[1] // block)
    padded = np.pad(np.abs(mix).max(axis=0), (0, count * block - mix.shape[1]))
    peaks = padded.reshape(count, block).max(axis=1)
    gain = _limiter_gain(peaks, decibels(ceiling_db), reach=6)
    centres = (np.arange(count) + 0.5) * block
    limited: Sound = mix * np.interp(np.arange(mix.shape[1]), centres, gain)
    return limited
