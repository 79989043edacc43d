"""A network with an input that says who it paints, where torch is installed."""

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest

from live.become.training.somebody import LENGTH
from live.draw.someone import look_of
from live.errors import BadInput
from tests.become.training import films

torch = pytest.importorskip("torch", reason="torch is not installed: .[train]")
pytest.importorskip("onnx", reason="onnx is not installed: .[train]")
network = pytest.importorskip("live.become.training.network")
guided = pytest.importorskip("live.become.training.guided")
learning = pytest.importorskip("live.become.training.learning")
sampling = pytest.importorskip("live.become.training.sampling")
export = pytest.importorskip("live.become.training.export")
contract = pytest.importorskip("live.become.training.contract")
undercoat = pytest.importorskip("live.become.training.undercoat")
takes = pytest.importorskip("live.become.training.takes")

# torch may be absent where types are checked.
Tensor: TypeAlias = Any
PLAN = network.Plan(films.SMALL, width=4, head=4, hands=4)
MANY = replace(PLAN, look=True)
COURSE = learning.Course(minutes=1.0, small=0.0, half=False)


def looks(*seeds: int) -> Tensor:
    return torch.from_numpy(np.stack([look_of(str(seed), LENGTH) for seed in seeds]))


def points(frames: int = 1) -> Tensor:
    return torch.from_numpy(films.points(frames))


def folder_of_people(path: Path) -> Path:
    """Takes of two people, the second in pairs."""
    films.folder_of_takes(path)
    for number, file in enumerate(sorted(path.glob("*.npz"))):
        with np.load(file) as kept:
            held = {name: kept[name] for name in kept}
        held["look"] = look_of(str(number), LENGTH)
        held["cuts"] = np.arange(len(held["points"])) % (2 if number else 99) == 0
        np.savez(file, **held)
    return path


def test_colours_multiply_shades_wherever_they_are_painted() -> None:
    torch.manual_seed(1)
    brush = guided.Brush(3, 1, guided.WORN)
    brush.plain.data.normal_()
    features, kinds = torch.randn(2, 3, 5, 5), torch.zeros(2, guided.KINDS)
    colours = torch.rand(2, guided.SHADES, 3)
    with torch.no_grad():
        none = brush(features, guided.Wish((), kinds, torch.zeros_like(colours)))
        once = brush(features, guided.Wish((), kinds, colours)) - none
        twice = brush(features, guided.Wish((), kinds, 2 * colours)) - none
    torch.testing.assert_close(twice, 2 * once, atol=1e-4, rtol=1e-4)
    assert float(once[:, :3].abs().max()) > 0.1
    assert float(once[:, 3].abs().max()) < 1e-4  # alpha has no colour


def test_a_face_is_on_the_front_of_a_head_and_only_where_somebody_is() -> None:
    mask = guided.Mask()
    mask.plain.data[:] = 0.1
    own, alpha = torch.zeros(1, 3, 4, 4), torch.ones(1, 1, 4, 4)
    own[:, 2, :2], own[:, 2, 2:] = -0.9, 0.9
    alpha[..., 0] = 0.0
    colours = torch.full((1, guided.SHADES, 3), 0.5)
    wish = guided.Wish((), torch.zeros(1, guided.KINDS), colours)
    with torch.no_grad():
        seen = mask(own, alpha, wish)
    assert seen.shape == (1, 4, 4, 4)
    assert float(seen[0, :3, :2, 1:].min()) > 0.1
    assert float(seen[:, :, 2:].abs().max()) == 0.0  # from behind
    assert float(seen[..., 0].abs().max()) == 0.0  # nobody there
    assert float(seen[:, 3].abs().max()) == 0.0  # what is covered stays as it is


def test_two_people_at_once_are_each_painted_as_alone() -> None:
    torch.manual_seed(1)
    avatar = network.AvatarNetwork(MANY).eval()
    for name, weights in avatar.named_parameters():
        if "guide" in name or name.endswith(("kinds", "shades")):
            weights.data.normal_(std=0.05)
    body, who = points(2), looks(3, 4)
    with torch.no_grad():
        both = avatar(body, look=who)
        alone = torch.cat([avatar(body[k : k + 1], look=who[k : k + 1]) for k in range(2)])
        same = avatar(body, look=looks(3, 3))
    torch.testing.assert_close(both, alone, atol=1e-5, rtol=1e-4)
    assert float((both[1] - same[1]).abs().max()) > 1e-3


def test_a_network_grows_and_paints_as_it_did(tmp_path: Path) -> None:
    learner = learning.Learner(PLAN, COURSE)
    path = tmp_path / "small.pt"
    learning.keep(learner, path)
    large = learning.following(path, COURSE, plan=replace(MANY, fine=6))
    for module in large.mean.modules():
        if isinstance(module, guided.Brush):
            module.plain.data.zero_()
    large.mean.guide.gains.weight.data.zero_()
    with torch.no_grad():
        before, after = learner.mean(points()), large.mean(points(), look=looks(1))
    torch.testing.assert_close(after, before, atol=1e-5, rtol=1e-4)
    with pytest.raises(BadInput, match="another plan; begin without --after"):
        learning.following(path, COURSE, plan=replace(MANY, width=6))


def test_pairs_do_not_reach_over_a_cut_and_say_who_is_in_them(tmp_path: Path) -> None:
    filmed = sampling.Filmed(folder_of_people(tmp_path / "people"), films.SMALL)
    batch = filmed.draw(np.random.default_rng(1), 12)
    assert batch.look.shape == (24, LENGTH)
    assert torch.equal(batch.look[::2], batch.look[1::2])
    for take in filmed.takes:
        if len(take.cuts) > 1:
            pairs = [at for name, at in filmed._pairs if name == take.name]
            assert pairs == [at for at in pairs if at % 2 == 0] != []


def test_the_undercoat_is_fitted_to_what_is_filmed(tmp_path: Path) -> None:
    torch.manual_seed(1)
    films_of = takes.read_all(folder_of_people(tmp_path / "people"), ["a", "b"])
    avatar = network.AvatarNetwork(MANY).eval()
    avatar.paint.bias.data[-16:] = 1.0  # opaque: there is something to be coloured

    def off() -> float:
        with torch.no_grad():
            given = [(torch.from_numpy(one.points), torch.from_numpy(one.look)) for one in films_of]
            seen = [avatar(pose, look=look[None].expand(len(pose), -1)) for pose, look in given]
        pairs = zip(seen, films_of, strict=True)
        return float(np.mean([
            np.square(a[:, :3].permute(0, 2, 3, 1).numpy() - b.rgba[..., :3] / 255).mean()
            for a, b in pairs
        ]))  # fmt: skip

    before = off()
    undercoat.fit(avatar, films_of, every=2)
    assert off() < 0.7 * before


def test_between_the_middles_of_cells_colours_run_evenly() -> None:
    ramp = torch.arange(5.0)[None, None, None].expand(1, 1, 5, 5)
    cells = torch.nn.functional.conv2d(ramp, network.between_cells(), padding=1)
    row = torch.nn.functional.pixel_shuffle(cells, 4)[0, 0, 8, 4:-4]
    torch.testing.assert_close(row.diff(), torch.full((11,), 0.25))


def test_it_learns_whom_a_look_means(tmp_path: Path) -> None:
    filmed = sampling.Filmed(folder_of_people(tmp_path / "people"), films.SMALL)
    learner = learning.Learner(MANY, COURSE)
    chance = np.random.default_rng(1)
    before = learner.network.guide.gains.weight.clone()
    for _ in range(3):
        costs = learner.step(filmed, chance)
    assert np.isfinite(list(costs.values())).all()
    assert not torch.equal(before, learner.network.guide.gains.weight)


@pytest.mark.filterwarnings("ignore")  # torch's of its own export
def test_the_model_paints_each_look_as_the_network_does(tmp_path: Path) -> None:
    torch.manual_seed(1)
    folder = folder_of_people(tmp_path / "people")
    avatar = network.AvatarNetwork(MANY).eval()
    poses, who = films.points(2), looks(1, 2).numpy()
    path = tmp_path / "avatar_people" / "1" / "model.onnx"
    export.export(avatar, takes.sitter(folder), path, "fp32")
    assert export.differs(avatar, path, poses, who) < 1e-3
    model = contract.opened(path)
    assert model.looks
    one, other = (model.wearing(look).paint(poses[0]) for look in who)
    assert np.abs(one - other).max() > 1e-3


def test_eight_bits_are_fitted_to_each_pose_of_whoever_takes_it() -> None:
    poses, who = films.points(2), looks(1, 2).numpy()
    told = export._Poses(poses, {"rows": np.zeros((1, 8))}, who)
    for pose, look in zip(poses, who, strict=True):
        given = told.get_next()
        assert given.keys() == {"pose", "rows", "look"}
        assert np.array_equal(given["pose"][0], pose)
        assert np.array_equal(given["look"][0], look)
    assert told.get_next() is None
