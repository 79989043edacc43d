"""A floor plan carried along: what is laid out for one place and front, danced at another."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Carry:
    """Turned about a point of the plan, then moved."""

    x: float = 0.0  # metres
    z: float = 0.0
    yaw: float = 0.0  # radians to the left
    about: tuple[float, float] = (0.0, 0.0)  # metres: x and z

    def there(self, x: float, z: float) -> tuple[float, float]:
        """Where a place of the plan comes to be."""
        return self._turned(x, z, self.yaw, (self.x, self.z))

    def back(self, x: float, z: float) -> tuple[float, float]:
        """Which place of the plan has come to be there."""
        return self._turned(x - self.x, z - self.z, -self.yaw, (0.0, 0.0))

    def pivoted(self, yaw: float, x: float, z: float) -> "Carry":
        """A carry to another yaw that leaves what has come to be at x, z where it is."""
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
