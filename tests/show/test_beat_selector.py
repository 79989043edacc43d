"""The beat that is danced to: its source, and that it never jumps."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from live.inputs.pioneer_messages import MASTER, PioneerBeats
from live.runtime.outside import Outside, OutsideBeat
from live.show.beat_selector import BeatSelector
from live.signals import Music

FRAME = 1 / 30
HEARD = Music(
    time=0.0, tempo=100.0, beat=0.0, downbeat=1, playing=True, loudness=0.7, onset=0.2,
    bands=(0.1, 0.2, 0.3), confidence=0.6,
)  # fmt: skip


def heard_at(now: float) -> Music:
    """The music that the ear knows at `now`, from sound 50 ms old."""
    time = now - 0.05
    return Music(
        time, 100.0, HEARD.beat_at(time), 4, 1, 0.6, True, 0.7, 0.2, (0.1, 0.2, 0.3)
    )  # fmt: skip


def link(now: float, tempo: float = 120.0, ahead: float = 0.0) -> OutsideBeat:
    return OutsideBeat(
        "link", now, tempo, now * tempo / 60 + ahead, meter=4, downbeat=2, playing=True
    )


def danced(
    conductor: BeatSelector, seconds: float, beat_at: Callable[[float], OutsideBeat | None]
) -> list[tuple[float, Music]]:
    """The music of every frame, while an outside source gives `beat_at` the frame's time."""
    outside, led = Outside(), []
    for frame in range(round(seconds / FRAME)):
        now = frame * FRAME
        beat = beat_at(now)
        if beat is not None:
            outside.hear(beat)
        led.append((now, conductor.select(heard_at(now), outside, now)))
    return led


def speeds(led: list[tuple[float, Music]]) -> list[float]:
    """How fast the beat went from frame to frame, as a share of the source's tempo."""
    beats = [(music.beat_at(now), music.tempo) for now, music in led]
    return [(b - a) / (FRAME * tempo / 60) for (a, _), (b, tempo) in pairwise(beats)]


def off(beat: float) -> float:
    """Beats to the nearest whole one."""
    return abs(beat - round(beat))


def test_with_nobody_outside_the_ear_is_let_be() -> None:
    conductor = BeatSelector()
    music = heard_at(1.0)
    assert conductor.select(music, Outside(), 1.0) is music
    assert conductor.source == "ear"
    assert not conductor.changes


def test_an_outside_beat_leads_and_the_sound_stays_what_is_heard() -> None:
    now, music = danced(BeatSelector(), 3.0, link)[-1]
    assert (music.tempo, music.meter, music.confidence) == (120.0, 4, 1.0)
    assert (music.time, music.loudness, music.onset) == (now - 0.05, 0.7, 0.2)
    assert music.bands == (0.1, 0.2, 0.3)
    assert off(music.beat_at(now) - now * 2) < 1e-6
    assert music.bar_position(music.beat_at(now)) == pytest.approx((now * 2 - 2) % 4)


@pytest.mark.parametrize("ahead", [0.0, 0.2, 0.49, -0.3, 17.4, -60.5])
def test_when_a_source_comes_and_goes_the_beat_never_jumps_and_soon_fits(ahead: float) -> None:
    led = danced(
        BeatSelector(), 12.0, lambda now: link(now, ahead=ahead) if 4.0 < now < 8.0 else None
    )
    assert all(0.49 < speed < 1.51 for speed in speeds(led))
    for now, music in led:
        if 4.6 < now < 8.0:  # a beat and a frame after it came
            assert music.tempo == 120.0
            assert off(music.beat_at(now) - now * 2 - ahead) < 1e-6
        if now > 9.2:  # two beats after: one to notice, one to catch up
            assert music.tempo == 100.0
            assert off(music.beat_at(now) - HEARD.beat_at(now)) < 1e-6
            bars = music.bar_position(music.beat_at(now)) - HEARD.bar_position(HEARD.beat_at(now))
            assert off(bars / 4) < 1e-6


def test_a_source_that_goes_is_let_go_within_a_beat_and_reported(
    caplog: pytest.LogCaptureFixture,
) -> None:
    conductor = BeatSelector()
    danced(conductor, 6.0, lambda now: link(now) if 2.0 < now < 4.0 else None)
    (came, first), (went, then) = conductor.changes
    assert (first, then) == ("link", "ear")
    assert came == pytest.approx(2.0, abs=0.04)
    assert went == pytest.approx(4.5, abs=0.04)
    assert "the beat comes from link" in caplog.text
    assert "the beat comes from ear" in caplog.text


def test_players_that_send_one_beat_at_a_time_are_let_go_a_beat_after_one_that_did_not_come(
    caplog: pytest.LogCaptureFixture,
) -> None:
    players = PioneerBeats()

    def beat_at(now: float) -> OutsideBeat | None:
        number = round(now * 2)
        failures = abs(now - number / 2) < FRAME / 2 and 2.0 <= now <= 6.0
        return (
            players.hear(MASTER, (1, number % 4 + 1, 120.0, 120.0, 1.0), now) if failures else None
        )

    conductor = BeatSelector()
    led = danced(conductor, 9.0, beat_at)
    assert [source for _, source in conductor.changes] == ["pioneer", "ear"]
    assert conductor.changes[1][0] == pytest.approx(7.0, abs=2 * FRAME)
    assert "the beat comes from ear" in caplog.text
    assert all(0.49 < speed < 1.51 for speed in speeds(led))


def test_a_source_that_jumps_in_its_own_count_is_numbered_on() -> None:
    """A DJ's hot cue: the song is 99.7 beats elsewhere from one frame to the next."""
    led = danced(BeatSelector(), 8.0, lambda now: link(now, ahead=99.7 if now > 4 else 0.0))
    assert all(0.49 < speed < 1.51 for speed in speeds(led))
    now, music = led[-1]
    assert off(music.beat_at(now) - now * 2 - 99.7) < 1e-6
    assert music.bar_position(music.beat_at(now)) == pytest.approx((now * 2 + 99.7 - 2) % 4)


def test_a_change_of_tempo_is_followed_at_once() -> None:
    led = danced(BeatSelector(), 6.0, lambda now: link(now) if now < 4 else link(now, 132.0, -0.8))
    assert all(0.9 < speed < 1.1 for speed in speeds(led)[75:])
    assert led[-1][1].tempo == 132.0


def test_the_best_of_several_sources_leads_and_the_next_takes_over() -> None:
    conductor, outside = BeatSelector(), Outside()
    for source, tempo in (("midi", 90.0), ("pioneer", 95.0), ("os2l", 100.0), ("link", 110.0)):
        outside.hear(OutsideBeat(source, 0.0, tempo, 0.0))
    tempi = []
    for source in ("link", "os2l", "pioneer", "midi"):
        tempi.append(conductor.select(HEARD, outside, 0.1).tempo)
        outside.leave(source)
    assert tempi == [110.0, 100.0, 95.0, 90.0]


@pytest.mark.parametrize(("source", "tempo"), [("midi", 90.0), ("ear", 100.0), ("link", 100.0)])
def test_a_source_asked_for_by_name_is_the_only_one_but_for_the_ear(
    source: str, tempo: float
) -> None:
    outside = Outside()
    outside.hear(OutsideBeat("midi", 0.0, 90.0, 0.0))
    assert BeatSelector(source).select(HEARD, outside, 0.1).tempo == tempo


def test_a_clock_without_bars_takes_the_ones_of_the_ear_when_it_counts_the_same_beats() -> None:
    outside, conductor = Outside(), BeatSelector()
    for frame in range(90):
        now = frame * FRAME
        outside.hear(OutsideBeat("midi", now, 100.5, 40.25 + now * 100.5 / 60))
        music = conductor.select(heard_at(now), outside, now)
    assert music.bar_position(round(HEARD.beat_at(now))) in (0, 1, 2, 3)
    ear = HEARD.bar_position(HEARD.beat_at(now))
    led = music.bar_position(music.beat_at(now))
    assert abs((led - ear + 2) % 4 - 2) <= 0.5


def test_in_silence_the_partner_dances_where_the_source_says_that_it_plays() -> None:
    silence, outside = Music(time=0.0, silent_for=7.0), Outside()
    outside.hear(OutsideBeat("midi", 0.0, 90.0, 0.0, playing=True))
    led = BeatSelector().select(silence, outside, 0.1)
    assert (led.playing, led.silent_for) == (True, 0.0)
    outside.hear(OutsideBeat("midi", 0.0, 90.0, 0.0, playing=False))
    led = BeatSelector().select(silence, outside, 0.1)
    assert (led.playing, led.silent_for) == (False, 7.0)


def test_what_is_danced_to_is_known_to_programs_that_follow_us() -> None:
    outside = Outside()
    led = BeatSelector().select(heard_at(1.0), outside, 1.0)
    assert outside.danced is led


@pytest.mark.parametrize("jump", [-32.0, -5.0, -1.0, 1.0, 2.0, 3.0, 16.5, 0.3, -0.3])
def test_after_a_djs_jump_the_bars_are_those_of_the_new_place(jump: float) -> None:
    led = danced(BeatSelector(), 8.0, lambda now: link(now, ahead=jump if now > 4 else 0.0))
    assert all(0.49 < speed < 1.51 for speed in speeds(led))
    for now, music in led:
        if now > 5.1:  # half a beat is made up within about one
            place = music.bar_position(music.beat_at(now))
            assert off((place - (now * 2 + jump - 2)) / 4) < 1e-6


def test_before_any_one_is_known_the_first_beat_is_one() -> None:
    outside = Outside()
    outside.hear(OutsideBeat("midi", 0.0, 120.0, 4.0))
    assert BeatSelector().select(Music(0.0), outside, 0.1).downbeat == 0
