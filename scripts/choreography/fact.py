"""The transformer choreographer: causal, over motion and conditions, with its keys kept.

Like FACT (R. Li et al., "AI Choreographer", ICCV 2021: motion and music tokens attend to each
other, many steps of the future are learned, the first is kept), but causal. It draws the motion of
the next beat from a latent with a learned prior (as E. Denton and R. Fergus, "Stochastic Video
Generation with a Learned Prior", ICML 2018), so that it does not dance an average.

Conditions are the encoded music, partner and style.
"""

import json
import math
from typing import ClassVar

import torch
from torch import nn

from live.dance import vector
from live.dance.music_features import MUSIC, PARTNER
from scripts.choreography import partners
from scripts.choreography.kinematics import matrices
from scripts.choreography.styles import STYLES

WIDTH = 160
HEADS = 5
LAYERS = 4
WINDOW = 64  # steps that are remembered
IDEA = 16  # numbers of the latent: what a beat is to be
BODY = vector.SIZE - 4  # travel, height, rotations
FEET = 4
BOLD = 1.4  # of the prior's width that is drawn from: livelier, and as much on the beat
FUTURES = 16  # steps ahead that are learned
BEGINS = 6  # the number of the music vector that is 1 on a beat
_SIZE = WIDTH // HEADS


class Layer(nn.Module):
    """Attends to motion and conditions of earlier steps; then a feed-forward network."""

    def __init__(self) -> None:
        super().__init__()
        self.before = nn.LayerNorm(WIDTH)
        self.context = nn.LayerNorm(WIDTH)
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH, bias=False)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.distance = nn.Parameter(torch.zeros(2, HEADS, WINDOW))  # 0: now
        self.after = nn.LayerNorm(WIDTH)
        self.think = nn.Sequential(
            nn.Linear(WIDTH, 3 * WIDTH), nn.GELU(), nn.Linear(3 * WIDTH, WIDTH)
        )

    def remember(self, conditions: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Keys and values (..., WIDTH) of conditions."""
        seen = self.context(conditions)
        return self.key(seen), self.value(seen)

    def ask(self, motion: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Queries, keys and values (..., WIDTH) of motion."""
        seen = self.before(motion)
        return self.query(seen) / math.sqrt(_SIZE), self.key(seen), self.value(seen)

    def go_on(self, motion: torch.Tensor, found: torch.Tensor) -> torch.Tensor:
        motion = motion + self.out(found)
        return motion + self.think(self.after(motion))


class Fact(nn.Module):
    """Predicts the next step from up to WINDOW steps of motion and of conditions."""

    def __init__(self, mean: torch.Tensor, deviation: torch.Tensor, usual: torch.Tensor) -> None:
        """Of the vectors, (SIZE,) each; `usual` is how much each changes in a step, scaled."""
        super().__init__()
        usual_partner = torch.tensor(partners.USUAL, dtype=torch.float32)
        self.register_buffer("partner_usual", usual_partner, persistent=False)
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.register_buffer("usual", usual)
        # The bounds of a scaled body's numbers, as in the data that is learned from.
        self.register_buffer("least", torch.full((BODY,), -8.0), persistent=False)
        self.register_buffer("most", torch.full((BODY,), 8.0), persistent=False)
        # The name is that of the weights in kept files.
        self.told = nn.Sequential(
            nn.Linear(MUSIC + PARTNER + len(STYLES), WIDTH), nn.GELU(), nn.Linear(WIDTH, WIDTH)
        )
        self.motion = nn.Linear(vector.SIZE + BODY, WIDTH)
        self.inertia = nn.Parameter(torch.full((BODY,), 0.6))  # of the speed that goes on
        self.idea = nn.Linear(IDEA, WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.last = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, BODY + FEET)
        self.prior = nn.Sequential(nn.Linear(2 * WIDTH, 96), nn.GELU(), nn.Linear(96, 2 * IDEA))

    def scaled(self, x: torch.Tensor) -> torch.Tensor:
        """Vectors in units of their deviation."""
        return (x - self.mean) / self.deviation

    def vectors(self, scaled: torch.Tensor) -> torch.Tensor:
        """Scaled vectors in their own units."""
        return scaled * self.deviation + self.mean

    def listen(
        self, music: torch.Tensor, partner: torch.Tensor, style: torch.Tensor
    ) -> torch.Tensor:
        """The conditions of music, partner and style, (..., WIDTH)."""
        return self.told(torch.cat([music, partner / self.partner_usual, style], dim=-1))

    def speed(self, x: torch.Tensor, before: torch.Tensor) -> torch.Tensor:
        """How the body (..., BODY) went from one scaled vector to the next, in usual steps."""
        return ((x - before)[..., :BODY] / self.usual[:BODY]).clamp(-6, 6)

    def token(
        self, x: torch.Tensor, before: torch.Tensor, conditions: torch.Tensor, idea: torch.Tensor
    ) -> torch.Tensor:
        """The input of a step: the last two vectors, scaled, its conditions and its idea."""
        moving = torch.cat([x, self.speed(x, before)], dim=-1)
        return self.motion(moving) + conditions + self.idea(idea)

    def expected(
        self, hidden: torch.Tensor, conditions: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The distribution of a beat's idea: mean and log of the deviation, (..., IDEA)."""
        mean, deviation = self.prior(torch.cat([hidden, conditions], dim=-1)).chunk(2, dim=-1)
        return mean, deviation.clamp(-4, 1)

    def forward(
        self, x: torch.Tensor, before: torch.Tensor, conditions: torch.Tensor, ideas: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Whole windows: hidden (windows, steps, WIDTH), and changes with the feet's logits."""
        steps = x.shape[1]
        motion = self.token(x, before, conditions, ideas)
        away = torch.arange(steps)[:, None] - torch.arange(steps)
        hides = torch.zeros(steps, steps).masked_fill((away < 0) | (away >= WINDOW), -1e9)
        away = away.clamp(0, WINDOW - 1)
        for layer in self.layers:
            query, key, value = (_heads(part) for part in layer.ask(motion))
            condition_key, condition_value = (_heads(part) for part in layer.remember(conditions))
            both = torch.cat([key, condition_key], dim=2)
            bias = torch.cat(
                [layer.distance[0][:, away] + hides, layer.distance[1][:, away] + hides], -1
            )
            weights = torch.softmax(query @ both.transpose(-1, -2) + bias, dim=-1)
            found = weights @ torch.cat([value, condition_value], dim=2)
            motion = layer.go_on(motion, found.transpose(1, 2).flatten(2))
        hidden = self.last(motion)
        return hidden, self.head(hidden)

    def step(
        self,
        token: torch.Tensor,
        conditions: torch.Tensor,
        memory: torch.Tensor,
        mask: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """One step: hidden (1, WIDTH), changes with logits, and the memory with this step.

        `memory` is (LAYERS, 4, WINDOW, WIDTH): keys and values of motion, keys and values of
        conditions, the newest last. `mask` (WINDOW,) is very negative where nothing is remembered.
        """
        motion, remembered = token, []
        for number, layer in enumerate(self.layers):
            query, key, value = layer.ask(motion)
            condition_key, condition_value = layer.remember(conditions)
            new = torch.stack([key, value, condition_key, condition_value], dim=0)  # (4, 1, WIDTH)
            kept = torch.cat([memory[number, :, 1:], new], dim=1)
            remembered.append(kept)
            heads = kept.reshape(2, 2, WINDOW, HEADS, _SIZE).permute(1, 3, 0, 2, 4)
            keys = heads[0].reshape(HEADS, 2 * WINDOW, _SIZE)
            values = heads[1].reshape(HEADS, 2 * WINDOW, _SIZE)
            bias = (layer.distance.flip(-1) + mask).permute(1, 0, 2).reshape(HEADS, 1, 2 * WINDOW)
            asked = query.reshape(HEADS, 1, _SIZE)
            weights = torch.softmax(asked @ keys.transpose(-1, -2) + bias, dim=-1)
            motion = layer.go_on(motion, (weights @ values).reshape(1, WIDTH))
        hidden = self.last(motion)
        return hidden, self.head(hidden), torch.stack(remembered)

    def moved(
        self, x: torch.Tensor, before: torch.Tensor, out: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The next scaled vector's body (..., BODY), and the feet's logits."""
        change = out[..., :BODY] + self.inertia * self.speed(x, before)
        return x[..., :BODY] + change * self.usual[:BODY], out[..., BODY:]

    def possible(self, body: torch.Tensor) -> torch.Tensor:
        """The nearest scaled body (..., BODY) with valid rotations, within the recorded bounds.

        Without this, a body would drift away from them a little at every step.
        """
        body = torch.minimum(torch.maximum(body, self.least), self.most)
        rows = slice(vector.HEIGHT + 1, BODY)
        columns = body[..., rows] * self.deviation[rows] + self.mean[rows]
        columns = matrices(columns)[..., :2].transpose(-1, -2).flatten(-3)
        scaled = (columns - self.mean[rows]) / self.deviation[rows]
        return torch.cat([body[..., : vector.HEIGHT + 1], scaled], dim=-1)

    def joined(self, body: torch.Tensor, feet: torch.Tensor) -> torch.Tensor:
        """A scaled vector from its scaled body, and contacts 0..1."""
        return torch.cat([body, (feet - self.mean[BODY:]) / self.deviation[BODY:]], dim=-1)


def _heads(parts: torch.Tensor) -> torch.Tensor:
    return parts.unflatten(-1, (HEADS, _SIZE)).transpose(1, 2)


class FactStep(nn.Module):
    """One step as the contract requires: inputs and outputs by name, in this order.

    `pose` is the last vector, scaled, and `before` the one before: zero at rest. `mind` is the
    idea of this beat, the last hidden state, and the number of steps in `memory`.
    """

    inputs = ("music", "partner", "style", "noise", "pose", "before", "mind", "memory")
    outputs = ("vector", "cut", "next_pose", "next_before", "next_mind", "next_memory")
    shapes: ClassVar[dict[str, tuple[int, ...]]] = {
        "music": (1, MUSIC), "partner": (1, PARTNER), "style": (1, len(STYLES)),
        "noise": (1, IDEA), "pose": (1, vector.SIZE), "before": (1, vector.SIZE),
        "mind": (1, IDEA + WIDTH + 1),
        "memory": (LAYERS, 4, WINDOW, WIDTH),
    }  # fmt: skip

    def __init__(self, model: Fact) -> None:
        super().__init__()
        self.model = model

    def metadata(self) -> dict[str, str]:
        """What its metadata has beside the contract's."""
        scale = {"pose_mean": self.model.mean, "pose_scale": self.model.deviation}
        return {name: json.dumps([round(v, 6) for v in t.tolist()]) for name, t in scale.items()}

    def forward(
        self,
        music: torch.Tensor,
        partner: torch.Tensor,
        style: torch.Tensor,
        noise: torch.Tensor,
        pose: torch.Tensor,
        before: torch.Tensor,
        mind: torch.Tensor,
        memory: torch.Tensor,
    ) -> tuple[torch.Tensor, ...]:
        """The next vector, cut, and the state to give next time."""
        model = self.model
        conditions = model.listen(music, partner, style)
        idea, hidden, age = mind.split([IDEA, WIDTH, 1], dim=-1)
        mean, deviation = model.expected(hidden, conditions)
        new = torch.maximum(music[:, BEGINS : BEGINS + 1], (age < 0.5).to(age.dtype))
        idea = new * (mean + BOLD * torch.exp(deviation) * noise) + (1 - new) * idea
        token = model.token(pose, before, conditions, idea)
        distance = torch.arange(WINDOW - 1, -1, -1).to(age.dtype)
        mask = (distance > age[0]).to(age.dtype) * -1e9
        hidden, out, memory = model.step(token, conditions, memory, mask)
        body, logits = model.moved(pose, before, out)
        body = model.possible(body)
        feet = torch.sigmoid(logits)
        before, pose = pose, model.joined(body, feet)
        made = torch.cat([model.vectors(pose)[:, :BODY], feet], dim=-1)
        mind = torch.cat([idea, hidden, torch.clamp(age + 1, max=float(WINDOW))], dim=-1)
        return made, torch.zeros_like(age), pose, before, mind, memory
