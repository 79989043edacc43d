"""Checks every signal where it enters the show, whatever part made it.

All checks of a frame together cost 0.2 % of its time (`python -m scripts.measure.checks`). They
look at types, shapes, and values that are finite and within their range. What is wrong is the fault
of the part that gave it: it is left out, and the show goes on with the signal before it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from live.signals import JOINT_COUNT, SECTIONS, AudioBlock, Frame, Image, Music, Pose

T = TypeVar("T")

_FARTHEST = 1000.0  # metres: a joint further away is invalid
_UNIT = 0.01  # how far a quaternion's length may be from 1
_SHAPES = {
    "positions": (JOINT_COUNT, 3), "rotations": (JOINT_COUNT, 4), "seen": (JOINT_COUNT,),
    "contacts": (4,),
}  # fmt: skip
_TEMPO = (1.0, 2000.0)  # beats a minute
_MANY = 1e9  # beats, and seconds: no evening is longer
_METER = (1, 64)  # beats a bar
_RATES = (1000, 1_000_000)  # samples a second
_SIDE = 16_384  # pixels: the longest side of a picture
_SHARES = ("confidence", "loudness", "onset", "brightness")  # of Music: 0..1
_ROUNDING = 1e-6  # how far beyond its range a share may lie
_LONGEST_TEXT = 200  # letters of a caption


def checked(value: T, whose: str, fault: Callable[[T], str | None]) -> T:
    """The value, if it is valid. Raises ValueError, which says whose it is and what is wrong."""
    if (wrong := fault(value)) is not None:
        raise ValueError(f"{whose} {wrong}")
    return value


def pose_fault(pose: Pose) -> str | None:
    """What is wrong with a pose: shapes, values that are not finite or too far, quaternions that
    are not of unit length. None: it is valid.
    """
    if not isinstance(pose, Pose):
        return f"is none, but {type(pose).__name__}"
    wrong = [_misshapen(name, getattr(pose, name), shape) for name, shape in _SHAPES.items()]
    found = next(filter(None, wrong), None)
    if found is not None:
        return found
    if not _within(pose.time, -_MANY, _MANY):
        return "is not a number: its time"
    if np.abs(pose.positions).max() > _FARTHEST:
        return f"is further than {_FARTHEST:.0f} m off"
    squares = np.sum(np.square(pose.rotations), axis=1)
    if np.abs(squares - 1.0).max() > 2 * _UNIT:
        return "has rotations that are no unit quaternions"
    return None


def _misshapen(name: str, array: Any, shape: tuple[int, ...]) -> str | None:
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiub":
        return f"has {name} that are no array of numbers"
    if array.shape != shape:
        return f"has {name} of shape {array.shape}, not {shape}"
    return None if np.isfinite(array).all() else f"is not a number: its {name}"


def music_fault(music: Music) -> str | None:
    """What is wrong with what an ear knows of the music; None: it is valid."""
    if not isinstance(music, Music):
        return f"is none, but {type(music).__name__}"
    if not (_within(music.time, -_MANY, _MANY) and _within(music.beat, -_MANY, _MANY)):
        return "has a time or beat that is no number"
    if not _within(music.tempo, *_TEMPO):
        return f"has a tempo of {music.tempo!r} beats a minute"
    if not (_whole(music.meter) and _METER[0] <= music.meter <= _METER[1]):
        return f"has a meter of {music.meter!r} beats"
    if not (_whole(music.downbeat) and abs(music.downbeat) <= _MANY):
        return f"has a downbeat that is no number of a beat: {music.downbeat!r}"
    wrong = next((name for name in _SHARES if not _share(getattr(music, name))), None)
    if wrong is not None:
        return f"has a {wrong} that is not within 0..1: {getattr(music, wrong)!r}"
    bands = music.bands
    if not (isinstance(bands, tuple) and len(bands) == 3 and all(map(_share, bands))):
        return f"has bands that are not three numbers within 0..1: {bands!r}"
    return _heard_fault(music)


def _heard_fault(music: Music) -> str | None:
    if not _within(music.silent_for, 0.0, _MANY):
        return f"has been silent for {music.silent_for!r} s"
    return None if music.section in SECTIONS else f"has a section of {music.section!r}"


def beat_fault(tempo: float, beat: float, time: float) -> str | None:
    """What is wrong with a beat that another program sends; None: it is valid."""
    if not (_within(time, -_MANY, _MANY) and _within(beat, -_MANY, _MANY)):
        return "has a time or number that is no number"
    return None if _within(tempo, *_TEMPO) else f"has a tempo of {tempo!r} beats a minute"


def block_fault(block: AudioBlock) -> str | None:
    """What is wrong with a block of sound; None: it is valid."""
    if not isinstance(block, AudioBlock):
        return f"is none, but {type(block).__name__}"
    samples = block.samples
    if not isinstance(samples, np.ndarray) or samples.dtype.kind != "f" or samples.ndim != 1:
        return "has samples that are no list of numbers"
    if not (_whole(block.rate) and _RATES[0] <= block.rate <= _RATES[1]):
        return f"has a rate of {block.rate!r} samples a second"
    if not _within(block.time, -_MANY, _MANY):
        return "has a time that is no number"
    return None if np.isfinite(samples).all() else "has samples that are no numbers"


def frame_fault(frame: Frame) -> str | None:
    """What is wrong with a camera's picture; None: it is valid."""
    if not isinstance(frame, Frame):
        return f"is none, but {type(frame).__name__}"
    if not _within(frame.time, -_MANY, _MANY):
        return "has a time that is no number"
    return _no_picture(frame.rgb)


def picture_fault(rgb: Image, size: tuple[int, int]) -> str | None:
    """What is wrong with a drawn picture, which is to be `size` (width, height); None: nothing."""
    wrong = _no_picture(rgb)
    if wrong is None and rgb.shape != (size[1], size[0], 3):
        return f"is of {rgb.shape[1]} x {rgb.shape[0]} pixels, not {size[0]} x {size[1]}"
    return wrong


def caption_fault(caption: str) -> str | None:
    """What is wrong with a text for the guests; None: it is valid."""
    if not isinstance(caption, str):
        return f"is no text, but {type(caption).__name__}"
    return None if len(caption) <= _LONGEST_TEXT else f"is longer than {_LONGEST_TEXT} letters"


def _no_picture(rgb: Any) -> str | None:
    if not isinstance(rgb, np.ndarray) or rgb.dtype != np.uint8:
        return "is no picture of bytes"
    if rgb.ndim != 3 or rgb.shape[2] != 3 or not 0 < min(rgb.shape) <= max(rgb.shape) <= _SIDE:
        return f"is of shape {rgb.shape}, not (height, width, 3)"
    return None


def _within(value: Any, least: float, most: float) -> bool:
    """Whether it is a number between the two; NaN is not."""
    return isinstance(value, int | float | np.floating | np.integer) and bool(
        least <= value <= most
    )


def _share(value: Any) -> bool:
    return _within(value, -_ROUNDING, 1.0 + _ROUNDING)


def _whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
