"""Smoothing with future values too: it has no lag, but cannot be used in a live show.

At each time the value is that of the parabola that fits best around it (Savitzky and Golay 1964,
doi:10.1021/ac60214a047). Neighbours are weighted by how near they are and how well they were seen.
"""

import numpy as np

from live.signals import Bools, Floats

REACH = 3  # widths: how far neighbours are used
_STEADY = 1e-3  # of the weights: damping of a parabola through too few neighbours


def smoothed(times: Floats, values: Floats, weights: Floats, width: float) -> Floats:
    """Values (n, ...) at `times` (n,) seconds, smoothed over about `width` seconds to each side.

    `weights` (n, ...) are broadcast over the values; values of weight 0 are filled in.
    """
    moments = np.zeros((5, *np.broadcast_shapes(values.shape, weights.shape)))
    sums = np.zeros((3, *moments.shape[1:]))
    known = np.where(weights > 0, values, 0.0)
    count = len(times)
    step = float(np.median(np.diff(times))) if count > 1 else width
    reach = max(1, round(REACH * width / step))
    for shift in range(-reach, reach + 1):
        rows = np.clip(np.arange(count) + shift, 0, count - 1)
        inside = rows == np.arange(count) + shift
        away = (times[rows] - times) / width
        near = np.exp(-0.5 * away**2) * inside
        shape = (count,) + (1,) * (values.ndim - 1)
        weight = near.reshape(shape) * weights[rows]
        away = away.reshape(shape)
        for power in range(5):
            moments[power] += weight * away**power
        for power in range(3):
            sums[power] += weight * away**power * known[rows]
    return _bridged(times, _at_zero(moments, sums), moments[0] > _STEADY**2)


def _bridged(times: Floats, values: Floats, known: Bools) -> Floats:
    """The values, interpolated linearly where nothing near is known."""
    if known.all() or not known.any():
        return values
    columns, there = values.reshape(len(times), -1), known.reshape(len(times), -1)
    for column in np.flatnonzero(~there.all(axis=0) & there.any(axis=0)):
        rows = there[:, column]
        columns[~rows, column] = np.interp(times[~rows], times[rows], columns[rows, column])
    return columns.reshape(values.shape)


def _at_zero(m: Floats, t: Floats) -> Floats:
    """The parabola's value in the middle: Cramer's rule, damped towards the mean."""
    total = np.maximum(m[0], 1e-12)
    m1, m2, m3, m4 = (m[power] / total for power in (1, 2, 3, 4))
    t0, t1, t2 = (one / total for one in t)
    m2, m4 = m2 + _STEADY, m4 + _STEADY
    det = (m2 * m4 - m3**2) - m1 * (m1 * m4 - m3 * m2) + m2 * (m1 * m3 - m2 * m2)
    value = t0 * (m2 * m4 - m3**2) - m1 * (t1 * m4 - m3 * t2) + m2 * (t1 * m3 - m2 * t2)
    return np.asarray(np.where(np.abs(det) > 1e-4, value / np.where(det == 0, 1, det), t0))
