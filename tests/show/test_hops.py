"""The hops between the parts: who counts as there, and when a device counts as lost."""

import asyncio
from dataclasses import replace

import numpy as np
import pytest

from live.errors import DeviceLost
from live.runtime.clock import Clock
from live.runtime.supervise import FailureLog
from live.runtime.virtual import run_virtual
from live.show.hops import Flow, HopContext, present, watched
from live.show.report import Report
from live.signals import Frame
from tests.parts import a_context, standing


@pytest.mark.parametrize(("ago", "there"), [(0.0, True), (0.9, True), (1.2, False), (60.0, False)])
def test_a_guest_who_has_left_for_a_second_is_nobody(ago: float, there: bool) -> None:
    pose = standing(100.0 - ago)
    assert present(pose, 100.0) is (pose if there else None)


def test_nobody_is_nobody_and_so_is_who_is_hardly_seen_or_impossible() -> None:
    pose = standing(100.0)
    assert present(None, 100.0) is None
    assert present(replace(pose, seen=np.full(24, 0.15)), 100.0) is None
    hand = np.full(24, 0.0)
    hand[20] = 0.25
    assert present(replace(pose, seen=hand), 100.0) is not None
    assert present(replace(pose, positions=np.full((24, 3), np.nan)), 100.0) is None


def lost_after(newest: float | None, gives_until: float, opened: float) -> float | None:
    """Seconds of the show at which a camera opened then is lost; None: it is not in a minute.

    Its newest frame when it is opened is of the second `newest`. Then it gives 10 a second.
    """

    async def show() -> float | None:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        hop = HopContext(clock, a_context(), Flow(), Report(30.0, FailureLog(clock)))
        black = np.zeros((2, 2, 3), np.uint8)
        if newest is not None:
            hop.flow.frames.put(Frame(newest, black))
        await clock.until(opened)

        async def work() -> None:
            while clock.now() < opened + 60.0:
                await asyncio.sleep(0.1)
                if clock.now() <= gives_until:
                    hop.flow.frames.put(Frame(clock.now(), black))

        try:
            await watched(hop, "camera", work(), hop.flow.frames.peek)
        except DeviceLost as error:
            assert "camera" in str(error)
            return clock.now()
        return None

    return run_virtual(show())


def test_a_camera_that_gives_nothing_for_three_seconds_is_lost() -> None:
    lost = lost_after(None, gives_until=20.0, opened=10.0)
    assert lost is not None
    assert 23.0 < lost < 23.7
    lost = lost_after(None, gives_until=0.0, opened=10.0)
    assert lost is not None
    assert 13.0 < lost < 13.7


def test_a_camera_that_gives_is_never_lost() -> None:
    assert lost_after(None, gives_until=1e9, opened=0.0) is None


def test_a_camera_that_is_back_has_time_to_give_its_first_frame() -> None:
    lost = lost_after(2.0, gives_until=0.0, opened=10.0)
    assert lost is not None
    assert 13.0 < lost < 13.7
    assert lost_after(2.0, gives_until=1e9, opened=10.0) is None
