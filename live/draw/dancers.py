"""The interface of a dancer on a painter's stage, and the dancer of light."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import cv2
import numpy as np

from live.draw.camera import FAR, Camera
from live.draw.lamps import LampState
from live.draw.light_body import Box, Easel, LightBody, Tint, is_visible
from live.draw.stage import Light
from live.draw.trails import Trail
from live.signals import UNSEEN, Floats, Image, Music, Pose


class PictureMoment(NamedTuple):
    """The moment that one picture shows."""

    time: float  # seconds
    music: Music
    cue: LampState
    lamps: Floats  # (7, 3): how each of the stage's lamps shines, 0..255 and above


@dataclass(frozen=True, slots=True)
class Room:
    """The camera and drawing buffers for dancers; the same for every picture."""

    camera: Camera
    step: int  # pixels that one point of the coarse grid is wide
    easel: Easel
    trails: float  # 0..1: how strongly movement leaves light behind


class Shown(Protocol):
    """One dancer, placed in one picture; drawn on it in the order of these methods."""

    def shade(self, light: Light) -> None:
        """Draws its shadow: darkens the lamps' light on the coarse grid, in place."""
        ...

    def mirror(self, coarse: Image) -> None:
        """Adds its mirror image in the polished floor to the coarse grid, in place."""
        ...

    def boxes(self) -> list[Box]:
        """The boxes in the picture where the dancer and its trail glow; only visible ones."""
        ...

    def shine(self, coarse: Image) -> None:
        """Adds its glow and its trail to the coarse grid, in place."""
        ...

    def paint(self, picture: Image) -> None:
        """Draws its body over the picture, in place."""
        ...


class StageDancer(Protocol):
    """One dancer, which keeps its state from picture to picture."""

    def wear(self, colour: Floats) -> None:
        """Sets the colour (3,), RGB 0..255."""
        ...

    def follow(
        self, moment: PictureMoment, pose: Pose | None, presence: float = 1.0
    ) -> Shown | None:
        """Takes a new pose; None: nobody is there. `presence` 0..1: how far they have appeared."""
        ...

    def clear(self) -> None:
        """Forgets the past: trails and the like."""
        ...

    def close(self) -> None: ...


class LightDancer:
    """A dancer of light."""

    def __init__(self, room: Room, colour: Floats, shift: Floats) -> None:
        """`shift` (3,) metres is added to the poses' places."""
        self._room = room
        self._shift = shift
        self._trail = Trail(colour)
        self._tint = Tint(colour)

    def wear(self, colour: Floats) -> None:
        self._trail.wear(colour)
        self._tint = Tint(colour)

    def follow(
        self, moment: PictureMoment, pose: Pose | None, presence: float = 1.0
    ) -> "LightDancerInPicture | None":
        if pose is None:
            self._trail.clear()
            return None
        figure = LightBody.of(pose, self._shift, self._room.camera, self._tint)
        known = (pose.seen[:, None] >= UNSEEN) & (np.abs(pose.positions) < FAR)
        place = np.where(known, pose.positions + self._shift, np.nan)
        self._trail.follow(moment.time, place, figure)
        return LightDancerInPicture(self._room, figure, self._trail, presence)

    def clear(self) -> None:
        self._trail.clear()

    def close(self) -> None:
        pass


@dataclass(frozen=True, slots=True, eq=False)
class LightDancerInPicture:
    """A dancer of light in one picture."""

    room: Room
    figure: LightBody
    trail: Trail
    presence: float = 1.0  # 0..1: how far the dancer has appeared

    def shade(self, light: Light) -> None:
        """Light throws no shadow."""

    def mirror(self, coarse: Image) -> None:
        self.figure.mirror(coarse, self.room.step, self.room.camera, self.presence)

    def boxes(self) -> list[Box]:
        return [box for box in (self.figure.box, *self.trail.boxes()) if is_visible(box)]

    def shine(self, coarse: Image) -> None:
        trails = self.presence * self.room.trails
        self.trail.draw(coarse, self.room.camera, self.room.step, trails)
        self.figure.shine(coarse, self.room.step, self.presence)

    def paint(self, picture: Image) -> None:
        self.paint_as_far(picture, self.presence)

    def paint_as_far(self, picture: Image, level: float) -> None:
        """Draws the body over the picture, in place; `level` 0..1: it is that solid."""
        left, top, right, bottom = self.figure.box
        if level <= 0.0 or not is_visible(self.figure.box):
            return
        place = picture[top:bottom, left:right]
        before = None if level >= 1.0 else place.copy()
        self.figure.paint(picture, self.room.easel)
        if before is not None:
            cv2.addWeighted(place, level, before, 1.0 - level, 0.0, dst=place)
