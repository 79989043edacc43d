"""The two sides of a head or a hand, as sheets of trained numbers.

Head and hands turn as one piece: an eye or a finger is always at the same place of them, however
they are held. A layer whose input is only the place has to find each again for every way a hand
can be turned; here it is looked up, and laid over the picture as far as the layer says. (Textures
of features: Thies et al. 2019, Deferred Neural Rendering, arXiv:1904.12356. Sheets one behind
another for what is not quite flat: Zhou et al. 2018, Stereo Magnification, arXiv:1805.09817.)

The inputs of both kinds: `across` (n, 1, 1, w) and `down` (n, 1, h, 1), the pixels' places in radii
from the part's middle; `ways` (n, 3, 3), its directions aside, up and ahead; `own` (n, 3, h, w),
the point of its ball that the eye sees, in these directions. The output is (n, numbers, h, w): red,
green, blue, alpha, and further features.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_BALL, _TEXELS = 6, 80  # numbers of a texel; texels of one side, both ways
_FLAT, _FEWER = 4, 48
_BEHIND = (0.24, 0.08, -0.08, -0.24)  # radii before the plane: of each sheet
_REACH = 2.0  # radii from the middle: what is farther out is not on a side
_INSIDE = 0.98  # of it: the front is not to run into the back
_EDGE_ON = 1e-3  # least square of how far a flat part is turned towards the eye


# Where a flat part lies, for a start: radii ahead of its middle, and how many more for each radius
# aside and up.
Plane = tuple[float, float, float]


class Ball(nn.Module):
    """Of a ball: its front and its back."""

    numbers = _BALL

    def __init__(self) -> None:
        super().__init__()
        self.sheets = nn.Parameter(torch.zeros(1, _BALL, _TEXELS, 2 * _TEXELS))

    def forward(self, across: Tensor, down: Tensor, ways: Tensor, own: Tensor) -> Tensor:  # noqa: ARG002
        """Lambert's equal-area map of each half: what is seen edge-on has room, too."""
        with torch.autocast(own.device.type, enabled=False):
            aside, up, front = own.unbind(1)
            wider = torch.sqrt(2.0 / (1.0 + front.abs()))
            side = torch.where(front > 0, -0.5, 0.5)
            aside = (aside * wider / _REACH).clamp(-_INSIDE, _INSIDE)
            grid = torch.stack([0.5 * aside + side, up * wider / _REACH], dim=-1)
            sheets = self.sheets.expand(len(grid), -1, -1, -1)
            return F.grid_sample(sheets, grid, align_corners=False)


class Layers(nn.Module):
    """Of a part that is nearly flat: sheets one behind another, each with a front and a back."""

    numbers = _FLAT

    def __init__(self, plane: Plane) -> None:
        super().__init__()
        self.plane = nn.Parameter(torch.tensor(plane))
        self.behind = nn.Parameter(torch.tensor(_BEHIND))
        # Sheets side by side, the nearest first: the front of each, then its back.
        self.sheets = nn.Parameter(torch.zeros(1, _FLAT, _FEWER, 2 * len(_BEHIND) * _FEWER))

    def forward(self, across: Tensor, down: Tensor, ways: Tensor, own: Tensor) -> Tensor:  # noqa: ARG002
        """Where lines of sight meet the sheets, and what is seen through them all."""
        count = len(self.behind)
        with torch.autocast(across.device.type, enabled=False):
            aside, up, front = self._met(across, down, ways)
            block = torch.arange(count, device=aside.device)[:, None, None] * 2.0 + 1.0
            side = block + torch.where(front > 0, -0.5, 0.5)
            aside = 0.5 * (aside / _REACH).clamp(-_INSIDE, _INSIDE) + side
            grid = torch.stack([aside * (1.0 / count) - 1.0, up * (1.0 / _REACH)], dim=-1)
            sheets = self.sheets.expand(len(grid), -1, -1, -1)
            seen = F.grid_sample(sheets, grid.flatten(1, 2), align_corners=False)
            *nearer, looks = seen.unflatten(2, (count, -1)).unbind(2)
            for sheet in reversed(nearer):
                looks = looks + over(sheet, looks)
            return looks

    def _met(self, across: Tensor, down: Tensor, ways: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Radii aside and up (n, sheets, h, w), and whether the front is seen (n, 1, 1, 1)."""
        ahead = ways[:, 2:]
        spanned = ways[:, :2] + self.plane[1:, None] * ahead
        ax, ay, ux, uy, ox, oy = (
            torch.cat([spanned, ahead], dim=1)[..., :2].flatten(1)[..., None, None, None].unbind(1)
        )
        front = ax * uy - ay * ux
        behind = self.plane[0] + torch.where(front > 0, 1.0, -1.0) * self.behind[:, None, None]
        right, under = across - ox * behind, down - oy * behind
        steep = front / (front * front + _EDGE_ON)
        aside, up = (right * uy - under * ux) * steep, (under * ax - right * ay) * steep
        return aside, up, front


def over(looks: Tensor, picture: Tensor) -> Tensor:
    """What laying a part's sides (n, >= 4, h, w) over a picture (n, 4, h, w) adds to it."""
    shown = looks[:, :4]
    return shown - shown[:, 3:] * picture
