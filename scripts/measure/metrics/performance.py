"""One dance to one song, and everything that is measured of it."""

from dataclasses import dataclass, field

import numpy as np

from live.signals import Bools, Floats
from scripts.measure.metrics import beats, feet, motion, phrases

Figures = dict[str, float]
UNTIMED: Floats = np.zeros((0, 2))  # no step was timed
SLOW = 30.0  # frames a second: what the measures of feet were published for
_ADDED = ("frozen", "unheard", "counted", "exits", "nan", "repeats", "phrases")  # else: means
_WORST = ("drift_worst_cm", "depth_cm", "bones_mm", "step_p99_ms", "wall_p99_ms")


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """A dance, and the music it was danced to."""

    who: str
    song: str
    seed: int
    fps: float
    positions: Floats  # (frames, 24, 3) metres
    contacts: Bools  # (frames, 4)
    beats: Floats  # seconds: the music's, as annotated, or else as heard
    sounding: Bools  # (frames,) whether there is sound
    heard: Bools  # (frames,) whether the ear knows it for music
    # (frames, 2) seconds each step took: of the processor, and of the wall's clock
    steps: Floats = field(default_factory=lambda: UNTIMED)


def measured(dance: Performance) -> Figures:
    """Every figure of one performance; centimetres, millimetres, per cent as the names say."""
    lost = int(np.sum(~np.isfinite(dance.positions).all(axis=(1, 2))))
    if lost:
        return {"nan": float(lost)}
    return {"nan": 0.0} | _timing(dance) | _feet(dance) | _body(dance) | _cost(dance)


def _timing(dance: Performance) -> Figures:
    ours = beats.on_beat(dance.positions, dance.fps, dance.beats)
    fast = motion.at_rate(dance.positions, dance.fps, 60.0)
    frames = np.rint(dance.beats * 60)
    within = frames[frames < len(fast) - 1]
    repeated, counted = phrases.repeats(dance.positions, dance.fps, dance.beats)
    return {
        "P": ours.precision, "P_null": ours.null_precision, "R": ours.recall,
        "R_null": ours.null_recall, "fact": beats.beat_align_fact(fast, within),
        "bas": beats.beat_align_bailando(fast, within), "repeats": float(repeated),
        "phrases": float(counted),
    }  # fmt: skip


def _feet(dance: Performance) -> Figures:
    slow = motion.at_rate(dance.positions, dance.fps, SLOW)
    held = feet.drift(dance.positions, dance.contacts)
    deepest, under = feet.depth(dance.positions)
    return {
        "pfc": feet.pfc(slow), "fsr_pct": 100 * float(np.mean(feet.skate_ratios(slow))),
        "fsr_whole_pct": 100 * float(np.mean(feet.skate_ratios(slow, whole=True))),
        "slip_pct": 100 * feet.slip(slow), "contacts": float(held.contacts),
        "drift_cm": 100 * held.mean, "drift_p95_cm": 100 * held.p95,
        "drift_worst_cm": 100 * held.worst, "depth_cm": 100 * deepest, "under_pct": 100 * under,
    }  # fmt: skip


def _body(dance: Performance) -> Figures:
    still, counted = motion.frozen(dance.positions, dance.fps, dance.sounding)
    knowing, _ = motion.frozen(dance.positions, dance.fps, dance.sounding & dance.heard)
    slow = motion.at_rate(dance.positions, dance.fps, SLOW)
    return {
        "speed": float(motion.speeds(dance.positions, dance.fps).mean()),
        "jerk": motion.jerk(slow, SLOW), "frozen": float(knowing),
        "unheard": float(still - knowing), "counted": float(counted),
        "exits": float(motion.exits(dance.positions)),
        "bones_mm": 1000 * motion.bone_error(dance.positions),
    }  # fmt: skip


def _cost(dance: Performance) -> Figures:
    if len(dance.steps) == 0:
        return {}
    (middle, _), (high, wall) = np.percentile(dance.steps, [50, 99], axis=0) * 1000
    return {"step_p50_ms": float(middle), "step_p99_ms": float(high), "wall_p99_ms": float(wall)}


def averaged(found: list[Figures]) -> Figures:
    """One row from many: counts are added, of worst cases the worst is taken, the rest averaged
    over the performances that have the figure."""
    row: Figures = {}
    for key in dict.fromkeys(key for figures in found for key in figures):
        values = [figures[key] for figures in found if key in figures]
        values = [value for value in values if not np.isnan(value)]
        if values:
            how = np.sum if key in _ADDED else np.max if key in _WORST else np.mean
            row[key] = float(how(values))
    if row.get("phrases"):
        row["repeats_pct"] = 100 * row["repeats"] / row["phrases"]
    for side in ("P", "R"):
        if row.get(f"{side}_null"):
            row[f"{side}_lift"] = row[side] / row[f"{side}_null"]
    return row
