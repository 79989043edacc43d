import math
from typing import cast

import numpy as np
import pytest

from live.body import quat
from live.dance import vector
from live.dance.improvise import Improviser
from live.dance.music_features import MusicMoment
from live.networks.providers import Numbers
from live.networks.recurrent import Recurrent
from live.signals import Floats
from tests.dance.bodies import HEIGHT, standing


class Mover:
    """A model that stands and travels as set, and keeps the inputs of every step."""

    def __init__(self, travel: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> None:
        self.sizes = {"noise": 3, "style": 2}
        self.travel = travel
        self.inputs: list[dict[str, Floats]] = []
        self.bends = [0.35]  # radians: the next bodies' knees; the last stays
        self.toes = [1.0]  # likewise: whether the feet stand
        self.cut_at = -1  # the number of the step that is a jump

    def step(self, inputs: dict[str, Floats]) -> dict[str, Numbers]:
        out = np.zeros(vector.SIZE)
        out[vector.TRAVEL] = self.travel
        out[vector.HEIGHT] = HEIGHT
        number = len(self.inputs)
        bend = self.bends[min(number, len(self.bends) - 1)]
        turns = standing(bend)[: vector.TURNING]
        x = quat.rotate(turns, np.array([1.0, 0.0, 0.0]))
        y = quat.rotate(turns, np.array([0.0, 1.0, 0.0]))
        out[vector.ROTATIONS] = np.concatenate([x, y], axis=-1).ravel()
        out[vector.CONTACTS] = self.toes[min(number, len(self.toes) - 1)]
        self.inputs.append(inputs)
        cut = float(number == self.cut_at)
        return {
            "vector": out[None].astype(np.float32),
            "cut": np.array([[cut]], dtype=np.float32),
        }


def improviser(model: Mover, seed: int = 1) -> Improviser:
    found = Improviser(cast(Recurrent, model), ("salsa", "pop"), seed)
    found.begin(0.0, 0.0, 0.0)
    found.wanted.tempo = 120.0
    return found


def danced(who: Improviser, beats: float, begin: float = 0.0) -> list[tuple[float, float, float]]:
    """Where it is, frame by frame: metres x and z, radians."""
    places = []
    for frame in range(round(beats * 15)):
        body = who.at(begin + frame / 15)
        x, _, z = body.root.tolist()
        places.append((x, z, float(vector.heading(body.rotations[0]))))
    return places


def test_the_model_takes_sixteen_steps_a_beat_whatever_the_tempo() -> None:
    for tempo in (60.0, 150.0):
        model = Mover()
        who = improviser(model)
        who.wanted.tempo = tempo
        who.at(0.0)
        first = len(model.inputs)
        danced(who, 8.0, 1 / 15)
        assert len(model.inputs) - first == pytest.approx(8 * vector.STEPS, abs=1)


def test_the_steps_flagged_as_beats_are_danced_on_the_beat() -> None:
    model = Mover()
    who = improviser(model)
    who.wanted.downbeat = 3
    flags = []
    for step in range(200):
        who.at(10.0 + step / vector.STEPS)
        flags.append((10.0 + step / vector.STEPS, model.inputs[-1]["music"]))
    # The newest step is four ahead of the body.
    beats = [beat + 4 / vector.STEPS for beat, music in flags if music[6] == 1.0]
    phrases = [beat + 4 / vector.STEPS for beat, music in flags if music[7] == 1.0]
    assert beats == pytest.approx([round(beat) for beat in beats])
    assert phrases == [11.0, 19.0]


def test_it_goes_as_far_and_turns_as_much_as_the_model_says() -> None:
    model = Mover((0.0, 0.2, 0.0))
    places = np.array(danced(improviser(model), 2.5))
    assert places[-1, 1] - places[15, 1] == pytest.approx(0.2 * (len(places) - 16) / 15, rel=0.05)
    assert np.abs(places[:, 0]).max() < 1e-6
    turning = np.array(danced(improviser(Mover((0.0, 0.0, 0.5))), 3.0))
    assert turning[-1, 2] == pytest.approx(0.5 * 44 / 15, rel=0.05)


def test_ahead_is_where_it_faces() -> None:
    who = improviser(Mover((0.0, 0.2, 0.0)))
    who.begin(0.0, 0.0, math.pi / 2)
    places = np.array(danced(who, 2.0))
    assert places[-1, 0] > 0.3
    assert np.abs(places[:, 1]).max() < 1e-6


@pytest.mark.parametrize("travel", [(0.0, 3.0, 0.0), (3.0, 0.0, 0.0), (2.0, -3.0, 0.3)])
def test_whatever_the_model_travels_it_stays_on_the_stage(
    travel: tuple[float, float, float],
) -> None:
    places = np.array(danced(improviser(Mover(travel)), 40.0))
    assert np.abs(places[:, 0]).max() <= 1.45 + 1e-9
    assert np.abs(places[:, 1]).max() <= 1.15 + 1e-9


def test_it_is_steered_home_in_metres_a_second() -> None:
    who = improviser(Mover())
    who.wanted.steer = (0.1, -0.05, 0.2)
    places = np.array(danced(who, 8.0))  # four seconds
    moved = (places[-1] - places[15]) / ((len(places) - 16) / 15 / 2)
    assert moved == pytest.approx([0.1, -0.05, 0.2], rel=0.05)


def test_the_same_seed_hears_the_same_chance_and_no_temperature_none() -> None:
    told = []
    for seed, temperature in ((1, 1.0), (1, 1.0), (2, 1.0), (1, 0.0)):
        model = Mover()
        who = improviser(model, seed)
        who.wanted.temperature = temperature
        danced(who, 1.0)
        told.append(np.array([given["noise"] for given in model.inputs]))
    assert np.array_equal(told[0], told[1])
    assert not np.array_equal(told[0], told[2])
    assert np.all(told[3] == 0.0)
    assert told[0].std() == pytest.approx(1.0, abs=0.3)


def test_style_partner_and_sound_reach_the_model() -> None:
    model = Mover()
    who = improviser(model)
    who.style, who.partner = np.array([0.0, 1.0]), np.full(24, 0.5)
    who.wanted.sound = MusicMoment(0.0, 4, 120.0, 0.9, 0.8, (0.7, 0.6, 0.5))
    who.at(0.0)
    assert model.inputs[-1]["style"].tolist() == [0.0, 1.0]
    assert np.all(model.inputs[-1]["partner"] == 0.5)
    assert model.inputs[-1]["music"][10:15].tolist() == [0.9, 0.8, 0.7, 0.6, 0.5]
    who.wanted.sound = None
    who.at(1.0)
    assert model.inputs[-1]["music"][[10, 16]].tolist() == [0.0, 0.0]


def knees(model: Mover) -> Floats:
    """Radians, at every sixteenth of a beat."""
    who = improviser(model)
    found = []
    for step in range(48):
        turn = who.at(step / vector.STEPS).rotations[4]
        found.append(float(np.linalg.norm(quat.to_vector(turn))))
    return np.array(found)


def test_a_jump_of_the_models_is_no_jump_of_the_bodys() -> None:
    model = Mover()
    model.bends, model.cut_at = [0.2] * 20 + [0.6], 20
    bent = knees(model)
    assert bent[-1] == pytest.approx(1.2, abs=0.05)
    assert np.abs(np.diff(bent)).max() < 0.12


def test_what_the_model_does_not_call_a_jump_is_danced_as_it_is() -> None:
    model = Mover()
    model.bends = [0.2] * 20 + [0.6]
    bent = knees(model)
    assert np.abs(np.diff(bent)).max() > 0.2


def test_a_gap_of_many_beats_is_not_danced_step_by_step_and_stays_on_the_beat() -> None:
    model = Mover()
    who = improviser(model)
    who.at(0.0)
    before = len(model.inputs)
    who.at(1000.5)
    assert len(model.inputs) - before <= 40
    steps = round(16 * math.atan2(*model.inputs[-1]["music"][[1, 0]]) / (2 * math.pi)) % 16
    assert steps == 8 + 4


def test_feet_stand_as_the_model_says_and_are_told_when_they_are_about_to_go() -> None:
    model = Mover()
    model.toes = [1.0] * 20 + [0.0]
    who = improviser(model)
    bodies = [who.at(step / vector.STEPS) for step in range(30)]
    standing_ = [bool(body.standing.all()) for body in bodies]
    leaving = [bool(body.leaving.all()) for body in bodies]
    last = max(step for step, stands in enumerate(standing_) if stands)
    assert standing_ == [step <= last for step in range(30)]
    assert leaving[last]
    assert not any(leaving[: last - 2]) and not any(leaving[last + 1 :])


def test_a_step_that_is_not_a_number_is_an_arithmetic_error() -> None:
    model = Mover((math.nan, 0.0, 0.0))
    with pytest.raises(ArithmeticError, match="not a number"):
        improviser(model).at(0.0)


def test_it_begins_where_it_is_put() -> None:
    who = improviser(Mover())
    danced(who, 2.0)
    who.begin(0.7, -0.3, 1.0)
    body = who.at(2.2)
    assert (body.root[0], body.root[2]) == pytest.approx((0.7, -0.3))
    assert float(vector.heading(body.rotations[0])) == pytest.approx(1.0)
    assert who.place == pytest.approx((0.7, -0.3, 1.0))
