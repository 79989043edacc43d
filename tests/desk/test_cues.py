"""The cue list: GO and BACK at an empty desk."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from live.desk.controls import act
from live.desk.cues import (
    BEATLESS,
    BEFORE,
    OWN,
    OWN_AFTER_SILENCE,
    STOPPED,
    WHEN,
    Cue,
    CueList,
    check,
)
from live.desk.desk import FADE_SECONDS, BeatHands, Desk
from live.errors import BadInput
from live.show.run import RunOptions, run
from live.show.show_file import read_show
from live.signals import Music

MUSIC = Music(0.0, tempo=120.0, beat=0.0, playing=True, confidence=1.0)  # a ONE every 2 s


# A value of each field of a cue that changes the stage.
CHANGES: dict[str, object] = {
    "mode": "mirror", "style": "latin", "avatar": "gold", "meter": 3, "tempo": [80, 100],
    "brightness": 0.3, "blackout": True,
}  # fmt: skip


class Evening:
    """A cue list at thirty steps a second, and the operator."""

    def __init__(self, *cues: Cue) -> None:
        self.desk, self.time = Desk(), 0.0
        self._list = CueList(cues)
        self.wait(0.0)

    def wait(self, seconds: float, music: Music = MUSIC) -> "Evening":
        end = self.time + seconds
        while True:
            self._list.step(self.time, music, self.desk)
            if self.time + 1 / 30 > end:
                return self
            self.time += 1 / 30

    def press(self, name: str, value: object = None) -> "Evening":
        assert act(self.desk, name, value, self.time)
        return self.wait(0.2)


def test_go_fires_the_cue_that_stands_by_and_moves_on() -> None:
    evening = Evening(Cue(id="a", style="latin"), Cue(id="b", brightness=0.3))
    assert (evening.desk.cue, evening.desk.standby) == (0, 1)
    desk = evening.press("go").desk
    assert (desk.cue, desk.standby, desk.style, desk.brightness) == (1, 2, "latin", 1.0)
    desk = evening.press("go").desk
    assert (desk.cue, desk.standby, desk.style, desk.brightness) == (2, 0, "latin", 0.3)
    assert evening.press("go").desk.cue == 2


@pytest.mark.parametrize("press", [("go", None), ("back", None), ("cue", 2)])
def test_any_cue_that_fires_forgets_the_taps_of_the_song_before(press: tuple[str, object]) -> None:
    evening = Evening(Cue(id="a"), Cue(id="b", style="latin"), Cue(id="c"))
    evening.press("go").press("go")
    evening.desk.tap(evening.time)
    assert evening.wait(1.0).desk.taps
    assert not evening.press(*press).desk.taps


def test_every_field_of_a_cue_says_when_it_fires_or_what_it_changes() -> None:
    fields = {field.name for field in msgspec.structs.fields(Cue)}
    assert fields == {*WHEN, *BEFORE}
    assert CHANGES.keys() == BEFORE.keys()


@pytest.mark.parametrize("field", BEFORE)
def test_every_field_of_a_cue_is_applied_and_going_back_undoes_it(field: str) -> None:
    changing = msgspec.convert({"id": "b", "fade": 0.25, field: CHANGES[field]}, Cue)
    evening = Evening(Cue(id="a", fade=0.25), changing)
    before = seen(evening.press("go").desk)
    assert seen(evening.press("go").desk) != before
    assert seen(evening.press("back").desk) == before


def seen(desk: Desk) -> dict[str, object]:
    """The fields of the desk that a dancer, a painter or the ear may read."""
    counts = ("goes", "backs", "called", "cue", "standby", "_went")
    return {name: value for name, value in vars(desk).items() if name not in counts}


def test_back_undoes_what_the_cue_changed() -> None:
    evening = Evening(
        Cue(id="a", brightness=0.8), Cue(id="b", style="latin", meter=3), Cue(id="c", blackout=True)
    )
    desk = evening.press("go").press("go").press("go").press("back").desk
    assert (desk.cue, desk.blackout, desk.style) == (2, False, "latin")
    desk = evening.press("back").desk
    assert (desk.cue, desk.style, desk.beat.meter, desk.brightness) == (1, None, None, 0.8)
    assert evening.press("back").desk.cue == 1


def test_a_cue_chooses_the_look_and_going_back_gives_it_back() -> None:
    evening = Evening(Cue(id="a"), Cue(id="b", avatar="gold"), Cue(id="c", avatar="ice"))
    looks = [evening.press(key).desk.avatar for key in ("go", "go", "go", "back", "back")]
    assert looks == [None, "gold", "ice", "gold", None]


def test_a_look_that_the_painter_has_not_is_reported_before_the_show(show_file: Path) -> None:
    show_file.write_text(
        '[sound]\nkind = "metronome"\nseconds = 1.0\n[camera]\nkind = "nobody"\n'
        '[[cues]]\nid = "toasts"\navatar = "bronze"\n[[outputs]]\nkind = "memory"\n'
    )
    with pytest.raises(BadInput, match=r"toasts: the painter has no avatar 'bronze'.*gold"):
        run(read_show(str(show_file)), RunOptions(virtual=True, rehearsal=True))


def test_a_cue_called_by_number_leaves_the_stage_as_if_all_before_had_been_fired() -> None:
    evening = Evening(Cue(id="a", style="latin"), Cue(id="b", brightness=0.5), Cue(id="c"))
    desk = evening.press("cue", 3).desk
    assert (desk.cue, desk.style, desk.brightness) == (3, "latin", 0.5)
    assert evening.press("cue", 99).desk.cue == 3


def test_what_a_cue_does_not_say_stays_as_the_hand_left_it() -> None:
    evening = Evening(Cue(id="a", style="latin"), Cue(id="b", style="party"))
    assert evening.press("brightness", 0.4).press("go").press("go").desk.brightness == 0.4


@pytest.mark.parametrize("field", BEFORE)
def test_what_a_cue_says_again_takes_the_stage_back_from_a_hand(field: str) -> None:
    said = [msgspec.convert({"id": name, field: CHANGES[field]}, Cue) for name in ("a", "b")]
    evening = Evening(*said).press("go")
    wanted = seen(evening.desk)
    evening.desk.mode = evening.desk.style = evening.desk.avatar = None
    evening.desk.brightness, evening.desk.blackout, evening.desk.beat = 1.0, False, BeatHands()
    assert seen(evening.desk) != wanted
    assert seen(evening.press("go").desk) == wanted


def test_a_cue_that_was_called_fires_once_and_leaves_hands_free_after() -> None:
    evening = Evening(Cue(id="a", brightness=0.5)).press("cue", 1)
    assert evening.press("brightness", 0.9).wait(1).desk.brightness == 0.9


def test_two_backs_at_once_are_two() -> None:
    evening = Evening(*[Cue(id=name) for name in "abcd"]).press("cue", 4)
    evening.desk.back()
    assert evening.press("back").desk.cue == 2


def test_a_cue_for_the_dance_leaves_light_and_beat_to_the_hand() -> None:
    evening = Evening(Cue(id="a", style="latin", fade=6.0)).press("lock").press("brightness", 0.4)
    desk = evening.press("go").desk
    assert (desk.fade, desk.brightness, desk.beat.locked) == (FADE_SECONDS, 0.4, True)
    assert Cue(id="a").fade == 1.0


def test_a_cue_may_leave_the_avatar_out_where_the_painter_has_none() -> None:
    check((Cue(id="a"),), ())
    check((Cue(id="a", avatar="gold"),), ("rose", "gold"))
    with pytest.raises(BadInput, match="It has: none"):
        check((Cue(id="a", avatar="gold"),), ())


@pytest.mark.parametrize("tempi", [(29.9, 90), (90, 90), (100, 90), (90, 300.5)])
def test_a_range_of_tempi_is_from_30_to_300_and_goes_up(tempi: tuple[float, float]) -> None:
    assert Cue(id="a", tempo=(30, 300)).tempo == (30, 300)
    with pytest.raises(ValueError, match="both between 30 and 300"):
        Cue(id="a", tempo=tempi)


def test_on_the_bar_a_cue_waits_for_the_one_that_is_heard() -> None:
    shifted = replace(MUSIC, downbeat=1)  # the ONEs are at 0.5 s, 2.5 s ...
    evening = Evening(Cue(id="a", at="bar")).wait(1.0, shifted)
    act(evening.desk, "go", 1, evening.time)
    assert evening.wait(1.4, shifted).desk.cue == 0
    assert evening.wait(0.2, shifted).desk.cue == 1


def _cue_at(cues: CueList, desk: Desk, time: float) -> int:
    cues.step(time, Music(time), desk)
    return desk.cue


def test_after_two_seconds_of_silence_and_no_sooner_the_music_has_stopped() -> None:
    desk, cues = Desk(), CueList((Cue(id="a", follow="music_stops"), Cue(id="b")))
    desk.go(20.0)
    for time in (20.0, 40.0):
        cues.step(time, MUSIC, desk)
    assert [_cue_at(cues, desk, time) for time in (41.75, 42.0, 42.125)] == [1, 1, 2]


def test_so_many_seconds_after_it_was_fired_a_cue_is_followed() -> None:
    desk, cues = Desk(), CueList((Cue(id="a", follow=3.0), Cue(id="b")))
    desk.go(40.0)
    cues.step(40.0, MUSIC, desk)
    assert [_cue_at(cues, desk, time) for time in (40.125, 42.875, 43.0)] == [1, 1, 2]


def test_on_the_bar_a_cue_waits_for_the_one() -> None:
    evening = Evening(Cue(id="a", at="bar")).wait(0.5).press("go")
    assert evening.wait(1.2).desk.cue == 0
    assert evening.wait(0.2).desk.cue == 1


def test_a_second_go_does_not_wait_and_back_takes_a_waiting_one_back() -> None:
    evening = Evening(Cue(id="a", at="bar"), Cue(id="b")).wait(0.1).press("go")
    assert evening.press("go").desk.cue == 1
    evening = Evening(Cue(id="a", at="bar")).wait(0.1).press("go").press("back")
    assert evening.wait(5).desk.cue == 0


def test_in_silence_nothing_waits_for_a_one() -> None:
    evening = Evening(Cue(id="a", at="bar")).wait(0.5, Music(0.0))
    act(evening.desk, "go", 1, evening.time)
    assert evening.wait(0.1, Music(0.0)).desk.cue == 1


def test_the_end_of_the_music_fires_the_next_but_a_breath_does_not() -> None:
    evening = Evening(Cue(id="a", follow="music_stops"), Cue(id="b")).press("go")
    quiet = Music(0.0, playing=False)
    assert evening.wait(20).wait(STOPPED - 0.5, quiet).wait(5).desk.cue == 1
    assert evening.wait(STOPPED + 0.2, quiet).desk.cue == 2


def test_music_that_has_not_begun_has_not_stopped() -> None:
    evening = Evening(Cue(id="a", follow="music_stops"), Cue(id="b"))
    act(evening.desk, "go", 1, evening.time)
    assert evening.wait(30, Music(0.0)).desk.cue == 1


QUIET = Music(0.0, playing=False)
TALK = Music(0.0, playing=False, loudness=0.7)  # or applause, or a song whose beat is lost


def last_dance() -> Evening:
    return Evening(Cue(id="last dance", follow="music_stops"), Cue(id="good night", blackout=True))


def test_the_last_songs_tail_is_not_the_music_of_the_cue_that_cut_it_off() -> None:
    evening = last_dance().wait(30).press("go").wait(1.5)
    assert not evening.wait(20, QUIET).desk.blackout
    assert not evening.wait(60).desk.blackout
    assert evening.wait(STOPPED + 0.2, QUIET).desk.blackout


def test_a_song_that_plays_on_for_eight_seconds_has_become_the_cues_own() -> None:
    evening = last_dance().wait(30).press("go").wait(OWN - 0.5)
    assert not evening.wait(STOPPED + 1, QUIET).desk.blackout
    evening = last_dance().wait(30).press("go").wait(OWN + 0.2)
    assert evening.wait(STOPPED + 1, QUIET).desk.blackout


def test_after_a_silence_a_short_song_is_enough_but_words_that_sound_like_a_beat_are_not() -> None:
    evening = last_dance().press("go").wait(STOPPED + 1, QUIET)
    for _ in range(5):
        evening.wait(OWN_AFTER_SILENCE - 0.9).wait(STOPPED + 0.5, TALK)
    assert not evening.wait(STOPPED + 1, QUIET).desk.blackout
    assert evening.wait(OWN_AFTER_SILENCE + 0.2).wait(STOPPED + 1, QUIET).desk.blackout


def test_a_song_whose_beat_is_lost_for_a_while_has_not_stopped_but_applause_says_it_has() -> None:
    evening = last_dance().press("go").wait(30)
    assert not evening.wait(BEATLESS - 0.5, TALK).wait(10).desk.blackout
    assert evening.wait(BEATLESS + 0.2, TALK).desk.blackout


def test_going_back_to_a_cue_waits_for_music_anew() -> None:
    evening = last_dance().press("go").wait(30).wait(STOPPED + 0.2, QUIET)
    assert evening.desk.blackout
    assert not evening.press("back").wait(30, QUIET).desk.blackout


def test_seconds_fire_the_next() -> None:
    evening = Evening(Cue(id="a", follow=3.0), Cue(id="b")).press("go")
    assert evening.wait(2.5).desk.cue == 1
    assert evening.wait(0.6).desk.cue == 2


def test_a_cues_light_takes_its_fade_and_a_hand_its_own() -> None:
    evening = Evening(Cue(id="a", blackout=True, fade=6.0)).press("go")
    assert evening.desk.fade == 6.0
    assert evening.press("blackout", 0).desk.fade == FADE_SECONDS


def test_a_cue_with_another_tempo_takes_hands_off_the_last_songs_beat() -> None:
    evening = Evening(Cue(id="a", meter=3, tempo=(80, 100)))
    evening.press("double").press("lock").press("one")
    assert evening.press("go").desk.beat == BeatHands(meter=3, range=(80, 100))


def test_without_cues_go_does_nothing() -> None:
    evening = Evening().press("go").press("back").press("cue", 1)
    assert (evening.desk.cue, evening.desk.standby) == (0, 0)


@pytest.mark.parametrize("number", range(1, 11))
def test_the_shipped_evening_can_be_jumped_into_anywhere(number: int) -> None:
    cues = read_show("reception").cues
    assert len(cues) == 10
    assert Evening(*cues).press("cue", number).desk.cue == number


def test_the_shipped_evening_goes_from_walk_in_to_good_night() -> None:
    evening = Evening(*read_show("reception").cues)
    seen = []
    for _ in range(10):
        evening.press("go").wait(3)
        seen.append((evening.desk.style, evening.desk.blackout))
    assert seen[0] == ("gentle", False)
    assert [blackout for _, blackout in seen] == [False, False, True, *[False] * 6, True]
    assert seen[3] == ("ballroom", False)
    assert evening.desk.cue == 10
