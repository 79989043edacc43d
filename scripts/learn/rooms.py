"""What happens to a song before the microphone: rooms, phones, crowds, levels; all in numpy."""

import numpy as np

from live.signals import Floats, Samples

RATE = 44_100


def equalised(sound: Floats, chance: np.random.Generator) -> Floats:
    """A smooth random gain over pitch, up to 12 dB, sometimes a telephone's narrow band."""
    size = 1 << (len(sound) - 1).bit_length()
    spectrum = np.fft.rfft(sound, size)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(size, 1 / RATE), 20) / 20)
    gain = np.interp(octaves, np.arange(11), chance.normal(0, 5, 11))
    if chance.random() < 0.15:
        low, high = chance.uniform(150, 400), chance.uniform(3_000, 8_000)
        place = 20 * 2**octaves
        gain -= 24 * np.clip(np.log2(low / place), 0, 2) + 24 * np.clip(np.log2(place / high), 0, 2)
    out: Floats = np.fft.irfft(spectrum * 10 ** (gain / 20), size)
    return out[: len(sound)]


def in_a_room(sound: Floats, chance: np.random.Generator) -> Floats:
    """An exponential tail behind the direct sound."""
    length = int(RATE * chance.uniform(0.15, 0.9))
    tail = chance.normal(0, 1, length) * np.exp(-6.9 * np.arange(length) / length)
    tail *= chance.uniform(0.2, 1.2) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    size = 1 << (len(sound) + length - 1).bit_length()
    out: Floats = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)
    return out[: len(sound)]


def crowd(length: int, chance: np.random.Generator) -> Floats:
    """Voices without words: bursts of a few formants at the pace of syllables."""
    out = np.zeros(length)
    for _ in range(int(chance.integers(1, 4))):
        pitch, at = chance.uniform(90, 240), 0
        while at < length:
            size = int(RATE * chance.uniform(0.06, 0.3))
            times = np.arange(size) / RATE
            glide = pitch * (1 + chance.normal(0, 0.08) + chance.normal(0, 0.3) * times)
            phase = 2 * np.pi * np.cumsum(glide) / RATE
            formants = chance.uniform([300, 900, 2200], [800, 2000, 3200])
            voice = np.zeros(size)
            for harmonic in range(1, 12):
                hertz = harmonic * pitch
                loud = sum(np.exp(-(((hertz - f) / 180) ** 2)) for f in formants) + 0.03
                voice += loud / np.sqrt(harmonic) * np.sin(harmonic * phase)
            voice += chance.normal(0, chance.choice([0.02, 0.4]), size)
            voice *= np.sin(np.pi * np.arange(size) / size) ** 0.6
            part = out[at : at + size]
            part += voice[: len(part)]
            at += size + int(RATE * chance.choice([0.02, 0.05, 0.4], p=[0.5, 0.35, 0.15]))
    return out / (np.sqrt(np.mean(out**2)) + 1e-9)


def applause(length: int, chance: np.random.Generator) -> Floats:
    """Many hands, no beat."""
    out = np.zeros(length + 4_000)
    for _ in range(int(length / RATE * chance.uniform(40, 300))):
        at, size = int(chance.integers(length)), int(chance.integers(300, 2_000))
        out[at : at + size] += chance.normal(0, 1, size) * np.exp(-np.arange(size) / (size / 5))
    return out[:length] / (np.sqrt(np.mean(out**2)) + 1e-9)


def recorded(sound: Samples, chance: np.random.Generator) -> Samples:
    """A song as some microphone might have it."""
    out = sound.astype(np.float64) / (np.sqrt(np.mean(sound.astype(np.float64) ** 2)) + 1e-9)
    out = equalised(out, chance)
    if chance.random() < 0.4:
        out = in_a_room(out, chance)
    if chance.random() < 0.3:
        out = np.tanh(out * chance.uniform(0.5, 4))
    out /= np.sqrt(np.mean(out**2)) + 1e-9
    if chance.random() < 0.3:
        noise = crowd(len(out), chance) if chance.random() < 0.6 else chance.normal(0, 1, len(out))
        out += noise * 10 ** (-chance.uniform(2, 25) / 20)
    out *= 10 ** (chance.uniform(-34, -8) / 20)
    return np.clip(out, -1, 1).astype(np.float32)
