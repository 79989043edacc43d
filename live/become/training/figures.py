"""Figures of avatars as rows of one table, for the terminal and for cards."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

import numpy as np

from live.become.training import beside, measures
from live.become.training.contract import Model
from live.become.training.takes import Numbers, Take

COLUMNS = {
    "psnr": ("PSNR", 2), "figure": ("figure", 2), "ssim": ("SSIM", 4), "iou": ("alpha IoU", 3),
    "temporal": ("temporal", 3), "together": ("all at once", 3), "flicker": ("flicker", 2),
    "sharp": ("face energy", 2), "face": ("face likeness", 2),
    "faces": ("faces there", 2), "posed": ("PCK@.05", 3), "p50": ("p50 ms", 1),
    "p99": ("p99 ms", 1), "blurs": ("/ blur", 1),
}  # fmt: skip
Row = dict[str, float]


def table(rows: Mapping[str, Row]) -> str:
    """Figures as a Markdown table; empty columns are left out."""
    keys = [key for key in COLUMNS if any(key in row for row in rows.values())]
    lines = [
        f"| {name} | " + " | ".join(_cell(row.get(key), COLUMNS[key][1]) for key in keys) + " |"
        for name, row in rows.items()
    ]
    head = "| model, points | " + " | ".join(COLUMNS[key][0] for key in keys) + " |"
    return "\n".join([head, "|---" * (len(keys) + 1) + "|", *lines])


def likeness(painted: Sequence[Numbers], films: Sequence[Take]) -> Row:
    """Means over films, each as long as it is; what moves wrongly in all of them at once, too."""
    found = [
        asdict(measures.likeness(ours, true(take), take.points))
        for ours, take in zip(painted, films, strict=True)
    ]
    lengths = np.array([len(take) for take in films], dtype=float)
    row = {}
    for key in found[0]:
        values = np.array([one[key] for one in found])
        known = np.isfinite(values)
        if known.any():
            row[key] = float(np.average(values[known], weights=lengths[known]))
    motions = [measures.motion(a, true(take)) for a, take in zip(painted, films, strict=True)]
    error, meant = np.average(motions, axis=0, weights=lengths)
    return row | {"together": float(error / max(meant, 1e-9))}


def timed(model: Model, points: Numbers) -> Row:
    """The time of a picture on one core."""
    p50, p99, blur = beside.milliseconds(model, points)
    return {"p50": p50, "p99": p99, "blurs": p50 / blur}


def true(take: Take) -> Numbers:
    """A take's pictures, (n, H, W, 4), 0..1."""
    return np.asarray(take.rgba.astype(np.float32) / 255)


def cut(take: Take, frames: int) -> Take:
    """A take's first frames."""
    return replace(
        take, points=take.points[:frames], seen=take.seen[:frames], rgba=take.rgba[:frames]
    )


def _cell(value: float | None, digits: int) -> str:
    return "-" if value is None or np.isnan(value) else f"{value:.{digits}f}"
