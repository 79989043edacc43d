"""People nobody designed, without any meshes."""

import numpy as np
import pytest

from live.become.training.somebody import CLOTHES, GIRTH, LENGTH, MEN, OUTFITS
from live.draw.someone import look_of
from scripts.filmset.characters import Character
from scripts.filmset.materials import PATTERNS
from scripts.filmset.someone import someone


def crowd() -> list[Character]:
    return [someone(look_of(str(seed), LENGTH)) for seed in range(80)]


def wearing(outfit: str, **numbers: float) -> Character:
    look = np.zeros(LENGTH, np.float32)
    look[CLOTHES] = -1.0 + 2.0 * (OUTFITS.index(outfit) + 0.5) / len(OUTFITS)
    for name, number in numbers.items():
        look[{"girth": GIRTH}[name]] = number
    return someone(look)


def test_the_same_numbers_are_the_same_person() -> None:
    look = look_of("7", LENGTH)
    assert someone(look) == someone(look.copy())
    assert someone(look) != someone(look_of("8", LENGTH))


def test_whatever_is_worn_is_made_of_something() -> None:
    for character in crowd():
        worn = {wear.material for wear in character.wears}
        worn |= {part for wear in character.wears for part in wear.parts.values()}
        worn |= {cut.material for cut in character.garments} | {character.bodice} - {""}
        assert worn <= character.materials.keys()
        for material in character.materials.values():
            assert all(0.0 <= light <= 1.0 for light in material.colour + material.second)
            assert material.pattern in PATTERNS


def test_all_stand_on_legs_of_one_length() -> None:
    assert len({character.legs for character in crowd()}) == 1


@pytest.mark.parametrize("outfit", OUTFITS)
def test_everybody_is_dressed(outfit: str) -> None:
    character = wearing(outfit)
    clothed = any("suit" in wear.path for wear in character.wears)
    assert clothed != bool(character.garments)
    assert bool(character.garments) == bool(character.bodice)
    assert (character.make_up == 0.0) == (outfit in MEN)


def test_girth_is_slim_or_stout() -> None:
    slim, stout = (wearing("suit", girth=girth).morphs for girth in (-1.0, 1.0))
    assert any("minweight" in name for name in slim)
    assert any("maxweight" in name for name in stout)
    assert not any("maxweight" in name for name in slim)


@pytest.mark.parametrize("look", [np.zeros(3), np.full(LENGTH, 1.1), np.full(LENGTH, np.nan)])
def test_what_is_no_look_is_refused(
    look: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> None:
    with pytest.raises(ValueError, match="a look is 12 numbers"):
        someone(look.astype(np.float32))
