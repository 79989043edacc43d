"""The network that paints an avatar: taken as it should be, or refused in a sentence."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live.body.skeleton import INDEX, OFFSETS
from live.draw import cast
from live.draw.portrait import PLAIN, POINTS, AvatarBuild, Portrait
from live.draw.portraitist import EASY, Portraitist
from live.errors import BadInput
from live.networks.providers import Network
from live.signals import Floats
from tests.draw.stages import standing
from tests.networks.tiny_models import Array, Node, Shapes, avatar, signed, write_model

STANDING = Portrait.of(standing(), PLAIN)
PLACE = {"offsets": OFFSETS.tolist(), "ankle": 0.06, "toe": 0.02}
TOLD = {"name": "bride", "points": json.dumps(POINTS), "build": json.dumps(PLACE)}
COPIES: list[Node] = [("Identity", ("picture",), ("rgba",)), ("Identity", ("pose",), ("unused",))]


def moved(by: float) -> Portrait:
    """Standing, with every point moved by so much of the pane."""
    return replace(STANDING, points=STANDING.points + by)


def model(tmp_path: Path, **changes: Any) -> Path:
    """An avatar that is a grey picture, but for what is changed."""
    size: tuple[int, int] = changes.pop("size", (8, 12))
    shape = (1, 4, size[1], size[0])
    settings: dict[str, Any] = {
        "nodes": COPIES,
        "inputs": {"pose": (1, 36, 3)},
        "outputs": {"rgba": shape, "unused": (1, 36, 3)},
        "told": TOLD,
        "constants": {"picture": np.full(shape, 0.5, dtype=np.float32)},
    }
    path = tmp_path / "avatar_bride" / "1" / "model.onnx"
    return signed(write_model(path, **(settings | changes)))


def refused(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        Portraitist(Network(path))
    told = str(caught.value)
    assert str(path) in told
    assert "\n" not in told
    assert "install First Dance again" in told
    return told


def test_an_avatar_tells_what_it_is(tmp_path: Path) -> None:
    build = AvatarBuild(OFFSETS * 0.9, 0.1, 0.05)
    avatar(tmp_path, "groom", size=(64, 96), build=build)
    one = cast.find(tmp_path, "groom")
    assert (one.name, one.size, one.licence, one.engine) == ("groom", (64, 96), "CC0-1.0", "CPU")
    assert np.allclose(one.build.offsets, build.offsets)
    assert (one.build.ankle, one.build.toe) == (0.1, 0.05)
    assert one.milliseconds > 0


def test_the_body_is_painted_where_its_points_are_and_premultiplied(tmp_path: Path) -> None:
    avatar(tmp_path, "groom", (0.9, 0.5, 0.3), size=(64, 96))
    picture = cast.find(tmp_path, "groom").paint(STANDING)
    assert picture.shape == (96, 64, 4)
    assert picture.dtype == np.uint8
    for joint in ("head", "pelvis", "l_toe"):
        x, y = STANDING.points[INDEX[joint], :2] * (64, 96)
        assert picture[int(y), int(x)].tolist() == pytest.approx([230, 128, 77, 255], abs=12)
    assert not picture[:3].any()
    assert (picture[..., :3].max(axis=2) <= picture[..., 3]).all()


def test_a_body_that_stands_still_is_not_painted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    avatar(tmp_path, "groom", size=(8, 12))
    one = cast.find(tmp_path, "groom")
    runs: list[Floats] = []
    run = Network.run
    monkeypatch.setattr(Network, "run", lambda self, given: runs.append(given) or run(self, given))  # type: ignore[func-returns-value]
    first = one.paint(STANDING)
    for _ in range(5):
        assert one.paint(moved(1e-6)) is first
    assert len(runs) == 1
    for step in range(1, 40):  # one that creeps is painted in the end
        one.paint(moved(2e-5 * step))
    assert 5 <= len(runs) <= 11


def with_memory(tmp_path: Path) -> Path:
    """An avatar whose picture is what it was before and a little more."""
    nodes: list[Node] = [
        ("Add", ("previous", "a_little"), ("rgba",)),
        ("Identity", ("pose",), ("unused",)),
    ]
    inputs: Shapes = {"pose": (1, 36, 3), "previous": (1, 4, 12, 8)}
    constants: dict[str, Array] = {"a_little": np.array([0.125], dtype=np.float32)}
    return model(tmp_path, nodes=nodes, inputs=inputs, constants=constants)


def test_one_that_looks_back_is_given_its_last_picture(tmp_path: Path) -> None:
    one = Portraitist(Network(with_memory(tmp_path)))
    seen = [int(one.paint(moved(0.01 * n))[0, 0, 0]) for n in range(3)]
    assert seen == [32, 64, 96]
    one.forget()
    assert one.paint(STANDING)[0, 0, 0] == 32


def test_one_that_looks_back_settles_before_it_rests(tmp_path: Path) -> None:
    one = Portraitist(Network(with_memory(tmp_path)))
    seen = [int(one.paint(STANDING)[0, 0, 0]) for _ in range(12)]
    assert seen[:4] == [32, 64, 96, 128]
    assert seen[-1] == seen[-2]


def test_an_answer_that_is_not_a_number_is_an_error_and_is_forgotten(tmp_path: Path) -> None:
    nodes: list[Node] = [
        ("Add", ("previous", "noughts"), ("rgba",)),
        ("Identity", ("pose",), ("unused",)),
    ]
    one = Portraitist(
        Network(
            model(
                tmp_path,
                nodes=nodes,
                inputs={"pose": (1, 36, 3), "previous": (1, 4, 12, 8)},
                constants={"noughts": np.array([0.0], dtype=np.float32)},
            )
        )
    )
    one._memory[:] = np.nan
    with pytest.raises(ArithmeticError, match="bride is not a number"):
        one.paint(STANDING)
    assert not one.paint(STANDING).any()


def windowed(tmp_path: Path, **changes: Any) -> Path:
    """An avatar that paints where it is asked to: grey, and whiter the further down the pane."""
    nodes: list[Node] = [
        ("Mul", ("rows", "small"), ("shares",)),
        ("Reshape", ("shares", "upright"), ("steep",)),
        ("Reshape", ("columns", "level"), ("flat",)),
        ("Mul", ("flat", "nothing"), ("no_columns",)),
        ("Add", ("steep", "no_columns"), ("plane",)),
        ("Add", ("plane", "noughts"), ("cells",)),
        ("Resize", ("cells", "", "fourfold"), ("rgba",)),
        ("Identity", ("pose",), ("unused",)),
    ]
    settings: dict[str, Any] = {
        "nodes": nodes,
        "inputs": {"pose": (1, 36, 3), "rows": (1, "r"), "columns": (1, "c")},
        "outputs": {"rgba": (1, 4, "height", "width"), "unused": (1, 36, 3)},
        "told": TOLD | {"size": "256x384", "reach": "[0.05, 0.01, 0.05, 0.02]"},
        "constants": {
            "small": np.array([1 / 384], dtype=np.float32),
            "upright": np.array([1, 1, -1, 1], dtype=np.int64),
            "level": np.array([1, 1, 1, -1], dtype=np.int64),
            "nothing": np.array([0.0], dtype=np.float32),
            "noughts": np.zeros((1, 4, 1, 1), dtype=np.float32),
            "fourfold": np.array([1, 1, 4, 4], dtype=np.float32),
        },
    }
    return model(tmp_path, **(settings | changes))


def test_one_that_can_paints_only_where_the_body_is(tmp_path: Path) -> None:
    one = Portraitist(Network(windowed(tmp_path)))
    assert one.size == (256, 384)
    easy = Portrait.of(EASY, PLAIN)
    picture = one.paint(easy)
    assert picture.shape == (384, 256, 4)
    painted = picture[..., 0] > 0
    assert 0.2 < painted.mean() < 0.8
    x, y = (easy.points[:, :2] * (256, 384)).astype(int).T
    assert painted[y, x].all()
    rows = np.flatnonzero(painted.any(axis=1))
    middles = (rows // 4 + 0.5) * 4 / 384 * 255
    assert np.abs(picture[rows, 128, 0] - middles).max() <= 3


def test_a_gpu_is_always_asked_for_the_whole_pane(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Network, "is_on_cpu", False)
    picture = Portraitist(Network(windowed(tmp_path))).paint(STANDING)
    assert (picture[..., 0] > 0).all()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"size": "64 by 96"}, "size is given as '64 by 96'"),
        ({"size": "60x90"}, "size is given as '60x90'"),
        ({"reach": "[0.1, 0.1]"}, "how far its clothes reach"),
        ({"reach": ""}, "how far its clothes reach"),
        ({"reach": "[0.1, 0.1, 7.0, 0.1]"}, "how far its clothes reach"),
    ],
)
def test_one_that_does_not_tell_where_it_can_paint_is_refused(
    tmp_path: Path, told: dict[str, str], why: str
) -> None:
    whole = TOLD | {"size": "256x384", "reach": "[0.05, 0.01, 0.05, 0.02]"}
    assert why in refused(windowed(tmp_path, told=whole | told))


def test_half_an_avatar_is_refused(tmp_path: Path) -> None:
    path = avatar(tmp_path, "groom", size=(8, 12))
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(BadInput, match="damaged or cut short"):
        cast.find(tmp_path, "groom")
    signed(path)
    refused(path)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"inputs": {"pose": (1, 33, 3)}}, "'pose' is (1, 33, 3)"),
        ({"inputs": {"pose": (1, 36, "any")}}, "'pose' is (1, 36, 'any')"),
        ({"inputs": {"pose": (1, 36, 3), "mood": (1, 1)}}, "'mood' is unknown"),
        ({"size": (12, 12)}, "12 x 12, wanted is 2 wide and 3 tall"),
        ({"told": {}}, "no build"),
        ({"told": TOLD | {"build": '{"offsets": [], "ankle": 0, "toe": 0}'}}, "no build"),
        ({"told": TOLD | {"points": json.dumps(POINTS[1:])}}, "not the portrait's"),
        (
            {"constants": {"picture": np.full((1, 4, 12, 8), np.nan, dtype=np.float32)}},
            "not a number",
        ),
    ],
)
def test_a_model_of_another_kind_is_refused_with_the_difference(
    tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    assert why in refused(model(tmp_path, **changes))


def test_an_output_by_another_name_is_missed(tmp_path: Path) -> None:
    nodes: list[Node] = [
        ("Identity", ("picture",), ("rgb",)), ("Identity", ("pose",), ("unused",)),
    ]  # fmt: skip
    outputs: Shapes = {"rgb": (1, 4, 12, 8), "unused": (1, 36, 3)}
    assert "output 'rgba' is missing" in refused(model(tmp_path, nodes=nodes, outputs=outputs))
