"""The avatar's network, where torch is installed: what it sees, paints, learns and exports."""

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest

from live.draw.portrait import POINTS
from live.errors import BadInput
from tests.become.training import films

torch = pytest.importorskip("torch", reason="torch is not installed: .[train]")
onnx = pytest.importorskip("onnx", reason="onnx is not installed: .[train]")
fields = pytest.importorskip("live.become.training.fields")
network = pytest.importorskip("live.become.training.network")
details = pytest.importorskip("live.become.training.details")
losses = pytest.importorskip("live.become.training.losses")
learning = pytest.importorskip("live.become.training.learning")
sampling = pytest.importorskip("live.become.training.sampling")
distilling = pytest.importorskip("live.become.training.distilling")
export = pytest.importorskip("live.become.training.export")
card = pytest.importorskip("live.become.training.card")
takes = pytest.importorskip("live.become.training.takes")

# torch may be absent where types are checked.
Tensor: TypeAlias = Any
Filmed: TypeAlias = Any
Batch: TypeAlias = Any
PLAN = network.Plan(films.SMALL, width=4, head=4, hands=4)
COURSE = learning.Course(minutes=1.0, small=0.0, half=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return films.folder_of_takes(tmp_path_factory.mktemp("takes") / "stick")


@pytest.fixture(scope="module")
def filmed(folder: Path) -> Filmed:
    return sampling.Filmed(folder, films.SMALL)


class Repeated:
    """Lessons that are always the same."""

    device = "cpu"

    def __init__(self, batch: Batch) -> None:
        self.batch = batch

    def draw(self, *_: object) -> Batch:
        return self.batch

    def join(self) -> int:
        return 0


def points(frames: int = 1) -> Tensor:
    return torch.from_numpy(films.points(frames))


def cells(rows: int, columns: int) -> tuple[Tensor, Tensor]:
    y, x = ((torch.arange(n)[None] + 0.5) / n for n in (rows, columns))
    return y, x


def test_a_limb_is_nearest_where_it_is_and_told_from_the_one_behind_it() -> None:
    body = points()
    found, _ = fields.Fields()(body, *cells(96, 64))
    assert found.shape == (1, fields.CHANNELS, 96, 64)
    assert torch.isfinite(found).all()
    head = POINTS.index("crown")
    x, y = (int(body[0, head, axis] * n) for axis, n in ((0, 64), (1, 96)))
    near = found[0, : fields.COUNT]
    assert near[:2, y, x].max() > 0.6  # the head's limbs
    assert near[0, 0, 0] < 0.01


def test_a_limb_behind_another_is_not_seen() -> None:
    body = torch.zeros(1, 36, 3)
    body[..., 2] = -0.3
    left, right = ([POINTS.index(f"{s}_{joint}") for joint in ("elbow", "wrist")] for s in "lr")
    for (begin, end), depth in ((left, 0.2), (right, 0.0)):
        body[0, begin] = torch.tensor([0.3, 0.5, depth])
        body[0, end] = torch.tensor([0.7, 0.5, depth])
    found = fields.Fields()(body, *cells(32, 32))[0][0, 2 * fields.COUNT :, 16, 16]
    forearms = [
        number for number, limb in enumerate(fields.LIMBS)
        if limb.begin[0].endswith("elbow")
    ]  # fmt: skip
    in_front, behind = (float(found[number]) for number in forearms)
    assert in_front > 0.9
    assert behind < 0.1


def test_it_paints_a_window_as_it_paints_the_whole() -> None:
    torch.manual_seed(1)
    avatar = network.AvatarNetwork(replace(PLAN, size=(128, 192))).eval()
    mix = avatar.unet.mix
    avatar.unet = torch.nn.Conv2d(2 * PLAN.width, 4, 1)  # sees no neighbours: no borders
    avatar.unet.mix = mix
    with torch.no_grad():
        whole = avatar(points())
        window = torch.tensor([[32.0, 64.0]])
        part = avatar(points(), window=window, size=(64, 96))
    inner = slice(8, -8)
    np.testing.assert_allclose(
        part[0, :, inner, inner], whole[0, :, 64:160, 32:96][:, inner, inner], atol=1e-5
    )


def test_a_detail_lies_where_its_part_of_the_body_is() -> None:
    torch.manual_seed(1)
    avatar = network.AvatarNetwork(PLAN).eval()
    body = points()
    with torch.no_grad():
        before = avatar(body)
        avatar.head.paint.bias += 0.5
        after = avatar(body)
    changed = (after - before).abs().amax((0, 1)).numpy() > 1e-3
    rows, columns = (np.flatnonzero(changed.any(axis)) for axis in (1, 0))
    nose = body[0, POINTS.index("nose")]
    assert rows.min() <= nose[1] * 96 <= rows.max()
    assert columns.min() <= nose[0] * 64 <= columns.max()
    assert changed.mean() < 0.1


def test_learning_in_half_precision_it_is_told_in_full_where_limbs_are() -> None:
    avatar = network.AvatarNetwork(PLAN)
    told_to_it: list[Tensor] = []
    avatar.unet.mix.register_forward_pre_hook(lambda _, given: told_to_it.append(given[0]))
    for half in (False, True):
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=half):
            avatar(points())
    assert torch.equal(*told_to_it)


def test_of_two_details_the_hands_see_what_the_head_has_become() -> None:
    avatar = network.AvatarNetwork(PLAN).eval()
    body = points()
    seen: list[Tensor] = []
    for one in avatar.hands:
        one.register_forward_pre_hook(lambda _, given: seen.append(given[4]))
    with torch.no_grad():
        avatar(body)
        avatar.head.paint.bias += 0.5
        avatar(body)
    assert not torch.equal(seen[0], seen[2])


def test_the_losses_of_the_truth_are_nothing_and_grow_with_error() -> None:
    truth = torch.rand(4, 4, 32, 32)
    weight = losses.weights(truth, torch.zeros(4, 1, 32, 32), torch.zeros(4, 1, 32, 32))
    assert float(weight.mean()) == pytest.approx(1)
    for cost in (losses.colours, losses.gradients, losses.motion):
        assert float(cost(truth, truth, weight)) == 0
        wrong, worse = (truth + size * torch.rand(truth.shape) for size in (0.1, 0.4))
        assert 0 < float(cost(wrong, truth, weight)) < float(cost(worse, truth, weight))
    assert float(losses.similarity(truth, truth)) == pytest.approx(1)
    assert float(losses.motion(truth + 0.3, truth, weight)) == pytest.approx(0, abs=1e-6)


def test_takes_held_out_are_never_drawn_and_new_ones_join(tmp_path: Path) -> None:
    folder = films.folder_of_takes(tmp_path / "stick", held_out=("b", "c"))
    filmed = sampling.Filmed(folder, films.SMALL)
    assert [take.name for take in filmed.takes] == ["a"]
    assert filmed.join() == 0
    films.take(folder, "d", frames=9)
    assert filmed.join() == 1
    films.take(folder, "d", frames=4)
    assert filmed.join() == 1
    assert filmed.frames == 6 + 4


def test_nothing_to_learn_from_is_told_of(tmp_path: Path) -> None:
    folder = films.folder_of_takes(tmp_path / "stick", held_out=("a", "b", "c"))
    with pytest.raises(BadInput, match="holds no take to learn from"):
        sampling.Filmed(folder, films.SMALL)


def test_batches_are_pairs_of_windows_onto_the_dancer(filmed: Filmed) -> None:
    for shrink in (1, 2):
        batch = filmed.draw(np.random.default_rng(3), 5, shrink)
        assert batch.truth.shape[:2] == (10, 4)
        assert batch.pane == (64 // shrink, 96 // shrink)
        assert torch.equal(batch.window[::2], batch.window[1::2])
        assert not (batch.window % details.CELL).any()
        assert torch.isfinite(batch.points).all()
        assert batch.truth[:, 3].amax((1, 2)).min() > 0.5


def test_the_same_chance_draws_the_same_batch(filmed: Filmed) -> None:
    one, other = (filmed.draw(np.random.default_rng(4), 3) for _ in range(2))
    assert torch.equal(one.points, other.points)
    assert torch.equal(one.truth, other.truth)


def test_it_learns_and_goes_on_where_it_was_kept(filmed: Filmed, tmp_path: Path) -> None:
    learner = learning.Learner(PLAN, replace(COURSE, rate=0.02))
    lessons, chance = Repeated(filmed.draw(np.random.default_rng(0), 2)), np.random.default_rng(0)
    costs = [sum(learner.step(lessons, chance).values()) for _ in range(25)]
    assert costs[-1] < 0.85 * costs[0]
    learner.spent = 30.0
    learning.keep(learner, tmp_path / "stick.pt")
    again = learning.restored(tmp_path / "stick.pt", COURSE)
    assert (again.steps, again.spent, again.plan) == (25, 30.0, PLAN)
    after = learning.following(tmp_path / "stick.pt", COURSE)
    assert (after.steps, after.spent) == (0, 0.0)
    for one in (again, after):
        assert torch.equal(one.mean.paint.weight, learner.mean.paint.weight)


def test_time_that_is_spent_is_not_spent_again(filmed: Filmed, tmp_path: Path) -> None:
    learner = learning.Learner(PLAN, COURSE)
    learner.spent = 60 * COURSE.minutes
    assert learning.learn(learner, filmed, tmp_path / "stick.pt", printed=False)
    assert learner.steps == 0
    assert (tmp_path / "stick.pt").exists()


def test_others_begin_from_what_was_written_in_half_precision(tmp_path: Path) -> None:
    learner = learning.Learner(PLAN, COURSE)
    learning.write_start(learner, tmp_path / "model.npz")
    begun = learning.begun(tmp_path / "model.npz", replace(COURSE, seed=9))
    assert (begun.plan, begun.steps, begun.spent) == (PLAN, 0, 0.0)
    for network in (begun.network, begun.mean):
        near = torch.isclose(network.paint.weight, learner.mean.paint.weight, atol=1e-3)
        assert near.all()
    (tmp_path / "model.npz").write_bytes(b"half")
    with pytest.raises(BadInput, match=r"model\.npz: nothing can be begun from it"):
        learning.begun(tmp_path / "model.npz", COURSE)


def test_learning_stops_and_is_kept_when_who_looks_on_says_so(
    filmed: Filmed, tmp_path: Path
) -> None:
    learner = learning.Learner(PLAN, replace(COURSE, minutes=10.0))
    looked: list[int] = []

    def watched(learner: Any) -> bool:
        looked.append(learner.steps)
        return len(looked) < 2

    path = tmp_path / "stick.pt"
    assert not learning.learn(learner, filmed, path, printed=False, on_progress=watched)
    assert looked == [1, 2]
    assert learning.restored(tmp_path / "stick.pt", COURSE).steps == 2


def test_what_is_told_is_where_it_lies_on_the_picture(filmed: Filmed) -> None:
    batch = filmed.draw(np.random.default_rng(3), 8)
    filmed_so = {take.points[at].tobytes() for take in filmed.takes for at in range(len(take))}
    assert {one.numpy().tobytes() for one in batch.points} <= filmed_so


def test_what_cannot_be_gone_on_with_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "stick.pt").write_bytes(b"half a file")
    with pytest.raises(BadInput, match=r"stick\.pt: cannot be gone on with"):
        learning.restored(tmp_path / "stick.pt", COURSE)


def test_a_critic_can_be_learned_before(filmed: Filmed) -> None:
    learner = learning.Learner(PLAN, replace(COURSE, critic=1.0, small=0.0))
    learner.spent = 1.0
    before = learner.critic.last.weight.clone()
    assert "critic" in learner.step(filmed, np.random.default_rng(0))
    assert not torch.equal(before, learner.critic.last.weight)


def test_a_network_for_real_films_is_told_its_last_picture(filmed: Filmed) -> None:
    learner = learning.Learner(replace(PLAN, previous=True), COURSE)
    batch = filmed.draw(np.random.default_rng(0), 2)
    first = learner.painted(batch).detach()
    batch.truth[::2] = 0.0
    second = learner.painted(batch).detach()
    assert torch.equal(first[::2], second[::2])
    assert not torch.allclose(first[1::2], second[1::2])


def test_a_mirrored_pose_is_the_pose_seen_in_a_mirror(filmed: Filmed) -> None:
    batch = filmed.draw(np.random.default_rng(2), 2)
    turned = distilling.mirrored(batch)
    left, right = (POINTS.index(f"{s}_elbow") for s in "lr")
    assert torch.allclose(turned.points[:, left, 0], 1 - batch.points[:, right, 0])
    assert torch.allclose(turned.points[:, left, 1:], batch.points[:, right, 1:])
    back = distilling.mirrored(turned)
    assert torch.allclose(back.points, batch.points, atol=1e-6)
    assert torch.equal(back.window, batch.window)


def test_a_small_network_is_shown_what_a_large_one_paints(filmed: Filmed) -> None:
    teacher = learning.Learner(replace(PLAN, width=8), COURSE).mean
    dreamt = distilling.Dreamt(filmed, teacher)
    chance = np.random.default_rng(1)
    batches = [dreamt.draw(chance, 2) for _ in range(6)]
    painted = [batch for batch in batches if not (batch.truth * 255 % 1 == 0).all()]
    assert 0 < len(painted) < 6
    assert all(torch.isfinite(batch.truth).all() for batch in painted)
    assert dreamt.join() == 0


# torch warns of the exporter that writes the smallest graphs, and of sizes it takes as constant.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("bits", "most"), [("fp16", 0.01), ("int8", 0.3)])
@pytest.mark.parametrize("texture", [False, True])
def test_a_model_paints_what_the_network_paints(
    folder: Path, tmp_path: Path, bits: str, most: float, texture: bool
) -> None:
    learner = learning.Learner(replace(PLAN, texture=texture, skirt=texture), COURSE)
    if texture:
        learner.mean.texture.sheets.data.uniform_(0.0, 0.2)
    path = tmp_path / "avatar_stick" / "1" / "model.onnx"
    poses = films.points(2)
    export.export(learner.mean, takes.sitter(folder), path, bits, poses)
    assert export.differs(learner.mean, path, poses) < most
    if bits == "fp16":
        words = card.write(path, folder, learner, "A note.").read_text("utf-8")
        digest = path.with_name("model.onnx.sha256").read_text("utf-8").split()[0]
        assert all(word in words for word in ("avatar_stick", "`c`", "A note.", digest))


@pytest.mark.filterwarnings("ignore")
def test_where_eight_bits_change_pictures_more_layers_are_spared(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner, poses = learning.Learner(PLAN, COURSE), films.points(2)
    off, in_eight = [], []
    for most in (1.0, 0.0):
        monkeypatch.setattr(export, "_MOST_CHANGED", most)
        path = tmp_path / str(most) / "model.onnx"
        export.export(learner.mean, takes.sitter(folder), path, "int8", poses)
        model = onnx.load(path)
        in_eight.append(sum(node.op_type == "QuantizeLinear" for node in model.graph.node))
        off.append(export.differs(learner.mean, path, poses))
    assert 0 < in_eight[1] < in_eight[0]
    assert off[1] <= off[0]


@pytest.mark.filterwarnings("ignore")
def test_a_model_paints_the_window_that_clothes_reach_to(folder: Path, tmp_path: Path) -> None:
    contract = pytest.importorskip("live.become.training.contract")
    learner = learning.Learner(replace(PLAN, size=(128, 192)), COURSE)
    held = takes.read_all(folder, takes.names(folder))
    reach = export.reach_of(held)
    assert 0.0 < reach.left < 0.2
    path = tmp_path / "avatar_stick" / "1" / "model.onnx"
    export.export(learner.mean, takes.sitter(folder), path, "fp32", reach=reach)
    model = contract.opened(path)
    assert model.reach == reach
    window = model.frame().window(held[0].points[0].astype(float))
    assert 0 < window.rows * window.columns < 48 * 32
    picture = model.paint(held[0].points[0])
    assert picture.shape == (model.size[1], model.size[0], 4)
    outside = np.ones(picture.shape[:2], dtype=bool)
    outside[window.places] = False
    assert not picture[outside].any()


@pytest.mark.filterwarnings("ignore")
def test_a_model_may_be_told_its_last_picture(folder: Path, tmp_path: Path) -> None:
    contract = pytest.importorskip("live.become.training.contract")
    learner = learning.Learner(replace(PLAN, previous=True), COURSE)
    path = export.export(learner.mean, takes.sitter(folder), tmp_path / "1" / "model.onnx", "fp32")
    poses = np.repeat(films.points(1), 3, axis=0)
    model = contract.opened(path)
    assert model.remembers
    film = model.film(poses)
    assert not np.array_equal(film[0], film[1])


def test_a_batch_unlike_the_others_moves_little() -> None:
    slope = learning.Slope()
    weight = torch.nn.Parameter(torch.zeros(4))

    def limited(steep: float) -> float:
        weight.grad = torch.full((4,), steep / 2)  # four of them: so long
        slope.limit([weight])
        return float(weight.grad.norm())

    assert limited(0.1) == pytest.approx(0.1)
    for _ in range(100):
        limited(0.1)
    assert limited(50.0) == pytest.approx(0.2, rel=0.05)
    # What becomes usual is followed, in time.
    for _ in range(400):
        limited(1.0)
    assert limited(1.0) == pytest.approx(1.0)
