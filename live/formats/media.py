"""Sound files and films, opened by FFmpeg: what may go wrong, and how the user is told."""

import re
from pathlib import Path
from typing import cast

import av
from av.container import InputContainer
from av.stream import Stream

from live.runtime import limits, places

# Not all of FFmpeg's errors are OSErrors or ValueErrors, and PyAV adds some of its own.
FAULTS = (av.FFmpegError, OSError, ValueError, LookupError, RuntimeError, EOFError, MemoryError)

# While FFmpeg looks what is in a file, too: what is larger takes no memory.
_STREAMS = 64
_LIMITED = {"max_pixels": str(limits.PIXELS)}


# Formats whose headers state how long they are; of others FFmpeg guesses it.
_STATING = {"mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "flac", "wav", "aiff", "avi"}
_TAG = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)")  # as Matroska writes it
_ENDLESS = 0x7FF00000  # bytes: programs that write a wav into a pipe state so many
EARLY = 0.5  # seconds that a stream may end before what is stated: less is rounded


def opened(file: Path) -> InputContainer:
    """A file of the user's, opened. Raises one of FAULTS.

    By its absolute path: FFmpeg takes `23:50.ogg` for an address.
    """
    # PyAV's stubs call each stream's options a text.
    options = cast(list[str], [_LIMITED] * _STREAMS)
    return av.open(str(file.absolute()), metadata_errors="ignore", stream_options=options)


def stated(container: InputContainer, stream: Stream) -> float | None:
    """Seconds that a stream lasts, as its file states; None where it states nothing to rely on."""
    if container.format.name not in _STATING:
        return None
    if container.format.name == "wav":
        return _stated_by_wave(Path(container.name))
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    if told := _TAG.fullmatch(stream.metadata.get("DURATION", "")):
        hours, minutes, rest = told.groups()
        return 3600 * int(hours) + 60 * int(minutes) + float(rest)
    if container.duration is not None and len(container.streams) == 1:
        return container.duration / av.time_base
    return None


def _stated_by_wave(file: Path) -> float | None:
    """Seconds that a wav's header states; FFmpeg tells of no more than there are."""
    with file.open("rb") as opened:
        head = opened.read(4096)
    kind, data = head.find(b"fmt "), head.find(b"data")
    if kind < 0 or data < 0:
        return None
    a_second = int.from_bytes(head[kind + 16 : kind + 20], "little")  # bytes
    size = int.from_bytes(head[data + 4 : data + 8], "little")
    return size / a_second if a_second and size < _ENDLESS else None


def sentence(file: Path, error: Exception, noun: str, remedy: str) -> str:
    """Why a file cannot be played; `noun` is what to name in place of a folder."""
    if not places.is_there(file):
        return f"{file}: there is no such file. Check the name."
    if places.is_dir(file):
        return f"{file}: this is a folder. Name {noun} in it."
    if file.stat().st_size == 0:
        return f"{file}: the file is empty. Copy it again."
    if isinstance(error, av.error.ArgumentError):
        most = limits.PIXELS // 10**6
        return f"{file}: its pictures are larger than {most} million pixels, or damaged. {remedy}"
    why = str(error).partition("]")[2].partition(":")[0].strip() or str(error)
    return f"{file}: cannot be played ({why}). {remedy}"
