"""The recurrent choreographer: poses as latents of a VAE, two GRU layers, a mixture density.

The mixture says how the latent and the travel change in a step (C. Bishop, "Mixture Density
Networks", 1994; recurrent as in A. Graves, "Generating Sequences With Recurrent Neural Networks",
2013), the latents are a variational autoencoder's (D. Kingma and M. Welling, 2013).
"""

import math
from typing import ClassVar

import torch
from torch import nn

from live.dance.music_features import MUSIC, PARTNER
from scripts.choreography import partners
from scripts.choreography.styles import STYLES

LATENT = 32
MOVES = LATENT + 3  # the latent and the travel: what the mixture is about
FEET = 4
WIDTH = 272
COMPONENTS = 8
LASTING = 0.9  # of the noise that drew a step goes on drawing the next: chance without trembling
CALM = 0.12  # how much of a Gaussian's width is drawn from, for the same reason
NOISE = MOVES + COMPONENTS  # the last ones choose the component
_BODY = 133  # height and rotations
_SHARPEST = -4.0  # log of the smallest deviation, in usual steps
_FASTEST = 6.0  # usual steps
_ERF = 0.7071067811865476


class PoseVae(nn.Module):
    """Bodies, scaled (..., 133), to latents and back."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(_BODY, 192), nn.ELU(), nn.Linear(192, 160), nn.ELU(),
            nn.Linear(160, 2 * LATENT),
        )  # fmt: skip
        self.decoder = nn.Sequential(
            nn.Linear(LATENT, 160), nn.ELU(), nn.Linear(160, 192), nn.ELU(), nn.Linear(192, _BODY)
        )

    def encode(self, body: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean and log of the deviation, (..., LATENT) each."""
        mean, log_deviation = self.encoder(body).chunk(2, dim=-1)
        return mean, log_deviation.clamp(-6, 2)

    def decode(self, latent: torch.Tensor) -> torch.Tensor:
        """The scaled body again."""
        return self.decoder(latent)


class Rnn(nn.Module):
    """One step of dance after the other.

    `state` is (moves, feet, hidden1, hidden2): MOVES and FEET numbers as danced last, in units of
    their deviation, zero at rest.
    """

    def __init__(self, mean: torch.Tensor, deviation: torch.Tensor) -> None:
        """Of the vectors, (SIZE,) each."""
        super().__init__()
        usual_partner = torch.tensor(partners.USUAL, dtype=torch.float32)
        self.register_buffer("partner_usual", usual_partner, persistent=False)
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.register_buffer("latent_mean", torch.zeros(LATENT))
        self.register_buffer("latent_deviation", torch.ones(LATENT))
        self.register_buffer("usual", torch.ones(MOVES))  # how much each changes in a step
        self.register_buffer("measured", torch.tensor(False))  # whether the last three are
        self.pose = PoseVae()
        size = MUSIC + PARTNER + len(STYLES)
        # The name is that of the weights in kept files.
        self.told = nn.Sequential(nn.Linear(size, 96), nn.ELU(), nn.Linear(96, 96), nn.ELU())
        self.input = nn.Linear(2 * MOVES + FEET + 96, 160)
        self.inertia = nn.Parameter(torch.full((MOVES,), 0.6))  # of the speed that goes on
        self.first = nn.GRUCell(160, WIDTH)
        self.second = nn.GRUCell(WIDTH, WIDTH)
        self.head = nn.Linear(2 * WIDTH, COMPONENTS * (1 + MOVES) + MOVES + FEET)

    def moves(self, x: torch.Tensor) -> torch.Tensor:
        """Vectors (..., SIZE) as what the mixture is about (..., MOVES)."""
        scaled = (x - self.mean) / self.deviation
        latent, _ = self.pose.encode(scaled[..., 3 : 3 + _BODY])
        latent = (latent - self.latent_mean) / self.latent_deviation
        return torch.cat([latent, scaled[..., :3]], dim=-1)

    def vectors(self, moves: torch.Tensor, feet: torch.Tensor) -> torch.Tensor:
        """Vectors from moves, with contacts (..., FEET), 0..1."""
        latent = moves[..., :LATENT] * self.latent_deviation + self.latent_mean
        body = self.pose.decode(latent) * self.deviation[3 : 3 + _BODY] + self.mean[3 : 3 + _BODY]
        travel = moves[..., LATENT:] * self.deviation[:3] + self.mean[:3]
        return torch.cat([travel, body, feet], dim=-1)

    def listen(
        self, music: torch.Tensor, partner: torch.Tensor, style: torch.Tensor
    ) -> torch.Tensor:
        """The conditions of music, partner and style, (..., 96)."""
        return self.told(torch.cat([music, partner / self.partner_usual, style], dim=-1))

    def step(
        self,
        conditions: torch.Tensor,
        moves: torch.Tensor,
        speed: torch.Tensor,
        feet: torch.Tensor,
        hidden: tuple[torch.Tensor, torch.Tensor],
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """What is remembered after a step: of both layers, (..., WIDTH) each."""
        given = torch.cat([moves, speed, feet, conditions], dim=-1)
        seen = torch.nn.functional.elu(self.input(given))
        first = self.first(seen, hidden[0])
        return first, self.second(first, hidden[1])

    def meant(
        self, hidden: tuple[torch.Tensor, ...], speed: torch.Tensor
    ) -> tuple["Mixture", torch.Tensor]:
        """How the moves may change, and the feet's logits, from what is remembered.

        `speed` (..., MOVES) is how they changed last, in usual steps.
        """
        out = self.head(torch.cat(hidden, dim=-1))
        sizes = [COMPONENTS, COMPONENTS * MOVES, MOVES, FEET]
        weights, means, deviations, feet = out.split(sizes, dim=-1)
        means = means.reshape(*means.shape[:-1], COMPONENTS, MOVES)
        means = means + (self.inertia * speed)[..., None, :]
        return Mixture(weights, means, deviations.clamp(_SHARPEST, 2.0)), feet


class Mixture:
    """A mixture of Gaussians that share their deviations, over changes in usual steps."""

    def __init__(
        self, weights: torch.Tensor, means: torch.Tensor, deviations: torch.Tensor
    ) -> None:
        """Logits (..., COMPONENTS), means (..., COMPONENTS, MOVES), logs (..., MOVES)."""
        self.weights, self.means, self.deviations = weights, means, deviations

    def each(self, change: torch.Tensor) -> torch.Tensor:
        """Log of weight times density of each component at changes (..., MOVES)."""
        off = (change[..., None, :] - self.means) * torch.exp(-self.deviations)[..., None, :]
        density = -0.5 * (off**2).sum(-1) - self.deviations.sum(-1, keepdim=True)
        return torch.log_softmax(self.weights, dim=-1) + density

    def drawn(self, noise: torch.Tensor) -> torch.Tensor:
        """A change drawn by standard normal noise (..., NOISE); zeros draw the middle one."""
        share = 0.5 * (1 + torch.erf(noise[..., MOVES:] * _ERF))
        # Gumbel's way to draw from logits: the greatest after noise; without noise the likeliest.
        lots = self.weights - torch.log(-torch.log(share.clamp(1e-6, 1 - 1e-6)))
        chosen = (lots >= lots.max(-1, keepdim=True).values).to(noise.dtype)
        mean = (chosen[..., None] * self.means).sum(-2)
        return mean + CALM * torch.exp(self.deviations) * noise[..., :MOVES]


def lasting(before: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
    """Noise that changes slowly, from that before it and new noise; as strong in the long run."""
    return LASTING * before + math.sqrt(1 - LASTING**2) * noise


class RnnStep(nn.Module):
    """One step as the contract requires: inputs and outputs by name, in this order.

    `memory` is what both layers remember, and the noise that goes on.
    """

    inputs = ("music", "partner", "style", "noise", "moves", "speed", "feet", "memory")
    outputs = ("vector", "cut", "next_moves", "next_speed", "next_feet", "next_memory")
    shapes: ClassVar[dict[str, tuple[int, ...]]] = {
        "music": (1, MUSIC), "partner": (1, PARTNER), "style": (1, len(STYLES)),
        "noise": (1, NOISE), "moves": (1, MOVES), "speed": (1, MOVES), "feet": (1, FEET),
        "memory": (1, 2 * WIDTH + NOISE),
    }  # fmt: skip

    def __init__(self, model: Rnn) -> None:
        super().__init__()
        self.model = model

    def metadata(self) -> dict[str, str]:
        """What its metadata has beside the contract's."""
        return {}

    def forward(
        self,
        music: torch.Tensor,
        partner: torch.Tensor,
        style: torch.Tensor,
        noise: torch.Tensor,
        moves: torch.Tensor,
        speed: torch.Tensor,
        feet: torch.Tensor,
        memory: torch.Tensor,
    ) -> tuple[torch.Tensor, ...]:
        """The next vector, cut, and the state to give next time."""
        conditions = self.model.listen(music, partner, style)
        first, second, wander = memory.split([WIDTH, WIDTH, NOISE], dim=-1)
        both = self.model.step(conditions, moves, speed, feet, (first, second))
        mixture, logits = self.model.meant(both, speed)
        wander = lasting(wander, noise)
        speed = mixture.drawn(wander).clamp(-_FASTEST, _FASTEST)
        moves = (moves + speed * self.model.usual).clamp(-6, 6)
        feet = torch.sigmoid(logits)
        made = self.model.vectors(moves, feet)
        memory = torch.cat([*both, wander], dim=-1)
        return made, torch.zeros_like(made[:, :1]), moves, speed, feet, memory
