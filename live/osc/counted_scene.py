"""A scene as receivers need it: with the beats and bars counted from scene to scene."""

import math
from dataclasses import dataclass

from live.signals import Scene


@dataclass(frozen=True, slots=True)
class CountedScene:
    """A scene, with its number and its beats and bars."""

    number: int  # of the sent scene, 0 for the first
    scene: Scene
    beat: float  # beats, at the scene's time
    on_beat: bool  # whether a beat came since the scene before
    on_one: bool  # whether that beat was a ONE

    @property
    def bar(self) -> int:
        """The bar, from 1; a pickup is bar 0. Moving the ONE by whole bars does not change it."""
        music = self.scene.music
        return math.floor((self.beat - music.downbeat % music.meter) / music.meter) + 1

    @property
    def bar_phase(self) -> float:
        """How far the bar has gone: 0 on the ONE, below 1."""
        return self.scene.music.bar_position(self.beat) / self.scene.music.meter


class SceneCounter:
    """Counts beats and bars from scene to scene."""

    def __init__(self) -> None:
        self._number = 0
        self._counted: int | None = None  # the newest beat that has had its pulse

    def of(self, scene: Scene) -> CountedScene:
        """The next scene, counted."""
        beat = scene.music.beat_at(scene.time)
        number, counted = math.floor(beat), self._counted
        # A correction of the beat may go back to just before a beat that was already counted: that
        # beat gets no second pulse. Only a jump further back starts a new count.
        anew = counted is None or number < counted - 1
        self._counted = number if anew or counted is None else max(counted, number)
        on_beat = scene.music.playing and not anew and self._counted != counted
        on_one = on_beat and scene.music.beat_in_bar(beat) == 1
        moment = CountedScene(self._number, scene, beat, on_beat, on_one)
        self._number += 1
        return moment
