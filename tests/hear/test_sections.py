"""What happens in music made for it: a beat with bass, the bass gone, a rise, and all back."""

import numpy as np

from live.hear.loudness import Sound
from live.hear.sections import DROP, HEARD, TALKED, Sections
from live.signals import Section


def sound(level: float, low: float, onset: float = 0.0, *, playing: bool = True) -> Sound:
    """A block at a level and with a bass, both in dB below the loudest."""
    return Sound(
        playing=playing,
        loudness=10 ** (0.035 * level),
        onset=onset,
        bands=(10 ** (0.03 * low), 0.5, 0.5),
        quiet_for=0.0 if playing else 1.0,
        brightness=0.5,
    )


def party(seconds: float) -> list[Sound]:
    """A bass drum twice a second."""
    return [
        sound(-3, 0, 0.9) if block % 50 < 10 else sound(-5, -15)
        for block in range(round(100 * seconds))
    ]


def pads(seconds: float, start: float = -9.0, end: float = -9.0) -> list[Sound]:
    """Music without its bass, from a level to another."""
    return [sound(level, -40) for level in np.linspace(start, end, round(100 * seconds))]


def sections_of(
    sounds: list[Sound], sections: Sections | None = None, *, music: bool = True
) -> list[Section]:
    following = sections or Sections()
    return [following.hear(each, 0.01, music=music) for each in sounds]


def test_music_that_goes_on_is_steady() -> None:
    assert set(sections_of(party(40))[50:]) == {"steady"}


def test_music_without_its_bass_is_a_breakdown_within_three_seconds() -> None:
    sections = Sections()
    sections_of(party(12), sections)
    heard = sections_of(pads(8), sections)
    assert "breakdown" not in heard[:100]
    assert set(heard[300:]) == {"breakdown"}


def test_a_breakdown_that_rises_is_a_build_and_the_bass_back_is_a_drop_at_once() -> None:
    sections = Sections()
    sections_of(party(12), sections)
    sections_of(pads(4), sections)
    assert sections_of(pads(6, -14, -2), sections)[-1] == "build"
    after = sections_of(party(DROP + 4), sections)
    assert after.index("drop") < 30
    assert after[-1] == "steady"


def test_drums_alone_after_a_pause_are_no_drop() -> None:
    sections = Sections()
    sections_of(party(12), sections)
    sections_of([sound(-60, -60, playing=False)] * 300, sections)
    assert "drop" not in sections_of(party(5), sections)


def test_silence_and_music_far_below_the_loud_are_quiet() -> None:
    sections = Sections()
    sections_of(party(12), sections)
    assert sections_of([sound(-60, -60, playing=False)] * 20, sections)[-1] == "quiet"
    soft = [sound(-30, -4, 0.9 if block % 50 == 0 else 0.0) for block in range(300)]
    assert sections_of(soft, sections)[-1] == "quiet"


def test_a_song_that_swells_is_a_build_whatever_its_bass() -> None:
    sections = Sections()
    sections_of([sound(-20, -6)] * 1000, sections)
    swelling = [sound(level, -6) for level in np.linspace(-20, -2, 600)]
    assert "build" in sections_of(swelling, sections)


def test_nothing_is_called_unusual_before_it_is_known_what_is_usual() -> None:
    assert set(sections_of(party(2) + pads(3))[50:]) == {"steady"}


def decided(*pieces: list[Sound]) -> list[Section]:
    """The section at the end of each piece of one song."""
    sections = Sections()
    return [sections_of(piece, sections)[-1] for piece in pieces]


def test_a_break_of_a_second_is_no_breakdown_and_its_end_no_drop() -> None:
    assert decided(party(12), pads(1.2)) == ["steady", "steady"]
    assert decided(party(12), pads(3.4))[-1] == "breakdown"
    sections = Sections()
    sections_of(party(12), sections)
    sections_of(pads(2.2), sections)  # less than two seconds after it was one
    assert "drop" not in sections_of(party(2), sections)
    sections_of(pads(6), sections)
    assert "drop" in sections_of(party(2), sections)


def test_a_drop_lasts_six_seconds() -> None:
    sections = Sections()
    sections_of(party(12), sections)
    sections_of(pads(6), sections)
    heard = sections_of(party(9), sections)
    assert 590 <= heard.count("drop") <= 610


def test_music_is_quiet_where_it_is_22_decibels_below_the_loud() -> None:
    def soft(level: float) -> list[Sound]:
        return [sound(level, -1, 0.0) for _ in range(200)]

    assert decided(party(12), soft(-24))[-1] == "steady"
    assert decided(party(12), soft(-28))[-1] == "quiet"


def test_bass_that_is_a_little_weaker_is_not_gone() -> None:
    def bass(level: float) -> list[Sound]:
        return [sound(-6, level) for _ in range(400)]

    assert decided(party(12), bass(-7)) == ["steady", "steady"]
    assert decided(party(12), bass(-11)) == ["steady", "breakdown"]
    # It is back where it comes within four decibels.
    assert decided(party(12), pads(6), bass(-6))[-1] != "drop"
    assert decided(party(12), pads(6), bass(-2))[-1] == "drop"


def test_drums_that_grow_denser_in_a_breakdown_are_a_build() -> None:
    def roll(first: int, second: int) -> list[Sound]:
        return [
            sound(
                -9 + block / 500, -40, 0.9 if block % (first if block < 200 else second) < 5 else 0
            )
            for block in range(500)
        ]

    assert decided(party(12), roll(50, 12))[-1] == "build"
    assert decided(party(12), roll(50, 50))[-1] == "breakdown"


def speech(seconds: float) -> list[Sound]:
    """A voice: no bass, louder and softer by turns."""
    return [sound(-8 + 6 * np.sin(block / 70), -30) for block in range(round(100 * seconds))]


def test_talk_has_no_section_and_the_song_after_it_is_no_drop() -> None:
    sections = Sections()
    sections_of(party(20), sections)
    assert set(sections_of(speech(30), sections, music=False)[10:]) == {"steady"}
    assert set(sections_of(party(20), sections)) == {"steady"}


def test_words_that_sound_like_a_beat_for_a_moment_have_no_section_either() -> None:
    sections = Sections()
    sections_of(party(20), sections)
    sections_of(speech(TALKED + 1), sections, music=False)
    assert set(sections_of(speech(HEARD - 0.2), sections)) == {"steady"}
    sections_of(speech(1), sections, music=False)
    assert "drop" not in sections_of(party(5), sections)


def test_a_beat_that_is_lost_for_a_moment_in_a_breakdown_does_not_cost_the_drop() -> None:
    sections = Sections()
    sections_of(party(12), sections)
    sections_of(pads(6), sections)
    assert set(sections_of(pads(TALKED - 0.5), sections, music=False)[10:]) == {"steady"}
    assert "drop" in sections_of(party(1), sections)


def test_the_song_after_a_talk_has_its_own_breakdown_and_drop() -> None:
    sections = Sections()
    sections_of(party(20), sections)
    sections_of(speech(20), sections, music=False)
    sections_of(party(10), sections)
    assert sections_of(pads(6), sections)[-1] == "breakdown"
    assert "drop" in sections_of(party(1), sections)
