"""Partners as dancers see them, and in a mirror."""

import math

import numpy as np
import pytest

from live.body import skeleton
from live.dance.vector import heading
from scripts.choreography import partners
from scripts.choreography.clips import RATE, Clip
from scripts.choreography.grid import on_the_beat
from tests.scripts.choreography.dances import couple, joints, swaying


def test_a_dancer_sees_their_partner_where_they_are() -> None:
    lead, follow = couple()
    seen = partners.seen(on_the_beat(lead), follow)
    assert (seen[:, 0] == 1.0).all()
    assert np.abs(seen[:, 2] - 1.6).max() < 0.15
    assert np.abs(seen[:, 1]).max() < 0.5
    # They face each other, but for how far both sway.
    assert (seen[:, 3] < math.cos(math.pi - 0.5)).all()


def test_the_mirror_of_a_mirror_is_what_was_there() -> None:
    lead, follow = couple()
    seen = partners.seen(on_the_beat(lead), follow)
    np.testing.assert_array_equal(partners.mirrored(partners.mirrored(seen)), seen)
    assert not np.allclose(partners.mirrored(seen), seen)


def test_a_mirrored_couple_sees_mirrored_partners() -> None:
    lead, follow = couple()

    def flipped(clip: Clip) -> Clip:
        root, rotations = skeleton.mirrored(clip.root, clip.rotations)
        return Clip(
            clip.name, clip.style, clip.role, clip.pair, root, rotations,
            clip.contacts[:, [2, 3, 0, 1]], clip.repaired,
        )  # fmt: skip

    dance = on_the_beat(lead)
    other = on_the_beat(flipped(lead))
    there = partners.seen(dance, follow)
    mirrored = partners.seen(other, flipped(follow))
    rows = min(len(there), len(mirrored))
    np.testing.assert_allclose(partners.mirrored(there)[:rows], mirrored[:rows], atol=0.02)


def test_who_dances_twice_as_fast_is_seen_to_move_twice_as_fast() -> None:
    lead, follow = couple()
    seen = partners.seen(on_the_beat(lead), follow)
    twice = partners.hurried(seen, 2.0)
    np.testing.assert_allclose(twice[:, [5, 6, 14, 15, 16, 17, 22]],
                               2 * seen[:, [5, 6, 14, 15, 16, 17, 22]])  # fmt: skip
    same = np.setdiff1d(np.arange(24), [5, 6, 14, 15, 16, 17, 22])
    np.testing.assert_array_equal(twice[:, same], seen[:, same])


@pytest.mark.parametrize("facing", [0.0, 1.0, -2.5])
def test_a_partner_in_a_mirror_faces_the_dancer_and_does_as_they_do(facing: float) -> None:
    clip = swaying(facing=facing)
    mirror = partners.in_a_mirror(clip, distance=1.8, ahead=0.0)
    body, image = joints(clip), joints(mirror)
    # The plane of the mirror: each joint and its image lie as far before as behind it.
    normal = np.array([math.sin(facing), 0.0, math.cos(facing)])
    pairs = (body[:, list(skeleton._SWAP)] + image) / 2
    off = (pairs - clip.root.mean(axis=0)) @ normal
    assert np.abs(off - 0.9).max() < 0.02
    turned = heading(mirror.rotations[:, 0]) + heading(clip.rotations[:, 0]) - 2 * facing
    assert np.abs(np.cos(turned) + 1).max() < 1e-2


def test_the_mirror_runs_ahead_so_that_the_dancer_follows() -> None:
    clip = swaying()
    now, early = (partners.in_a_mirror(clip, 1.8, ahead) for ahead in (0.0, 0.1))
    frames = round(0.1 * RATE)
    np.testing.assert_allclose(early.root[:-frames], now.root[frames:])
