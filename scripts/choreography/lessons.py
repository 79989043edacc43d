"""Learns for a given time: seeded, with a file kept every few minutes, to go on from later."""

import signal
import time
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import nn

from live.errors import BadInput
from scripts.choreography.free_run import Choreographer, danced, measured, steady

KEPT_EVERY = 150.0  # seconds of the processor
REPORT_EVERY = 100  # steps
CHECKED = (("salsa", 0, 100.0), ("pop", 1, 116.0), ("any", None, 110.0))


class Learning(Protocol):
    """A choreographer that learns."""

    model: nn.Module

    def step(self, share: float, chance: np.random.Generator) -> dict[str, float]:
        """One step of learning, and what it cost."""
        ...

    def optimisers(self) -> list[torch.optim.Optimizer]: ...

    def deployed(self) -> nn.Module:
        """The step of the contract."""
        ...


def learn(
    learning: Learning, minutes: float, seed: int, kept: Path, *, resume: bool = False
) -> bool:
    """Learns for `minutes` of processor time in all; keeps its state in a file. Raises BadInput.

    Asked to stop (Ctrl-C), it keeps what there is and returns False.
    """
    chance = np.random.default_rng(seed)
    steps, spent = 0, 0.0
    if resume:
        steps, spent = restore(learning, kept, chance)
        print(f"{kept}: goes on after {spent / 60:.1f} minutes, {steps} steps", flush=True)
    asked_to_stop: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: asked_to_stop.append(number))
    kept_at, costs = spent, []
    last = time.process_time()
    while spent < 60 * minutes and not asked_to_stop:
        costs.append(learning.step(spent / (60 * minutes), chance))
        steps += 1
        now = time.process_time()
        spent, last = spent + now - last, now
        if steps % REPORT_EVERY == 0:
            print(_progress(steps, spent, costs), flush=True)
            costs = []
        if spent - kept_at > KEPT_EVERY:
            keep(learning, kept, chance, steps, spent)
            kept_at = spent
            for line in checked(learning.deployed()):
                print(line, flush=True)
            last = time.process_time()
    keep(learning, kept, chance, steps, spent)
    return not asked_to_stop


def keep(
    learning: Learning, path: Path, chance: np.random.Generator, steps: int, spent: float
) -> None:
    """Writes all that is needed to go on; the old file stays until the new one is whole."""
    whole = {
        "model": learning.model.state_dict(),
        "optimisers": [optimiser.state_dict() for optimiser in learning.optimisers()],
        "torch": torch.get_rng_state(),
        "chance": chance.bit_generator.state,
        "steps": steps,
        "spent": spent,
    }
    part = path.with_suffix(".part")
    torch.save(whole, part)
    part.replace(path)


def load(path: Path) -> dict[str, Any]:
    """A file that `keep` wrote. Raises BadInput."""
    try:
        whole: dict[str, Any] = torch.load(path, weights_only=True)
    except (OSError, RuntimeError, EOFError, ValueError) as error:
        raise BadInput(f"{path}: cannot be gone on with: {error}. Leave out --resume.") from error
    return whole


def restore(learning: Learning, path: Path, chance: np.random.Generator) -> tuple[int, float]:
    """Goes back to what was kept: steps and seconds so far. Raises BadInput."""
    whole = load(path)
    learning.model.load_state_dict(whole["model"])
    for optimiser, state in zip(learning.optimisers(), whole["optimisers"], strict=True):
        optimiser.load_state_dict(state)
    torch.set_rng_state(whole["torch"])
    chance.bit_generator.state = whole["chance"]
    return int(whole["steps"]), float(whole["spent"])


def choreographer(step: nn.Module) -> Choreographer:
    """A step in torch as something that dances."""

    def run(given: Any) -> dict[str, np.ndarray]:
        with torch.no_grad():
            out = step(*(torch.from_numpy(given[name]) for name in step.inputs))
        return {name: value.numpy() for name, value in zip(step.outputs, out, strict=True)}

    return Choreographer(run, step.shapes)


def checked(step: nn.Module, beats: int = 40) -> list[str]:
    """Figures of how it dances when it runs freely."""
    dancer = choreographer(step.eval())
    lines = []
    for name, style, tempo in CHECKED:
        vectors = danced(dancer, steady(beats, tempo, 0.6), style, seed=1)
        lines.append(f"    {name:9} {measured(vectors, tempo)}")
    step.train()
    return lines


def _progress(steps: int, spent: float, costs: list[dict[str, float]]) -> str:
    means = {name: np.mean([cost[name] for cost in costs if name in cost]) for name in costs[-1]}
    shown = " ".join(f"{name} {value:.4f}" for name, value in means.items())
    return f"{steps:6d} {spent / 60:6.1f} min  {shown}"
