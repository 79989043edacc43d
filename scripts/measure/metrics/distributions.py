"""How near a set of dances is to real ones (FID) and how various it is (Div, or Dist).

Features are those of `kinetic` and `geometric`; protocol of Li et al. (ICCV 2021) and Bailando
(Siyao et al., CVPR 2022): z-scores by the real set, then Frechet's distance between normal
distributions, and the mean distance between two dances of the set.
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg
from scipy.spatial.distance import pdist

from live.signals import Bools, Floats

CONSTANT = 1e-6  # a feature whose deviation in the real set is smaller is not used


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Mean and deviation of the real set."""

    mean: Floats  # (features,)
    deviation: Floats  # (features,)
    varies: Bools  # (features,) whether the feature varies in the real set at all

    def __call__(self, features: Floats, *, masked: bool = True) -> Floats:
        """Z-scores (n, features), by default without the features constant in the real set."""
        scores = (features - self.mean) / (self.deviation + 1e-10)
        return np.asarray(scores[:, self.varies] if masked else scores, dtype=float)


def scale_of(real: Floats) -> Scale:
    """The scale of real features (n, features)."""
    deviation = real.std(axis=0)
    return Scale(real.mean(axis=0), deviation, deviation > CONSTANT)


def frechet(one: Floats, other: Floats) -> float:
    """Frechet's distance (squared) between the normal distributions of two sets (n, features).

    With fewer dances than features the covariances are singular and the value is too high: it is
    comparable only between sets of one size.
    """
    first, second = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    apart = one.mean(axis=0) - other.mean(axis=0)
    return float(
        apart @ apart + np.trace(first) + np.trace(second) - 2 * _root_trace(first, second)
    )


def _root_trace(first: Floats, second: Floats) -> float:
    """The trace of the square root of the product of two covariances, singular ones too.

    The product has the eigenvalues of first^1/2 second first^1/2, which is symmetric.
    """
    values, vectors = linalg.eigh(first)
    root = vectors * np.sqrt(np.clip(values, 0.0, None)) @ vectors.T
    return float(np.sqrt(np.clip(linalg.eigvalsh(root @ second @ root), 0.0, None)).sum())


def diversity(scores: Floats) -> float:
    """The mean distance between two of the set (n, features), n >= 2; z-scores, no unit."""
    return float(pdist(scores).mean())
