"""A floor plan that is carried: planned for one place and front, danced at another."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Carry:
    """A turn about a point of the plan, then a move."""

    x: float = 0.0  # metres
    z: float = 0.0
    yaw: float = 0.0  # radians to the left
    about: tuple[float, float] = (0.0, 0.0)  # metres: x and z

    def there(self, x: float, z: float) -> tuple[float, float]:
        """The place on the stage of a place of the plan, metres."""
        return self._turned(x, z, self.yaw, (self.x, self.z))

    def back(self, x: float, z: float) -> tuple[float, float]:
        """The place of the plan of a place on the stage, metres."""
        return self._turned(x - self.x, z - self.z, -self.yaw, (0.0, 0.0))

    def pivoted(self, yaw: float, x: float, z: float) -> "Carry":
        """A carry with another yaw that keeps what is carried to x, z there."""
        there = self._turned(*self.back(x, z), yaw, (0.0, 0.0))
        return Carry(x - there[0], z - there[1], yaw, self.about)

    def _turned(
        self, x: float, z: float, yaw: float, way: tuple[float, float]
    ) -> tuple[float, float]:
        ax, az = self.about
        sin, cos = math.sin(yaw), math.cos(yaw)
        dx, dz = x - ax, z - az
        return ax + dx * cos + dz * sin + way[0], az - dx * sin + dz * cos + way[1]


NOWHERE = Carry()
