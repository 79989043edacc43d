"""Dances in avatars and writes what the hall would see: stills, and one avatar becoming another.

    python -m scripts.look.avatars FOLDER [--partner bride] [--human groom] [--size 1920x1080]
                                      [--models FOLDER]

The partner dances as the library does, the human as a puppet; `still_*.png` are moments of it as
the projector shows them, `change.png` the partner turning from avatar to light on the ONE.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2

from live.dance.library import Library
from live.draw.avatar import Avatar
from live.draw.wardrobe import LIGHT
from live.parts import ShowContext
from live.see.cameras.puppet import Puppet
from live.signals import Image, Pose, Scene
from scripts.look.neon import RATE, context, music, sheet, write
from scripts.options import add_models, add_size, command

STILLS = (4.3, 5.6, 7.0, 9.2, 11.4)  # seconds into the dance
CHANGE = 12.0  # seconds: when the change is asked for
SETTLED = 0.8  # seconds painted before a still, for lamps and trails


def danced(hall: ShowContext, part: Avatar, until: float) -> Iterator[tuple[float, Image]]:
    """Every picture that is near a still, or in the change, with its time."""
    painter = part.open(hall)
    beside = 0.0 if part.human == LIGHT else 0.6
    dancer = Library(home=(beside, 0.0)).open(hall)
    camera = Puppet().open(hall)
    for number in range(int(until * RATE)):
        time = number / RATE
        song = music(time)
        seen = camera.read()
        human = seen if isinstance(seen, Pose) and part.human != LIGHT else None
        pose = dancer.step(time, song, None)
        hall.desk.avatar = LIGHT if time >= CHANGE else None
        if time >= CHANGE or any(0 <= still - time < SETTLED for still in STILLS):
            yield time, painter.paint(Scene(time, time, song, pose, human))


def main() -> None:
    """Writes the pictures."""
    words = command(__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--partner", default="bride")
    words.add_argument("--human", default=LIGHT)
    add_size(words, "1920x1080")
    add_models(words)
    wanted = words.parse_args()
    width, height = wanted.size
    wanted.folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    hall = replace(context(wanted.size), models=wanted.models)
    part = Avatar(partner=wanted.partner, human=wanted.human)
    change: list[Image] = []
    for time, picture in danced(hall, part, CHANGE + 3.0):
        if time >= CHANGE and round(time * RATE) % 8 == 0:
            change.append(cv2.resize(picture, (480, 480 * height // width),
                                     interpolation=cv2.INTER_AREA))  # fmt: skip
        for still in STILLS:
            if time < CHANGE and abs(time - still) < 0.5 / RATE:
                write(wanted.folder / f"still_{still:04.1f}.png", picture)
    write(wanted.folder / "change.png", sheet(change[: len(change) // 4 * 4], 4))
    print(f"{len(STILLS)} stills and a change: {wanted.folder}")


if __name__ == "__main__":
    main()
