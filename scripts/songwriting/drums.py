"""The percussion, one function an instrument; each sound begins exactly at its first sample.

A hit is rendered once and cached, as a sampler would: levels are set where it is played.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from scripts.songwriting.waves import RATE, Sound, band, clock, decay, fade, noise, samples


@cache
def kick() -> Sound:
    """A round club kick: a sine falling from 190 to 48 Hz, with a beater's tick on top."""
    time = clock(0.42)
    sweep_hz = 48 + 142 * np.exp(-time / 0.022)
    body = np.sin(2 * np.pi * np.cumsum(sweep_hz) / RATE) * decay(0.42, 0.085)
    tick = band(noise(0.42, seed=11), 1_500, 7_000) * decay(0.42, 0.0025)
    return fade(np.tanh(1.6 * body)[None] * 0.9 + 0.22 * tick, 0.0005, 0.08)


@cache
def soft_kick() -> Sound:
    """The kick heard from the next room: no tick, a softer fall."""
    time = clock(0.4)
    sweep_hz = 46 + 60 * np.exp(-time / 0.03)
    body = np.sin(2 * np.pi * np.cumsum(sweep_hz) / RATE) * decay(0.4, 0.07)
    return fade(body[None], 0.002, 0.1)


@cache
def clap() -> Sound:
    """Several hands nearly together, then the room."""
    seconds = 0.34
    time = clock(seconds)
    hands = np.zeros(samples(seconds))
    for late in (0.0, 0.011, 0.021):
        after = np.clip(time - late, 0, None)
        hands += (time >= late) * np.exp(-after / 0.005)
    envelope = hands + 0.55 * (time >= 0.021) * decay(seconds, 0.045)
    sides = [band(noise(seconds, seed), 850, 4_200) * envelope for seed in (21, 22)]
    return fade(0.32 * np.stack(sides), 0.0005, 0.1)


@cache
def snare() -> Sound:
    """A tight disco snare: two drum-head modes and the wires below."""
    seconds = 0.26
    time = clock(seconds)
    head = np.sin(2 * np.pi * 185 * time) + 0.6 * np.sin(2 * np.pi * 331 * time)
    wires = band(noise(seconds, seed=31), 1_200, 9_000) * decay(seconds, 0.05)
    return fade((0.5 * head * decay(seconds, 0.03) + 0.4 * wires)[None], 0.0008, 0.08)


@cache
def closed_hat() -> Sound:
    """A short, bright tick of cymbal."""
    return fade(
        0.5 * band(noise(0.09, seed=41), 7_500, 15_000)[None] * decay(0.09, 0.012), 0.0004, 0.02
    )


@cache
def open_hat() -> Sound:
    """The off-beat hat of every disco record, wide and choked before the next beat."""
    sides = [band(noise(0.24, seed), 6_500, 15_000) * decay(0.24, 0.075) for seed in (51, 52)]
    return fade(0.36 * np.stack(sides), 0.0008, 0.06)


@cache
def shaker() -> Sound:
    """Beads thrown forward: a soft but distinct rise, gone at once."""
    return fade(
        0.5 * band(noise(0.1, seed=61), 4_500, 11_000)[None] * decay(0.1, 0.018), 0.004, 0.03
    )


@cache
def snap() -> Sound:
    """Fingers snapping in a warm room."""
    seconds = 0.2
    sides = [
        band(noise(seconds, seed), 1_600, 3_400, slope=3) * decay(seconds, 0.014)
        for seed in (71, 72)
    ]
    return fade(0.7 * np.stack(sides), 0.0008, 0.05)


@cache
def tom(frequency_hz: float) -> Sound:
    """A tuned tom for fills."""
    time = clock(0.4)
    sweep_hz = frequency_hz * (1 + 0.5 * np.exp(-time / 0.03))
    body = np.sin(2 * np.pi * np.cumsum(sweep_hz) / RATE) * decay(0.4, 0.07)
    skin = band(noise(0.4, seed=81), 400, 3_000) * decay(0.4, 0.008)
    return fade((0.8 * body + 0.2 * skin)[None], 0.001, 0.1)


@cache
def crash() -> Sound:
    """A cymbal that opens a section and takes three seconds to leave."""
    seconds = 3.0
    sides = []
    for seed in (91, 92):
        body = band(noise(seconds, seed), 3_000, 9_000) * decay(seconds, 0.45)
        sizzle = band(noise(seconds, seed + 10), 7_000, 15_000) * decay(seconds, 0.16)
        sides.append(0.7 * body + 0.6 * sizzle)
    return fade(0.3 * np.stack(sides), 0.0015, 1.2)


@cache
def riser(seconds: float) -> Sound:
    """Wind that climbs for `seconds` and stops dead: the breath before a chorus."""
    time = clock(seconds) / seconds
    sides = []
    for seed in (101, 102):
        hiss = noise(seconds, seed)
        low, high = band(hiss, 400, 1_800), band(hiss, 2_500, 9_000)
        sides.append((1 - time) * low + time * high)
    return fade(0.35 * np.stack(sides) * time**2, 0.1, 0.03)


@cache
def brush() -> Sound:
    """A wire brush laid on the snare: a tap inside a short sweep."""
    seconds = 0.22
    tap = band(noise(seconds, seed=111), 1_800, 8_000) * decay(seconds, 0.012)
    sweep = band(noise(seconds, seed=112), 2_500, 9_000) * decay(seconds, 0.05)
    return fade((0.42 * tap + 0.16 * sweep)[None], 0.001, 0.08)


@cache
def tambourine() -> Sound:
    """Small jingles: five pairs of inharmonic high partials over a dash of noise."""
    seconds = 0.3
    time = clock(seconds)
    jingle = np.zeros_like(time)
    for number, frequency_hz in enumerate((5_310, 6_270, 7_420, 8_890, 10_450)):
        jingle += np.sin(2 * np.pi * frequency_hz * time + number) * decay(seconds, 0.03)
    hiss = band(noise(seconds, seed=121), 6_000, 14_000) * decay(seconds, 0.02)
    return fade((0.06 * jingle + 0.25 * hiss)[None], 0.001, 0.1)
