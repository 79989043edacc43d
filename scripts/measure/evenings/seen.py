"""What a guest sees of a dancer: leaps of a joint, its front, its place in the picture."""

from collections.abc import Sequence

import numpy as np

from live.body.skeleton import INDEX
from live.draw.camera import Camera
from live.signals import HUMAN_SHIFT, Bools, Floats
from scripts.measure.metrics import motion
from scripts.measure.metrics.beats import SHIFTS, kinematic_beats, shift

NEAR = 0.07  # seconds: a beat is hit by a rest of the body, or heard, so far away at most
LEAP = 0.12  # metres a joint may go from a picture to the next
JERK = 0.10  # metres by which two such ways of a joint may differ
RATE = 30.0  # pictures a second, which both are for
DANCING = 0.15  # metres a second, mean of the joints: slower is standing about
ENOUGH, OF = 3, 4  # beats that somebody who dances hits, of so many in a row
CALM = 1.0  # seconds: who stands so long has stopped
FLESH = 0.08  # metres that a trunk is wider than its joints, on each side
WINDOW = 4.0  # seconds of dance that a style is judged by
PICTURE = (1280, 720)  # pixels
_TRUNK = [INDEX[name] for name in ("l_hip", "r_hip", "l_shoulder", "r_shoulder")]
_KNEES = [INDEX["l_knee"], INDEX["r_knee"]]


def hits(positions: Floats, beats: Floats) -> Bools:
    """Which beats (seconds from the first frame) the body rests on, while it dances."""
    if len(beats) == 0:
        return np.zeros(0, dtype=bool)
    _, rests = kinematic_beats(positions, RATE)
    speed = motion.speeds(positions, RATE)
    around = [_around(speed, beat) for beat in beats]
    return near(beats, rests) & (np.array(around) > DANCING)


def _around(speed: Floats, beat: float) -> float:
    """The mean speed within half a second of a beat."""
    at, half = round(beat * RATE), round(RATE / 2)
    piece = speed[max(0, at - half) : at + half]
    return float(piece.mean()) if len(piece) else 0.0


def near(these: Floats, those: Floats) -> Bools:
    """Which of these moments have one of those within NEAR."""
    if len(these) == 0 or len(those) == 0:
        return np.zeros(len(these), dtype=bool)
    return np.asarray(np.abs(these[:, None] - those[None, :]).min(axis=1) <= NEAR)


def by_chance(positions: Floats, beats: Floats) -> float:
    """The share of beats that are hit where the music is shifted by parts of a beat."""
    shares = [hits(positions, shift(beats, share)).mean() for share in SHIFTS]
    return float(np.mean(shares)) if len(beats) else float("nan")


def until_it_dances(hit: Bools, beats: Floats) -> float:
    """Seconds to the first of four beats of which three are hit; nan: it never dances."""
    for first in range(len(beats) - OF + 1):
        if hit[first] and hit[first : first + OF].sum() >= ENOUGH:
            return float(beats[first])
    return float("nan")


def until_it_stops(positions: Floats) -> float:
    """Seconds until it stands for a second; the whole length where it never does."""
    moves = motion.speeds(positions, RATE) > DANCING
    length = round(CALM * RATE)
    for first in range(len(moves) - length + 1):
        if moves[first : first + length].mean() < 0.1:
            return first / RATE
    return len(positions) / RATE


def moving(positions: Floats) -> float:
    """The share of half seconds in which the body moves as fast as in a dance."""
    speed, half = motion.speeds(positions, RATE), round(RATE / 2)
    pieces = speed[: len(speed) // half * half].reshape(-1, half)
    return float((pieces.mean(axis=1) > DANCING).mean()) if len(pieces) else float("nan")


def leaps(positions: Floats) -> dict[str, float]:
    """Pictures a minute in which a joint leaps, a knee does, and a joint is jerked."""
    ways = np.diff(positions, axis=0)
    minutes = len(positions) / RATE / 60
    far = np.linalg.norm(ways, axis=-1) > LEAP
    sudden = np.linalg.norm(np.diff(ways, axis=0), axis=-1) > JERK
    return {
        "leaps": float(far.any(axis=1).sum()) / minutes,
        "jerks": float(sudden.any(axis=1).sum()) / minutes,
        "knees": float(far[:, _KNEES].any(axis=1).sum()) / minutes,
    }  # fmt: skip


def fronts(positions: Floats) -> Floats:
    """(frames,): how far the body faces the hall: 1 straight, 0 to the side, -1 its back."""
    left = positions[:, _TRUNK[::2]].mean(axis=1) - positions[:, _TRUNK[1::2]].mean(axis=1)
    front = np.stack([-left[:, 2], left[:, 0]], axis=-1)  # x and z of left x up
    return np.asarray(front[:, 1] / (np.linalg.norm(front, axis=-1) + 1e-9))


def overlap(partner: Floats, human: Floats) -> float:
    """The share of pictures with a human in which a joint of one lies over the other's trunk."""
    here = np.isfinite(human).all(axis=(1, 2))
    if not here.any():
        return float("nan")
    one, other = partner[here], human[here] + HUMAN_SHIFT
    return float((_covers(one, other) | _covers(other, one)).mean())


def _covers(joints: Floats, trunk: Floats) -> Bools:
    """(frames,): whether a joint of somebody is in the box of somebody's trunk in the picture."""
    camera = Camera.for_size(PICTURE)
    box = camera.project(trunk[:, _TRUNK])
    wider = FLESH * camera.scales(trunk[:, :1])[..., None]
    low, high = box.min(axis=1, keepdims=True) - wider, box.max(axis=1, keepdims=True) + wider
    points = camera.project(joints)
    return np.asarray(((points > low) & (points < high)).all(axis=-1).any(axis=-1))


def outside(positions: Floats) -> float:
    """The share of the joints that are not in the picture."""
    points = Camera.for_size(PICTURE).project(positions)
    inside = ((points >= 0) & (points <= np.array(PICTURE))).all(axis=-1)
    return float(1 - inside.mean())


def surge(positions: Floats, at: float, beat: float) -> tuple[float, float]:
    """By which factor speed and height grow from four beats before a moment to four after it."""
    middle, reach = round(at * RATE), round(4 * beat * RATE)
    before, after = (positions[max(0, first) : first + reach] for first in (middle - reach, middle))
    speeds = [float(motion.speeds(piece, RATE).mean()) for piece in (before, after)]
    heights = [float(piece[..., 1].max(axis=1).mean()) for piece in (before, after)]
    return speeds[1] / (speeds[0] + 1e-9), heights[1] / (heights[0] + 1e-9)


_HANDS, _FEET = [INDEX["l_hand"], INDEX["r_hand"]], [INDEX["l_ankle"], INDEX["r_ankle"]]
_CHEST = [INDEX["l_shoulder"], INDEX["r_shoulder"]]


def manner(positions: Floats) -> Floats:
    """How somebody dances, in numbers: speeds of parts, heights of hands, width, turning."""
    centred = positions - positions[:, :1]
    front = fronts(positions)
    hands = positions[:, _HANDS, 1] - positions[:, _CHEST, 1]
    wide = np.linalg.norm(np.diff(positions[:, _FEET], axis=1)[:, 0], axis=-1)
    return np.array(
        [
            motion.speeds(positions, RATE).mean(), motion.speeds(centred[:, _HANDS], RATE).mean(),
            motion.speeds(centred[:, _FEET], RATE).mean(),
            motion.speeds(positions[:, :1], RATE).mean(), hands.mean(), hands.std(),
            wide.mean(), wide.std(), positions[:, 0, 1].mean(), positions[:, 0, 1].std(),
            front.mean(), front.std(),
        ]
    )  # fmt: skip


def taken_for(dances: Sequence[tuple[str, Floats]]) -> dict[str, dict[str, float]]:
    """For each style, the share of its windows taken for each style: the nearest mean is taken.

    The window that is judged is not in the means; styles with one window are left out.
    """
    size = round(WINDOW * RATE)
    rows = [
        (style, manner(piece[first : first + size]))
        for style, piece in dances
        for first in range(0, len(piece) - size + 1, size)
    ]
    names = [style for style, _ in rows]
    kept = [style for style in dict.fromkeys(names) if names.count(style) > 1]
    if len(kept) < 2:
        return {}
    values = np.array([row for _, row in rows])
    values = (values - values.mean(0)) / (values.std(0) + 1e-9)
    found = {style: dict.fromkeys(kept, 0.0) for style in kept}
    for n, style in enumerate(names):
        if style not in found:
            continue
        others = {
            one: values[[m for m, name in enumerate(names) if name == one and m != n]].mean(0)
            for one in kept
        }
        guess = min(kept, key=lambda one: float(np.linalg.norm(values[n] - others[one])))
        found[style][guess] += 1 / names.count(style)
    return found
