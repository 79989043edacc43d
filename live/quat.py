"""Rotations as unit quaternions w x y z: arrays (..., 4), broadcast like numpy."""

import numpy as np

from live.signals import Floats

IDENTITY: Floats = np.array([1.0, 0.0, 0.0, 0.0])


def multiply(a: Floats, b: Floats) -> Floats:
    """The rotation that does b first, then a."""
    aw, ax, ay, az = a[..., 0], a[..., 1], a[..., 2], a[..., 3]
    bw, bx, by, bz = b[..., 0], b[..., 1], b[..., 2], b[..., 3]
    return np.stack(
        [
            aw * bw - ax * bx - ay * by - az * bz,
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
        ],
        axis=-1,
    )


def inverse(q: Floats) -> Floats:
    """The opposite rotation."""
    opposite: Floats = q * np.array([1.0, -1.0, -1.0, -1.0])
    return opposite


def rotate(q: Floats, v: Floats) -> Floats:
    """Vectors (..., 3) turned by rotations (..., 4)."""
    w, x, y, z = q[..., 0], q[..., 1], q[..., 2], q[..., 3]
    vx, vy, vz = v[..., 0], v[..., 1], v[..., 2]
    tx, ty, tz = 2 * (y * vz - z * vy), 2 * (z * vx - x * vz), 2 * (x * vy - y * vx)
    return np.stack(
        [
            vx + w * tx + y * tz - z * ty,
            vy + w * ty + z * tx - x * tz,
            vz + w * tz + x * ty - y * tx,
        ],
        axis=-1,
    )


def normalised(q: Floats) -> Floats:
    """The same rotations with unit length; a zero becomes identity."""
    length = np.linalg.norm(q, axis=-1, keepdims=True)
    return np.where(length > 1e-9, q / np.maximum(length, 1e-9), IDENTITY)


def about(axis: Floats, angle: Floats | float) -> Floats:
    """A turn by an angle in radians about a unit axis (..., 3)."""
    half = np.asarray(angle, dtype=float)[..., None] / 2
    return np.concatenate([np.cos(half), np.sin(half) * axis], axis=-1)


def from_vector(v: Floats) -> Floats:
    """A rotation vector (axis times radians, (..., 3)) as a quaternion."""
    angle = np.linalg.norm(v, axis=-1, keepdims=True)
    # sin(angle/2)/angle without dividing by zero: sinc has it as its limit.
    return np.concatenate([np.cos(angle / 2), np.sinc(angle / (2 * np.pi)) / 2 * v], axis=-1)


def to_vector(q: Floats) -> Floats:
    """The rotation vector of the shorter way round: (..., 3), length at most pi."""
    q = np.where(q[..., :1] < 0, -q, q)
    sine = np.linalg.norm(q[..., 1:], axis=-1, keepdims=True)
    angle = 2 * np.arctan2(sine, q[..., :1])
    return np.where(sine > 1e-9, angle / np.maximum(sine, 1e-9), 2.0) * q[..., 1:]


def between(a: Floats, b: Floats) -> Floats:
    """The shortest rotation that turns direction a (..., 3) into direction b."""
    a = a / np.maximum(np.linalg.norm(a, axis=-1, keepdims=True), 1e-9)
    b = b / np.maximum(np.linalg.norm(b, axis=-1, keepdims=True), 1e-9)
    w = 1.0 + np.sum(a * b, axis=-1, keepdims=True)
    # Opposite directions have no shortest way: turn half round any axis square to a.
    other = np.where(np.abs(a[..., :1]) < 0.9, np.array([1.0, 0, 0]), np.array([0, 1.0, 0]))
    axis = np.where(w > 1e-6, np.cross(a, b), np.cross(a, other))
    return normalised(np.concatenate([np.where(w > 1e-6, w, 0.0), axis], axis=-1))


def slerp(a: Floats, b: Floats, t: Floats | float) -> Floats:
    """From a (t = 0) to b (t = 1) the shorter way."""
    step = to_vector(multiply(b, inverse(a)))
    return multiply(from_vector(step * np.asarray(t, dtype=float)[..., None]), a)


def from_axes(x: Floats, y: Floats, z: Floats) -> Floats:
    """The rotation whose turned X, Y and Z axes are the given orthonormal vectors (..., 3)."""
    m = np.stack([x, y, z], axis=-1)
    t = np.trace(m, axis1=-2, axis2=-1)
    # Four formulas, each exact where its own component is the largest: take that one.
    xx, yy, zz = m[..., 0, 0], m[..., 1, 1], m[..., 2, 2]
    a, b, c = m[..., 2, 1], m[..., 0, 2], m[..., 1, 0]
    d, e, f = m[..., 1, 2], m[..., 2, 0], m[..., 0, 1]
    rows = np.stack(
        [
            np.stack([1 + t, a - d, b - e, c - f], axis=-1),
            np.stack([a - d, 1 + xx - yy - zz, c + f, b + e], axis=-1),
            np.stack([b - e, c + f, 1 - xx + yy - zz, a + d], axis=-1),
            np.stack([c - f, b + e, a + d, 1 - xx - yy + zz], axis=-1),
        ],
        axis=-2,
    )
    best = np.argmax(np.stack([t, xx, yy, zz], axis=-1), axis=-1)
    chosen = np.take_along_axis(rows, best[..., None, None], axis=-2)[..., 0, :]
    return normalised(chosen)
