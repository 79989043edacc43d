import numpy as np
import pytest

from live.draw.relief import LATEST, Relief
from live.signals import Music
from tests.draw.stages import SILENCE, music

FRAME = 1 / 30


def lights(
    relief: Relief, start: float, lates: list[float | None], *, beat: bool = True
) -> list[float]:
    """How much is light, frame by frame, with these ages of the newest picture."""
    found = []
    for number, late in enumerate(lates):
        time = start + number * FRAME
        song: Music = music(time) if beat else SILENCE
        found.append(relief.step(time, song, late, FRAME))
    return found


def growing(seconds: float) -> list[float | None]:
    return [number * FRAME for number in range(round(seconds / FRAME))]


def in_time(seconds: float) -> list[float | None]:
    return [0.0] * round(seconds / FRAME)


def begun() -> Relief:
    relief = Relief()
    relief.step(0.0, music(0.0), 0.0, 0.0)
    return relief


def test_a_dancer_painted_in_time_from_the_first_is_never_light() -> None:
    assert set(lights(Relief(), 0.0, in_time(3.0))) == {0.0}


def test_without_any_picture_it_is_light_and_the_first_one_appears_soon() -> None:
    relief = Relief()
    assert set(lights(relief, 0.0, [None] * 30)) == {1.0}
    coming = lights(relief, 1.0, in_time(0.3))
    assert coming[0] > 0.5
    assert coming[-1] == 0.0


def test_within_a_second_of_lateness_there_is_no_light() -> None:
    assert set(lights(begun(), 0.1, growing(LATEST))) == {0.0}


@pytest.mark.parametrize("beat", [True, False])
def test_then_it_fades_to_light_on_a_beat_where_there_is_one(beat: bool) -> None:
    levels = lights(begun(), 0.2, growing(3.0), beat=beat)
    began = 0.2 + FRAME * next(number for number, level in enumerate(levels) if level > 0.0)
    assert began == pytest.approx(1.5 if beat else 1.2, abs=2.5 * FRAME)
    assert np.abs(np.diff(levels)).max() < 0.1
    assert levels[-1] == 1.0


def test_ten_pictures_a_second_are_enough() -> None:
    lates: list[float | None] = [FRAME * (1 + number % 3) for number in range(300)]
    assert set(lights(begun(), 0.0, lates)) == {0.0}


def test_it_comes_back_once_after_a_second_of_pictures_in_time_and_on_a_beat() -> None:
    relief = begun()
    lights(relief, 0.0, growing(3.0))
    levels = lights(relief, 3.1, in_time(3.0))
    began = 3.1 + FRAME * next(number for number, level in enumerate(levels) if level < 1.0)
    assert began == pytest.approx(4.5, abs=2.5 * FRAME)
    assert np.all(np.diff(levels) <= 0.0)
    assert levels[-1] == 0.0


def test_a_picture_now_and_then_does_not_bring_it_back() -> None:
    relief = begun()
    lights(relief, 0.0, growing(3.0))
    assert set(lights(relief, 3.0, 4 * growing(1.2))) == {1.0}


def test_a_picture_just_before_the_beat_leaves_all_as_it_is() -> None:
    relief = begun()
    assert set(lights(relief, 0.1, [*growing(1.2), *in_time(2.0)])) == {0.0}
