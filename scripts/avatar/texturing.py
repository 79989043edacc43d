"""Fits an avatar's texture to what its pictures lack, before it learns on.

What is the same wherever a limb goes, a tie or a shoe, is then there from the first step.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from scripts.avatar.details import CELL
from scripts.avatar.guided import EAGER
from scripts.avatar.learning import Learner
from scripts.avatar.network import Avatar
from scripts.avatar.takes import Take
from scripts.avatar.texture import Texture

_STIFF = 2.0  # pixels: how many are needed for a texel to be believed


def begin(learner: Learner, takes: Sequence[Take]) -> None:
    """Fits the texture, if it has one, of a learner that has not yet learned."""
    if learner.mean.texture and not learner.steps:
        fit(learner.mean, takes)
        learner.network.load_state_dict(learner.mean.state_dict())


def fit(network: Avatar, takes: Sequence[Take], every: int = 12) -> None:
    """Adds to each texel the mean of what lacks where it is seen, in one frame of `every`."""
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
    sheets.data += lacks / (counts + _STIFF) / EAGER


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
