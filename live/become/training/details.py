"""Goes over head and hands at full size, in a crop of the picture that goes along with them.

The crop is one of whole cells, cut out and put back by products with matrices of zeros and ones:
nothing is resampled, and what lies outside the picture is left out.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from live.become.training.guided import ON_HEADS, WORN, Brush, Mask, Minds, Wish, bent, guided
from live.become.training.sides import Ball, Layers, Plane, over
from live.draw.camera import EYE_DISTANCE
from live.draw.portrait import HEIGHT, POINTS

_WAVES = (1.0, 2.0, 4.0)  # turns: of the surface coordinates' sines
_FADING = 0.12  # of the crop, on each side
CELL = 4  # pixels of a cell of the U-Net, both ways


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the body: a ball, or a flat piece in one, with directions of its own."""

    middle: tuple[str, ...]  # points whose middle it is
    up: tuple[str, str]  # from, to
    side: tuple[str, str]
    radius: float  # metres
    extent: float  # metres: of the crop, both ways
    minds: Minds = WORN  # which kinds of a look change how it is painted
    face: bool = False
    plane: Plane | None = None  # of a flat part: where it lies


HEAD = Region(("l_ear", "r_ear"), ("head", "crown"), ("r_ear", "l_ear"), 0.13, 0.44,
              minds=ON_HEADS, face=True)  # fmt: skip
# Palms are bent a little; a right hand's are ahead where a left hand's are behind.
HANDS = tuple(
    Region((f"{s}_hand",), (f"{s}_wrist", f"{s}_hand"), (f"{s}_pinky", f"{s}_index"), 0.10, 0.27,
           plane=(way * 0.2, way * 0.18, way * 0.12))
    for s, way in (("l", 1.0), ("r", -1.0))
)  # fmt: skip


class Detail(nn.Module):
    """A network that refines one region: its output is added to the picture."""

    def __init__(self, region: Region, features: int, channels: int, look: bool = False) -> None:
        super().__init__()
        self.channels = channels
        self.region = region
        self.middle = [POINTS.index(name) for name in region.middle]
        self.ends = [POINTS.index(name) for name in (*region.up, *region.side)]
        # Sines and cosines of each of the directions.
        turns = torch.tensor(_WAVES).repeat_interleave(2)[:, None, None, None] * torch.pi
        phases = torch.tensor([0.0, torch.pi / 2]).repeat(len(_WAVES))[:, None, None, None]
        self.register_buffer("turns", turns, persistent=False)
        self.register_buffer("phases", phases, persistent=False)
        # A network of many people has no sides.
        self.sides = None if look else Layers(region.plane) if region.plane else Ball()
        given = features + 4 + 5 + 6 * len(_WAVES) + (self.sides.numbers if self.sides else 0)
        self.mix = nn.Conv2d(given, channels, 1)
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.next = nn.Conv2d(channels, channels, 3, padding=1)
        self.last = nn.Conv2d(channels, channels, 3, padding=1)
        self.mask = Mask() if look and region.face else None
        self.paint = (
            Brush(channels, 1, region.minds) if look else nn.Conv2d(channels, 5, 3, padding=1)
        )

    def extent(self, height: int) -> int:
        """Pixels of the crop, both ways, in a pane of that height: whole cells."""
        return max(1, round(self.region.extent / HEIGHT * height / CELL)) * CELL

    def radius(self, height: int) -> float:
        """Pixels of the part's, as far from the eye as the pelvis."""
        return self.region.radius / HEIGHT * height

    def corner(self, places: Tensor, height: int) -> Tensor:
        """The crop's left and upper pixel, the corner of a cell: (n, 2)."""
        middle = places[:, self.middle, :2].mean(dim=1)
        return torch.floor((middle - self.extent(height) / 2) / CELL + 0.5) * CELL

    def forward(
        self, places: Tensor, y: Tensor, x: Tensor, features: Tensor, painted: Tensor, height: int,
        wish: Wish | None = None, gain: Tensor | None = None,
    ) -> Tensor:  # fmt: skip
        """`places` (n, 36, 3) are points in pixels; `y` (n, rows) and `x` (n, columns) the middles
        of the cells of `features` and of what is `painted` there, pixels as channels."""
        corner, extent = self.corner(places, height), self.extent(height)
        inside = torch.arange(extent, device=places.device) + 0.5
        middles = torch.arange(extent // CELL, device=places.device) * CELL + CELL / 2
        down, across = _cut(corner[:, 1:] + middles, y), _cut(corner[:, :1] + middles, x)
        coarse, fine = (_moved(there, down, across) for there in (features, painted))
        fine = F.pixel_shuffle(fine, CELL)
        surface, looks = self.surface(places, corner, height)
        inputs = [fine, surface] if looks is None else [fine, surface, looks]
        found = guided(bent(self._mixed(coarse, torch.cat(inputs, dim=1))), gain)
        found = bent(self.first(found))
        found = bent(found + self.last(bent(self.next(found))))
        # Towards the crop's edge it fades, so that no seam is seen.
        fades = (torch.minimum(inside, extent - inside) / (extent * _FADING)).clamp(max=1.0)
        paint = self.paint(found, wish) if wish else self.paint(found)
        if wish and self.mask:
            paint = paint + self.mask(surface, fine[:, 3:], wish)
        if looks is not None:
            paint = paint[:, :4] + paint[:, 4:] * over(looks, fine)
        added = F.pixel_unshuffle(paint * fades * fades[:, None], CELL)
        return _moved(added, down.transpose(1, 2), across.transpose(1, 2))

    def _mixed(self, coarse: Tensor, fine: Tensor) -> Tensor:
        """The first features of the crop's pixels, from inputs for cells and for pixels. Those for
        cells are mixed before they are spread over pixels: the same result with less work.
        """
        ours, theirs = self.mix.weight.split([coarse.shape[1], fine.shape[1]], dim=1)
        cells = F.conv2d(coarse, ours)
        spread = F.interpolate(cells, scale_factor=float(CELL), mode="nearest")
        return F.conv2d(fine, theirs, self.mix.bias) + spread

    def surface(
        self, places: Tensor, corner: Tensor, height: int
    ) -> tuple[Tensor, Tensor | None]:  # fmt: skip
        """For each pixel of the crop that begins at that corner: the point of the ball that the eye
        sees, in the ball's own directions, and waves of it; and the part's sides there, if it has
        any.
        """
        inside = torch.arange(self.extent(height), device=places.device) + 0.5
        middle = places[:, self.middle].mean(dim=1)
        radius = self.radius(height) / _farther(middle, height)
        across = ((corner[:, :1] + inside - middle[:, :1]) / radius)[:, None, None, :]
        down = ((corner[:, 1:] + inside - middle[:, 1:2]) / radius)[:, None, :, None]
        square = across * across + down * down
        bulge = torch.sqrt(torch.relu(1.0 - square) + 1e-4)
        ways = self.ways(places, height)
        own = (
            across * ways[:, :, 0, None, None] + down * ways[:, :, 1, None, None]
            + bulge * ways[:, :, 2, None, None]
        )  # fmt: skip
        waves = torch.sin((own[:, None] * self.turns + self.phases).flatten(1, 2))
        surface = torch.cat([own, bulge, torch.exp(-square), waves], dim=1)
        return surface, self.sides(across, down, ways, own) if self.sides else None

    def ways(self, places: Tensor, height: int) -> Tensor:
        """The part's directions aside, up and ahead, as the eye sees them that looks at the part
        from before the pelvis: (n, 3, 3)."""
        axis, ends = places[:, :1, :2], places[:, self.ends]
        level = (ends[..., :2] - axis) * _farther(ends, height)
        low, high, right, left = torch.cat([level, ends[..., 2:]], dim=-1).unbind(1)
        up, side = _unit(high - low), left - right
        side = _unit(side - up * (side * up).sum(-1, keepdim=True))
        ways = torch.stack([side, up, torch.linalg.cross(side, up)], dim=1)
        lean = (places[:, self.middle, :2].mean(dim=1, keepdim=True) - axis) / _away(height)
        flat, ahead = ways[..., :2], ways[..., 2:]
        leant = ahead - (flat * lean).sum(dim=-1, keepdim=True)
        return torch.cat([flat + ahead * lean, leant], dim=-1)


def _away(height: int) -> float:
    """Pixels from the eye to the pelvis."""
    return EYE_DISTANCE / HEIGHT * height


def _farther(places: Tensor, height: int) -> Tensor:
    """How much smaller than at the pelvis all is at places (n, ..., 3): (n, ..., 1), nearly 1."""
    return 1.0 - places[..., 2:] / _away(height)


def _cut(wanted: Tensor, there: Tensor) -> Tensor:
    """1 where a cell `wanted` (n, k) is the cell `there` (n, m), else 0: (n, k, m)."""
    return (torch.abs(wanted[:, :, None] - there[:, None, :]) < CELL / 2).float()


def _moved(picture: Tensor, down: Tensor, across: Tensor) -> Tensor:
    """Rows and columns taken out of a picture (n, c, H, W), or put into another."""
    return down[:, None] @ picture @ across[:, None].transpose(2, 3)


def _unit(vectors: Tensor) -> Tensor:
    return vectors / torch.sqrt((vectors * vectors).sum(-1, keepdim=True) + 1e-5)
