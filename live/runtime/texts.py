"""Text of the user's: files in UTF-8, with or without the mark of Windows programs, and names.

Titles, file names and devices' names may hold anything, and a console obeys some of it.
"""

import codecs
import re
import tomllib
from pathlib import Path
from typing import Any

from live.runtime import limits

_MARK = codecs.BOM_UTF8
# Control characters, but for the end of a line and the tab, and marks that turn text round.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def printable(text: str) -> str:
    """Text that a console only shows: a control character is written as its number."""
    return _UNPRINTABLE.sub(_numbered, text)


def _numbered(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


class NotText(ValueError):
    """The file is not text in UTF-8. The message continues the file's name, and has a remedy."""


def read_text(path: Path, most: int = limits.TEXT) -> str:
    """The text of a file of at most so many bytes. Raises NotText, and OSError."""
    try:
        return text_of(limits.read_bytes(path, most))
    except limits.TooLarge as error:
        raise NotText(str(error)) from error


def text_of(content: bytes) -> str:
    """The text in a file's bytes, lines ending in "\\n". Raises NotText."""
    try:
        text = unmarked(content).decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotText(
            f"this is not a text file in UTF-8 (see byte {error.start}): if it is text, save it as"
            " UTF-8"
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unmarked(content: bytes) -> bytes:
    """The bytes without the byte order mark of UTF-8. Raises NotText for UTF-16."""
    if content.startswith(_UTF_16):
        raise NotText("this is text in UTF-16, which some programs call Unicode: save it as UTF-8")
    return content.removeprefix(_MARK)


def toml_of(text: str) -> dict[str, Any]:
    """What a TOML text says. Raises TOMLDecodeError, and NotText for what it nests or counts."""
    # A key of many parts takes time with the square of them.
    if any(piece.count(".") > limits.PARTS for piece in _KEYS.split(_QUOTED.sub("", text))):
        raise NotText("a key in it has too many dots: mend it")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise NotText("its brackets are too deep within each other: mend them") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:
        raise NotText("a number in it has too many digits: mend it") from None


_QUOTED = re.compile(r"""\"[^"\n]*\"|'[^'\n]*'|#[^\n]*""")
_KEYS = re.compile(r"[^\w.\t -]+")  # what is between keys and numbers


def toml_remedy(text: str, complaint: str) -> str:
    """What to do about a line that tomllib complains of, without the full stop."""
    at = re.search(r"line (\d+)", complaint)
    lines = text.split("\n")[int(at[1]) - 1 :] if at else []
    if lines and re.search(r'"[^"]*\\', lines[0]):
        return (
            'In "..." a backslash begins a special letter: write the path with /, or in single'
            r" quotes, 'C:\Users\us\song.mp3'"
        )
    return "Mend that line"
