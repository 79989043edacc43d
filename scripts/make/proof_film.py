"""Makes films as a phone would make them of somebody who dances: for scripts/measure/become.py.

    python -m scripts.make.proof_film ASSETS --motion MOTION --out films

ASSETS and MOTION are as for scripts/make/avatar_films.py. `stranger.mp4` is a landscape film before
a plain wall, `uncle.mp4` an upright one in a cluttered room that moves, with motion blur and more
noise; no shipped avatar has learned from these people. First they follow instructions (turn round,
raise their arms), then they dance; their last dance is in no other part of the film. Beside each
film, `.npz` holds the true alpha of every 15th frame.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import av
import cv2
import numpy as np

from live.body import quat, skeleton
from live.dance.choreographer import Choreographer
from live.dance.library import Librarian, Library
from live.desk.desk import Desk
from live.signals import Floats, Image, Pose
from scripts.filmset import phone as phones
from scripts.filmset.actor import Actor
from scripts.filmset.characters import CAST
from scripts.filmset.motion import RATE, context, danced, recorded
from scripts.filmset.phone import LYING, UPRIGHT, Exposure, Phone, Room
from scripts.filmset.studio import Studio
from scripts.make.avatar_films import IRIS
from scripts.options import add_assets, add_motion, command

TRUTH_EVERY = 15  # frames
_BLEND = 15  # frames from one dance to the next
_SHUTTER = 1 / 90  # seconds: how long it is open, where there is motion blur
_STEPS = (
    "g1_J_Dance7_Party", "cmu_salsa_02_lead", "g1_J_Dance4_Broadway", "g1_J_Dance0_StepTouch",
    "cmu05_13", "g1_J_Dance3_Woah",
)  # fmt: skip
_LAST = "g1_J_Dance21_Blunt"  # what is held out


@dataclass(frozen=True)
class Shoot:
    """One film."""

    who: str
    phone: Phone
    room: Room
    noise: float
    blurred: bool


SHOOTS = {
    "stranger": Shoot("stranger", LYING, phones.plain(LYING), 3.0, blurred=False),
    "uncle": Shoot("uncle", UPRIGHT, phones.cluttered(UPRIGHT), 5.0, blurred=True),
}


def main() -> None:
    arguments = command(__doc__)
    add_assets(arguments)
    add_motion(arguments)
    arguments.add_argument("--out", type=Path, required=True, help="where the films go")
    arguments.add_argument("--who", choices=SHOOTS, action="append", help="default: both")
    arguments.add_argument("--seconds", type=float, default=120.0)
    given = arguments.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for who in given.who or SHOOTS:
        shoot(SHOOTS[who], given.assets, given.motion, given.out / f"{who}.mp4", given.seconds)


def shoot(order: Shoot, assets: Path, motion: Path, path: Path, seconds: float) -> None:
    """Writes the film, and the true alpha beside it."""
    character = next(one for one in CAST if one.name == order.who)
    wide, tall = order.phone.window
    high = 384 if order.blurred else 480
    size = (round(high * wide / tall / 2) * 2, high)
    actor = Actor(character, assets, Studio(size, assets / IRIS))
    exposure = Exposure(order.phone, order.noise, seed=3)
    alphas, part = [], path.with_suffix(".part.mp4")
    reach = (1.0 - 0.5 * (order.phone.size[0] < order.phone.size[1])) * 0.55
    poses = list(program(motion, round(seconds * RATE), reach))
    with av.open(str(part), "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=RATE, options={"crf": "21", "preset": "veryfast"})
        stream.width, stream.height = order.phone.size
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 1
        for number, pose in enumerate(poses):
            window = _window(actor, order, pose, poses[min(number + 1, len(poses) - 1)])
            root = pose.root.copy()
            root[1] = actor._root(pose)[1]
            time = number / RATE
            shown = phones.composed(order.phone, order.room(time), window, root)
            picture = exposure.take(shown, time)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            if number % TRUTH_EVERY == 0:
                alphas.append(_alpha(order.phone, window, root))
            if number % 300 == 0:
                print(f"{path}: {number} of {len(poses)} frames", flush=True)
        film.mux(stream.encode())
    np.savez_compressed(path.with_suffix(".npz"), alpha=np.array(alphas), every=TRUTH_EVERY)
    part.replace(path)


def program(motion: Path, frames: int, reach: float) -> Iterator[Pose]:
    """What is danced: first exercises, then dances, the last of which is in no other part."""
    shares = [0.07, 0.05, *[0.11] * len(_STEPS), 0.06, 0.06, 0.10]
    lengths = [round(frames * share) + _BLEND for share in shares]
    lengths[-1] += frames + _BLEND - (sum(lengths) - _BLEND * len(lengths) + _BLEND)
    kinds: list[Iterator[Pose]] = [_shown(lengths[0], turns=1.0), _shown(lengths[1], turns=0.0)]
    for k, name in enumerate(_STEPS):
        chance = np.random.default_rng(k)
        kinds.append(recorded(motion / f"{name}.npz", chance, lengths[2 + k]))
    kinds += [
        danced(Librarian(Library(style="party"), 3, Desk()), 112.0, 4, lengths[-3]),
        danced(Choreographer(style="latin").open(context(4)), 104.0, 4, lengths[-2]),
        recorded(motion / f"{_LAST}.npz", np.random.default_rng(9), lengths[-1]),
    ]
    yield from _joined([_near(list(kind), reach) for kind in kinds], frames)


def _shown(frames: int, turns: float) -> Iterator[Pose]:
    """Arms go up and down while they turn round."""
    rest = np.tile(quat.IDENTITY, (len(skeleton.JOINTS), 1))
    for frame in range(frames):
        share = frame / frames
        local = rest.copy()
        local[0] = quat.about(np.array([0.0, 1.0, 0.0]), 2 * math.pi * turns * share)
        up = 1.2 * math.sin(4 * math.pi * share - 1.57)
        for side, sign in (("l", 1.0), ("r", -1.0)):
            joint = skeleton.INDEX[f"{side}_shoulder"]
            local[joint] = quat.about(np.array([0.0, 0.0, 1.0]), sign * up)
        yield Pose(frame / RATE, skeleton.positions_from(np.array([0.0, 0.89, 0.0]), local), local)


def _near(poses: list[Pose], reach: float) -> list[Pose]:
    """The same within `reach` metres of the middle, so that the phone sees all of it."""
    roots = np.array([pose.root for pose in poses])
    middle = roots.mean(axis=0) * [1.0, 0.0, 1.0]
    far = max(reach, float(np.abs(roots - middle)[:, [0, 2]].max()))
    share = np.array([reach / far, 1.0, reach / far])
    moved = (roots - middle) * share - roots
    return [
        replace(pose, positions=pose.positions + by) for pose, by in zip(poses, moved, strict=True)
    ]


def _joined(dances: list[list[Pose]], frames: int) -> Iterator[Pose]:
    """The motions one after the other, each blending into the next."""
    joined = dances[0]
    for following in dances[1:]:
        blend = []
        for k in range(_BLEND):
            share = (k + 1) / (_BLEND + 1)
            a, b = joined[len(joined) - _BLEND + k], following[k]
            local = quat.slerp(a.rotations, b.rotations, share)
            root = a.root + (b.root - a.root) * share
            blend.append(Pose(0.0, skeleton.positions_from(root, local), local))
        joined = [*joined[:-_BLEND], *blend, *following[_BLEND:]]
    for number, pose in enumerate(joined[:frames]):
        yield replace(pose, time=number / RATE)


def _window(actor: Actor, order: Shoot, pose: Pose, following: Pose) -> Image:
    """The dancer as the film shows them while the shutter is open."""
    onto = order.phone.onto
    if not order.blurred:
        return actor.seen(pose, 1.0 / RATE, onto)
    share = _SHUTTER * RATE
    local = quat.slerp(pose.rotations, following.rotations, share)
    root = pose.root + (following.root - pose.root) * share
    later = Pose(pose.time + _SHUTTER, skeleton.positions_from(root, local), local)
    first = actor.seen(pose, 1.0 / RATE - _SHUTTER, onto)
    # The window stays in place: the dancer moves within it.
    here = actor._root(pose)
    last = actor.seen(later, _SHUTTER, lambda _: onto(here))
    return np.asarray(cv2.addWeighted(first, 0.5, last, 0.5, 0.0))


def _alpha(phone: Phone, window: Image, root: Floats) -> Image:
    """The dancer's alpha in a whole picture a quarter of the size."""
    black = np.zeros((phone.size[1], phone.size[0], 3), np.float32)
    only = np.repeat(window[..., 3:], 4, axis=2)
    only[..., 3] = 0
    whole = phones.composed(phone, black, only, root)[..., 0]
    small = cv2.resize(whole, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    return np.asarray(small.clip(0, 255), dtype=np.uint8)


if __name__ == "__main__":
    main()
