"""Opens and closes the parts of a show, each with its worker."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from live.errors import BadInput, DeviceLost, ShowError, WorkerLate
from live.parts import (
    HasEngine,
    Input,
    MakesFile,
    Output,
    Paced,
    PacedOutput,
    Part,
    ServingOutput,
    ShowContext,
)
from live.runtime.pace import Pace
from live.runtime.supervise import Closable, FailureLog, Understudied
from live.runtime.workers import Inline, Thread, Worker, WorkerFactory
from live.signals import Picture

P = TypeVar("P")
PATIENCE = {"dancer": 0.9, "painter": 12.0}  # frames a step may take before it counts as stuck
OPENING = 20.0  # seconds a device may take to open; one that takes longer is tried again
LEAVE = 1.0  # seconds a device may take to close


def call(part: Part[P], context: ShowContext, table: str, duty: str) -> P:
    """Opens a part for its table in the show file. Raises BadInput, naming the table.

    `duty` is the method that a part of this table must have: "read" for a sound.
    """
    kind = type(part).__name__
    try:
        performer = part.open(context)
    except BadInput as error:
        raise BadInput(f"[{table}] {error}") from error
    except ShowError as error:
        raise BadInput(f"[{table}] {kind}: {error}") from error
    if not hasattr(performer, duty):
        raise BadInput(f"[{table}] {kind} cannot {duty}: choose another kind for this table.")
    return performer


class Device(Generic[P]):
    """A part on a device that may go away: opened before the show, and again after each failure."""

    def __init__(self, table: str, opens: Callable[[], P], new_worker: WorkerFactory) -> None:
        self._table = table
        self._opens = opens
        self._new_worker = new_worker
        self._worker: Worker | None = None
        self._source: P | None = None

    async def open(self) -> P:
        """Opens the part in a worker of its own. Raises what opening raises."""
        worker = self._new_worker(self._table)
        try:
            self._source = await worker.do(self._opens, OPENING)
            self._worker = worker
        finally:
            if self._worker is not worker:
                worker.stop()
        return self._source

    async def perform(self, run: Callable[[Worker, P], Awaitable[None]]) -> None:
        """Runs the part to its end, then closes it. Opens it first if it has failed before."""
        if self._worker is None:
            try:
                await self.open()
            except BadInput as error:
                raise DeviceLost(str(error)) from error
        worker, source = self._worker, self._source
        assert worker is not None and source is not None
        try:
            await run(worker, source)
        finally:
            await self.close()

    async def close(self) -> None:
        """Closes the part; a device that does not answer is left to its daemon thread."""
        worker, source, self._worker, self._source = self._worker, self._source, None, None
        if worker is not None and source is not None:
            if isinstance(source, Closable):
                await _finish(worker, source.close)
            worker.stop()


@dataclass(slots=True)
class OutputHandle:
    """An output, with its worker."""

    name: str
    output: Output
    worker: Worker
    pace: Pace | None = None  # None: it gets each signal as soon as that is ready
    first: bool = False  # whether the report's figures are this output's


class PartManager:
    """Opens the parts of a show and, at its end, closes them."""

    def __init__(self, context: ShowContext, failures: FailureLog, window: Worker | None) -> None:
        self.engines: dict[str, str] = {}
        self._context = context
        self._failures = failures
        self._window = window
        self._new_worker: WorkerFactory = Inline if context.virtual else Thread
        self._devices: list[Device[Any]] = []
        self._outputs: list[OutputHandle] = []
        self._understudied: list[Understudied[Any]] = []
        self._inputs: list[Input] = []
        self._helpers: list[Worker] = []

    def helper(self, name: str) -> Worker:
        """A worker for work that belongs to no part; it stops with the others."""
        worker = self._new_worker(name)
        self._helpers.append(worker)
        return worker

    async def open_device(self, table: str, part: Part[P], duty: str) -> Device[P]:
        """Opens a sound, a camera, or eyes."""
        device = Device(table, partial(call, part, self._context, table, duty), self._new_worker)
        source = await device.open()
        self._devices.append(device)
        if self._context.virtual and isinstance(source, Paced) and source.paced:
            raise BadInput(
                f"[{table}] {type(part).__name__} works in real time only. "
                "Use --headless in place of --fast, or give a file."
            )
        self._note(table, part, source)
        return device

    async def open_part(self, table: str, part: Part[P], duty: str) -> P:
        """Opens a part that works in another part's worker, as the ear does in the sound's."""
        worker = self._new_worker(table)
        try:
            performer = await worker.do(partial(call, part, self._context, table, duty))
        finally:
            worker.stop()
        self._note(table, part, performer)
        return performer

    async def open_understudied(
        self, table: str, part: Part[P], understudy: P, duty: str
    ) -> Understudied[P]:
        """Opens the dancer or the painter, with an understudy."""
        role = Understudied(
            table,
            partial(call, part, self._context, table, duty),
            understudy,
            lambda: self._new_worker(table),
            None if self._context.virtual else PATIENCE[table] / self._context.rate,
            self._failures,
        )
        self._understudied.append(role)
        self._note(table, part, await role.open())
        return role

    async def open_input(self, part: Part[Input]) -> tuple[str, Input]:
        """Opens an input; returns its name and the input."""
        kind = type(part).__name__.lower()
        worker = self._new_worker(kind)
        try:
            opened = await worker.do(partial(call, part, self._context, "inputs", "run"))
        finally:
            worker.stop()
        self._inputs.append(opened)
        return f"input {len(self._inputs)} ({kind})", opened

    async def open_output(self, part: Part[Output], offset: float = 0.0) -> OutputHandle:
        """Opens an output of the show, whose pictures come `offset` seconds later."""
        kind = type(part).__name__.lower()
        worker = self._new_worker(kind)
        if part.on_main_thread:
            if self._window is None:
                raise BadInput(f"[outputs] {kind} needs a screen: leave out --headless and --fast.")
            worker = self._window
        output = await worker.do(partial(call, part, self._context, "outputs", "show"))
        pace = None if part.immediate else Pace(offset)
        if isinstance(output, PacedOutput) and pace is not None:
            output.pace = pace
        return self._take(kind, output, worker, pace)

    def add_output(self, output: Output) -> OutputHandle:
        """Adds an output that is already open."""
        return self._take(type(output).__name__.lower(), output, self._new_worker("extra output"))

    def _take(
        self, kind: str, output: Output, worker: Worker, pace: Pace | None = None
    ) -> OutputHandle:
        member = OutputHandle(f"output {len(self._outputs) + 1} ({kind})", output, worker, pace)
        self._outputs.append(member)
        return member

    def choose_reported(self) -> None:
        """Chooses the output of the report's figures: the first for pictures, or the first."""
        pictures = [member for member in self._outputs if member.output.takes is Picture]
        for member in (pictures or self._outputs)[:1]:
            member.first = True

    @property
    def made(self) -> list[Path]:
        """The files that outputs have made."""
        outputs = [member.output for member in self._outputs]
        return [file for one in outputs if isinstance(one, MakesFile) for file in one.made]

    def _note(self, table: str, part: Part[P], performer: P) -> None:
        """Notes the engine that runs a part: the one it names, or else its own class."""
        own = type(part).__name__
        self.engines[table] = performer.engine if isinstance(performer, HasEngine) else own

    async def close(self) -> None:
        """Closes everything. Nothing here may keep the program from ending."""
        for device in self._devices:
            await device.close()
        for member in self._outputs:
            await _finish(member.worker, member.output.close)
            if member.worker is not self._window:
                member.worker.stop()
        for role in self._understudied:
            await _finish(role.worker, role.close)
            role.stop()
        for worker in self._helpers:
            worker.stop()
        for listening in self._inputs:
            listening.close()


def services(handles: list[OutputHandle]) -> list[tuple[str, ServingOutput]]:
    """The outputs that have clients, with the names of their services."""
    outputs = [(f"{member.name} service", member.output) for member in handles]
    return [(name, output) for name, output in outputs if isinstance(output, ServingOutput)]


async def _finish(worker: Worker, close: Callable[[], None]) -> None:
    """Closes a part in its worker; waits a little for a step that still runs there."""
    for _ in range(20):
        try:
            await worker.do(close, LEAVE)
            return
        except WorkerLate:
            await asyncio.sleep(LEAVE / 20)
        except (ShowError, OSError, RuntimeError):
            return
