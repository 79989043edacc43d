"""What the numbers of a look mean."""

import numpy as np
import pytest

from live.become.training import somebody
from live.become.training.somebody import (
    BEARD,
    CLOTHES,
    COLOURS,
    HAIR,
    HAT,
    HUE,
    LENGTH,
    MEN,
    OUTFITS,
    SKIN,
    STYLES,
    WOMEN,
)  # fmt: skip
from live.signals import Floats


@pytest.fixture(scope="module")
def crowd() -> Floats:
    return np.random.default_rng(4).uniform(-1.0, 1.0, (3000, LENGTH))


def test_everybody_wears_one_thing_and_has_one_head_of_hair(crowd: Floats) -> None:
    meant = somebody.meanings(crowd)
    for name, count in (("outfit", len(OUTFITS)), ("style", len(STYLES))):
        shares = meant[name]
        assert shares.shape == (3000, count)
        assert np.isin(shares, (0.0, 1.0)).all()
        assert (shares.sum(axis=1) == 1.0).all()
        assert (shares.sum(axis=0) > 60).all()  # nothing is hardly ever worn


def test_hats_and_beards_are_for_men_and_a_hat_leaves_no_other_hair(crowd: Floats) -> None:
    meant = somebody.meanings(crowd)
    women = meant["outfit"][:, : len(WOMEN)].sum(axis=1) > 0.5
    assert not meant["hat"][women].any()
    assert not meant["beard"][women].any()
    assert 0.2 < meant["beard"][~women].mean() < 0.8
    hatted = meant["hat"][:, 0] > 0.5
    assert hatted.sum() > 100
    assert meant["style"][hatted][:, STYLES.index("cropped")].all()
    assert not meant["outfit"][hatted][:, OUTFITS.index("suit")].any()


def test_colours_are_light_there_can_be_and_near_numbers_have_near_ones(crowd: Floats) -> None:
    near = crowd.copy()
    near[:, HUE] = np.clip(near[:, HUE] + 1e-4, -1.0, 1.0)
    one, other = somebody.meanings(crowd), somebody.meanings(near)
    for name in COLOURS:
        assert 0.0 <= one[name].min() <= one[name].max() <= 1.0
        # But for cloth that just becomes too like the skin.
        assert (np.abs(one[name] - other[name]).max(axis=1) > 0.01).mean() < 0.005


def test_the_hues_are_a_ring() -> None:
    looks = np.zeros((2, LENGTH))
    looks[:, HUE] = -1.0, 1.0
    main = somebody.meanings(looks)["main"]
    np.testing.assert_allclose(main[0], main[1], atol=1e-9)


def test_nobody_seems_undressed(crowd: Floats) -> None:
    meant = somebody.meanings(crowd)
    women = meant["outfit"][:, : len(WOMEN)].sum(axis=1) > 0.5
    shown = {name: somebody.shown(meant[name])[women] for name in ("main", "skin")}
    apart = np.sqrt(((shown["main"] - shown["skin"]) ** 2).sum(axis=1))
    assert apart.min() > 0.2


def test_darker_skin_is_told_by_its_number() -> None:
    looks = np.zeros((5, LENGTH))
    looks[:, SKIN] = np.linspace(-1.0, 1.0, 5)
    light = somebody.meanings(looks)["skin"].sum(axis=1)
    assert (np.diff(light) < 0).all()


def test_a_descriptor_is_all_there_is_to_know_in_order(crowd: Floats) -> None:
    parts = somebody.descriptor(crowd[:3])
    assert sum(part.shape[1] for part in parts) == somebody.SIZE
    whole = np.hstack(parts)
    assert -1.0 <= whole.min() <= whole.max() <= 1.01


@pytest.mark.parametrize("number", [CLOTHES, HAIR, HAT, BEARD])
def test_the_ends_of_a_choice_are_choices_too(number: int) -> None:
    looks = np.zeros((2, LENGTH))
    looks[:, CLOTHES] = 0.6
    looks[:, number] = -1.0, 1.0
    meant = somebody.meanings(looks)
    assert (meant["outfit"].sum(axis=1) == 1.0).all()
    assert (meant["style"].sum(axis=1) == 1.0).all()
    assert len(MEN) + len(WOMEN) == len(OUTFITS)
