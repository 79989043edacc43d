import numpy as np

from live.show.crossfade import FRAMES, Crossfade
from live.signals import Image

SIZE = (16, 9)


def _of(brightness: int) -> Image:
    return np.full((9, 16, 3), brightness, np.uint8)


def test_a_painters_pictures_are_shown_as_they_are() -> None:
    crossfade, picture = Crossfade(SIZE), _of(90)
    assert crossfade.join(picture, stood_in=False) is picture
    assert crossfade.join(_of(200), stood_in=False).mean() == 200


def test_a_change_of_painter_is_no_cut() -> None:
    crossfade = Crossfade(SIZE)
    crossfade.join(_of(0), stood_in=False)
    seen = [float(crossfade.join(_of(240), stood_in=True).mean()) for _ in range(FRAMES + 2)]
    assert np.diff([0.0, *seen]).max() <= 240 / FRAMES + 1
    assert seen[FRAMES - 1 :] == [240, 240, 240]
    back = [float(crossfade.join(_of(0), stood_in=False).mean()) for _ in range(FRAMES)]
    assert back[0] > 180
    assert back[-1] == 0


def test_one_step_of_the_understudy_is_hardly_seen() -> None:
    crossfade = Crossfade(SIZE)
    crossfade.join(_of(100), stood_in=False)
    crossfade.join(_of(220), stood_in=True)
    seen = [float(crossfade.join(_of(100), stood_in=False).mean()) for _ in range(FRAMES)]
    assert max(seen) <= 100 + 120 / FRAMES + 1
    assert seen[-1] == 100


def test_where_nobody_paints_the_last_picture_stays() -> None:
    crossfade = Crossfade(SIZE)
    dark = crossfade.join(None, stood_in=True)
    assert dark.shape == (9, 16, 3)
    assert dark.max() == 0
    picture = crossfade.join(_of(90), stood_in=False)
    assert crossfade.join(None, stood_in=False) is picture
