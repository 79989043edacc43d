"""Whom a show can name: the avatars of its models and the user's own."""

from pathlib import Path

import numpy as np
import pytest

from live.draw import cast
from live.draw.portrait import Portrait
from live.draw.portraitist import EASY
from live.errors import BadInput
from live.runtime import places
from tests.networks.tiny_models import avatar, signed, write_model

SMALL = (8, 12)


def test_only_avatars_are_listed(tmp_path: Path) -> None:
    avatar(tmp_path, "groom", size=SMALL)
    signed(write_model(tmp_path / "dance_x" / "1" / "model.onnx", [], {}, {}))
    assert [cast.name_of(model) for model in cast.installed(tmp_path)] == ["groom"]


def test_an_avatar_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    avatar(tmp_path, "groom", size=SMALL)
    with pytest.raises(BadInput, match=r"no avatar 'bride'.*there is groom"):
        cast.find(tmp_path, "bride")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIRSTDANCE_HOME", str(tmp_path / "home"))
    return places.own_models()


def test_what_the_user_made_is_found_beside_what_the_show_has(tmp_path: Path, home: Path) -> None:
    avatar(tmp_path / "models", "groom", size=SMALL)
    avatar(home, "anna", size=(16, 24))
    assert [cast.name_of(model) for model in cast.installed(tmp_path / "models")] == [
        "anna",
        "groom",
    ]
    assert cast.find(tmp_path / "models", "anna").size == (16, 24)


def test_of_two_of_one_name_the_shows_is_worn(tmp_path: Path, home: Path) -> None:
    avatar(tmp_path / "models", "groom", size=SMALL)
    avatar(home, "groom", size=(16, 24))
    assert cast.find(tmp_path / "models", "groom").size == SMALL


def test_a_damaged_avatar_is_refused(tmp_path: Path) -> None:
    path = avatar(tmp_path, "groom", size=SMALL)
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(BadInput, match="damaged or cut short"):
        cast.find(tmp_path, "groom")


def test_a_seed_in_the_name_is_who_is_painted(tmp_path: Path) -> None:
    avatar(tmp_path, "someone", size=SMALL, looks=12)
    seven, eight = (cast.find(tmp_path, f"someone:{seed}") for seed in (7, 8))
    again = cast.find(tmp_path, "someone", look="7")
    portrait = Portrait.of(EASY, seven.build)
    pictures = [one.paint(portrait) for one in (seven, eight, again)]
    assert not np.array_equal(pictures[0], pictures[1])
    assert np.array_equal(pictures[0], pictures[2])
    assert (seven.name, again.name, again.look) == ("someone:7", "someone:7", "7")


def test_somebody_without_a_seed_has_one_all_the_same(tmp_path: Path) -> None:
    avatar(tmp_path, "someone", size=SMALL, looks=12)
    assert cast.find(tmp_path, "someone").name == "someone:1"


@pytest.mark.parametrize("name", ["groom:7", "groom:"])
def test_an_avatar_without_looks_refuses_a_seed(tmp_path: Path, name: str) -> None:
    avatar(tmp_path, "groom", size=SMALL)
    with pytest.raises(
        BadInput, match=r"'groom:7?': the avatar 'groom' has no looks; say 'groom' alone"
    ):
        cast.find(tmp_path, name)
