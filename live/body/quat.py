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
    # Opposite directions have no shortest rotation: half a turn about any perpendicular axis.
    other = np.where(np.abs(a[..., :1]) < 0.9, np.array([1.0, 0, 0]), np.array([0, 1.0, 0]))
    axis = np.where(w > 1e-6, np.cross(a, b), np.cross(a, other))
    return normalised(np.concatenate([np.where(w > 1e-6, w, 0.0), axis], axis=-1))


def slerp(a: Floats, b: Floats, t: Floats | float) -> Floats:
    """From a (t = 0) to b (t = 1) the shorter way."""
    step = to_vector(multiply(b, inverse(a)))
    return multiply(from_vector(step * np.asarray(t, dtype=float)[..., None]), a)


def from_axes(x: Floats, y: Floats, z: Floats) -> Floats:
    """The rotation whose turned X, Y and Z axes are the given orthonormal vectors (..., 3)."""
    rows = np.concatenate([x, y, z], axis=-1) @ _AXES + _SELF
    # Four formulas, each exact where its own component is the largest: take that one.
    best = np.argmax(rows[..., _OWN], axis=-1)
    places = 4 * np.arange(best.size) + best.ravel()
    chosen = rows.reshape(-1, 4)[places].reshape(*best.shape, 4)
    found: Floats = chosen / np.sqrt(np.sum(chosen * chosen, axis=-1, keepdims=True))
    return found


def matrices(q: Floats) -> Floats:
    """The same rotations as matrices (..., 3, 3), whose columns are the turned axes."""
    products = (q[..., :, None] * q[..., None, :]).reshape(*q.shape[:-1], 16)
    return (products @ _MATRIX + _UNTURNED).reshape(*q.shape[:-1], 3, 3)


# Of nine numbers (the turned axes, one after the other) the sixteen of `from_axes`: a row for each
# of w x y z, all four of them times it and times four. What is left at no axes is _SELF.
_AXES: Floats = np.zeros((9, 4, 4))
_SELF: Floats = np.eye(4).ravel()
_OWN = [0, 5, 10, 15]
# Of the products of w x y z with each other the nine numbers of a matrix, less the unturned one's.
_MATRIX: Floats = np.zeros((4, 4, 9))
_UNTURNED: Floats = np.eye(3).ravel()
for _axis, (_next, _last) in enumerate(((1, 2), (2, 0), (0, 1))):
    for _other in range(3):
        _AXES[4 * _other, 1 + _axis, 1 + _axis] = 1.0 if _other == _axis else -1.0
    _AXES[4 * _axis, 0, 0] = 1.0
    for _column, _row, _sign in ((_next, _last, 1.0), (_last, _next, -1.0)):
        _number = 3 * _column + _row
        _AXES[_number, 0, 1 + _axis] = _AXES[_number, 1 + _axis, 0] = _sign
        _AXES[_number, 1 + _column, 1 + _row] = 1.0
        _AXES[_number, 1 + _row, 1 + _column] = 1.0
        _MATRIX[0, 1 + _axis, 3 * _row + _column] = 2.0 * _sign
        _MATRIX[1 + _column, 1 + _row, 3 * _row + _column] = 2.0
        _MATRIX[1 + _column, 1 + _column, 4 * _axis] = -2.0
_AXES = _AXES.reshape(9, 16)
_MATRIX = _MATRIX.reshape(16, 9)
