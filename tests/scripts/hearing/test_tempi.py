import numpy as np
import pytest

from scripts.hearing import tempi


@pytest.mark.parametrize("kind", tempi.KINDS)
def test_every_curve_stays_within_what_people_dance_to(kind: str) -> None:
    curve = tempi.curve(kind, 120.0, 64, np.random.default_rng(3))
    assert len(curve) == 64
    assert curve.min() >= tempi.SLOWEST
    assert curve.max() <= tempi.FASTEST


def test_a_steady_curve_is_steady_and_others_are_not() -> None:
    spread = {
        kind: float(np.ptp(tempi.curve(kind, 120.0, 64, np.random.default_rng(3))))
        for kind in tempi.KINDS
    }
    assert spread.pop("steady") == 0
    assert min(spread.values()) > 1


def test_times_add_up() -> None:
    assert tempi.times(np.array([60.0, 120.0])) == pytest.approx([0, 1, 1.5])
