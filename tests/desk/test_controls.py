"""The table of controls: what each one does at the desk, and what it cannot do."""

import math

import pytest

from live.dance.moves import STYLES
from live.desk.controls import BY_KEY, BY_NAME, CONTROLS, act, meant_by, replies
from live.desk.desk import GO_AGAIN, MODES, BeatHands, Desk
from live.runtime.health import Health
from tests.osc.decoder import decoded


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


@pytest.mark.parametrize(
    ("name", "value", "tempo"),
    [
        ("tempo", 0.5, 30.0), ("tempo", 300.5, 300.0), ("half", 1, 30.0), ("double", 1, 100.0),
        ("slower", 1, 49.0), ("faster", 1, 51.0),
    ],
)  # fmt: skip
def test_a_tempo_that_was_set_stays_from_30_to_300(name: str, value: float, tempo: float) -> None:
    assert desk_after(("tempo", 50), (name, value)).beat.tempo == tempo
    assert desk_after(("tempo", 30), *[("slower", 1)] * 2).beat.tempo == 30
    assert desk_after(("tempo", 299.0), *[("faster", 1)] * 3).beat.tempo == 300
    assert desk_after(("tempo", 200), ("double", 1)).beat.tempo == 300


@pytest.mark.parametrize(
    ("value", "nudge"), [(9, 0.5), (0.3, 0.3), (-0.3, -0.3), (-9, -0.5), (-0.0, 0.0)]
)
def test_one_nudge_moves_the_beat_by_half_a_beat_at_most(value: float, nudge: float) -> None:
    assert desk_after(("nudge", value)).beat.nudge == nudge
    assert desk_after(*[("nudge", -0.5)] * 20).beat.nudge == -4.0


def test_a_cue_is_called_by_a_number_from_1_to_999() -> None:
    assert desk_after(("cue", 0)).called == (1, 1)
    assert desk_after(("cue", 5000)).called == (1, 999)
    assert desk_after(("cue", 7), ("cue", 8)).called == (2, 8)


def test_meters_of_2_to_12_beats_can_be_set() -> None:
    meters = [desk_after(("meter", beats)).beat.meter for beats in (0, 1, 2, 5, 12, 13)]
    assert meters == [None, 2, 2, 5, 12, 12]


def test_what_stands_at_the_desk_can_be_read_back() -> None:
    def stands(desk: Desk) -> list[object]:
        names = ("meter", "tempo", "lock", "style", "brightness", "offset", "offset/2", "meter/3")
        return [control.read(desk) for name in names if (control := BY_NAME[name]).read]

    desk = Desk()
    assert stands(desk) == [0, 0.0, False, "show", 1.0, None, None, False]
    desk.offsets = (None, 30.0)
    for name, value in (("meter", 3), ("tempo", 90), ("lock", 1), ("style", "latin")):
        act(desk, name, value, 1.0)
    assert stands(desk) == [3, 90.0, True, "latin", 1.0, 30.0, 30.0, True]


def test_half_way_up_counts_as_pressed() -> None:
    pressed = [desk_after(("freeze", value)).freeze for value in (0.3, 0.49, 0.5, 0.51, 3)]
    assert pressed == [False, False, True, True, True]
    assert desk_after(("tap", 0.49), ("tap", 0.5)).taps == (2.0,)


def test_nought_gives_tempo_and_meter_back_to_the_ear() -> None:
    desk = desk_after(("tempo", 128), ("meter", 3), ("tempo", 0), ("meter", 0))
    assert desk.beat == BeatHands()


def test_half_and_double_multiply_what_is_heard_or_the_tempo_set() -> None:
    assert desk_after(*[("half", 1)] * 5).beat.factor == 0.25
    assert desk_after(*[("double", 1)] * 5).beat.factor == 4.0
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


@pytest.mark.parametrize("text", ["0.5", " 0.5 ", "+.5", "5e-1", "5E-1", "0.50"])
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
        ("brightness", "\N{ARABIC-INDIC DIGIT ONE}"),
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


def test_the_word_after_one_that_is_no_more_is_the_first() -> None:
    desk = Desk()
    desk.avatars, desk.avatar = ("rose", "gold", "ice"), "bronze"
    act(desk, "avatar", None, 1.0)
    assert desk.avatar == "rose"


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
        act(desk, "earlier", None, 1.0)
    assert desk.offset() == -500.0
    for _ in range(400):
        act(desk, "later", None, 1.0)
    assert desk.offset() == 500.0


def test_earlier_moves_the_first_output_that_takes_an_offset() -> None:
    desk = Desk()
    desk.offsets = (None, 7.0, 7.0)
    act(desk, "earlier", None, 1.0)
    assert desk.offsets == (None, 2.0, 7.0)


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


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/firstdance/tap", ["tap"]),
        ("/firstdance/{tap,one}", ["tap", "one"]),
        ("/firstdance/met?r/[34]", ["meter/3", "meter/4"]),
        ("/firstdance/polka", []),
        ("/firstdance/polka*", []),
        ("/other/tap", []),
    ],
)
def test_an_address_stands_for_one_control_or_by_a_pattern_for_several(
    address: str, names: list[str]
) -> None:
    assert [control.name for control in meant_by(address)] == names


def test_the_table_can_be_asked_for() -> None:
    desk = Desk()
    desk.avatars = ("rose", "gold")
    datagrams = replies(desk, Health(), 17, 4)
    (stands, counts, *lines) = [one for datagram in datagrams for one in decoded(datagram)]
    assert stands == ("/firstdance/?/health", [0, ""])
    assert counts == ("/firstdance/?/counts", [17, 4])
    assert {address for address, _ in lines} == {"/firstdance/?"}
    told = {values[0]: values[1:-1] for _, values in lines}
    assert [*told] == [control.name for control in CONTROLS]
    assert told["nudge"] == ["value", -0.5, 0.5, "beats"]
    assert told["meter"] == ["value", 0.0, 12.0, "beats"]
    assert told["avatar"] == ["word", 0.0, 2.0, "rose gold show"]
    assert lines[0][1][-1] == CONTROLS[0].meaning
