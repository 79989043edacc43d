"""The avatar's network: points in the pane to a picture of it, with alpha.

A U-Net that works at a quarter of the picture's size on the fields of `live.become.training.fields`
and shuffles channels to pixels (Shi et al. 2016, arXiv:1609.05158) at its end; a texture adds what
goes along with limbs; then head and hands are gone over at full size, in crops that go along with
them and say what they are like on their sides. It is fully convolutional: any size whose sides are
multiples of 32 will do.
"""

from dataclasses import asdict, dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from live.become.training import fields
from live.become.training.details import CELL, HANDS, HEAD, Detail
from live.become.training.guided import WORN, Brush, Guide, Undercoat, Wish
from live.become.training.takes import Size
from live.become.training.texture import Texture, between_cells
from live.become.training.unet import UNet

STEP = 32  # a picture's sides are multiples of so many pixels
SEEN = slice(fields.CHANNELS - fields.SURFACE * fields.COUNT, fields.CHANNELS)  # of the fields


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a network is."""

    size: Size = (256, 384)  # pixels: width, height
    width: int = 16  # channels of the U-Net's first level; each further one has twice as many
    fine: int = 0  # channels at the first level, where it paints; 0: `width`
    head: int = 24  # channels where the head is gone over, 0: it is not
    hands: int = 16  # the same for the hands
    previous: bool = False  # whether it is told the picture before, for avatars from real films
    look: bool = False  # whether it is told a look (n, 12), see `live.become.training.somebody`
    texture: bool = False  # whether it has a texture, see `live.become.training.texture`
    skirt: bool = False  # whether that has a skirt and a veil, too

    @property
    def finest(self) -> int:
        """Channels where it paints."""
        return self.fine or self.width

    def told(self) -> dict[str, Any]:
        """The plan as plain values."""
        return asdict(self)


class AvatarNetwork(nn.Module):
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
        self.texture = Texture(plan.finest, plan.skirt) if plan.texture else None
        if plan.look:
            self.paint = Brush(plan.finest, CELL * CELL, WORN)
            self.undercoat = Undercoat(fields.SURFACE * fields.COUNT, SEEN.start)
            self.register_buffer("between", between_cells(), persistent=False)
            self.guide = Guide([*self.unet.places, *(one.channels for one in self.details)])
        _begin(self)

    @property
    def details(self) -> list[Detail]:
        """What goes over parts of the body, one after another."""
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

    def everywhere(self, points: Tensor) -> tuple[Tensor, Tensor]:
        """What `fields.Fields` makes of points in the cells of the whole pane."""
        width, height = self.size
        y, x = _cells(height, points)[None] / height, _cells(width, points)[None] / width
        found: tuple[Tensor, Tensor] = self.fields(points, y, x)
        return found

    def at(
        self, points: Tensor, rows: Tensor, columns: Tensor, previous: Tensor | None = None,
        look: Tensor | None = None,
    ) -> Tensor:  # fmt: skip
        """The cells of the pane whose middles, in its pixels, are `rows` (n, r), `columns` (n, c):
        multiples of eight of them, next to each other."""
        # In full: eight bits of where a limb ends are most of a pixel.
        with torch.autocast(points.device.type, enabled=False):
            limbs, ahead = self.fields(points, rows / self.size[1], columns / self.size[0])
        told = limbs if previous is None else torch.cat([limbs, previous], dim=1)
        wish = None if look is None else self.guide(look)
        gains = iter(wish.gains if wish else ())
        mixed, charted = self._mixed(told, limbs)
        features = self.unet(mixed, gains) if wish else self.unet(mixed)
        painted = self._coloured(told, features, wish) if wish else self.paint(features)
        if self.texture:
            painted = self.texture(charted, ahead, features, painted)
        places = points * torch.tensor([*self.size, self.size[1]], device=points.device)
        cells = (rows, columns)
        # Each goes over what is there by then, hands last: they may be before the face.
        for one in self.details:
            gain = next(gains, None)
            painted = painted + one(places, *cells, features, painted, self.size[1], wish, gain)
        picture = F.pixel_shuffle(painted, CELL)
        return picture if self.training else picture.clamp(0.0, 1.0)

    def _mixed(self, told: Tensor, limbs: Tensor) -> tuple[Tensor, Tensor]:
        """What the U-Net begins with, and where on the texture's sheets limbs are. All fields are
        read for both: at once, where nothing is learned."""
        mix = self.unet.mix
        if not self.texture:
            return mix(told), limbs[:, :0]
        if self.training:
            return mix(told), self.texture.charted(limbs)
        chart = F.pad(self.texture.chart, (0, told.shape[1] - limbs.shape[1]))
        both = torch.cat([mix.weight, chart]) @ told.flatten(2)
        mixed, charted = both.unflatten(2, told.shape[2:]).split([len(mix.weight), len(chart)], 1)
        return mixed + mix.bias[..., None], charted

    def _coloured(self, told: Tensor, features: Tensor, wish: Wish) -> Tensor:
        """What is painted over the undercoat, which is where alpha is."""
        coats: Tensor = self.paint(features, wish).unflatten(1, (4, CELL * CELL))
        under = self.undercoat(told, wish)
        under = F.conv2d(under.flatten(0, 1)[:, None], self.between, padding=1).unflatten(
            0, (-1, 3)
        )
        alpha = coats[:, 3:]
        return torch.cat([coats[:, :3] + alpha.clamp(0.0, 1.0) * under, alpha], dim=1).flatten(1, 2)


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
        if isinstance(module, Texture):
            module.begin()
