"""Jumps: started by a human's jump, but with the flight and landing of the dancer's own body."""

import math

_GRAVITY = 9.81  # metres a second squared
_LEAVES = 0.02  # metres: a human higher above the floor jumps,
_RISING = 0.35  # metres a second: if they also rise faster than this
_LANDED = 0.01  # metres: a human nearer to the floor has landed
_SLOWEST, _FASTEST = 1.3, 2.4  # metres a second: limits of the dancer's take-off speed
_SPRING = 11.0  # radians a second: stiffness of the knees at a landing
_SOFT = 0.45  # of the speed of the fall that the knees take up


class Jump:
    """One dancer's jumps. Between jumps `height` and `give` are 0."""

    def __init__(self) -> None:
        self.height = 0.0  # metres: both feet off the floor
        self.give = 0.0  # metres: how much lower the pelvis is, landing
        self._speed: float | None = None  # metres a second, upwards; None: on the floor
        self._give_speed = 0.0
        self._armed = True  # the human has been on the floor since the last jump

    def step(self, air: float, rise: float, dt: float) -> None:
        """Moves on; `air` is how far the human's feet are off the floor, metres, and `rise` how
        fast they go up, metres a second.
        """
        if air < _LANDED:
            self._armed = True
        if self._speed is None and self._armed and air > _LEAVES and rise > _RISING:
            self._armed = False
            self._speed = min(_FASTEST, max(_SLOWEST, rise))
        if self._speed is not None:
            self._fly(dt)
        decay = math.exp(-_SPRING * dt)
        drive = self._give_speed + _SPRING * self.give
        self.give = decay * (self.give + drive * dt)
        self._give_speed = decay * (self._give_speed - _SPRING * drive * dt)
        if abs(self.give) < 1e-4 and abs(self._give_speed) < 1e-3:
            self.give = self._give_speed = 0.0

    def _fly(self, dt: float) -> None:
        assert self._speed is not None
        self.height += self._speed * dt - _GRAVITY * dt * dt / 2
        self._speed -= _GRAVITY * dt
        if self.height <= 0.0:
            self._give_speed = -_SOFT * self._speed
            self.height, self._speed = 0.0, None
