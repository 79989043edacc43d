"""Reading and writing the songs' files: Ogg Opus through FFmpeg, and the list of beats."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from scripts.songwriting.waves import RATE, Sound

BIT_RATE = 112_000
"""Bits per second, both channels; the encoder spends more on busy bars."""


def write_ogg(path: Path, sound: Sound) -> None:
    """Encode a stereo sound of shape (2, samples) as Ogg Opus.

    Opus works at 48 kHz, which is why all sounds here have that rate. Its delay is written in
    the file's header and every decoder cuts it off, so that times in the file are those played.
    """
    # Bit-exact mode leaves out the random stream number and the encoder's version.
    with av.open(str(path), "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=RATE, layout="stereo")
        stream.bit_rate = BIT_RATE
        interleaved = np.ascontiguousarray(sound.T, dtype=np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(interleaved, format="flt", layout="stereo")
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def read_ogg(path: Path) -> Sound:
    """Decode a file to shape (2, samples) at its own rate of 48 kHz."""
    frames = []
    with av.open(str(path)) as container:
        planar = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        for frame in container.decode(audio=0):
            frames += [part.to_ndarray() for part in planar.resample(frame)]
    return np.concatenate(frames, axis=1).astype(np.float64)


def write_beats(path: Path, beats: list[tuple[float, int]]) -> None:
    """One line a beat: its time in seconds, a tab and its place in the bar."""
    lines = [f"{seconds:.4f}\t{place}\n" for seconds, place in beats]
    path.write_text("".join(lines), encoding="ascii")


def read_beats(path: Path) -> list[tuple[float, int]]:
    """The beats as `write_beats` wrote them."""
    rows = (line.split("\t") for line in path.read_text(encoding="ascii").splitlines())
    return [(float(seconds), int(place)) for seconds, place in rows]
