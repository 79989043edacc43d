"""The last hop: sends scenes or pictures to an output, each at its time."""

from functools import partial
from typing import Any

from live.errors import WorkerLate
from live.parts import Output
from live.runtime import pace
from live.runtime.mailboxes import Kept, Recent
from live.runtime.supervise import Speed, Steps
from live.runtime.workers import Worker
from live.show.hops import HopContext
from live.show.part_manager import OutputHandle
from live.signals import Scene


async def send(hop: HopContext, member: OutputHandle, worker: Worker, output: Output) -> None:
    """Sends to one output. Returns when no more signals come.

    The report's figures are those of the output that is `first`. Raises WorkerLate where the
    output hangs, so that it is opened again; a window is not: it is waited for.
    """
    clock, report = hop.clock, hop.report
    steps = Steps(member.name, report.failures)
    speed = Speed(member.name, hop.show.rate, report.failures)
    count = 0
    while (kept := await _next(hop, member, output, count)) is not None:
        # An output that was opened again has missed nothing that it could have sent.
        missed = kept.count - count - 1 if count else 0
        count, signal = kept.count, kept.value
        began = clock.now()
        try:
            sent = await steps.do(worker, partial(output.show, signal), member.patience)
        except WorkerLate as late:
            if not member.on_main_thread:
                raise
            report.failures.failed(member.name, late)
            await worker.free()
            continue
        if sent is None:
            continue
        now = clock.now()
        if member.first:
            report.frames += 1
            report.ages["show"].add(now - signal.heard)
        speed.did(missed)
        if member.pace is not None and not hop.show.virtual:
            due = signal.time - hop.show.latency
            _keep_time(hop, member.pace, pace.Sending(due, kept.at, began, now))


async def _next(
    hop: HopContext, member: OutputHandle, output: Output, count: int
) -> Kept[Any] | None:
    """The signal to send next: the newest that is due; else waits until the next one is due."""
    inbox: Recent[Any] = hop.flow.scenes if output.takes is Scene else hop.flow.pictures
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
