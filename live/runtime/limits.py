"""How large users' files may be: what is larger is refused before it is read into memory.

Figures have limits of their own beside these: `live/gltf/limits.py`.
"""

from pathlib import Path

MB = 2**20
TEXT = 1 * MB  # bytes: of a show file, a map, what is remembered, a list of beats, a sheet
PARTS = 32  # names joined by dots in a TOML key
MOTION = 64 * MB  # bytes: of a motion's file; minutes of dance as text, hours as numbers
ARRAYS = 256 * MB  # bytes: of the arrays in a motion, unpacked
TAKE = 4096 * MB  # bytes: of the arrays of a film's piece that an avatar is made from
MEMBERS = 64  # arrays in a file
JOINTS = 1000  # of a recorded body
PLACES = 2_000_000  # joints times frames of a recorded body: 20 minutes of 55 at 30 a second
PIXELS = 40_000_000  # of one picture of a film
MODEL = 512 * MB  # bytes: of what finds people


class TooLarge(ValueError):
    """A file is too large. The message continues the file's name, and has no full stop."""


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a file. Raises TooLarge, and OSError where it cannot be read.

    What says that it is small and is not, such as a device, is read no further than that.
    """
    check(path.stat().st_size, most)
    with path.open("rb") as file:
        content = file.read(most + 1)
    check(len(content), most)
    return content


def check(size: int, most: int) -> None:
    """Raises TooLarge for more bytes than that."""
    if size > most:
        raise TooLarge(
            f"it has {-(-size // MB):,} MB, and at most {most // MB} MB of such a file"
            " are read: make it smaller"
        )
