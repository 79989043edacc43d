import numpy as np

from live.hear.activations import LATE
from live.hear.onsets import FRAMES
from scripts.hearing.targets import BESIDE, marked


def test_a_beat_is_marked_where_a_frame_ends_late_enough_and_beside() -> None:
    marks = marked(np.array([0.5]), 0, 100)
    frame = round((0.5 + LATE) * FRAMES) - 1
    assert marks[frame] == 1
    assert marks[frame - 1] == marks[frame + 1] == BESIDE
    assert marks.sum() == 1 + 2 * BESIDE


def test_a_window_further_on_sees_the_same_marks() -> None:
    times = np.array([0.31, 0.8, 1.27])
    assert np.array_equal(marked(times, 0, 200)[60:], marked(times, 60, 140))


def test_what_lies_outside_a_window_leaves_no_marks() -> None:
    assert marked(np.array([-1.0, 5.0]), 0, 100).sum() == 0


def test_beats_a_frame_apart_are_both_whole() -> None:
    assert (marked(np.array([0.5, 0.51]), 0, 100) == 1).sum() == 2
