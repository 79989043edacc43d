"""The five hops of a show, each a loop: hear, see, dance, draw, show.

Every hop reads the newest signal of the hop before it and puts out its own. No hop waits for
another, and none blocks: work that may block is given to the hop's worker.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import numpy as np

from live.dance.sane import checked, fault
from live.errors import DeviceLost
from live.parts import CameraSource, Dancer, Ear, Eyes, Painter, ShowContext, SoundSource, Teacher
from live.runtime import pace
from live.runtime.clock import Clock
from live.runtime.mailboxes import Kept, Latest, Recent
from live.runtime.room_sound import RoomSound
from live.runtime.supervise import FailureReporter, Understudied, attempted
from live.runtime.workers import Worker
from live.show.direction import Direction
from live.show.part_manager import OutputHandle
from live.show.report import Report
from live.show.standby import Standby
from live.signals import Frame, Image, Music, Picture, Pose, Scene

ABSENT_AFTER = 1.0  # seconds without a new pose, after which the partner dances alone
SEEN_AT_ALL = 0.2  # a pose whose best seen joint is below this does not count as a person
SILENT_DEVICE = 3.0  # seconds without a block or frame, after which the device counts as lost


class Timed(Protocol):
    """A signal: it has a time, in seconds of the show."""

    @property
    def time(self) -> float: ...


@dataclass(slots=True)
class Flow:
    """The mailboxes between the hops."""

    music: Latest[Music] = field(default_factory=Latest)
    frames: Latest[Frame] = field(default_factory=Latest)
    human: Latest[Pose] = field(default_factory=Latest)
    scenes: Recent[Scene] = field(default_factory=Recent)
    pictures: Recent[Picture] = field(default_factory=Recent)
    # Seconds the dancer dances ahead, so that the picture is seen on the beat.
    lead_time: float = 0.0
    paces: list[pace.Pace] = field(default_factory=list)  # of the outputs that keep time


@dataclass(slots=True)
class HopContext:
    """What every hop needs."""

    clock: Clock
    show: ShowContext
    flow: Flow
    report: Report


async def hear(hop: HopContext, worker: Worker, source: SoundSource, ear: Ear) -> None:
    """Turns blocks of sound, without a hole, into Music. Returns when a recording is over."""
    clock, flow, report = hop.clock, hop.flow, hop.report

    def heard(music: Music) -> None:
        report.ages["hear"].add(clock.now() - music.time)
        report.failures.recovered("sound")

    listen = partial(_listen, source, ear, hop.show.room)

    def capture() -> bool:
        music = listen()
        if music is not None:
            flow.music.put_from_thread(music)
            heard(music)
        return music is not None

    if source.paced:
        await worker.repeat(capture)
        return
    played = partial(_played, listen, report.failures)
    while (music := await worker.do(played)) is not None:
        await clock.until(music.time)
        flow.music.put(music)
        heard(music)


def _played(listen: Callable[[], Music | None], failures: FailureReporter) -> Music | None:
    """The next music of a recording, past a block that fails. It ends where two in a row do.

    Opened again, a recording would begin again, and fail again at the same place.
    """

    def tried() -> tuple[Music | DeviceLost | None]:
        try:
            return (listen(),)
        except DeviceLost as lost:  # a device is opened again
            return (lost,)

    for _ in range(2):
        done = attempted("sound", tried, failures)
        if done is not None:
            (found,) = done
            if isinstance(found, DeviceLost):
                raise found
            return found
    return None


def _listen(source: SoundSource, ear: Ear, room: RoomSound | None) -> Music | None:
    """What the ear hears in the next block; None: the sound is over."""
    block = source.read()
    if block is None:
        return None
    if room is not None:
        room.add(block)
    return ear.hear(block)


async def look(hop: HopContext, worker: Worker, source: CameraSource) -> None:
    """Passes on the newest frame from the camera. Returns when a film is over."""
    clock, flow, report = hop.clock, hop.flow, hop.report

    def pass_on(taken: Frame | Pose) -> None:
        if isinstance(taken, Frame):
            flow.frames.put_from_thread(taken)
        else:
            flow.human.put_from_thread(taken)
            report.ages["see"].add(clock.now() - taken.time)
        report.failures.recovered("camera")

    def capture() -> bool:
        taken = source.read()
        if taken is not None:
            pass_on(taken)
        return taken is not None

    if source.paced:
        await worker.repeat(capture)
        return
    while (taken := await worker.do(source.read)) is not None:
        await clock.until(taken.time)
        pass_on(taken)


async def see(hop: HopContext, worker: Worker, eyes: Eyes) -> None:
    """Turns the newest frame into the human's pose."""
    clock, flow, report = hop.clock, hop.flow, hop.report
    count = 0
    while (newer := await flow.frames.newer(count)) is not None:
        count, frame = newer
        pose = await worker.do(partial(eyes.see, frame))
        report.failures.recovered("eyes")
        if pose is not None:
            flow.human.put(pose)
            report.ages["see"].add(clock.now() - pose.time)


def present(pose: Pose | None, now: float) -> Pose | None:
    """The human's pose; None where it is too old, impossible, or seen too badly."""
    if pose is None or fault(pose) is not None:
        return None
    if now - pose.time > ABSENT_AFTER or float(np.max(pose.seen)) < SEEN_AT_ALL:
        return None
    return pose


async def dance(
    hop: HopContext, dancer: Understudied[Dancer], standby: Standby, frames: int | None
) -> None:
    """Makes one scene a frame, on the show's grid. Returns after `frames`, or when it is over."""
    clock, context, flow, report = hop.clock, hop.show, hop.flow, hop.report
    direction = Direction(context)
    report.beat_source = direction.beat_selector.changes
    async for tick in clock.ticks(context.rate):
        if direction.over or (frames is not None and tick.number >= frames):
            return
        report.ticked(tick)
        when = tick.time + flow.lead_time + context.latency
        music = direction.choose_music(flow.music.peek(), tick.time)
        report.heard(tick.time, music)
        direction.step(when, music, (1 + tick.skipped) / context.rate)
        human = present(flow.human.peek(), tick.time)
        danced, caption = await dancer.step(partial(_step, when, music, human))
        scene = direction.scene(when, music, standby.join(danced), human, caption)
        flow.scenes.put_at(scene, clock.now())
        report.ages["dance"].add(clock.now() - music.time)


def _step(time: float, music: Music, human: Pose | None, dancer: Dancer) -> tuple[Pose, str]:
    """A step of the dancer, and its caption for the guests."""
    pose = checked(dancer.step(time, music, human), "the dancer's")
    return pose, dancer.caption if isinstance(dancer, Teacher) else ""


async def draw(hop: HopContext, painter: Understudied[Painter]) -> None:
    """Turns the newest scene into a picture. Returns when no more scenes come."""
    flow, report = hop.flow, hop.report
    count = 0
    while (newer := await flow.scenes.newer(count)) is not None:
        count, scene = newer
        rgb = await painter.step(partial(_paint, scene))
        flow.pictures.put_at(Picture(scene.time, scene.heard, rgb), hop.clock.now())
        report.ages["draw"].add(hop.clock.now() - scene.heard)


def _paint(scene: Scene, painter: Painter) -> Image:
    return painter.paint(scene)


async def send(hop: HopContext, member: OutputHandle) -> None:
    """Sends scenes or pictures to one output, each at its time. Returns when no more come.

    The report's figures are those of the output that is `first`.
    """
    clock, report = hop.clock, hop.report
    count = 0
    while (kept := await _next(hop, member, count)) is not None:
        count, signal = kept.count, kept.value
        began = clock.now()
        await member.worker.do(partial(member.output.show, signal))
        now = clock.now()
        report.failures.recovered(member.name)
        if member.first:
            report.frames += 1
            report.ages["show"].add(now - signal.heard)
        if member.pace is not None and not hop.show.virtual:
            due = signal.time - hop.show.latency
            _keep_time(hop, member.pace, pace.Sending(due, kept.at, began, now))


async def _next(hop: HopContext, member: OutputHandle, count: int) -> Kept[Any] | None:
    """The signal to send next: the newest that is due; else waits until the next one is due."""
    scenes = member.output.takes is Scene
    inbox: Recent[Any] = hop.flow.scenes if scenes else hop.flow.pictures
    if await inbox.newer(count) is None:
        return None
    waiting = inbox.after(count)
    if member.pace is None or hop.show.virtual:
        return waiting[-1]
    starts = [member.pace.start(kept.value.time - hop.show.latency) for kept in waiting]
    now = hop.clock.now()
    due = [kept for kept, start in zip(waiting, starts, strict=True) if start <= now]
    if due:
        return due[-1]
    await hop.clock.until(starts[0])
    return waiting[0]


def _keep_time(hop: HopContext, output_pace: pace.Pace, sending: pace.Sending) -> None:
    """Updates the lead time, and how long signals are kept, after an output has sent one."""
    flow, rate = hop.flow, hop.show.rate
    output_pace.sent(sending, flow.lead_time, 1 / rate)
    flow.lead_time = pace.lead_needed(flow.paces, sending.out)
    # Two frames more: a timer may be late.
    flow.scenes.keep = flow.pictures.keep = pace.longest_wait(flow.paces, flow.lead_time) + 2 / rate


async def watched(
    hop: HopContext, what: str, work: Awaitable[None], newest: Callable[[], Timed | None]
) -> None:
    """Does the `work` of a live device. Raises DeviceLost where the device stops delivering."""
    working = asyncio.ensure_future(work)
    watching = asyncio.ensure_future(_watch(hop, what, newest))
    try:
        done, _ = await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in (working, watching):
            task.cancel()
            with suppress(Exception, asyncio.CancelledError):
                await task


async def _watch(hop: HopContext, what: str, newest: Callable[[], Timed | None]) -> None:
    """Raises DeviceLost when a device has delivered nothing for SILENT_DEVICE seconds."""
    began = hop.clock.now()
    async for _ in hop.clock.ticks(2.0):
        signal = newest()
        last = began if signal is None else max(began, signal.time)
        if hop.clock.now() - last > SILENT_DEVICE:
            raise DeviceLost(f"the {what} has delivered nothing for {SILENT_DEVICE:.0f} s")
