"""Whether two dance together.

BED and FID_cd as Duolando defines them (Siyao et al., ICLR 2024, utils/metrics_duet.py), and our
own: how late the follower's body answers the leader's, how strongly, and how near a mirror's hands
are. Each is given beside the null: the score of a partner who does not dance with the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.body import skeleton
from live.signals import Floats
from scripts.measure.metrics import beats, motion

# Duolando counts 55 joints: the body's 22, the head's three, and fifteen in each hand.
WEIGHTS: Floats = np.ones(24)
WEIGHTS[[skeleton.INDEX[name] for name in ("head", "l_hand", "r_hand")]] = (4.0, 15.0, 15.0)
_POINTS = (0, 7, 8, 10, 11, 15, 16, 17, 20, 21)  # pelvis, feet, head, shoulders, wrists
_HANDS = (22, 23)
LONGEST = 1.0  # seconds: lags are looked for up to this


def bed(leader: Floats, follower: Floats, weights: Floats | None = WEIGHTS) -> float:
    """Beat echo degree, 0..1, of two dances at 30 fps: how near each of the leader's kinematic
    beats one of the follower's is, sigma three frames."""
    return beats.alignment(
        beats.slowest_bailando(leader, weights), beats.slowest_bailando(follower, weights), 3.0
    )


def cross_distances(follower: Floats, leader: Floats) -> Floats:
    """(100,): mean distances between ten joints of each, metres: the features of FID_cd."""
    frames = min(len(follower), len(leader))
    one, other = follower[:frames, _POINTS], leader[:frames, _POINTS]
    apart = np.linalg.norm(one[:, :, None] - other[:, None, :], axis=-1)
    return np.asarray(apart.reshape(frames, -1).mean(axis=0), dtype=float)


@dataclass(frozen=True, slots=True)
class Coupling:
    """How a follower's body speed goes with the leader's."""

    correlation: float  # -1..1, at the lag where it is greatest
    lag: float  # seconds: + the follower is later


def coupling(leader: Floats, follower: Floats, fps: float) -> Coupling:
    """The greatest correlation of the two mean joint speeds within a second of lag, either way."""
    one, other = motion.speeds(leader, fps), motion.speeds(follower, fps)
    frames = min(len(one), len(other))
    reach = round(LONGEST * fps)
    found = {
        lag: _correlation(one[: frames - lag], other[lag:frames])
        if lag >= 0
        else _correlation(one[-lag:frames], other[: frames + lag])
        for lag in range(-reach, reach + 1)
    }
    best = max(found, key=lambda lag: (found[lag], -abs(lag)))
    return Coupling(found[best], best / fps)


def _correlation(one: Floats, other: Floats) -> float:
    if len(one) < 2 or one.std() == 0.0 or other.std() == 0.0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


@dataclass(frozen=True, slots=True)
class HandError:
    """How far a mirror's hands are from where they should be, as seen from the pelvis."""

    error: float  # metres, mean over both hands and all frames, at the best lag
    lag: float  # seconds: which lag that is; + the mirror is later
    at_once: float  # metres, at no lag


def hand_error(wanted: Floats, shown: Floats, fps: float) -> HandError:
    """Of two dances on the same bones: what a mirror was to show, and what it showed.

    Lags from none to a second are tried.
    """
    one = wanted[:, _HANDS] - wanted[:, :1]
    other = shown[:, _HANDS] - shown[:, :1]
    frames = min(len(one), len(other))
    errors = [
        float(np.linalg.norm(one[: frames - lag] - other[lag:frames], axis=-1).mean())
        for lag in range(min(round(LONGEST * fps), frames - 1) + 1)
    ]
    best = int(np.argmin(errors))
    return HandError(errors[best], best / fps, errors[0])


def circular_null(leader: Floats, follower: Floats, fps: float) -> list[float]:
    """BED of the follower begun elsewhere in the dance: every second from 2 s on, going round."""
    shifts = range(round(2 * fps), len(follower) - round(2 * fps), max(1, round(fps)))
    return [bed(leader, np.roll(follower, shift, axis=0)) for shift in shifts]


def shuffled_null(leaders: Sequence[Floats], followers: Sequence[Floats]) -> list[float]:
    """BED of every follower with every leader that was not theirs; empty for one couple."""
    found = list[float]()
    for i, leader in enumerate(leaders):
        for j, follower in enumerate(followers):
            frames = min(len(leader), len(follower))
            if i != j:
                found.append(bed(leader[:frames], follower[:frames]))
    return found
