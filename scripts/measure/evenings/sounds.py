"""The sounds of an evening that are no song: somebody who talks, hands, a hall, a room."""

import numpy as np
from scipy.signal import butter, resample_poly, sosfilt

from live.hear.activations import RATE as VENUE_RATE
from live.hear.sources.sound_file import RATE
from live.signals import Samples
from scripts.hearing import venues

_VOWELS = ((730, 1090), (270, 2290), (570, 840), (300, 870), (530, 1840))  # Hz: two formants each


def leveled(sound: Samples, level: float) -> Samples:
    """Brought to a root mean square, no louder than full scale."""
    out = sound * (level / (float(np.sqrt(np.mean(np.square(sound)))) + 1e-9))
    return np.asarray(out / max(1.0, float(np.abs(out).max(initial=0.0))), dtype=np.float32)


def speech(seconds: float, chance: np.random.Generator) -> Samples:
    """Like somebody who talks: syllables of buzz and breath, in words, with pauses."""
    out = np.zeros(round(seconds * RATE), dtype=np.float32)
    at, pitch = 0.1, float(chance.uniform(95, 190))
    while at < seconds - 0.5:
        for _ in range(int(chance.integers(3, 12))):
            syllable = _syllable(chance, pitch)
            start = round(at * RATE)
            piece = out[start : start + len(syllable)]
            piece += syllable[: len(piece)]
            at += float(chance.uniform(0.11, 0.28))
        at += float(chance.uniform(0.2, 1.1))
        pitch *= float(chance.uniform(0.93, 1.07))
    return out


def _syllable(chance: np.random.Generator, pitch: float) -> Samples:
    size = round(chance.uniform(0.08, 0.24) * RATE)
    bend = pitch * np.linspace(chance.uniform(0.9, 1.2), chance.uniform(0.85, 1.05), size)
    buzz = (np.cumsum(bend / RATE) % 1.0) - 0.5 + chance.normal(0, 0.12, size)
    voiced = np.zeros(size)
    for middle in _VOWELS[int(chance.integers(len(_VOWELS)))]:
        band = butter(1, (middle * 0.8, middle * 1.2), "band", fs=RATE, output="sos")
        voiced += sosfilt(band, buzz)
    return np.asarray(voiced * np.hanning(size) * chance.uniform(0.4, 1.0), dtype=np.float32)


def applause(seconds: float, chance: np.random.Generator) -> Samples:
    """Many hands."""
    return _at_ours(venues.applause(seconds, chance))


def hall(seconds: float, chance: np.random.Generator) -> Samples:
    """What a quiet hall sounds like."""
    return leveled(chance.normal(0, 1, round(seconds * RATE)).astype(np.float32), 0.0004)


def with_drop(sound: Samples, ones: np.ndarray, at: int, chance: np.random.Generator) -> Samples:
    """A song without its lows for four bars before ONE number `at`; a riser in the last two.

    `ones`: seconds of the piece.
    """
    out = sound.copy()
    start, build, drop = (round(float(ones[n]) * RATE) for n in (at - 4, at - 2, at))
    quiet = sosfilt(butter(2, 400, "high", fs=RATE, output="sos"), sound[start:drop])
    out[start:drop] = 0.3 * quiet
    rise = np.linspace(0.0, 1.0, drop - build) ** 2
    level = float(np.sqrt(np.mean(np.square(sound))))
    out[build:drop] += (rise * level * chance.normal(0, 0.7, drop - build)).astype(np.float32)
    return out


def in_a_room(sound: Samples, snr: float, chance: np.random.Generator) -> Samples:
    """The evening as a microphone in the hall hears it, a crowd `snr` decibels below the music."""
    heard = venues.in_a_room(_at_theirs(sound), chance)
    voices = [_at_theirs(speech(40.0, chance)) for _ in range(4)]
    noisy = venues.with_crowd(heard, venues.babble(voices, chance), snr, chance)
    return leveled(_at_ours(noisy)[: len(sound)], 0.1)


def _at_ours(sound: Samples) -> Samples:
    return np.asarray(resample_poly(sound, RATE // 300, VENUE_RATE // 300), dtype=np.float32)


def _at_theirs(sound: Samples) -> Samples:
    return np.asarray(resample_poly(sound, VENUE_RATE // 300, RATE // 300), dtype=np.float32)
