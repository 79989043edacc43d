"""Limits of a figure's file, and its refusal. Limits are checked before memory is allocated."""

from typing import NoReturn

FILE = 256 * 2**20  # bytes: of a file, and of all the files of one figure together
JSON = 16 * 2**20  # bytes: of the JSON part
OBJECTS, WORDS = 300_000, 750_000  # in the JSON part
NODES, DEPTH = 10_000, 256
JOINTS = 4096  # of all surfaces together
VERTICES, TRIANGLES = 500_000, 1_000_000  # of all surfaces together
ELEMENTS = 3 * TRIANGLES  # of one accessor
SURFACES = 512
PIXELS = 40_000_000  # of one picture, unpacked
ALL_PIXELS = 6 * PIXELS  # of all pictures that are used
SIDE = 1024  # pixels: pictures are made smaller than that as soon as they are read


class Refused(ValueError):
    """Why a file is not taken, and the remedy, without the file's name and the last full stop."""


def refuse(why: str, remedy: str = "export it again") -> NoReturn:
    """Raises Refused."""
    raise Refused(f"{why}. {remedy[0].upper()}{remedy[1:]}")


def at_most(number: int, most: int, what: str) -> None:
    """Raises Refused for more of something than its limit."""
    if number > most:
        refuse(f"it has {number:,} {what}, at most {most:,} can be drawn", "make it simpler")
