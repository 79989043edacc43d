"""The frames of raw AAC (ADTS), each found by its header; what lies between them is damage.

FFmpeg passes over bytes that are no frame without a word, and its times do not count them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap
from typing import TypeAlias

Content: TypeAlias = bytes | mmap

_HEADER = 7  # bytes
_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
          8_000, 7_350)  # fmt: skip
_SYNC = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")  # what a header begins with
_BLOCK = 1024  # samples
_TAGS = (b"TAG", b"ID3", b"APE")  # what may follow a frame: titles


@dataclass(frozen=True, slots=True)
class AdtsFrame:
    """One frame of a file."""

    begin: int  # bytes into the file
    size: int  # bytes, with its header
    seconds: float
    skipped: int  # bytes of damage between the frame before and this one; 0 for the first


def frames(content: Content) -> Iterator[AdtsFrame]:
    """Every frame that is followed by another, by a title or by the end of the file."""
    at, end = 0, None
    while found := _SYNC.search(content, at):
        at = found.start()
        length = _length(content, at)
        if not length or not _may_follow(content, at + length):
            at += 1
            continue
        skipped = 0 if end is None else _damaged(content, end, at)
        yield AdtsFrame(at, length, _seconds(content, at), skipped)
        at = end = at + length


def _length(content: Content, at: int) -> int:
    """Bytes of the frame whose header is at a place; 0: there is no header."""
    head = content[at : at + _HEADER]
    if len(head) < _HEADER or not _SYNC.match(head):
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > _HEADER and head[2] >> 2 & 15 < len(_RATES) else 0


def _seconds(content: Content, at: int) -> float:
    blocks = (content[at + 6] & 3) + 1
    return blocks * _BLOCK / _RATES[content[at + 2] >> 2 & 15]


def _may_follow(content: Content, at: int) -> bool:
    return at == len(content) or content[at : at + 3] in _TAGS or _length(content, at) > 0


def _damaged(content: Content, begin: int, end: int) -> int:
    """Bytes between two frames, without the title that may begin there."""
    if content[begin : begin + 3] == b"ID3" and end - begin >= 10:
        size = 0
        for byte in content[begin + 6 : begin + 10]:
            size = size << 7 | byte & 0x7F
        begin = min(end, begin + 10 + size)
    return end - begin
