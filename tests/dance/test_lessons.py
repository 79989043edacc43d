from dataclasses import replace

import numpy as np
import pytest

from live.body.skeleton import mirrored, positions_from
from live.dance import library
from live.dance.coupling import Coupling
from live.dance.floorplan import PhraseNeeds, Stance
from live.dance.lessons import Lessons, difficulty
from live.dance.moves import MOVES, STYLES
from live.dance.phrases import Phrase
from live.desk.desk import Desk
from live.signals import Pose
from tests.dance.floor import RATE, band, dancer, positions, speeds, worst_drift
from tests.dance.people import somebody
from tests.parts import a_context

HARDNESS = {move.name.replace("-", " "): difficulty(move) for move in MOVES}


class Pupil(Coupling):
    """Somebody who dances along as well as is said."""

    def __init__(self, well: float) -> None:
        super().__init__()
        self._well = well

    def over(self, seconds: float) -> float:
        return self._well


def wish(start: float, meter: int = 4, tempo: float = 110.0) -> PhraseNeeds:
    one = -(-start // meter) * meter
    return PhraseNeeds(start, tempo, meter, int(one), 0.6, Stance(0.0, 0.0, 0), (0.0, 0.0), 0.0)


def course(
    pupil: Coupling | None, phrases: int = 16, meter: int = 4, tempo: float = 110.0
) -> list[Phrase]:
    lessons, start, given = Lessons("party"), 0.0, []
    for _ in range(phrases):
        given.append(lessons.next(wish(start, meter, tempo), pupil))
        start = given[-1].end
    return given


def names(given: list[Phrase]) -> list[str]:
    """The moves, lesson by lesson."""
    return [phrase.said[0] for phrase in given if not phrase.said[0].isdigit()]


def test_a_lesson_is_a_bar_of_count_in_and_four_bars_of_one_move() -> None:
    count_in, move = course(None, 2)
    assert count_in.said == ("5", "6", "7", "8")
    assert count_in.end - count_in.start == 4
    assert len(set(move.said)) == 1
    assert move.end - move.start == 16


@pytest.mark.parametrize(
    ("meter", "tempo", "said", "bars"),
    [(3, 90.0, "123", 4), (4, 180.0, "5678", 8), (3, 180.0, "5678", 16), (5, 110.0, "12345", 4)],
)
def test_every_meter_is_counted_in_and_lessons_end_on_a_one(
    meter: int, tempo: float, said: str, bars: int
) -> None:
    given = course(None, 6, meter, tempo)
    assert "".join(given[0].said) == said
    assert given[1].end - given[1].start == bars * meter
    assert all(phrase.end % meter == 0 for phrase in given)


def test_with_nobody_there_the_course_goes_from_easy_to_hard() -> None:
    taught = names(course(None, 24))
    assert len(set(taught)) == len(taught)
    hardness = [HARDNESS[name] for name in taught]
    assert hardness == sorted(hardness)


def test_who_dances_along_gets_a_harder_move_at_once() -> None:
    along, alone = (names(course(pupil, 16)) for pupil in (Pupil(0.9), None))
    assert len(set(along)) == len(along)
    assert HARDNESS[along[-1]] > HARDNESS[alone[-1]]


def test_who_does_not_is_shown_each_move_once_more() -> None:
    taught = names(course(Pupil(0.0), 16))
    assert taught[0::2] == taught[1::2]
    assert len(set(taught)) == len(taught) / 2


def test_after_the_hardest_move_the_course_does_not_end() -> None:
    for well in (0.9, 0.0):
        assert len(names(course(Pupil(well), 200))) == 100


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("meter", [3, 4])
def test_every_style_has_lessons_in_words(style: str, meter: int) -> None:
    lessons, start = Lessons(style), 0.0
    for _ in range(20):
        phrase = lessons.next(wish(start, meter), None)
        start = phrase.end
        assert all(said.replace(" ", "").isalnum() for said in phrase.said)


def test_a_lesson_that_was_cut_short_begins_anew_with_its_count_in() -> None:
    lessons = Lessons("party")
    first = lessons.next(wish(0.0), None)
    move = lessons.next(wish(first.end), None)
    waiting = lessons.next(wish(10.0), None)
    assert (waiting.end, waiting.said) == (12.0, ())
    again = lessons.next(wish(12.0), None)
    assert again.said == first.said
    assert lessons.next(wish(again.end), None).said == move.said


def taught(
    who: library.Librarian, seconds: float, pupil: bool | None = None
) -> tuple[list[Pose], list[str]]:
    """A teacher's poses and captions; the pupil dances along, stands (False), or is not there."""
    poses, captions = list[Pose](), list[str]()
    for frame in range(round(seconds * RATE)):
        time, human = frame / RATE, None
        if pupil is not None:
            human = somebody(time)
        if pupil and frame > 8:
            root, rotations = mirrored(poses[frame - 8].root, poses[frame - 8].rotations)
            human = Pose(time, positions_from(root, rotations), rotations)
        poses.append(who.step(time, band(time), human))
        captions.append(who.caption)
    return poses, captions


def told(captions: list[str]) -> list[str]:
    """What is said, one after the other."""
    return [said for k, said in enumerate(captions) if said and said != captions[k - 1]]


def test_the_guests_are_counted_in_and_told_the_move_on_the_beat() -> None:
    poses, captions = taught(dancer(mode="lead"), 30.0)
    said = told(captions)
    assert said[:4] == ["5", "6", "7", "8"]
    assert said[4] in HARDNESS
    assert said[5:9] == ["5", "6", "7", "8"]
    changes = [k / RATE for k in range(1, len(captions)) if captions[k] != captions[k - 1]]
    assert all(abs(2 * time - round(2 * time)) / 2 < 0.035 for time in changes)
    assert worst_drift(poses) < 0.01


def test_during_the_count_in_the_teacher_stays_on_the_spot() -> None:
    poses, captions = taught(dancer(mode="lead"), 40.0)
    places, begun = list[float](), 0
    for frame, said in enumerate(captions):
        begun = frame if said == "5" and captions[frame - 1] != "5" else begun
        if said == "8" and captions[frame + 1] != "8":
            way = positions(poses[begun : frame + 1])[:, 0]
            places.append(float(np.ptp(way[:, 0])))
    assert len(places) >= 3
    assert max(places) < 0.45  # metres: back from the last step, and hips
    assert speeds(poses).mean() > 0.2


def test_a_pupil_who_dances_along_gets_further_than_one_who_stands() -> None:
    along, stands = (
        list(dict.fromkeys(said for said in told(taught(dancer(mode="lead"), 75.0, way)[1])
                           if not said.isdigit()))
        for way in (True, False)
    )  # fmt: skip
    assert len(along) > len(stands)
    assert HARDNESS[along[-1]] > HARDNESS[stands[-1]]


def test_only_a_teacher_says_anything() -> None:
    desk = Desk()
    who = library.Library().open(a_context(desk=desk))
    said = {"": ""}
    for frame in range(60 * RATE):
        desk.mode = ("lead", "solo", "lead", "mirror", "follow", "answer")[frame // (10 * RATE)]
        who.step(frame / RATE, band(frame / RATE), somebody(frame / RATE))
        if frame % (10 * RATE) == 9 * RATE:
            said[desk.mode] = who.caption
    assert said["lead"]
    assert not any(said[mode] for mode in ("solo", "mirror", "follow", "answer"))


def test_when_the_music_stops_nothing_is_said() -> None:
    who = dancer(mode="lead")
    taught(who, 10.0)
    for frame in range(10 * RATE, 11 * RATE):
        who.step(frame / RATE, replace(band(10.0), playing=False), None)
    assert who.caption == ""
