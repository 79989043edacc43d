"""How similar an avatar's pictures are to the truth: pictures (n, H, W, 4), 0..1, premultiplied.

Figures over the whole pane are flattered by what is empty; those of the figure are not. What they
are is in docs/training.md.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from live.become.training.takes import Numbers
from live.draw.portrait import HEIGHT, POINTS

_THERE = 0.1  # alpha from which the figure is there
_BLUR, _SPREAD = (11, 11), 1.5  # pixels: of SSIM's window
_STEADY = (0.01**2, 0.03**2)
_FACE = 0.11  # metres: half of the face's crop
_FRONTAL = 0.85  # cosine: how far from the eye a face may look
_ALIKE = 0.5  # likeness from which eyes and mouth are there
_COARSE = 2.0  # pixels: blur that removes eyes and mouth from a face
_NOSE, _L_EAR, _R_EAR = (POINTS.index(name) for name in ("nose", "l_ear", "r_ear"))


@dataclass(frozen=True, slots=True)
class Likeness:
    """The figures of one film."""

    psnr: float  # dB, over the pane
    figure: float  # dB, where the figure is
    ssim: float
    iou: float  # of alpha
    temporal: float  # error of the differences between frames, relative to the true differences
    flicker: float  # second differences, relative to the true ones: 1 is as calm
    sharp: float  # gradient energy of faces seen from the front, relative to the truth's
    face: float  # correlation of these faces' fine detail with the truth's
    faces: float  # part of these faces that have eyes and mouth, 0..1


def likeness(painted: Numbers, truth: Numbers, points: Numbers) -> Likeness:
    """The figures of a painted film, compared with the truth, whose `points` are (n, 36, 3)."""
    there = truth[..., 3] > _THERE
    sharp, face, there_too = faces(painted, truth, points)
    return Likeness(
        float(np.mean([_psnr(a, b) for a, b in zip(painted, truth, strict=True)])),
        float(np.mean([
            _psnr(a[seen], b[seen]) for a, b, seen in zip(painted, truth, there, strict=True)
            if seen.any()
        ])),
        float(np.mean([ssim(a, b) for a, b in zip(painted, truth, strict=True)])),
        float(np.mean([_iou(a, b) for a, b in zip(painted[..., 3], truth[..., 3], strict=True)])),
        temporal(painted, truth),
        _mean_size(np.diff(painted, 2, axis=0)) / max(_mean_size(np.diff(truth, 2, axis=0)), 1e-9),
        sharp,
        face,
        there_too,
    )  # fmt: skip


def temporal(painted: Numbers, truth: Numbers) -> float:
    """Mean error of the frames' differences, relative to the true ones; 1: a frozen picture."""
    error, meant = motion(painted, truth)
    return error / max(meant, 1e-9)


def motion(painted: Numbers, truth: Numbers) -> tuple[float, float]:
    """The mean error of the frames' differences, and the mean of the true ones."""
    moved, meant = np.diff(painted, axis=0), np.diff(truth, axis=0)
    return _mean_size(moved - meant), _mean_size(meant)


def ssim(painted: Numbers, truth: Numbers) -> float:
    """Mean structural similarity (Wang et al. 2004) of two pictures' colours."""

    def mean(a: Numbers) -> Numbers:
        return np.asarray(cv2.GaussianBlur(a, _BLUR, _SPREAD), dtype=np.float32)

    x, y = painted[..., :3], truth[..., :3]
    mx, my = mean(x), mean(y)
    vx, vy, both = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    light, contrast = _STEADY
    same = (2 * mx * my + light) * (2 * both + contrast)
    return float((same / ((mx * mx + my * my + light) * (vx + vy + contrast))).mean())


def faces(painted: Numbers, truth: Numbers, points: Numbers) -> tuple[float, float, float]:
    """Of faces that look at the eye: gradient energy, likeness of what is fine in them, and the
    share of those in which that is enough for eyes and mouth.

    NaN where no face does.
    """
    energies, alike = [], []
    for ours, true, body in zip(painted, truth, points, strict=True):
        crop = _face(true.shape[:2], body)
        if crop is None:
            continue
        a, b = (picture[crop][..., :3].mean(axis=-1) for picture in (ours, true))
        energies.append([sum(float((g**2).sum()) for g in np.gradient(one)) for one in (a, b)])
        fine = [one - cv2.GaussianBlur(one, (0, 0), _COARSE) for one in (a, b)]
        sizes = float(np.linalg.norm(fine[0]) * np.linalg.norm(fine[1]))
        alike.append(float((fine[0] * fine[1]).sum()) / max(sizes, 1e-9))
    if not alike:
        return float("nan"), float("nan"), float("nan")
    ours_, true_ = np.array(energies).sum(axis=0)
    return float(ours_ / true_), float(np.mean(alike)), float(np.mean(np.array(alike) > _ALIKE))


def _face(shape: tuple[int, ...], body: Numbers) -> tuple[slice, slice] | None:
    """The crop of a face that looks at the eye; None for another."""
    height, width = shape
    metres = body * np.array([2 / 3, 1.0, 1.0]) * HEIGHT
    middle = (metres[_L_EAR] + metres[_R_EAR]) / 2
    across, ahead = metres[_L_EAR] - metres[_R_EAR], metres[_NOSE] - middle
    # A face from the front has its ears side by side and its nose before them.
    level = abs(across[0]) / max(float(np.linalg.norm(across)), 1e-9)
    if level < _FRONTAL or ahead[2] < 0:
        return None
    x, y, half = (
        number / HEIGHT * height for number in (metres[_NOSE, 0], metres[_NOSE, 1], _FACE)
    )
    left, top = round(x - half), round(y - half)
    right, bottom = round(x + half), round(y + half)
    if left < 0 or top < 0 or right > width or bottom > height:
        return None
    return slice(top, bottom), slice(left, right)


def _psnr(a: Numbers, b: Numbers) -> float:
    error = float(np.mean((a[..., :3] - b[..., :3]) ** 2))
    return -10 * float(np.log10(max(error, 1e-10)))


def _iou(a: Numbers, b: Numbers) -> float:
    ours, true = a > 0.5, b > 0.5
    return float((ours & true).sum() / max((ours | true).sum(), 1))


def _mean_size(a: Numbers) -> float:
    return float(np.abs(a).mean())
