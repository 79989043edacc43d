import numpy as np
import pytest

from live.body import quat, skeleton
from live.dance import vector
from live.signals import Bools, Floats
from tests.scripts.measure.dances import swinging

UP = np.array([0.0, 1.0, 0.0])


def a_dance(seed: int = 1, beats: int = 8) -> tuple[Floats, Floats, Bools]:
    """Root, rotations and contacts of a body that swings, travels and turns more than once round,
    at vector.STEPS a beat; hands as vectors have them, straight."""
    steps = beats * vector.STEPS
    motion = swinging(seed, steps, 120 / 60 * vector.STEPS)
    rotations = motion.rotations.copy()
    round_ = quat.about(UP, np.linspace(0.0, 9.0, steps))
    rotations[:, 0] = quat.multiply(round_, rotations[:, 0])
    rotations[:, 22:] = quat.IDENTITY
    chance = np.random.default_rng(seed)
    return motion.root, rotations, chance.random((steps, 4)) > 0.5


def turned(rotations: Floats, yaws: Floats) -> Floats:
    """Rotations whose pelvis is turned to the left, radians."""
    found = rotations.copy()
    found[:, 0] = quat.multiply(quat.about(UP, yaws), rotations[:, 0])
    return found


def apart(one: Floats, other: Floats) -> float:
    """Radians between rotations, at most."""
    away = quat.to_vector(quat.multiply(one, quat.inverse(other)))
    return float(np.linalg.norm(away, axis=-1).max())


def travelled(vectors: Floats, start: Floats, yaw: float) -> tuple[Floats, Floats]:
    """The root's way (steps, 3) and the yaws that vectors tell of, from a place."""
    # np.gradient's inner values are means of the steps before and after: undo them in the middle.
    rate = (vectors[1:, vector.TRAVEL] + vectors[:-1, vector.TRAVEL]) / 2 / vector.STEPS
    yaws = yaw + np.concatenate([[0.0], np.cumsum(rate[:, 2])])
    middle = (yaws[1:] + yaws[:-1]) / 2
    ways = quat.rotate(
        quat.about(UP, middle), np.stack([rate[:, 0], 0 * middle, rate[:, 1]], axis=-1)
    )
    places = start + np.concatenate([np.zeros((1, 3)), np.cumsum(ways, axis=0)])
    places[:, 1] = vectors[:, vector.HEIGHT]
    return places, yaws


def test_rotations_come_back_as_they_were() -> None:
    root, rotations, contacts = a_dance()
    vectors = vector.encoded(root, rotations, contacts)
    assert vectors.shape == (len(root), vector.SIZE)
    again = turned(vector.rotations_of(vectors), vector.heading(rotations[:, 0]))
    assert apart(again, rotations) < 1e-6


def test_a_vector_does_not_tell_where_the_body_is_nor_which_way_it_faces() -> None:
    root, rotations, contacts = a_dance()
    turn = quat.about(UP, 2.0)
    elsewhere = quat.rotate(turn, root) + np.array([3.0, 0.0, -1.0])
    one = vector.encoded(root, rotations, contacts)
    other = vector.encoded(elsewhere, turned(rotations, np.full(len(root), 2.0)), contacts)
    assert np.allclose(one, other, atol=1e-9)
    assert np.allclose(vector.heading(vector.rotations_of(one)[:, 0]), 0.0, atol=1e-9)


def test_the_travel_adds_up_to_the_way_of_the_pelvis_and_its_turns() -> None:
    root, rotations, contacts = a_dance()
    vectors = vector.encoded(root, rotations, contacts)
    yaw = np.unwrap(vector.heading(rotations[:, 0]))
    places, yaws = travelled(vectors, root[0], float(yaw[0]))
    assert abs(yaw[-1] - yaw[0]) > 2 * np.pi
    assert np.abs(yaws - yaw).max() < 0.05
    assert np.abs(np.diff(root[:, 0])).sum() > 1.0
    assert np.linalg.norm(places - root, axis=-1).max() < 0.02


def test_travel_is_metres_and_radians_a_beat_as_the_body_faces() -> None:
    beats = np.arange(2 * vector.STEPS) / vector.STEPS
    root = np.stack([0.5 * beats, np.full(len(beats), 0.9), 0 * beats], axis=-1)
    facing_right = np.tile(quat.IDENTITY, (len(beats), 24, 1))
    facing_right[:, 0] = quat.about(UP, np.pi / 2)  # it faces +X, and goes there
    vectors = vector.encoded(root, facing_right, np.zeros((len(beats), 4), dtype=bool))
    assert np.allclose(vectors[:, vector.TRAVEL], [0.0, 0.5, 0.0])
    assert np.allclose(vectors[:, vector.HEIGHT], 0.9)
    spinning = turned(facing_right, 0.3 * beats)
    vectors = vector.encoded(0 * root, spinning, np.zeros((len(beats), 4), dtype=bool))
    assert np.allclose(vectors[:, vector.TRAVEL], [0.0, 0.0, 0.3])


def test_contacts_are_kept() -> None:
    root, rotations, contacts = a_dance()
    assert np.array_equal(vector.encoded(root, rotations, contacts)[:, vector.CONTACTS], contacts)


def test_a_mirror_in_the_mirror_is_the_dance_itself() -> None:
    vectors = vector.encoded(*a_dance())
    assert not np.allclose(vector.mirrored(vectors), vectors)
    assert np.array_equal(vector.mirrored(vector.mirrored(vectors)), vectors)


def test_a_mirrored_vector_is_the_vector_of_the_mirrored_body() -> None:
    root, rotations, contacts = a_dance()
    in_mirror = vector.encoded(*skeleton.mirrored(root, rotations), contacts[:, [2, 3, 0, 1]])
    assert np.allclose(vector.mirrored(vector.encoded(root, rotations, contacts)), in_mirror)


def test_the_mirror_as_a_table_is_the_mirror() -> None:
    vectors = vector.encoded(*a_dance())
    order, signs = vector.mirror_table()
    assert np.array_equal(vectors[:, order] * np.array(signs), vector.mirrored(vectors))


@pytest.mark.parametrize("scale", [0.0, 1e-9, 1e6])
def test_numbers_that_are_no_rotation_still_make_unit_ones(scale: float) -> None:
    vectors = scale * np.random.default_rng(1).standard_normal((20, vector.SIZE))
    lengths = np.linalg.norm(vector.rotations_of(vectors), axis=-1)
    assert np.allclose(lengths, 1.0)
