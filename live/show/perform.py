"""One show, from its first sound to its last picture: opens the parts, joins them, runs them."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from live.errors import WorkerLate
from live.parts import (
    Output,
    ServingOutput,
    ShowContext,
)
from live.runtime.supervise import LONGEST_PAUSE, keep_going, run_apart
from live.runtime.workers import Worker, WorkerFactory
from live.show import hops, sending, senses
from live.show.hops import Flow, HopContext
from live.show.offsets import LiveOffsets
from live.show.opening import OpenParts, open_parts
from live.show.part_manager import OutputHandle, PartManager
from live.show.report import Report
from live.show.show_file import Show
from live.show.watch import Watch

GOODBYE = 10.0  # seconds an output may take to finish
# Seconds between two attempts to open a device that may be back, and an output.
SOON, LATER = 1.0, 1.5

# Keeps a part of this name going, in a task of the show's.
Keep: TypeAlias = Callable[[str, Callable[[], Awaitable[None]]], asyncio.Task[None]]


async def perform(
    show: Show,
    context: ShowContext,
    report: Report,
    window: Worker | None = None,
    frames: int | None = None,
    extra_outputs: tuple[Output, ...] = (),
    workers: WorkerFactory | None = None,
) -> None:
    """Performs a show until `frames` are done, the recording is over, or the operator ends it.

    The `report` grows as the show does, so that it tells of one that is broken off, too. `window`
    is the main thread's worker, for outputs that must run there; `extra_outputs` are outputs
    beside the show's own; `workers` make those who do the parts' work, where the usual ones are
    not wanted. Raises BadInput for anything wrong before the show starts; once it runs, no failure
    of a part ends it.
    """
    failures = report.failures
    context = replace(context, failures=failures)
    hop = HopContext(context.clock, context, Flow(), report)
    manager = PartManager(context, failures, window, workers)
    try:
        parts = await open_parts(show, context, manager)
        paces = [member.pace for member in parts.outputs]
        timed = list(zip(show.names, paces, strict=True))
        offsets = LiveOffsets(show.file, timed, context.desk, manager.helper("offsets"))
        parts.outputs.extend([await manager.add_output(output) for output in extra_outputs])
        gc.freeze()  # a full garbage collection would stop the dance for a moment
        report.measured = any(member.first for member in parts.outputs)
        watch = Watch(context.health, report, lambda: manager.made, manager.helper("disk"))
        await _run(hop, parts, (offsets, watch), frames)
    finally:
        gc.unfreeze()
        report.engines, report.made = manager.engines, manager.made
        await manager.close()
        report.made = manager.made


async def _run(
    hop: HopContext, parts: OpenParts, aides: tuple[LiveOffsets, Watch], frames: int | None
) -> None:
    """Runs the show. From here on, a part that fails is replaced or opened again."""
    clock, failures, flow = hop.clock, hop.report.failures, hop.flow
    offsets, watch = aides
    flow.paces = [member.pace for member in parts.outputs if member.pace is not None]
    async with asyncio.TaskGroup() as tasks:

        def keep(
            part: str, perform: Callable[[], Awaitable[None]], longest: float = LONGEST_PAUSE
        ) -> asyncio.Task[None]:
            return tasks.create_task(keep_going(part, perform, clock, failures, longest))

        clock.start()
        senses = [
            keep("sound", partial(_hear, hop, parts), SOON),
            keep("camera", partial(_look, hop, parts), SOON),
            keep("eyes", partial(_see, hop, parts)),
            *(keep(name, _apart(hop, name, listening.run)) for name, listening in parts.inputs),
            keep("offsets", partial(offsets.run, clock)),
            keep("watch", partial(watch.run, clock, virtual=hop.show.virtual)),
        ]
        drawing = keep("painter", partial(hops.draw, hop, parts.painter))
        showing = {
            member.name: keep(member.name, partial(_send, hop, member, keep), LATER)
            for member in parts.outputs
        }
        # The show itself; when it is over, the outputs still get the last picture.
        await keep("show", partial(hops.dance, hop, parts.dancer, parts.standby, frames))
        flow.scenes.close()
        await drawing
        flow.pictures.close()
        # Those that hang are not waited for.
        ending = [task for name, task in showing.items() if name not in failures.fallen()]
        if ending:
            await asyncio.wait(ending, timeout=GOODBYE)
        for name, task in showing.items():
            if task in ending and not task.done():
                failures.failed(name, WorkerLate("it hung when the show ended"))
        for task in (*senses, *showing.values()):
            task.cancel()


async def _hear(hop: HopContext, parts: OpenParts) -> None:
    await parts.sound.perform(
        lambda worker, source: senses.hear(hop, worker, source, parts.listener)
    )
    hop.show.desk.end()


async def _look(hop: HopContext, parts: OpenParts) -> None:
    await parts.camera.perform(lambda worker, source: senses.look(hop, worker, source))


async def _see(hop: HopContext, parts: OpenParts) -> None:
    if parts.eyes is not None:
        await parts.eyes.perform(lambda worker, eyes: senses.see(hop, worker, eyes))


def _apart(
    hop: HopContext, name: str, run: Callable[[], Coroutine[Any, Any, None]]
) -> Callable[[], Awaitable[None]]:
    """Runs what listens to, or serves, other programs: live in a loop of its own."""
    return run if hop.show.virtual else partial(run_apart, name, run, hop.report.failures)


async def _send(hop: HopContext, member: OutputHandle, keep: Keep) -> None:
    """Sends to an output, and serves its clients, if it has any, meanwhile."""

    async def send(worker: Worker, output: Output) -> None:
        serving: set[asyncio.Task[None]] = set()
        if isinstance(output, ServingOutput):
            service = f"{member.name} service"
            serving.add(keep(service, _apart(hop, service, output.run)))
        try:
            await sending.send(hop, member, worker, output)
        finally:
            for task in serving:
                task.cancel()
            if serving:
                await asyncio.wait(serving)

    await member.device.perform(send)
