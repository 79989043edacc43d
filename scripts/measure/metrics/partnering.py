"""Dancing with somebody: real couples whose lead plays the live human, and mirrors.

The clips have no music, so a steady, silent beat is played to the dancer; it has nothing to do
with the lead's. The lead is given as the eyes would give them, a pose every 1/30 s, without the
eyes' own delay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.body import skeleton
from live.errors import BadInput
from live.formats.motion_file import Motion
from live.parts import Dancer, Part
from live.show.part_manager import call
from live.signals import Floats, Music, Pose
from scripts.measure.metrics import duet, motion
from scripts.measure.metrics.distributions import frechet, scale_of
from scripts.measure.metrics.performance import Figures
from scripts.measure.metrics.running import context_for
from scripts.measure.metrics.variety import FEWEST, clips_in

RATE = 30.0  # poses a second
_LEARNT = 2.0  # seconds at the start left out of a mirror's error: it blends in


@dataclass(frozen=True, slots=True, eq=False)
class Couple:
    """A lead, and the real follower where there is one."""

    name: str
    lead: Motion
    follow: Motion | None


def couples_in(folder: Path) -> list[Couple]:
    """Every NAME_lead.npz of a folder, with the NAME_follow.npz beside it. Raises BadInput."""
    clips = clips_in(folder)
    names = [name.removesuffix("_lead") for name in clips if name.endswith("_lead")]
    if not names:
        raise BadInput(
            f"{folder}: no lead in it. Name the clips NAME_lead.npz and NAME_follow.npz."
        )
    return [Couple(name, clips[f"{name}_lead"], clips.get(f"{name}_follow")) for name in names]


def steady(time: float, tempo: float) -> Music:
    """Music of an even beat, well understood."""
    return Music(time, tempo, time * tempo / 60, 4, 0, 0.9, True, 0.7, 0.3, (0.5, 0.5, 0.5))


def with_human(part: Part[Dancer], human: Motion, seed: int, tempo: float) -> Floats:
    """(frames, 24, 3): the dance at 30 fps of a dancer who sees the human live."""
    dancer = call(part, context_for(None, seed), "dancer", "step")
    frames = int(human.seconds * RATE)
    danced = [
        dancer.step(at / RATE, steady(at / RATE, tempo), human.pose_at(at / RATE)).positions
        for at in range(frames)
    ]
    return np.array(danced)


def partnered(part: Part[Dancer], couples: Sequence[Couple], seed: int, tempo: float) -> Figures:
    """How a dancer keeps with real leads; means over the couples, beside the nulls.

    `bed_real` and `correlation_real` are the real followers', where there are any. Lags in
    milliseconds. Shuffled: with every lead but their own.
    """
    leads = [motion.at_rate(couple.lead.positions, couple.lead.fps, RATE) for couple in couples]
    danced = [with_human(part, couple.lead, seed, tempo) for couple in couples]
    rows = [_together(lead, dance) for lead, dance in zip(leads, danced, strict=True)]
    figures = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
    figures["lag_ms"] = float(np.median([row["lag_ms"] for row in rows]))
    real = [
        _together(lead, motion.at_rate(couple.follow.positions, couple.follow.fps, RATE))
        for lead, couple in zip(leads, couples, strict=True)
        if couple.follow is not None
    ]
    if real:
        for key in ("bed", "circular", "correlation"):
            figures[f"{key}_real"] = float(np.mean([row[key] for row in real]))
        figures["lag_ms_real"] = float(np.median([row["lag_ms"] for row in real]))
        figures |= _as_couples(leads, danced, couples)
    shuffled = duet.shuffled_null(leads, danced)
    if shuffled:
        figures["shuffled"] = float(np.mean(shuffled))
        figures["correlation_shuffled"] = _shuffled_correlation(leads, danced)
    figures["couples"] = float(len(couples))
    return figures


def _as_couples(
    leads: Sequence[Floats], danced: Sequence[Floats], couples: Sequence[Couple]
) -> Figures:
    """FID_cd against the real couples, of windows of five seconds; beside it, every other real
    couple against the rest. Nothing where there are too few."""
    real = [
        _windows(motion.at_rate(couple.follow.positions, couple.follow.fps, RATE), lead)
        for lead, couple in zip(leads, couples, strict=True)
        if couple.follow is not None
    ]
    dance = np.concatenate([_windows(d, lead) for d, lead in zip(danced, leads, strict=True)])
    one, other = np.concatenate(real[0::2]), np.concatenate([*real[1::2], np.zeros((0, 100))])
    if min(len(one), len(other), len(dance)) < FEWEST:
        return {}
    scale = scale_of(one)
    return {
        "fid_cd": frechet(scale(one), scale(dance)),
        "fid_cd_real": frechet(scale(one), scale(other)),
    }


def _windows(follow: Floats, lead: Floats) -> Floats:
    """(n, 100): the features of FID_cd, of windows that overlap by half."""
    frames, length = min(len(follow), len(lead)), round(5 * RATE)
    return np.array(
        [
            duet.cross_distances(follow[first : first + length], lead[first : first + length])
            for first in range(0, frames - length + 1, length // 2)
        ]
    ).reshape(-1, 100)


def _together(lead: Floats, follow: Floats) -> Figures:
    frames = min(len(lead), len(follow))
    lead, follow = lead[:frames], follow[:frames]
    null = duet.circular_null(lead, follow, RATE)
    both = duet.coupling(lead, follow, RATE)
    return {
        "bed": duet.bed(lead, follow), "circular": float(np.mean(null)) if null else float("nan"),
        "circular_p95": float(np.percentile(null, 95)) if null else float("nan"),
        "correlation": both.correlation, "lag_ms": 1000 * both.lag,
    }  # fmt: skip


def _shuffled_correlation(leads: Sequence[Floats], danced: Sequence[Floats]) -> float:
    found = [
        duet.coupling(lead, dance, RATE).correlation
        for i, lead in enumerate(leads)
        for j, dance in enumerate(danced)
        if i != j
    ]
    return float(np.mean(found))


def mirrored(part: Part[Dancer], humans: Sequence[Motion], seed: int, tempo: float) -> Figures:
    """How well a dancer in `mirror` shows what each human does: hands, as seen from the pelvis.

    What is to be shown is the human's mirror image on the partner's own bones. Beside it the error
    of somebody whose arms hang (`hanging_cm`), and of the mirror before another human
    (`shuffled_cm`).
    """
    wanted = [_image(human) for human in humans]
    shown = [with_human(part, human, seed, tempo) for human in humans]
    skip = round(_LEARNT * RATE)
    found = [
        duet.hand_error(one[skip:], other[skip:], RATE)
        for one, other in zip(wanted, shown, strict=True)
    ]
    figures = {
        "hands_cm": 100 * float(np.mean([error.error for error in found])),
        "lag_ms": 1000 * float(np.median([error.lag for error in found])),
        "hands_at_once_cm": 100 * float(np.mean([error.at_once for error in found])),
        "hanging_cm": 100 * float(np.mean([_hanging(one[skip:]) for one in wanted])),
        "humans": float(len(humans)),
    }
    others = [
        duet.hand_error(wanted[i][skip:], shown[j][skip:], RATE).error
        for i in range(len(humans))
        for j in range(len(humans))
        if i != j
    ]
    if others:
        figures["shuffled_cm"] = 100 * float(np.mean(others))
    return figures


def _image(human: Motion) -> Floats:
    """The human's mirror image on our skeleton, (frames, 24, 3) at 30 fps."""
    poses: list[Pose] = [human.pose_at(at / RATE) for at in range(int(human.seconds * RATE))]
    roots = np.array([pose.root for pose in poses])
    rotations = np.array([pose.rotations for pose in poses])
    return skeleton.positions_from(*skeleton.mirrored(roots, rotations))


def _hanging(wanted: Floats) -> float:
    """Mean error, metres, of hands that hang still where those of this dance are on average."""
    hands = wanted[:, [22, 23]] - wanted[:, :1]
    return float(np.linalg.norm(hands - hands.mean(axis=0), axis=-1).mean())
