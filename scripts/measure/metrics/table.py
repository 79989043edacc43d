"""Figures as Markdown tables, to be read on a terminal and pasted into a page."""

import math
from collections.abc import Mapping, Sequence

from scripts.measure.metrics.performance import Figures
from scripts.measure.metrics.published import NOT_COMPARABLE, SYSTEMS

Column = tuple[str, str, int]  # the figure's key, its heading, digits
_WHOLE = -1  # digits: none for a whole number, else three
ON_BEAT: tuple[Column, ...] = (
    ("P", "P", 3), ("P_null", "P null", 3), ("P_lift", "x", 1), ("R", "R", 3),
    ("R_null", "R null", 3), ("R_lift", "x", 1), ("fact", "FACT", 3), ("bas", "BAS", 3),
    ("speed", "m/s", 2), ("jerk", "jerk", 0),
)  # fmt: skip
ON_FEET: tuple[Column, ...] = (
    ("pfc", "PFC", 3), ("fsr_pct", "skate %", 2), ("fsr_whole_pct", "whole %", 2),
    ("slip_pct", "slip %", 2), ("drift_cm", "drift cm", 2), ("drift_p95_cm", "p95", 2),
    ("drift_worst_cm", "worst", 2), ("depth_cm", "under cm", 1), ("bones_mm", "bones mm", 2),
)  # fmt: skip
ALIVE: tuple[Column, ...] = (
    ("counted", "seconds", 0), ("frozen", "frozen", 0), ("unheard", "not heard", 0),
    ("exits", "exits", 0), ("nan", "NaN", 0), ("repeats_pct", "repeats %", 1),
    ("seeds_cm", "seeds cm", 1), ("step_p50_ms", "p50 ms", 2), ("step_p99_ms", "p99 ms", 2),
    ("wall_p99_ms", "wall p99", 2),
)  # fmt: skip
VARIETY: tuple[Column, ...] = (
    ("windows", "windows", 0), ("fid_k", "FID_k", 2), ("fid_g", "FID_g", 2),
    ("div_k", "Div_k", 2), ("div_g", "Div_g", 2),
)  # fmt: skip
SOLO = (
    ("On the beat", ON_BEAT), ("On its feet", ON_FEET), ("Alive", ALIVE),
    ("Against real dance", VARIETY),
)  # fmt: skip


def markdown(heading: str, columns: Sequence[Column], rows: Mapping[str, Figures]) -> str:
    """One table; rows that have none of its figures are left out, and so is an empty table."""
    lines = [
        f"| {name} | "
        + " | ".join(_cell(figures, key, digits) for key, _, digits in columns)
        + " |"
        for name, figures in rows.items()
        if any(key in figures for key, _, _ in columns)
    ]
    if not lines:
        return ""
    head = f"| {heading} | " + " | ".join(title for _, title, _ in columns) + " |"
    return "\n".join([head, "|---" * (len(columns) + 1) + "|", *lines, ""])


def plain(heading: str, rows: Mapping[str, Figures]) -> str:
    """A table of every figure there is, in the order in which they come."""
    keys = dict.fromkeys(key for figures in rows.values() for key in figures)
    return markdown(heading, [(key, key, _WHOLE) for key in keys], rows)


def solo(rows: Mapping[str, Figures]) -> str:
    """The tables of dances to songs."""
    return "\n".join(filter(None, (markdown(title, columns, rows) for title, columns in SOLO)))


def published() -> str:
    """What others publish."""
    lines = [
        f"| {s.system} | {s.protocol} | {s.fid_k} | {s.fid_g} | {s.div_k} | {s.div_g} | {s.beat} "
        f"| {s.other} | {s.source} |"
        for s in SYSTEMS
    ]
    return "\n".join(
        [
            NOT_COMPARABLE, "",
            "| system | protocol | FID_k | FID_g | Div_k | Div_g | beat | other | source |",
            "|---|---|---|---|---|---|---|---|---|", *lines, "",
        ]
    )  # fmt: skip


def _cell(figures: Figures, key: str, digits: int) -> str:
    value = figures.get(key, math.nan)
    if math.isnan(value):
        return "-"
    if digits == _WHOLE:
        digits = 0 if value.is_integer() else 3
    return f"{value:.{digits}f}"
