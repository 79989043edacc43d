"""What an operator is told of a show that runs."""

import numpy as np
import pytest

from live.runtime.health import Colour, Finding, Health, Liveliness, MissedFrames
from live.signals import AudioBlock, Frame

RATE = 30
ON_THEIR_WAY = 3  # frames


def missed(seconds: float, late: range = range(0), shown_until: float = 1e9) -> MissedFrames:
    """A show in which the frames of a range begin late, and none is shown from a second on."""
    counts, begun_late = MissedFrames(RATE), 0
    for number in range(round(seconds * RATE)):
        begun_late += number in late
        shown = max(0, min(number, round(shown_until * RATE)) - ON_THEIR_WAY)
        counts.count(number / RATE, number + 1, begun_late, number - shown)
    return counts


def test_frames_on_their_way_are_not_missed() -> None:
    assert missed(90).worst == 0.0


def test_late_frames_are_a_share_of_the_last_minute_and_are_forgotten_after_it() -> None:
    late = range(100 * RATE, 103 * RATE)
    assert missed(110, late).share == pytest.approx(3 / 60)
    after = missed(180, late)
    assert after.share == 0.0
    assert after.worst == pytest.approx(3 / 60)
    assert 103 <= after.worst_at <= 104


def test_a_screen_that_hangs_is_noticed_within_seconds_also_at_the_beginning() -> None:
    assert missed(104.1, shown_until=100).share >= 0.05
    assert missed(4, shown_until=0).share >= 0.05


def test_one_late_frame_at_the_beginning_is_no_reason_to_worry() -> None:
    assert missed(4, range(80, 81)).share < 0.01


def heard(level: float, seconds: float) -> Liveliness:
    sound = Liveliness()
    tone = level * np.sin(np.arange(441)).astype(np.float32)
    for number in range(round(100 * seconds)):
        sound.heard(AudioBlock(number / 100, tone, 44_100))
    return sound


@pytest.mark.parametrize(("level", "seconds", "since"), [
    (0.0, 12, 0.0), (10 ** (-70 / 20), 12, 0.0), (0.0, 9, None), (10 ** (-50 / 20), 12, None),
])  # fmt: skip
def test_a_microphone_that_gives_silence_for_long_is_noticed(
    level: float, seconds: float, since: float | None
) -> None:
    assert heard(level, seconds).dull_since(10.0) == since


def test_sound_that_comes_back_is_not_silent_any_more() -> None:
    sound = heard(0.0, 12)
    sound.heard(AudioBlock(12.0, np.full(441, 0.1, np.float32), 44_100))
    assert sound.dull_since(10.0) is None


def seen(moves: bool, light: int) -> Liveliness:
    chance, camera = np.random.default_rng(1), Liveliness()
    picture = chance.integers(0, light, (90, 160, 3)).astype(np.uint8)
    for number in range(12 * RATE):
        if moves:
            picture = chance.integers(0, light, (90, 160, 3)).astype(np.uint8)
        camera.seen(Frame(number / RATE, picture))
    return camera


def test_a_camera_whose_pictures_are_black_or_all_alike_is_noticed() -> None:
    assert seen(moves=True, light=200).dull_since(10.0) is None
    assert seen(moves=True, light=4).dull_since(10.0) == 0.0  # a covered lens, with noise
    assert seen(moves=False, light=200).dull_since(10.0) == 0.0


def test_health_says_the_worst_and_how_much_more_there_is() -> None:
    health = Health()
    assert (health.colour, health.text) == (Colour.GREEN, "")
    health.findings = (
        Finding(Colour.RED, "disk", "full, in films", "Make room."),
        Finding(Colour.AMBER, "frames", "2 % were missed in the last minute"),
    )
    assert (health.colour.number, health.text) == (2, "disk: full, in films (1 more)")
    assert health.findings[0].sentence == "disk: full, in films. Make room."
