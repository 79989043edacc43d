"""Turns what the operator asked for into light on the stage: with fades, never cuts."""

from live.desk.desk import PANIC_FADE_SECONDS, Desk

END_FADE_SECONDS = 0.5


def toward(value: float, goal: float, step: float) -> float:
    """`value` moved towards `goal` by at most `step`."""
    return min(goal, value + step) if goal > value else max(goal, value - step)


class Lights:
    """The light on the stage (0..1) and whether the safe look is up, stepped once a frame."""

    def __init__(self) -> None:
        self.light = 1.0
        self.safe = False
        self._goal, self._speed = 1.0, 0.0  # the target of the light, and its change a second
        self.out = False  # whether the show was ended and the stage is dark

    def step(self, desk: Desk, dt: float) -> None:
        """Moves the light on by `dt` seconds."""
        changing_look = desk.panic != self.safe
        dark = desk.blackout or desk.asked_to_end or changing_look
        seconds = desk.fade
        if desk.asked_to_end:
            seconds = END_FADE_SECONDS
        elif not desk.blackout and (changing_look or self.safe):
            seconds = PANIC_FADE_SECONDS / 2
        goal = 0.0 if dark else desk.brightness
        if goal != self._goal:
            self._goal, self._speed = goal, abs(goal - self.light) / max(seconds, dt)
        self.light = toward(self.light, goal, self._speed * dt)
        if changing_look and self.light == 0.0:
            self.safe = desk.panic
        self.out = desk.asked_to_end and self.light == 0.0
