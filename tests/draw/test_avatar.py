"""The avatar painter: who is worn, what steps in, and how it is told."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live.body.skeleton import OFFSETS
from live.desk.cues import Cue
from live.draw import lamps, worn
from live.draw.avatar import Avatar
from live.draw.camera import Camera
from live.draw.dancers import PictureMoment, Room
from live.draw.light_body import Easel, LightBody
from live.draw.looks import LOOKS
from live.draw.neon import Neon, NeonPainter
from live.draw.pane import Lighting
from live.draw.portrait import AvatarBuild, Portrait
from live.draw.portraitist import Portraitist
from live.errors import BadInput
from live.parts import ShowContext
from live.runtime.failures import NoFailureLog
from live.signals import HUMAN_SHIFT, Floats, Image, Pose, Scene
from tests.draw.stages import context, music, scene, standing
from tests.networks.tiny_models import avatar, signed

SIZE = (320, 180)
CAMERA = Camera.for_size(SIZE)
DARK = Lighting(np.ones(3), np.zeros(3), np.zeros(3), np.zeros(3))
CUE = lamps.LampState(0.5, 1.0, 0.5, 0.5, 0.5, 0.5)
GREEN, RED = (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)
PLACE = (0.75, 0.93, 0.0)


class Book(NoFailureLog):
    """A record of falls."""

    def __init__(self) -> None:
        self.open: dict[str, str] = {}
        self.ever: list[str] = []

    def failed(self, part: str, error: Exception, kind: str = "") -> None:
        self.ever += [] if part in self.open else [part]
        self.open[part] = str(error)

    def recovered(self, part: str, kind: str = "") -> None:
        self.open.pop(part, None)


@pytest.fixture
def hall(tmp_path: Path) -> ShowContext:
    """A house with two avatars: a green bride and a red groom."""
    avatar(tmp_path, "bride", GREEN, size=(32, 48))
    avatar(tmp_path, "groom", RED, size=(32, 48))
    return replace(context(SIZE, title="", subtitle=""), models=tmp_path, failures=Book())


def at(picture: Image, pose: Pose, shift: Floats) -> list[int]:
    """The colour in the middle of the chest."""
    x, y = CAMERA.project(pose.positions[9] + shift).round().astype(int)
    colour: list[int] = picture[y - 2 : y + 3, x - 2 : x + 3].mean(axis=(0, 1)).astype(int).tolist()
    return colour


def is_green(colour: list[int]) -> bool:
    return colour[1] > 1.8 * max(colour[0], colour[2])


def is_red(colour: list[int]) -> bool:
    return colour[0] > 1.8 * max(colour[1], colour[2])


def danced(time: float, human: bool = True) -> Scene:
    partner = standing(time, PLACE)
    return scene(time, partner, standing(time) if human else None, music(time))


def colours(picture: Image) -> tuple[list[int], list[int]]:
    """Of the partner and of the human."""
    partner = at(picture, standing(root=PLACE), np.zeros(3))
    return partner, at(picture, standing(), HUMAN_SHIFT)


def test_both_dancers_wear_what_the_show_says(hall: ShowContext) -> None:
    painter = Avatar(partner="bride", human="groom").open(hall)
    partner, human = colours(painter.paint(danced(0.5)))
    assert is_green(partner)
    assert is_red(human)
    assert painter.engine.startswith("bride: CPU")
    assert "groom: CPU" in painter.engine


def test_a_dancer_of_light_is_painted_as_the_neon_painter_does(hall: ShowContext) -> None:
    hall = replace(hall, seed=3)
    ours = Avatar(partner="light", human="light").open(hall)
    theirs = Neon().open(context(SIZE, title="", subtitle=""))
    for frame in range(5):
        ours_now, theirs_now = (p.paint(danced(frame / 30)) for p in (ours, theirs))
        assert np.abs(ours_now.astype(int) - theirs_now).max() <= 1


def test_avatars_join_the_looks_at_the_desk(hall: ShowContext) -> None:
    Avatar().open(hall)
    assert hall.desk.avatars == ("bride", "groom", "light", *LOOKS)


def test_the_desk_changes_the_partner_and_not_the_human(hall: ShowContext) -> None:
    painter = Avatar(partner="bride", human="bride").open(hall)
    painter.paint(danced(0.0))
    hall.desk.avatar = "groom"
    for time in (0.1, 1.9, 2.0, 2.3, 2.6):  # the next ONE is at 2 s
        picture = painter.paint(danced(time))
        if time == 1.9:
            assert is_green(colours(picture)[0])
    partner, human = colours(picture)
    assert is_red(partner)
    assert is_green(human)
    hall.desk.avatar = "ice"  # a look: of light
    for time in (2.7, 4.0, 4.3, 4.6):
        picture = painter.paint(danced(time))
    assert not is_red(colours(picture)[0])
    hall.desk.avatar = None
    for time in (4.7, 6.0, 6.3, 6.6):
        picture = painter.paint(danced(time))
    assert is_green(colours(picture)[0])


def test_nothing_pops_while_one_avatar_gives_way_to_another(hall: ShowContext) -> None:
    painter = Avatar().open(hall)
    seen = []
    for frame in range(30):
        hall.desk.avatar = "groom" if frame >= 10 else None
        # A song without a beat: the lamps do not pulse, and the change begins at once.
        song = music(frame / 30, confidence=0.0)
        now = scene(frame / 30, standing(frame / 30, PLACE), None, song)
        seen.append(colours(painter.paint(now))[0])
    assert is_green(seen[9])
    assert is_red(seen[-1])
    assert np.abs(np.diff(seen, axis=0)).max() < 40


def broken(monkeypatch: pytest.MonkeyPatch, picture: int) -> list[int]:
    """Every avatar's picture of that number, from 1, fails. Returns the pictures asked for."""
    asked: list[int] = []
    paint = Portraitist.paint

    def fails(self: Portraitist, portrait: Portrait) -> Image:
        asked.append(len(asked) + 1)
        if len(asked) == picture:
            raise ArithmeticError("smudged")
        return paint(self, portrait)

    monkeypatch.setattr(Portraitist, "paint", fails)
    return asked


def test_one_picture_that_fails_is_hardly_seen_and_told_of(
    hall: ShowContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = broken(monkeypatch, 5)
    painter = Avatar().open(hall)
    seen = []
    book = hall.failures
    assert isinstance(book, Book)
    for frame in range(20):
        seen.append(colours(painter.paint(danced(frame / 30, human=False)))[0])
        assert bool(book.open) == (frame == 4)
    assert len(asked) == 20
    assert book.ever == ["avatar bride"]
    assert all(is_green(colour) for colour in seen)


def test_an_avatar_that_never_comes_is_danced_by_light_and_comes_back(
    hall: ShowContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = threading.Event()
    paint = Portraitist.paint

    def waits(self: Portraitist, portrait: Portrait) -> Image:
        may.wait(30)
        return paint(self, portrait)

    monkeypatch.setattr(Portraitist, "paint", waits)
    painter = Avatar().open(replace(hall, virtual=False))
    light = Neon().open(context(SIZE, title="", subtitle=""))
    for frame in range(13):
        ours, theirs = (p.paint(danced(frame / 30, human=False)) for p in (painter, light))
    assert colours(ours)[0] == pytest.approx(colours(theirs)[0], abs=30)
    assert isinstance(hall.failures, Book)
    assert "in time" in hall.failures.open["avatar bride"]
    may.set()
    for frame in range(13, 30):
        wait_for(painter)
        ours = painter.paint(danced(frame / 30, human=False))
    assert is_green(colours(ours)[0])
    painter.close()


def test_a_late_avatar_goes_on_as_last_painted_for_a_second_and_moves_along(
    hall: ShowContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = threading.Event()
    may.set()
    paint = Portraitist.paint

    def waits(self: Portraitist, portrait: Portrait) -> Image:
        may.wait(30)
        return paint(self, portrait)

    monkeypatch.setattr(Portraitist, "paint", waits)
    painter = Avatar().open(replace(hall, virtual=False))
    seen = []
    for frame in range(75):
        time = frame / 30
        if frame in (0, 10, 65):
            may.set() if frame != 10 else may.clear()
        place = (0.75 - 0.4 * min(1.0, max(0.0, time - 0.4)), 0.93, 0.0)
        picture = painter.paint(scene(time, standing(time, place), None, music(time)))
        if may.is_set():
            wait_for(painter)
        seen.append(is_green(at(picture, standing(root=place), np.zeros(3))))
    painter.close()
    assert all(seen[3:39])  # the last picture is of 0.3 s: it is late from 1.3 s on
    assert not any(seen[55:65])  # light: from the beat at 1.5 s on
    assert not any(seen[65:])  # and not back at once


def wait_for(painter: NeonPainter) -> None:
    """Until the newest picture asked for is there, however slow this machine is."""
    painter._partner._studio._beside.newest(30.0)  # type: ignore[attr-defined]


def test_a_gpu_that_has_died_is_told_once_and_the_avatar_dances_on(
    hall: ShowContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter = Avatar().open(hall)
    monkeypatch.setattr(Portraitist, "fault", RuntimeError("off the bus"))
    for frame in range(3):
        picture = painter.paint(danced(frame / 30, human=False))
    assert isinstance(hall.failures, Book)
    assert hall.failures.open == {"GPU of avatar bride": "off the bus"}
    assert is_green(colours(picture)[0])


def test_an_avatar_that_comes_back_looks_back_at_nothing(
    hall: ShowContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[str] = []
    monkeypatch.setattr(Portraitist, "forget", lambda self: forgotten.append(self.name))
    painter = Avatar().open(hall)
    for time in (0.0, 0.03, 0.07, 5.0, 5.03):
        painter.paint(danced(time, human=False))
    assert forgotten == ["bride", "bride"]


def test_light_begins_at_the_hands_of_the_avatar_that_is_worn(tmp_path: Path) -> None:
    small = AvatarBuild(0.7 * OFFSETS, 0.05, 0.02)
    avatar(tmp_path, "child", GREEN, size=(32, 48), build=small)
    hall = replace(context(SIZE, title="", subtitle=""), models=tmp_path)
    painter = Avatar(partner="child").open(hall)
    pose = standing(0.5, PLACE)
    shown = painter._partner.follow(PictureMoment(0.5, music(0.5), CUE, np.ones((7, 3))), pose)
    assert isinstance(shown, worn.InAvatar)
    left, _, right, _ = shown.lit.figure.box
    light = LightBody.of(pose, np.zeros(3), CAMERA, shown.lit.figure.tint).box
    assert right - left == pytest.approx(0.7 * (light[2] - light[0]), abs=12)


class Scripted:
    """A clock that is told the time."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.time


def asked_of(
    hall: ShowContext,
    monkeypatch: pytest.MonkeyPatch,
    spent: Sequence[float],
    turn: int = 0,
    step: int = 1,
) -> tuple[list[int], list[float]]:
    """The frames that are painted, and how long each is waited for, seconds.

    `spent` are the seconds after each frame's beginning that its answer is there.
    """
    clock = Scripted()
    painted: list[int] = []
    waited: list[float] = []
    live = replace(hall, clock=clock, virtual=False)  # type: ignore[arg-type]
    studio = worn.Studio(turn, {}, CAMERA, live)
    monkeypatch.setattr(studio._beside, "newest", waited.append)
    monkeypatch.setattr(
        studio._beside, "give", lambda sitting: painted.append(round(30 * sitting.time))
    )
    for number, seconds in enumerate(spent):
        frame = step * number
        clock.time = frame / 30
        studio.ask(worn.Sitting(frame / 30, {}, DARK))
        studio.newest()
        studio._had = frame / 30 + seconds
    studio.close()
    return painted, waited


def test_a_painter_with_time_waits_for_every_frame(
    hall: ShowContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted, waited = asked_of(hall, monkeypatch, [0.010] * 60)
    assert painted == list(range(60))
    assert min(waited) == pytest.approx(0.7 / 30, abs=1e-4)


def test_a_painter_in_a_hurry_waits_less_long_and_soon_for_every_other_frame(
    hall: ShowContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted, waited = asked_of(hall, monkeypatch, [0.031] * 60)
    assert waited[-1] < 0.25 / 30
    assert painted[-10:] == list(range(40, 60, 2))
    assert asked_of(hall, monkeypatch, [0.031] * 60, turn=1)[0][-10:] == list(range(41, 60, 2))


def test_a_painter_that_has_time_again_comes_back_to_every_frame(
    hall: ShowContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted, _ = asked_of(hall, monkeypatch, [0.031] * 30 + [0.005] * 200)
    assert painted[-20:] == list(range(210, 230))


def test_a_painter_that_leaves_frames_out_is_in_a_hurry(
    hall: ShowContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted, _ = asked_of(hall, monkeypatch, [0.005] * 60, step=2)
    assert painted[:4] == [0, 2, 4, 6]
    assert asked_of(hall, monkeypatch, [0.005] * 60, step=2)[1][-1] < 0.25 / 30


def test_one_slow_frame_makes_no_hurry(hall: ShowContext, monkeypatch: pytest.MonkeyPatch) -> None:
    painted, _ = asked_of(hall, monkeypatch, ([0.005] * 19 + [0.032]) * 5)
    assert painted == list(range(100))


def test_a_pose_that_is_no_body_is_left_to_the_light(hall: ShowContext) -> None:
    painter = Avatar(human="groom").open(hall)
    for value in (np.nan, np.inf, 1e30):
        pose = standing(0.5, PLACE)
        pose.positions[3] = value
        painter.paint(scene(0.5, pose, pose, music(0.5)))
        painter.paint(scene(0.5, Pose(0.5, standing().positions, np.full((24, 4), value))))
    assert is_green(colours(Avatar().open(hall).paint(danced(0.6)))[0])


def test_who_is_hardly_seen_fades(hall: ShowContext) -> None:
    painter = Avatar(human="groom").open(hall)
    painter.paint(danced(0.0))
    for frame in range(1, 10):
        held = replace(standing(frame / 30), seen=np.full(24, 0.2))
        now = scene(frame / 30, standing(frame / 30, PLACE), held, music(frame / 30))
        picture = painter.paint(now)
    assert not is_red(colours(picture)[1])


def test_a_guest_in_an_avatar_comes_with_a_fade(hall: ShowContext) -> None:
    painter = Avatar(partner="bride", human="groom").open(hall)
    gone, half, whole = (
        colours(painter.paint(replace(danced(frame / 30), presence=presence)))[1]
        for frame, presence in enumerate((0.0, 0.5, 1.0))
    )
    assert is_red(whole)
    assert gone[0] < 0.2 * whole[0]
    assert 0.35 < (half[0] - gone[0]) / (whole[0] - gone[0]) < 0.65


def test_the_floor_is_dark_where_a_body_stands_and_less_where_it_is_above(
    hall: ShowContext,
) -> None:
    def light_under(height: float) -> float:
        light = np.full((90, 160, 3), 100.0, np.float32)
        room = Room(CAMERA, 2, Easel.of(CAMERA), 0.0)
        worn._darken(light, standing(root=(0.0, 0.93 + height, 0.0)), 1.0, room)
        assert light[:30].min() == 100.0
        x, y = (CAMERA.project(np.array([0.09, 0.0, 0.0])) / 2).astype(int)
        return float(light[y, x, 0])

    stands, jumps = light_under(0.0), light_under(0.3)
    assert stands < 55
    assert stands + 15 < jumps < 100


def test_a_foot_before_the_eye_throws_no_shadow(hall: ShowContext) -> None:
    painter = Avatar().open(hall)
    for place in (3.99, 4.2, 4.5, 9.0, -900.0):
        pose = standing(0.5, PLACE)
        pose.positions[10, 2] = place
        painter.paint(scene(0.5, pose, None, music(0.5)))


@pytest.mark.parametrize("who", ["partner", "human"])
def test_an_avatar_that_is_not_there_is_refused(hall: ShowContext, who: str) -> None:
    with pytest.raises(BadInput, match=r"no avatar 'robot'.*bride, groom"):
        (Avatar(partner="robot") if who == "partner" else Avatar(human="robot")).open(hall)


def test_a_cue_may_ask_for_an_avatar_that_is_there_alone(hall: ShowContext) -> None:
    cued = replace(hall, cues=(Cue(id="x", avatar="groom"), Cue(id="y", avatar="gold")))
    Avatar().open(cued)
    with pytest.raises(BadInput, match="robot"):
        Avatar().open(replace(hall, cues=(Cue(id="x", avatar="robot"),)))


def test_a_broken_avatar_that_the_show_does_not_name_is_left_out(
    hall: ShowContext, caplog: pytest.LogCaptureFixture
) -> None:
    path = hall.models / "avatar_groom" / "1" / "model.onnx"
    path.write_bytes(b"this is no model")
    signed(path)
    Avatar().open(hall)
    assert "groom" not in hall.desk.avatars
    assert "groom is left out" in caplog.text
    with pytest.raises(BadInput):
        Avatar(human="groom").open(hall)


def test_an_engine_that_is_not_there_is_refused_and_never_replaced(hall: ShowContext) -> None:
    with pytest.raises(BadInput, match='set engine = "cpu"'):
        Avatar(engine="tensorrt").open(hall)


@pytest.fixture
def many(hall: ShowContext) -> ShowContext:
    """The same house, and an avatar that is anybody."""
    avatar(hall.models, "someone", (1.0, 1.0, 1.0), size=(32, 48), looks=12)
    return hall


def painted(part: Avatar, hall: ShowContext) -> Image:
    painter = part.open(hall)
    picture = [painter.paint(scene(time / 30, standing(time / 30))) for time in range(3)][-1]
    painter.close()
    return picture


def test_the_seed_of_a_look_is_kept_in_the_show_and_told(many: ShowContext) -> None:
    painter = Avatar(partner="someone", look="Anna").open(many)
    painter.close()
    assert painter.engine.startswith("someone:Anna: CPU")
    assert {"someone", "someone:Anna"} <= set(many.desk.avatars)
    anna = painted(Avatar(partner="someone", look="anna"), many)
    assert np.array_equal(anna, painted(Avatar(partner="someone:Anna"), many))
    assert not np.array_equal(anna, painted(Avatar(partner="someone", look=8), many))


def test_a_random_look_is_that_of_the_seed_in_virtual_time_and_drawn_by_the_clock(
    many: ShowContext,
) -> None:
    def who(hall: ShowContext) -> str:
        painter = Avatar(partner="someone").open(hall)
        painter.close()
        return painter.engine.split(": ")[0]

    assert who(many) == who(many) != who(replace(many, seed=many.seed + 1))
    assert len({who(replace(many, virtual=False)) for _ in range(4)}) > 1


def test_a_cue_changes_to_somebody_else(many: ShowContext) -> None:
    cued = replace(many, cues=(Cue(id="later", avatar="someone:12"),))
    painter = Avatar(partner="someone", look=5).open(cued)
    painter.close()
    assert {"someone:5", "someone:12"} <= set(cued.desk.avatars)


def test_a_look_for_an_avatar_that_has_none_is_refused(many: ShowContext) -> None:
    with pytest.raises(BadInput, match=r"^look = 7: bride has no looks. Take look away"):
        Avatar(partner="bride", look=7).open(many)
