"""Fits an avatar's texture to what its pictures lack, before it learns on, and what is on the sides
of its head and hands to what is seen there.

What is the same wherever a limb goes, a tie, a finger or a shoe, is then there from the first step.
"""

from collections.abc import Iterable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from live.become.training import layering
from live.become.training.details import CELL, Detail
from live.become.training.guided import EAGER
from live.become.training.learning import Learner
from live.become.training.network import AvatarNetwork
from live.become.training.sides import Ball
from live.become.training.takes import Take
from live.become.training.texture import Texture

_RGBA = 4  # of a texel's numbers: those that are seen
_STIFF = 2.0  # pixels: how many are needed for a texel to be believed


def begin(learner: Learner, takes: Sequence[Take]) -> None:
    """Fits the sides and the texture of a learner that has not been trained yet."""
    if learner.steps:
        return
    fit_sides(learner.mean, takes)
    if learner.mean.texture:
        fit(learner.mean, takes)
    learner.network.load_state_dict(learner.mean.state_dict())


def fit(network: AvatarNetwork, takes: Sequence[Take], every: int = 12) -> None:
    """Adds to each texel the mean error where it is seen, in one frame of `every`. Texels that are
    never seen are set to zero: nothing of an earlier person stays.
    """
    texture = network.texture
    if texture is None:
        raise ValueError("a network without a texture has none to fit")
    seen = (
        _lacking(network, texture, take, frame)
        for take in takes for frame in range(0, len(take), every)
    )  # fmt: skip
    sheets = texture.sheets
    lacks, counts = (sums / EAGER for sums in _gathered(seen, sheets))
    sheets.data = (sheets.data * counts + lacks / EAGER) / (counts + _STIFF)


def fit_sides(network: AvatarNetwork, takes: Sequence[Take], every: int = 6) -> None:
    """Fits the sides of heads and hands to the pictures, in one frame of `every`."""
    for part in network.details:
        if isinstance(part.sides, Ball):
            _fit_ball(part, part.sides, takes, every)
        elif part.sides:
            layering.fit(part, takes, max(1, every // 2))  # it is seldom by itself


def _fit_ball(part: Detail, ball: Ball, takes: Sequence[Take], every: int) -> None:
    """Sets the colours of each texel to the mean of the pictures where it is seen; else to zero."""
    seen = (
        _on_sides(part, take, frame)
        for take in takes for frame in range(0, len(take), every)
    )  # fmt: skip
    sums, counts = _gathered(seen, ball.sheets)
    ball.sheets.data[:, :_RGBA] = (sums / (counts + _STIFF))[:, :_RGBA]


def _gathered(seen: Iterable[tuple[Tensor, Tensor, Tensor]], sheets: Tensor) -> list[Tensor]:
    """Of each texel: the sum of what is wanted where it is looked up, and of how much that counts.

    `seen` are what is looked up on the sheets, what is wanted there, and how much it counts.
    """
    sums, counts = torch.zeros_like(sheets), torch.zeros_like(sheets)
    for looks, wanted, plain in seen:
        for total, each in ((sums, wanted * plain), (counts, plain.expand_as(wanted))):
            # What looks a texel up, the other way round.
            (found,) = torch.autograd.grad(looks, sheets, each, retain_graph=True)
            total += found
    return [sums, counts]


def _on_sides(part: Detail, take: Take, frame: int) -> tuple[Tensor, Tensor, Tensor]:
    """The colours on a part's sides in its crop, those of the picture there, both (1, 4, h, w), and
    1: they count alike."""
    points, picture = _filmed(take, frame, next(part.parameters()).device)
    height, width = picture.shape[2:]
    places = points * torch.tensor([width, height, height], device=points.device)
    corner, extent = part.corner(places, height), part.extent(height)
    looks = part.surface(places, corner, height)[1]
    if looks is None:
        raise ValueError("a part without sides has none to fit")
    x, y = (int(at) for at in corner[0])
    picture = F.pad(picture, (extent,) * 4)  # a crop may lie half outside
    picture = picture[:, :, y + extent : y + 2 * extent, x + extent : x + 2 * extent]
    return looks[:, :_RGBA], picture, torch.ones(1, 1, 1, 1, device=picture.device)


def _lacking(
    network: AvatarNetwork, texture: Texture, take: Take, frame: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Of each pixel of each cell: the texture's colours, those that lack, and how much somebody is
    there: (1, 3, CELL * CELL, r, c), and 1 for 3 in the last."""
    points, truth = _filmed(take, frame, network.fields.radii.device)
    with torch.no_grad():
        lacking = truth - network(points)
        fields, ahead = network.everywhere(points)
        said = texture.say(network.unet(network.unet.mix(fields)))
    seen = texture.seen(texture.charted(fields), ahead, said)
    both = F.pixel_unshuffle(torch.cat([lacking[:, :3], truth[:, 3:]], dim=1), CELL)
    both = both.unflatten(1, (4, CELL * CELL))
    return seen, both[:, :3], both[:, 3:]


def _filmed(take: Take, frame: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Points (1, 36, 3) and picture (1, 4, H, W), 0..1, of one frame."""
    points, rgba = (
        torch.from_numpy(kind[frame : frame + 1]).to(device) for kind in (take.points, take.rgba)
    )
    return points, rgba.permute(0, 3, 1, 2) / 255
