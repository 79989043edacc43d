"""How the recurrent choreographer learns."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from live.dance import vector
from scripts.choreography import losses
from scripts.choreography.rnn import LATENT, MOVES, NOISE, WIDTH, Rnn, RnnStep
from scripts.choreography.sampling import Batch, Sampler

WINDOWS, STEPS = 64, 80
BODIES = 1024  # bodies a step while the latents are learned
EARLY = 0.08  # share of the time that goes to the latents
FORGIVING = 0.85  # how much of an error may still be there a step later
_LOST = 3.0  # deviations: further off the truth says nothing any more
_WARM = 6  # steps until the memory is warm


class LearningRnn:
    """Learns from batches; `share` is how much of the time has passed, 0..1."""

    def __init__(self, sampler: Sampler) -> None:
        self.model = Rnn(*losses.scale(sampler.vectors[sampler.learned]))
        self._sampler = sampler
        self._vectors = torch.tensor(sampler.vectors[sampler.learned], dtype=torch.float32)
        self.early: torch.optim.Optimizer = torch.optim.Adam(self.model.pose.parameters(), lr=2e-3)
        self.late: torch.optim.Optimizer = torch.optim.AdamW(
            [p for n, p in self.model.named_parameters() if not n.startswith("pose.")],
            lr=1.5e-3, weight_decay=1e-3,
        )  # fmt: skip

    def optimisers(self) -> list[torch.optim.Optimizer]:
        """What must be kept to go on."""
        return [self.early, self.late]

    def deployed(self) -> RnnStep:
        """The step of the contract."""
        return RnnStep(self.model)

    def step(self, share: float, chance: np.random.Generator) -> dict[str, float]:
        """One step of learning, and what it cost."""
        if share < EARLY:
            return self._learn_bodies(share / EARLY, chance)
        if not self.model.measured:
            self._measure_latents()
        return self._learn_dance((share - EARLY) / (1 - EARLY), chance)

    def _learn_bodies(self, share: float, chance: np.random.Generator) -> dict[str, float]:
        model = self.model
        for group in self.early.param_groups:
            group["lr"] = 2e-3 * (1 - 0.95 * share)
        x = self._vectors[chance.integers(len(self._vectors), size=BODIES)]
        scaled = ((x - model.mean) / model.deviation)[..., 3:136]
        mean, log_deviation = model.pose.encode(scaled)
        latent = mean + torch.exp(log_deviation) * torch.randn_like(mean)
        body = model.pose.decode(latent)
        far = 0.5 * (mean**2 + torch.exp(2 * log_deviation) - 2 * log_deviation - 1).sum(-1).mean()
        rebuilt = torch.cat(
            [x[:, :3], body * model.deviation[3:136] + model.mean[3:136], x[:, 136:]], -1
        )
        off = (losses.bodies(rebuilt) - losses.bodies(x)).abs().sum(-1).mean()
        loss = (body - scaled).abs().mean() + 10 * off + 2e-3 * far
        _descend(self.early, loss, self.model.pose)
        return {"loss": loss.item(), "cm": 100 * off.item(), "kl": far.item()}

    def _measure_latents(self) -> None:
        model = self.model
        with torch.no_grad():
            moves = model.moves(self._vectors)
        model.latent_mean.copy_(moves[:, :LATENT].mean(0))
        model.latent_deviation.copy_(moves[:, :LATENT].std(0).clamp(min=0.05))
        change = (moves[1:] - moves[:-1]) / torch.cat([model.latent_deviation, torch.ones(3)])
        model.usual.copy_(change.clamp(-1, 1).std(0).clamp(min=0.01))
        model.measured.fill_(True)

    def _learn_dance(self, share: float, chance: np.random.Generator) -> dict[str, float]:
        for group in self.late.param_groups:
            group["lr"] = 1.5e-3 * min(1.0, 50 * share + 0.05) * (1 - share) ** 0.7 + 2e-5
        batch = self._sampler.batch(WINDOWS, STEPS, chance)
        free = _freedom(WINDOWS, STEPS, min(0.6, 1.5 * share), chance)
        costs = self._costs(batch, torch.tensor(free))
        loss = costs["nll"] + costs["feet"] + 6 * costs["body"] + 0.6 * costs["slide"]
        _descend(self.late, loss, self.model)
        return {"loss": loss.item()} | {name: cost.item() for name, cost in costs.items()}

    def _costs(self, batch: Batch, free: torch.Tensor) -> dict[str, torch.Tensor]:
        model = self.model
        x = torch.tensor(batch.x, dtype=torch.float32)
        with torch.no_grad():
            true = model.moves(x)
            true[torch.tensor(batch.start), 0] = 0.0
        feet = x[..., vector.CONTACTS]
        weight = torch.tensor(batch.sound[:, 1:], dtype=torch.float32)
        weight[~torch.tensor(batch.start), :_WARM] *= 0.3
        steps = [*self._unrolled(batch, true, feet, free)]
        given, wanted, logits = (torch.stack([getattr(s, n) for s in steps], 1) for n in _KEPT)
        off = given - true[:, :-1]
        weight = weight * (off.abs().mean(-1) < _LOST) + 1e-6
        total = weight.sum()
        surprise = torch.stack([-torch.logsumexp(step.each, -1) for step in steps], 1)
        contact = nn.functional.binary_cross_entropy_with_logits(
            logits, feet[:, 1:], reduction="none"
        )
        body, slide = losses.bodily(
            model.vectors(wanted, feet[:, 1:]),
            model.vectors(true[:, 1:] + FORGIVING * off, feet[:, 1:]),
            weight,
        )
        return {
            "nll": (surprise * weight).sum() / total / MOVES,
            "feet": (contact.mean(-1) * weight).sum() / total,
            "body": body,
            "slide": slide,
        }

    def _unrolled(
        self, batch: Batch, true: torch.Tensor, feet: torch.Tensor, free: torch.Tensor
    ) -> Iterator["_Step"]:
        """Step by step, from the truth with noise or, where `free`, from what was danced."""
        model, windows = self.model, len(true)
        style = batch.style[:, None].repeat(STEPS, 1)
        told = model.listen(
            *(torch.tensor(v, dtype=torch.float32) for v in (batch.music, batch.partner, style))
        ).unbind(1)
        moves, stand = true[:, 0], feet[:, 0]
        hidden = (torch.zeros(windows, WIDTH), torch.zeros(windows, WIDTH))
        noise = _wandering(windows, STEPS)
        heat = torch.rand(windows, 1)
        for t in range(STEPS):
            given = torch.where(free[:, t, None], moves, true[:, t] + noise[:, t])
            stood = torch.where(free[:, t, None], stand, feet[:, t])
            mixture, logits, hidden = model.step(told[t], given, stood, hidden)
            aim = true[:, t + 1] + FORGIVING * (given - true[:, t])
            each = mixture.each((aim - given) / model.usual)
            best = each.argmax(-1)[:, None, None].expand(-1, 1, MOVES)
            nearest = mixture.means.gather(1, best)[:, 0] * model.usual
            yield _Step(given, given + nearest, logits, each)
            with torch.no_grad():
                drawn = mixture.drawn(torch.randn(windows, NOISE) * heat)
                moves = (given + drawn * model.usual).clamp(-6, 6)
                stand = torch.sigmoid(logits)


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """What came of a step of windows."""

    given: torch.Tensor  # (windows, MOVES): what it went on from
    nearest: torch.Tensor  # (windows, MOVES): the component nearest to the truth
    logits: torch.Tensor  # (windows, FEET)
    each: torch.Tensor  # (windows, COMPONENTS): see Mixture.each


_KEPT = ("given", "nearest", "logits")


def _descend(optimiser: torch.optim.Optimizer, loss: torch.Tensor, model: nn.Module) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()


def _wandering(windows: int, steps: int) -> torch.Tensor:
    """Noise on what was danced (windows, steps, MOVES): more in some windows, slow and fast."""
    strength = 0.12 * torch.rand(windows, 1, 1) ** 2
    noise, rows = torch.randn(windows, MOVES), []
    for _ in range(steps):
        noise = 0.9 * noise + 0.436 * torch.randn(windows, MOVES)
        rows.append(noise)
    return strength * torch.stack(rows, 1)


def _freedom(windows: int, steps: int, share: float, chance: np.random.Generator) -> np.ndarray:
    """Where a window goes on from its own steps and not from the truth: (windows, steps)."""
    free = np.zeros((windows, steps), dtype=bool)
    for window in free:
        step = int(chance.integers(_WARM, 24))
        while step < steps:
            length = int(chance.integers(4, 40))
            if chance.random() < share:
                window[step : step + length] = True
            step += length
    return free
