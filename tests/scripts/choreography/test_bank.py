from dataclasses import replace

import numpy as np
import pytest

from live.body import quat, skeleton
from live.dance import vector
from live.dance.music_features import PARTNER
from scripts.choreography import bank
from scripts.choreography.grid import Dance, on_the_beat
from scripts.choreography.styles import STYLES
from tests.scripts.choreography.takes import SECONDS, standing_and_stepping


@pytest.fixture(scope="module")
def dance() -> Dance:
    return on_the_beat(standing_and_stepping(), np.arange(0.0, SECONDS - 0.5, 0.5))


def test_candidates_are_on_beats_with_enough_to_come(dance: Dance) -> None:
    found = bank.bank_of([dance, dance])
    length = dance.beats * bank.ROWS + 1
    assert len(found.vectors) == 2 * length
    assert np.all(found.candidates % length % bank.ROWS == 0)
    assert np.all(found.last[found.candidates] - found.candidates >= bank.LEAST * bank.ROWS)
    assert np.array_equal(found.vectors[:length], dance.vectors[:: bank.STRIDE])
    assert found.last[0] == length - 1
    assert found.last[length] == 2 * length - 1
    assert len(found.candidates) == len(found.style) == 2 * (dance.beats - bank.LEAST + 1)


def test_what_was_repaired_is_no_candidate(dance: Dance) -> None:
    sound = dance.sound.copy()
    sound[5 * vector.STEPS : 6 * vector.STEPS] = False
    found = bank.bank_of([replace(dance, sound=sound)])
    beats = set((found.candidates // bank.ROWS).tolist())
    assert not beats & set(range(5 - bank.PHRASE + 1, 6))
    assert beats


def test_a_candidate_knows_its_style_tempo_and_speed(dance: Dance) -> None:
    found = bank.bank_of([dance])
    assert {STYLES[style] for style in found.style} == {"pop"}
    assert found.tempo == pytest.approx(np.full(len(found.tempo), 120.0))
    assert 0.2 < found.speed.mean() < 1.5


def test_a_mirrored_shape_is_the_shape_of_the_mirrored_dance(dance: Dance) -> None:
    root, rotations = skeleton.mirrored(dance.root, dance.rotations)
    flipped = replace(dance, root=root, rotations=rotations, vectors=vector.mirrored(dance.vectors))
    order, signs = bank.mirror_table()
    own, other = (bank.bank_of([one]).shape for one in (dance, flipped))
    assert np.allclose(own[:, order] * np.array(signs), other, atol=1e-9)
    assert not np.allclose(own, other)


def test_a_partner_is_kept_at_the_candidates(dance: Dance) -> None:
    partner = np.arange(len(dance.vectors) * PARTNER, dtype=float).reshape(-1, PARTNER)
    found = bank.bank_of([dance, dance], [partner, None])
    half = len(found.candidates) // 2
    assert found.partnered.tolist() == [True] * half + [False] * half
    at = found.candidates[:half] * bank.STRIDE
    assert np.array_equal(found.partner[:half], partner[at][:, bank.PARTNERED])
    assert np.all(found.partner[half:] == 0.0)


def test_a_dance_placed_from_its_vectors_is_the_dance_from_the_middle_facing_ahead(
    dance: Dance,
) -> None:
    root, rotations = bank.placed(dance.vectors)
    back = quat.about(np.array([0.0, 1.0, 0.0]), -vector.heading(dance.rotations[0, 0]))
    truth = skeleton.positions_from(dance.root, dance.rotations)
    truth = quat.rotate(back, truth - dance.root[0] * [1.0, 0.0, 1.0])
    found = skeleton.positions_from(root, rotations) - (root[0] - truth[0, 0])
    away = np.linalg.norm(found - truth, axis=-1)
    assert away.mean() < 0.04
    assert away.max() < 0.12
