"""What loudspeakers, rooms and microphones do to music, and the crowd that talks over it."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
from scipy.io import wavfile
from scipy.signal import butter, fftconvolve, lfilter, resample_poly, sosfilt

from live.hear.activations import RATE
from live.signals import Samples

TALK = (
    "well good evening everybody and welcome to this wonderful night we are so happy that you "
    "are here thank you for coming all the way i have known them since school and let me tell "
    "you a story raise your glasses to the bride and groom what a beautiful day it has been "
    "please take your seats dinner is served has anybody seen my uncle where is the cake one two "
    "testing can you hear me at the back"
)
VOICES = (
    "en",
    "en-us",
    "en-gb-scotland",
    "de",
    "fr",
    "es",
    "it",
    "pl",
    "en+f2",
    "en+f4",
    "en+m3",
    "en+m7",
)


def finished(sound: Samples, chance: np.random.Generator) -> Samples:
    """As a studio hands music out: some saturation, loud."""
    level = np.sqrt(np.mean(sound**2)) + 1e-6
    if chance.random() < 0.6:
        drive = chance.uniform(0.08, 0.35) / level
        sound = np.tanh(sound * drive)
    return _to(sound, chance.uniform(0.05, 0.25))


def in_a_room(sound: Samples, chance: np.random.Generator) -> Samples:
    """Through loudspeakers into a hall, and out of one microphone of it."""
    out = _equalised(sound, chance)
    dry = chance.uniform(0.2, 0.9)
    wet = fftconvolve(out, _response(chance))[: len(out)]
    out = dry * out + (1 - dry) * wet * (
        np.sqrt(np.mean(out**2)) / (np.sqrt(np.mean(wet**2)) + 1e-9)
    )
    if chance.random() < 0.5:
        out = _phone(out, chance)
    hiss = chance.normal(0, np.sqrt(np.mean(out**2)) * 10 ** chance.uniform(-3, -1.3), len(out))
    out = _to(out + hiss, chance.uniform(0.01, 0.3))
    if chance.random() < 0.2:  # too loud for the input
        out = np.clip(out * chance.uniform(3, 8), -1, 1)
    return np.asarray(out, dtype=np.float32)


def with_crowd(sound: Samples, crowd: Samples, snr: float, chance: np.random.Generator) -> Samples:
    """People talking and clapping over it, `snr` decibels below the music."""
    start = int(chance.integers(max(1, len(crowd) - len(sound))))
    over = np.resize(crowd[start:], len(sound))
    level = np.sqrt(np.mean(sound**2)) / (np.sqrt(np.mean(over**2)) + 1e-9)
    return np.asarray(sound + over * level * 10 ** (-snr / 20), dtype=np.float32)


def _to(sound: np.ndarray, level: float) -> Samples:
    """Brought to a root mean square, no louder than full scale."""
    out = sound * (level / (np.sqrt(np.mean(sound**2)) + 1e-9))
    return np.asarray(out / max(1.0, float(np.abs(out).max())), dtype=np.float32)


def _equalised(sound: Samples, chance: np.random.Generator) -> Samples:
    low, high = sorted(np.exp(chance.uniform(np.log(120), np.log(7000), 2)))
    gains = 10 ** (chance.normal(0, 5, 3) / 20)
    bass = sosfilt(butter(1, low, fs=RATE, output="sos"), sound)
    top = sosfilt(butter(1, high, "high", fs=RATE, output="sos"), sound)
    return np.asarray(
        gains[0] * bass + gains[1] * (sound - bass - top) + gains[2] * top, np.float32
    )


def _response(chance: np.random.Generator) -> Samples:
    """Of a room: a few early reflections and a tail that fades."""
    seconds = chance.uniform(0.2, 1.6)  # until it is 60 dB down
    time = np.arange(round(seconds * RATE)) / RATE
    tail = chance.normal(0, 1, len(time)) * np.exp(-6.9 * time / seconds)
    tail = lfilter([1 - 0.5], [1, -0.5], tail)
    tail[: round(0.012 * RATE)] *= 0.1
    for _ in range(6):
        tail[int(chance.integers(1, round(0.05 * RATE)))] += chance.normal(0, 3)
    return np.asarray(tail / np.sqrt(np.sum(tail**2)), dtype=np.float32)


def _phone(sound: Samples, chance: np.random.Generator) -> Samples:
    """A small microphone: no lows, no highs, and a gain that follows."""
    band = (chance.uniform(60, 350), chance.uniform(3500, 11000))
    out = sosfilt(butter(2, band, "band", fs=RATE, output="sos"), sound)
    share = 1 / (RATE * chance.uniform(0.1, 1.0))
    level = np.sqrt(lfilter([share], [1, share - 1], out**2)) + 1e-3
    return np.asarray(out / level ** chance.uniform(0.2, 0.8), dtype=np.float32)


def speech(seconds: float, chance: np.random.Generator) -> Samples:
    """One person who talks, with pauses. Needs espeak-ng."""
    pieces, length = [], 0
    while length < seconds * RATE:
        text = " ".join(chance.choice(TALK.split(), int(chance.integers(12, 40))))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "said.wav")
            subprocess.run(
                [
                    "espeak-ng",
                    "-v",
                    str(chance.choice(VOICES)),
                    "-s",
                    str(chance.integers(120, 200)),
                    "-p",
                    str(chance.integers(20, 80)),
                    "-w",
                    str(file),
                    text,
                ],
                check=True,
                timeout=60,
            )
            rate, said = wavfile.read(file)
        said = resample_poly(said.astype(np.float32) / 32768, RATE // 50, rate // 50)
        pieces += [said, np.zeros(round(chance.uniform(0.1, 1.5) * RATE))]
        length += len(said) + len(pieces[-1])
    return np.concatenate(pieces)[: round(seconds * RATE)].astype(np.float32)


def applause(seconds: float, chance: np.random.Generator) -> Samples:
    """Many hands, each at a pace of its own; it swells and fades."""
    out = np.zeros(round(seconds * RATE), dtype=np.float32)
    for _ in range(int(chance.integers(8, 60))):
        pace = chance.uniform(2.5, 5.5)
        at = np.cumsum(chance.normal(1 / pace, 0.02, round(seconds * pace)))
        length = round(chance.uniform(0.008, 0.03) * RATE)
        clap = chance.normal(0, 1, length) * np.exp(-np.arange(length) / (length / 5))
        middle = chance.uniform(700, 2500)
        clap = sosfilt(butter(1, (middle * 0.6, middle * 1.6), "band", fs=RATE, output="sos"), clap)
        for start in (at[(at > 0) & (at < seconds - 0.05)] * RATE).astype(int):
            out[start : start + length] += clap * chance.uniform(0.3, 1.0)
    swell = np.interp(np.arange(len(out)), np.linspace(0, len(out), 8), chance.uniform(0.2, 1, 8))
    return _to(out * swell, 0.1)


def noise(seconds: float, chance: np.random.Generator) -> Samples:
    """Of a hall: hiss, hum, air, clatter of plates."""
    size = round(seconds * RATE)
    spectrum = np.fft.rfft(chance.normal(0, 1, size))
    out = np.fft.irfft(spectrum / (1 + np.arange(len(spectrum))) ** chance.uniform(0.1, 0.9), size)
    out /= np.abs(out).max()
    for at in chance.integers(0, size - RATE, int(chance.integers(0, round(seconds)))):
        time = np.arange(RATE // 3) / RATE
        ring = np.sin(2 * np.pi * chance.uniform(300, 5000) * time) * np.exp(
            -time * chance.uniform(8, 60)
        )
        out[at : at + len(ring)] += chance.uniform(0.2, 1.5) * ring
    return _to(out, chance.uniform(0.003, 0.1))


def babble(voices: list[Samples], chance: np.random.Generator) -> Samples:
    """Many who talk at once: voices over one another, each as loud as it is far."""
    size = min(len(voice) for voice in voices)
    out = np.zeros(size, dtype=np.float32)
    for voice in voices * 3:
        out += np.roll(voice[:size], int(chance.integers(size))) * chance.uniform(0.1, 1)
    return _to(out, 0.1)
