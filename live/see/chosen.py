"""Follows one dancer while other people walk by.

Nobody crosses a room between two frames, and nobody doubles in size: a body that does is somebody
else. When the dancer is lost, their place is kept for a moment, and only a strip of the picture
around it is searched: others are not even looked at. If the dancer does not come back, anybody
may take their place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.see.landmarks import Landmarks
from live.signals import Floats, Image

WAIT = 1.0  # seconds the dancer's place is kept
STEP = 2.2  # body heights a second: nobody on a dance floor moves across it faster
SLACK = 0.12  # body heights that the measurement itself may jump
GROWTH = 1.2  # natural logarithm of the size, a second: nobody nears or leaves the camera faster
GROWTH_SLACK = 0.3  # natural logarithm of the size that the measurement itself may jump
LONGEST = 0.2  # seconds of movement, at most, that are allowed for, however long one was unseen
REACH = 0.7  # body heights to either side of the trunk that may belong to the dancer


@dataclass(frozen=True, slots=True)
class Spotlight:
    """The upright strip of the picture in which a lost dancer is looked for."""

    left: float  # from the picture's middle to the right, its longer side being 1
    right: float

    def on(self, picture: Image) -> Image:
        """A copy of the picture, black outside the strip."""
        height, width = picture.shape[:2]
        longer = max(width, height)
        left, right = (
            int(np.clip(width / 2 + edge * longer, 0, width)) for edge in (self.left, self.right)
        )
        lit = np.zeros_like(picture)
        lit[:, left:right] = picture[:, left:right]
        return lit


class Chosen:
    """Picks the dancer's body from those that are found."""

    def __init__(self) -> None:
        self.people = 0  # how many have been the dancer so far: a new number is a new person
        self._last: Landmarks | None = None  # the dancer, when last seen
        self._stranger: Landmarks | None = None  # the body found instead of the dancer's
        self._missed = False  # not found in the newest frame

    def pick(self, bodies: Sequence[Landmarks], time: float) -> Landmarks | None:
        """The dancer among the bodies of one frame; None when they are not among them."""
        dancer = self._among(bodies, time) if bodies else None
        self._missed = dancer is None
        if dancer is not None:
            self._last, self._stranger = dancer, None
        return dancer

    def _among(self, bodies: Sequence[Landmarks], time: float) -> Landmarks | None:
        last, stranger = self._last, self._stranger
        if last is None or time - last.time > WAIT:
            self.people += 1
            return max(bodies, key=_prominence)
        nearest = min(bodies, key=lambda body: _distance(last, body))
        # A stranger who comes nearer is still a stranger.
        known = stranger is not None and is_same(stranger, nearest)
        if not known and is_same(last, nearest):
            return nearest
        self._stranger = nearest
        return None

    def spotlight(self, time: float) -> Spotlight | None:
        """Where to look in a frame taken at `time`; None: in all of the picture."""
        last = self._last
        if last is None or not self._missed or time - last.time > WAIT:
            return None
        centre, reach = float(last.centre[0]), REACH * last.size
        return Spotlight(centre - reach, centre + reach)


def is_same(before: Landmarks, now: Landmarks) -> bool:
    """Whether two bodies, one seen after the other, can be one person's."""
    dt = min(max(0.0, now.time - before.time), LONGEST)
    grown = abs(float(np.log(max(now.size, 1e-3) / max(before.size, 1e-3))))
    return _distance(before, now) <= SLACK + STEP * dt and grown <= GROWTH_SLACK + GROWTH * dt


def _distance(a: Landmarks, b: Landmarks) -> float:
    """Between two bodies in the picture, in body heights of the first."""
    apart: Floats = a.centre - b.centre
    return float(np.linalg.norm(apart)) / max(a.size, 1e-3)


def _prominence(body: Landmarks) -> float:
    """A score for choosing the dancer: higher for a large body near the picture's middle."""
    return body.size * (1.0 - 0.8 * min(1.0, abs(float(body.centre[0])) * 2))
