"""How the transforming choreographer learns."""

import numpy as np
import torch
from torch import nn

from live.dance import vector
from scripts.choreography import losses
from scripts.choreography.fact import (
    BODY,
    FUTURES,
    HEADS,
    IDEA,
    LAYERS,
    WIDTH,
    WINDOW,
    Fact,
    FactStep,
)
from scripts.choreography.sampling import Batch, Sampler

WINDOWS, BEATS = 18, 7
STEPS = BEATS * vector.STEPS
FORGIVING = 0.85  # how much of an error may still be there a step later
_LOOKS = (0, 3, 7, 11, 15)  # steps of a beat from which its idea is read
_LOST = 0.7  # deviations, on average: further off, the truth says nothing any more
_FREE = 0.6  # nats a number of the idea that cost nothing


class Reader(nn.Module):
    """Reads the idea of a beat from how it was danced."""

    def __init__(self) -> None:
        super().__init__()
        self.read = nn.Sequential(
            nn.Linear((1 + len(_LOOKS)) * vector.SIZE, 256), nn.GELU(),
            nn.Linear(256, 128), nn.GELU(), nn.Linear(128, 2 * IDEA),
        )  # fmt: skip

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean and log of the deviation (windows, beats, IDEA) of scaled vectors."""
        beats = x[:, 1:].unflatten(1, (-1, vector.STEPS))[:, :, _LOOKS]
        before = x[:, : -1 : vector.STEPS, None]
        looks = torch.cat([before, beats], dim=2).flatten(2)
        mean, deviation = self.read(looks).chunk(2, dim=-1)
        return mean, deviation.clamp(-4, 1)


def _padded(bodies: np.ndarray) -> torch.Tensor:
    """Bodies (..., BODY) as vectors, whose feet do not stand."""
    return nn.functional.pad(torch.tensor(bodies, dtype=torch.float32), (0, vector.SIZE - BODY))


class Everything(nn.Module):
    """The choreographer, and what only its learning needs."""

    def __init__(self, vectors: np.ndarray) -> None:
        super().__init__()
        mean, deviation = losses.scale(vectors)
        change = np.diff(vectors, axis=0) / deviation.numpy()
        usual = np.maximum(np.clip(change, -1, 1).std(axis=0), 0.01)
        self.fact = Fact(mean, deviation, torch.tensor(usual, dtype=torch.float32))
        within = np.quantile(vectors[:, :BODY], [0.001, 0.999], axis=0)
        least, most = self.fact.scaled(_padded(within))[:, :BODY]
        self.fact.least.copy_(least)
        self.fact.most.copy_(most)
        self.reader = Reader()
        self.futures = nn.Linear(WIDTH, FUTURES * BODY)


class LearningFact:
    """Learns from batches; half of them the model has danced itself, led by the true ideas."""

    def __init__(self, sampler: Sampler) -> None:
        self.model = Everything(sampler.vectors[sampler.learned])
        self._sampler = sampler
        self._optimiser: torch.optim.Optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=1e-3, weight_decay=1e-3, betas=(0.9, 0.98)
        )

    def optimisers(self) -> list[torch.optim.Optimizer]:
        """What must be kept to go on."""
        return [self._optimiser]

    def deployed(self) -> FactStep:
        """The step of the contract."""
        return FactStep(self.model.fact)

    def step(self, share: float, chance: np.random.Generator) -> dict[str, float]:
        """One step of learning, and what it cost."""
        for group in self._optimiser.param_groups:
            group["lr"] = 1.2e-3 * min(1.0, 30 * share + 0.03) * (1 - share) ** 0.7 + 2e-5
        batch = self._sampler.batch(WINDOWS, STEPS, chance, aligned=True)
        free = chance.random() < min(0.4, 3 * share)
        costs = self._costs(batch, min(1.0, 5 * share), free=free)
        loss = sum(_WEIGHTS[name] * cost for name, cost in costs.items())
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self._optimiser.step()
        values = {name: cost.item() for name, cost in costs.items()}
        return {f"free {n}" if free else n: cost for n, cost in values.items() if n != "future"} | (
            {} if free else {"future": values["future"]}
        )

    def _costs(self, batch: Batch, ripe: float, *, free: bool) -> dict[str, torch.Tensor]:
        model = self.model.fact
        x = torch.tensor(batch.x, dtype=torch.float32)
        true = model.scaled(x)
        true[torch.tensor(batch.start), 0] = 0.0
        conditions = model.listen(*(torch.tensor(v, dtype=torch.float32) for v in (
            batch.music, batch.partner, batch.style[:, None].repeat(STEPS, 1))))  # fmt: skip
        mean, deviation = self.model.reader(true)
        ideas = mean + torch.exp(deviation) * torch.randn_like(mean)
        held = ideas.repeat_interleave(vector.STEPS, dim=1)
        noise = losses.wandering(len(x), STEPS, vector.SIZE)
        given = true[:, :-1] + noise
        if free:
            with torch.no_grad():
                given = self._danced(
                    true, given, conditions.detach(), held.detach(), 2 * vector.STEPS
                )
        before = torch.cat([given[:, :1], given[:, :-1]], dim=1)
        off = given - true[:, :-1]
        # Half the precision is enough here, and several times as fast where a processor has it.
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden, out = model(given, before, conditions, held)
        hidden, out = hidden.float(), out.float()
        weight = torch.tensor(batch.sound[:, 1:], dtype=torch.float32)
        weight = weight * (off.abs().mean(-1) < _LOST) + 1e-6
        body, logits = model.moved(given, before, out)
        aimed = true[:, 1:] + FORGIVING * off
        miss = (body - aimed[..., :BODY]) / model.usual[:BODY]
        miss = nn.functional.smooth_l1_loss(miss, torch.zeros_like(miss), reduction="none")
        feet = x[:, 1:, vector.CONTACTS]
        contact = nn.functional.binary_cross_entropy_with_logits(logits, feet, reduction="none")
        bodily, slide = losses.bodily(
            torch.cat([model.vectors(torch.cat([body, feet], -1))[..., :BODY], feet], -1),
            torch.cat([model.vectors(aimed)[..., :BODY], feet], -1),
            weight,
        )
        total = weight.sum()
        return {
            "miss": (miss.mean(-1) * weight).sum() / total,
            "feet": (contact.mean(-1) * weight).sum() / total,
            "body": bodily,
            "slide": slide,
            "idea": ripe
            * self._surprise(mean, deviation, hidden, conditions, torch.tensor(batch.start)),
            "future": self._future(hidden, true, weight),
        }

    def _surprise(
        self,
        mean: torch.Tensor,
        log: torch.Tensor,
        hidden: torch.Tensor,
        conditions: torch.Tensor,
        start: torch.Tensor,
    ) -> torch.Tensor:
        """How little the ideas were to be expected: nats a beat, of what is not free.

        The first beat of a window says nothing about that, unless the dance begins with it.
        """
        before = torch.cat([torch.zeros_like(hidden[:, :1]), hidden[:, :-1]], dim=1)
        before, conditions = before[:, :: vector.STEPS], conditions[:, :: vector.STEPS]
        expected, width = self.model.fact.expected(before, conditions)
        nats = (
            width
            - log
            + 0.5 * (torch.exp(2 * log) + (mean - expected) ** 2) / torch.exp(2 * width)
            - 0.5
        )
        counts = torch.ones(nats.shape[:2])
        counts[:, 0] = start.to(counts.dtype)
        return ((nats * counts[..., None]).sum((0, 1)) / counts.sum()).clamp(min=_FREE).sum()

    def _future(
        self, hidden: torch.Tensor, true: torch.Tensor, weight: torch.Tensor
    ) -> torch.Tensor:
        """How far the next steps are off what could be predicted of them now, every fourth step."""
        at = torch.arange(1, STEPS - FUTURES, 4)
        guessed = self.model.futures(hidden[:, at]).unflatten(-1, (FUTURES, BODY))
        ahead = at[:, None] + 1 + torch.arange(FUTURES)
        wanted = true[:, ahead, :BODY] - true[:, at, None, :BODY]
        kept = weight[:, ahead - 1] * weight[:, at, None]
        return ((guessed - wanted).abs().mean(-1) * kept).sum() / kept.sum()

    def _danced(
        self,
        true: torch.Tensor,
        given: torch.Tensor,
        conditions: torch.Tensor,
        ideas: torch.Tensor,
        first: int,
    ) -> torch.Tensor:
        """What was danced before each step, by the model itself from step `first` on."""
        model = self.model.fact
        given = given.clone()
        windows, steps = given.shape[:2]
        memory = torch.zeros(LAYERS, 2, windows, HEADS, 2 * steps, WIDTH // HEADS)
        for t in range(steps):
            before = given[:, max(0, t - 1)]
            token = model.token(given[:, t], before, conditions[:, t], ideas[:, t])
            # The first steps are true: their memory could be had at once, but costs little.
            out = _cached(model, token, conditions[:, t], memory, t)
            if first <= t + 1 < steps:
                body, logits = model.moved(given[:, t], before, out)
                given[:, t + 1] = model.joined(body, torch.sigmoid(logits))
                lost = (given[:, t + 1] - true[:, t + 1]).abs().mean(-1) > _LOST
                given[lost, t + 1] = true[lost, t + 1]
        return given


_WEIGHTS = {"miss": 1.0, "feet": 0.5, "body": 6.0, "slide": 0.6, "idea": 0.003, "future": 0.2}


def _cached(
    model: Fact, motion: torch.Tensor, conditions: torch.Tensor, memory: torch.Tensor, t: int
) -> torch.Tensor:
    """One step of windows (windows, WIDTH), remembered in place; changes with logits."""
    windows = len(motion)
    low = max(0, t - WINDOW + 1)
    away = torch.arange(t - low, -1, -1)
    shape = (windows, HEADS, 1, WIDTH // HEADS)
    for number, layer in enumerate(model.layers):
        query, key, value = layer.ask(motion)
        condition_key, condition_value = layer.remember(conditions)
        new = torch.stack([key, condition_key, value, condition_value])
        new = new.reshape(2, 2, *shape[:2], -1)
        memory[number, :, :, :, 2 * t : 2 * t + 2] = new.permute(0, 2, 3, 1, 4)
        keys, values = memory[number, :, :, :, 2 * low : 2 * t + 2]
        bias = layer.distance[:, :, away].permute(1, 2, 0).reshape(HEADS, 1, -1)
        weights = torch.softmax(query.reshape(shape) @ keys.transpose(-1, -2) + bias, dim=-1)
        motion = layer.go_on(motion, (weights @ values).reshape(windows, WIDTH))
    return model.head(model.last(motion))
