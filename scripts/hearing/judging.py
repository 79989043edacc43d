"""How well beats are found in held-out pieces, from the network alone."""

import math

import numpy as np

from scripts.hearing.corpus import SMALLEST, Heard
from scripts.hearing.network import Network, evidence
from scripts.measure.beats import continuity, f_measure, first_lock
from scripts.measure.hearing import FLOOR, beats, ones

COLUMNS = ("F", "CMLt", "AMLt", "ones", "lock")


def judged(network: Network, pieces: list[Heard]) -> list[str]:
    """A line for each family and one for all: means; for `lock`, the median.

    `lock` is the seconds to four right beats.
    """
    rows: dict[str, list[list[float]]] = {}
    for piece in pieces:
        rows.setdefault(piece.group, []).append(_row(network, piece))
    lines = [f"{'':<28}" + "".join(f"{column:>7}" for column in COLUMNS)]
    lines += [_line(group, found) for group, found in sorted(rows.items())]
    return [*lines, _line("all", [row for found in rows.values() for row in found])]


def _row(network: Network, piece: Heard) -> list[float]:
    bands, notes = (
        np.maximum(np.exp(kept.astype(np.float32)) - SMALLEST, 0)
        for kept in (piece.bands, piece.notes)
    )
    heard = evidence(network, bands, notes).astype(float)
    passed, _ = beats(np.clip(heard[:, 0], FLOOR, 1 - FLOOR), np.ones(len(heard), dtype=bool))
    cml, aml = continuity(piece.beats, passed)
    known = piece.bars_known and len(passed) > 8
    downbeats = piece.beats[piece.places == 1]
    bars = f_measure(downbeats, ones(passed, heard[:, 1])) if known else math.nan
    return [f_measure(piece.beats, passed), cml, aml, bars, first_lock(piece.beats, passed)]


def _line(title: str, rows: list[list[float]]) -> str:
    figures = np.array(rows)
    known = figures[~np.isnan(figures[:, 3]), 3]
    bars = float(known.mean()) if len(known) else math.nan
    means = [*figures[:, :3].mean(0), bars, float(np.median(figures[:, 4]))]
    return f"{f'{title} ({len(rows)})':<28}" + "".join(f"{value:7.3f}" for value in means)
