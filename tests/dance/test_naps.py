"""A dancer who is stepped only now and then, minutes or hours apart, as an understudy is; and one
that another stands in for, with minutes between its falls.
"""

import warnings

import numpy as np
import pytest

from live.desk.desk import MODES
from tests.dance.naps import evenings

# Metres a second that no joint exceeds but in the first step after a nap; in a mirror, a hand whose
# arm and trunk all turn as fast as they may. A choreographer calls anything faster a fault.
FASTEST, MIRRORED = 16.0, 25.0


def fastest(who: str, mode: str, seeds: int) -> float:
    """Of all joints in so many evenings, in which any warning of numpy's is a fault."""
    with np.errstate(over="raise", invalid="raise", divide="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        return max(evenings(who, mode, range(seeds), 5, 16))


@pytest.mark.parametrize("mode", MODES)
def test_an_understudy_dances_on_after_any_nap_whatever_has_changed(mode: str) -> None:
    assert fastest("library", mode, 40) < (MIRRORED if mode == "mirror" else FASTEST)


@pytest.mark.parametrize("mode", MODES)
def test_falls_in_quick_succession_and_minutes_apart_make_no_jump(mode: str) -> None:
    assert fastest("standby", mode, 40) < FASTEST


@pytest.mark.parametrize("mode", MODES)
def test_a_learned_dancer_dances_on_after_any_nap(mode: str) -> None:
    assert fastest("matching", mode, 4) < FASTEST
