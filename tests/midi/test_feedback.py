from live.desk.actions import Action, parse
from live.desk.desk import Desk
from live.midi.feedback import ECHO, Feedback
from live.signals import Music


def feedback(**learnt: str) -> Feedback:
    actions: dict[str, Action] = {}
    for control, text in learnt.items():
        action = parse(text)
        assert action is not None
        actions[control] = action
    return Feedback(actions)


def test_everything_is_shown_at_first_and_then_changes_alone() -> None:
    desk, shows = Desk(), feedback(a="blackout", b="freeze", c="brightness")
    assert shows.changes(desk, None, 0.0) == [("a", 0), ("b", 0), ("c", 127)]
    assert shows.changes(desk, None, 0.1) == []
    desk.freeze, desk.brightness = True, 0.5
    assert shows.changes(desk, None, 0.2) == [("b", 127), ("c", 64)]
    assert shows.changes(desk, None, 0.3) == []


def test_a_controller_that_was_away_is_shown_everything_again() -> None:
    desk, shows = Desk(), feedback(a="blackout", b="freeze")
    desk.blackout = True
    shows.changes(desk, None, 0.0)
    shows.forget()
    assert shows.changes(desk, None, 0.1) == [("a", 127), ("b", 0)]


def test_the_pad_for_taps_blinks_on_the_beat() -> None:
    music, shows = Music(0.0, tempo=120.0, playing=True), feedback(a="tap")
    said = [shows.changes(Desk(), music, frame / 20) for frame in range(40)]
    assert [value for changes in said for _, value in changes] == [127, 0] * 4
    assert feedback(a="tap").changes(Desk(), Music(0.0), 0.0) == [("a", 0)]


def test_what_comes_back_at_once_is_an_echo_and_what_comes_later_a_hand() -> None:
    desk, shows = Desk(), feedback(a="blackout")
    desk.blackout = True
    shows.changes(desk, None, 1.0)
    assert shows.is_echo("a", 127, 1.0 + ECHO / 2)
    assert not shows.is_echo("a", 0, 1.0 + ECHO / 2)
    assert not shows.is_echo("b", 127, 1.0 + ECHO / 2)
    assert not shows.is_echo("a", 127, 1.0 + 2 * ECHO)
