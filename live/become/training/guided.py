"""How a look changes a network: gains of its features, and the weights of its paint layers.

Features are scaled and shifted by channel (FiLM: Perez et al. 2018, arXiv:1709.07871) by a small
network whose inputs are the clothes, and only the lightness of colours. The colours themselves
multiply shade maps, one for each, that are painted beside the rest: a colour nobody has been filmed
in comes out right. Weights that paint are mixed by what is worn (CondConv: Yang et al. 2019,
arXiv:1904.04971), before they are used: a look costs a picture hardly any time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from live.become.training import somebody

_HIDDEN = 64
_TEXELS = 32  # of a face's texture, both ways
_DYES = 3  # it is painted in: skin, hair, white
EAGER = 4.0  # how much faster a texture learns than weights do
_FRONT = 0.3  # of the ball's radius: what is farther ahead is seen from the front
_LIGHTNESS = (0.30, 0.59, 0.11)  # of a shown colour
KINDS = somebody.SIZE - 3 * len(somebody.COLOURS)  # numbers that say what is worn
SHADES = len(somebody.COLOURS)
Minds = tuple[int, int]  # from which kind on, and before which
WORN: Minds = (0, len(somebody.OUTFITS))
ON_HEADS: Minds = (len(somebody.OUTFITS), KINDS)


def bent(x: Tensor) -> Tensor:
    """The activation between layers. With plain ReLU, units died and pictures stayed empty."""
    return F.leaky_relu(x, 0.1)


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """A batch of looks, understood."""

    gains: tuple[Tensor, ...]  # one for each place asked for: (n, 2, channels, 1, 1)
    kinds: Tensor  # (n, KINDS)
    colours: Tensor  # (n, SHADES, 3) as pictures show them


class Guide(nn.Module):
    """Looks (n, LENGTH) to wishes, with gains for places of so many channels."""

    def __init__(self, places: Sequence[int]) -> None:
        super().__init__()
        self.places = list(places)
        self.first = nn.Linear(KINDS + SHADES, _HIDDEN)
        self.gains = nn.Linear(_HIDDEN, 2 * sum(places))
        nn.init.normal_(self.gains.weight, std=0.02)
        nn.init.zeros_(self.gains.bias)

    def forward(self, look: Tensor) -> Wish:
        def array(numbers: object) -> Tensor:
            return torch.tensor(numbers, dtype=torch.float32, device=look.device)

        (*plain,) = somebody.descriptor(look, array)
        kinds = torch.cat(plain[:-SHADES], dim=1)
        colours = torch.stack(plain[-SHADES:], dim=1)
        lightness = (colours * array(_LIGHTNESS)).sum(2)
        hidden = bent(self.first(torch.cat([kinds, lightness], dim=1)))
        both = self.gains(hidden).unflatten(1, (2, -1))[..., None, None]
        return Wish(tuple(both.split(self.places, dim=2)), kinds, colours)


def guided(x: Tensor, gain: Tensor | None) -> Tensor:
    """Features, each channel scaled and shifted where there is a gain."""
    return x if gain is None else x * (1.0 + gain[:, 0]) + gain[:, 1]


class Undercoat(nn.Module):
    """Colours of limbs, as the clothes say: a base that a picture is painted over.

    It is a product with so many `channels` of the fields, those from `first` on, so that it hardly
    costs anything, and a sleeve's end need not be found by the network.
    """

    def __init__(self, channels: int, first: int) -> None:
        super().__init__()
        self.first = first
        self.kinds = nn.Parameter(torch.zeros(WORN[1] - WORN[0], channels * SHADES))
        self.plain = nn.Parameter(torch.zeros(channels * SHADES))

    def forward(self, fields: Tensor, wish: Wish) -> Tensor:
        """Red, green and blue, (n, 3, rows, columns)."""
        shares = wish.kinds[:, slice(*WORN)] @ self.kinds + self.plain
        colours = wish.colours.transpose(1, 2) @ shares.unflatten(1, (SHADES, -1))
        # The others times nothing: cheaper than to leave them out.
        colours = F.pad(colours, (self.first, fields.shape[1] - self.first - colours.shape[2]))
        return (colours @ fields.flatten(2)).unflatten(2, (fields.shape[2], fields.shape[3]))


class Mask(nn.Module):
    """A face as a texture in the head's own coordinates, in shades of skin, of hair, and of white:
    what all pictures of a face have in common need not be found by convolutions."""

    def __init__(self, minds: Minds = ON_HEADS) -> None:
        super().__init__()
        self.minds = slice(*minds)
        count = minds[1] - minds[0]
        self.kinds = nn.Parameter(torch.zeros(count, _DYES * _TEXELS**2))
        self.plain = nn.Parameter(torch.zeros(_DYES * _TEXELS**2))

    def forward(self, own: Tensor, alpha: Tensor, wish: Wish) -> Tensor:
        """RGBA (n, 4, h, w) to be added where alpha (n, 1, h, w) is; `own` (n, >= 3, h, w) says
        where on a ball the eye looks: to its side, up, and back."""
        shares = EAGER * (wish.kinds[:, self.minds] @ self.kinds + self.plain)
        white = torch.ones_like(wish.colours[:, :1])
        dyes = torch.cat([wish.colours[:, : _DYES - 1], white], dim=1).transpose(1, 2)
        texture = (dyes @ shares.unflatten(1, (_DYES, -1))).unflatten(2, (_TEXELS, _TEXELS))
        places = own[:, :2].movedim(1, 3).float()
        seen = F.grid_sample(texture.float(), places, align_corners=False)
        front = (torch.relu(-own[:, 2:3]) / _FRONT).clamp(max=1.0)
        return F.pad(seen * front * alpha.clamp(0.0, 1.0), (0, 0, 0, 0, 0, 1))


class Brush(nn.Module):
    """A convolution that paints RGBA in `cells` pixels a cell, by a wish.

    `weight` and `bias` are those of a convolution without a look; `minds` are which of a
    wish's kinds change how it paints.
    """

    def __init__(self, channels: int, cells: int, minds: Minds) -> None:
        super().__init__()
        self.cells, self.minds = cells, slice(*minds)
        count = minds[1] - minds[0]
        self.weight = nn.Parameter(torch.empty(4 * cells, channels, 3, 3))
        self.bias = nn.Parameter(torch.zeros(4 * cells))
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")
        self.weight.data.mul_(0.1)
        # By kind: what is painted otherwise, and each colour's shade; a bias is one weight more.
        per_cell = 9 * channels + 1
        self.kinds = nn.Parameter(torch.zeros(count, 4 * cells * per_cell))
        self.shades = nn.Parameter(torch.zeros(count, SHADES * cells * per_cell))
        self.plain = nn.Parameter(torch.randn(SHADES * cells * per_cell) * 0.01)

    def forward(self, x: Tensor, wish: Wish) -> Tensor:
        weights, biases = self._mixed(wish)
        painted = (
            [
                F.conv2d(one[None], weight, bias, padding=1)
                for one, weight, bias in zip(x, weights, biases, strict=True)
            ]
            if len(x) > 1
            else [F.conv2d(x, weights[0], biases[0], padding=1)]
        )
        return torch.cat(painted)

    def _mixed(self, wish: Wish) -> tuple[Tensor, Tensor]:
        channels = self.weight.shape[1]
        kinds = wish.kinds[:, self.minds]
        base = (kinds @ self.kinds).unflatten(1, (4, -1))
        shades = (kinds @ self.shades + self.plain).unflatten(1, (SHADES, -1))
        coloured = wish.colours.transpose(1, 2) @ shades  # (n, 3, cells * per_cell)
        base = base + F.pad(coloured, (0, 0, 0, 1))
        flat = base.flatten(1).unflatten(1, (4 * self.cells, -1))
        weight = flat[..., :-1].unflatten(2, (channels, 3, 3)) + self.weight
        return weight, flat[..., -1] + self.bias
