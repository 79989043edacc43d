"""What the operator's controls make of every frame: the beat, the cues, the light, the stage."""

from dataclasses import replace

import numpy as np
import pytest

from live.body import quat
from live.desk.controls import act
from live.desk.cues import Cue
from live.desk.desk import Desk
from live.parts import ShowContext
from live.runtime.outside import OutsideBeat
from live.show.direction import Direction
from live.signals import Music, Pose, Scene
from tests.parts import a_context, standing

FRAME = 1 / 30


def heard(now: float) -> Music:
    return Music(now, tempo=120.0, beat=2 * now, confidence=0.9, playing=True)


def moved(pose: Pose, metres: float) -> Pose:
    return replace(pose, positions=pose.positions + np.array([metres, 0.0, 0.0]))


class Evening:
    """A show's direction, thirty frames a second: partner and human walk a metre a second."""

    def __init__(self, **settings: object) -> None:
        self.context: ShowContext = a_context(**settings)
        self.desk: Desk = self.context.desk
        self.direction = Direction(self.context)
        self.frames = 0

    def press(self, name: str, value: object = None) -> None:
        assert act(self.desk, name, value, self.frames * FRAME)

    def wait(self, seconds: float, caption: str = "") -> Scene:
        for _ in range(round(seconds / FRAME)):
            self.frames += 1
            now = self.frames * FRAME
            music = self.direction.choose_music(heard(now), now)
            self.direction.step(now, music, FRAME)
            partner, human = moved(standing(now), now), moved(standing(now), -now)
            scene = self.direction.scene(now, music, partner, human, caption)
        return scene


def test_a_scene_is_of_its_time_with_what_was_heard_and_everybody_in_it() -> None:
    scene = Evening().wait(2.0, caption="5")
    assert (scene.time, scene.heard, scene.music) == (2.0, 2.0, heard(2.0))
    assert (scene.light, scene.cue, scene.caption) == (1.0, 0, "5")
    assert scene.partner is not None
    assert scene.human is not None
    assert (scene.partner.root[0], scene.human.root[0]) == (2.0, -2.0)


def test_a_human_appears_over_a_beat_and_is_held_while_all_is_frozen() -> None:
    evening = Evening()
    evening.wait(0.2)
    evening.press("freeze")
    frozen = evening.wait(1.0).presence
    assert 0.0 < frozen < 0.5
    evening.press("freeze")
    assert evening.wait(1.0).presence == 1.0


def test_before_anything_is_heard_there_is_silence_in_the_shows_meter() -> None:
    music = Direction(a_context(meter=3)).choose_music(None, 4.0)
    assert (music.playing, music.tempo, music.meter, music.confidence) == (False, 120.0, 3, 0.0)
    assert music.beat_at(4.0) == 8.0


def test_hands_lead_the_beat_and_the_desk_knows_the_tempo_that_is_danced() -> None:
    evening = Evening()
    evening.wait(1.0)
    assert evening.desk.tempo == 120.0
    evening.press("tempo", 97)
    assert evening.wait(1.0).music.tempo == 97.0
    assert evening.desk.tempo == 97.0
    evening.press("tap")
    music = evening.wait(FRAME).music
    assert music.beat_at(2.0) == pytest.approx(round(music.beat_at(2.0)))


def test_another_programs_beat_is_led_by_hands_too() -> None:
    evening = Evening()
    evening.context.outside.hear(OutsideBeat("link", 1.0, 140.0, 8.0, lasts=99.0))
    evening.press("half")
    assert evening.wait(1.0).music.tempo == 70.0
    assert evening.direction.beat_selector.source == "link"


def test_a_show_that_trusts_its_ear_alone_hears_no_other_program() -> None:
    evening = Evening(beat_source="ear")
    evening.context.outside.hear(OutsideBeat("link", 1.0, 140.0, 8.0, lasts=99.0))
    assert evening.wait(1.0).music.tempo == 120.0


def test_cues_fire_and_light_fades() -> None:
    evening = Evening(cues=(Cue(id="a", brightness=0.5, fade=2.0), Cue(id="b", style="latin")))
    evening.wait(1.0)
    assert evening.desk.standby == 1
    evening.press("go")
    assert 0.7 < evening.wait(1.0).light < 0.8
    scene = evening.wait(1.1)
    assert (scene.light, scene.cue, evening.desk.standby) == (0.5, 1, 2)


def test_while_frozen_everybody_and_the_caption_hold_still() -> None:
    evening = Evening()
    evening.wait(1.0, caption="5")
    evening.press("freeze")
    first, then = evening.wait(FRAME, caption="6"), evening.wait(2.0, caption="7")
    assert first.partner is not None
    assert then.partner is not None
    assert then.human is not None
    assert (then.caption, then.partner.time) == ("5", then.time)
    assert np.array_equal(then.partner.positions, first.partner.positions)
    assert then.human.root[0] == pytest.approx(-1 - FRAME)
    evening.press("freeze")
    scene = evening.wait(3.0, caption="8")
    assert scene.caption == "8"
    assert scene.partner is not None
    assert scene.partner.root[0] == pytest.approx(scene.time, abs=0.01)


def test_in_the_safe_look_nobody_is_on_the_stage_and_nothing_is_said() -> None:
    evening = Evening()
    evening.press("panic")
    scene = evening.wait(0.4, caption="5")
    assert scene.partner is not None
    scene = evening.wait(1.0, caption="5")
    assert (scene.partner, scene.human, scene.caption, scene.light) == (None, None, "", 1.0)
    evening.press("panic")
    scene = evening.wait(1.5, caption="5")
    assert scene.caption == "5"
    assert scene.partner is not None
    assert scene.human is not None


def test_the_show_is_over_when_its_end_has_faded() -> None:
    evening = Evening()
    evening.wait(1.0)
    evening.desk.end()
    evening.wait(0.3)
    assert not evening.direction.over
    assert evening.wait(0.3).light == 0.0
    assert evening.direction.over


def test_whoever_is_not_there_is_not_in_the_scene() -> None:
    direction = Direction(a_context())
    scene = direction.scene(1.0, heard(1.0), standing(1.0), None, "")
    assert scene.human is None
    assert scene.partner is not None
    assert np.array_equal(scene.partner.rotations[0], quat.IDENTITY)
