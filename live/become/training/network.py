"""The avatar's network: points in the pane to a picture of it, with alpha.

A U-Net that works at a quarter of the picture's size on the fields of `live.become.training.fields`
and shuffles channels to pixels (Shi et al. 2016, arXiv:1609.05158) at its end; a texture adds what
moves with limbs; then head and hands are refined at full size, in crops that move with them and
have their sides as inputs. It is fully convolutional: any size whose sides are multiples of 32
will do.
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
    """The size and the options of a network."""

    size: Size = (256, 384)  # pixels: width, height
    width: int = 16  # channels of the U-Net's first level; each further one has twice as many
    fine: int = 0  # channels at the first level, where it paints; 0: `width`
    head: int = 24  # channels where the head is refined, 0: it is not
    hands: int = 16  # the same for the hands
    previous: bool = False  # whether the picture before is an input, for avatars from real films
    look: bool = False  # whether a look (n, 12) is an input, see `live.become.training.somebody`
    texture: bool = False  # whether it has a texture, see `live.become.training.texture`
    skirt: bool = False  # whether that has a skirt and a veil, too

    @property
    def finest(self) -> int:
        """Channels where it paints."""
        return self.fine or self.width

    def as_dict(self) -> dict[str, Any]:
        """The plan as plain values."""
        return asdict(self)


class AvatarNetwork(nn.Module):
    """Points (n, 36, 3) to pictures (n, 4, H, W): 0..1, colours multiplied by alpha.

    In training, values outside 0..1 are not clipped, so they have gradients.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.size = plan.size
        self.fields = fields.Fields()
        channels = fields.CHANNELS + (4 if plan.previous else 0)
        self.unet = UNet(channels, plan.width, plan.finest)
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
        """The networks that refine head and hands, in order."""
        return [one for one in (self.head, *(self.hands or ())) if one is not None]

    def forward(
        self, points: Tensor, previous: Tensor | None = None, window: Tensor | None = None,
        size: Size | None = None, look: Tensor | None = None,
    ) -> Tensor:  # fmt: skip
        """The full pane, or the crop with the left and upper pixel `window` (n, 2) and a `size`,
        all multiples of CELL.

        `previous` (n, 4, H / 4, W / 4), the picture before, and `look` (n, 12) are for networks
        with these inputs.
        """
        width, height = size or self.size
        corner = torch.zeros(len(points), 2, device=points.device) if window is None else window
        cells = [corner[:, 1:] + _cells(height, points), corner[:, :1] + _cells(width, points)]
        return self.at(points, cells[0], cells[1], previous, look)

    def everywhere(self, points: Tensor) -> tuple[Tensor, Tensor]:
        """The output of `fields.Fields` for the cells of the full pane."""
        width, height = self.size
        y, x = _cells(height, points)[None] / height, _cells(width, points)[None] / width
        found: tuple[Tensor, Tensor] = self.fields(points, y, x)
        return found

    def at(
        self, points: Tensor, rows: Tensor, columns: Tensor, previous: Tensor | None = None,
        look: Tensor | None = None,
    ) -> Tensor:  # fmt: skip
        """The picture of the pane's cells whose middles, in its pixels, are `rows` (n, r) and
        `columns` (n, c): next to each other, and a multiple of eight of both.
        """
        # In full precision: rounding to eight bits would move a limb's end by most of a pixel.
        with torch.autocast(points.device.type, enabled=False):
            limbs, ahead = self.fields(points, rows / self.size[1], columns / self.size[0])
        inputs = limbs if previous is None else torch.cat([limbs, previous], dim=1)
        wish = None if look is None else self.guide(look)
        gains = iter(wish.gains if wish else ())
        mixed, charted = self._mixed(inputs, limbs)
        features = self.unet(mixed, gains) if wish else self.unet(mixed)
        painted = self._coloured(inputs, features, wish) if wish else self.paint(features)
        if self.texture:
            painted = self.texture(charted, ahead, features, painted)
        places = points * torch.tensor([*self.size, self.size[1]], device=points.device)
        cells = (rows, columns)
        # Each refines the picture so far, hands last: they may be before the face.
        for one in self.details:
            gain = next(gains, None)
            painted = painted + one(places, *cells, features, painted, self.size[1], wish, gain)
        picture = F.pixel_shuffle(painted, CELL)
        return picture if self.training else picture.clamp(0.0, 1.0)

    def _mixed(self, inputs: Tensor, limbs: Tensor) -> tuple[Tensor, Tensor]:
        """The U-Net's first features, and the limbs' places on the texture's sheets. Outside of
        training one product computes both, so all fields are read once.
        """
        mix = self.unet.mix
        if not self.texture:
            return mix(inputs), limbs[:, :0]
        if self.training:
            return mix(inputs), self.texture.charted(limbs)
        chart = F.pad(self.texture.chart, (0, inputs.shape[1] - limbs.shape[1]))
        both = torch.cat([mix.weight, chart]) @ inputs.flatten(2)
        mixed, charted = both.unflatten(2, inputs.shape[2:]).split([len(mix.weight), len(chart)], 1)
        return mixed + mix.bias[..., None], charted

    def _coloured(self, inputs: Tensor, features: Tensor, wish: Wish) -> Tensor:
        """The painted picture over the undercoat, which is multiplied by alpha."""
        coats: Tensor = self.paint(features, wish).unflatten(1, (4, CELL * CELL))
        under = self.undercoat(inputs, wish)
        under = F.conv2d(under.flatten(0, 1)[:, None], self.between, padding=1).unflatten(
            0, (-1, 3)
        )
        alpha = coats[:, 3:]
        return torch.cat([coats[:, :3] + alpha.clamp(0.0, 1.0) * under, alpha], dim=1).flatten(1, 2)


def _cells(pixels: int, like: Tensor) -> Tensor:
    """The middles of a side's cells, in pixels."""
    return (torch.arange(pixels // CELL, device=like.device) + 0.5) * CELL


def _begin(network: nn.Module) -> None:
    """Weights as in He et al. 2015 (arXiv:1502.01852); small in residual and paint layers."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            nn.init.zeros_(module.bias)
    for name, module in network.named_modules():
        if isinstance(module, nn.Conv2d) and name.split(".")[-1] in ("second", "paint"):
            module.weight.data.mul_(0.1)
        if isinstance(module, Texture):
            module.begin()
