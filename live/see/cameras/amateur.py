"""How an amateur dances: side steps, raised arms, claps; a pure function of the beat.

All movements are placed on counts: a foot lands on a count and stays, the hips follow the
standing leg and dip on the beat, hands change with phrases of two bars.
"""

import math
from dataclasses import dataclass

import numpy as np

from live.body import ik, quat, skeleton
from live.see import limbs
from live.see.retarget import NOSE_DOWN, SPINE, world_rotations_from
from live.signals import Floats

STANCE = 0.11  # metres from the middle to a foot when the feet are together
STRIDE = 0.30  # metres of a side step
SWING = 0.45  # beats a foot is in the air
LIFT = 0.06  # metres a stepping foot is lifted
HIPS = 0.872  # metres: how high the pelvis is carried
DIP = 0.035  # metres it sinks on the beat
PHRASE = 8  # counts before the arms do something else
CHANGE = 1.5  # counts a change of the arms takes

_THIGH, _SHIN = (float(-skeleton.OFFSETS[joint, 1]) for joint in (4, 7))
_UPPER, _FORE = (float(skeleton.OFFSETS[joint, 0]) for joint in (18, 20))
_WANDERING = np.linspace(0.13, 0.47, 8)  # radians a beat
_UP = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True, slots=True)
class Habits:
    """What makes one amateur differ from another."""

    energy: float  # 0.8..1.2: how large everything is
    lag: float  # beats behind the music
    phases: Floats  # (8,) radians: of the slow wandering of everything
    order: tuple[int, ...]  # the arm figures, in the order of phrases

    @staticmethod
    def of(seed: int) -> "Habits":
        """The habits of one person, the same for the same seed."""
        chance = np.random.default_rng(seed)
        return Habits(
            energy=float(chance.uniform(0.85, 1.15)),
            lag=float(chance.uniform(0.0, 0.06)),
            phases=chance.uniform(0.0, 2 * math.pi, 8),
            order=tuple(int(i) for i in chance.permutation(len(_ARMS))),
        )


def dance(beat: float, meter: int, habits: Habits) -> tuple[Floats, Floats]:
    """The root (3,) metres and world rotations (24, 4) on a beat; beat 0 is a ONE."""
    beat -= habits.lag
    wander = np.sin(habits.phases + beat * _WANDERING)
    feet = [foot_at(beat, side, meter, habits.energy) for side in (1, -1)]
    root, pelvis, chest = _trunk(beat, meter, habits, wander)
    lines = np.zeros((limbs.COUNT, 3))
    lines[limbs.INDEX["hips"]] = quat.rotate(pelvis, np.array([1.0, 0.0, 0.0]))
    lines[limbs.INDEX["spine"]] = quat.rotate(chest, SPINE)
    lines[limbs.INDEX["shoulders"]] = quat.rotate(chest, np.array([1.0, 0.0, 0.0]))
    _turn_head(lines, chest, beat, wander)
    for side, (place, toes) in zip((1, -1), feet, strict=True):
        _place_leg(lines, root, pelvis, side, place, toes)
        _place_arm(lines, chest, side, hand_at(beat, side, habits) + 0.03 * wander[[0, 1, 2]])
    return root, world_rotations_from(lines)


def foot_at(beat: float, side: int, meter: int, energy: float = 1.0) -> tuple[Floats, float]:
    """A foot (side 1 left, -1 right) on a beat: its ankle (3,) in metres and its yaw in radians."""
    count = math.floor(beat)
    here = _landing(count, side, meter, energy)
    there = _landing(count + 1, side, meter, energy)
    going = _smooth((beat - count - (1.0 - SWING)) / SWING)
    place = np.array([here + (there - here) * going, float(skeleton.SOLE[0]), 0.0])
    if here != there:
        place[1] += LIFT * math.sin(math.pi * going)
        place[2] += 0.04 * math.sin(math.pi * going)
    return place, side * 0.2


def _landing(count: int, side: int, meter: int, energy: float) -> float:
    """Where a foot stands, metres along x, between a count and the next.

    After two bars the feet are back: side, close, side, close in four; side, close, mark in three.
    """
    if meter == 3:
        left_bar, step = (count // 3) % 2 == 0, count % 3
        lead = 1 if left_bar else -1
        centre = lead * (1.0 if (side == lead or step >= 1) else -1.0)
    else:
        step = count % 4
        lead = 1 if step < 2 else -1
        centre = lead * (1.0 if (side == lead or step % 2 == 1) else -1.0)
    return energy * STRIDE / 2 * centre + side * STANCE


def _trunk(
    beat: float, meter: int, habits: Habits, wander: Floats
) -> tuple[Floats, Floats, Floats]:
    """The root (3,), and the world rotations (4,) of pelvis and chest."""
    count, share = math.floor(beat), _smooth(beat % 1.0 / 0.8)
    before, after = (_weight(count + k, meter, habits.energy) for k in (0, 1))
    x = before + (after - before) * share
    lean = 0.25 * (after - before) * math.sin(math.pi * share)
    down = DIP * habits.energy * (0.5 + 0.5 * math.cos(2 * math.pi * beat))
    root = np.array([x, HIPS - down, 0.02 * wander[3]])
    yaw = 0.45 * wander[4] + 0.08 * math.sin(math.pi * beat)
    roll = -0.6 * x / STRIDE * 0.25 - lean
    pelvis = quat.multiply(_about_y(yaw), _about_z(roll))
    bend = 0.05 + 0.04 * math.cos(2 * math.pi * beat) + 0.05 * wander[5]
    twist = _about_y(yaw + 0.15 * wander[6] - 0.10 * math.sin(math.pi * beat))
    chest = quat.multiply(quat.multiply(twist, _about_z(-0.6 * roll)), _about_x(bend))
    return root, pelvis, chest


def _weight(count: int, meter: int, energy: float) -> float:
    """The hips' place after a count, metres along x: between the feet."""
    return 0.5 * sum(_landing(count, side, meter, energy) for side in (1, -1))


def _place_leg(
    lines: Floats, root: Floats, pelvis: Floats, side: int, ankle: Floats, yaw: float
) -> None:
    name = "l" if side > 0 else "r"
    hip = root + quat.rotate(pelvis, skeleton.OFFSETS[skeleton.INDEX[f"{name}_hip"]])
    ahead = quat.rotate(_about_y(yaw), np.array([0.0, 0.0, 1.0]))
    line = ankle - hip
    distance = float(np.linalg.norm(line))
    line *= ik.within_reach(distance, _THIGH + _SHIN) / distance
    bend = ik.two_bone(_vector(line), _THIGH, _SHIN, _vector(ahead))
    lines[limbs.INDEX[f"{name}_thigh"]] = bend.upper
    lines[limbs.INDEX[f"{name}_shin"]] = bend.lower
    heel_up = max(0.0, float(ankle[1] - skeleton.SOLE[0])) * 5.0
    foot = ahead + np.array([0.0, -heel_up, 0.0])
    lines[limbs.INDEX[f"{name}_foot"]] = foot / np.linalg.norm(foot)


def _place_arm(lines: Floats, chest: Floats, side: int, hand: Floats) -> None:
    name = "l" if side > 0 else "r"
    pole = (side * 0.6, -0.7, -0.45)
    bend = ik.two_bone(_vector(hand), _UPPER, _FORE, pole)
    upper, fore = (quat.rotate(chest, np.array(bone)) for bone in (bend.upper, bend.lower))
    lines[limbs.INDEX[f"{name}_upper_arm"]] = upper
    lines[limbs.INDEX[f"{name}_forearm"]] = fore
    lines[limbs.INDEX[f"{name}_palm"]] = fore


def _turn_head(lines: Floats, chest: Floats, beat: float, wander: Floats) -> None:
    nod = 0.10 * math.cos(2 * math.pi * beat)
    head = quat.multiply(_about_y(0.35 * wander[7]), _about_x(nod))
    head = quat.slerp(head, chest, 0.3)
    lines[limbs.INDEX["ears"]] = quat.rotate(head, np.array([1.0, 0.0, 0.0]))
    nose = np.array([0.0, -math.sin(NOSE_DOWN), math.cos(NOSE_DOWN)])
    lines[limbs.INDEX["face"]] = quat.rotate(head, nose)


def hand_at(beat: float, side: int, habits: Habits) -> Floats:
    """Where a wrist is, (3,) metres from its shoulder, in the chest's frame."""
    phrase = math.floor(beat / PHRASE)
    into = beat - phrase * PHRASE
    now, before = (_ARMS[habits.order[k % len(_ARMS)]] for k in (phrase, phrase - 1))
    share = _smooth(into / CHANGE)
    hand = np.array(now(beat, side)) * share + np.array(before(beat, side)) * (1.0 - share)
    # Between two figures the hand goes round the shoulder, not through it.
    hand[0] += 0.25 * math.sin(math.pi * share)
    outwards: Floats = hand * np.array([side, 1.0, 1.0])
    return outwards


def _swing(beat: float, side: int) -> tuple[float, float, float]:
    """Bent arms that swing against each other."""
    along = math.sin(math.pi * beat) * side
    return 0.10, -0.28 + 0.06 * math.cos(2 * math.pi * beat), 0.22 + 0.14 * along


def _raised(beat: float, side: int) -> tuple[float, float, float]:
    """Both arms up, waving from side to side."""
    wave = math.sin(math.pi * beat) * side
    return 0.12 + 0.16 * wave, 0.44 - 0.05 * abs(wave), 0.08


def _clap(beat: float, side: int) -> tuple[float, float, float]:  # noqa: ARG001
    """Hands together on two and four."""
    apart = 0.5 - 0.5 * math.cos(math.pi * (beat + 1.0) + math.pi)
    apart = apart * apart * (3 - 2 * apart)
    return -0.12 + 0.32 * apart, -0.06 - 0.06 * apart, 0.36 - 0.10 * apart


def _pump(beat: float, side: int) -> tuple[float, float, float]:
    """One arm punches the air on the beat, the other rests at the hip."""
    if side < 0:
        return 0.10, -0.40, 0.12
    up = 0.5 + 0.5 * math.cos(2 * math.pi * beat)
    return 0.14, 0.16 + 0.28 * up, 0.10


_ARMS = (_swing, _raised, _clap, _pump)


def _smooth(share: float) -> float:
    """A smooth step from 0 to 1."""
    share = min(1.0, max(0.0, share))
    return share * share * share * (share * (6.0 * share - 15.0) + 10.0)


def _vector(v: Floats) -> ik.Vector:
    return float(v[0]), float(v[1]), float(v[2])


def _about_x(angle: float) -> Floats:
    return quat.about(np.array([1.0, 0.0, 0.0]), angle)


def _about_y(angle: float) -> Floats:
    return quat.about(_UP, angle)


def _about_z(angle: float) -> Floats:
    return quat.about(np.array([0.0, 0.0, 1.0]), angle)
