"""Tracker modules: music that carries its own grid, played by libopenmpt row by row."""

import ctypes
from functools import cache
from pathlib import Path

import numpy as np

from live.errors import BadInput
from live.hear.activations import RATE
from scripts.hearing.piece import Piece

CHUNK = 48  # samples: 2 ms, as exactly as a row's beginning is known
LONGEST = 150.0  # seconds
TEMPO = (82.0, 164.0)  # beats a minute: so many rows are a beat that it lies in here


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libopenmpt.so.0")
    except OSError as error:
        raise BadInput("libopenmpt is missing: install libopenmpt0") from error
    library.openmpt_module_create_from_memory2.restype = ctypes.c_void_p
    library.openmpt_module_read_mono.restype = ctypes.c_size_t
    return library


def song(file: Path) -> Piece | None:
    """A module as a piece; None where its rows show no beat."""
    sound, rows, starts = _played(file)
    if len(starts) < 64:
        return None
    row = float(np.median(np.diff(starts)))
    per_beat = next((n for n in (2, 4, 8, 16, 32) if TEMPO[0] <= 60 / (row * n) <= TEMPO[1]), 0)
    if not per_beat or np.abs(np.diff(starts) / row - 1).max() > 0.5:
        return None
    chosen = rows % per_beat == 0
    places = rows[chosen] // per_beat % 4 + 1.0
    bars = bool(
        np.all(rows[np.flatnonzero(np.diff(rows) < 0)] % (4 * per_beat) == 4 * per_beat - 1)
    )
    return Piece(
        file.stem, f"module:{file.stem}", sound, starts[chosen], places, onsets_known=False,
        bars_known=bars,
    )  # fmt: skip


def _played(file: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The sound, and of each row played its number and the second it begins."""
    library, data = _library(), file.read_bytes()
    module = library.openmpt_module_create_from_memory2(
        data, ctypes.c_size_t(len(data)), None, None, None, None, None, None, None
    )
    if not module:
        raise BadInput(f"{file} is no module")
    handle = ctypes.c_void_p(module)
    piece = (ctypes.c_float * CHUNK)()
    sound, rows, starts, last = [], [], [], (-1, -1)
    for count in range(round(LONGEST * RATE / CHUNK)):
        if not library.openmpt_module_read_mono(handle, RATE, ctypes.c_size_t(CHUNK), piece):
            break
        sound.append(np.array(piece, dtype=np.float32))
        now = (
            library.openmpt_module_get_current_order(handle),
            library.openmpt_module_get_current_row(handle),
        )
        if now != last:
            rows.append(now[1])
            starts.append(count * CHUNK / RATE)
        last = now
    library.openmpt_module_destroy(handle)
    whole = np.clip(np.nan_to_num(np.concatenate(sound)), -4, 4)
    return whole, np.array(rows), np.array(starts)
