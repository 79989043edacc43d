"""The avatar's network: points in the pane to a picture of it, with alpha.

A U-Net (Ronneberger et al. 2015, arXiv:1505.04597) that works at a quarter of the picture's size on
the fields of `scripts.avatar.fields` and shuffles channels to pixels (Shi et al. 2016,
arXiv:1609.05158) at its end; then head and hands are gone over at full size, in crops that go along
with them. It is fully convolutional: any size whose sides are multiples of 32 will do.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from scripts.avatar import fields
from scripts.avatar.details import CELL, HANDS, HEAD, Detail
from scripts.avatar.guided import WORN, Brush, Guide, Undercoat, Wish, bent, guided
from scripts.avatar.takes import Size

STEP = 32  # a picture's sides are multiples of so many pixels
SEEN = slice(fields.CHANNELS - fields.SURFACE * fields.COUNT, fields.CHANNELS)  # of the fields
_DEPTH = 3  # how often the U-Net halves


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a network is."""

    size: Size = (256, 384)  # pixels: width, height
    width: int = 16  # channels of the U-Net's first level; each further one has twice as many
    fine: int = 0  # channels at the first level, where it paints; 0: `width`
    head: int = 24  # channels where the head is gone over, 0: it is not
    hands: int = 16  # the same for the hands
    previous: bool = False  # whether it is told the picture before, for avatars from real films
    look: bool = False  # whether it is told a look (n, 12), see `scripts.avatar.somebody`

    @property
    def finest(self) -> int:
        """Channels where it paints."""
        return self.fine or self.width

    def told(self) -> dict[str, Any]:
        """The plan as plain values."""
        return asdict(self)


class Residual(nn.Module):
    """Two convolutions beside the way through."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return bent(x + self.second(bent(self.first(x))))


class Mix(nn.Module):
    """Channels of each cell by themselves: a convolution of 1 x 1 as one product of matrices."""

    def __init__(self, channels: int, mixed: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(mixed, channels) * (2 / channels) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(mixed, 1))

    def forward(self, x: Tensor) -> Tensor:
        mixed = self.weight @ x.flatten(2) + self.bias
        return mixed.unflatten(2, (x.shape[2], x.shape[3]))


class UNet(nn.Module):
    """Fields to features of the same size."""

    def __init__(self, channels: int, width: int, fine: int) -> None:
        super().__init__()
        sizes = [fine, *(width * 2**level for level in range(1, _DEPTH + 1))]
        self.mix = Mix(channels, 2 * width)
        self.stem = nn.Conv2d(2 * width, fine, 3, padding=1)
        self.down = nn.ModuleList(nn.Conv2d(a, b, 3, 2, 1) for a, b in pairwise(sizes))
        self.deep = nn.ModuleList(Residual(size) for size in sizes[1:])
        self.middle = nn.Sequential(Residual(sizes[-1]), Residual(sizes[-1]))
        self.up = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in pairwise(sizes))
        self.join = nn.ModuleList(nn.Conv2d(2 * size, size, 3, padding=1) for size in sizes[:-1])
        self.rise = nn.ModuleList(Residual(size) for size in sizes[:-1])

    @property
    def places(self) -> list[int]:
        """Channels at the places a look has a say in."""
        sizes = [level.out_channels for level in self.down]
        return [self.stem.out_channels, *sizes, sizes[-1], *sizes[-2::-1], self.stem.out_channels]

    def forward(self, x: Tensor, gains: Iterator[Tensor] | None = None) -> Tensor:
        gains = gains or iter(())
        x = guided(bent(self.stem(bent(self.mix(x)))), next(gains, None))
        levels = []
        for down, deep in zip(self.down, self.deep, strict=True):
            levels.append(x)
            x = guided(deep(bent(down(x))), next(gains, None))
        x = guided(self.middle(x), next(gains, None))
        for level in reversed(range(_DEPTH)):
            x = F.interpolate(self.up[level](x), scale_factor=2.0, mode="nearest")
            x = torch.cat([x, levels[level]], dim=1)
            x = guided(self.rise[level](bent(self.join[level](x))), next(gains, None))
        return x


class Avatar(nn.Module):
    """Points (n, 36, 3) to pictures (n, 4, H, W): 0..1, colours multiplied by alpha.

    While learning, what is out of 0..1 stays so, that it can be learned from.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.size = plan.size
        self.fields = fields.Fields()
        told = fields.CHANNELS + (4 if plan.previous else 0)
        self.unet = UNet(told, plan.width, plan.finest)
        self.paint: nn.Module = nn.Conv2d(plan.finest, 4 * CELL * CELL, 3, padding=1)
        self.head = Detail(HEAD, plan.finest, plan.head, plan.look) if plan.head else None
        self.hands = (
            nn.ModuleList([Detail(where, plan.finest, plan.hands, plan.look) for where in HANDS])
            if plan.hands
            else None
        )
        if plan.look:
            self.paint = Brush(plan.finest, CELL * CELL, WORN)
            self.undercoat = Undercoat(fields.SURFACE * fields.COUNT, SEEN.start)
            self.register_buffer("between", between_cells(), persistent=False)
            self.guide = Guide([*self.unet.places, *(one.channels for one in self._details)])
        _begin(self)

    @property
    def _details(self) -> list[Detail]:
        return [one for one in (self.head, *(self.hands or ())) if one is not None]

    def forward(
        self, points: Tensor, previous: Tensor | None = None, window: Tensor | None = None,
        size: Size | None = None, look: Tensor | None = None,
    ) -> Tensor:  # fmt: skip
        """The whole pane, or of each the `window` (n, 2), its left and upper pixel, and a `size`:
        all multiples of CELL.

        `previous` (n, 4, H / 4, W / 4): the picture before, for a network that is told it;
        `look` (n, 12) the same.
        """
        width, height = size or self.size
        corner = torch.zeros(len(points), 2, device=points.device) if window is None else window
        cells = [corner[:, 1:] + _cells(height, points), corner[:, :1] + _cells(width, points)]
        return self.at(points, cells[0], cells[1], previous, look)

    def at(
        self, points: Tensor, rows: Tensor, columns: Tensor, previous: Tensor | None = None,
        look: Tensor | None = None,
    ) -> Tensor:  # fmt: skip
        """The cells of the pane whose middles, in its pixels, are `rows` (n, r), `columns` (n, c):
        multiples of eight of them, next to each other."""
        told = self.fields(points, rows / self.size[1], columns / self.size[0])
        if previous is not None:
            told = torch.cat([told, previous], dim=1)
        wish = None if look is None else self.guide(look)
        gains = iter(wish.gains if wish else ())
        features = self.unet(told, gains) if wish else self.unet(told)
        painted = self._coloured(told, features, wish) if wish else self.paint(features)
        places = points * torch.tensor([*self.size, self.size[1]], device=points.device)
        cells = (rows, columns)
        # All look at the picture as it was painted, so that their order does not matter.
        added = [
            one(places, *cells, features, painted, self.size[1], wish, next(gains, None))
            for one in self._details
        ]
        for one in added:
            painted = painted + one
        picture = F.pixel_shuffle(painted, CELL)
        return picture if self.training else picture.clamp(0.0, 1.0)

    def _coloured(self, told: Tensor, features: Tensor, wish: Wish) -> Tensor:
        """What is painted over the undercoat, which is where alpha is."""
        coats: Tensor = self.paint(features, wish).unflatten(1, (4, CELL * CELL))
        under = self.undercoat(told, wish)
        under = F.conv2d(under.flatten(0, 1)[:, None], self.between, padding=1).unflatten(
            0, (-1, 3)
        )
        alpha = coats[:, 3:]
        return torch.cat([coats[:, :3] + alpha.clamp(0.0, 1.0) * under, alpha], dim=1).flatten(1, 2)


def between_cells() -> Tensor:
    """The convolution that makes of cells' values those of their pixels, linearly between the
    middles of cells: (CELL * CELL, 1, 3, 3)."""
    away = (torch.arange(CELL) + 0.5) / CELL - 0.5
    shares = torch.stack([torch.relu(-away), 1.0 - away.abs(), torch.relu(away)], dim=1)
    return torch.einsum("ra,cb->rcab", shares, shares).flatten(0, 1)[:, None]


def _cells(pixels: int, like: Tensor) -> Tensor:
    """The middles of a side's cells, in pixels."""
    return (torch.arange(pixels // CELL, device=like.device) + 0.5) * CELL


def _begin(network: nn.Module) -> None:
    """He et al. 2015 (arXiv:1502.01852), residuals and what paints small."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            nn.init.zeros_(module.bias)
    for name, module in network.named_modules():
        if isinstance(module, nn.Conv2d) and name.split(".")[-1] in ("second", "paint"):
            module.weight.data.mul_(0.1)
