"""The pitched instruments, one function each: (MIDI note, seconds) to a cached stereo note."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from scripts.songwriting.score import hertz
from scripts.songwriting.waves import (
    HIGHEST_PARTIAL_HZ,
    Mono,
    Sound,
    band,
    clock,
    decay,
    fade,
    filtered_saw,
    noise,
    vibrato,
)

Instrument = Callable[[int, float], Sound]
"""A MIDI note and the seconds for which it is held, to the note's sound."""


def _tone(midi: int, cents: float, seconds: float) -> Mono:
    """Phase in radians of a steady tone, tuned by hundredths of a semitone."""
    phase: Mono = 2 * np.pi * hertz(midi + cents / 100) * clock(seconds)
    return phase


@cache
def bass(midi: int, seconds: float) -> Sound:
    """A rubbery synth bass: a saw whose filter snaps shut over a clean sine."""
    cutoff_hz = 180 + 1_300 * decay(seconds, 0.07)
    phase = _tone(midi, 0, seconds)
    growl = filtered_saw(phase, cutoff_hz)
    note = 0.55 * growl + 0.5 * np.sin(phase)
    # A short note stops like a damped string; a long one is let go gently.
    release = min(0.8, 0.025 + seconds / 4)
    return fade(note[None] * (0.3 + 0.7 * decay(seconds, 0.7)), 0.003, release)


@cache
def pad(midi: int, seconds: float) -> Sound:
    """A wide, slow ensemble: three detuned saws a side that open a little and close again."""
    bloom = 0.5 - 0.5 * np.cos(2 * np.pi * np.clip(clock(seconds) / seconds, 0, 1))
    cutoff_hz = 900 + 1_500 * bloom
    sides = []
    for side, spread in enumerate(((-11, 2, 9), (-8, -3, 12))):
        voices = [
            filtered_saw(_tone(midi, cents, seconds) + 1.7 * number + side, cutoff_hz)
            for number, cents in enumerate(spread)
        ]
        sides.append(np.sum(voices, axis=0))
    return fade(0.3 * np.stack(sides), 0.12, 0.25)


@cache
def electric_piano(midi: int, seconds: float) -> Sound:
    """A tine piano by frequency modulation, swaying slowly from side to side."""
    ring = seconds + 0.3
    phase = _tone(midi, 0, ring)
    warmth = 1.4 * decay(ring, 0.35) * 2.0 ** ((60 - midi) / 24)
    body = np.sin(phase + warmth * np.sin(phase)) * decay(ring, 0.75)
    tine = np.sin(7 * phase + 0.6 * np.sin(phase)) * decay(ring, 0.06)
    note = body + 0.14 * tine
    sway = 0.22 * np.sin(2 * np.pi * 4.2 * clock(ring))
    return fade(0.6 * np.stack([note * (1 + sway), note * (1 - sway)]), 0.002, 0.3)


@cache
def stab(midi: int, seconds: float) -> Sound:
    """A house chord: detuned saws through a filter that closes fast."""
    cutoff_hz = 700 + 5_500 * decay(seconds, 0.06)
    sides = [
        filtered_saw(_tone(midi, cents, seconds), cutoff_hz)
        + filtered_saw(_tone(midi, -0.6 * cents, seconds) + 2.1, cutoff_hz)
        for cents in (9, -9)
    ]
    return fade(0.34 * np.stack(sides) * decay(seconds, 0.16), 0.002, 0.05)


@cache
def lead(midi: int, seconds: float) -> Sound:
    """The singer: a saw and a square nearly in tune, with a mouth that opens and late vibrato."""
    ring = seconds + 0.06
    cutoff_hz = 2_200 + 4_800 * decay(ring, 0.13)
    sides = []
    for cents in (6, -6):
        tuned = hertz(midi + cents / 100)
        saw = filtered_saw(vibrato(tuned, ring, 0.006), cutoff_hz)
        square = filtered_saw(vibrato(tuned * 1.0015, ring, 0.006), cutoff_hz, odd_only=True)
        sides.append(0.55 * saw + 0.45 * square)
    return fade(0.6 * np.stack(sides) * (0.7 + 0.3 * decay(ring, 0.2)), 0.006, 0.07)


@cache
def bell(midi: int, seconds: float) -> Sound:
    """A celesta: two plain partials and a hammer, long after the key is let go."""
    ring = seconds + 0.9
    phase = _tone(midi, 0, ring)
    strike = 0.25 * np.sin(5.4 * phase) * decay(ring, 0.03)
    bright = 0.3 * np.sin(4 * phase) * decay(ring, 0.12)
    left = np.sin(phase) * decay(ring, 0.4) + bright + strike
    right = np.sin(1.0012 * phase) * decay(ring, 0.4) + 0.8 * bright + strike
    return fade(0.5 * np.stack([left, right]), 0.002, 0.5)


@cache
def pluck(midi: int, seconds: float) -> Sound:
    """A muted rhythm guitar: a bright string that the palm stops at once."""
    cutoff_hz = 1_000 + 7_000 * decay(seconds, 0.025)
    phase = _tone(midi, 0, seconds)
    # Taking away the same saw a fifth of a period later is what plucking near the bridge does.
    string = filtered_saw(phase, cutoff_hz) - filtered_saw(phase - 2 * np.pi / 5, cutoff_hz)
    return fade(0.5 * string[None] * decay(seconds, 0.05), 0.0015, 0.04)


@cache
def piano(midi: int, seconds: float) -> Sound:
    """A felt piano: stretched partials, two strings a key, a fast and a slow decay, a hammer.

    `seconds` is how long the key is held; the note's dampers then take a third of a second.
    """
    ring = seconds + 0.35
    time = clock(ring)
    fundamental_hz = hertz(midi)
    stiffness = 0.00012 * 2.0 ** ((midi - 60) / 12)
    sides = np.zeros((2, time.size))
    for number in range(1, 25):
        partial_hz = number * fundamental_hz * np.sqrt(1 + stiffness * number**2)
        if partial_hz > HIGHEST_PARTIAL_HZ / 2:
            break
        # The hammer strikes at an eighth of the string, so every eighth partial is missing.
        level = abs(np.sin(np.pi * number / 8)) / number**1.45
        half_life = 1.1 * 2.0 ** ((60 - midi) / 20) / (0.7 + 0.3 * number)
        envelope = 0.65 * decay(ring, half_life / 4) + 0.35 * decay(ring, half_life)
        for side, cents in enumerate((-0.9, 0.9)):
            tuned = 2 * np.pi * partial_hz * 2.0 ** (cents / 1200)
            sides[side] += level * envelope * np.sin(tuned * time + 0.7 * number)
    hammer = band(noise(ring, seed=midi), 150, 1_800) * decay(ring, 0.006)
    return fade(0.9 * sides + 0.05 * hammer, 0.003, 0.35)


@cache
def double_bass(midi: int, seconds: float) -> Sound:
    """A plucked upright: few partials, a finger's thump, a dark tail."""
    cutoff_hz = 140 + 700 * decay(seconds, 0.06)
    string = filtered_saw(_tone(midi, 0, seconds), cutoff_hz) * decay(seconds, 0.45)
    thump = band(noise(seconds, seed=7), 60, 900) * decay(seconds, 0.012)
    return fade((0.9 * string + 0.12 * thump)[None], 0.003, 0.12)


@cache
def strings(midi: int, seconds: float) -> Sound:
    """A small section, four players a side, each with a tuning and a vibrato of their own."""
    ring = seconds + 0.35
    cutoff_hz = np.full(clock(ring).size, 1_700.0)
    sides = []
    for tunings in ((-9, -3, 4, 8), (-7, -4, 3, 10)):
        players = [
            filtered_saw(
                vibrato(hertz(midi + cents / 100), ring, 0.0035, 4.6 + 0.11 * cents) + cents,
                cutoff_hz,
            )
            for cents in tunings
        ]
        sides.append(np.sum(players, axis=0))
    return fade(0.22 * band(np.stack(sides), 180, 5_000, slope=1), 0.35, 0.6)
