"""A dancer who is stepped only now and then, minutes or hours apart, as an understudy is."""

import warnings

import numpy as np
import pytest

from live.desk.desk import MODES
from tests.dance.naps import evenings

# Metres a second that no joint exceeds but in the first step after a nap; in a mirror, a hand whose
# arm and trunk all turn as fast as they may.
FASTEST, MIRRORED = 16.0, 25.0


@pytest.mark.parametrize("mode", MODES)
def test_an_understudy_dances_on_after_any_nap_whatever_has_changed(mode: str) -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        fastest = evenings(mode, range(40), 5, 16)
    assert max(fastest) < (MIRRORED if mode == "mirror" else FASTEST)
