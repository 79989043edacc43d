"""What heads and hands are like on their sides, where torch is installed."""

from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import pytest

from live.draw.portrait import POINTS
from tests.scripts.avatar import films

torch = pytest.importorskip("torch", reason="torch is not installed: .[train]")
network = pytest.importorskip("scripts.avatar.network")
growing = pytest.importorskip("scripts.avatar.growing")
takes = pytest.importorskip("scripts.avatar.takes")
texturing = pytest.importorskip("scripts.avatar.texturing")
sides = pytest.importorskip("scripts.avatar.sides")

# torch may be absent where types are checked.
Tensor: TypeAlias = Any
Take: TypeAlias = Any
SIZE = 96  # pixels of the crop, which reaches 1.5 radii to each side of the middle
REACH = 1.5


def turned(about: str, degrees: float) -> np.ndarray:
    """The directions aside, up and ahead of a part that is turned: rows of (3, 3)."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    first, second = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[about]
    turn = np.eye(3)
    turn[first, first] = turn[second, second] = c
    turn[first, second], turn[second, first] = -s, s
    return turn.T


def seen(part: Tensor, ways: np.ndarray) -> np.ndarray:
    """The first of the numbers in each pixel: (SIZE, SIZE)."""
    along = (torch.arange(SIZE) + 0.5) / SIZE * 2 * REACH - REACH
    across, down = along[None, None, None, :], along[None, None, :, None]
    told = torch.tensor(ways, dtype=torch.float32)[None]
    bulge = torch.sqrt(torch.relu(1.0 - across**2 - down**2) + 1e-4)
    own = sum(
        one * told[:, :, axis, None, None] for axis, one in enumerate((across, down, bulge))
    )  # fmt: skip
    with torch.no_grad():
        return np.asarray(part(across, down, told, own)[0, 0].numpy())


def marked(flat: bool, aside: float, up: float, *, front: bool = True) -> Tensor:
    """A part with one mark on it, so many radii from its middle."""
    part = sides.Sides((0.0, 0.0, 0.0) if flat else None)
    _, _, rows, columns = part.sheets.shape
    column = (aside / 2.0 + 1.0) / 2 * columns / 2 + (0 if front else columns / 2)
    row = (up / 2.0 + 1.0) / 2 * rows
    part.sheets.data[
        0, 0, round(row) - 1 : round(row) + 2, round(column) - 1 : round(column) + 2
    ] = 1
    return part


def place_of(picture: np.ndarray) -> np.ndarray:
    """Radii to the right and down of the mark's middle."""
    y, x = np.mgrid[:SIZE, :SIZE]
    weight = picture / picture.sum()
    return np.array([(weight * x).sum(), (weight * y).sum()]) / SIZE * 2 * REACH - REACH


@pytest.mark.parametrize("about", ["x", "y", "z"])
@pytest.mark.parametrize("degrees", [-50.0, 20.0, 60.0])
def test_a_finger_is_where_it_is_on_the_hand_however_that_is_held(
    about: str, degrees: float
) -> None:
    ways = turned(about, degrees)
    where = 0.8 * ways[0] - 0.6 * ways[1]
    picture = seen(marked(True, 0.8, -0.6), ways)
    np.testing.assert_allclose(place_of(picture), where[:2], atol=0.06)


def test_a_palm_is_not_the_back_of_a_hand() -> None:
    palm = marked(True, 0.3, 0.3)
    assert seen(palm, turned("x", 0.0)).max() > 0.5
    assert seen(palm, turned("x", 180.0)).max() == 0.0
    back = marked(True, 0.3, 0.3, front=False)
    assert seen(back, turned("x", 0.0)).max() == 0.0
    assert seen(back, turned("x", 180.0)).max() > 0.5


def test_a_hand_seen_edge_on_says_nothing_wild() -> None:
    part = sides.Sides((0.0, 0.0, 0.0))
    torch.nn.init.constant_(part.sheets, 1.0)
    for degrees in (89.0, 90.0, 90.01, 91.0):
        picture = seen(part, turned("y", degrees))
        assert np.isfinite(picture).all()
        assert np.abs(picture).max() <= 1.0 + 1e-3


@pytest.mark.parametrize("degrees", [0.0, 30.0, -60.0])
def test_an_eye_is_where_it_is_on_the_head_wherever_that_looks(degrees: float) -> None:
    ahead = np.sqrt(1.0 - 0.3**2 - 0.2**2)
    wider = np.sqrt(2.0 / (1.0 + ahead))
    ways = turned("y", degrees)
    where = np.array([0.3, 0.2, ahead]) @ ways
    picture = seen(marked(False, 0.3 * wider, 0.2 * wider), ways)
    np.testing.assert_allclose(place_of(picture), where[:2], atol=0.06)


def with_a_ring(seed: int) -> Take:
    """A film of nothing but the end of a left hand, which shines."""
    told = films.points(12, seed)
    rgba = np.zeros((12, 384, 256, 4), np.uint8)
    for picture, body in zip(rgba, told, strict=True):
        x, y, _ = body[POINTS.index("l_fingers")] * np.array([256.0, 384.0, 1.0])
        picture[round(y) - 2 : round(y) + 3, round(x) - 2 : round(x) + 3] = 255
    return takes.Take("ring", told, told, rgba)


def test_a_ring_on_a_finger_is_fitted_and_seen_there_in_other_poses() -> None:
    avatar = network.Avatar(network.Plan(width=4, head=0, hands=4))
    left, right = avatar.details
    torch.nn.init.zeros_(left.sides.plane)
    texturing.fit_sides(avatar, [with_a_ring(seed) for seed in range(1, 9)], every=1)
    assert float(right.sides.sheets.detach().abs().max()) < 0.01
    told = np.concatenate([with_a_ring(seed).points for seed in (9, 10, 11)])
    places = torch.from_numpy(told) * torch.tensor([256.0, 384.0, 384.0])
    corner = left.corner(places, 384)
    finger = (places[:, POINTS.index("l_fingers"), :2] - corner).numpy()
    looks = left.surface(places, corner, 384)[1][:, 0].detach().numpy()
    brightest = [np.unravel_index(one.argmax(), one.shape)[::-1] for one in looks]
    off = np.linalg.norm(np.array(brightest) + 0.5 - finger, axis=1)
    assert looks.max(axis=(1, 2)).min() > 0.25
    assert off.mean() < 4.0  # pixels of 40


def test_who_knows_no_sides_yet_paints_without_and_learns_them() -> None:
    torch.manual_seed(1)
    avatar = network.Avatar(network.Plan(films.SMALL, width=4, head=4, hands=4)).train()
    told = torch.from_numpy(films.points(1))
    before = avatar(told)
    before.square().mean().backward()
    for part in avatar.details:
        assert float(part.sides.sheets.grad.abs().max()) > 0.0
        torch.nn.init.zeros_(part.mix.weight[:, -sides.NUMBERS :])
    assert torch.equal(avatar(told), before)


def test_one_of_many_people_begins_with_what_one_knew_but_for_their_sides() -> None:
    torch.manual_seed(1)
    plan = network.Plan(films.SMALL, width=4, head=4, hands=4)
    one, many = network.Avatar(plan), network.Avatar(replace(plan, look=True))
    known = growing.grown(one.state_dict(), many.state_dict(), plan, replace(plan, look=True))
    many.load_state_dict(known)
    assert not any(part.sides for part in many.details)
    mix = many.head.mix.weight
    assert torch.equal(mix, one.head.mix.weight[:, : mix.shape[1]])
    assert torch.equal(many.head.paint.weight, one.head.paint.weight[:4])
