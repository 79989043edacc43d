"""What heads and hands are like on their sides, where torch is installed."""

from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import pytest

from live.draw import camera, portrait
from live.draw.portrait import POINTS
from tests.become.training import films

torch = pytest.importorskip("torch", reason="torch is not installed: .[train]")
network = pytest.importorskip("live.become.training.network")
growing = pytest.importorskip("live.become.training.growing")
takes = pytest.importorskip("live.become.training.takes")
texturing = pytest.importorskip("live.become.training.texturing")
layering = pytest.importorskip("live.become.training.layering")
sides = pytest.importorskip("live.become.training.sides")

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


def marked(
    flat: bool, aside: float, up: float, *, front: bool = True, sheet: int = 0, number: int = 0
) -> Tensor:
    """A part with one mark on it, so many radii from its middle."""
    part = sides.Layers((0.0, 0.0, 0.0)) if flat else sides.Ball()
    rows, columns = part.sheets.shape[2:]
    wide = columns / (2 * len(part.behind)) if flat else columns / 2
    column = (aside / 2.0 + 1.0) / 2 * wide + wide * (2 * sheet + (not front))
    row = (up / 2.0 + 1.0) / 2 * rows
    top, left = int(row) - 1, int(column) - 1
    part.sheets.data[0, number, top : top + 3, left : left + 3] = 1
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
    where = 0.8 * ways[0] - 0.6 * ways[1] + 0.24 * ways[2]
    hand = marked(True, 0.8, -0.6)
    np.testing.assert_allclose(place_of(seen(hand, ways)), where[:2], atol=0.06)


@pytest.mark.parametrize("sheet", [0, 1, 2, 3])
def test_a_bent_finger_is_as_far_ahead_as_its_sheet_from_either_side(sheet: int) -> None:
    tall = [0.3, 0.1, -0.2, -0.4]
    for degrees, front in ((30.0, True), (150.0, False)):
        hand = marked(True, 0.4, -0.4, front=front, sheet=sheet)
        hand.behind.data[:] = torch.tensor(tall)
        ways = turned("y", degrees)
        ahead = tall[sheet] if front else -tall[sheet]
        where = 0.4 * ways[0] - 0.4 * ways[1] + ahead * ways[2]
        np.testing.assert_allclose(place_of(seen(hand, ways)), where[:2], atol=0.06)


def test_what_is_nearer_on_a_hand_hides_what_is_behind_it() -> None:
    for degrees, front in ((0.0, True), (180.0, False)):
        brightest = []
        for nearer in (1, 3):
            hand = marked(True, 0.3, 0.3, front=front, sheet=2)  # red
            hidden = marked(True, 0.3, 0.3, front=front, sheet=nearer, number=3)  # alpha
            hand.sheets.data += hidden.sheets.data
            brightest.append(seen(hand, turned("y", degrees)).max())
        assert brightest[0] < 0.3
        assert brightest[1] > 0.9


def test_a_hand_is_larger_where_it_is_nearer_to_the_eye() -> None:
    left = network.AvatarNetwork(network.Plan(width=4, head=0, hands=4)).details[0]
    height, there = 768, {"l_wrist": (0, 0), "l_hand": (40, 0), "l_index": (40, 14)}
    wide = []
    for near in (0.0, 0.2):  # pane heights
        places = torch.zeros(1, len(POINTS), 3)
        places[..., :2] = 200.0
        for name, (x, y) in there.items():
            places[0, POINTS.index(name)] = torch.tensor([200.0 + x, 200.0 + y, near * height])
        places[0, POINTS.index("l_pinky")] = torch.tensor([240.0, 186.0, near * height])
        told, _ = left.surface(places, left.corner(places, height), height)
        bulge = told[0, 3] > 0.02  # where there is a ball at all
        wide.append(float(bulge.any(dim=0).sum()))
    eye = camera.EYE_DISTANCE / portrait.HEIGHT
    assert wide[1] / wide[0] == pytest.approx(eye / (eye - 0.2), rel=0.03)


def test_a_palm_is_not_the_back_of_a_hand() -> None:
    palm = marked(True, 0.3, 0.3)
    assert seen(palm, turned("x", 0.0)).max() > 0.5
    assert seen(palm, turned("x", 180.0)).max() == 0.0
    back = marked(True, 0.3, 0.3, front=False)
    assert seen(back, turned("x", 0.0)).max() == 0.0
    assert seen(back, turned("x", 180.0)).max() > 0.5


def test_a_hand_seen_edge_on_says_nothing_wild() -> None:
    part = sides.Layers((0.0, 0.0, 0.0))
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


def test_a_ring_on_a_finger_is_fitted_and_seen_there_in_other_poses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(layering, "_STEPS", 200)
    avatar = network.AvatarNetwork(network.Plan(width=4, head=0, hands=4))
    left, right = avatar.details
    texturing.fit_sides(avatar, [with_a_ring(seed) for seed in range(1, 25)], every=1)
    assert float(right.sides.sheets.detach().abs().max()) < 0.01
    told = np.concatenate([with_a_ring(seed).points for seed in range(25, 30)])
    places = torch.from_numpy(told) * torch.tensor([256.0, 384.0, 384.0])
    corner = left.corner(places, 384)
    finger = (places[:, POINTS.index("l_fingers"), :2] - corner).numpy()
    facing = left.ways(places, 384)[:, 2, 2].abs().numpy() > 0.5
    looks = left.surface(places, corner, 384)[1][:, 0].detach().numpy()
    brightest = [np.unravel_index(one.argmax(), one.shape)[::-1] for one in looks]
    off = np.linalg.norm(np.array(brightest) + 0.5 - finger, axis=1)
    assert np.median(looks.max(axis=(1, 2))[facing]) > 0.5
    assert np.median(off[facing]) < 3.0  # pixels of 40
    assert off.mean() < 4.0


def test_a_hand_that_is_never_by_itself_is_not_fitted() -> None:
    avatar = network.AvatarNetwork(network.Plan(width=4, head=0, hands=4))
    left = avatar.details[0]
    film = with_a_ring(1)
    film.points[:, [POINTS.index(f"l_{end}") for end in ("hand", "fingers")]] = film.points[:, :1]
    torch.nn.init.ones_(left.sides.sheets)
    layering.fit(left, [film], 1)
    assert float(left.sides.sheets.detach().min()) == 1.0


def test_who_knows_no_sides_yet_paints_without_and_learns_them() -> None:
    torch.manual_seed(1)
    avatar = network.AvatarNetwork(network.Plan(films.SMALL, width=4, head=4, hands=4)).train()
    told = torch.from_numpy(films.points(1))
    before = avatar(told)
    before.square().mean().backward()
    for part in avatar.details:
        assert float(part.sides.sheets.grad.abs().max()) > 0.0
        torch.nn.init.zeros_(part.mix.weight[:, -part.sides.numbers :])
    assert torch.equal(avatar(told), before)


def test_one_of_many_people_begins_with_what_one_knew_but_for_their_sides() -> None:
    torch.manual_seed(1)
    plan = network.Plan(films.SMALL, width=4, head=4, hands=4)
    one, many = network.AvatarNetwork(plan), network.AvatarNetwork(replace(plan, look=True))
    known = growing.grown(one.state_dict(), many.state_dict(), plan, replace(plan, look=True))
    many.load_state_dict(known)
    assert not any(part.sides for part in many.details)
    mix = many.head.mix.weight
    assert torch.equal(mix, one.head.mix.weight[:, : mix.shape[1]])
    assert torch.equal(many.head.paint.weight, one.head.paint.weight[:4])
