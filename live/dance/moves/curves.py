"""Curves that moves are written in: a value over the counts of the move, periodic.

A curve takes counts (an array) and the length of a round in counts, and gives values in the unit
of its channel. `0` is the move's first count, `0.5` the "and" after it.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from live.signals import Floats

Curve: TypeAlias = Callable[[Floats, float], Floats]


def hold(value: float) -> Curve:
    """A constant value."""
    return lambda counts, _: np.full_like(counts, value)


def wave(amount: float, period: float, at: float = 0.0, middle: float = 0.0) -> Curve:
    """A sine wave between `middle` plus and minus `amount`, at its maximum on count `at`."""
    return lambda counts, _: middle + amount * np.cos(2 * np.pi * (counts - at) / period)


def dips(depth: float, period: float = 1.0, at: float = 0.0, sharp: float = 1.6) -> Curve:
    """From 0 down to `-depth` on count `at` and every `period` counts: quickly down, slowly up."""

    def curve(counts: Floats, _: float) -> Floats:
        # The dip's phase runs fast before its count and slowly after it.
        phase = ((counts - at) / period) % 1.0
        shaped = phase**sharp / (phase**sharp + (1 - phase) ** (1 / sharp))
        mixed = 0.5 * phase + 0.5 * shaped
        return -depth * (0.5 + 0.5 * np.cos(2 * np.pi * mixed))

    return curve


def keys(*points: tuple[float, float]) -> Curve:
    """A smooth curve through (count, value) points, level where the values turn."""

    def curve(counts: Floats, length: float) -> Floats:
        at = np.array([point[0] for point in points])
        value = np.array([point[1] for point in points])
        return _through(counts % length, at, value, length)

    return curve


def hits(*points: tuple[float, float], within: float = 0.25) -> Curve:
    """Holds each value, and moves to the next one within `within` counts before its count."""

    def curve(counts: Floats, length: float) -> Floats:
        at = [point[0] for point in points]
        pairs = []
        for index, (count, value) in enumerate(points):
            pairs += [(count - within, points[index - 1][1]), (count, value)]
        return keys(*[pair for pair in pairs if pair[0] >= 0 or at])(counts, length)

    return curve


def plus(*curves: Curve) -> Curve:
    """The sum of several curves."""
    return lambda counts, length: np.sum([curve(counts, length) for curve in curves], axis=0)


def late(curve: Curve, by: float) -> Curve:
    """The same curve, `by` counts later."""
    return lambda counts, length: curve((counts - by) % length, length)


def sprung(values: Floats, counts_a_sample: float, ring: float, damping: float) -> Floats:
    """One round of samples (n, k) as a springy body follows it, still on the beat.

    The body swings by itself `ring` times a count. The spring's lag is removed; the softness before
    each arrival and the follow-through after it stay.
    """
    turns = np.fft.rfftfreq(len(values), counts_a_sample)[:, None] / ring
    response = 1.0 / (1.0 - turns**2 + 2j * damping * turns)
    delay = 2 * damping * turns  # radians: the spring's own lag, for slow motion
    spectrum = np.fft.rfft(values, axis=0) * response * np.exp(1j * delay)
    followed: Floats = np.fft.irfft(spectrum, len(values), axis=0)
    return followed


def _through(counts: Floats, at: Floats, value: Floats, length: float) -> Floats:
    """A periodic cubic through points that never overshoots them (Fritsch and Carlson)."""
    order = np.argsort(at % length)
    at, value = (at % length)[order], value[order]
    span = np.diff(np.append(at, at[0] + length))  # from each point to the next
    slope = np.diff(np.append(value, value[0])) / span
    before, width = np.roll(slope, 1), np.roll(span, 1)
    turning = before * slope <= 0
    weight = 3 * (width + span)
    safe_before, safe_slope = np.where(turning, 1.0, before), np.where(turning, 1.0, slope)
    flow = weight / ((2 * span + width) / safe_before + (span + 2 * width) / safe_slope)
    tangent = np.where(turning, 0.0, flow)
    index = (np.searchsorted(at, counts, side="right") - 1) % len(at)
    following = (index + 1) % len(at)
    t = ((counts - at[index]) % length) / span[index]
    left, right = tangent[index] * span[index], tangent[following] * span[index]
    rise = value[following] - value[index]
    found: Floats = value[index] + t * (
        left + t * (3 * rise - 2 * left - right + t * (left + right - 2 * rise))
    )
    return found
