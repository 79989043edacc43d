"""What is danced on the film set: by recorded people, by the show's dancers, and as exercises."""

import hashlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from live.body import quat, skeleton
from live.dance.choreographer import Choreographer
from live.dance.library import Librarian, Library
from live.dance.moves import MOVES, STYLES
from live.desk.desk import Desk
from live.parts import Dancer, ShowContext
from live.runtime.clock import Clock, Wall
from live.signals import Floats, Music, Pose

RATE = 30  # frames a second
MODELS = Path(__file__).parent.parent.parent / "models"
_UP = np.array([0.0, 1.0, 0.0])
_WARMING = 4.0  # seconds a dancer has danced before a take of it begins
# How far exercises turn each joint to either side, radians about its x, y and z.
_REACH = {
    "spine1": (0.35, 0.25, 0.15), "spine2": (0.2, 0.2, 0.12), "neck": (0.25, 0.4, 0.15),
    "head": (0.25, 0.45, 0.2), "shoulder": (0.9, 0.9, 1.25), "elbow": (0.2, 1.1, 0.1),
    "wrist": (0.5, 0.2, 0.35), "collar": (0.05, 0.12, 0.15), "hip": (0.55, 0.35, 0.35),
    "knee": (0.6, 0.05, 0.02), "ankle": (0.3, 0.15, 0.08),
}  # fmt: skip


@dataclass(frozen=True)
class Take:
    """What is to be danced in one take."""

    name: str
    frames: int
    dance: Callable[[], Iterator[Pose]]
    held_out: bool = False  # nobody may learn from it
    source: str = ""  # who dances


def takes_of(cast: str, motion: Path, count: int, frames: int) -> list[Take]:
    """The takes of one of the cast, `count` to learn from and five held out.

    The first ones are as different as possible, so that an early stop has filmed some of each kind.
    """
    recordings = sorted(motion.glob("*.npz"))
    few = max(1, frames // 2)
    kept = [path for path in recordings[3::7] if _length(path) >= few]
    learnt = [path for path in recordings if _length(path) >= frames and path not in kept]
    if not (kept and learnt):
        raise SystemExit(f"{motion}: there are no recordings (*.npz) of {frames} frames in it")
    kinds = (_exercise, _recorded_of(learnt), _library, _recorded_of(learnt), _choreographer)
    takes = [kinds[k % len(kinds)](cast, k, frames) for k in range(count)]
    proof = [_recorded_of(kept)(cast, 900 + k, few) for k in range(3)]
    proof += [_choreographer(cast, 950 + k, few) for k in range(2)]
    proof = [replace(take, name=f"held_{take.name}", held_out=True) for take in proof]
    return [*takes[:3], proof[0], *takes[3:6], *proof[1:], *takes[6:]]


def _length(path: Path) -> int:
    with np.load(path) as kept:
        return len(kept["root"])


def exercise(chance: np.random.Generator, frames: int) -> Iterator[Pose]:
    """Random poses, one blending into the next: turned all ways, jumping, kneeling."""
    keys = [_any_pose(chance) for _ in range(frames // 14 + 4)]
    yaw = np.cumsum(chance.normal(0.0, 0.75, len(keys)))
    hops = chance.random(len(keys)) < 0.2
    for frame in range(frames):
        at = frame / 14
        k, share = int(at), at - int(at)
        eased = share * share * (3.0 - 2.0 * share)
        local = quat.slerp(keys[k], keys[k + 1], eased)
        turned = yaw[k] + (yaw[k + 1] - yaw[k]) * eased
        local[0] = quat.multiply(quat.about(_UP, turned), local[0])
        leap = 4.0 * 0.22 * share * (1.0 - share) if hops[k] else 0.0
        yield _standing(frame / RATE, local, np.zeros(3), leap)


def recorded(path: Path, chance: np.random.Generator, frames: int) -> Iterator[Pose]:
    """A stretch of a recording, turned so that its mean direction is to the audience."""
    with np.load(path) as kept:
        rotations, root = kept["rotations"].astype(float), kept["root"].astype(float)
    first = int(chance.integers(0, max(1, len(root) - frames)))
    rotations, root = rotations[first : first + frames], root[first : first + frames]
    ahead = quat.rotate(rotations[:, 0], np.array([0.0, 0.0, 1.0]))
    middle = ahead.sum(axis=0)
    turn = quat.about(_UP, -math.atan2(middle[0], middle[2]) + chance.normal(0.0, 0.35))
    root = quat.rotate(turn, root - root.mean(axis=0) * [1.0, 0.0, 1.0])
    rotations[:, 0] = quat.multiply(turn, rotations[:, 0])
    for frame, (place, local) in enumerate(zip(root, rotations, strict=True)):
        positions = skeleton.positions_from(place, local)
        yield Pose(frame / RATE, positions, quat.normalised(local))


def danced(dancer: Dancer, tempo: float, meter: int, frames: int) -> Iterator[Pose]:
    """A dancer of the show, to a steady beat, after a warm-up."""
    for frame in range(round(_WARMING * RATE) + frames):
        time = frame / RATE
        beat = time * tempo / 60.0
        pulse = math.exp(-4.0 * (beat % 1.0))
        bands = (0.3 + 0.6 * pulse, 0.5, 0.4)
        pose = dancer.step(
            time, Music(time, tempo, beat, meter, 0, 0.9, True, 0.75, pulse, bands), None
        )
        if time >= _WARMING:
            yield pose


def _exercise(cast: str, number: int, frames: int) -> Take:
    name = f"{number:03d}_exercise"
    return Take(name, frames, lambda: exercise(_chance(cast, name), frames), source="exercise")


def _library(cast: str, number: int, frames: int) -> Take:
    """Three of the library's moves, different ones for each take."""
    name = f"{number:03d}_library"
    chance = _chance(cast, name)
    first = int(chance.integers(len(MOVES)))
    style = STYLES[number % len(STYLES)]
    able = [move for move in MOVES if style in move.styles and move.meter != 3] or list(MOVES)
    moves = tuple(able[(first + 5 * k) % len(able)].name for k in range(3))
    tempo, seed = float(chance.uniform(95.0, 132.0)), int(chance.integers(1 << 30))

    def dance() -> Iterator[Pose]:
        settings = Library(style=style, only=moves)
        return danced(Librarian(settings, seed, Desk()), tempo, 4, frames)

    return Take(name, frames, dance, source=f"library, {style}: {', '.join(moves)}")


def _choreographer(cast: str, number: int, frames: int) -> Take:
    name = f"{number:03d}_choreographer"
    chance = _chance(cast, name)
    style = STYLES[number % len(STYLES)]
    tempo, seed = float(chance.uniform(95.0, 132.0)), int(chance.integers(1 << 30))

    def dance() -> Iterator[Pose]:
        dancer = Choreographer(style=style).open(context(seed))
        return danced(dancer, tempo, 4, frames)

    return Take(name, frames, dance, source=f"choreographer, {style}, seed {seed}")


def _recorded_of(paths: list[Path]) -> Callable[[str, int, int], Take]:
    def take(cast: str, number: int, frames: int) -> Take:
        chance = _chance(cast, f"{number}")
        path = paths[int(chance.integers(len(paths)))]
        name = f"{number:03d}_{path.stem}"
        return Take(
            name,
            frames,
            lambda: recorded(path, _chance(cast, name), frames),
            source=f"recorded, {path.stem}",
        )

    return take


def _any_pose(chance: np.random.Generator) -> Floats:
    """Local rotations (24, 4) within what a dancer's joints do."""
    local = np.tile(quat.IDENTITY, (len(skeleton.JOINTS), 1))
    for index, joint in enumerate(skeleton.JOINTS):
        side, _, part = joint.partition("_")
        reach = _REACH.get(part or side)
        if reach is None:
            continue
        angles = np.clip(chance.normal(0.0, 0.6, 3), -1.0, 1.0) * reach
        mirrored = np.array([1.0, 1.0, 1.0]) if side != "r" else np.array([1.0, -1.0, -1.0])
        local[index] = quat.from_vector((angles + _leaning(part, chance)) * mirrored)
    return local


def _leaning(part: str, chance: np.random.Generator) -> Floats:
    """What a joint does besides chance: arms hang or rise, elbows and knees bend one way."""
    if part == "shoulder":
        return np.array([0.0, -0.4, chance.choice([-1.1, -0.5, 0.6])])
    if part == "elbow":
        return np.array([0.0, -0.9, 0.0])
    if part == "knee":
        return np.array([0.55 + 0.9 * (chance.random() < 0.15), 0.0, 0.0])
    if part == "hip":
        return np.array([-0.3 - 0.9 * (chance.random() < 0.2), 0.0, 0.08])
    return np.zeros(3)


def _standing(time: float, local: Floats, root: Floats, leap: float) -> Pose:
    """On the lower foot, or `leap` metres over the floor."""
    positions = skeleton.positions_from(root, local)
    lift = leap - float((positions[list(skeleton.CONTACT_JOINTS), 1] - _SOLES).min())
    return Pose(time, positions + np.array([0.0, lift, 0.0]), local)


_SOLES = np.array([0.06, 0.02, 0.06, 0.02])  # metres of ankles and toes over the floor


def _chance(*words: str) -> np.random.Generator:
    """The same chance for the same words, on every machine."""
    digest = hashlib.sha256("/".join(words).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def context(seed: int) -> ShowContext:
    return ShowContext(
        clock=Clock(Wall()), desk=Desk(), title="", subtitle="", rate=float(RATE), size=(256, 384),
        seed=seed, latency=0.0, meter=4, tempo=(60.0, 200.0), models=MODELS, folder=Path(),
        soundtrack=None, rehearsal=True, virtual=True,
    )  # fmt: skip
