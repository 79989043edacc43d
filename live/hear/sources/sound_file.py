"""Sound files, read by FFmpeg: wav, flac, mp3, ogg, the sound of a film, and most others."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler

from live.errors import BadInput
from live.signals import Samples

RATE = 44_100  # samples a second that files are resampled to
NO_SOUND = "{}: there is no sound in it. Give a wav, flac, mp3, ogg or mp4 file."

# What PyAV raises for files it cannot read: most of its errors are OSErrors or ValueErrors, too.
_BROKEN = (av.FFmpegError, OSError, ValueError, EOFError, MemoryError)


def decoded(file: Path, layout: str) -> Iterator[Samples]:
    """The sound of a file as pieces (channels, n) at RATE, in the layout wanted. Raises BadInput.

    A file that breaks off is decoded as far as it goes.
    """
    try:
        container = av.open(str(file), metadata_errors="ignore")
    except _BROKEN as error:
        raise BadInput(_sentence(file, error)) from error
    with container:
        if not container.streams.audio:
            raise BadInput(NO_SOUND.format(file))
        resampler = AudioResampler(format="fltp", layout=layout, rate=RATE)
        frames = container.decode(audio=0)
        some = False
        while True:
            try:
                frame = next(frames, None)
            except _BROKEN as error:
                if not some:
                    raise BadInput(_sentence(file, error)) from error
                frame = None
            for piece in resampler.resample(frame):
                some = True
                yield np.nan_to_num(piece.to_ndarray()).astype(np.float32, copy=False)
            if frame is None:
                return


def duration(file: Path) -> float | None:
    """Seconds a recording lasts; None where its file does not say."""
    try:
        with av.open(str(file), metadata_errors="ignore") as container:
            return None if container.duration is None else container.duration / av.time_base
    except _BROKEN:
        return None


def begins(file: Path) -> float | None:
    """Seconds from a film's first picture to the start of its sound; None: there is no sound.

    Negative where the sound begins first.
    """
    try:
        with av.open(str(file), metadata_errors="ignore") as container:
            if not container.streams.audio:
                return None
            starts = [
                float(stream.start_time * stream.time_base)
                if stream.start_time is not None and stream.time_base is not None
                else 0.0
                for stream in (container.streams.audio[0], *container.streams.video[:1])
            ]
            return starts[0] - starts[-1]
    except _BROKEN:
        return None


def _sentence(file: Path, error: Exception) -> str:
    if not file.exists():
        return f"{file}: there is no such file. Check the name."
    if file.is_dir():
        return f"{file}: this is a folder. Name a sound file in it."
    if file.stat().st_size == 0:
        return f"{file}: the file is empty. Copy it again."
    why = str(error).partition("]")[2].partition(":")[0].strip() or str(error)
    return f"{file}: cannot be played ({why}). Give a wav, flac, mp3, ogg or mp4 file."
