"""The published measures give what they gave when they were held against the published tools."""

import json

import numpy as np
import pytest

from tests.scripts.measure.golden import FIGURES, MOTION, dances, figures

WANTED = json.loads(FIGURES.read_text(encoding="utf-8"))
FOUND = figures({name: array.astype(float) for name, array in np.load(MOTION).items()})


@pytest.mark.parametrize("name", WANTED)
def test_a_measure_equals_its_golden_value(name: str) -> None:
    assert FOUND[name] == pytest.approx(WANTED[name], rel=1e-9, abs=1e-12)


def test_every_measure_has_a_golden_value() -> None:
    assert FOUND.keys() == WANTED.keys()


def test_the_motion_is_that_of_its_formula() -> None:
    made = dances()
    for name, array in np.load(MOTION).items():
        assert np.abs(made[name] - array).max() < 1e-5
