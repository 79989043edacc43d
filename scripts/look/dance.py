"""Draws the dance library's moves as contact sheets, for judging them as a dancer would.

    python -m scripts.look.dance all            every move, two to a sheet
    python -m scripts.look.dance "jazz square"  one move
    python -m scripts.look.dance --song 30      half a minute of dancing, as a film
    python -m scripts.look.dance --mode mirror  with an amateur who is danced with, as a sheet
                                                   of every beat (or, with --song, as a film)

Each move has four rows, two from the front and two from the side of the hall; columns are half
counts.
Left limbs are warm, right ones cool; a white ring is a joint locked to the floor.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from live.body import quat, skeleton
from live.dance.library import Librarian, Library
from live.dance.moves import MOVES, STYLES
from live.dance.moves.move import Move
from live.desk.desk import MODES, Desk
from live.see.cameras.amateur import Habits
from live.see.cameras.amateur import dance as amateurs_dance
from live.see.retarget import local_rotations
from live.signals import JOINT_COUNT, Floats, Image, Music, Pose
from scripts.options import command

AGE = 0.06  # seconds: how old a sight of the human is
WARM, COOL, PALE = (70, 110, 235), (220, 150, 60), (200, 200, 200)  # BGR
_BONES = [(j, skeleton.PARENTS[j]) for j in range(1, JOINT_COUNT)]
_THICK = {1: 7, 2: 7, 4: 8, 5: 8, 7: 6, 8: 6, 10: 4, 11: 4, 16: 6, 17: 6, 18: 5, 19: 5, 20: 4,
          21: 4, 22: 3, 23: 3, 3: 11, 6: 11, 9: 11, 12: 5, 13: 6, 14: 6, 15: 5}  # fmt: skip


def project(points: Floats, turn: float, size: tuple[int, int]) -> Floats:
    """Stage metres to pixels, and depth, for a camera that has walked `turn` radians round."""
    width, height = size
    sin, cos = math.sin(turn), math.cos(turn)
    x = points[..., 0] * cos - points[..., 2] * sin
    z = points[..., 0] * sin + points[..., 2] * cos
    scale = height / 2.15 * 5.0 / (5.0 - z)
    u = width / 2 + x * scale
    v = height * 0.93 - points[..., 1] * scale + z * scale * -0.14 * -1
    return np.stack([u, v, z], axis=-1)


def draw(pose: Pose, turn: float, size: tuple[int, int], label: str) -> Image:
    """One figure on a floor grid."""
    canvas = np.full((size[1], size[0], 3), 28, np.uint8)
    for k in np.arange(-1.0, 1.01, 0.25):
        for line in (((k, 0, -0.5), (k, 0, 0.75)), ((-1.0, 0, k * 0.625), (1.0, 0, k * 0.625))):
            ends = project(np.array(line), turn, size)[:, :2].astype(int)
            cv2.line(canvas, ends[0].tolist(), ends[1].tolist(), (60, 60, 60), 1, cv2.LINE_AA)
    seen = project(pose.positions, turn, size)
    factor = size[1] / 220
    for joint, parent in sorted(_BONES, key=lambda bone: seen[bone[0], 2] + seen[bone[1], 2]):
        name = skeleton.JOINTS[joint]
        colour = WARM if name.startswith("l_") else COOL if name.startswith("r_") else PALE
        shade = min(1.0, max(0.55, 0.85 + 0.5 * (seen[joint, 2] - pose.positions[0, 2])))
        shaded = tuple(int(c * shade) for c in colour)
        a, b = seen[joint, :2].astype(int).tolist(), seen[parent, :2].astype(int).tolist()
        cv2.line(canvas, a, b, shaded, max(2, int(_THICK[joint] * factor)), cv2.LINE_AA)
    head = pose.positions[15] + np.array([0.0, 0.08, 0.02])
    where = project(head, turn, size)[:2].astype(int).tolist()
    cv2.circle(canvas, where, int(11 * factor), PALE, -1, cv2.LINE_AA)
    for locked, joint in zip(pose.contacts, skeleton.CONTACT_JOINTS, strict=True):
        if locked:
            at = seen[joint, :2].astype(int).tolist()
            cv2.circle(canvas, at, 4, (255, 255, 255), 1, cv2.LINE_AA)
    cv2.putText(canvas, label, (4, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.4, PALE, 1, cv2.LINE_AA)
    return canvas


@dataclass(frozen=True)
class Moment:
    """What is to be seen at once."""

    partner: Pose
    human: Pose | None
    caption: str


def danced(
    settings: Library, seconds: float, tempo: float, meter: int, rate: float
) -> list[Moment]:
    """A dance to a steady beat: in another mode than solo, with an amateur."""
    dancer = Librarian(settings, 3, Desk())
    moments = []
    for frame in range(int(seconds * rate)):
        time = frame / rate
        beat = time * tempo / 60
        pulse = math.exp(-4 * (beat % 1.0))
        music = Music(
            time, tempo, beat, meter, 0, 0.9, True, 0.75, pulse, (0.3 + 0.6 * pulse, 0.5, 0.4)
        )
        human = None if settings.mode == "solo" else amateur(beat, meter, time)
        seen = human and amateur((time - AGE) * tempo / 60, meter, time - AGE)
        moments.append(Moment(dancer.step(time, music, seen), human, dancer.caption))
    return moments


def amateur(beat: float, meter: int, time: float) -> Pose:
    """Somebody who dances, and now and then jumps, crouches, or turns to the side."""
    root, world = amateurs_dance(beat, meter, Habits.of(5))
    rotations = local_rotations(world)
    bar = math.floor(beat / meter) % 8
    within = min(1.0, max(0.0, beat % meter))
    if bar == 5:
        root = root + np.array([0.0, max(0.0, 1.2 * (beat % 1.0) * (0.7 - beat % 1.0)), 0.0])
    if bar == 7:
        turn = quat.about(np.array([0.0, 1.0, 0.0]), 0.9 * math.sin(math.pi * within))
        rotations[0] = quat.multiply(turn, rotations[0])
    return Pose(time, skeleton.positions_from(root, rotations), rotations)


def sheet(move: Move, tempo: float, size: tuple[int, int]) -> Image:
    """A move's rows: 16 half counts, from the front and from the side of the hall."""
    meter = 3 if move.meter == 3 else 4
    style = move.styles[0]
    settings = Library(style=style, only=(move.name,))
    rate = tempo / 60 * 12
    start = (12 if meter == 3 else 16) * 12  # the second phrase: as written, not mirrored
    counts = 6 if meter == 3 else 8
    poses = danced(settings, (start + counts * 12 + 24) / rate, tempo, meter, rate)
    rows = []
    for turn in (0.0, -0.85):
        cells = []
        for half in range(counts * 2):
            label = f"{move.name} {half // 2 + 1}{' &' * (half % 2)}"
            cells.append(draw(poses[start + half * 6].partner, turn, size, label))
        cells += [np.zeros_like(cells[0])] * (16 - len(cells))
        rows += [np.hstack(cells[:8]), np.hstack(cells[8:])]
    return np.vstack(rows)


def film(path: Path, settings: Library, seconds: float, tempo: float, meter: int) -> None:
    """Half a minute of dancing."""
    out = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30, (960, 480))
    for moment in danced(settings, seconds, tempo, meter, 30):
        out.write(pair(moment, (480, 480), settings))
    out.release()


def pair(moment: Moment, size: tuple[int, int], settings: Library) -> Image:
    """Human and partner side by side, or the partner alone from two sides."""
    label = moment.caption or f"{settings.mode} {settings.style}"
    if moment.human is None:
        return np.hstack([draw(moment.partner, turn, size, label) for turn in (0.0, -0.85)])
    return np.hstack(
        [draw(moment.human, 0.0, size, "human"), draw(moment.partner, 0.0, size, label)]
    )


def bars(path: Path, settings: Library, tempo: float, meter: int) -> None:
    """Eight bars with a human, a picture every half beat."""
    rate = tempo / 60 * 12
    moments = danced(settings, 16 * meter * 60 / tempo + 1, tempo, meter, rate)
    cells = [
        pair(moments[8 * meter * 12 + half * 6], (150, 200), settings)
        for half in range(8 * meter * 2)
    ]
    rows = [np.hstack(cells[first : first + 8]) for first in range(0, len(cells) - 7, 8)]
    cv2.imwrite(str(path), np.vstack(rows))


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("move", nargs="?", default="all", help="a move's name, or all")
    parser.add_argument("--song", type=float, default=0.0, help="seconds of film instead")
    parser.add_argument("--mode", choices=MODES, default="solo")
    parser.add_argument("--style", choices=STYLES, default="party")
    parser.add_argument("--tempo", type=float, default=116.0)
    parser.add_argument("--meter", type=int, default=4)
    parser.add_argument("--out", type=Path, default=Path("dance_sheets"))
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    settings = Library(style=asked.style, mode=asked.mode, home=(0.0, 0.0))
    if asked.song:
        path = asked.out / f"{asked.mode}_{asked.style}.mp4"
        film(path, settings, asked.song, asked.tempo, asked.meter)
        print(path)
        return
    if asked.mode != "solo":
        path = asked.out / f"{asked.mode}_{asked.style}.png"
        bars(path, settings, asked.tempo, asked.meter)
        print(path)
        return
    moves = [m for m in MOVES if asked.move in ("all", m.name)]
    for first in range(0, len(moves), 2):
        rows = [sheet(move, asked.tempo, (150, 200)) for move in moves[first : first + 2]]
        path = asked.out / f"moves_{first // 2:02d}.png"
        cv2.imwrite(str(path), np.vstack(rows))
        print(path, ", ".join(move.name for move in moves[first : first + 2]))


if __name__ == "__main__":
    main()
