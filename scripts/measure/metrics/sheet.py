"""Dances to look at: a sheet of still poses, and a film of several dances side by side."""

from collections.abc import Sequence
from pathlib import Path

import av
import cv2
import numpy as np
from scipy.ndimage import gaussian_filter1d

from live.body import quat
from live.errors import BadInput
from live.signals import JOINT_COUNT, Image, Pose
from scripts.look.dance import draw
from scripts.measure.metrics.performance import Performance

COUNTS = 8  # beats on a sheet, two poses each
RATE = 30  # pictures a second of a film
_CELL, _FILM_CELL = (150, 200), (320, 320)  # pixels
_FOLLOWS = 1.0  # seconds: how slowly the camera goes after the dancer
_AT_REST = np.tile(quat.IDENTITY, (JOINT_COUNT, 1))


def sheet(path: Path, dances: Sequence[Performance], begins: float) -> None:
    """Two rows a dance, from the front and from the side of the hall; a column a half beat.

    The first column is the first beat from `begins` seconds on, or the last eight beats of a
    shorter dance. Raises BadInput where the file cannot be written.
    """
    rows = []
    for dance in dances:
        times = _halves(dance, begins)
        poses = [_pose(dance, time) for time in times]
        for turn in (0.0, -0.85):
            cells = [
                draw(pose, turn, _CELL, f"{_name(dance)} {n // 2 + 1}{' &' * (n % 2)}")
                for n, pose in enumerate(poses)
            ]
            rows.append(np.hstack(cells))
    if not cv2.imwrite(str(path), np.vstack(rows)):
        raise BadInput(f"{path}: cannot be written. Name a .png where you may write.")


def _halves(dance: Performance, begins: float) -> list[float]:
    """The seconds of eight beats and their halves."""
    until = (len(dance.positions) - 1) / dance.fps
    beats = dance.beats[dance.beats <= until]
    if len(beats) < COUNTS + 1:
        beats = np.linspace(0.0, until, COUNTS + 1)
    first = min(int(np.searchsorted(beats, begins)), len(beats) - COUNTS - 1)
    counts = first + np.arange(2 * COUNTS) / 2
    return [float(time) for time in np.interp(counts, np.arange(len(beats)), beats)]


def film(path: Path, dances: Sequence[Performance], begins: float, seconds: float) -> None:
    """Dances side by side, three to a row, an mp4 without sound; a bar flashes on each beat.

    Raises BadInput where the file cannot be written.
    """
    try:
        _write(path, dances, begins, int(seconds * RATE))
    except (OSError, ValueError) as error:  # FFmpeg's errors are both
        raise BadInput(f"{path}: cannot be written. Name an .mp4 where you may write.") from error


def _write(path: Path, dances: Sequence[Performance], begins: float, frames: int) -> None:
    across = min(3, len(dances))
    down = -(-len(dances) // across)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height = across * _FILM_CELL[0], down * _FILM_CELL[1]
        stream.pix_fmt = "yuv420p"
        for frame in range(frames):
            cells = [_cell(dance, begins + frame / RATE) for dance in dances]
            cells += [np.zeros_like(cells[0])] * (across * down - len(cells))
            rows = [np.hstack(cells[row * across : (row + 1) * across]) for row in range(down)]
            picture = av.VideoFrame.from_ndarray(np.vstack(rows), format="bgr24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


def _cell(dance: Performance, time: float) -> Image:
    picture = draw(_pose(dance, time), -0.3, _FILM_CELL, f"{_name(dance)} {time:5.1f} s")
    since = time - dance.beats[dance.beats <= time]
    light = float(np.exp(-8 * since[-1])) if len(since) else 0.0
    picture[-6:] = np.uint8(40 + 200 * light)
    return picture


def _pose(dance: Performance, time: float) -> Pose:
    """The pose on a beat's frame, in the middle of the picture."""
    frame = min(round(time * dance.fps), len(dance.positions) - 1)
    reach = round(4 * _FOLLOWS * dance.fps)
    first = max(0, frame - reach)
    path = dance.positions[first : frame + reach + 1, 0]
    camera = gaussian_filter1d(path, _FOLLOWS * dance.fps, axis=0, mode="nearest")[frame - first]
    where = dance.positions[frame] - camera * np.array([1.0, 0.0, 1.0])
    return Pose(time, where, _AT_REST, contacts=dance.contacts[frame])


def _name(dance: Performance) -> str:
    return f"{dance.who[:14]} {dance.song[:12]}"
