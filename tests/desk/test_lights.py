from live.desk.desk import FADE_SECONDS, Desk
from live.desk.lights import Lights, toward


def _after(lights: Lights, desk: Desk, seconds: float) -> Lights:
    for _ in range(round(30 * seconds)):
        lights.step(desk, 1 / 30)
    return lights


def test_blackout_is_dark_after_its_fade_and_not_before() -> None:
    desk, lights = Desk(), Lights()
    desk.toggle_blackout()
    assert 0 < _after(lights, desk, FADE_SECONDS / 2).light < 1
    assert _after(lights, desk, FADE_SECONDS).light == 0.0


def test_the_safe_look_comes_up_through_the_dark() -> None:
    desk, lights = Desk(), Lights()
    desk.toggle_panic()
    assert not _after(lights, desk, 0.2).safe
    assert _after(lights, desk, 2).safe
    assert lights.light == 1.0
    desk.toggle_panic()
    assert not _after(lights, desk, 2).safe


def test_panic_during_blackout_changes_the_look_in_the_dark() -> None:
    desk, lights = Desk(), Lights()
    desk.toggle_blackout()
    _after(lights, desk, 1)
    desk.toggle_panic()
    assert _after(lights, desk, 1).safe
    assert lights.light == 0.0


def test_the_end_is_dark_and_final() -> None:
    desk, lights = Desk(), Lights()
    desk.end()
    assert not lights.out
    assert _after(lights, desk, 1).out


def test_the_desk_keeps_the_last_eight_taps() -> None:
    desk = Desk()
    for tap in range(20):
        desk.tap(float(tap))
    assert desk.taps == tuple(map(float, range(12, 20)))


def test_brightness_is_faded_to() -> None:
    desk, lights = Desk(), Lights()
    desk.dim(0.4)
    assert 0.4 < _after(lights, desk, FADE_SECONDS / 2).light < 1
    assert _after(lights, desk, 1).light == 0.4


def test_a_cue_may_ask_for_a_slower_fade() -> None:
    desk, lights = Desk(), Lights()
    desk.fade, desk.blackout = 4.0, True
    assert _after(lights, desk, 3).light > 0.2
    assert _after(lights, desk, 1.1).light == 0.0


def test_no_fade_at_all_is_a_cut() -> None:
    desk, lights = Desk(), Lights()
    desk.fade, desk.brightness = 0.0, 0.5
    lights.step(desk, 1 / 30)
    assert lights.light == 0.5


def test_a_value_moves_to_its_goal_by_a_step_at_most() -> None:
    assert [toward(0.5, 0.9, step) for step in (0.1, 0.5)] == [0.6, 0.9]
    assert [toward(0.5, 0.1, step) for step in (0.1, 0.5)] == [0.4, 0.1]


def test_the_safe_look_changes_after_half_a_second_in_the_dark_and_is_full_after_one() -> None:
    desk, lights = Desk(), Lights()
    for safe in (True, False):
        desk.toggle_panic()
        assert 0.1 < _after(lights, desk, 0.4).light < 0.3
        assert lights.safe is not safe
        assert _after(lights, desk, 0.2).safe is safe
        assert lights.light < 0.3
        if safe:
            assert 0.6 < _after(lights, desk, 0.3).light < 0.95
        assert _after(lights, desk, 0.3).light == 1.0


def test_a_blackout_takes_a_quarter_of_a_second_also_from_the_safe_look() -> None:
    desk, lights = Desk(), Lights()
    desk.toggle_panic()
    _after(lights, desk, 2)
    desk.toggle_blackout()
    assert 0 < _after(lights, desk, 0.2).light < 0.4
    assert _after(lights, desk, 0.1).light == 0.0
    assert not lights.out


def test_the_end_takes_half_a_second() -> None:
    desk, lights = Desk(), Lights()
    desk.end()
    assert 0.1 < _after(lights, desk, 0.4).light < 0.3
    assert _after(lights, desk, 0.15).out


def test_a_light_that_turns_back_half_way_takes_its_whole_fade_again() -> None:
    desk, lights = Desk(), Lights()
    desk.fade, desk.brightness = 2.0, 0.0
    assert 0.45 < _after(lights, desk, 1).light < 0.55
    desk.brightness = 1.0
    assert 0.7 < _after(lights, desk, 1).light < 0.8
