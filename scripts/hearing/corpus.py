"""The corpus on the disk: a file a piece, its spectra in half precision beside its truth."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.errors import BadInput
from scripts.hearing import venues
from scripts.hearing.piece import Piece

SMALLEST = 1e-12  # of power: what the logarithm kept is of at least


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A piece as the network hears it."""

    name: str
    group: str
    bands: np.ndarray  # (frames, BANDS) float16: log of power
    notes: np.ndarray  # (steps, NOTES) float16
    beats: np.ndarray  # seconds
    places: np.ndarray
    onsets: np.ndarray
    onsets_known: bool
    bars_known: bool


def write(file: Path, piece: Piece, bands: np.ndarray, notes: np.ndarray) -> None:
    """Keeps one piece, its spectra in power, in a file of its own."""
    np.savez(
        file,
        name=piece.name,
        group=piece.group,
        bands=np.log(bands + SMALLEST).astype(np.float16),
        notes=np.log(notes + SMALLEST).astype(np.float16),
        beats=piece.beats,
        places=piece.places,
        onsets=piece.onsets,
        onsets_known=piece.onsets_known,
        bars_known=piece.bars_known,
    )


def read(folder: Path) -> list[Heard]:
    """All pieces of a folder, by their file's name. Raises BadInput where there is none."""
    pieces = [_read(file) for file in sorted(folder.glob("*.npz"))]
    if not pieces:
        raise BadInput(f"{folder} holds no pieces: make them with scripts/make/hearing_data.py")
    return pieces


def _read(file: Path) -> Heard:
    with np.load(file) as kept:
        return Heard(
            str(kept["name"]),
            str(kept["group"]),
            kept["bands"],
            kept["notes"],
            kept["beats"],
            kept["places"],
            kept["onsets"],
            bool(kept["onsets_known"]),
            bool(kept["bars_known"]),
        )


def varied(piece: Piece, chance: np.random.Generator, rooms: float = 0.35) -> Piece:
    """As it may come to an ear: finished, and now and then through a room."""
    sound = venues.finished(piece.sound, chance)
    if chance.random() < rooms:
        sound = venues.in_a_room(sound, chance)
    return piece.with_sound(sound)
