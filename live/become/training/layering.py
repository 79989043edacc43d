"""Fits the sheets of a part that is nearly flat to pictures of it, before an avatar is trained.

A mean of what is seen there would show everything on every sheet; which of them a finger is on, is
found by descent. That is done where nothing else of the body is near: what is in the crop, then, is
the part, and what is not, is nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from live.become.training import limbs
from live.become.training.details import Detail
from live.become.training.takes import Take
from live.draw.portrait import POINTS

_STEPS, _PARTS = 600, 24  # of descent, and pictures in each
_RATE, _PLANES = 0.03, 0.004  # of learning: of sheets, and of where they lie
_CALM = 0.03  # of that, at the end
_EMPTY = 0.02  # how much is minded what is on sheets: where nothing is seen, nothing is to be
_REACH = 1.8  # radii from the middle: what is farther out is not looked at
_WRIST = 0.8  # of the way to the wrist: the same
_FEWEST = 20  # pictures, with fewer of which nothing is known


@dataclass(frozen=True, slots=True)
class _Crops:
    """Of some frames: where the part is."""

    places: Tensor  # (n, 36, 3) points, in pixels
    pictures: Tensor  # (n, 4, h, w) of bytes
    counts: Tensor  # (n, 1, h, w) 1 where the picture is the part's own
    height: int  # pixels of the pane

    @property
    def count(self) -> int:
        return len(self.places)


def fit(part: Detail, takes: Sequence[Take], every: int, seed: int = 7) -> None:
    """Makes what is seen on the part's sheets that of the pictures, in one frame of `every`; leaves
    them as they are where the part is hardly ever by itself."""
    sides = part.sides
    if sides is None:
        raise ValueError("a part without sides has none to fit")
    crops = _cropped(part, takes, every)
    if crops is None or crops.count < _FEWEST:
        return
    planes = [each for name, each in sides.named_parameters() if name != "sheets"]
    course = torch.optim.Adam(
        [{"params": [sides.sheets], "lr": _RATE}, {"params": planes, "lr": _PLANES}]
    )
    calmer = torch.optim.lr_scheduler.ExponentialLR(course, _CALM ** (1 / _STEPS))
    chance = torch.Generator().manual_seed(seed)
    for _ in range(_STEPS):
        some = torch.randint(crops.count, (_PARTS,), generator=chance).to(crops.places.device)
        course.zero_grad()
        cost = _off(part, crops, some) + _EMPTY * sides.sheets.square().mean()
        cost.backward()
        course.step()
        calmer.step()
    course.zero_grad()


def _off(part: Detail, crops: _Crops, some: Tensor) -> Tensor:
    """How far what is seen on the sheets is from the pictures."""
    places, height = crops.places[some], crops.height
    corner = part.corner(places, height)
    looks = part.surface(places, corner, height)[1]
    assert looks is not None
    counts = crops.counts[some]
    error = (looks - crops.pictures[some].float() / 255).square().mean(dim=1, keepdim=True)
    return (error * counts).sum() / counts.sum().clamp(min=1.0)


def _looked_at(part: Detail, places: Tensor, corner: Tensor, height: int) -> Tensor:
    """1 in the pixels of a crop that are the part's own, (n, 1, h, w): near, and not of the arm."""
    middle = places[:, part.middle, :2].mean(dim=1)
    inside = torch.arange(part.extent(height), device=places.device) + 0.5
    x, y = (corner + inside[:, None, None] - middle).permute(2, 1, 0)  # (n, pixels)
    x, y = x[:, None, :], y[:, :, None]
    near = x * x + y * y < (_REACH * part.radius(height)) ** 2
    back = places[:, part.ends[0], :2] - middle
    way = (back * back).sum(dim=1, keepdim=True)[..., None].clamp(min=1.0)
    along = (x * back[:, :1, None] + y * back[:, 1:, None]) / way
    return (near & (along < _WRIST)).float()[:, None]


def _cropped(part: Detail, takes: Sequence[Take], every: int) -> _Crops | None:
    """The frames in which the part is by itself, and wholly in the picture."""
    places, pictures, height = [], [], 0
    device = next(part.parameters()).device
    for take in takes:
        height, width = take.rgba.shape[1:3]
        points = torch.from_numpy(take.points[::every]) * torch.tensor([width, height, height])
        corner, extent = part.corner(points, height), part.extent(height)
        within = (corner >= 0) & (corner + extent <= torch.tensor([width, height]))
        plain = within.all(dim=1) & _alone(part, points, height)
        for number in plain.nonzero()[:, 0].tolist():
            x, y = (int(at) for at in corner[number])
            picture = torch.from_numpy(take.rgba[every * number, y : y + extent, x : x + extent])
            pictures.append(picture.permute(2, 0, 1))
            places.append(points[number])
    if not places:
        return None
    kept = torch.stack(places).to(device)
    counts = _looked_at(part, kept, part.corner(kept, height), height)
    return _Crops(kept, torch.stack(pictures).to(device), counts, height)


def _alone(part: Detail, places: Tensor, height: int) -> Tensor:
    """Whether all limbs but its own arm are outside the crop, for places (n, 36, 3): (n,)."""
    own = [POINTS[end] for end in part.ends[:2]]
    others = [
        number for number, limb in enumerate(limbs.LIMBS)
        if not any(name in (*limb.begin, *limb.end) for name in own)
    ]  # fmt: skip
    begins, ends = (
        torch.from_numpy(shares[others]).float() @ places[..., :2]
        for shares in (limbs.BEGINS, limbs.ENDS)
    )
    way, from_begin = ends - begins, places[:, None, part.middle, :2].mean(dim=2) - begins
    long = (way * way).sum(-1, keepdim=True).clamp(min=1.0)
    along = ((from_begin * way).sum(-1, keepdim=True) / long).clamp(0.0, 1.0)
    off = (along * way - from_begin).square().sum(-1).sqrt()
    radii = torch.from_numpy(limbs.RADII[others].max(axis=1)).float() * height
    return (off - radii).amin(dim=1) > part.extent(height) / 2
