"""The actions that knobs and pads can be learnt for, and what they then show."""

from dataclasses import replace

import pytest

from live.desk.actions import ACTIONS, FADERS, Action, parse
from live.desk.desk import Desk


def a_desk() -> Desk:
    desk = Desk()
    desk.avatars = ("rose", "gold")
    desk.offsets, desk.tempo = (*[0.0] * 7, -5.0), 120.0
    desk.beat = replace(desk.beat, nudge=0.5)  # something for `hear` to take back
    return desk


def action(text: str) -> Action:
    found = parse(text)
    assert found is not None
    return found


def pressed(text: str, desk: Desk) -> Desk:
    action(text).do(desk, 100, pressed=True, now=1.0)
    return desk


@pytest.mark.parametrize(
    "text", [*ACTIONS, "style latin", "mode solo", "avatar gold", "cue 3", "nudge -0.02"]
)
def test_every_action_does_something_at_the_desk_and_none_ends_the_show(text: str) -> None:
    desk = pressed(text, a_desk())
    assert vars(desk) != vars(a_desk())
    assert not desk.asked_to_end


@pytest.mark.parametrize(
    "text",
    ["", "end", "style polka", "tap 1", "cue", "cue three", "cue nan", "tempo", "load x.onnx"],
)
def test_what_is_no_action_is_not_taken_for_one(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("value", "light", "offset"), [(127, 1, 500), (64, 0.504, 3.9), (0, 0, -500)]
)
def test_a_fader_goes_from_end_to_end_and_shows_where_it_stands(
    value: int, light: float, offset: float
) -> None:
    desk = a_desk()
    for name in ("brightness", "offset", "offset/1", "offset/8"):
        action(name).do(desk, value, pressed=False, now=1.0)
        assert action(name).shown(desk) == value
    assert desk.brightness == pytest.approx(light, abs=0.001)
    assert desk.offsets[0] == desk.offsets[7] == pytest.approx(offset, abs=0.1)
    assert set(FADERS) < set(ACTIONS)


def test_a_pad_let_go_does_nothing() -> None:
    desk = a_desk()
    action("blackout").do(desk, 0, pressed=False, now=1.0)
    assert not desk.blackout


@pytest.mark.parametrize(
    "text", ["blackout", "freeze", "panic", "lock", "style latin", "mode solo"]
)
def test_a_pad_is_lit_while_what_it_does_is_on(text: str) -> None:
    desk = a_desk()
    assert action(text).shown(desk) == 0
    assert action(text).shown(pressed(text, desk)) == 127


def test_of_the_pads_of_one_choice_the_chosen_one_is_lit() -> None:
    desk = pressed("style latin", a_desk())
    pressed("style street", desk)
    lit = [
        text for text in ("style latin", "style street", "style show") if action(text).shown(desk)
    ]
    assert lit == ["style street"]


def test_the_cue_that_is_on_is_lit_and_go_while_a_cue_stands_by() -> None:
    desk = a_desk()
    desk.cue, desk.standby = 2, 3
    assert [action(text).shown(desk) for text in ("cue 2", "cue 3", "go", "back")] == [
        127,
        0,
        127,
        0,
    ]
    desk.standby = 0
    assert action("go").shown(desk) == 0


def test_a_pad_without_a_word_goes_on_to_the_next_one() -> None:
    desk = a_desk()
    looks = [pressed("avatar", desk).avatar for _ in range(4)]
    assert looks == ["rose", "gold", None, "rose"]
