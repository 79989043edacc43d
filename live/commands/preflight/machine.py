"""Whether this machine is fast enough, and has room for a film."""

import shutil
from pathlib import Path

import numpy as np

from live.parts import ShowContext
from live.runtime.clock import Clock, Wall
from live.runtime.health import Colour, Finding
from live.runtime.supervise import Closable
from live.show.part_manager import call
from live.show.show_file import Show
from live.signals import Music, Scene

FRAMES = 60  # measured for the frame budget
ROOM_GB, ROOM_RED_GB = 2.0, 0.3  # free on the disk


def budget(show: Show, context: ShowContext) -> Finding:
    dancer = call(show.dancer, context, "dancer", "step")
    painter = call(show.painter, context, "painter", "paint")
    clock = Clock(Wall())
    clock.start()
    spent = []
    for frame in range(FRAMES):
        time, began = frame / show.rate, clock.now()
        music = Music(time, beat=2 * time, confidence=1.0, playing=True, loudness=0.8)
        pose = dancer.step(time, music, None)
        painter.paint(Scene(time, time, music, pose, None))
        spent.append(clock.now() - began)
    if isinstance(painter, Closable):
        painter.close()
    cost, budget = 1000 * float(np.percentile(spent, 95)), 1000 / show.rate
    how = f"{cost:.0f} of {budget:.0f} ms a frame (dancer and painter, 95 of 100 frames)"
    if cost > budget:
        return Finding(Colour.RED, "frame budget", how, "Lower size or rate in the show file.")
    if cost > 0.6 * budget:
        return Finding(Colour.AMBER, "frame budget", how, "Close other programs, or lower size.")
    return Finding(Colour.GREEN, "frame budget", how)


def disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free / 2**30
    how = f"{free:.1f} GB free in {folder}"
    if free < ROOM_RED_GB:
        return Finding(Colour.RED, "disk", how, "Free some space before you record.")
    if free < ROOM_GB:
        return Finding(Colour.AMBER, "disk", how, "Enough for the show, little for a film of it.")
    return Finding(Colour.GREEN, "disk", how)
