"""Pioneer players, as Open Beat Control sends them; its own examples, and a DJ's evening."""

import numpy as np
import pytest

from live.inputs.pioneer_messages import ANY, MASTER, METER, MIXER, PioneerBeats, ask
from live.osc.reading import Heard, messages
from live.runtime.outside import OutsideBeat


def values(player: int, count: int, tempo: float) -> tuple[Heard, ...]:
    return (player, count, tempo, tempo, 1.0)


def known(beat: OutsideBeat | None) -> OutsideBeat:
    assert beat is not None
    return beat


def place(beat: OutsideBeat, time: float) -> float:
    """The place of the beat in its bar, 0 on the ONE."""
    assert beat.downbeat is not None
    return (beat.beat_at(time) - beat.downbeat) % METER


def test_the_example_of_its_guide_is_understood() -> None:
    """Player 2 begins the fourth beat of a bar at 131.6 beats a minute."""
    beat = known(PioneerBeats().hear(ANY, (2, 4, 131.603973, 132.0, 0.997), 10.0))
    assert (beat.source, beat.tempo, beat.meter, beat.playing) == ("pioneer", 131.603973, 4, True)
    assert place(beat, 10.0) == 3.0


def test_it_is_asked_for_the_masters_beats_at_our_port() -> None:
    (asked,) = messages(ask(9100))
    assert (asked.address, asked.values) == ("/master", ("stream", 9100))


def test_beats_run_on_bar_by_bar_and_their_jitter_is_evened_out() -> None:
    chance, beats, off = np.random.default_rng(1), PioneerBeats(), []
    for number in range(200):
        when = number * 60 / 128
        beat = known(
            beats.hear(MASTER, values(1, number % 4 + 1, 128.0), when + chance.normal(0, 0.01))
        )
        off.append(beat.beat_at(when) - number)
    assert np.std(off[20:]) * 60 / 128 < 0.006


def test_of_several_players_the_first_is_followed_until_it_falls_silent() -> None:
    beats = PioneerBeats()
    for number in range(8):
        assert beats.hear(ANY, values(1, number % 4 + 1, 120.0), number * 0.5) is not None
        assert beats.hear(ANY, values(2, number % 4 + 1, 126.0), number * 0.5 + 0.2) is None
    beat = known(beats.hear(ANY, values(2, 1, 126.0), 8 * 0.5 + 0.9))
    assert beat.tempo == 126.0


def test_the_tempo_master_is_believed_before_anybody_and_hands_over_without_a_pause() -> None:
    beats = PioneerBeats()
    beats.hear(ANY, values(1, 1, 120.0), 0.0)
    assert known(beats.hear(MASTER, values(2, 3, 126.0), 0.3)).tempo == 126.0
    assert beats.hear(ANY, values(1, 2, 120.0), 0.5) is None
    assert beats.hear(ANY, values(2, 4, 126.0), 0.77) is None
    beat = known(beats.hear(MASTER, values(3, 2, 124.0), 0.8))
    assert (beat.tempo, place(beat, 0.8)) == (124.0, 1.0)


def test_the_mixer_knows_beats_but_no_bars() -> None:
    beat = known(PioneerBeats().hear(ANY, values(MIXER, 0, 120.0), 1.0))
    assert (beat.meter, beat.downbeat) == (None, None)


@pytest.mark.parametrize(
    "values",
    [
        (), (2, 4, 131.6), (2, 0, 120.0, 120.0, 1.0), (2, 5, 120.0, 120.0, 1.0),
        (2, 1, float("nan"), 120.0, 1.0), (2, 1, 0.0, 120.0, 1.0), (2, 1, 1e9, 120.0, 1.0),
        ("2", 1, 120.0, 120.0, 1.0), (2, 1.0, 120.0, 120.0, 1.0), (2, 1, "120", 120.0, 1.0),
    ],
)  # fmt: skip
def test_what_is_no_beat_is_left_alone(values: tuple[Heard, ...]) -> None:
    assert PioneerBeats().hear(ANY, values, 1.0) is None
