"""A texture that moves with the limbs: a lapel is sharper on a sheet than in a network.

For each limb, the fields give the point of its surface that the eye sees; this is a place on the
sheets of `live.become.training.chart`. The network gives a correction of that place and the
texture's weight. Every pixel then goes through two small layers by itself; their inputs are the
texture and numbers interpolated between cells, so an outline can be anywhere. (Textures that a
network looks up and paints on with: Thies et al. 2019, Deferred Neural Rendering, arXiv:1904.12356;
of people: Shysheya et al. 2019, Textured Neural Avatars, arXiv:1905.08776.)
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from live.become.training.chart import SHEET, chart
from live.become.training.details import CELL
from live.become.training.guided import EAGER, bent

TEXELS = (288, 208)  # of one side of a sheet: rows, columns
_COLOURS = 3
_FAR = 0.02  # pane heights: what the network's 1 moves a place by
_PASSED, _INNER = 8, 16  # more inputs of a pixel, and channels of the inner layer
_SAID = 3  # outputs for each cell: the texture's weight, the correction right, and down
_EMPTY = 0.02  # alpha: where there is no more, and none next to it, nothing is added
_LEAST = 1e-4  # of a body in a cell: where there is less, any place will do


class Texture(nn.Module):
    """Adds a texture to a picture of cells (n, 4 * CELL * CELL, r, c)."""

    def __init__(self, features: int, skirt: bool = False) -> None:
        super().__init__()
        self.layers = 2 if skirt else 1
        rows, columns = TEXELS
        self.sheets = nn.Parameter(torch.zeros(_COLOURS, rows, 2 * self.layers * columns))
        self.say = nn.Conv2d(features, _SAID + _PASSED, 1)
        self.inner = nn.Linear(_PASSED + _COLOURS, _INNER)
        self.outer = nn.Linear(_INNER, 4)
        known = torch.tensor(chart()[: self.layers], dtype=torch.float32)
        self.register_buffer("chart", known.flatten(0, 1), persistent=False)
        self.register_buffer("between", between_cells(), persistent=False)

    def begin(self) -> None:
        """All of the texture, where the limbs say; the layers add next to nothing."""
        nn.init.normal_(self.say.weight[_SAID:], std=self.say.in_channels**-0.5)
        nn.init.zeros_(self.say.weight[:_SAID])
        self.say.bias.data[:_SAID] = torch.tensor([1.0, 0.0, 0.0])
        for layer, gain in ((self.inner, 1.0), (self.outer, 0.05)):
            nn.init.normal_(layer.weight, std=gain * (2 / layer.in_features) ** 0.5)
            nn.init.zeros_(layer.bias)

    def charted(self, fields: Tensor) -> Tensor:
        """Where on the sheets limbs are, of each layer and times how much of them there is:
        (n, 4 or 8, r, c)."""
        with torch.autocast(fields.device.type, enabled=False):
            found = self.chart @ fields.float().flatten(2)
        return found.unflatten(2, (fields.shape[2], fields.shape[3]))

    def forward(self, charted: Tensor, ahead: Tensor, features: Tensor, painted: Tensor) -> Tensor:
        """The picture `painted`, with the texture added.

        `charted` is what the method of that name makes of the fields, `ahead` is as
        `fields.Fields` makes it, `features` (n, f, r, c) are the network's.
        """
        inputs = self._per_pixel(charted, ahead, self.say(features))
        alpha = painted[:, _COLOURS * CELL * CELL :].clamp(0.0, 1.0)
        body = F.max_pool2d(alpha.detach().amax(dim=1, keepdim=True), 3, 1, 1)
        added = self._added(inputs, alpha.flatten(2)).view_as(painted)
        return painted + added * torch.where(body > _EMPTY, 1.0, 0.0)

    def seen(self, charted: Tensor, ahead: Tensor, said: Tensor) -> Tensor:
        """The texture's colours in every pixel of each cell: (n, 3, CELL * CELL, r, c)."""
        colours, _, _ = self._seen(self._per_pixel(charted, ahead, said))
        return colours.unflatten(3, (ahead.shape[2], ahead.shape[3]))

    def _per_pixel(self, charted: Tensor, ahead: Tensor, said: Tensor) -> Tensor:
        """The inputs of every pixel of each cell, interpolated linearly between the middles of
        cells: (n, m, CELL * CELL, cells).
        """
        with torch.autocast(charted.device.type, enabled=False):
            said = said.float()
            places = self._places(charted, said)
            cells = torch.cat([*places, ahead.float(), said[:, :1], said[:, _SAID:]], dim=1)
            fine = F.conv2d(cells.flatten(0, 1)[:, None], self.between, padding=1)
            return fine.unflatten(0, (len(cells), -1)).flatten(3)

    def _added(self, inputs: Tensor, alpha: Tensor) -> Tensor:
        """What is added to each pixel, from its inputs and `alpha` (n, CELL * CELL, cells)."""
        seen, share, passed = self._seen(inputs)
        each = torch.cat([passed, seen], dim=1).flatten(2)
        inner = bent(self.inner.weight @ each + self.inner.bias[:, None])
        added = self.outer.weight @ inner + self.outer.bias[:, None]
        mixed = F.pad(seen * (share * alpha[:, None]), (0, 0, 0, 0, 0, 1))
        return (added.view_as(mixed) + mixed).flatten(1, 2)

    def _seen(self, inputs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The texture's colours (n, 3, CELL * CELL, cells), their weight (n, 1, ...), and the other
        inputs (n, _PASSED, ...).
        """
        count = 3 * self.layers
        with torch.autocast(inputs.device.type, enabled=False):
            grid = self._grid(inputs[:, :count], inputs[:, count])
            sheets = (EAGER * self.sheets)[None].expand(len(grid), -1, -1, -1)
            seen = F.grid_sample(sheets, grid, align_corners=False)
        return seen, inputs[:, count + 1 : count + 2], inputs[:, count + 2 :]

    def _places(self, charted: Tensor, said: Tensor) -> list[Tensor]:
        """Of each layer: right and down (n, 2, r, c), then front (n, 1, r, c), of each cell."""
        off = said[:, 1:_SAID] * _FAR
        places = []
        for layer in charted.split(4, dim=1):
            place = layer[:, :3] * (1.0 / (layer[:, 3:] + _LEAST))
            places += [place[:, :2] + off, place[:, 2:]]
        return places

    def _grid(self, places: Tensor, ahead: Tensor) -> Tensor:
        """Where on the sheets, as `grid_sample` wants it: (n, CELL * CELL, cells, 2).

        `places` (n, 3 or 6, CELL * CELL, cells), `ahead` (n, CELL * CELL, cells).
        """
        height, width = SHEET
        across, down = [], []
        for layer in range(self.layers):
            right, under, front = places[:, 3 * layer : 3 * layer + 3].unbind(1)
            inside = (right * (1.0 / width)).clamp(-0.5, 0.5) + (2 * layer + 0.5)
            across.append(inside + torch.where(front > 0, 0.0, 1.0))
            down.append(under * (2.0 / height))
        x, y = across[0], down[0]
        if self.layers > 1:
            loose = ahead > 0.5
            x, y = torch.where(loose, across[1], x), torch.where(loose, down[1], y)
        return torch.stack([x * (1.0 / self.layers) - 1.0, y], dim=-1)


def between_cells() -> Tensor:
    """The convolution from cells' values to those of their pixels, interpolated linearly between
    the middles of cells: (CELL * CELL, 1, 3, 3).
    """
    away = (torch.arange(CELL) + 0.5) / CELL - 0.5
    shares = torch.stack([torch.relu(-away), 1.0 - away.abs(), torch.relu(away)], dim=1)
    return torch.einsum("ra,cb->rcab", shares, shares).flatten(0, 1)[:, None]
