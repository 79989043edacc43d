"""How different people are: pictures (n, H, W, 4) of them in the same pose, 0..1."""

from itertools import combinations

import numpy as np

from live.become.training.takes import Numbers

_THERE = 0.1  # alpha from which somebody is there


def apart(one: Numbers, other: Numbers) -> float:
    """The mean difference of two pictures' colours, where either of the two is: 0..1."""
    there = (one[..., 3] > _THERE) | (other[..., 3] > _THERE)
    if not there.any():
        return 0.0
    return float(np.abs(one[..., :3] - other[..., :3])[there].mean())


def spread(people: Numbers) -> tuple[float, float]:
    """For people (n, poses, H, W, 4): the least difference of two of them, and the mean, each
    averaged over the poses.
    """
    found = [
        float(np.mean([apart(one, other) for one, other in zip(a, b, strict=True)]))
        for a, b in combinations(people, 2)
    ]
    return min(found), float(np.mean(found))
