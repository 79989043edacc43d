"""The shipped motion matching: plays recordings, leaves them on the beat, and comes back late."""

import hashlib
from collections.abc import Mapping

import numpy as np
import pytest

from live.dance import vector
from live.dance.music_features import PARTNER
from live.networks import models
from live.runtime.places import MODELS
from live.signals import Floats
from scripts.choreography import contract
from scripts.choreography.contract import CONDITIONS
from scripts.choreography.free_run import Choreographer, Numbers, danced, measured, steady
from scripts.choreography.styles import STYLES

TEMPO = 112.0
BEATS = 100
PHRASE = 8  # beats


@pytest.fixture(scope="module")
def model() -> Choreographer:
    return contract.opened(models.find(MODELS, "dance_matching"))


class Watched:
    """A model, and every step of it."""

    def __init__(self, model: Choreographer) -> None:
        self._model = model
        self.steps: list[Mapping[str, Numbers]] = []
        self.dancer = Choreographer(self._step, model.shapes)

    def _step(self, given: Mapping[str, Numbers]) -> Mapping[str, Numbers]:
        self.steps.append(self._model.step(given))
        return self.steps[-1]

    def told(self, name: str) -> Floats:
        """(steps,): of each step, one number."""
        return np.array([float(step[name][0, 0]) for step in self.steps])


@pytest.fixture(scope="module")
def watched(model: Choreographer) -> Watched:
    """A hundred beats alone."""
    alone = Watched(model)
    danced(alone.dancer, steady(BEATS, TEMPO, 0.6), STYLES.index("pop"), seed=1)
    return alone


def test_it_has_the_inputs_and_outputs_of_the_contract(model: Choreographer) -> None:
    given = {name: np.zeros(shape, dtype=np.float32) for name, shape in model.shapes.items()}
    out = model.step(given)
    assert out["vector"].shape == (1, vector.SIZE)
    assert out["cut"].shape == (1, 1)
    for name, shape in model.shapes.items():
        if name not in CONDITIONS:
            assert out[f"next_{name}"].shape == shape


def test_its_card_names_the_file() -> None:
    path = models.find(MODELS, "dance_matching")
    card = path.with_name("card.md").read_text("utf-8")
    assert hashlib.sha256(path.read_bytes()).hexdigest() in card
    assert f"{path.stat().st_size:,} bytes" in card
    assert path.stat().st_size <= 2_500_000


def test_it_plays_a_recording_step_by_step_until_it_leaves_it(watched: Watched) -> None:
    place, cut = watched.told("next_place"), watched.told("cut") > 0.5
    advance = np.diff(place)[~cut[1:]]
    assert np.all(advance == 0.5)
    assert cut.sum() >= 2


def test_it_leaves_a_recording_on_a_beat_or_where_that_ends(watched: Watched) -> None:
    left = np.flatnonzero(watched.told("cut") > 0.5)
    assert np.all(left % vector.STEPS == 0)


def test_it_stays_in_a_recording_for_a_phrase_on_average(watched: Watched) -> None:
    assert (watched.told("cut") > 0.5).sum() <= BEATS / PHRASE


def test_it_dances_no_moment_twice_within_a_minute(watched: Watched) -> None:
    on_beats = watched.told("next_place")[:: vector.STEPS]
    assert len(set(on_beats.round().tolist())) > 0.95 * len(on_beats)


def test_chance_has_it_begin_anywhere(model: Choreographer) -> None:
    music = steady(1, TEMPO, 0.6)[:1]
    places = set()
    for seed in range(12):
        first = Watched(model)
        danced(first.dancer, music, STYLES.index("pop"), seed)
        places.add(first.told("next_place")[0])
    assert len(places) >= 6


def test_the_same_noise_gives_the_same_dance_and_another_gives_another(
    model: Choreographer,
) -> None:
    music = steady(12, TEMPO)
    first, again, other = (danced(model, music, 0, seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).mean() > 0.01


def test_somebody_near_changes_what_it_dances(model: Choreographer) -> None:
    music = steady(16, TEMPO, 0.6)
    partner = np.zeros((len(music), PARTNER))
    partner[:, [0, 2, 3, 14]] = [1.0, 0.6, -1.0, 0.8]
    alone = danced(model, music, STYLES.index("salsa"), seed=2)
    together = danced(model, music, STYLES.index("salsa"), seed=2, partner=partner)
    assert np.isfinite(together).all()
    assert np.abs(alone - together).mean() > 0.01


def test_lively_music_makes_it_livelier(model: Choreographer) -> None:
    calm, lively = (
        np.mean([
            measured(danced(model, steady(24, TEMPO, energy), style, seed=6), TEMPO).speed
            for style in range(2)
        ])
        for energy in (0.1, 0.95)
    )  # fmt: skip
    assert lively > 1.1 * calm
