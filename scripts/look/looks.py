"""Draws many people nobody designed on one sheet: looks of an avatar that takes them.

    python -m scripts.look.looks SHEET.jpg [--model model.onnx] [--count 64] [--first 1]

The people of the seeds FIRST, FIRST + 1 and so on, each in another moment of the library's dances.
"""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from live.become.training import contract
from live.become.training.contract import Model
from live.become.training.somebody import LENGTH
from live.dance.library import Library
from live.draw.portrait import Portrait
from live.draw.someone import look_of
from live.runtime.places import MODELS
from live.runtime.sentences import one_sentence
from live.signals import Image, Music, Pose
from scripts.look.neon import context
from scripts.options import command

SOMEONE = MODELS / "avatar_someone" / "1" / "model.onnx"
_ROOM = np.array([0.115, 0.085, 0.125])
_TEMPO, _RATE = 112.0, 30.0  # beats a minute, pictures a second
_BETWEEN = 0.9  # seconds of the dance, from one person to the next
_CUT = (slice(52, 356), slice(43, 213))  # of 384 x 256: what is shown of a pane


def main() -> None:
    words = command(__doc__)
    words.add_argument("sheet", type=Path)
    words.add_argument("--model", type=Path, default=SOMEONE)
    words.add_argument("--count", type=int, default=64)
    words.add_argument("--first", type=int, default=1, help="the first one's seed")
    words.add_argument("--across", type=int, default=16)
    words.add_argument("--scale", type=float, default=0.6)
    words.add_argument("--quality", type=int, default=86)
    asked = words.parse_args()
    with one_sentence():
        model = contract.opened(asked.model)
        pictures = [
            shown(model, str(asked.first + number), pose)
            for number, pose in zip(range(asked.count), moments(), strict=False)
        ]
    rows = [
        np.hstack(pictures[k : k + asked.across])
        for k in range(0, len(pictures) - asked.across + 1, asked.across)
    ]
    whole = cv2.resize(np.vstack(rows), None, fx=asked.scale, fy=asked.scale,
                       interpolation=cv2.INTER_AREA)  # fmt: skip
    cv2.imwrite(str(asked.sheet), whole[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, asked.quality])
    print(f"{len(pictures)} people: {asked.sheet}, {asked.sheet.stat().st_size:,} bytes")


def shown(model: Model, seed: str, pose: Pose) -> Image:
    """Somebody before a dark room."""
    points = Portrait.of(pose, model.build).points
    painted = model.wearing(look_of(seed, LENGTH)).paint(points.astype(np.float32))
    rgba = cv2.resize(painted, (256, 384), interpolation=cv2.INTER_AREA)[_CUT]
    over = rgba[..., :3] + (1.0 - rgba[..., 3:]) * _ROOM
    return np.asarray((over.clip(0.0, 1.0) * 255.0).astype(np.uint8))


def moments() -> Iterator[Pose]:
    """Moments of the library's dances, without end."""
    dancer = Library().open(context((640, 360)))
    frame = 0
    while True:
        time = frame / _RATE
        beat = time * _TEMPO / 60.0
        music = Music(time, _TEMPO, beat, confidence=0.9, playing=True, loudness=0.7)
        pose = dancer.step(time, music, None)
        if frame and frame % round(_BETWEEN * _RATE) == 0:
            yield pose
        frame += 1


if __name__ == "__main__":
    main()
