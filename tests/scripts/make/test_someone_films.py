"""Filming many people: who dances what, and which frames are kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live.draw.portrait import PLAIN, Portrait
from live.signals import Image, Pose
from scripts.filmset.motion import Take, exercise
from tests.scripts.filmset.test_motion import recordings

pytest.importorskip("moderngl")
someone_films = pytest.importorskip("scripts.make.someone_films")


class Double:
    """Stands in for an actor: a picture's level shows how often it has begun."""

    def __init__(self) -> None:
        self.begun = 0

    def begin(self) -> None:
        self.begun += 1

    def frame(self, pose: Pose, dt: float) -> tuple[Image, Portrait]:
        assert dt == pytest.approx(1 / 30)
        return np.full((3, 2, 4), self.begun, np.uint8), Portrait.of(pose, PLAIN)


def sitting(held_out: bool) -> Any:
    def dance() -> Iterator[Pose]:
        return exercise(np.random.default_rng(1), 48)

    return someone_films.Sitting(7, Take("exercise", 48, dance), held_out)


def test_pairs_are_taken_from_all_over_a_dance() -> None:
    one = sitting(held_out=False)
    shots = someone_films.filmed(Double(), one)
    assert len(shots.points) == one.frames == 8
    assert shots.cuts.tolist() == [True, False] * 4
    assert shots.rgba[:, 0, 0, 0].tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    poses = list(exercise(np.random.default_rng(1), 48))
    wanted = [Portrait.of(poses[k], PLAIN).points for k in (0, 1, 12, 13)]
    np.testing.assert_allclose(shots.points[:4], wanted, atol=1e-6)


def test_what_is_held_out_is_filmed_frame_after_frame() -> None:
    one = sitting(held_out=True)
    shots = someone_films.filmed(Double(), one)
    assert len(shots.points) == one.frames == 48
    assert shots.cuts.tolist() == [True] + [False] * 47
    assert one.name == "held_0007"


def test_nobody_who_is_learned_from_shows_what_is_held_out(tmp_path: Path) -> None:
    people = list(someone_films.sittings(recordings(tmp_path), 12, 30))
    kept = [one for one in people if one.held_out]
    assert len(kept) == someone_films.HELD_OUT
    learned = {one.dance.source for one in people if not one.held_out}
    assert learned.isdisjoint({one.dance.source for one in kept})
    assert len({one.seed for one in people}) == len(people)
