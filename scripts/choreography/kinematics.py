"""Forward kinematics in torch, for losses on where the joints are."""

import torch

from live.body import skeleton
from live.dance import vector

_PARENTS = skeleton.PARENTS
_OFFSETS = torch.tensor(skeleton.OFFSETS, dtype=torch.float32)


def matrices(columns: torch.Tensor) -> torch.Tensor:
    """Rotation matrices (..., 22, 3, 3) from their first two columns (..., 132)."""
    pairs = columns.reshape(*columns.shape[:-1], vector.TURNING, 6)
    x = torch.nn.functional.normalize(pairs[..., :3], dim=-1, eps=1e-6)
    y = pairs[..., 3:] - (pairs[..., 3:] * x).sum(-1, keepdim=True) * x
    y = torch.nn.functional.normalize(y, dim=-1, eps=1e-6)
    return torch.stack([x, y, torch.linalg.cross(x, y)], dim=-1)


def joints(columns: torch.Tensor) -> torch.Tensor:
    """Joints (..., 24, 3) metres from the pelvis, the body facing +Z."""
    local = matrices(columns)
    world = [local[..., 0, :, :]]
    place = [torch.zeros_like(world[0][..., 0])]
    for joint in range(1, 24):
        parent = _PARENTS[joint]
        turned = world[parent]
        place.append(place[parent] + turned @ _OFFSETS[joint])
        world.append(turned @ local[..., joint, :, :] if joint < vector.TURNING else turned)
    return torch.stack(place, dim=-2)
