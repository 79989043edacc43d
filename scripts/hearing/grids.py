"""Where beats fall: from a MIDI file's tempi, and whether the sound agrees."""

import mido
import numpy as np

from live.signals import Floats
from scripts.hearing.spectrum import FRAME

LATE = 0.012  # seconds from an onset to the end of the frame in which the spectrum rises most


class Grid:
    """The tempi and bars of a MIDI file."""

    def __init__(self, midi: mido.MidiFile) -> None:
        self.ticks_per_beat = midi.ticks_per_beat
        tempi, bars = {0: 500_000}, {0: (4, 4)}
        self.end = 0  # ticks
        for track in midi.tracks:
            now = 0
            for message in track:
                now += message.time
                if message.type == "set_tempo":
                    tempi[now] = message.tempo
                elif message.type == "time_signature":
                    bars[now] = (message.numerator, message.denominator)
            self.end = max(self.end, now)
        self._ticks = np.array(sorted(tempi), dtype=float)
        lengths = np.array([tempi[int(tick)] for tick in self._ticks]) / 1e6 / midi.ticks_per_beat
        self._seconds = np.concatenate([[0], np.cumsum(np.diff(self._ticks) * lengths[:-1])])
        self._lengths = lengths
        self._bars = sorted(bars.items())

    def seconds(self, ticks: Floats) -> Floats:
        """When ticks sound."""
        part = np.searchsorted(self._ticks, ticks, side="right") - 1
        return np.asarray(self._seconds[part] + (ticks - self._ticks[part]) * self._lengths[part])

    def beats(self) -> tuple[Floats, Floats]:
        """Seconds of the beats, and their places in the bar from 1.

        A beat is what the lower number of the time signature says, or three of them in 6/8, 9/8
        and 12/8.
        """
        ticks, places = [], []
        for number, (start, (upper, lower)) in enumerate(self._bars):
            stop = self._bars[number + 1][0] if number + 1 < len(self._bars) else self.end
            unit, count = self.ticks_per_beat * 4 / lower, upper
            if lower == 8 and upper % 3 == 0:
                unit, count = unit * 3, upper // 3
            found = np.arange(start, stop, unit)
            ticks.append(found)
            places.append(np.arange(len(found)) % count + 1.0)
        return self.seconds(np.concatenate(ticks)), np.concatenate(places)


def rises(bands: np.ndarray) -> Floats:
    """How much the spectrum rises, a frame: (frames,)."""
    seen = np.log1p(50 * np.sqrt(bands) / (np.sqrt(bands.sum(1)).max() + 1e-9))
    rise = np.maximum(np.diff(seen, axis=0, prepend=seen[:1]), 0).sum(1)
    return np.asarray(rise - rise.mean(), dtype=float)


def agreement(rise: Floats, beats: Floats, parts: int = 16) -> Floats:
    """How strongly the sound rises 0, 1 .. parts - 1 parts of a beat after the beats: (parts,)."""
    found = np.zeros(parts)
    for part in range(parts):
        at = beats[:-1] + np.diff(beats) * part / parts
        frames = np.round((at + LATE) / FRAME - 1).astype(int)
        frames = frames[(frames > 1) & (frames < len(rise) - 2)]
        around = (
            np.stack([rise[frames + k] for k in (-1, 0, 1)]) if len(frames) else np.zeros((1, 1))
        )
        found[part] = float(around.max(0).mean())
    return found


def best_shift(rise: Floats, beats: Floats, most: float, step: float = 0.0025) -> float:
    """Seconds by which the beats must be later for the sound to agree best."""
    shifts = np.arange(-most, most + step / 2, step)
    ends = (np.arange(len(rise)) + 1) * FRAME - LATE
    risen = [float(np.interp(beats + shift, ends, rise).mean()) for shift in shifts]
    return float(shifts[int(np.argmax(risen))])


def agrees(bands: np.ndarray, beats: Floats) -> bool:
    """Whether beats are where the sound rises, and not half a beat, or a bit, beside it."""
    found = agreement(rises(bands), beats, 8)
    return bool(found[0] > 0 and found[0] >= 0.9 * max(found[4], found[1], found[7], 0.0))
