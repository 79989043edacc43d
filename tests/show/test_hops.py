"""The hops between the parts: who counts as there."""

from dataclasses import replace

import numpy as np
import pytest

from live.show.hops import present
from tests.parts import standing


@pytest.mark.parametrize(("ago", "there"), [(0.0, True), (0.9, True), (1.2, False), (60.0, False)])
def test_a_guest_who_has_left_for_a_second_is_nobody(ago: float, there: bool) -> None:
    pose = standing(100.0 - ago)
    assert present(pose, 100.0) is (pose if there else None)


def test_nobody_is_nobody_and_so_is_who_is_hardly_seen() -> None:
    pose = standing(100.0)
    assert present(None, 100.0) is None
    assert present(replace(pose, seen=np.full(24, 0.15)), 100.0) is None
    hand = np.full(24, 0.0)
    hand[20] = 0.25
    assert present(replace(pose, seen=hand), 100.0) is not None
