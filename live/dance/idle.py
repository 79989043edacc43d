"""Standing while no music plays: breathing, shifting the weight, looking at a guest now and then.

When music begins the body already moves to its beat, until it is sure enough to dance.
"""

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
# On the first beats of a song: lowest on each beat, from side to side with every other.
_GROOVE = (("y", -0.025, 1.0), ("nod", 4.0, 1.0), ("hip_roll", 3.0, 2.0), ("x", 0.02, 2.0),
           ("left_up", 0.03, 1.0), ("right_up", 0.03, 1.0), ("left_fore", 0.04, 2.0),
           ("right_fore", -0.04, 2.0))  # fmt: skip
_LOOKS, _GLANCE = 0.30, 11.0  # of these seconds the share that a guest is looked at
_FURTHEST = math.radians(42)  # how far the head turns for that
_AMOUNT: Floats = np.zeros(len(CHANNELS))
_RATE: Floats = np.zeros(len(CHANNELS))
_START: Floats = np.zeros(len(CHANNELS))
for _name, _much, _seconds, _start in _SWINGS:
    _AMOUNT[AT[_name]] = _much * UNIT[AT[_name]]
    _RATE[AT[_name]] = 2 * math.pi / _seconds
    _START[AT[_name]] = 2 * math.pi * _start


def idle(time: float, guest: float | None = None) -> Floats:
    """The channels of a body at ease at a time in seconds; metres and radians.

    `guest`: radians to the left, where somebody stands whom it looks at; None: nobody is there.
    """
    channels: Floats = AT_EASE + _AMOUNT * np.sin(_RATE * time + _START)
    if guest is not None:
        edge = math.cos(math.pi * _LOOKS)
        share = 0.5 + 0.5 * math.tanh(6 * (math.cos(2 * math.pi * time / _GLANCE) - edge))
        channels[AT["look"]] += share * min(_FURTHEST, max(-_FURTHEST, guest))
    return channels


def groove(beat: float) -> Floats:
    """What the first beats of a song add to `idle`: the body is still for a moment on each."""
    channels = np.zeros(len(CHANNELS))
    for name, amount, period in _GROOVE:
        channels[AT[name]] = amount * UNIT[AT[name]] * math.cos(2 * math.pi * beat / period)
    return channels
