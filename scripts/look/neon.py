"""Paints a few bars of dancing and writes what the hall would see: PNG sheets, or a film.

python -m scripts.look.neon FOLDER [--size 1280x720] [--film]
"""

import asyncio
import math
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np

from live.body import quat, skeleton
from live.body.skeleton import INDEX
from live.desk.desk import Desk
from live.draw.neon import Neon
from live.parts import ShowContext
from live.runtime.clock import Clock
from live.signals import JOINT_COUNT, Floats, Image, Music, Pose, Scene
from scripts.options import add_size, command

RATE = 30.0  # pictures a second
TEMPO = 112.0  # beats a minute
_X, _Y, _Z = np.eye(3)


def context(
    size: tuple[int, int], title: str = "Anna & Ben", subtitle: str = "14 June"
) -> ShowContext:
    """A context for drawing pictures."""
    loop = asyncio.new_event_loop()
    clock = Clock(loop)
    loop.close()
    return ShowContext(
        clock=clock, desk=Desk(), title=title, subtitle=subtitle, rate=RATE, size=size, seed=7,
        latency=0.0, meter=4, tempo=(60.0, 200.0), models=Path(), folder=Path(),
        soundtrack=None, rehearsal=True, virtual=True,
    )  # fmt: skip


def music(time: float) -> Music:
    """A steady song with a kick on every beat and a snare on two and four."""
    beat = time * TEMPO / 60.0
    since = (beat % 1.0) * 60.0 / TEMPO
    kick = math.exp(-since / 0.15)
    return Music(
        time=time, tempo=TEMPO, beat=beat, confidence=0.9, playing=True,
        loudness=0.65 + 0.2 * math.sin(time), onset=kick if since < 0.05 else 0.1,
        bands=(0.25 + 0.6 * kick, 0.5 + 0.3 * math.sin(1.3 * time), 0.4 + 0.3 * kick),
    )  # fmt: skip


class _Turns:
    """Local rotations being put together."""

    def __init__(self) -> None:
        self.rotations = np.tile(quat.IDENTITY, (JOINT_COUNT, 1))

    def turn(self, joint: str, *turns: tuple[Floats, float]) -> None:
        for axis, angle in turns:
            turned = quat.multiply(self.rotations[INDEX[joint]], quat.about(axis, angle))
            self.rotations[INDEX[joint]] = turned

    def limb(self, name: str, raised: float, forward: float, bend: float) -> None:
        """An arm: raised from hanging (0) to overhead (pi), swung forward, bent at the elbow."""
        side = 1.0 if name == "l" else -1.0
        self.turn(f"{name}_shoulder", (_Y, -side * forward), (_Z, side * (raised - 1.45)))
        self.turn(f"{name}_elbow", (_Y, -side * bend))

    def leg(self, name: str, lift: float, out: float, knee: float) -> None:
        side = 1.0 if name == "l" else -1.0
        self.turn(f"{name}_hip", (_Z, side * out), (_X, -lift))
        self.turn(f"{name}_knee", (_X, knee))
        self.turn(f"{name}_ankle", (_X, lift - knee), (_Z, -side * out))


def _swing(beat: float) -> float:
    return math.sin(math.pi * beat)


def _bounce(beat: float) -> float:
    return 0.5 - 0.5 * math.cos(2 * math.pi * beat)


def dance(time: float, move: str, x: float = 0.0, z: float = 0.0) -> Pose:
    """One of a few moves, on the beat: groove, arms, lunge, turn, step or kick."""
    beat = time * TEMPO / 60.0
    t = _Turns()
    _MOVES[move](t, beat)
    root = np.array([x + (0.35 * _swing(beat) if move == "step" else 0.0), 0.0, z])
    flat = skeleton.positions_from(root, t.rotations)
    floor = min(flat[INDEX[j], 1] for j in ("l_toe", "r_toe")) - 0.03
    root = root - np.array([0.0, floor, 0.0])
    return Pose(time, skeleton.positions_from(root, t.rotations), t.rotations)


def _groove(t: _Turns, beat: float) -> None:
    swing, bounce = _swing(beat), _bounce(beat)
    t.turn("pelvis", (_Z, 0.08 * swing), (_Y, 0.25 * swing))
    t.turn("spine2", (_Z, -0.12 * swing))
    t.limb("l", 0.5 + 0.25 * swing, 0.5, 1.3 + 0.3 * swing)
    t.limb("r", 0.5 - 0.25 * swing, 0.5, 1.3 - 0.3 * swing)
    t.leg("l", 0.35 * bounce, 0.10, 0.7 * bounce)
    t.leg("r", 0.35 * bounce, 0.10, 0.7 * bounce)


def _arms(t: _Turns, beat: float) -> None:
    swing, bounce = _swing(beat), _bounce(beat)
    t.turn("pelvis", (_Z, 0.06 * swing))
    t.turn("spine1", (_Z, -0.22 * swing))
    t.limb("l", 2.5 + 0.35 * swing, 0.1, 0.25)
    t.limb("r", 2.5 - 0.35 * swing, 0.1, 0.25)
    t.leg("l", 0.25 * bounce, 0.14, 0.5 * bounce)
    t.leg("r", 0.25 * bounce, 0.14, 0.5 * bounce)


def _lunge(t: _Turns, beat: float) -> None:
    swing = _swing(beat)
    deep = 0.6 + 0.4 * swing
    t.turn("pelvis", (_Y, 0.5))
    t.turn("spine1", (_Z, -0.2), (_X, 0.1))
    t.limb("l", 1.7, 0.5, 0.1)
    t.limb("r", 2.2, -0.2, 0.4)
    t.leg("l", 1.0 * deep, 0.35, 1.25 * deep)
    t.leg("r", -0.35 * deep, 0.45, 0.12)


def _turn(t: _Turns, beat: float) -> None:
    swing, bounce = _swing(beat), _bounce(beat)
    t.turn("pelvis", (_Y, math.pi / 2 * beat))
    t.limb("l", 1.3 + 0.2 * swing, 0.3, 0.5)
    t.limb("r", 2.6, 0.3, 0.6)
    t.leg("l", 0.15, 0.08, 0.3)
    t.leg("r", 0.45 * bounce, 0.05, 0.9 * bounce)


def _step(t: _Turns, beat: float) -> None:
    swing = _swing(beat)
    t.turn("pelvis", (_Z, -0.08 * swing), (_Y, -0.3 * swing))
    t.turn("spine2", (_Y, 0.5 * swing))
    t.limb("l", 0.8 + 0.5 * swing, 0.6, 0.9)
    t.limb("r", 0.8 - 0.5 * swing, 0.6, 0.9)
    t.leg("l", 0.15 + 0.3 * max(swing, 0), 0.22, 0.3 + 0.6 * max(swing, 0))
    t.leg("r", 0.15 + 0.3 * max(-swing, 0), 0.22, 0.3 + 0.6 * max(-swing, 0))


def _kick(t: _Turns, beat: float) -> None:
    bounce = _bounce(beat)
    t.turn("pelvis", (_Y, -0.6))
    t.turn("spine1", (_X, -0.15 * bounce))
    t.limb("l", 1.4, 0.2, 0.4)
    t.limb("r", 1.1, 0.7, 0.6)
    t.leg("l", 1.3 * bounce, 0.1, 0.5 * (1 - bounce))
    t.leg("r", 0.1, 0.08, 0.2)


_MOVES = {
    "groove": _groove, "arms": _arms, "lunge": _lunge, "turn": _turn, "step": _step, "kick": _kick
}  # fmt: skip
MOVES = tuple(_MOVES)


def scene(time: float, move: str | None, human: str | None = None) -> Scene:
    """The stage at a moment, with a partner doing a move and a human another, or nobody."""
    beside = 0.75 if human else 0.0
    return Scene(
        time=time,
        heard=time,
        music=music(time),
        partner=dance(time, move, x=beside) if move else None,
        human=dance(time + 0.2, human) if human else None,
    )


def pictures(size: tuple[int, int], move: str | None, human: str | None, seconds: float = 2.0,
             title: str = "Anna & Ben") -> Iterator[Image]:  # fmt: skip
    """Every picture of a stretch of dancing."""
    painter = Neon().open(context(size, title))
    for number in range(int(seconds * RATE)):
        yield painter.paint(scene(10.0 + number / RATE, move, human))


def _last(pictures: Iterator[Image]) -> Image:
    *_, last = pictures
    return last


def sheet(images: list[Image], across: int) -> Image:
    """Pictures side by side."""
    rows = [np.hstack(images[i : i + across]) for i in range(0, len(images), across)]
    return np.vstack(rows)


def write(path: Path, rgb: Image) -> None:
    """As a PNG file."""
    cv2.imwrite(str(path), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))


def film(path: Path, size: tuple[int, int]) -> None:
    """Some seconds of every move, alone and with a human."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("h264", rate=int(RATE))
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        painter = Neon().open(context(size))
        for number in range(int(RATE * 2.2 * len(MOVES))):
            time = number / RATE
            move = MOVES[int(time / 2.2)]
            rgb = painter.paint(scene(time, move, "groove" if int(time / 2.2) % 2 else None))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(stream.encode())


def main() -> None:
    """Writes the sheets."""
    parser = command(__doc__)
    parser.add_argument("folder", type=Path)
    add_size(parser, "1280x720")
    parser.add_argument("--film", action="store_true")
    wanted = parser.parse_args()
    size, folder = wanted.size, wanted.folder
    width, height = size
    folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    moves = [_last(pictures(size, move, None, 1.3)) for move in MOVES]
    both = [_last(pictures(size, move, human, 1.1)) for move, human in
            (("arms", "arms"), ("lunge", "kick"))]  # fmt: skip
    safe = _last(pictures(size, None, None))
    for name, rgb in (("alone", moves[2]), ("both", both[0]), ("safe", safe)):
        write(folder / f"{name}.png", rgb)
    small = [cv2.resize(rgb, (320, round(320 * height / width)), interpolation=cv2.INTER_AREA)
             for rgb in (*moves, *both, safe)]  # fmt: skip
    write(folder / "back_of_the_hall.png", sheet(small, 3))
    write(folder / "moves.png", sheet([cv2.resize(rgb, (width // 2, height // 2),
          interpolation=cv2.INTER_AREA) for rgb in moves], 3))  # fmt: skip
    if wanted.film:
        film(folder / "neon.mp4", size)


if __name__ == "__main__":
    main()
