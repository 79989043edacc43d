"""Single rotations as plain tuples w x y z: for one body, far faster than numpy arrays.

The signs are the dancer's: yaw turns to its left, pitch leans forward, roll lifts its left side.
"""

import math
from typing import TypeAlias

from live.body.ik import Vector

Turn: TypeAlias = tuple[float, float, float, float]


def then(a: Turn, b: Turn) -> Turn:
    """The turn that does b first, then a (as `quat.multiply`)."""
    aw, ax, ay, az = a
    bw, bx, by, bz = b
    return (
        aw * bw - ax * bx - ay * by - az * bz,
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
    )


def back(q: Turn) -> Turn:
    """The opposite turn."""
    return (q[0], -q[1], -q[2], -q[3])


def turned(q: Turn, v: Vector) -> Vector:
    """A vector after the turn."""
    w, x, y, z = q
    vx, vy, vz = v
    tx, ty, tz = 2 * (y * vz - z * vy), 2 * (z * vx - x * vz), 2 * (x * vy - y * vx)
    return (
        vx + w * tx + y * tz - z * ty,
        vy + w * ty + z * tx - x * tz,
        vz + w * tz + x * ty - y * tx,
    )


def angles(yaw: float, pitch: float, roll: float) -> Turn:
    """Yaw after pitch after roll, in radians: about Y, X and Z."""
    cy, sy = math.cos(yaw / 2), math.sin(yaw / 2)
    cp, sp = math.cos(pitch / 2), math.sin(pitch / 2)
    cr, sr = math.cos(roll / 2), math.sin(roll / 2)
    return (
        cy * cp * cr + sy * sp * sr,
        cy * sp * cr + sy * cp * sr,
        sy * cp * cr - cy * sp * sr,
        cy * cp * sr - sy * sp * cr,
    )


def cross(a: Vector, b: Vector) -> Vector:
    """The vector perpendicular to both: the cross product."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def from_axes(x: Vector, y: Vector, z: Vector) -> Turn:
    """The turn that brings the X, Y and Z axes to three perpendicular unit vectors."""
    trace = x[0] + y[1] + z[2]
    if trace > 0:
        s = 2 * math.sqrt(1 + trace)
        q = (s / 4, (y[2] - z[1]) / s, (z[0] - x[2]) / s, (x[1] - y[0]) / s)
    elif x[0] >= y[1] and x[0] >= z[2]:
        s = 2 * math.sqrt(max(1 + x[0] - y[1] - z[2], 1e-12))
        q = ((y[2] - z[1]) / s, s / 4, (y[0] + x[1]) / s, (z[0] + x[2]) / s)
    elif y[1] >= z[2]:
        s = 2 * math.sqrt(max(1 - x[0] + y[1] - z[2], 1e-12))
        q = ((z[0] - x[2]) / s, (y[0] + x[1]) / s, s / 4, (z[1] + y[2]) / s)
    else:
        s = 2 * math.sqrt(max(1 - x[0] - y[1] + z[2], 1e-12))
        q = ((x[1] - y[0]) / s, (z[0] + x[2]) / s, (z[1] + y[2]) / s, s / 4)
    return q


def wrapped(angle: float) -> float:
    """The same angle, in -pi..pi."""
    return (angle + math.pi) % (2 * math.pi) - math.pi
