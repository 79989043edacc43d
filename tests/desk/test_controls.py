"""The table of controls: what each one does at the desk, and what it cannot do."""

import math

import pytest

from live.dance.moves import STYLES
from live.desk.controls import BY_KEY, BY_NAME, CONTROLS, act
from live.desk.desk import GO_AGAIN, MODES, BeatHands, Desk


def desk_after(*deeds: tuple[str, object]) -> Desk:
    desk = Desk()
    for second, (name, value) in enumerate(deeds, 1):
        assert act(desk, name, value, float(second))
    return desk


def test_every_control_does_something_with_its_example() -> None:
    for control in CONTROLS:
        desk = Desk()
        # Taking hands off is seen only where there were some.
        desk.beat = BeatHands(nudge=0.3)
        desk.avatars, desk.offsets, desk.tempo = ("gold",), (0.0,) * 8, 120.0
        before = dict(vars(desk))
        assert control.act(desk, control.argument.example, 1.0), control.name
        assert vars(desk) != before, control.name


def test_a_switch_follows_its_number_and_without_one_turns() -> None:
    assert desk_after(("blackout", 1)).blackout
    assert not desk_after(("blackout", 1), ("blackout", 0.0)).blackout
    assert desk_after(("freeze", None)).freeze
    assert not desk_after(("freeze", None), ("freeze", None)).freeze
    assert desk_after(("panic", True)).panic


def test_the_release_of_a_button_is_no_second_press() -> None:
    assert desk_after(("tap", 1), ("tap", 0), ("tap", None)).taps == (1.0, 3.0)


def test_numbers_are_clamped() -> None:
    assert desk_after(("brightness", 7.5)).brightness == 1.0
    assert desk_after(("brightness", -3)).brightness == 0.0
    assert desk_after(("tempo", 1e9)).beat.tempo == 300
    assert desk_after(("tempo", 2)).beat.tempo == 30
    assert desk_after(("meter", 1)).beat.meter == 2
    assert desk_after(*[("nudge", 0.5)] * 20).beat.nudge == 4.0


def test_nought_gives_tempo_and_meter_back_to_the_ear() -> None:
    desk = desk_after(("tempo", 128), ("meter", 3), ("tempo", 0), ("meter", 0))
    assert desk.beat == BeatHands()


def test_half_and_double_multiply_what_is_heard_or_the_tempo_set() -> None:
    assert desk_after(*[("half", 1)] * 5).beat.factor == 0.25
    assert desk_after(("double", 1), ("half", 1)).beat.factor == 1.0
    beat = desk_after(("tempo", 100), ("half", 1)).beat
    assert (beat.tempo, beat.factor) == (50, 1.0)


def test_faster_and_slower_set_the_tempo_beside_the_one_danced_to() -> None:
    desk = Desk()
    assert act(desk, "faster", None, 1.0)
    assert desk.beat == BeatHands()  # nothing is danced to yet
    desk.tempo, desk.beat = 139.7, BeatHands(factor=2.0)
    for name in ("faster", "faster", "slower", "faster"):
        act(desk, name, None, 1.0)
    assert (desk.beat.tempo, desk.beat.factor) == (142.0, 1.0)


def test_push_and_pull_nudge_by_little() -> None:
    assert desk_after(*[("push", None)] * 3, ("pull", None)).beat.nudge == pytest.approx(0.04)


@pytest.mark.parametrize("meter", [2, 3, 4, 6])
def test_a_meter_has_a_key_that_gives_it_back_when_pressed_again(meter: int) -> None:
    key = BY_KEY[str(meter)].name
    assert desk_after((key, None)).beat.meter == meter
    assert desk_after((key, None), (key, None)).beat.meter is None
    assert desk_after(("meter/4", None), (key, 1)).beat.meter == meter


def test_words_are_words_of_the_table_or_their_numbers() -> None:
    assert desk_after(("style", "latin")).style == "latin"
    assert desk_after(("mode", 1)).mode == MODES[1]
    assert desk_after(("mode", 99.0)).mode is None
    assert desk_after(("style", "latin"), ("style", "show")).style is None


@pytest.mark.parametrize("text", ["0.5", " 0.5 ", "+.5", "5e-1", "0.50"])
def test_a_number_may_come_as_text(text: str) -> None:
    assert desk_after(("brightness", text)).brightness == 0.5
    assert desk_after(("tempo", "118")).beat.tempo == 118
    assert desk_after(("mode", "1")).mode == MODES[1]


def test_a_switch_is_set_by_what_it_is_said_to_be() -> None:
    for said in ("1", "true", "True", "on", "ON"):
        assert desk_after(("blackout", said)).blackout
    for said in ("0", "0.0", "false", "off"):
        assert not desk_after(("blackout", 1), ("blackout", said)).blackout
    assert desk_after(("tap", "on"), ("tap", "off")).taps == (1.0,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("brightness", "on"), ("brightness", "nan"), ("brightness", "1_0"), ("brightness", "inf"),
        ("brightness", "0x1"), ("brightness", "9" * 400), ("brightness", ""), ("mode", "true"),
        ("blackout", "yes please"), ("blackout", ""),
        ("style", "polka"), ("style", b"latin"), ("brightness", "bright"), ("brightness", None),
        ("brightness", math.nan), ("tempo", math.inf), ("end", 1), ("quit", 1), ("", 1),
        ("tap", "now"), ("avatar", "gold"), ("avatar", "../x.vrm"), ("meter", [3]),
        ("mode", math.nan),
    ],
)  # fmt: skip
def test_what_is_not_in_the_table_changes_nothing(name: str, value: object) -> None:
    desk = Desk()
    before = dict(vars(desk))
    assert not act(desk, name, value, 1.0)
    assert vars(desk) == before


def test_a_word_without_a_word_goes_on_to_the_next() -> None:
    styles = [desk_after(*[("style", None)] * presses).style for presses in range(1, 8)]
    assert styles == [*STYLES, None, STYLES[0]]


def test_avatars_are_those_that_the_painter_has() -> None:
    desk = Desk()
    desk.avatars = ("rose", "gold")
    for value, avatar in (("gold", "gold"), ("bronze", "gold"), (0, "rose"), ("show", None)):
        act(desk, "avatar", value, 1.0)
        assert desk.avatar == avatar


def test_an_offset_is_set_for_the_first_output_that_takes_one_or_by_its_number() -> None:
    desk = Desk()
    desk.offsets = (None, 0.0, -10.0)
    for name, value in (("offset", -60.0), ("offset/3", 20.0), ("offset/1", 9.0), ("offset/8", 9)):
        assert act(desk, name, value, 1.0)
    assert desk.offsets == (None, -60.0, 20.0)
    act(desk, "offset", 1e9, 1.0)
    assert desk.offset() == desk.offset(2) == 500.0


def test_earlier_and_later_move_an_offset_by_little_and_stay_within_its_range() -> None:
    desk = Desk()
    desk.offsets = (0.0,)
    for _ in range(3):
        act(desk, "earlier", None, 1.0)
    act(desk, "later", None, 1.0)
    assert desk.offset() == -10.0
    for _ in range(200):
        act(desk, "later", None, 1.0)
    assert desk.offset() == 500.0


def test_where_no_output_takes_an_offset_none_is_set() -> None:
    desk = Desk()
    for name in ("offset", "offset/1", "earlier", "later"):
        act(desk, name, 1, 1.0)
    assert desk.offsets == ()
    assert desk.offset() is None


def test_nothing_received_can_end_the_show() -> None:
    desk = Desk()
    for control in CONTROLS:
        for value in (None, 0, 1, 1e9, -1e9, "end", *control.argument.words):
            control.act(desk, value, 1.0)
    assert not desk.asked_to_end


def test_a_bouncing_go_is_one_go() -> None:
    desk = Desk()
    for time in (1.0, 1.02, 1.05, 1.05 + GO_AGAIN):
        act(desk, "go", 1, time)
    assert desk.goes == 2


def test_the_words_are_those_that_can_be_danced() -> None:
    assert BY_NAME["style"].argument.words[:-1] == STYLES


def test_no_two_controls_share_a_name_or_a_key() -> None:
    assert len(BY_NAME) == len(CONTROLS)
    assert len(BY_KEY) == sum(1 for control in CONTROLS if control.key)
