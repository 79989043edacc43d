"""Trains an avatar for a given time, first at half size, then at full; saved every few minutes."""

import json
import math
import signal
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from live.become.training import losses
from live.become.training.growing import grown
from live.become.training.network import AvatarNetwork, Plan
from live.become.training.sampling import Batch
from live.draw.portrait import HEIGHT, POINTS
from live.errors import BadInput

KEPT_EVERY = 180.0  # seconds
REPORT_EVERY = 100  # steps
_WARM = 250  # steps of warm-up of the learning rate
_STEEPEST, _FLATTEST = 3.0, 1e-3  # limits of the gradient's norm: the first, and the least
_UNUSUAL, _LATELY = 2.0, 0.98  # times the usual norm, and that mean's decay (some fifty steps)
_HEAD = [POINTS.index(name) for name in ("nose", "head")]
_HANDS = [POINTS.index(name) for name in ("l_hand", "r_hand")]
_HEAD_REACH, _HAND_REACH = 0.16, 0.10  # metres


@dataclass(frozen=True, slots=True)
class Course:
    """The settings of training."""

    minutes: float = 60.0  # by the clock, in all
    pairs: int = 2  # pairs of frames in a batch
    rate: float = 1.5e-3  # the highest learning rate
    small: float = 0.5  # part of the time at half size, 0..1
    critic: float = 0.0  # part of the time, at the end, with a critic's loss, 0..1
    motion: bool = True  # whether there is a loss on the motion between frames
    seed: int = 7
    half: bool = True  # compute in bfloat16 where the processor is faster with it


class ProgressCallback(Protocol):
    """Is called now and then while it trains; returns whether to go on."""

    def __call__(self, learner: "Learner") -> bool: ...


class BatchSource(Protocol):
    """A source of batches."""

    device: str

    def draw(self, chance: np.random.Generator, pairs: int, shrink: int = 1) -> Batch: ...

    def join(self) -> int: ...


class Slope:
    """Limits the gradient by its usual norm: one unusual batch must not undo a hundred others.

    Adam uses the mean of some hundred squares, and would follow such a batch for ten steps.
    """

    def __init__(self) -> None:
        self.usual: float | None = None

    def limit(self, weights: Sequence[Tensor]) -> None:
        """Clips the norm of the weights' gradient to _UNUSUAL times the usual one, in place."""
        most = _STEEPEST if self.usual is None else max(_FLATTEST, _UNUSUAL * self.usual)
        steep = min(float(nn.utils.clip_grad_norm_(weights, most)), most)
        before = steep if self.usual is None else self.usual
        self.usual = _LATELY * before + (1 - _LATELY) * steep


class Learner:
    """A network in training."""

    def __init__(self, plan: Plan, course: Course, device: str = "cpu") -> None:
        torch.manual_seed(course.seed)
        self.plan, self.course, self.device = plan, course, device
        self.network = AvatarNetwork(plan).to(device, memory_format=torch.channels_last).train()
        self.mean = (
            AvatarNetwork(plan).to(device).eval()
        )  # of the last few hundred steps: what is kept
        self.mean.load_state_dict(self.network.state_dict())
        self.critic = losses.Critic().to(device)
        self.optimisers = [
            torch.optim.Adam(self.network.parameters(), course.rate, betas=(0.9, 0.99)),
            torch.optim.Adam(self.critic.parameters(), course.rate / 4, betas=(0.5, 0.99)),
        ]
        self._slopes = [Slope(), Slope()]
        self.steps = 0
        self.spent = 0.0  # seconds

    @property
    def share(self) -> float:
        """The part of the time that has passed, 0..1."""
        return min(1.0, self.spent / (60 * self.course.minutes))

    def step(self, lessons: BatchSource, chance: np.random.Generator) -> dict[str, float]:
        """Trains one step; returns the losses by name."""
        course = self.course
        batch = lessons.draw(chance, course.pairs, 2 if self.share < course.small else 1)
        rate = course.rate * min(1.0, (self.steps + 1) / _WARM)
        rate *= 0.5 + 0.5 * math.cos(math.pi * self.share) + 0.01
        with torch.autocast(self.device, torch.bfloat16, enabled=course.half):
            painted = self.painted(batch)
        costs = self._costs(painted.float(), batch)
        if self.share > 1 - course.critic:
            costs["critic"] = 0.02 * self._before_critic(painted.float(), batch.truth, rate)
        self._descend(0, rate, torch.stack(list(costs.values())).sum())
        self.steps += 1
        with torch.no_grad():
            slow = min(0.998, self.steps / (self.steps + 20))
            mean, now = self.mean.parameters(), self.network.parameters()
            torch._foreach_lerp_(list(mean), list(now), 1 - slow)
        return {name: cost.item() for name, cost in costs.items()}

    def painted(self, batch: Batch) -> Tensor:
        """The network's pictures (n, 4, h, w) of a batch; one with a previous picture gets it."""
        self.network.size = batch.pane
        previous = None
        if self.plan.previous:
            previous = _before(batch.truth)
        painted: Tensor = self.network(batch.points, previous, batch.window, batch.size, batch.look)
        return painted

    def _costs(self, painted: Tensor, batch: Batch) -> dict[str, Tensor]:
        truth, weight = batch.truth, _weights(batch)
        return {
            "colours": 10 * losses.colours(painted, truth, weight),
            "gradients": 10 * losses.gradients(painted, truth, weight),
            "motion": 5 * self.course.motion * losses.motion(painted, truth, weight),
            "likeness": 2 * (1 - losses.similarity(painted, truth)),
        }

    def _before_critic(self, painted: Tensor, truth: Tensor, rate: float) -> Tensor:
        self._descend(1, rate / 4, losses.judged(self.critic, painted, truth))
        return losses.convincing(self.critic, painted, truth)

    def _descend(self, which: int, rate: float, cost: Tensor) -> None:
        optimiser = self.optimisers[which]
        for group in optimiser.param_groups:
            group["lr"] = rate
        optimiser.zero_grad(set_to_none=True)
        cost.backward()
        self._slopes[which].limit(optimiser.param_groups[0]["params"])
        optimiser.step()


def learn(
    learner: Learner, lessons: BatchSource, kept: Path, *, printed: bool = True,
    on_progress: ProgressCallback | None = None, every: float = KEPT_EVERY,
) -> bool:  # fmt: skip
    """Trains until the time is spent, and saves to a file. False: it was asked to stop (Ctrl-C).

    It is saved every `every` seconds; `printed`: losses are printed. `on_progress` is called after
    each step, and says whether to go on.
    """
    chance = np.random.default_rng([learner.course.seed, learner.steps])
    asked_to_stop: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: asked_to_stop.append(number))
    costs: list[dict[str, float]] = []
    last, kept_at = time.perf_counter(), learner.spent
    while learner.share < 1.0 and not asked_to_stop:
        costs.append(learner.step(lessons, chance))
        now = time.perf_counter()
        learner.spent, last = learner.spent + now - last, now
        if printed and learner.steps % REPORT_EVERY == 0:
            print(_report(learner, costs), flush=True)
            costs = []
        if on_progress is not None and not on_progress(learner):
            asked_to_stop.append(signal.SIGTERM)
        if learner.spent - kept_at > every:
            keep(learner, kept)
            kept_at = learner.spent
            if (new := lessons.join()) and printed:
                print(f"    {new} more takes", flush=True)
    keep(learner, kept)
    return not asked_to_stop


def keep(learner: Learner, path: Path) -> None:
    """Saves the state in one file; the old file is replaced only by a complete new one."""
    state = {
        "plan": learner.plan.as_dict(),
        "network": learner.network.state_dict(),
        "mean": learner.mean.state_dict(),
        "critic": learner.critic.state_dict(),
        "optimisers": [optimiser.state_dict() for optimiser in learner.optimisers],
        "steps": learner.steps,
        "spent": learner.spent,
    }
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def restored(path: Path, course: Course, device: str = "cpu") -> Learner:
    """A learner from a saved file. Raises BadInput."""
    try:
        held: dict[str, Any] = torch.load(path, weights_only=True, map_location=device)
        plan = Plan(**{**held["plan"], "size": tuple(held["plan"]["size"])})
        learner = Learner(plan, course, device)
        for name in ("network", "mean", "critic"):
            module: nn.Module = getattr(learner, name)
            module.load_state_dict(held[name])
        for optimiser, state in zip(learner.optimisers, held["optimisers"], strict=True):
            optimiser.load_state_dict(state)
        learner.steps, learner.spent = int(held["steps"]), float(held["spent"])
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise BadInput(
            f"{path}: cannot be gone on with ({reason}); begin without --resume"
        ) from error
    return learner


def following(path: Path, course: Course, device: str = "cpu", plan: Plan | None = None) -> Learner:
    """A new learner with the weights of another avatar's. With a `plan` of its own it may have more
    channels where it paints, and looks. Raises BadInput.
    """
    other = restored(path, course, device)
    learner = Learner(plan or other.plan, course, device)
    try:
        known = grown(other.mean.state_dict(), learner.mean.state_dict(), other.plan, learner.plan)
    except (RuntimeError, ValueError) as error:
        raise BadInput(f"{path}: it is of another plan; begin without --after") from error
    for network in (learner.network, learner.mean):
        network.load_state_dict(known)
    return learner


def begun(path: Path, course: Course, device: str = "cpu") -> Learner:
    """A learner that begins from the weights of an .npz file of `write_start`. Raises BadInput."""
    try:
        with np.load(path) as held:
            plan = json.loads(str(held["plan"]))
            weights = {name: torch.from_numpy(held[name].astype(np.float32))
                       for name in held.files if name != "plan"}  # fmt: skip
        learner = Learner(Plan(**{**plan, "size": tuple(plan["size"])}), course, device)
        for network in (learner.network, learner.mean):
            network.load_state_dict(weights)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise BadInput(
            f"{path}: nothing can be begun from it ({error}); install First Dance again"
        ) from error
    return learner


def write_start(learner: Learner, path: Path) -> None:
    """Writes weights to begin from: the mean's, in half precision."""
    weights = {
        name: numbers.half().cpu().numpy() for name, numbers in learner.mean.state_dict().items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, plan=json.dumps(learner.plan.as_dict()), **weights)


def _weights(batch: Batch) -> Tensor:
    width, height = batch.size
    places = batch.points[..., :2] * torch.tensor(batch.pane, device=batch.points.device)
    y = batch.window[:, 1:] + torch.arange(height, device=places.device) + 0.5
    x = batch.window[:, :1] + torch.arange(width, device=places.device) + 0.5
    metre = batch.pane[1] / HEIGHT
    head = losses.near(places[:, _HEAD], y, x, _HEAD_REACH * metre)
    hands = losses.near(places[:, _HANDS], y, x, _HAND_REACH * metre)
    return losses.weights(batch.truth, head, hands)


def _before(truth: Tensor) -> Tensor:
    """The small picture before each of a pair; zeros for the first, whose is not known."""
    small = nn.functional.avg_pool2d(truth, 4).unflatten(0, (-1, 2))
    return torch.stack([torch.zeros_like(small[:, 0]), small[:, 0]], dim=1).flatten(0, 1)


def _report(learner: Learner, costs: list[dict[str, float]]) -> str:
    means = {name: np.mean([cost[name] for cost in costs if name in cost]) for name in costs[-1]}
    said = " ".join(f"{name} {value:.4f}" for name, value in means.items())
    return f"{learner.steps:6d} {learner.spent / 60:6.1f} min  {said}"
