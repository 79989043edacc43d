"""How the recurrent choreographer learns."""

import numpy as np
import torch
from torch import nn

from live.dance import vector
from scripts.choreography import losses
from scripts.choreography.rnn import LATENT, MOVES, NOISE, WIDTH, Rnn, RnnStep, lasting
from scripts.choreography.sampling import Batch, Sampler

WINDOWS, STEPS = 40, 72
BODIES = 1024  # bodies a step while the latents are learned
EARLY = 0.08  # share of the time that goes to the latents
FORGIVING = 0.85  # how much of an error may still be there a step later
_LOST = 0.6  # deviations, on average: further off, the truth says nothing any more
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
        """The state that must be kept to go on."""
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
        self.model.pose.requires_grad_(False)
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
        free = _freedom(WINDOWS, STEPS, min(0.35, 0.6 * share), chance)
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
        given, speed, hidden = self._unrolled(batch, true, feet, free)
        mixture, logits = model.meant(hidden, speed)
        off = given - true[:, :-1]
        aim = true[:, 1:] + FORGIVING * off
        each = mixture.each((aim - given) / model.usual)
        weight = weight * (off.abs().mean(-1) < _LOST) + 1e-6
        # It jumps where it is moved from its own step to the truth, or back.
        weight[:, 1:] *= (free[:, 1:] == free[:, :-1]) + 0.01
        total = weight.sum()
        contact = nn.functional.binary_cross_entropy_with_logits(
            logits, feet[:, 1:], reduction="none"
        )
        # Where the nearest component leads.
        best = each.argmax(-1)[..., None, None].expand(-1, -1, 1, MOVES)
        made = given + mixture.means.gather(2, best)[:, :, 0] * model.usual
        body, slide = losses.bodily(
            model.vectors(made, feet[:, 1:]), model.vectors(aim, feet[:, 1:]), weight
        )
        return {
            "nll": -(torch.logsumexp(each, -1) * weight).sum() / total / MOVES,
            "feet": (contact.mean(-1) * weight).sum() / total,
            "body": body,
            "slide": slide,
        }

    def _unrolled(
        self, batch: Batch, true: torch.Tensor, feet: torch.Tensor, free: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
        """What was gone on from, its speed (windows, steps, MOVES), and what was remembered.

        That is the truth with noise or, where `free`, what was danced from the step before.
        """
        model, windows = self.model, len(true)
        style = batch.style[:, None].repeat(STEPS, 1)
        conditions = model.listen(
            *(torch.tensor(v, dtype=torch.float32) for v in (batch.music, batch.partner, style))
        ).unbind(1)
        moves, stand = true[:, 0], feet[:, 0]
        hidden = (torch.zeros(windows, WIDTH), torch.zeros(windows, WIDTH))
        noise = losses.wandering(windows, STEPS, MOVES)
        heat = torch.rand(windows, 1)
        wander = torch.randn(windows, NOISE) * heat
        gone, speeds, memories = [], [], []
        last = true[:, 0]
        for t in range(STEPS):
            given = torch.where(free[:, t, None], moves, true[:, t] + noise[:, t])
            stood = torch.where(free[:, t, None], stand, feet[:, t])
            speed = ((given - last) / model.usual).clamp(-6, 6)
            last = given
            hidden = model.step(conditions[t], given, speed, stood, hidden)
            gone.append(given)
            speeds.append(speed)
            memories.append(hidden)
            with torch.no_grad():
                mixture, logits = model.meant(hidden, speed)
                wander = lasting(wander, torch.randn(windows, NOISE) * heat)
                moves = (given + mixture.drawn(wander) * model.usual).clamp(-6, 6)
                stand = torch.sigmoid(logits)
        first, second = (torch.stack(layer, 1) for layer in zip(*memories, strict=True))
        return torch.stack(gone, 1), torch.stack(speeds, 1), (first, second)


def _descend(optimiser: torch.optim.Optimizer, loss: torch.Tensor, model: nn.Module) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()


def _freedom(windows: int, steps: int, share: float, chance: np.random.Generator) -> np.ndarray:
    """Where a window goes on from its own steps and not from the truth: (windows, steps)."""
    free = np.zeros((windows, steps), dtype=bool)
    for window in free:
        step = int(chance.integers(_WARM, 24))
        while step < steps:
            length = int(chance.integers(4, 24))
            if chance.random() < share:
                window[step : step + length] = True
            step += length
    return free
