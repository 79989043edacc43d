"""Sound to the spectra of `spectrum`, in torch: the corpus and the exported model hear alike."""

from typing import ClassVar

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import conv1d

from live.hear.activations import STEP
from scripts.hearing.spectrum import (
    BASS,
    BASS_KEPT,
    BASS_STEP,
    BASS_TAPS,
    BASS_WINDOW,
    HIGH_BANDS,
    HIGH_BINS,
    HIGH_WINDOW,
    LOW,
    LOW_BANDS,
    LOW_BINS,
    LOW_HOP,
    LOW_KEPT,
    LOW_TAPS,
    LOW_WINDOW,
    PITCHES,
    RAW_KEPT,
    SUB,
    lowpass,
    waves,
)


class Front(torch.nn.Module):
    """Power of bands and notes. Sound in whole steps; the memory is the sound before."""

    shapes: ClassVar[dict[str, tuple[int, ...]]] = {
        "raw": (1, RAW_KEPT),
        "low": (1, LOW_KEPT),
        "bass": (1, BASS_KEPT),
    }

    def __init__(self) -> None:
        super().__init__()
        constants = {
            "to_low": lowpass(LOW_TAPS, LOW)[None, None],
            "to_bass": lowpass(BASS_TAPS, BASS)[None, None],
            "low_waves": waves(LOW_WINDOW, LOW_BINS / LOW_WINDOW),
            "low_bands": LOW_BANDS,
            "high_waves": waves(HIGH_WINDOW, HIGH_BINS / HIGH_WINDOW),
            "high_bands": HIGH_BANDS,
            "note_waves": waves(BASS_WINDOW, PITCHES),
            "low_sums": np.tile(LOW_BANDS, (2, 1)),  # of squares of cosines and sines
            "high_sums": np.tile(HIGH_BANDS, (4, 1)) / 2,  # and of two windows a frame
        }
        for name, value in constants.items():
            self.register_buffer(name, torch.tensor(value, dtype=torch.float32), persistent=False)
        places = {
            "high_places": SUB * np.arange(4)[:, None] + np.arange(HIGH_WINDOW),
            "low_places": LOW_HOP * np.arange(2)[:, None] + np.arange(LOW_WINDOW),
        }
        for name, value in places.items():
            self.register_buffer(name, torch.tensor(value), persistent=False)

    def forward(
        self, sound: Tensor, raw: Tensor, low: Tensor, bass: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """(batch, samples) and memory to (batch, frames, BANDS) and (batch, steps, NOTES) of
        power, and the memory after.
        """
        raw = torch.cat([raw, sound], 1)
        slower = _slower(raw[:, RAW_KEPT - LOW_TAPS + LOW :], self.to_low, LOW)
        low = torch.cat([low, slower], 1)
        slowest = _slower(low[:, LOW_KEPT - BASS_TAPS + BASS :], self.to_bass, BASS)
        bass = torch.cat([bass, slowest], 1)
        highs = _power(raw.unfold(1, HIGH_WINDOW, SUB), self.high_waves) @ self.high_bands
        highs = (highs[:, 0::2] + highs[:, 1::2]) / 2
        lows = _power(low.unfold(1, LOW_WINDOW, LOW_HOP), self.low_waves) @ self.low_bands
        notes = _power(bass.unfold(1, BASS_WINDOW, BASS_STEP), self.note_waves)
        bands = torch.cat([lows, highs], 2)
        return bands, notes, raw[:, -RAW_KEPT:], low[:, -LOW_KEPT:], bass[:, -BASS_KEPT:]

    def step(
        self, sound: Tensor, raw: Tensor, low: Tensor, bass: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """The same of one step: (1, 2, BANDS) and (1, NOTES), and the memory after."""
        raw = torch.cat([raw, sound], 1)
        low = torch.cat([low, _slower(raw[:, RAW_KEPT - LOW_TAPS + LOW :], self.to_low, LOW)], 1)
        slowest = _slower(low[:, LOW_KEPT - BASS_TAPS + BASS :], self.to_bass, BASS)
        bass = torch.cat([bass, slowest], 1)
        high_parts = (raw[0, self.high_places] @ self.high_waves).reshape(1, 2, -1)
        low_parts = (low[0, self.low_places] @ self.low_waves)[None]
        bands = torch.cat(
            [low_parts * low_parts @ self.low_sums, high_parts * high_parts @ self.high_sums], 2
        )
        notes = bass @ self.note_waves
        notes = (notes * notes).reshape(1, 2, -1).sum(1)
        return bands, notes, raw[:, -RAW_KEPT:], low[:, -LOW_KEPT:], bass[:, -BASS_KEPT:]


def _slower(sound: Tensor, kernel: Tensor, factor: int) -> Tensor:
    return conv1d(sound[:, None], kernel, stride=factor)[:, 0]


def _power(windows: Tensor, waves: Tensor) -> Tensor:
    cosine, sine = (windows @ waves).chunk(2, -1)
    return cosine * cosine + sine * sine


def spectra(front: Front, sound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of a piece at RATE, from silence: power of bands a frame, and of notes a step."""
    steps = len(sound) // STEP
    whole = torch.from_numpy(np.ascontiguousarray(sound[: steps * STEP], dtype=np.float32))[None]
    memory = [torch.zeros(shape) for shape in front.shapes.values()]
    bands, notes = [], []
    with torch.no_grad():
        for piece in whole.split(500 * STEP, 1):
            got_bands, got_notes, *memory = front(piece, *memory)
            bands.append(got_bands[0])
            notes.append(got_notes[0])
    return torch.cat(bands).numpy(), torch.cat(notes).numpy()
