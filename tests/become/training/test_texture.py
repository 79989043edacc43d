"""An avatar's texture, where torch is installed: it goes along with limbs."""

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest

from live.draw.portrait import POINTS
from tests.become.training import films

torch = pytest.importorskip("torch", reason="torch is not installed: .[train]")
chart = pytest.importorskip("live.become.training.chart")
growing = pytest.importorskip("live.become.training.growing")
network = pytest.importorskip("live.become.training.network")
takes = pytest.importorskip("live.become.training.takes")
texture = pytest.importorskip("live.become.training.texture")
texturing = pytest.importorskip("live.become.training.texturing")

Tensor: TypeAlias = Any  # torch may be absent where types are checked
PLAN = network.Plan((256, 384), width=4, head=0, hands=0, texture=True)
ROWS, COLUMNS = texture.TEXELS


def looked_up(points: np.ndarray, sheets: Tensor, *, skirt: bool = False) -> np.ndarray:
    """What of the sheets is seen on these points (36, 3): red, green, blue, (384, 256, 3)."""
    avatar = network.AvatarNetwork(replace(PLAN, skirt=skirt)).eval()
    avatar.texture.sheets.data = sheets / texture.EAGER
    told = torch.from_numpy(points.astype(np.float32))[None]
    y, x = ((torch.arange(n // 4)[None] + 0.5) * 4 / n for n in (384, 256))
    with torch.no_grad():
        fields, ahead = avatar.fields(told, y, x)
        said = torch.zeros(1, avatar.texture.say.out_channels, 96, 64)
        seen = avatar.texture.seen(avatar.texture.charted(fields), ahead, said)
    picture = torch.nn.functional.pixel_shuffle(seen.flatten(1, 2), 4)[0].permute(1, 2, 0)
    return np.asarray(picture.numpy())


def blank(sides: int = 2) -> Tensor:
    return torch.zeros(3, ROWS, sides * COLUMNS)


def texel(place: np.ndarray) -> tuple[int, int]:
    """Row and column on the front of the first sheet of a place of the chart."""
    height, width = chart.SHEET
    return (
        int((place[1] / height + 0.5) * ROWS),
        int((place[0] / width + 0.5) * COLUMNS),
    )


def between(body: np.ndarray, first: str, second: str) -> np.ndarray:
    return np.asarray(body[[POINTS.index(first), POINTS.index(second)]].mean(axis=0))


def pixel(points: np.ndarray, first: str, second: str) -> tuple[int, int]:
    x, y, _ = between(points, first, second)
    return int(y * 384), int(x * 256)


def around(picture: np.ndarray, at: tuple[int, int], reach: int = 3) -> float:
    rows, columns = (slice(max(0, place - reach), place + reach + 1) for place in at)
    return float(picture[rows, columns].mean())


def test_who_stands_on_the_sheet_fits_on_it_and_shows_the_left_hand_on_the_right() -> None:
    body = chart.standing()
    height, width = chart.SHEET
    assert np.abs(body[:, 0]).max() < width / 2
    assert np.abs(body[:, 1]).max() < height / 2
    assert body[POINTS.index("l_hand"), 0] > 0.1 > body[POINTS.index("r_hand"), 0]
    assert body[POINTS.index("crown"), 1] < body[POINTS.index("l_toe"), 1]
    assert body[POINTS.index("nose"), 2] > body[POINTS.index("crown"), 2]


def test_a_mark_on_a_limb_is_there_wherever_the_limb_is() -> None:
    row, column = texel(between(chart.standing(), "l_knee", "l_ankle"))
    sheets = blank()
    for side in (0, COLUMNS):  # on both sides of the leg
        sheets[0, row - 8 : row + 8, side + column - 8 : side + column + 8] = 1.0
    for told in films.points(27)[::13]:  # later the right leg is before the left
        picture = looked_up(told, sheets)[..., 0]
        marked = around(picture, pixel(told, "l_knee", "l_ankle"))
        assert marked > 0.5
        assert around(picture, pixel(told, "r_elbow", "r_wrist")) < 0.1


def test_the_front_of_a_body_is_not_its_back() -> None:
    sheets = blank()
    sheets[0, :, :COLUMNS] = 1.0  # the front is red, the back green
    sheets[1, :, COLUMNS:] = 1.0
    told = films.points(1)[0]
    turned = told * np.array([-1.0, 1.0, -1.0]) + np.array([1.0, 0.0, 0.0])
    for body, seen, hidden in ((told, 0, 1), (turned, 1, 0)):
        chest = looked_up(body, sheets)[pixel(body, "spine2", "spine3")]
        assert chest[seen] > 0.9
        assert chest[hidden] < 0.1


def test_a_skirt_hides_the_thighs_and_not_the_head() -> None:
    sheets = blank(4)
    sheets[0, :, : 2 * COLUMNS] = 1.0  # the body is red, what hangs loose blue
    sheets[2, :, 2 * COLUMNS :] = 1.0
    told = films.points(1)[0]
    picture = looked_up(told, sheets, skirt=True)
    assert picture[pixel(told, "l_knee", "r_knee")][2] > 0.9
    assert picture[pixel(told, "head", "crown")][0] > 0.9


def test_a_texture_that_is_fitted_brings_pictures_nearer_to_the_truth(tmp_path: Path) -> None:
    torch.manual_seed(1)
    folder = films.folder_of_takes(tmp_path / "stick")
    known, held = (takes.read_all(folder, names, PLAN.size) for names in (["a", "b"], ["c"]))
    avatar = network.AvatarNetwork(PLAN).eval()
    avatar.paint.weight.data.zero_()
    avatar.paint.bias.data[3 * 16 :] = 1.0  # a grey pane, all there

    def off() -> float:
        truth = torch.from_numpy(held[0].rgba).permute(0, 3, 1, 2) / 255
        with torch.no_grad():
            apart = (avatar(torch.from_numpy(held[0].points)) - truth)[:, :3]
        return float((apart.abs() * truth[:, 3:]).mean())

    before = off()
    texturing.fit(avatar, known, every=1)
    assert off() < 0.6 * before


def test_who_has_no_texture_cannot_be_fitted_one() -> None:
    with pytest.raises(ValueError, match="without a texture"):
        texturing.fit(network.AvatarNetwork(replace(PLAN, texture=False)), [])


def test_a_network_that_is_given_a_texture_paints_at_first_as_before() -> None:
    torch.manual_seed(1)
    small = replace(PLAN, size=films.SMALL, texture=False)
    old, new = (
        network.AvatarNetwork(small).eval(),
        network.AvatarNetwork(replace(small, texture=True)).eval(),
    )
    plans = small, replace(small, texture=True)
    new.load_state_dict(growing.grown(old.state_dict(), new.state_dict(), *plans))
    told = torch.from_numpy(films.points(1))
    with torch.no_grad():
        assert float((old(told) - new(told)).abs().max()) < 0.05


@pytest.mark.parametrize("skirt", [False, True])
def test_where_nothing_is_learned_it_paints_as_where_it_is(skirt: bool) -> None:
    torch.manual_seed(2)
    avatar = network.AvatarNetwork(replace(PLAN, size=films.SMALL, skirt=skirt))
    torch.nn.init.normal_(avatar.texture.sheets, std=0.1)
    torch.nn.init.constant_(avatar.paint.bias, 0.5)
    told = torch.from_numpy(films.points(1))
    with torch.no_grad():
        learning = avatar.train()(told).clamp(0.0, 1.0)
        painting = avatar.eval()(told)
    assert float(painting.std()) > 0.01
    assert float((learning - painting).abs().max()) < 1e-4


def test_where_nobody_is_a_texture_adds_nothing() -> None:
    torch.manual_seed(3)
    layer = texture.Texture(4).eval()
    torch.nn.init.constant_(layer.outer.bias, 0.25)
    painted = torch.zeros(1, 64, 12, 8)
    painted[:, 48:, 5, 3] = 1.0
    charted = torch.rand(1, 4, 12, 8)
    with torch.no_grad():
        gone_over = layer(charted, torch.zeros(1, 1, 12, 8), torch.rand(1, 4, 12, 8), painted)
    changed = (gone_over - painted).abs().amax(dim=(0, 1)).numpy() > 1e-6
    assert changed[4:7, 2:5].all()
    changed[4:7, 2:5] = False
    assert not changed.any()
