"""The ear hears what it heard: see `tests/hear/golden.py`, where a change of it was meant."""

import numpy as np
import pytest

from tests.hear.golden import FILE, PIECES

FIGURES = np.load(FILE)
# What passes through the network, or aubio's code, may differ a little from machine to machine.
ROUGH = {"listening": 0.01, "aubio_ear": 0.02}


@pytest.mark.parametrize("name", PIECES)
def test_each_part_of_the_ear_makes_of_our_sound_what_it_made_of_it(name: str) -> None:
    found, held = PIECES[name](), FIGURES[name]
    assert found.shape == held.shape
    near = np.isclose(found, held, rtol=1e-3, atol=ROUGH.get(name, 2e-3))
    rows, columns = np.nonzero(~near)
    assert near.all(), (
        f"another {name} from row {rows[0]} on, in columns {sorted(set(columns.tolist()))}: "
        "if that was meant, python -m tests.hear.golden"
    )


def test_the_sound_has_in_it_what_an_ear_must_tell_apart() -> None:
    assert {0, 1} == set(FIGURES["bar_ear"][:, 5])
    assert {0, 1, 2, 3, 4} == set(FIGURES["sections"][:, 0])
    assert len(set(FIGURES["pulse"][:, 4])) >= 4
    assert {3, 4} == set(FIGURES["bars"][:, 0])
