"""Sound for tests: files, and clicks whose beats are known."""

import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from live.signals import AudioBlock, Floats, Samples


def write_wave(path: Path, samples: Samples, rate: int) -> Path:
    """Writes (n,) or (n, channels), -1..1, as 16-bit sound."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((samples * 32_767).astype("<i2").tobytes())
    return path


def encode(
    path: Path,
    tracks: list[Samples],
    codec: str,
    rate: int,
    hole: tuple[float, float] | None = None,
) -> Path:
    """Writes sound tracks, each (n,) or (2, n), into any file that FFmpeg writes.

    From the first second of `hole` on, all is as many seconds later as its second says.
    """
    with av.open(str(path), "w") as container:
        streams = [
            container.add_stream(codec, rate=rate, layout="mono" if track.ndim == 1 else "stereo")
            for track in tracks
        ]
        for stream, track in zip(streams, tracks, strict=True):
            assert isinstance(stream, av.AudioStream)
            fitting = av.AudioResampler(stream.format, stream.layout, rate)
            for start in range(0, track.shape[-1], 1024):
                piece = np.ascontiguousarray(np.atleast_2d(track)[:, start : start + 1024])
                frame = av.AudioFrame.from_ndarray(piece, "fltp", stream.layout.name)
                frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
                for fit in fitting.resample(frame):
                    container.mux(_later(stream.encode(fit), hole))
            container.mux(_later(stream.encode(None), hole))
    return path


def _later(
    packets: "list[av.Packet[av.AudioStream]]", hole: tuple[float, float] | None
) -> "list[av.Packet[av.AudioStream]]":
    for packet in packets:
        assert packet.pts is not None and packet.dts is not None and packet.time_base is not None
        if hole is not None and packet.pts * packet.time_base >= hole[0]:
            packet.pts += round(hole[1] / packet.time_base)
            packet.dts = packet.pts
    return packets


def clicks(beats: Floats, seconds: float, rate: int = 44_100) -> Samples:
    """A drum-like click at each of the given seconds."""
    sound = np.zeros(round(seconds * rate), dtype=np.float32)
    times = np.arange(round(0.05 * rate)) / rate
    click = 0.8 * np.sin(2 * np.pi * 180 * times) * np.exp(-times / 0.012)
    for beat in beats:
        start = round(float(beat) * rate)
        room = max(0, min(len(click), len(sound) - start))
        sound[start : start + room] += click[:room].astype(np.float32)
    return sound


def blocks(samples: Samples, rate: int = 44_100, hop: int = 441) -> list[AudioBlock]:
    """Samples in blocks, as a microphone gives them."""
    return [
        AudioBlock((start + hop) / rate, samples[start : start + hop], rate)
        for start in range(0, len(samples) - hop + 1, hop)
    ]
