"""The losses of an avatar in training: pictures (n, 4, H, W), two frames after another.

Measured on the way to these: a sigmoid at the end, or a plain mean over a pane that is mostly
empty, makes the dancer vanish; weight on the figure, gradients and SSIM bring it out.
"""

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_FIGURE, _HEAD, _HANDS = 3.0, 8.0, 4.0  # how much more than the empty pane counts
_SQUARED = 3.0  # weight of squared differences, relative to absolute ones
_BLOCK, _STRIDE = 8, 4  # pixels: of SSIM's blocks, and from one to the next
_STEADY = (0.01**2, 0.03**2)  # of SSIM, for pictures of 0..1


def weights(truth: Tensor, near_head: Tensor, near_hands: Tensor) -> Tensor:
    """The weight of each pixel, 1 on average: (n, 1, H, W)."""
    figure = (truth[:, 3:] > 0.02).float()
    count = 1.0 + figure * (_FIGURE + _HEAD * near_head + _HANDS * near_hands)
    return count / count.mean()


def near(places: Tensor, y: Tensor, x: Tensor, reach: float) -> Tensor:
    """1 at the nearest of `places` (n, k, 2) pixels, falling off within `reach`: (n, 1, H, W)."""
    down, across = y[:, None, :] - places[..., 1:], x[:, None, :] - places[..., :1]
    falls = [torch.exp(-((away / reach) ** 2)) for away in (down, across)]
    return (falls[0][..., :, None] * falls[1][..., None, :]).amax(1, keepdim=True)


def colours(painted: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """Weighted mean difference; large ones, such as a hand that is not there, count more."""
    apart = (painted - truth).abs()
    return ((apart + _SQUARED * apart.clamp(max=1.0).square()) * weight).mean()


def gradients(painted: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """The loss on the differences between neighbouring pixels."""
    apart = painted - truth
    across = (apart[..., 1:] - apart[..., :-1]).abs() * weight[..., 1:]
    down = (apart[..., 1:, :] - apart[..., :-1, :]).abs() * weight[..., 1:, :]
    return across.mean() + down.mean()


def motion(painted: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """The loss on the difference between the two frames of a pair; rows are pairs."""
    apart = (painted - truth).unflatten(0, (-1, 2))
    return ((apart[:, 1] - apart[:, 0]).abs() * weight.unflatten(0, (-1, 2))[:, 1]).mean()


def similarity(painted: Tensor, truth: Tensor) -> Tensor:
    """Mean structural similarity in blocks (Wang et al. 2004, doi:10.1109/TIP.2003.819861)."""

    def mean(a: Tensor) -> Tensor:
        return F.avg_pool2d(F.avg_pool2d(a, (_BLOCK, 1), (_STRIDE, 1)), (1, _BLOCK), (1, _STRIDE))

    x, y = painted.mean(1, keepdim=True), truth.mean(1, keepdim=True)
    mx, my = mean(x), mean(y)
    vx, vy, both = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    light, contrast = _STEADY
    same = (2 * mx * my + light) * (2 * both + contrast)
    return (same / ((mx * mx + my * my + light) * (vx + vy + contrast))).mean()


class Critic(nn.Module):
    """Distinguishes painted patches from filmed ones: a small PatchGAN (Isola et al. 2017,
    arXiv:1611.07004) that sees two frames, as in Chan et al. 2019 (arXiv:1808.07371)."""

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        sizes = [8, width, 2 * width, 4 * width]
        self.layers = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in pairwise(sizes))
        self.last = nn.Conv2d(sizes[-1], 1, 3, padding=1)

    def forward(self, pictures: Tensor) -> list[Tensor]:
        """The scores of pairs of pictures (2n, 4, H, W), and the features of its layers."""
        x = pictures.unflatten(0, (-1, 2)).flatten(1, 2)
        thoughts = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            thoughts.append(x)
        return [*thoughts, self.last(x)]


def judged(critic: Critic, painted: Tensor, truth: Tensor) -> Tensor:
    """The critic's loss: the hinge loss of Lim and Ye 2017 (arXiv:1705.02894)."""
    return F.relu(1 - critic(truth)[-1]).mean() + F.relu(1 + critic(painted.detach())[-1]).mean()


def convincing(critic: Critic, painted: Tensor, truth: Tensor) -> Tensor:
    """The painter's loss by the critic: its score, and the distance of its features."""
    mine, theirs = critic(painted), critic(truth)
    alike = [(a - b.detach()).abs().mean() for a, b in zip(mine[:-1], theirs[:-1], strict=True)]
    return torch.stack(alike).sum() * 5.0 - mine[-1].mean()
