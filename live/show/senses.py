"""The first hops of a show: hear, look and see, each from a device that may go away or hang."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from live.errors import DeviceLost, WorkerLate
from live.parts import CameraSource, Eyes, SoundSource
from live.runtime.checks import block_fault, checked, frame_fault, pose_fault
from live.runtime.clock import Clock
from live.runtime.failures import SLOW, FailureReporter
from live.runtime.supervise import (
    HUNG,
    OPENING,
    TOO_FEW,
    Blamed,
    Speed,
    Steps,
    attempted,
)
from live.runtime.workers import Worker
from live.show.hops import HopContext
from live.show.listener import EAR, Listener
from live.signals import AudioBlock, Frame, Music, Pose

SILENT_DEVICE = 0.9  # seconds without a block or frame, after which the device counts as lost
GIVEN_UP = 10.0  # seconds without a block of a recording, after which it is over
TOO_SELDOM = 0.3  # share of the camera's frames that the eyes must look at
FIRST_SIGN = 5.0  # seconds a device may take to its first block or frame


async def hear(hop: HopContext, worker: Worker, source: SoundSource, listener: Listener) -> None:
    """Turns blocks of sound, without a hole, into Music. Returns when a recording is over, or gave
    nothing for GIVEN_UP seconds, however often it was opened again.

    Raises DeviceLost where a device falls silent, WorkerLate where a recording hangs, and Blamed
    where the ear does.
    """
    hearing = _Hearing(hop, source, listener)
    if not source.paced and hop.clock.now() - hop.flow.played > GIVEN_UP:
        return
    try:
        if source.paced:
            allowed = partial(listener.allowed, SILENT_DEVICE)
            await _watched("sound", worker.repeat(hearing.capture), hearing.sign, allowed)
        else:
            await hearing.play(worker)
    except (WorkerLate, DeviceLost) as error:
        if not listener.hangs(SILENT_DEVICE / 2):
            raise
        listener.renew()
        raise Blamed(EAR, WorkerLate("it does not answer")) from error


class _Hearing:
    """One opened sound, heard by the ear."""

    def __init__(self, hop: HopContext, source: SoundSource, listener: Listener) -> None:
        self.sign = _Sign(hop.clock)
        self._hop = hop
        self._source = source
        self._listener = listener
        self._begun = False  # whether there was a block
        self._waited = self._given = 0.0  # seconds: for blocks, and of sound, since it was judged

    def capture(self) -> bool:
        """Hears the next block of a device; False: there are no more."""
        hop, began = self._hop, self._hop.clock.now()
        block = self._source.read()
        self.sign.given()
        valid = block is not None and _is_sound(block, hop.report.failures)
        if self._begun:  # a device may take long to its first block
            waited = hop.clock.now() - began
            self._judge(waited, block.seconds if block is not None and valid else 0.0)
        self._begun = True
        if block is not None and valid:
            hop.show.health.sound.heard(block)
            music = self._listen(block)
            if music is not None and self.sign.wanted:
                hop.flow.music.put_from_thread(music)
                hop.report.ages["hear"].add(hop.clock.now() - music.time)
        return block is not None

    def _judge(self, waited: float, given: float) -> None:
        """A device that gives far less sound than time passes has failed, though it works."""
        self._waited += waited
        self._given += given
        if self._waited < HUNG:  # one that has just come back may stutter
            return
        share, self._waited, self._given = self._given / self._waited, 0.0, 0.0
        if share < TOO_FEW:
            slow = DeviceLost(f"it gives {share:.2f} s of sound in a second")
            self._hop.report.failures.failed("sound", slow, SLOW)
        else:
            self._hop.report.failures.recovered("sound", SLOW)

    async def play(self, worker: Worker) -> None:
        """Hears a recording to its end, by the show's clock."""
        hop, within = self._hop, OPENING
        while (played := await worker.do(self._next, within)) is not None:
            time, music = played
            within = HUNG
            hop.flow.played = hop.clock.now()
            await hop.clock.until(time)
            if music is not None:
                hop.flow.music.put(music)
                hop.report.ages["hear"].add(hop.clock.now() - music.time)

    def _next(self) -> tuple[float, Music | None] | None:
        """The time of the next block, and what is heard in it; None: the recording is over.

        One block that fails is passed over. Where the next one fails, too, that is raised: opened
        again, the recording goes on where it would be by then.
        """
        found = attempted("sound", self._read, self._hop.report.failures)
        (block,) = self._read() if found is None else found
        return None if block is None else (block.time, self._listen(block))

    def _read(self) -> tuple[AudioBlock | None]:
        block = self._source.read()
        return (None if block is None else _sound(block),)

    def _listen(self, block: AudioBlock) -> Music | None:
        if self._hop.show.room is not None:
            self._hop.show.room.add(block)
        return self._listener.hear(block)


def _sound(block: AudioBlock) -> AudioBlock:
    return checked(block, "the sound's block", block_fault)


def _is_sound(block: AudioBlock, failures: FailureReporter) -> bool:
    """Whether a block is valid; one that is not is a failure of the sound, and left out."""
    return attempted("sound", partial(_sound, block), failures) is not None


async def look(hop: HopContext, worker: Worker, source: CameraSource) -> None:
    """Passes on the newest frame from the camera. Returns when a film is over.

    Raises DeviceLost where a device gives nothing any more, and WorkerLate where a film hangs.
    """
    looking = _Looking(hop, source)
    if source.paced:
        capture = worker.repeat(looking.capture)
        await _watched("camera", capture, looking.sign, lambda: SILENT_DEVICE)
    else:
        await looking.play(worker)


class _Looking:
    """One opened camera."""

    def __init__(self, hop: HopContext, source: CameraSource) -> None:
        self.sign = _Sign(hop.clock)
        self._hop = hop
        self._source = source

    def capture(self) -> bool:
        """Passes on the next frame of a device; False: there are no more."""
        taken = self._source.read()
        if taken is not None and self._valid(taken) and self.sign.wanted:
            self.sign.given()
            if isinstance(taken, Frame):
                self._hop.show.health.camera.seen(taken)
            self._pass_on(taken)
        return taken is not None

    async def play(self, worker: Worker) -> None:
        """Passes on a film to its end, by the show's clock."""
        hop, within = self._hop, OPENING
        while (taken := await worker.do(self._source.read, within)) is not None:
            within = HUNG
            if self._valid(taken):
                await hop.clock.until(taken.time)
                self._pass_on(taken)
            else:  # what has no valid time cannot be waited for
                await asyncio.sleep(1 / hop.show.rate)

    def _valid(self, taken: Frame | Pose) -> bool:
        check = partial(_taken, taken)
        return attempted("camera", check, self._hop.report.failures) is not None

    def _pass_on(self, taken: Frame | Pose) -> None:
        hop = self._hop
        if isinstance(taken, Frame):
            hop.flow.frames.put_from_thread(taken)
        else:
            hop.flow.human.put_from_thread(taken)
            hop.report.ages["see"].add(hop.clock.now() - taken.time)


def _taken(taken: Frame | Pose) -> Frame | Pose:
    if isinstance(taken, Pose):
        return checked(taken, "the camera's pose", pose_fault)
    return checked(taken, "the camera's frame", frame_fault)


async def see(hop: HopContext, worker: Worker, eyes: Eyes) -> None:
    """Turns the newest frame into the human's pose. Raises WorkerLate where the eyes hang."""
    clock, flow, report = hop.clock, hop.flow, hop.report
    steps = Steps("eyes", report.failures)
    speed = Speed("eyes", hop.show.rate, report.failures, TOO_SELDOM)
    count, within = 0, OPENING
    while (newer := await flow.frames.newer(count)) is not None:
        missed, (count, frame) = newer[0] - count - 1, newer
        found = await steps.do(worker, partial(_seen, eyes, frame), within)
        within = HUNG
        speed.did(missed)
        pose = None if found is None else found[0]
        if pose is not None:
            flow.human.put(pose)
            report.ages["see"].add(clock.now() - pose.time)


def _seen(eyes: Eyes, frame: Frame) -> Pose | None:
    pose = eyes.see(frame)
    return None if pose is None else checked(pose, "the eyes' pose", pose_fault)


class _Sign:
    """When a device last gave a sign of life."""

    def __init__(self, clock: Clock) -> None:
        self.wanted = True  # whether anybody still waits for it
        self._first = True  # whether it has given none yet
        self._clock = clock
        self._last = clock.now()

    def given(self) -> None:
        """There is one. Any thread."""
        self._last, self._first = self._clock.now(), False

    def missing(self, within: float) -> bool:
        """Whether there was none for so many seconds; the first may take FIRST_SIGN."""
        allowed = max(within, FIRST_SIGN) if self._first else within
        return self._clock.now() - self._last > allowed


async def _watched(
    what: str, work: Awaitable[None], sign: _Sign, within: Callable[[], float]
) -> None:
    """Does the `work` of a live device. Raises DeviceLost where the device stops delivering.

    `within`: seconds that may pass between two signs of life.
    """
    working = asyncio.ensure_future(work)
    try:
        while not working.done():
            await asyncio.wait({working}, timeout=SILENT_DEVICE / 9)
            if not working.done() and sign.missing(within()):
                raise DeviceLost(f"the {what} has delivered nothing for {within():.1f} s")
        working.result()
    finally:
        sign.wanted = False
        working.cancel()
        with suppress(Exception, asyncio.CancelledError):
            await working
