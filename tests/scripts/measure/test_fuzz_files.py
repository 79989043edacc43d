"""Files that are damaged: read as far as they go, or refused in a sentence, and nothing else."""

import logging
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from live.errors import BadInput
from scripts.measure.fuzz_files import DEEP, MOST, Reader, damaged, fuzz, readers
from scripts.measure.memory import MB

CASES = 110  # every short beginning, brackets without end, and some more


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.name)
def test_a_damaged_file_is_read_or_refused_in_a_sentence(reader: Reader) -> None:
    outcome = fuzz(reader, CASES, seed=1)
    assert outcome.faults == []
    assert outcome.cases == CASES


def test_a_fault_is_found_and_named() -> None:
    def write(path: Path) -> None:
        path.write_bytes(bytes(range(200)))

    def read(path: Path) -> None:
        if len(path.read_bytes()) == 17:
            raise KeyError("seventeen")
        if len(path.read_bytes()) < 17:
            raise BadInput("too short")

    outcome = fuzz(Reader("fragile", ".bin", write, read), 30, seed=1)
    assert outcome.faults == ["case 17: KeyError: 'seventeen'"]
    assert outcome.refused == 17


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how much memory was held")
def test_a_file_that_takes_much_memory_is_a_fault() -> None:
    def write(path: Path) -> None:
        path.write_bytes(bytes(200))

    def read(path: Path) -> None:
        if len(path.read_bytes()) == 17:
            np.ones(MOST + 20 * MB, np.uint8)

    outcome = fuzz(Reader("hungry", ".bin", write, read), 30, seed=1)
    assert len(outcome.faults) == 1
    assert outcome.faults[0].startswith("case 17: it took 5")
    assert outcome.largest is not None
    assert outcome.largest > MOST


def test_the_same_seed_damages_in_the_same_way() -> None:
    good = bytes(range(256)) * 20
    one, other = random.Random(3), random.Random(3)
    cases = [damaged(good, one, number) for number in range(60, 100)]
    assert cases == [damaged(good, other, number) for number in range(60, 100)]
    assert cases[:4] == [good[:60], good[:61], good[:62], good[:63]]
    assert all(case != good for case in cases)
    assert cases[4].count(b"[") == DEEP
