"""What every painter owes (live.parts.Painter), asked of each that ships."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from live.draw.camera import Camera
from live.parts import Painter
from live.runtime.supervise import Closable
from live.show.show_file import kinds, part_of
from live.signals import HUMAN_SHIFT, Floats, Image, Scene
from tests.draw.stages import SMALL, context, music, standing

Opened = Callable[[], Painter]


@pytest.fixture(params=kinds("draw"))
def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
    """Opens the painter, on an empty stage; networks of its own are not there."""
    there: list[Painter] = []
    settings = {"partner": "light", "human": "light"} if request.param == "avatar" else {}

    def open_one() -> Painter:
        part = part_of("painter", {"kind": request.param, **settings}, "a show")
        there.append(part.open(context()))
        return there[-1]

    yield open_one
    for one in there:
        if isinstance(one, Closable):
            one.close()


def scene(**changes: object) -> Scene:
    """Two dancers in the second bar, in full light."""
    there = Scene(2.0, 1.9, music(2.0), standing(2.0), standing(2.0))
    return replace(there, **changes)  # type: ignore[arg-type]


def settled(painter: Painter, wanted: Scene, frames: int = 90) -> Image:
    """What is to be seen once looks, lamps and lettering have faded in."""
    for frame in range(frames):
        picture = painter.paint(replace(wanted, time=wanted.time + frame / 30))
    return picture


def middle(picture: Image, empty: Image) -> Floats:
    """Where a picture differs from another, on average: pixels from the left and from above."""
    change = np.abs(picture.astype(float) - empty.astype(float)).sum(axis=2)
    change[change < 0.3 * change.max()] = 0.0
    rows, columns = np.mgrid[: change.shape[0], : change.shape[1]]
    place: Floats = np.array([np.sum(change * columns), np.sum(change * rows)]) / change.sum()
    return place


def test_a_picture_has_the_shows_size_and_is_the_callers_to_keep(opened: Opened) -> None:
    painter = opened()
    first = painter.paint(scene())
    kept = first.copy()
    second = painter.paint(scene(time=2.1, partner=standing(2.1, root=(0.4, 0.93, 0.0))))
    assert first.shape == second.shape == (SMALL[1], SMALL[0], 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, kept)


def test_the_light_dims_all_of_it_and_none_is_black(opened: Opened) -> None:
    bright, dim, dark = (settled(opened(), scene(light=light)) for light in (1.0, 0.5, 0.0))
    assert not dark.any()
    assert 0.3 < dim.astype(float).sum() / bright.astype(float).sum() < 0.7


def test_in_the_safe_look_nobody_is_on_the_stage(opened: Opened) -> None:
    empty = settled(opened(), scene(partner=None, human=None))
    with_human = settled(opened(), scene(partner=None))
    assert np.array_equal(empty, with_human)
    assert not np.array_equal(settled(opened(), scene()), empty)


def test_the_human_is_beside_the_partner_where_the_stage_has_a_place_for_them(
    opened: Opened,
) -> None:
    alone = settled(opened(), scene(human=None))
    both = settled(opened(), scene())
    camera = Camera.for_size(SMALL)
    pelvis = standing().positions[0]
    human, partner = camera.project(np.stack([pelvis + HUMAN_SHIFT, pelvis]))
    at = middle(both, alone)
    assert abs(at[0] - human[0]) < 0.3 * abs(partner[0] - human[0])


def test_the_human_comes_and_goes_with_a_fade(opened: Opened) -> None:
    def light(presence: float) -> float:
        return float(settled(opened(), scene(presence=presence), 3).astype(float).sum())

    alone, gone, faint, half, whole = (
        float(settled(opened(), scene(human=None), 3).astype(float).sum()),
        *(light(presence) for presence in (0.0, 0.2, 0.5, 1.0)),
    )
    assert gone == pytest.approx(alone, rel=1e-3)
    if whole > 1.01 * alone:  # who has a place for the human
        assert alone < faint < half < whole
        assert 0.25 < (half - alone) / (whole - alone) < 0.8


def test_a_pose_that_holds_no_numbers_is_painted_as_far_as_it_goes(opened: Opened) -> None:
    pose = standing(2.0)
    positions = pose.positions.copy()
    positions[5:9] = np.nan
    picture = opened().paint(scene(partner=replace(pose, positions=positions)))
    assert picture.shape == (SMALL[1], SMALL[0], 3)
