"""Windows of the corpus as they may come to an ear: louder, duller, noisy, cut, or no music."""

from dataclasses import dataclass

import numpy as np

from scripts.hearing.corpus import SMALLEST, Heard
from scripts.hearing.senses import senses
from scripts.hearing.spectrum import BANDS, NOTES
from scripts.hearing.targets import marked

HELD_OUT = (  # whole families, never learned from
    "mma:foxtrot",
    "mma:rhumba",
    "mma:salsa",
    "mma:vienesewaltz",
    "mma:bossanova",
    "mma:quickstep",
    "mma:twist",
    "mma:softrock",
    "mma:discosoul",
    "mma:merengue",
    "mma:68swing",
    "mma:rave",
    "mma:metal",
    "band:surf",
    "band:electro house",
    "band:cumbia",
    "band:shuffle",
    "band:hard rock",
    "real:muldjord:internal_degeneration",
)
SHARES = {
    "mma": 0.30, "band": 0.26, "real": 0.18, "midi": 0.05, "module": 0.07, "guessed": 0.14,
}  # fmt: skip
NO_MUSIC, CUT, NOISY = 0.05, 0.15, 0.3  # of the windows
DECIBEL = np.log(10) / 10  # of power


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Windows, and what is true of them. `weight` is nought where it is not known."""

    frames: np.ndarray  # (windows, frames, 2 * BANDS)
    steps: np.ndarray  # (windows, frames / 2, 2 * NOTES)
    target: np.ndarray  # (windows, frames, OUTPUTS)
    weight: np.ndarray  # the same


def is_held_out(piece: Heard) -> bool:
    """Whether a piece is of a family that is not learned from."""
    return piece.group in HELD_OUT or f"{piece.group}:{piece.name.split(' x')[0]}" in HELD_OUT


@dataclass(slots=True)
class _Window:
    bands: np.ndarray
    notes: np.ndarray
    target: np.ndarray
    weight: np.ndarray


class Sampler:
    """Draws windows of `frames` frames, an even number."""

    def __init__(self, pieces: list[Heard], frames: int) -> None:
        self._frames = frames
        kinds: dict[str, list[Heard]] = {}
        for piece in pieces:
            kinds.setdefault(piece.group.split(":")[0], []).append(piece)
        self._crowds = kinds.pop("no music", [])
        self._kinds = list(kinds.values())
        shares = np.array([SHARES.get(kind, 0.1) for kind in kinds])
        self._shares = shares / shares.sum()

    def batch(self, windows: int, chance: np.random.Generator) -> Batch:
        """Any windows."""
        drawn = [self._window(chance) for _ in range(windows)]
        bands = np.exp(np.stack([one.bands for one in drawn]).astype(np.float32)) - SMALLEST
        notes = np.exp(np.stack([one.notes for one in drawn]).astype(np.float32)) - SMALLEST
        frames, steps = senses(np.maximum(bands, 0), np.maximum(notes, 0))
        return Batch(
            frames,
            steps,
            np.stack([one.target for one in drawn]),
            np.stack([one.weight for one in drawn]),
        )

    def _window(self, chance: np.random.Generator) -> _Window:
        window = self._part(self._any(chance), chance)
        if self._crowds and chance.random() < NOISY:
            _mix(window, self._part(self._crowd(chance), chance), chance.uniform(0, 25))
        if chance.random() < CUT:
            other = self._part(self._any(chance), chance)
            if chance.random() < 0.3:
                other.bands += chance.normal(0, 6) * DECIBEL
            at = 2 * int(chance.integers(self._frames // 8, 3 * self._frames // 8))
            window.bands[at:], window.notes[at // 2 :] = other.bands[at:], other.notes[at // 2 :]
            window.target[at:], window.weight[at:] = other.target[at:], other.weight[at:]
        return window

    def _any(self, chance: np.random.Generator) -> Heard:
        if self._crowds and chance.random() < NO_MUSIC:
            return self._crowd(chance)
        kind = self._kinds[int(chance.choice(len(self._kinds), p=self._shares))]
        return kind[int(chance.integers(len(kind)))]

    def _crowd(self, chance: np.random.Generator) -> Heard:
        return self._crowds[int(chance.integers(len(self._crowds)))]

    def _part(self, piece: Heard, chance: np.random.Generator) -> _Window:
        size = self._frames
        start = 2 * int(chance.integers(0, max(1, (len(piece.bands) - size) // 2 + 1)))
        bands = piece.bands[start : start + size].astype(np.float32)
        notes = piece.notes[start // 2 : (start + size) // 2].astype(np.float32)
        bands, notes = _filled(bands, size), _filled(notes, size // 2)
        gain, curve = chance.normal(0, 8) * DECIBEL, _curve(chance)
        bands += gain + curve
        notes += gain + curve[np.linspace(2, BANDS * 0.5, NOTES).astype(int)]
        downbeats = piece.beats[piece.places == 1]
        target = np.stack(
            [marked(t, start, size) for t in (piece.beats, downbeats, piece.onsets)], 1
        )
        weight = np.ones_like(target)
        weight[:, 1] *= piece.bars_known
        weight[:, 2] *= piece.onsets_known
        return _Window(bands, notes, target, weight)


def _filled(values: np.ndarray, size: int) -> np.ndarray:
    missing = ((0, size - len(values)), (0, 0))
    return np.pad(values, missing, constant_values=float(np.log(SMALLEST)))


def _curve(chance: np.random.Generator) -> np.ndarray:
    """Loudspeaker and room, in log of power: a tilt and some bumps."""
    places = np.linspace(-1, 1, BANDS)
    out = chance.normal(0, 4) * places
    for _ in range(3):
        out = out + chance.normal(0, 3) * np.exp(-(((places - chance.uniform(-1, 1)) / 0.25) ** 2))
    return np.asarray(out * DECIBEL, dtype=np.float32)


def _mix(window: _Window, crowd: _Window, snr: float) -> None:
    """Crowd under the music; in place. Powers of sounds that know nothing of each other add."""
    music, talk = np.exp(window.bands).mean(), np.exp(crowd.bands).mean()
    gain = np.log((music + SMALLEST) / (talk + SMALLEST)) - snr * DECIBEL
    window.bands = np.logaddexp(window.bands, crowd.bands + gain)
    window.notes = np.logaddexp(window.notes, crowd.notes + gain)
