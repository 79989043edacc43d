"""What a head or a hand is like on its two sides, as sheets of learned numbers.

Head and hands turn as one piece: an eye or a finger is always at the same place of them, however
they are held. A layer that is told only where it looks has to find each again for every way a hand
can be turned; here it is looked up, and laid over the picture as far as the layer says. (Textures
of features: Thies et al. 2019, Deferred Neural Rendering, arXiv:1904.12356.)
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

NUMBERS = 6  # of each texel: red, green, blue, alpha, and what else helps
_TEXELS = 80  # of one side, both ways
_REACH = 2.0  # radii from the middle: what is farther out is not on a side
_INSIDE = 0.98  # of it: the front is not to run into the back
_EDGE_ON = 1e-3  # least square of how far a flat part is turned towards the eye


# Where a flat part lies, for a start: radii ahead of its middle, and how many more for each radius
# aside and up.
Plane = tuple[float, float, float]


class Sides(nn.Module):
    """Learned numbers in the pixels of a crop: a ball's, or those of a part that is flat."""

    def __init__(self, plane: Plane | None) -> None:
        super().__init__()
        self.plane = nn.Parameter(torch.tensor(plane)) if plane else None
        self.sheets = nn.Parameter(torch.zeros(1, NUMBERS, _TEXELS, 2 * _TEXELS))

    def forward(self, across: Tensor, down: Tensor, ways: Tensor, own: Tensor) -> Tensor:
        """(n, NUMBERS, h, w) of pixels `across` (n, 1, 1, w) and `down` (n, 1, h, 1) radii from the
        part's middle; `ways` (n, 3, 3) are its directions aside, up and ahead, and `own`
        (n, 3, h, w) is where on its ball the eye looks, in these."""
        with torch.autocast(across.device.type, enabled=False):
            if self.plane is None:
                aside, up, front = _round(own)
            else:
                aside, up, front = _flat(across[:, 0], down[:, 0], ways, self.plane)
            aside = (aside / _REACH).clamp(-_INSIDE, _INSIDE)
            x = 0.5 * aside + torch.where(front > 0, -0.5, 0.5)
            grid = torch.stack([x, (up / _REACH).expand_as(x)], dim=-1)
            sheets = self.sheets.expand(len(grid), -1, -1, -1)
            return F.grid_sample(sheets, grid, align_corners=False)


def over(looks: Tensor, picture: Tensor) -> Tensor:
    """What laying a part's sides (n, NUMBERS, h, w) over a picture (n, 4, h, w) adds to it."""
    shown = looks[:, :4]
    return shown - shown[:, 3:] * picture


def _flat(
    across: Tensor, down: Tensor, ways: Tensor, plane: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Where a line of sight meets the plane."""
    ahead = ways[:, 2:]
    spanned = torch.cat([ways[:, :2] + plane[1:, None] * ahead, plane[0] * ahead], dim=1)
    ax, ay, ux, uy, ox, oy = spanned[..., :2].flatten(1)[..., None, None].unbind(1)
    right, under = across - ox, down - oy
    front = ax * uy - ay * ux
    steep = front / (front * front + _EDGE_ON)
    aside, up = (right * uy - under * ux) * steep, (under * ax - right * ay) * steep
    return aside, up, front.expand_as(aside)


def _round(own: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Lambert's equal-area map of each half of the ball: what is seen edge-on has room, too."""
    aside, up, front = own.unbind(1)
    wider = torch.sqrt(2.0 / (1.0 + front.abs()))
    return aside * wider, up * wider, front
