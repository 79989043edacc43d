"""What a few looks tell of a film: who is in it, how much of them, and in what light."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live.become import film, looks
from live.become.looks import Look, judged, people_in
from live.errors import BadInput
from live.see.landmarks import Landmarks
from tests.become import people
from tests.see.bodies import standing_at

FILE = Path("me.mp4")
WELL = Look(1, feet=True, head=True, tall=0.6, light=120, contrast=40)
BEHIND, REACHING = replace(WELL, behind=True), replace(WELL, reaching=True)
GOOD = [WELL] * 40 + [BEHIND] * 4 + [REACHING] * 4


def refusal(seen: list[Look]) -> str:
    with pytest.raises(BadInput) as caught:
        judged(FILE, seen)
    told = str(caught.value)
    assert told.startswith("me.mp4: ")
    assert "\n" not in told
    return told


def test_a_good_film_is_taken_without_a_word() -> None:
    assert judged(FILE, GOOD) == ()


def test_nobody_and_two_people_are_refused() -> None:
    assert "nobody is found" in refusal([Look(0)] * 48)
    assert "two people in 25 %" in refusal(GOOD[:36] + [replace(WELL, people=2)] * 12)
    assert "only 50 %" in refusal(GOOD[20:44] + [Look(0)] * 24)


def test_somebody_cut_off_or_far_away_is_refused() -> None:
    assert "the feet are out of the picture in 50 %" in refusal(
        [replace(WELL, feet=False)] * 24 + [WELL] * 24
    )
    assert "the head is out" in refusal([replace(WELL, head=False)] * 48)
    assert "15 % as tall" in refusal([replace(WELL, tall=0.15)] * 48)


def test_the_dark_and_a_shape_against_the_light_are_refused() -> None:
    assert "too dark" in refusal([replace(WELL, light=12.0)] * 48)
    assert "hardly more than a shape" in refusal([replace(WELL, contrast=3.0)] * 48)


def test_what_would_be_guessed_is_asked_for() -> None:
    wishes = judged(FILE, [replace(WELL, tall=0.3)] * 48)
    assert len(wishes) == 3
    for word in ("from behind", "raise their arms", "small in the picture"):
        assert any(word in wish for wish in wishes), word


def test_one_body_found_twice_is_one() -> None:
    one = standing_at(0.0)
    assert len(people_in([one, standing_at(0.05)])) == 1
    assert len(people_in([one, standing_at(1.2)])) == 2
    ghost = Landmarks(0.0, one.image + 0.4, one.world, np.full(33, 0.2))
    assert people_in([one, ghost]) == [one]


def test_a_film_is_looked_into_here_and_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film, "SHORTEST", 1.0)
    monkeypatch.setattr(looks, "COUNT", 6)
    eyes = people.Eyes(2.0)
    monkeypatch.setattr(looks, "OutlineFinder", eyes)
    found = film.opened(people.a_film(tmp_path / "me.mp4"))
    seen = looks.look_into(found, "")
    assert len(seen) == len(eyes.looked) == 6
    assert {look.people for look in seen} == {1}
    assert all(look.feet and look.head and not look.behind for look in seen)
    assert 0.3 < seen[0].tall < 0.9
    assert seen[0].light == pytest.approx(110, abs=25)


def test_feet_below_the_pictures_edge_are_not_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film, "SHORTEST", 1.0)
    monkeypatch.setattr(looks, "COUNT", 3)
    eyes = people.Eyes(2.0)
    for body in eyes._bodies:
        body.image[:, 1] -= 0.3
    monkeypatch.setattr(looks, "OutlineFinder", eyes)
    found = film.opened(people.a_film(tmp_path / "me.mp4", 2.0))
    assert not any(look.feet for look in looks.look_into(found, ""))
