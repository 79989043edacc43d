"""What a choreographer is penalised for: bodies elsewhere, feet that slide, in torch."""

import numpy as np
import torch

from live.dance import vector
from live.signals import Floats
from scripts.choreography.kinematics import joints

LEAST = 0.04  # the smallest deviation that is used for a number of the vector
STRAYED = 0.35  # deviations: about the largest added error
_FEET = (7, 10, 8, 11)  # the joints of the contacts


def scale(vectors: Floats) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and deviation of vectors (rows, SIZE), as a model keeps them."""
    deviation = np.maximum(vectors.std(axis=0), LEAST)
    return tuple(torch.tensor(v, dtype=torch.float32) for v in (vectors.mean(axis=0), deviation))


def bodies(x: torch.Tensor) -> torch.Tensor:
    """Joints (..., 24, 3) metres of vectors (..., SIZE): above the floor, facing +Z."""
    placed = joints(x[..., vector.ROTATIONS])
    lift = torch.zeros_like(placed)
    lift[..., 1] = x[..., vector.HEIGHT, None]
    return placed + lift


def foot_speeds(x: torch.Tensor, body: torch.Tensor) -> torch.Tensor:
    """How fast the feet go over the floor between steps (windows, steps - 1, 4): metres a beat."""
    feet = body[..., _FEET, :]
    change = (feet[:, 1:] - feet[:, :-1]) * vector.STEPS
    middle = 0.5 * (feet[:, 1:] + feet[:, :-1])
    travel = 0.5 * (x[:, 1:, vector.TRAVEL] + x[:, :-1, vector.TRAVEL])[:, :, None]
    aside = change[..., 0] + travel[..., 0] + travel[..., 2] * middle[..., 2]
    ahead = change[..., 2] + travel[..., 1] - travel[..., 2] * middle[..., 0]
    return torch.sqrt(aside**2 + ahead**2 + change[..., 1] ** 2 + 1e-8)


def bodily(
    x: torch.Tensor, wanted: torch.Tensor, weight: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """How far joints are off (metres), and how fast standing feet slide (metres a beat).

    Vectors are (windows, steps, SIZE) and weights (windows, steps).
    """
    body, true = bodies(x), bodies(wanted)
    off = (body - true).abs().sum(-1).mean(-1)
    move = (body[:, 1:] - body[:, :-1] - true[:, 1:] + true[:, :-1]).abs().sum(-1).mean(-1)
    stands = wanted[:, 1:, vector.CONTACTS] * wanted[:, :-1, vector.CONTACTS]
    slides = (stands * foot_speeds(x, body)).mean(-1)
    both = weight[:, 1:] * weight[:, :-1]
    total = (off * weight).sum() / weight.sum() + 4 * (move * both).sum() / both.sum()
    return total, (slides * both).sum() / both.sum()


def wandering(windows: int, steps: int, width: int) -> torch.Tensor:
    """Error to add to what was danced before, (windows, steps, width): more in some windows.

    It changes smoothly, like the error of a model that runs freely, so that speeds can still be
    computed from it.
    """
    strength = STRAYED * torch.rand(windows, 1, 1) ** 2
    push, astray, rows = torch.randn(windows, width), 0.7 * torch.randn(windows, width), []
    for _ in range(steps):
        push = 0.9 * push + 0.436 * torch.randn(windows, width)
        astray = 0.9 * astray + 0.1 * push
        rows.append(astray)
    return strength * torch.stack(rows, 1)
