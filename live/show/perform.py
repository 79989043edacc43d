"""One show, from its first sound to its last picture: opens the parts, joins them, runs them."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from live.dance import library
from live.dance.sway import Sway
from live.desk import cues
from live.draw.dots import Dots
from live.parts import (
    CameraSource,
    Dancer,
    Ear,
    Eyes,
    Input,
    Output,
    Painter,
    ShowContext,
    SoundSource,
)
from live.runtime.supervise import FailureLog, Understudied, keep_going
from live.runtime.workers import Worker
from live.show import hops
from live.show.hops import Flow, HopContext
from live.show.offsets import LiveOffsets
from live.show.part_manager import Device, OutputHandle, PartManager, services
from live.show.report import Report
from live.show.show_file import Show
from live.show.standby import Standby

GOODBYE = 10.0  # seconds an output may take to finish


@dataclass(frozen=True, slots=True)
class OpenParts:
    """Every part of the show, opened."""

    sound: Device[SoundSource]
    ear: Ear
    camera: Device[CameraSource]
    eyes: Device[Eyes] | None  # None: the camera needs none
    dancer: Understudied[Dancer]
    standby: Standby
    painter: Understudied[Painter]
    inputs: list[tuple[str, Input]]
    outputs: list[OutputHandle]


async def perform(
    show: Show,
    context: ShowContext,
    window: Worker | None = None,
    frames: int | None = None,
    extra_outputs: tuple[Output, ...] = (),
) -> Report:
    """Performs a show until `frames` are done, the recording is over, or the operator ends it.

    `window` is the main thread's worker, for outputs that must run there; `extra_outputs` are
    outputs beside the show's own. Raises BadInput for anything wrong before the show starts; once
    it runs, no failure of a part ends it.
    """
    failures = FailureLog(context.clock)
    context = replace(context, failures=failures)
    report = Report(context.rate, failures)
    hop = HopContext(context.clock, context, Flow(), report)
    manager = PartManager(context, failures, window)
    try:
        parts = await _open(show, context, manager)
        paces = [member.pace for member in parts.outputs]
        timed = list(zip(show.names, paces, strict=True))
        offsets = LiveOffsets(show.file, timed, context.desk, manager.helper("offsets"))
        parts.outputs.extend(manager.add_output(output) for output in extra_outputs)
        gc.freeze()  # a full garbage collection would stop the dance for a moment
        await _run(hop, parts, offsets, frames)
    finally:
        gc.unfreeze()
        await manager.close()
    report.engines, report.made = manager.engines, manager.made
    return report


async def _open(show: Show, context: ShowContext, manager: PartManager) -> OpenParts:
    """Opens all parts. Strict: the show has not started, so any error ends it."""
    eyes = None if show.eyes is None else await manager.open_device("eyes", show.eyes, "see")
    standby = Standby(_understudy(show, context), context.failures)
    parts = OpenParts(
        sound=await manager.open_device("sound", show.sound, "read"),
        ear=await manager.open_part("ear", show.ear, "hear"),
        camera=await manager.open_device("camera", show.camera, "read"),
        eyes=eyes,
        dancer=await manager.open_understudied("dancer", show.dancer, standby, "step"),
        standby=standby,
        painter=await manager.open_understudied(
            "painter", show.painter, Dots().open(context), "paint"
        ),
        inputs=[await manager.open_input(part) for part in show.inputs],
        outputs=[
            await manager.open_output(part, offset)
            for part, offset in zip(show.outputs, show.offsets, strict=True)
        ],
    )
    cues.check(context.cues, context.desk.avatars)
    manager.choose_reported()
    return parts


async def _run(hop: HopContext, parts: OpenParts, offsets: LiveOffsets, frames: int | None) -> None:
    """Runs the show. From here on, a part that fails is replaced or opened again."""
    clock, failures, flow = hop.clock, hop.report.failures, hop.flow
    flow.paces = [member.pace for member in parts.outputs if member.pace is not None]
    async with asyncio.TaskGroup() as tasks:

        def keep(part: str, perform: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
            return tasks.create_task(keep_going(part, perform, clock, failures))

        clock.start()
        senses = [
            keep("sound", partial(_hear, hop, parts)),
            keep("camera", partial(_look, hop, parts)),
            keep("eyes", partial(_see, hop, parts)),
            *(keep(name, listening.run) for name, listening in parts.inputs),
            *(keep(name, service.run) for name, service in services(parts.outputs)),
            keep("offsets", partial(offsets.run, clock)),
        ]
        drawing = tasks.create_task(hops.draw(hop, parts.painter))
        showing = [keep(member.name, partial(hops.send, hop, member)) for member in parts.outputs]
        # The show itself; when it is over, the outputs still get the last picture.
        await hops.dance(hop, parts.dancer, parts.standby, frames)
        flow.scenes.close()
        await drawing
        flow.pictures.close()
        if showing:
            await asyncio.wait(showing, timeout=GOODBYE)
        for task in (*senses, *showing):
            task.cancel()


def _understudy(show: Show, context: ShowContext) -> Dancer:
    """The dancer's understudy: the library, or, where the dancer is the library, the sway."""
    understudy = Sway() if isinstance(show.dancer, library.Library) else library.Library()
    return understudy.open(context)


async def _hear(hop: HopContext, parts: OpenParts) -> None:
    async def hear(worker: Worker, source: SoundSource) -> None:
        hearing = hops.hear(hop, worker, source, parts.ear)
        if source.paced:
            hearing = hops.watched(hop, "sound", hearing, hop.flow.music.peek)
        await hearing

    await parts.sound.perform(hear)
    hop.show.desk.end()


async def _look(hop: HopContext, parts: OpenParts) -> None:
    async def look(worker: Worker, source: CameraSource) -> None:
        looking = hops.look(hop, worker, source)
        if source.paced:
            looking = hops.watched(hop, "camera", looking, hop.flow.frames.peek)
        await looking

    await parts.camera.perform(look)


async def _see(hop: HopContext, parts: OpenParts) -> None:
    if parts.eyes is not None:
        await parts.eyes.perform(lambda worker, eyes: hops.see(hop, worker, eyes))
