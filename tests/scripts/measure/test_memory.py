"""The peak of a process' memory, where the system says it."""

import sys

import numpy as np
import pytest

from scripts.measure.memory import MB, growth

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says it")


def test_memory_that_was_given_back_at_once_is_counted() -> None:
    with growth() as peak:
        np.ones(100 * MB, np.uint8)
    assert peak.grown is not None
    assert 90 * MB < peak.grown < 150 * MB


def test_what_was_held_before_is_not_counted() -> None:
    held = np.ones(100 * MB, np.uint8)
    with growth() as peak:
        held += 1
    assert peak.grown is not None
    assert peak.grown < 20 * MB


def test_memory_that_is_promised_and_never_touched_is_not_counted() -> None:
    with growth() as peak:
        np.empty(100 * MB, np.uint8)
    assert peak.grown is not None
    assert peak.grown < 20 * MB
