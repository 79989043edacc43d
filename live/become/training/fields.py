"""Draws an avatar's points as fields a network sees: inside its graph, at any size.

For every limb of `live.become.training.limbs` and every cell: how near the limb is, how far towards
the eye, and where on the limb's surface the eye looks, in coordinates that go along with the limb,
as a texture's do. What is behind another limb is not seen; what hangs loose is a layer of its own.
"""

import torch
from torch import Tensor, nn

from live.become.training.limbs import BEGINS, BODY, ENDS, LIMBS, RADII, SIDES, SKIRT

ASPECT = 2 / 3  # the pane's width in its heights
NEAR = 0.03  # pane heights: how fast a limb's nearness falls off
_EDGE = 8.0  # how hard a limb's outline is
_FRONT = 100.0  # a pane height: how surely the nearer of two limbs is seen
_FAINTEST = 60.0  # exponents are clipped to +-this: the exponentials stay normal numbers
_SEEN = 1e-3  # shares of a limb that are less are none
_TINY = 1e-5
SURFACE = 6  # numbers for the surface of a limb
COUNT = len(LIMBS)
CHANNELS = COUNT * (2 + SURFACE)


class Fields(nn.Module):
    """Points (n, 36, 3) to fields (n, CHANNELS, rows, columns), and how surely a skirt is before
    the body (n, 1, rows, columns), 0..1. It has no trained weights.
    """

    def __init__(self) -> None:
        super().__init__()
        ends = {"begins": BEGINS, "ends": ENDS, "sides": SIDES, "radii": RADII}
        for name, numbers in ends.items():
            self.register_buffer(name, torch.tensor(numbers, dtype=torch.float32), persistent=False)

    def forward(self, points: Tensor, y: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
        """`y` (n, rows) and `x` (n, columns): the cells' middles, shares of the pane."""
        places = points * torch.tensor([ASPECT, 1.0, 1.0], device=points.device)
        begin, end = self.begins @ places, self.ends @ places
        across, third = _frames(end - begin, self.sides @ places)
        ax, ay, az = _apart(begin)
        dx, dy, dz = _apart(end - begin)
        y, x = y[:, None, :, None], x[:, None, None, :] * ASPECT
        # The nearest place on each limb's line, as the eye sees it.
        length = dx * dx + dy * dy + _TINY
        along = ((x - ax) * (dx / length) + (y - ay) * (dy / length)).clamp(0.0, 1.0)
        ex, ey = (x - ax) - along * dx, (y - ay) - along * dy
        squared = ex * ex + ey * ey + 1e-8
        near = torch.exp(torch.sqrt(squared) * (-1.0 / NEAR))
        depth = az + along * dz
        # Where the eye meets the surface.
        first, last = self.radii[:, :1, None], self.radii[:, 1:, None]
        radius = first + along * (last - first)
        bulge = torch.sqrt(torch.relu(radius * radius - squared) + 1e-6)
        outside = torch.relu(squared / (radius * radius) - 1.0)
        front = _FRONT * (depth + bulge) - _EDGE * outside
        # No greatest number is taken away first, as none is great; tiny ones would be slow.
        seen = torch.exp(front.clamp(-_FAINTEST, _FAINTEST))
        layers = seen.split([len(BODY), COUNT - len(BODY)], dim=1)
        body, loose = (layer.sum(1, keepdim=True) for layer in layers)
        seen = torch.cat([layers[0] * (1.0 / body), layers[1] * (1.0 / loose)], dim=1)
        seen = seen * torch.exp(-outside.clamp(max=20.0))
        seen = torch.relu(seen - _SEEN)
        share = seen / radius
        turned = [
            share * (ex * sx + ey * sy + bulge * sz)
            for sx, sy, sz in (_apart(across), _apart(third))
        ]
        bulging = seen * along
        limbs = [near, near * depth * 2.0, seen, bulging, bulging * along, *turned, seen * depth]
        skirt = layers[1][:, -SKIRT:].sum(1, keepdim=True)
        return torch.cat(limbs, dim=1), skirt / (body + skirt)


def _apart(vectors: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The three columns of (n, limbs, 3), each (n, limbs, 1, 1)."""
    x, y, z = (vectors[..., axis, None, None] for axis in range(3))
    return x, y, z


def _frames(axis: Tensor, side: Tensor) -> tuple[Tensor, Tensor]:
    """Directions of each limb: to its side, and square to that; short where undefined."""
    axis = _unit(axis)
    side = _unit(side - axis * (side * axis).sum(-1, keepdim=True))
    ax, ay, az = axis.unbind(-1)
    sx, sy, sz = side.unbind(-1)
    third = torch.stack([ay * sz - az * sy, az * sx - ax * sz, ax * sy - ay * sx], dim=-1)
    return side, third


def _unit(vectors: Tensor) -> Tensor:
    return vectors / torch.sqrt((vectors * vectors).sum(-1, keepdim=True) + _TINY)
