import numpy as np
import pytest

from scripts.hearing.corpus import Heard
from scripts.hearing.sampling import HELD_OUT, Sampler, is_held_out
from scripts.hearing.senses import senses
from scripts.hearing.spectrum import BANDS, NOTES


def piece(group: str, seconds: float = 20.0, beat: float = 0.5) -> Heard:
    """Noise, and beats all along."""
    chance = np.random.default_rng(4)
    frames = round(100 * seconds)
    beats = np.arange(0, seconds, beat) if group != "no music" else np.zeros(0)
    return Heard(
        "made up", group, chance.normal(-8, 1, (frames, BANDS)).astype(np.float16),
        chance.normal(-8, 1, (frames // 2, NOTES)).astype(np.float16), beats,
        np.arange(len(beats)) % 4 + 1.0, beats, group != "real:x", group != "module:x",
    )  # fmt: skip


def test_a_batch_is_what_the_network_takes_and_says_what_is_true() -> None:
    sampler = Sampler([piece("mma:polka"), piece("no music")], 400)
    batch = sampler.batch(6, np.random.default_rng(5))
    assert batch.frames.shape == (6, 400, 2 * BANDS)
    assert batch.steps.shape == (6, 200, 2 * NOTES)
    assert batch.target.shape == batch.weight.shape == (6, 400, 3)
    assert np.isfinite(batch.frames).all()
    assert np.isfinite(batch.steps).all()
    assert (batch.target[:, :, 0] == 1).sum(1).max() in (7, 8, 9)  # of four seconds at 120


@pytest.mark.parametrize(("group", "unknown"), [("module:x", 1), ("real:x", 2)])
def test_what_is_not_known_of_a_piece_weighs_nothing(group: str, unknown: int) -> None:
    batch = Sampler([piece(group)], 400).batch(4, np.random.default_rng(5))
    assert batch.weight[:, :, unknown].sum() == 0
    assert batch.weight[:, :, 0].all()


def test_a_piece_shorter_than_a_window_ends_in_silence() -> None:
    batch = Sampler([piece("mma:polka", seconds=2.0)], 800).batch(3, np.random.default_rng(5))
    assert batch.target[:, 300:].sum() == 0


def test_the_same_chance_draws_the_same_batch() -> None:
    sampler = Sampler([piece("mma:polka"), piece("no music")], 400)
    one, other = (sampler.batch(4, np.random.default_rng(6)) for _ in range(2))
    assert np.array_equal(one.frames, other.frames)
    assert np.array_equal(one.target, other.target)


def test_whole_families_are_held_out() -> None:
    assert is_held_out(piece(HELD_OUT[0]))
    assert not is_held_out(piece("mma:polka"))


def test_what_is_given_does_not_depend_on_what_comes_later() -> None:
    chance = np.random.default_rng(7)
    bands = chance.exponential(1e-3, (1, 300, BANDS)).astype(np.float32)
    notes = chance.exponential(1e-3, (1, 150, NOTES)).astype(np.float32)
    whole, half = senses(bands, notes), senses(bands[:, :200], notes[:, :100])
    assert np.allclose(whole[0][:, :200], half[0], atol=1e-5)
    assert np.allclose(whole[1][:, :100], half[1], atol=1e-5)


def test_quiet_music_is_given_like_loud_music() -> None:
    chance = np.random.default_rng(8)
    bands = chance.exponential(1e-2, (1, 300, BANDS)).astype(np.float32)
    notes = chance.exponential(1e-2, (1, 150, NOTES)).astype(np.float32)
    loud, soft = senses(bands, notes), senses(bands / 100, notes / 100)
    assert np.allclose(loud[0], soft[0], atol=1e-3)
