"""People by number: seeds and the names that say them."""

from dataclasses import replace

import numpy as np
import pytest

from live.draw import cast
from live.draw.portrait import Portrait
from live.draw.portraitist import EASY
from live.draw.someone import drawn, look_of, parted
from live.runtime.places import MODELS
from live.signals import Image


def test_a_seed_is_the_same_person_on_every_machine() -> None:
    known = [0.25019, 0.79443, 0.55137, -0.54959]
    np.testing.assert_allclose(look_of("7", 12)[:4], known, atol=1e-5)


def test_every_number_is_within_its_bounds_and_all_are_used() -> None:
    many = np.stack([look_of(str(seed), 12) for seed in range(400)])
    assert np.abs(many).max() <= 1.0
    assert (many.min(axis=0) < -0.95).all()
    assert (many.max(axis=0) > 0.95).all()


def test_a_word_is_a_seed_however_it_is_written() -> None:
    assert np.array_equal(look_of("Anna", 12), look_of(" anna ", 12))
    assert not np.array_equal(look_of("Anna", 12), look_of("Ben", 12))
    assert np.array_equal(look_of("007", 12), look_of("7", 12))
    assert np.isfinite(look_of("9" * 400, 12)).all()


def test_somebody_else_is_drawn_each_night_and_the_same_where_chance_is_told() -> None:
    nights = {drawn() for _ in range(12)}
    assert len(nights) > 6
    assert all(seed.isdecimal() and len(seed) <= 4 for seed in nights)
    assert drawn(3) == drawn(3)


@pytest.mark.parametrize(
    ("name", "avatar", "seed"),
    [("bride", "bride", ""), ("someone:7", "someone", "7"), ("someone: Anna ", "someone", "Anna")],
)
def test_a_name_says_an_avatar_and_perhaps_a_seed(name: str, avatar: str, seed: str) -> None:
    assert parted(name) == (avatar, seed)


def painted(seed: int, moved: float = 0.0) -> Image:
    """Somebody of those that ship, so many panes to the right."""
    sitter = cast.find(MODELS, f"someone:{seed}", "cpu")
    portrait = Portrait.of(EASY, sitter.build)
    points = portrait.points + np.array([moved, 0.0, 0.0])
    return sitter.paint(replace(portrait, points=points)).astype(int)


def test_those_that_ship_are_people_and_differ() -> None:
    one, other = painted(7), painted(8)
    for picture in (one, other):
        assert 0.05 < (picture[..., 3] > 128).mean() < 0.4  # somebody, and air around them
    there = (one[..., 3] > 128) & (other[..., 3] > 128)
    assert np.abs(one - other)[there][:, :3].mean() > 20  # of 255


def test_somebody_that_ships_is_steady() -> None:
    at_rest, breathing = painted(7), painted(7, moved=0.0005)
    assert np.abs(at_rest - breathing).mean() < 1.0  # of 255, for an eighth of a pixel
