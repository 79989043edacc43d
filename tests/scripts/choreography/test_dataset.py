"""All the data in one file, and windows drawn from it."""

from pathlib import Path

import numpy as np
import pytest

from live.dance import vector
from live.dance.music_features import MusicMoment, music_vector
from live.errors import BadInput
from scripts.choreography import dataset, partners
from scripts.choreography.dataset import Data
from scripts.choreography.sampling import Batch, Sampler
from scripts.choreography.songs import Stretch
from scripts.choreography.styles import STYLES
from tests.scripts.choreography.dances import couple, swaying

STEPS = 64


def music() -> Stretch:
    rows = [
        music_vector(MusicMoment(step / 16 % 8, 4, 120.0, 0.5 + step / 4000), 16)
        for step in range(64 * 16)
    ]
    return Stretch("made_up", np.array(rows))


@pytest.fixture(scope="module")
def data() -> Data:
    clips = [*couple(), swaying(16.0, 112.0, "alone", "jazz"), swaying(14.0, name="other")]
    return dataset.made(clips, [music()])


@pytest.fixture(scope="module")
def sampler(data: Data) -> Sampler:
    return Sampler(data, np.arange(len(data.name)))


def drawn(sampler: Sampler, windows: int = 64, seed: int = 0, *, aligned: bool = False) -> Batch:
    return sampler.batch(windows, STEPS, np.random.default_rng(seed), aligned=aligned)


def test_every_take_is_there_with_its_partner(data: Data) -> None:
    assert data.name.tolist() == ["made_up_lead", "made_up_follow", "alone", "other"]
    assert data.coupled.tolist() == [True, True, False, False]
    assert [STYLES[style] for style in data.style] == ["salsa", "salsa", "jazz", "pop"]
    assert data.starts[-1] == len(data.vectors) == len(data.partner) == len(data.tempo)
    assert (data.partner[:, 0] == 1.0).all()


def test_tempo_is_as_danced_and_liveliness_is_within_a_style(data: Data) -> None:
    alone = data.rows(2)
    assert np.median(data.tempo[alone]) == pytest.approx(112.0, abs=3.0)
    half = (alone.start + alone.stop) // 2
    assert data.liveliness[half : alone.stop].mean() > data.liveliness[alone.start : half].mean()


def test_the_file_gives_back_what_was_written(data: Data, tmp_path: Path) -> None:
    dataset.write(tmp_path / "data.npz", data)
    again = dataset.read(tmp_path / "data.npz")
    np.testing.assert_allclose(again.vectors, data.vectors, atol=1e-6)
    assert again.name.tolist() == data.name.tolist()
    assert again.rows(1) == data.rows(1)


@pytest.mark.parametrize("content", [b"", b"nothing"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data.npz").write_bytes(content)
    with pytest.raises(BadInput, match=r"data\.npz.*dance_data"):
        dataset.read(tmp_path / "data.npz")


def test_without_music_nothing_can_be_learned() -> None:
    with pytest.raises(BadInput, match="no music"):
        dataset.made([swaying()], [])


def test_the_same_seed_draws_the_same_windows(sampler: Sampler) -> None:
    first, again, other = (drawn(sampler, 8, seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.music, again.music)
    assert not np.allclose(first.x, other.x)


def test_windows_are_finite_and_as_large_as_asked(sampler: Sampler) -> None:
    batch = drawn(sampler)
    assert batch.x.shape == (64, STEPS + 1, vector.SIZE)
    assert batch.music.shape == (64, STEPS, 17)
    assert batch.partner.shape == (64, STEPS, 24)
    assert batch.style.shape == (64, len(STYLES))
    for values in (batch.x, batch.music, batch.partner, batch.style):
        assert np.isfinite(values).all()


def test_tempo_is_jittered_within_what_is_promised(sampler: Sampler, data: Data) -> None:
    tempo = 110 * 2 ** drawn(sampler, 256).music[:, :, 8]
    assert 0.74 * data.tempo.min() < tempo.min() < 0.85 * data.tempo.mean()
    assert 1.15 * data.tempo.mean() < tempo.max() < 1.34 * data.tempo.max()


def test_each_condition_is_sometimes_left_out(sampler: Sampler) -> None:
    batch = drawn(sampler, 256)
    for left_out in (
        batch.music[:, 0, 16] == 0,
        batch.style.sum(axis=1) == 0,
        batch.partner[:, 0, 0] == 0,
    ):
        assert 0.05 < left_out.mean() < 0.8
    mute = batch.music[:, 0, 16] == 0
    assert (batch.music[mute][:, :, 10:15] == 0).all()
    assert (batch.partner[batch.partner[:, 0, 0] == 0] == 0).all()


def test_a_window_that_begins_from_rest_eases_into_the_dance(sampler: Sampler) -> None:
    batch = drawn(sampler, 256)
    starting = batch.x[batch.start]
    assert 0.05 < batch.start.mean() < 0.25
    np.testing.assert_allclose(starting[:, 0], np.tile(sampler.rest, (len(starting), 1)))


def test_aligned_windows_begin_on_a_beat(sampler: Sampler) -> None:
    batch = drawn(sampler, 64, aligned=True)
    assert (batch.music[:, ::16, 6] == 1.0).all()
    assert (batch.music[:, 1::16, 6] == 0.0).all()


def test_half_the_windows_are_mirrored(sampler: Sampler, data: Data) -> None:
    batch = drawn(sampler, 128, seed=5)
    plain = {row.tobytes() for row in data.vectors.round(6)}
    flipped = {row.tobytes() for row in vector.mirrored(data.vectors).round(6)}
    rows = [x[-1].round(6).tobytes() for x in batch.x]
    assert 0.2 < np.mean([row in plain for row in rows]) < 0.8
    assert 0.2 < np.mean([row in flipped for row in rows]) < 0.8


def test_joins_do_not_jump(sampler: Sampler) -> None:
    batch = drawn(sampler, 128)
    change = np.abs(np.diff(batch.x[:, :, vector.ROTATIONS], axis=1))
    assert change.max() < 0.25


def test_mirroring_a_dance_and_its_partner_twice_changes_nothing(data: Data) -> None:
    twice = vector.mirrored(vector.mirrored(data.vectors))
    np.testing.assert_array_equal(twice, data.vectors)
    np.testing.assert_array_equal(partners.mirrored(partners.mirrored(data.partner)), data.partner)
