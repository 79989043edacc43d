"""Fits an avatar's texture to what its pictures lack, before it learns on, and what is on the sides
of its head and hands to what is seen there.

What is the same wherever a limb goes, a tie, a finger or a shoe, is then there from the first step.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from scripts.avatar.details import CELL, Detail
from scripts.avatar.guided import EAGER
from scripts.avatar.learning import Learner
from scripts.avatar.network import Avatar
from scripts.avatar.sides import NUMBERS
from scripts.avatar.takes import Take
from scripts.avatar.texture import Texture

_RGBA = 4  # of a texel's numbers: those that are seen
_STIFF = 2.0  # pixels: how many are needed for a texel to be believed


def begin(learner: Learner, takes: Sequence[Take]) -> None:
    """Fits what a learner that has not yet learned has of these."""
    if learner.steps:
        return
    fit_sides(learner.mean, takes)
    if learner.mean.texture:
        fit(learner.mean, takes)
    learner.network.load_state_dict(learner.mean.state_dict())


def fit(network: Avatar, takes: Sequence[Take], every: int = 12) -> None:
    """Adds to each texel the mean of what lacks where it is seen, in one frame of `every`; where it
    is not, nothing of whoever was there before stays."""
    texture = network.texture
    if texture is None:
        raise ValueError("a network without a texture has none to fit")
    sheets = texture.sheets
    lacks, counts = torch.zeros_like(sheets), torch.zeros_like(sheets)
    for take in takes:
        for frame in range(0, len(take), every):
            seen, lacking, there = _lacking(network, texture, take, frame)
            for sums, wanted in ((lacks, lacking * there), (counts, there.expand_as(seen))):
                (found,) = torch.autograd.grad(seen, sheets, wanted, retain_graph=True)
                sums += found / EAGER  # what looks a texel up, the other way round
    sheets.data = (sheets.data * counts + lacks / EAGER) / (counts + _STIFF)


def fit_sides(network: Avatar, takes: Sequence[Take], every: int = 6) -> None:
    """Makes the colours of each texel of what has sides the mean of those of the pictures where it
    is seen, in one frame of `every`; where it is not, nothing is."""
    for part in network.details:
        if part.sides is None:
            continue
        sheets = part.sides.sheets
        sums, counts = torch.zeros_like(sheets), torch.zeros_like(sheets)
        for take in takes:
            for frame in range(0, len(take), every):
                looks, picture, plain = _on_sides(part, take, frame)
                for total, wanted in ((sums, picture * plain), (counts, plain.expand_as(picture))):
                    wanted = F.pad(wanted, (0, 0, 0, 0, 0, NUMBERS - wanted.shape[1]))
                    (found,) = torch.autograd.grad(looks, sheets, wanted, retain_graph=True)
                    total += found
        sheets.data[:, :_RGBA] = (sums / (counts + _STIFF))[:, :_RGBA]


def _on_sides(part: Detail, take: Take, frame: int) -> tuple[Tensor, Tensor, Tensor]:
    """What is on a part's sides in its crop (1, NUMBERS, h, w), the crop of the picture (1, 4, h,
    w), and how plainly the part is seen (1, 1, 1, 1)."""
    height, width = take.rgba.shape[1:3]
    device = next(part.parameters()).device
    places = torch.from_numpy(take.points[frame : frame + 1]).to(device)
    places = places * torch.tensor([width, height, height], device=device)
    looks = part.surface(places, height)[1]
    if looks is None:
        raise ValueError("a part without sides has none to fit")
    extent, (x, y) = part.extent(height), (int(at) for at in part.corner(places, height)[0])
    picture = torch.from_numpy(take.rgba[frame]).to(device).permute(2, 0, 1)[None] / 255
    picture = F.pad(picture, (extent,) * 4)  # a crop may lie half outside
    picture = picture[:, :, y + extent : y + 2 * extent, x + extent : x + 2 * extent]
    # A flat part says little of its sides where it is seen edge-on.
    plain = part.ways(places)[:, 2, 2, None, None, None] ** 2
    return looks, picture, plain if part.region.plane else torch.ones_like(plain)


def _lacking(
    network: Avatar, texture: Texture, take: Take, frame: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Of each pixel of each cell: the texture's colours, those that lack, and how much somebody is
    there: (1, 3, CELL * CELL, r, c), and 1 for 3 in the last."""
    device = network.fields.radii.device
    points = torch.from_numpy(take.points[frame : frame + 1]).to(device)
    truth = torch.from_numpy(take.rgba[frame : frame + 1]).to(device).permute(0, 3, 1, 2) / 255
    with torch.no_grad():
        lacking = truth - network(points)
        fields, ahead = network.everywhere(points)
        said = texture.say(network.unet(network.unet.mix(fields)))
    seen = texture.seen(texture.charted(fields), ahead, said)
    both = F.pixel_unshuffle(torch.cat([lacking[:, :3], truth[:, 3:]], dim=1), CELL)
    both = both.unflatten(1, (4, CELL * CELL))
    return seen, both[:, :3], both[:, 3:]
