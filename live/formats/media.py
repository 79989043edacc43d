"""Sound files and films, opened by FFmpeg: what may go wrong, and how the user is told."""

from pathlib import Path
from typing import cast

import av
from av.container import InputContainer

from live.runtime import limits

# Not all of FFmpeg's errors are OSErrors or ValueErrors, and PyAV adds some of its own.
FAULTS = (av.FFmpegError, OSError, ValueError, LookupError, RuntimeError, EOFError, MemoryError)

# While FFmpeg looks what is in a file, too: what is larger takes no memory.
_STREAMS = 64
_LIMITED = {"max_pixels": str(limits.PIXELS)}


def opened(file: Path) -> InputContainer:
    """A file of the user's, opened. Raises one of FAULTS.

    By its absolute path: FFmpeg takes `23:50.ogg` for an address.
    """
    # PyAV's stubs call each stream's options a text.
    options = cast(list[str], [_LIMITED] * _STREAMS)
    return av.open(str(file.absolute()), metadata_errors="ignore", stream_options=options)


def sentence(file: Path, error: Exception, noun: str, remedy: str) -> str:
    """Why a file cannot be played; `noun` is what to name in place of a folder."""
    if not file.exists():
        return f"{file}: there is no such file. Check the name."
    if file.is_dir():
        return f"{file}: this is a folder. Name {noun} in it."
    if file.stat().st_size == 0:
        return f"{file}: the file is empty. Copy it again."
    if isinstance(error, av.error.ArgumentError):
        most = limits.PIXELS // 10**6
        return f"{file}: its pictures are larger than {most} million pixels, or damaged. {remedy}"
    why = str(error).partition("]")[2].partition(":")[0].strip() or str(error)
    return f"{file}: cannot be played ({why}). {remedy}"
