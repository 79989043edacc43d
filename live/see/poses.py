"""The eyes: find the dancer in a camera's picture and follow them.

Frame -> landmarks of all bodies -> those of the chosen dancer -> their Pose on our skeleton
"""

from typing import Annotated, Literal

import msgspec

from live.networks import models
from live.parts import Eyes, Part, ShowContext
from live.see.chosen import Chosen
from live.see.finder import Finder, LiveFinder, StepFinder
from live.see.person_tracker import PersonTracker
from live.see.picture import bright
from live.signals import Frame, Pose

HELD = 0.2  # seconds that the pose of a lost dancer stays


class Poses(Part[Eyes], frozen=True):
    """Finds one person, 33 points of them, and keeps to that person."""

    model: Literal["full", "lite"] = "full"  # "lite": 3 ms faster, sees arms and feet less well
    # Seconds in which a still body goes half the way to where it is seen; more: calmer, later.
    halflife: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.05
    # Radians a second: a limb that turns as fast is smoothed half as much as a still one.
    swift: Annotated[float, msgspec.Meta(gt=0, le=20)] = 1.0
    # Degrees that the camera sees along its picture's longer side.
    view: Annotated[float, msgspec.Meta(ge=20, le=140)] = 62.0
    # How sure it must be that there is a person; less: finds more, and things that are none.
    confidence: Annotated[float, msgspec.Meta(ge=0.1, le=0.95)] = 0.5

    def open(self, context: ShowContext) -> "Watching":
        model = str(models.find(context.models, f"pose_{self.model}"))
        make = StepFinder if context.virtual else LiveFinder
        finder = make(model, self.confidence)
        return Watching(self, finder)


class Watching:
    """Eyes that follow one dancer."""

    engine = models.ENGINES[".task"]

    def __init__(self, settings: Poses, finder: Finder) -> None:
        self._settings = settings
        self._finder = finder
        self._chosen = Chosen()
        self._tracker = self._new_tracker()
        self._person = 0
        self._seen_at: float | None = None  # seconds: when the dancer was last found

    def see(self, frame: Frame) -> Pose | None:
        """The dancer's pose at the frame's time.

        When the dancer is lost, the last pose stays and its `seen` fades; None after HELD seconds.
        """
        spotlight = self._chosen.spotlight(frame.time)
        lit = bright(frame.rgb if spotlight is None else spotlight.on(frame.rgb))
        bodies = self._finder.find(Frame(frame.time, lit))
        dancer = self._chosen.pick(bodies, frame.time)
        if dancer is None:
            return self._missing(frame.time)
        if self._chosen.people != self._person:
            self._person = self._chosen.people
            self._tracker = self._new_tracker()
        self._seen_at = dancer.time
        return self._tracker.pose(dancer)

    def close(self) -> None:
        self._finder.close()

    def _missing(self, time: float) -> Pose | None:
        if self._seen_at is None or time - self._seen_at >= HELD:
            return None
        return self._tracker.held(time, (time - self._seen_at) / HELD)

    def _new_tracker(self) -> PersonTracker:
        settings = self._settings
        return PersonTracker(settings.halflife, settings.swift, settings.view)
