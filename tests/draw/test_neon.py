from dataclasses import replace
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

from live.body.skeleton import INDEX
from live.draw.camera import Camera
from live.draw.neon import Neon, NeonPainter
from live.errors import BadInput
from live.signals import HUMAN_SHIFT, Image, Pose, Section
from tests.draw.stages import SILENCE, SMALL, context, moved, music, scene, standing

CAMERA = Camera.for_size(SMALL)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    cv2.setNumThreads(1)


@pytest.fixture
def painter() -> NeonPainter:
    return Neon().open(context())


def at(picture: Image, pose: Pose, joint: str, shift: float = 0.0) -> np.ndarray:
    """The brightest pixel around a joint: (3,)."""
    place = CAMERA.project(pose.positions[INDEX[joint]] + np.array([shift, 0.0, 0.0]))
    x, y = np.rint(place).astype(int)
    around = picture[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3).astype(int)
    brightest: np.ndarray = around[around.sum(axis=1).argmax()]
    return brightest


def seen_without(pose: Pose, *joints: str) -> Pose:
    seen = np.ones(24)
    seen[[INDEX[joint] for joint in joints]] = 0.1
    return Pose(pose.time, pose.positions, pose.rotations, seen)


def brightness(picture: Image) -> float:
    return float(picture.mean())


def floor(picture: Image) -> Image:
    return picture[round(CAMERA.wall_base) + 4 :]


def test_no_light_is_exactly_black(painter: NeonPainter) -> None:
    picture = painter.paint(scene(partner=standing(), song=music(0.0), light=0.0))
    assert picture.shape == (360, 640, 3)
    assert not picture.any()


def test_half_light_is_half_as_bright() -> None:
    full, half = (
        brightness(Neon().open(context()).paint(scene(partner=standing(), light=light)))
        for light in (1.0, 0.5)
    )
    assert half == pytest.approx(full / 2, rel=0.1)


def test_the_figure_is_where_the_projection_says(painter: NeonPainter) -> None:
    empty = Neon().open(context(title="", subtitle="")).paint(scene())
    pose = standing(root=(0.4, 0.93, 0.3))
    picture = painter.paint(scene(partner=pose))
    for joint in ("head", "l_ankle", "r_ankle", "l_wrist", "r_elbow", "pelvis"):
        assert at(picture, pose, joint).sum() > 2 * at(empty, pose, joint).sum() + 60, joint


def test_the_human_is_drawn_beside_the_partner_in_its_own_colour(painter: NeonPainter) -> None:
    partner, human = standing(root=(0.75, 0.93, 0.0)), standing()
    picture = painter.paint(scene(partner=partner, human=human))
    red, _, blue = at(picture, human, "pelvis", HUMAN_SHIFT[0])
    assert blue > 1.5 * red
    red, _, blue = at(picture, partner, "spine3")
    assert red > 1.1 * blue


def test_the_nearer_dancer_covers_the_farther_one(painter: NeonPainter) -> None:
    front, behind = standing(root=(0.0, 0.93, 0.8)), standing(root=(0.9, 0.93, -0.8))
    red, _, blue = at(painter.paint(scene(partner=front, human=behind)), front, "spine3")
    assert red > blue
    behind, front = standing(root=(0.0, 0.93, -0.8)), standing(root=(0.9, 0.93, 0.8))
    picture = painter.paint(scene(time=9.0, partner=behind, human=front))
    red, _, blue = at(picture, front, "spine3", HUMAN_SHIFT[0])
    assert blue > red


def test_the_safe_look_is_the_names_and_nobody(painter: NeonPainter) -> None:
    named = painter.paint(scene(human=standing()))
    nameless = Neon().open(context(title="", subtitle="")).paint(scene())
    changed = np.abs(named.astype(int) - nameless).max(axis=2) > 30
    rows = np.flatnonzero(changed.any(axis=1)) / SMALL[1]
    assert changed.sum() > 1000
    assert 0.2 < rows.min() < rows.max() < 0.65  # the names, and no feet below them


def test_while_they_dance_the_names_are_above_their_heads(painter: NeonPainter) -> None:
    pose = standing()
    named = painter.paint(scene(partner=pose))
    nameless = Neon().open(context(title="", subtitle="")).paint(scene(partner=pose))
    rows = np.flatnonzero((named != nameless).any(axis=(1, 2)))
    assert len(rows) > 20
    assert rows.max() < CAMERA.project(pose.positions[INDEX["head"]])[1]


def test_a_raised_hand_covers_the_names(painter: NeonPainter) -> None:
    pose = standing(root=(0.0, 1.75, 0.0))  # its head is where the names are
    named = painter.paint(scene(partner=pose))
    nameless = Neon().open(context(title="", subtitle="")).paint(scene(partner=pose))
    assert (at(named, pose, "head") == at(nameless, pose, "head")).all()


def test_the_same_scenes_make_the_same_pixels() -> None:
    def last() -> Image:
        painter = Neon().open(context())
        for number in range(6):
            time = number / 30
            pose = standing(time, root=(0.1 * number, 0.93, 0.0))
            one = scene(time, pose, pose, music(time, onset=0.9))
            picture = painter.paint(one)
        return picture

    assert np.array_equal(last(), last())


def test_a_picture_is_the_callers_to_keep(painter: NeonPainter) -> None:
    first = painter.paint(scene(0.0, standing(), song=music(0.0)))
    kept = first.copy()
    for number in range(1, 4):
        painter.paint(scene(number / 30, standing(root=(0.5, 0.93, 0.0)), song=music(0.5)))
    assert np.array_equal(first, kept)


def test_the_stage_is_brighter_on_the_beat_and_most_on_the_one() -> None:
    def stage(time: float) -> float:
        return brightness(Neon().open(context()).paint(scene(time, song=music(time))))

    one, between, two = stage(2.0), stage(2.4), stage(2.5)
    assert two > 1.1 * between
    assert one > 1.1 * two


def test_in_silence_the_light_rests() -> None:
    rests = [Neon().open(context()).paint(scene(t, song=SILENCE)) for t in (2.0, 2.25, 2.5)]
    levels = [brightness(rest) for rest in rests]
    assert max(levels) < 1.02 * min(levels)
    assert max(levels) < brightness(Neon().open(context()).paint(scene(2.4, song=music(2.4))))


def test_a_louder_song_lifts_the_light() -> None:
    loud, soft = (
        replace(music(2.4), loudness=level, bands=(level, level, level)) for level in (0.9, 0.1)
    )
    brighter = brightness(Neon().open(context()).paint(scene(2.4, song=loud)))
    assert brighter > 1.2 * brightness(Neon().open(context()).paint(scene(2.4, song=soft)))


@pytest.mark.parametrize("tempo", [120.0, 200.0])
def test_the_hall_is_never_flashed_at(tempo: float) -> None:
    painter = Neon(brightness=1.5).open(context())
    levels = []
    for number in range(60):
        time = number / 30
        kick = 1.0 - time * tempo / 60 % 1.0
        song = replace(music(time, tempo), loudness=1.0, bands=(kick, kick, kick), onset=kick)
        levels.append(brightness(painter.paint(scene(time, standing(time), song=song))))
    # A flash is a change of the whole field by a tenth of full white or more.
    assert np.ptp(levels) < 0.1 * 255


@pytest.mark.parametrize("joints", [("l_wrist", "l_hand"), ("l_elbow",), ("r_knee",)])
def test_unseen_joints_do_not_appear(painter: NeonPainter, joints: tuple[str, ...]) -> None:
    pose = standing()
    hidden = painter.paint(scene(partner=seen_without(pose, *joints)))
    shown = Neon().open(context()).paint(scene(partner=pose))
    for joint in joints:
        assert at(shown, pose, joint).sum() > at(hidden, pose, joint).sum() + 100


def test_an_unseen_head_takes_its_visor_with_it(painter: NeonPainter) -> None:
    pose = standing()
    x, y = np.rint(CAMERA.project(pose.positions[INDEX["head"]] + [0.0, 0.09, 0.08])).astype(int)
    hidden = painter.paint(scene(partner=seen_without(pose, "head")))
    shown = Neon().open(context()).paint(scene(partner=pose))
    assert int(shown[y, x].sum()) > int(hidden[y, x].sum()) + 200


def test_a_half_seen_limb_is_dimmer(painter: NeonPainter) -> None:
    pose = standing()
    dim = Pose(0.0, pose.positions, pose.rotations, np.full(24, 0.4))
    faded = painter.paint(scene(partner=dim))
    assert (
        at(faded, pose, "l_knee").sum()
        < 0.8 * at(Neon().open(context()).paint(scene(partner=pose)), pose, "l_knee").sum()
    )


@pytest.mark.parametrize("place", [np.nan, np.inf, 1e300, 4.4, 4.6, -1e6])
def test_a_joint_that_is_nowhere_never_stops_the_show(painter: NeonPainter, place: float) -> None:
    for number in range(3):
        time = number / 30
        pose = moved(standing(time), "l_wrist", place)
        picture = painter.paint(scene(time, pose, pose, music(time, onset=1.0)))
        assert at(picture, pose, "r_knee").sum() > 100


def test_a_pose_of_nothing_but_nonsense_leaves_the_stage_empty(painter: NeonPainter) -> None:
    nonsense = Pose(0.0, np.full((24, 3), np.nan), np.full((24, 4), np.nan), np.full(24, np.nan))
    picture = painter.paint(scene(partner=nonsense, human=nonsense, song=music(0.0, onset=1.0)))
    assert picture.shape == (360, 640, 3)


def test_dancers_outside_the_picture_are_no_trouble(painter: NeonPainter) -> None:
    for number, x in enumerate((-9.0, -3.2, 2.9, 9.0)):
        for z in (-30.0, 0.0, 3.9):
            pose = standing(root=(x, 0.93, z))
            assert painter.paint(scene(number, pose, pose)).any()


@pytest.mark.parametrize(
    "size", [(1280, 720), (640, 360), (1920, 1080), (1024, 768), (720, 1280), (801, 603)]
)
def test_every_size_of_picture_is_drawn(size: tuple[int, int]) -> None:
    painter = Neon().open(context(size))
    picture = painter.paint(scene(0.0, standing(), standing(), music(0.0)))
    assert picture.shape == (size[1], size[0], 3)
    assert picture.dtype == np.uint8
    x, y = np.rint(Camera.for_size(size).project(standing().positions[INDEX["pelvis"]])).astype(int)
    assert picture[y, x].max() > 120


def test_a_moving_hand_draws_light_after_it_and_a_still_one_does_not() -> None:
    def behind(speed: float) -> int:
        painter = Neon().open(context())
        for number in range(6):
            pose = standing(number / 30, root=(speed * (number - 5) / 30, 0.93, 0.0))
            picture = painter.paint(scene(number / 30, pose))
        where = standing(root=(-0.18, 0.93, 0.0)).positions[INDEX["r_hand"]]
        x, y = np.rint(CAMERA.project(where)).astype(int)
        return int(picture[y, x].sum())

    assert behind(3.0) > behind(0.0) + 60


def test_a_cut_in_time_leaves_no_trail_across_the_stage() -> None:
    painter = Neon().open(context())
    painter.paint(scene(0.0, standing(root=(-1.2, 0.93, 0.0))))
    cut = painter.paint(scene(5.0, standing(root=(1.2, 0.93, 0.0))))
    fresh = Neon().open(context()).paint(scene(5.0, standing(root=(1.2, 0.93, 0.0))))
    assert np.array_equal(cut, fresh)


def test_a_strong_onset_strikes_sparks() -> None:
    def struck(onset: float) -> Image:
        painter = Neon().open(context())
        for number in range(5):
            song = music(2.3 + number / 30, onset=onset)
            picture = painter.paint(scene(2.3 + number / 30, standing(), song=song))
        return picture

    assert (struck(1.0) != struck(0.1)).any(axis=2).sum() > 10


def test_a_drop_is_seen_in_the_whole_room_and_as_sparks_from_the_hands() -> None:
    def shown(section: Section) -> Image:
        painter = Neon().open(context())
        painter.paint(scene(2.27, standing(), song=replace(music(2.27), section="build")))
        for number in range(6):
            time = 2.3 + number / 30
            song = replace(music(time), section=section)
            picture = painter.paint(scene(time, standing(), song=song))
        return picture

    drop, steady, build = (shown("drop"), shown("steady"), shown("build"))
    assert brightness(drop) > 1.3 * brightness(steady) > 1.3 * brightness(build)
    hand = np.rint(CAMERA.project(standing().positions[INDEX["r_hand"]])).astype(int)
    near = slice(hand[1] - 40, hand[1] + 40), slice(hand[0] - 40, hand[0] + 40)
    assert bright_spots(drop[near]) > bright_spots(steady[near]) + 20


def bright_spots(picture: Image) -> int:
    """How many pixels are nearly white."""
    return int(np.count_nonzero(picture.min(axis=2) > 150))


def test_dancers_shine_in_the_polished_floor(painter: NeonPainter) -> None:
    with_them = painter.paint(scene(partner=standing()))
    without = Neon().open(context()).paint(scene())
    assert brightness(floor(with_them)[60:]) > 1.05 * brightness(floor(without)[60:])


def test_front_and_back_can_be_told_apart() -> None:
    front, back = (
        Neon().open(context()).paint(scene(partner=standing(heading=heading)))
        for heading in (0.0, np.pi)
    )
    x, y = np.rint(CAMERA.project(np.array([0.0, 1.66, 0.08]))).astype(int)
    assert int(front[y, x].sum()) > int(back[y, x].sum()) + 100


def test_brightness_raises_the_lamps() -> None:
    dim, bright = (
        brightness(Neon(brightness=level).open(context()).paint(scene())) for level in (0.5, 1.5)
    )
    assert bright > 1.5 * dim


def test_colours_are_checked_when_they_are_given() -> None:
    with pytest.raises(msgspec.ValidationError, match="partner"):
        msgspec.convert({"partner": "pink"}, Neon)


def test_a_font_that_is_not_there_is_unfit() -> None:
    with pytest.raises(BadInput, match="nowhere"):
        Neon(font=str(Path("nowhere") / "names.otf")).open(context())
