"""Devices that fall silent, hang, or give what is wrong; in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from live.errors import DeviceLost, WorkerLate
from live.runtime.clock import Clock
from live.runtime.failures import FailureLog
from live.runtime.supervise import Blamed, keep_going
from live.runtime.virtual import run_virtual
from live.runtime.workers import Inline, Worker
from live.show import senses
from live.show.hops import Flow, HopContext
from live.show.listener import Listener
from live.show.part_manager import Device
from live.show.perform import SOON
from live.show.report import Report
from live.signals import AudioBlock, Frame, Music, Pose
from tests.parts import a_context, standing

BLOCK, FRAME = 0.01, 1 / 30  # seconds


class Ticking(Inline):
    """A worker whose steps come as often as its device gives something; `stuck`: they wait."""

    def __init__(self, every: float) -> None:
        super().__init__("device")
        self.stuck: Callable[[], bool] = lambda: False
        self._every = every

    async def repeat(self, step: Callable[[], bool]) -> None:
        going = True
        while going:
            await asyncio.sleep(self._every)
            going = self.stuck() or step()


class Ears:
    """An ear that hears the time, or what it is told to."""

    def __init__(self) -> None:
        self.says: Callable[[AudioBlock], Any] = lambda block: Music(block.time)

    def hear(self, block: AudioBlock) -> Music:
        music: Music = self.says(block)
        return music


class Gives:
    """A source that gives what it is told to, one each time it is read."""

    def __init__(self, gives: Callable[[], Any], *, paced: bool = True) -> None:
        self.paced = paced
        self.read = gives

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class Moved:
    """A timer that a test may move."""

    time: Callable[[], float]


class Stage:
    """What the hops need, with a record of what was heard and seen."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.late = 0.0  # seconds that the test has moved the clock
        self.clock = Clock(Moved(lambda: loop.time() + self.late))
        self.clock.start()
        self.failures = FailureLog(self.clock)
        context = a_context(clock=self.clock, virtual=False, failures=self.failures)
        self.hop = HopContext(self.clock, context, Flow(), Report(30.0, self.failures))
        self.ears = Ears()
        self.listener = Listener(lambda: self.ears, self.failures)
        self.listener.open()

    def block(self) -> AudioBlock:
        return AudioBlock(self.clock.now(), np.zeros(441, np.float32), 44_100)

    def frame(self) -> Frame:
        return Frame(self.clock.now(), np.zeros((9, 16, 3), np.uint8))

    async def hears(self, worker: Worker, source: Gives) -> None:
        await senses.hear(self.hop, worker, source, self.listener)

    async def looks(self, worker: Worker, source: Gives) -> None:
        await senses.look(self.hop, worker, source)


def _on_stage(scene: Callable[[Stage], Awaitable[Any]], seconds: float = 60.0) -> Stage:
    """Plays a scene, for so many seconds at most."""

    async def show() -> Stage:
        stage = Stage()
        try:
            async with asyncio.timeout(seconds):
                await scene(stage)
        except TimeoutError:
            pass
        return stage

    return run_virtual(show())


def _falls(stage: Stage) -> list[tuple[str, str]]:
    return [(fall["part"], fall["cause"]) for fall in stage.failures.as_list()]


@pytest.mark.parametrize("sense", ["sound", "camera"])
def test_a_device_that_falls_silent_is_lost_within_a_second(sense: str) -> None:
    lost: list[float] = []

    async def scene(stage: Stage) -> None:
        worker = Ticking(BLOCK if sense == "sound" else FRAME)
        worker.stuck = lambda: stage.clock.now() > 5.0
        try:
            if sense == "sound":
                await stage.hears(worker, Gives(stage.block))
            else:
                await stage.looks(worker, Gives(stage.frame))
        except DeviceLost as error:
            assert f"the {sense} has delivered nothing" in str(error)
            lost.append(stage.clock.now())

    _on_stage(scene)
    assert 5.5 < lost[0] <= 6.1


def test_a_device_opened_again_is_not_lost_at_once_and_may_take_longer_to_its_first_frame() -> None:
    lost: list[float] = []

    async def scene(stage: Stage) -> None:
        await asyncio.sleep(10.0)  # it was away: the newest frame is old
        worker = Ticking(FRAME)
        worker.stuck = lambda: not 14.0 < stage.clock.now() < 16.0
        try:
            await stage.looks(worker, Gives(stage.frame))
        except DeviceLost:
            lost.append(stage.clock.now())

    _on_stage(scene)
    assert 16.5 < lost[0] <= 17.1


def test_a_camera_whose_every_frame_is_wrong_is_lost_too() -> None:
    async def scene(stage: Stage) -> None:
        wrong = Gives(lambda: replace(stage.frame(), rgb=np.zeros((9, 16), np.uint8)))
        with pytest.raises(DeviceLost):
            await stage.looks(Ticking(FRAME), wrong)

    stage = _on_stage(scene)
    assert _falls(stage)[0][1].startswith("ValueError: the camera's frame is of shape (9, 16)")
    assert stage.hop.flow.frames.peek() is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda _: "a block", "is none, but str"),
        (lambda block: replace(block, rate=0), "a rate of 0"),
        (lambda block: replace(block, time=float("inf")), "time that is no number"),
        (lambda block: replace(block, samples=np.zeros((2, 9), np.float32)), "no list of numbers"),
    ],
)
def test_a_block_that_is_wrong_is_the_sounds_fault_and_left_out(
    wrong: Callable[[AudioBlock], Any], told: str
) -> None:
    def gives(stage: Stage) -> Any:
        block = stage.block()
        return wrong(block) if 1.0 < block.time < 1.2 else block

    async def scene(stage: Stage) -> None:
        await stage.hears(Ticking(BLOCK), Gives(lambda: gives(stage)))

    stage = _on_stage(scene, 3.0)
    ((part, cause),) = _falls(stage)
    assert part == "sound"
    assert told in cause
    assert stage.failures.fallen() == []
    music = stage.hop.flow.music.peek()
    assert music is not None
    assert music.time > 2.9


def test_an_ear_that_hangs_is_blamed_and_not_the_sound() -> None:
    async def scene(stage: Stage) -> None:
        worker = Ticking(BLOCK)
        source = Gives(stage.block)
        hung: list[bool] = []

        def stuck() -> bool:
            if stage.clock.now() > 2.0 and not hung:
                hung.append(True)
                # As if its call had not returned yet.
                stage.listener._since = stage.clock.now()
            return bool(hung)

        worker.stuck = stuck
        with pytest.raises(Blamed) as caught:
            await stage.hears(worker, source)
        assert caught.value.part == "ear"

    _on_stage(scene)


def test_a_device_that_gives_little_sound_is_too_slow_until_it_gives_enough() -> None:
    async def scene(stage: Stage) -> None:
        class Slowly(Ticking):
            async def repeat(self, step: Callable[[], bool]) -> None:
                while step():
                    pass

        def gives() -> AudioBlock | None:
            # Read in virtual time, which the test moves.
            stage.late += 0.1 if stage.clock.now() < 6.0 else BLOCK
            return stage.block() if stage.clock.now() < 16.0 else None

        await stage.hears(Slowly(BLOCK), Gives(gives))

    stage = _on_stage(scene)
    (fall,) = stage.failures.as_list()
    assert (fall["part"], fall["kind"]) == ("sound", "slow")
    assert fall["cause"] == "DeviceLost: it gives 0.10 s of sound in a second"
    assert 3.0 <= fall["time"] < 4.0
    assert 6.0 < fall["recovered"] < 12.1
    # How late each was heard is in the report.
    assert stage.hop.report.ages["hear"].count > 100


def test_a_film_with_wrong_frames_shows_the_others() -> None:
    async def scene(stage: Stage) -> None:
        number = iter(range(90))

        def gives() -> Frame | None:
            at = next(number, None)
            if at is None:
                return None
            frame = Frame(at / 30, np.zeros((9, 16, 3), np.uint8))
            return replace(frame, rgb=np.zeros((9, 16), np.uint8)) if at in (3, 4, 5) else frame

        await stage.looks(Inline("camera"), Gives(gives, paced=False))
        assert 2.9 < stage.clock.now() < 3.2

    stage = _on_stage(scene)
    assert [(f["part"], f["steps"]) for f in stage.failures.as_list()] == [("camera", 3)]
    frame = stage.hop.flow.frames.peek()
    assert frame is not None
    assert frame.time == pytest.approx(89 / 30)


@pytest.mark.parametrize(("every", "slow"), [(3, []), (2, []), (6, ["eyes"])])
def test_eyes_that_see_few_frames_are_too_slow(every: int, slow: list[str]) -> None:
    class Busy(Inline):
        async def do(self, work: Callable[[], Any], within: float | None = None) -> Any:
            await asyncio.sleep((every - 0.5) * FRAME)
            return await super().do(work, within)

    async def scene(stage: Stage) -> None:
        async def film() -> None:
            async for _ in stage.clock.ticks(30.0):
                stage.hop.flow.frames.put(stage.frame())

        filming = asyncio.ensure_future(film())
        try:
            await senses.see(stage.hop, Busy("eyes"), Eyes())
        finally:
            filming.cancel()

    stage = _on_stage(scene, 1.9)
    assert [f["part"] for f in stage.failures.as_list() if f["kind"] == "slow"] == slow
    assert stage.hop.report.ages["see"].count >= 8


class Eyes:
    """Eyes that see somebody standing, and for half a second somebody of no shape."""

    def see(self, frame: Frame) -> Pose | None:
        pose = standing(frame.time)
        return replace(pose, positions=np.zeros((5, 3))) if 2.0 < frame.time < 2.5 else pose

    def close(self) -> None:
        pass


class HangsAfter(Inline):
    """A worker that hangs from the fourth second on."""

    def __init__(self, clock: Clock) -> None:
        super().__init__("eyes")
        self._clock = clock

    async def do(self, work: Callable[[], Any], within: float | None = None) -> Any:
        if self._clock.now() > 4.0 and within is not None:
            await asyncio.sleep(within)
            raise WorkerLate("hung")
        return await super().do(work, within)


def test_eyes_that_hang_are_late_and_wrong_poses_are_their_fault() -> None:
    late: list[float] = []

    async def film(stage: Stage) -> None:
        async for _ in stage.clock.ticks(30.0):
            stage.hop.flow.frames.put(stage.frame())

    async def scene(stage: Stage) -> None:
        filming = asyncio.ensure_future(film(stage))
        with pytest.raises(WorkerLate):
            await senses.see(stage.hop, HangsAfter(stage.clock), Eyes())
        late.append(stage.clock.now())
        filming.cancel()

    stage = _on_stage(scene)
    assert 7.0 <= late[0] < 7.2
    ((part, cause),) = _falls(stage)
    assert part == "eyes"
    assert "the eyes' pose has positions of shape (5, 3)" in cause


def test_a_device_is_open_again_within_two_seconds_after_it_is_back() -> None:
    """Lost for ten seconds: it is tried again every second at most."""
    opened: list[float] = []

    async def scene(stage: Stage) -> None:
        def opens() -> Gives:
            if opened and stage.clock.now() < 13.0:
                raise DeviceLost("it is not there")
            opened.append(stage.clock.now())
            return Gives(stage.block)

        def new_worker(_: str) -> Ticking:
            worker = Ticking(BLOCK)
            worker.stuck = lambda: 3.0 < stage.clock.now() < 13.0
            return worker

        device = Device("sound", opens, new_worker)
        await device.open()
        await keep_going(
            "sound", lambda: device.perform(stage.hears), stage.clock, stage.failures, SOON
        )

    stage = _on_stage(scene, 20.0)
    assert len(opened) == 2
    assert 13.0 <= opened[1] < 14.5
    assert stage.failures.fallen() == []
