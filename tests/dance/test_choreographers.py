"""The learned choreographers that ship: each keeps the contract, moves, and never freezes."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from live.dance import vector
from live.dance.music_features import PARTNER
from live.networks import models
from live.runtime.places import MODELS
from live.signals import Floats
from scripts.choreography import contract
from scripts.choreography.contract import CONDITIONS
from scripts.choreography.free_run import Choreographer, danced, measured, placed, steady
from scripts.choreography.styles import STYLES

KINDS = ("fact", "rnn")
TEMPO = 112.0
BEATS = 80  # 1,280 steps


@pytest.fixture(scope="module", params=KINDS)
def path(request: pytest.FixtureRequest) -> Path:
    return models.find(MODELS, f"dance_{request.param}")


@pytest.fixture(scope="module")
def model(path: Path) -> Choreographer:
    return contract.opened(path)


@pytest.fixture(scope="module")
def dance(model: Choreographer) -> Floats:
    """1,280 steps to a steady beat, alone."""
    return danced(model, steady(BEATS, TEMPO, 0.6), STYLES.index("pop"), seed=1)


def test_it_has_the_inputs_and_outputs_of_the_contract(model: Choreographer) -> None:
    assert model.shapes["music"] == (1, 17)
    assert model.shapes["partner"] == (1, PARTNER)
    assert model.shapes["style"] == (1, len(STYLES))
    given = {name: np.zeros(shape, dtype=np.float32) for name, shape in model.shapes.items()}
    out = model.step(given)
    assert out["vector"].shape == (1, vector.SIZE)
    assert out["cut"].tolist() == [[0.0]]
    for name, shape in model.shapes.items():
        if name not in CONDITIONS:
            assert out[f"next_{name}"].shape == shape


def test_it_says_what_it_is(path: Path) -> None:
    said = contract.metadata(path)
    assert contract.styles(path) == list(STYLES)
    assert said["steps"] == str(vector.STEPS)
    assert f"dance_{said['kind']}" == path.parent.parent.name
    assert said["version"] == path.parent.name
    assert said["licence"].startswith("GPL-3.0-or-later")


def test_its_card_names_the_file_and_thanks_the_dancers(path: Path) -> None:
    card = path.with_name("card.md").read_text("utf-8")
    assert hashlib.sha256(path.read_bytes()).hexdigest() in card
    assert f"{path.stat().st_size:,} bytes" in card
    for words in ("mocap.cs.cmu.edu", "NSF EIA-0196217", "Jasmine Coro", "CC BY 4.0", "synthetic"):
        assert words in card
    assert path.stat().st_size <= 2_500_000


def test_it_dances_on_without_freezing_or_floating(dance: Floats) -> None:
    assert np.isfinite(dance).all()
    found = measured(dance, TEMPO)
    assert 0.2 < found.speed < 1.6, found
    assert found.frozen <= 0.02, found
    assert found.low > 0.3, found
    assert found.high < 1.3, found
    contacts = dance[:, vector.CONTACTS]
    assert contacts.min() >= 0.0
    assert contacts.max() <= 1.0


def test_its_last_minute_is_as_lively_as_its_first(dance: Floats) -> None:
    half = len(dance) // 2
    first, last = (measured(part, TEMPO).speed for part in (dance[:half], dance[half:]))
    assert 0.5 < last / first < 2.0


def test_it_does_not_walk_off(dance: Floats) -> None:
    root, _ = placed(dance)
    # Metres a second, over the whole: a dancer goes to and fro.
    way = np.linalg.norm(root[-1, [0, 2]] - root[0, [0, 2]])
    assert way / (len(dance) / vector.STEPS * 60 / TEMPO) < 0.25


def test_the_same_noise_gives_the_same_dance_and_another_gives_another(
    model: Choreographer,
) -> None:
    music = steady(12, TEMPO)
    first, again, other = (danced(model, music, 0, seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first[96:] - other[96:]).mean() > 0.01


def test_the_transformer_goes_on_from_a_dance_that_was_begun() -> None:
    model = contract.opened(models.find(MODELS, "dance_fact"))
    begun = danced(model, steady(24, TEMPO, 0.6), STYLES.index("pop"), seed=9)[-4 * vector.STEPS :]
    music = steady(6, TEMPO, 0.6)
    there = danced(model, music, STYLES.index("pop"), seed=3, begun=begun)
    fresh = danced(model, music, STYLES.index("pop"), seed=3)
    np.testing.assert_array_equal(there[: len(begun)], begun)
    step = np.abs(np.diff(there[:, vector.ROTATIONS], axis=0)).max(axis=1)
    assert step[len(begun) - 1] < 2 * step[: len(begun) - 1].max()
    assert np.abs(there[len(begun)] - fresh[len(begun)]).max() > 0.1


def test_no_noise_is_a_dance_too_where_the_music_is_lively(model: Choreographer) -> None:
    dance = danced(model, steady(32, TEMPO, 0.9), STYLES.index("pop"), seed=0, heat=0.0)
    assert np.isfinite(dance).all()
    assert measured(dance[128:], TEMPO).speed > 0.1


def test_a_state_of_zeros_is_somebody_who_stands(model: Choreographer) -> None:
    first = danced(model, steady(1, TEMPO), None, seed=0)[:2]
    joints = vector.rotations_of(first)
    upright = joints[:, 0, 0]  # the pelvis turned little: the cosine of half the angle
    assert upright.min() > 0.9
    assert 0.7 < first[:, vector.HEIGHT].min() <= first[:, vector.HEIGHT].max() < 1.0


def test_lively_music_makes_it_livelier(model: Choreographer) -> None:
    calm, lively = (
        np.mean([
            measured(danced(model, steady(20, TEMPO, energy), style, seed=6), TEMPO).speed
            for style in range(3)
        ])
        for energy in (0.1, 0.95)
    )  # fmt: skip
    assert lively > 1.1 * calm


def test_it_dances_without_music_and_with_somebody_near(model: Choreographer) -> None:
    music = steady(16, TEMPO)
    music[:, 10:15] = 0.0
    music[:, 16] = 0.0
    partner = np.zeros((len(music), PARTNER))
    partner[:, [0, 2, 3, 7]] = [1.0, 1.6, -1.0, 0.0]
    dance = danced(model, music, None, seed=2, partner=partner)
    assert np.isfinite(dance).all()
    assert measured(dance[64:], TEMPO).speed > 0.1
