"""How the ear's network learns: seeded, for a given time, kept, gone on with."""

import math
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import numpy as np
import torch
from torch import nn

from live.errors import BadInput
from scripts.hearing.network import Network
from scripts.hearing.sampling import Batch, Sampler

WINDOWS, FRAMES = 16, 1200  # of a batch; 12 s
RATE, LAST = 3e-3, 5e-5  # of learning
WARM = 150  # frames at the start of a window, that count little: nothing is known there
HITS = 3.0  # how much more a frame with a beat counts
PARTS = (1.0, 0.7, 0.25)  # of beat, downbeat and onset in the cost
AVERAGED = 0.995  # how much of the average of weights stays, a step
KEPT_EVERY = 90.0  # seconds
REPORT_EVERY = 50  # steps


@dataclass
class Course:
    """All that changes while it learns."""

    model: Network
    average: Network
    optimiser: torch.optim.Optimizer
    chance: np.random.Generator
    steps: int = 0
    spent: float = 0.0  # seconds of the processor


def begun(seed: int) -> Course:
    torch.manual_seed(seed)
    model, average = Network(), Network()
    average.load_state_dict(model.state_dict())
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=1e-3)
    return Course(model, average, optimiser, np.random.default_rng(seed))


def learn(course: Course, sampler: Sampler, minutes: float, kept: Path) -> bool:
    """Learns until so many minutes of the processor's time have been spent in all.

    Asked to stop (Ctrl-C), it keeps what there is and returns False.
    """
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: asked.append(number))
    last, kept_at, costs = time.process_time(), course.spent, []
    while course.spent < 60 * minutes and not asked:
        share = course.spent / (60 * minutes)
        costs.append(_step(course, sampler.batch(WINDOWS, course.chance), share))
        course.steps += 1
        now = time.process_time()
        course.spent, last = course.spent + now - last, now
        if course.steps % REPORT_EVERY == 0:
            shown = " ".join(f"{cost:.4f}" for cost in np.mean(costs, 0))
            print(f"{course.steps} steps, {course.spent / 60:.1f} min: {shown}", flush=True)
            costs = []
        if course.spent - kept_at > KEPT_EVERY:
            keep(course, kept)
            kept_at = course.spent
    keep(course, kept)
    return not asked


def cost(logits: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Of beat, downbeat and onset: (3,)."""
    target, weight = torch.from_numpy(batch.target), torch.from_numpy(batch.weight).clone()
    weight[:, :WARM] *= 0.2
    weight = weight * (1 + (HITS - 1) * target)
    each = nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    parts: torch.Tensor = (each * weight).sum((0, 1)) / weight.sum((0, 1)).clamp(min=1)
    return parts


def _step(course: Course, batch: Batch, share: float) -> list[float]:
    for group in course.optimiser.param_groups:
        group["lr"] = (
            LAST + RATE * min(1.0, course.steps / 60) * (1 + math.cos(math.pi * share)) / 2
        )
    course.model.train()
    logits = course.model(torch.from_numpy(batch.frames), torch.from_numpy(batch.steps))
    parts = cost(logits, batch)
    course.optimiser.zero_grad(set_to_none=True)
    (parts * torch.tensor(PARTS)).sum().backward()
    nn.utils.clip_grad_norm_(course.model.parameters(), 1.0)
    course.optimiser.step()
    stays = min(AVERAGED, course.steps / (course.steps + 10))
    with torch.no_grad():
        for slow, fast in zip(course.average.parameters(), course.model.parameters(), strict=True):
            slow.lerp_(fast, 1 - stays)
    return [float(part) for part in parts.detach()]


def keep(course: Course, path: Path) -> None:
    """Everything needed to go on, in one file; the old one stays until the new is whole."""
    whole = {
        "model": course.model.state_dict(), "average": course.average.state_dict(),
        "optimiser": course.optimiser.state_dict(), "torch": torch.get_rng_state(),
        "chance": course.chance.bit_generator.state, "steps": course.steps, "spent": course.spent,
    }  # fmt: skip
    part = path.with_suffix(".part")
    torch.save(whole, part)
    part.replace(path)


def mean(course: Course, others: Sequence[Path], seed: int) -> list[int]:
    """Makes of its weights the mean of its own and those of others kept on the way there; after
    how many steps each was kept. Raises BadInput.

    Such means lie in the middle of where learning wanders (Izmailov et al. 2018,
    arXiv:1803.05407).
    """
    courses = [*(restored(path, seed) for path in others), course]
    states = [one.average.state_dict() for one in courses]
    course.average.load_state_dict(
        {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
    )
    return [one.steps for one in courses]


def restored(path: Path, seed: int) -> Course:
    """What `keep` wrote. Raises BadInput."""
    try:
        whole: dict[str, Any] = torch.load(path, weights_only=True)
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, UnpicklingError) as error:
        remedy = "name a file that scripts.train.hearing kept"
        raise BadInput(f"{path}: cannot be gone on with ({error}); {remedy}") from error
    course = begun(seed)
    course.model.load_state_dict(whole["model"])
    course.average.load_state_dict(whole["average"])
    course.optimiser.load_state_dict(whole["optimiser"])
    torch.set_rng_state(whole["torch"])
    course.chance.bit_generator.state = whole["chance"]
    course.steps, course.spent = int(whole["steps"]), float(whole["spent"])
    return course
