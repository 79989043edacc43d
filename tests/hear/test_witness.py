"""A tempo held by a hand while a DJ goes on to another song without a gap."""

import numpy as np
import pytest

from live.hear.pulse import Pulse

HELD = 120.0  # beats a minute: what the hand has set


def drum(seconds: float, tempo: float) -> list[float]:
    """Activations, a hundred a second: a beat is plain to hear."""
    beats = np.floor(np.arange(round(100 * seconds)) * tempo / 6000)
    return [0.9 if beat else 0.03 for beat in np.diff(beats, prepend=-1.0) > 0]


def heard(pulse: Pulse, activations: list[float]) -> float | None:
    """Seconds until another song is heard; None: none is."""
    found = None
    for frame, activation in enumerate(activations):
        pulse.step(activation)
        if pulse.another_song and found is None:
            found = (frame + 1) / 100
    return found


def held(tempo: float = HELD, song: float = HELD) -> Pulse:
    """A pulse in a song, its tempo held by a hand."""
    pulse = Pulse(100, (55.0, 215.0), late=0.0)
    heard(pulse, drum(6.0, song))
    pulse.expect(60 / tempo, 0.0)
    pulse.hold((tempo / 1.06, tempo * 1.06))
    return pulse


@pytest.mark.parametrize("tempo", [95.0, 148.0, 172.0])
def test_another_song_is_noticed_within_six_seconds_and_then_heard_at_its_own_tempo(
    tempo: float,
) -> None:
    pulse = held()
    assert heard(pulse, drum(4.0, HELD)) is None
    song = drum(7.5, tempo)
    noticed = heard(pulse, song[:600])
    assert noticed is not None
    assert 2.0 < noticed < 6.0
    pulse.set_prior(None)
    assert not pulse.another_song
    heard(pulse, song[600:])
    assert pulse.tempo == pytest.approx(tempo, rel=0.02)


@pytest.mark.parametrize("ratio", [3 / 2, 3 / 4])
def test_a_tempo_in_threes_for_fours_is_doubted_longer_as_songs_are_heard_so(ratio: float) -> None:
    pulse = held()
    heard(pulse, drum(4.0, HELD))
    noticed = heard(pulse, drum(10.0, HELD * ratio))
    assert noticed is not None
    assert 5.0 < noticed < 9.0


def test_the_song_itself_is_no_other_however_long_it_lasts_and_though_it_hurries() -> None:
    pulse = held()
    assert heard(pulse, drum(12.0, HELD)) is None
    assert all(heard(pulse, drum(2.0, now)) is None for now in np.linspace(HELD, 127.0, 10))


def test_a_song_that_the_ear_would_count_twice_as_fast_is_held_at_the_hands_tempo() -> None:
    pulse = held(90.0, song=180.0)
    assert heard(pulse, drum(15.0, 180.0)) is None
    assert pulse.tempo == pytest.approx(90.0, rel=0.02)


def test_talk_and_silence_are_no_other_song() -> None:
    pulse, chance = held(), np.random.default_rng(3)
    talk = [0.7 if chance.random() < 0.03 else 0.05 for _ in range(1200)]
    assert heard(pulse, talk) is None
    for _ in range(300):
        pulse.step(None)
    assert not pulse.another_song


def test_a_range_that_is_no_songs_is_never_doubted() -> None:
    pulse = Pulse(100, (55.0, 215.0), late=0.0)
    pulse.set_prior((HELD / 1.06, HELD * 1.06))
    assert heard(pulse, drum(8.0, 95.0)) is None
