"""Projections from the stage to a picture: the portrait's, and a lamp's, for its shadows."""

import numpy as np

from live.draw.camera import EYE_DISTANCE, EYE_HEIGHT
from live.draw.portrait import HEIGHT, WIDTH, Portrait
from live.signals import Floats

KEY_LAMP = np.array([0.50, 0.62, 0.80])  # where the brightest lamp is, as in the shader
_NEAR, _FAR = 1.0, 12.0  # metres from the eye


def portrait_view(portrait: Portrait, root: Floats) -> tuple[Floats, Floats]:
    """From the stage to the portrait's pane, (4, 4), and where the eye is, (3,) metres.

    It is the eye of `live.draw.portrait`: in front of the dancer, its window the pane.
    """
    eye = np.array([root[0], EYE_HEIGHT, portrait.depth + EYE_DISTANCE])
    left, right = portrait.left - eye[0], portrait.left + WIDTH - eye[0]
    top, bottom = portrait.top - eye[1], portrait.top - HEIGHT - eye[1]
    near = _NEAR / EYE_DISTANCE
    left, right, top, bottom = (near * edge for edge in (left, right, top, bottom))
    onto = np.zeros((4, 4))
    onto[0, 0], onto[0, 2] = 2 * _NEAR / (right - left), (right + left) / (right - left)
    onto[1, 1], onto[1, 2] = 2 * _NEAR / (top - bottom), (top + bottom) / (top - bottom)
    onto[2, 2] = (_FAR + _NEAR) / (_NEAR - _FAR)
    onto[2, 3], onto[3, 2] = 2 * _FAR * _NEAR / (_NEAR - _FAR), -1.0
    away = np.eye(4)
    away[:3, 3] = -eye
    return onto @ away, eye


def lamp_view(middle: Floats, way: Floats = KEY_LAMP, reach: float = 1.35) -> Floats:
    """From the stage to a lamp's own flat picture of `reach` metres around a point: (4, 4)."""
    ahead = way / np.linalg.norm(way)
    side = np.cross([0.0, 1.0, 0.0] if abs(ahead[1]) < 0.95 else [1.0, 0.0, 0.0], ahead)
    side /= np.linalg.norm(side)
    turn = np.stack([side, np.cross(ahead, side), -ahead])
    view = np.eye(4)
    view[:3, :3] = turn / reach
    view[:3, 3] = -turn @ middle / reach
    view[2] /= 2.0
    return view
