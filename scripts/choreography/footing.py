"""Cleans the feet of recorded dance: planted where they stand, off the floor where they travel.

Recorded feet slide and hover. Here each stand becomes one spot on the floor, the way between two
stands is bent to meet both, and a foot that travels is lifted clear; the legs follow by inverse
kinematics, the rest of the body stays as danced.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter1d, maximum_filter1d

from live.body import quat
from live.signals import Bools, Floats
from scripts.choreography import legs
from scripts.choreography.clips import RATE, Clip

_SLOW = 0.40  # metres a second: a toe on the floor is no faster
_LOW = 0.055  # metres above the floor, likewise
_BRIEF = 0.09  # seconds: shorter stands do not count, and shorter gaps in a stand are closed
_SPREAD = 0.10  # metres: a stand that slides further is two, with a step between
_CLEAR = 0.016  # metres: how high the toe of a travelling foot is at least
_HEEL = 0.42  # radians: how far its heel is up at least, or
_HIGH = 0.050  # metres: a toe above this needs no heel
_EARLY = 0.13  # seconds: the heel leaves the floor before the foot travels
_FLAT = 0.06  # metres: an ankle above this is on its toe
_SMOOTH = 0.018  # seconds: of the whole body, against trembling


@dataclass(frozen=True, slots=True)
class Stand:
    """A toe on the floor, from frame `start` to frame `end` (not included)."""

    start: int
    end: int
    spot: Floats  # (2,) metres x, z


def cleaned(clip: Clip) -> Clip:
    """The clip with feet that stand and step, and with contacts that match."""
    root, rotations = _calmed(clip)
    clip = replace(clip, root=root, rotations=rotations)
    positions = clip.positions
    soles = legs.soles(rotations)
    toes, contacts = positions[:, list(legs.TOES)].copy(), np.zeros((len(root), 4), dtype=bool)
    for foot in (0, 1):
        floor = float(np.percentile(toes[:, foot, 1], 5))
        stands = _stands(toes[:, foot], floor)
        toes[:, foot], standing = _bent_way(toes[:, foot], stands, floor)
        soles[:, foot] = _lifted(toes[:, foot], soles[:, foot], standing, foot)
        heel = -quat.rotate(soles[:, foot], legs.TOE[foot])[:, 1]
        contacts[:, 2 * foot] = standing & (heel < _FLAT)
        contacts[:, 2 * foot + 1] = standing
    ankles = toes - quat.rotate(soles, legs.TOE)
    drop = _eased(legs.beyond(root, rotations[:, 0], ankles, legs.REACH).max(axis=-1))
    root = root - drop[:, None] * np.array([0.0, 1.0, 0.0])
    return replace(
        clip, root=root, rotations=legs.bent(root, rotations, ankles, soles), contacts=contacts
    )


def _calmed(clip: Clip) -> tuple[Floats, Floats]:
    width = _SMOOTH * RATE
    smooth = gaussian_filter1d(clip.rotations, width, axis=0)
    return gaussian_filter1d(clip.root, width, axis=0), quat.normalised(smooth)


def _eased(drop: Floats) -> Floats:
    """How far the pelvis is lowered: smoothly, and never less than needed."""
    reach = round(0.12 * RATE)
    return np.asarray(gaussian_filter1d(maximum_filter1d(drop, 2 * reach + 1), reach / 2))


def _stands(toe: Floats, floor: float) -> list[Stand]:
    """Where a toe (frames, 3) stands."""
    speed = np.linalg.norm(np.gradient(toe[:, [0, 2]], 1 / RATE, axis=0), axis=-1)
    on = (speed < _SLOW) & (toe[:, 1] < floor + _LOW)
    on = _without_brief(~_without_brief(~on))
    runs = _runs(on)
    return [stand for start, end in runs for stand in _split(toe[:, [0, 2]], start, end)]


def _runs(on: Bools) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], on, [False]]).astype(int)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _without_brief(on: Bools) -> Bools:
    kept = on.copy()
    for start, end in _runs(on):
        if end - start < _BRIEF * RATE and start > 0 and end < len(on):
            kept[start:end] = False
    return kept


def _split(flat: Floats, start: int, end: int) -> list[Stand]:
    """One stand, or two with a short step between where the foot slides too far."""
    spot = np.median(flat[start:end], axis=0)
    away = np.linalg.norm(flat[start:end] - spot, axis=-1)
    step = round(0.16 * RATE)
    if away.max() < _SPREAD or end - start < 4 * step:
        return [Stand(start, end, spot)]
    moved = np.linalg.norm(flat[start + step : end] - flat[start : end - step], axis=-1)
    inner = slice(step, max(step + 1, len(moved) - step))
    middle = start + step + int(np.argmax(moved[inner]))
    return _split(flat, start, middle) + _split(flat, middle + step, end)


def _bent_way(toe: Floats, stands: list[Stand], floor: float) -> tuple[Floats, Bools]:
    """The toe's way (frames, 3) that stands still on its spots, and when it does."""
    standing = np.zeros(len(toe), dtype=bool)
    if not stands:
        return toe - [0.0, floor, 0.0], standing
    way = toe - np.array([0.0, floor, 0.0])
    way[:, 1] = np.maximum(way[:, 1], 0.0)
    frames, shifts = [], []
    for stand in stands:
        standing[stand.start : stand.end] = True
        for frame in (stand.start, stand.end - 1):
            shift = np.zeros(3)
            shift[[0, 2]] = stand.spot - way[frame, [0, 2]]
            shift[1] = -way[frame, 1]
            frames.append(frame)
            shifts.append(shift)
    when = np.arange(len(toe))
    correction = np.stack([_eased_between(when, frames, [s[i] for s in shifts]) for i in range(3)])
    way = way + correction.T
    for stand in stands:
        way[stand.start : stand.end, [0, 2]] = stand.spot
        way[stand.start : stand.end, 1] = 0.0
    way[:, 1] = np.maximum(way[:, 1], 0.0)
    return way, standing


def _eased_between(when: np.ndarray, frames: list[int], values: list[float]) -> Floats:
    """Values at frames, with a smooth way between them."""
    place = np.interp(when, frames, np.arange(len(frames)))
    before = np.minimum(place.astype(int), len(frames) - 1)
    after = np.minimum(before + 1, len(frames) - 1)
    share = place - before
    share = share * share * (3 - 2 * share)
    known = np.array(values)
    return np.asarray(known[before] + share * (known[after] - known[before]))


def _lifted(toe: Floats, sole: Floats, standing: Bools, foot: int) -> Floats:
    """Soles (frames, 4), heels up where the foot travels or turns; lifts the toe (in place) too."""
    ankle = toe - quat.rotate(sole, legs.TOE[foot])
    speed = np.maximum(_flat_speed(toe), _flat_speed(ankle))
    wanted = np.clip((speed - 0.12) / 0.10, 0.0, 1.0)
    wanted = maximum_filter1d(wanted, 2 * round(_EARLY * RATE) + 1)
    wanted = np.clip(gaussian_filter1d(wanted, 0.5 * _EARLY * RATE), 0.0, 1.0)
    toe[:, 1] = np.where(standing, 0.0, np.maximum(toe[:, 1], _CLEAR * wanted))
    # How far the heel is up now, and how far it should be.
    ahead = quat.rotate(sole, np.array([0.0, 0.0, 1.0]))
    pitch = np.arcsin(np.clip(-ahead[:, 1], -1.0, 1.0))
    low = np.clip((_HIGH - toe[:, 1]) / 0.03, 0.0, 1.0)
    needed = np.maximum(0.0, wanted * low * (_HEEL - pitch))
    side = np.stack([ahead[:, 2], np.zeros(len(toe)), -ahead[:, 0]], axis=-1)
    side /= np.maximum(np.linalg.norm(side, axis=-1, keepdims=True), 1e-6)
    return quat.multiply(quat.about(side, needed), sole)


def _flat_speed(way: Floats) -> Floats:
    speed = np.gradient(way[:, [0, 2]], 1 / RATE, axis=0)
    return np.asarray(np.linalg.norm(speed, axis=-1))
