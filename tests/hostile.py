"""Files made to take much time or memory: each is refused in a sentence, soon, and for little."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from live.errors import BadInput
from scripts.measure.memory import MB, growth

SOON = 2.0  # seconds
LITTLE = 150 * MB


def refused(read: Callable[[], object]) -> str:
    """The sentence with which a file is refused."""
    began = time.thread_time()
    with growth() as peak, pytest.raises(BadInput) as found:
        read()
    assert time.thread_time() - began < SOON
    assert peak.grown is None or peak.grown < LITTLE, f"{peak.grown / MB:.0f} MB"
    sentence = str(found.value)
    assert "\n" not in sentence
    return sentence


def large(path: Path, content: bytes, size: int = 40 * MB) -> Path:
    """A file of that size that says the same again and again."""
    path.write_bytes(content * (size // len(content)))
    return path
