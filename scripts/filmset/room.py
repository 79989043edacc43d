"""A plain room, and the camera that looks into it."""

from dataclasses import dataclass

import numpy as np

from live.signals import Floats


@dataclass(frozen=True)
class Lens:
    """Where the camera stands, looking straight at the dancer's place."""

    height: float = 1.0  # metres
    distance: float = 3.0  # metres
    view: float = 44.0  # degrees, upright and across: the picture is square

    def matrix(self) -> Floats:
        """From the stage to the picture: (4, 4)."""
        scale, near, far = 1.0 / np.tan(np.radians(self.view) / 2), 0.5, 20.0
        depth = (far + near) / (near - far)
        onto = np.diag([scale, scale, depth, 0.0])
        onto[2, 3], onto[3, 2] = 2 * far * near / (near - far), -1.0
        away = np.eye(4)
        away[:3, 3] = [0.0, -self.height, -self.distance]
        return np.asarray(onto @ away)


def painted_room(size: int, lens: Lens) -> Floats:
    """A plain room: wall, skirting board, wooden floor, a picture: (size, size, 3) 0..1."""
    y, x = np.mgrid[:size, :size] / size
    room = np.empty((size, size, 3))
    room[:] = np.array([0.72, 0.70, 0.66]) * (1.0 - 0.18 * ((x - 0.45) ** 2 + y**2))[..., None]
    wall = lens.distance + 1.5  # metres from the lens
    edge = 0.5 + 0.5 * lens.height / (wall * np.tan(np.radians(lens.view) / 2))
    boards = 0.04 * np.sin((x - 0.5) / (y - 0.5).clip(0.05) * 40.0) > 0.0
    floor = np.array([0.42, 0.30, 0.21]) * (0.92 + 0.08 * boards + 0.25 * (y - edge))[..., None]
    room = np.where((y > edge)[..., None], floor, room)
    room[(y > edge - 0.02) & (y <= edge)] = [0.86, 0.85, 0.83]
    frame = (np.abs(x - 0.16) < 0.09) & (np.abs(y - 0.22) < 0.11)
    room[frame] = [0.30, 0.36, 0.33]
    room[frame & (np.abs(x - 0.16) < 0.08) & (np.abs(y - 0.22) < 0.10)] = [0.55, 0.62, 0.56]
    return room
