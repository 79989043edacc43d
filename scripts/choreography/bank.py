"""The bank that motion matching searches: every moment of the recorded dances, described.

Motion matching: S. Clavet, "Motion Matching and the Road to Next-Gen Animation" (GDC 2016);
learned: D. Holden et al., "Learned Motion Matching" (SIGGRAPH 2020).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.body import quat
from live.body.skeleton import positions_from
from live.dance import vector
from live.signals import Bools, Floats
from scripts.choreography.dataset import Data
from scripts.choreography.grid import Dance
from scripts.choreography.styles import STYLES, style_of

STRIDE = 2  # steps of the dance a row of the bank
ROWS = vector.STEPS // STRIDE  # rows a beat
PHRASE = 8  # beats: what a moment is judged by to come
LEAST = 4  # beats: what must be left of a clip to go to a moment in it
_BODY = (7, 8, 20, 21, 15, 4, 5)  # ankles, wrists, head, knees: what a match is judged by
_UP = np.array([0.0, 1.0, 0.0])
PARTNERED = (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 17, 18)  # of senses.partner_vector


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """All clips, one after the other; candidates are rows on a beat."""

    vectors: Floats  # (rows, vector.SIZE)
    last: npt.NDArray[np.int64]  # (rows,): the last row on a beat of the same clip
    shape: Floats  # (rows, features): how the body is and moves, to be compared
    candidates: npt.NDArray[np.int64]  # (beats,) rows
    style: npt.NDArray[np.int64]  # (beats,): number in STYLES
    speed: Floats  # (beats,) metres a second of the joints, over the coming phrase
    tempo: Floats  # (beats,) beats a minute, as recorded
    extent: Floats  # (beats,) metres: how far off the coming phrase goes
    partner: Floats  # (beats, len(PARTNERED)): the partner, as seen; nought where none
    partnered: Bools  # (beats,)


def bank_of(dances: Sequence[Dance], partners: Sequence[Floats | None] = ()) -> Bank:
    """The bank of dances, in their order, and of whom each danced with: (steps, PARTNER)."""
    whom = partners or [None] * len(dances)
    parts = [_part(dance, partner) for dance, partner in zip(dances, whom, strict=True)]
    starts = np.cumsum([0] + [len(part.vectors) for part in parts])
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in Bank.__dataclass_fields__
        if name not in ("last", "candidates")
    }
    for name in ("last", "candidates"):
        shifted = [getattr(part, name) + s for part, s in zip(parts, starts[:-1], strict=True)]
        joined[name] = np.concatenate(shifted)
    return Bank(**joined)


def _part(dance: Dance, partner: Floats | None) -> Bank:
    beats = dance.beats
    rows = np.arange(beats * ROWS + 1) * STRIDE
    dt = np.maximum(np.gradient(dance.seconds), 1e-3)
    positions = positions_from(dance.root, dance.rotations)
    moved = np.linalg.norm(np.gradient(positions, axis=0), axis=-1).mean(axis=-1) / dt
    candidates, speeds, extents = [], [], []
    for beat in range(max(0, beats - LEAST + 1)):
        ahead = slice(beat * vector.STEPS, min(beat + PHRASE, beats) * vector.STEPS)
        if dance.sound[ahead].all():
            candidates.append(beat)
            speeds.append(float(moved[ahead].mean()))
            away = dance.root[ahead] - dance.root[ahead.start]
            extents.append(float(np.hypot(away[:, 0], away[:, 2]).max()))
    beat_rows = np.array(candidates, dtype=np.int64)
    partner_features = np.zeros((len(beat_rows), len(PARTNERED)))
    if partner is not None:
        partner_features = partner[beat_rows * vector.STEPS][:, PARTNERED]
    shape = _shape(dance.root, dance.rotations, dance.vectors)
    return Bank(
        vectors=dance.vectors[rows],
        last=np.full(len(rows), beats * ROWS, dtype=np.int64),
        shape=shape[rows],
        candidates=beat_rows * ROWS,
        style=np.full(len(beat_rows), STYLES.index(style_of(dance.style)), dtype=np.int64),
        speed=np.array(speeds),
        tempo=np.full(len(beat_rows), dance.tempo),
        extent=np.array(extents),
        partner=partner_features,
        partnered=np.full(len(beat_rows), partner is not None),
    )


def _shape(root: Floats, rotations: Floats, vectors: Floats) -> Floats:
    """Where the body's ends are, how they move (a beat), travel and standing feet."""
    back = quat.about(_UP, -vector.heading(rotations[:, 0]))
    positions = positions_from(root, rotations)
    here = positions - root[:, None] * np.array([1.0, 0.0, 1.0])
    body = quat.rotate(back[:, None], here[:, list(_BODY)])
    speed = quat.rotate(back[:, None], np.gradient(positions, axis=0)[:, list(_BODY)])
    parts = [body, speed * vector.STEPS * 0.25]
    flat = [part.reshape(len(root), -1) for part in parts]
    travel = vectors[:, vector.TRAVEL] * 0.25
    height = vectors[:, vector.HEIGHT : vector.HEIGHT + 1]
    return np.concatenate([*flat, travel, height, vectors[:, vector.CONTACTS] * 0.15], axis=-1)


def mirror_table() -> tuple[list[int], list[float]]:
    """For each number of a mirrored shape: which of the shape's it is, and times what."""
    pairs = [1, 0, 3, 2, 4, 6, 5]
    count = len(_BODY)
    places = [part * count + joint for part in (0, 1) for joint in pairs]
    order = [3 * place + axis for place in places for axis in range(3)]
    end = 6 * count
    order += [end, end + 1, end + 2, end + 3, end + 6, end + 7, end + 4, end + 5]
    signs = [-1.0, 1.0, 1.0] * (2 * count) + [-1.0, 1.0, -1.0, 1.0] + [1.0] * 4
    return order, signs


def from_data(data: Data, takes: npt.NDArray[np.int64]) -> Bank:
    """The bank of some takes of the data."""
    dances, partners = [], []
    for take in takes.tolist():
        rows = data.rows(take)
        vectors = data.vectors[rows].astype(float)
        root, rotations = placed(vectors)
        seconds = np.cumsum(60.0 / data.tempo[rows].astype(float)) / vector.STEPS
        name, style = str(data.name[take]), STYLES[int(data.style[take])]
        dances.append(
            Dance(name, style, "", "", vectors, root, rotations, seconds, data.sound[rows])
        )
        partners.append(data.partner[rows].astype(float) if data.coupled[take] else None)
    return bank_of(dances, partners)


def placed(vectors: Floats) -> tuple[Floats, Floats]:
    """Root (steps, 3) and rotations (steps, 24, 4) of vectors, from the middle, facing +Z."""
    side, ahead, turn = vectors[:, vector.TRAVEL].T / vector.STEPS
    yaw = np.cumsum(turn) - turn[0]
    x = np.cumsum(side * np.cos(yaw) + ahead * np.sin(yaw))
    z = np.cumsum(ahead * np.cos(yaw) - side * np.sin(yaw))
    rotations = vector.rotations_of(vectors)
    rotations[:, 0] = quat.multiply(quat.about(_UP, yaw), rotations[:, 0])
    return np.stack([x, vectors[:, vector.HEIGHT], z], axis=-1), rotations
