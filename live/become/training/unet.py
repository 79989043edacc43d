"""A U-Net (Ronneberger et al. 2015, arXiv:1505.04597) of residual blocks, and its parts."""

from collections.abc import Iterator
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from live.become.training.guided import bent, guided

_DEPTH = 3  # how often it halves


class Residual(nn.Module):
    """A residual block: two convolutions, added to their input."""

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
    """What it mixes (`mix`) of fields to features of the same size."""

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
        """Channels at the places where a look changes features."""
        sizes = [level.out_channels for level in self.down]
        return [self.stem.out_channels, *sizes, sizes[-1], *sizes[-2::-1], self.stem.out_channels]

    def forward(self, mixed: Tensor, gains: Iterator[Tensor] | None = None) -> Tensor:
        gains = gains or iter(())
        x = guided(bent(self.stem(bent(mixed))), next(gains, None))
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
