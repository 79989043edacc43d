"""Standing while no music plays: breathing, and shifting the weight between the legs."""

import math

import numpy as np

from live.dance.moves.arms import PLACES
from live.dance.moves.move import ARMS, AT, CHANNELS, UNIT
from live.signals import Floats

# Metres and radians: a body at ease.
AT_EASE: Floats = UNIT * np.array([0.0] * ARMS + [*PLACES["rest"]] * 2)
# Channel, amplitude (metres, degrees), period in seconds, phase 0..1.
_SWINGS = (
    ("x", 0.035, 6.1, 0.0), ("z", 0.006, 4.3, 0.4), ("y", 0.004, 3.9, 0.3),
    ("hip_roll", 3.5, 6.1, 0.02), ("side", 2.0, 6.1, 0.08), ("twist", 4.0, 8.3, 0.2),
    ("look", 9.0, 9.7, 0.5), ("tilt", 3.0, 7.1, 0.1), ("nod", 2.0, 5.3, 0.7),
    ("chest", 1.2, 3.9, 0.0), ("left_fore", 0.02, 6.1, 0.15), ("right_fore", 0.02, 6.1, 0.6),
    ("left_out", 0.015, 6.1, 0.2), ("right_out", 0.015, 6.1, 0.8), ("left_up", 0.01, 3.9, 0.5),
    ("right_up", 0.01, 3.9, 0.45), ("left_shrug", 1.0, 3.9, 0.05), ("right_shrug", 1.0, 3.9, 0.0),
)  # fmt: skip
_AMOUNT: Floats = np.zeros(len(CHANNELS))
_RATE: Floats = np.zeros(len(CHANNELS))
_START: Floats = np.zeros(len(CHANNELS))
for _name, _much, _seconds, _start in _SWINGS:
    _AMOUNT[AT[_name]] = _much * UNIT[AT[_name]]
    _RATE[AT[_name]] = 2 * math.pi / _seconds
    _START[AT[_name]] = 2 * math.pi * _start


def idle(time: float) -> Floats:
    """The channels of a body at ease at a time in seconds; metres and radians."""
    channels: Floats = AT_EASE + _AMOUNT * np.sin(_RATE * time + _START)
    return channels
