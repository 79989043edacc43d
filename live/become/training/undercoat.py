"""Fits the limbs' colours (`guided.Undercoat`) to the films, by least squares.

Training needs thousands of steps to find out that trousers are below the waist.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from live.become.training.details import CELL
from live.become.training.guided import SHADES, WORN
from live.become.training.network import SEEN, AvatarNetwork
from live.become.training.takes import Take

_STIFF = 3e-3  # of the mean of the squares: damping of colours that are seldom seen
_SHARE = 0.9  # of the step to the least-squares solution
_THERE = 0.02  # alpha of a cell from which somebody is there
_KNOWN = SEEN.stop - SEEN.start


def fit(network: AvatarNetwork, takes: Sequence[Take], every: int = 6) -> None:
    """Moves the undercoat towards what lacks in the network's pictures of one frame of `every`."""
    count = WORN[1] - WORN[0]
    squares = torch.zeros(count, _KNOWN * SHADES, _KNOWN * SHADES)
    sides = torch.zeros(count, _KNOWN * SHADES)
    for take in takes:
        if take.look is None:
            continue
        look = torch.from_numpy(take.look)[None]
        wish = network.guide(look)
        outfit, colours = int(wish.kinds[0, slice(*WORN)].argmax()), wish.colours[0].detach()
        seen, lacking = _lacking(network, take, every, look)
        squares[outfit] += torch.kron(seen.T @ seen, colours @ colours.T)
        sides[outfit] += (seen.T @ lacking @ colours.T).flatten()
    for outfit in range(count):
        mean = squares[outfit].diagonal().mean()
        if mean > 0:
            stiff = squares[outfit] + _STIFF * mean * torch.eye(_KNOWN * SHADES)
            moved = torch.linalg.solve(stiff.double(), sides[outfit].double()).float()
            by_colour = moved.unflatten(0, (_KNOWN, SHADES)).T  # as Undercoat has them
            network.undercoat.kinds.data[outfit] += _SHARE * by_colour.flatten()


def _lacking(network: AvatarNetwork, take: Take, every: int, look: Tensor) -> tuple[Tensor, Tensor]:
    """Of the cells where somebody is: the fields (n, k), and the colour that lacks (n, 3)."""
    points = torch.from_numpy(take.points[::every])
    truth = torch.from_numpy(take.rgba[::every]).permute(0, 3, 1, 2).float() / 255
    with torch.no_grad():
        painted = torch.cat([network(one[None], look=look) for one in points])
    alpha = F.avg_pool2d(painted, CELL)[:, 3:].clamp(0.0, 1.0)
    seen = network.everywhere(points)[0][:, SEEN] * alpha
    apart = F.avg_pool2d(truth - painted, CELL)[:, :3]
    there = alpha[:, 0] > _THERE
    return seen.movedim(1, 3)[there], apart.movedim(1, 3)[there]
