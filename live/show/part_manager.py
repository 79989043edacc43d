"""Opens and closes the parts of a show, each with its worker."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from live.errors import BadInput, DeviceLost, ShowError, WorkerLate
from live.parts import (
    Ear,
    HasEngine,
    Input,
    MakesFile,
    Output,
    Paced,
    PacedOutput,
    Part,
    ShowContext,
)
from live.runtime.failures import FailureLog
from live.runtime.pace import Pace
from live.runtime.supervise import (
    OPENING,
    Hires,
    Patience,
    Understudied,
    close_all,
    finish,
)
from live.runtime.workers import Inline, Thread, Worker, WorkerFactory, tried
from live.show.listener import Listener
from live.signals import Picture, Scene

P = TypeVar("P")
# Frames that a step may take before the understudy does it: least, most for a part that is always
# slow, and first.
PATIENCE = {"dancer": (0.9, 0.9, 0.9), "painter": (3.0, 4.5, 12.0)}
LEAVE = 0.5  # seconds that a part which is to be closed may still work
GOODBYE = 10.0  # seconds it may then take to close: a film is finished


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
    """A part that may go away: opened before the show, and again after each failure.

    It has a worker of its own, or the main thread's, where `worker` is given.
    """

    def __init__(
        self,
        table: str,
        opens: Callable[[], P],
        new_worker: WorkerFactory,
        worker: Worker | None = None,
    ) -> None:
        self._table = table
        self._opens = opens
        self._hires = Hires(lambda: worker or new_worker(table))
        self._shared = worker
        self._worker: Worker | None = None
        self._opened: list[P] = []  # the part, once it is open
        self._made: list[Path] = []  # files of parts that are closed
        self.fault: Exception | None = None  # why it did not close when it was to

    async def open(self) -> P:
        """Opens the part in a worker. Raises what opening raises."""
        worker, opened = self._hires.hire(), list[P]()
        try:
            await worker.do(lambda: opened.append(self._opens()), OPENING)
            self._worker, self._opened = worker, opened
        finally:
            if self._worker is not worker:
                self._leave(worker, opened)
        return opened[0]

    async def perform(self, run: Callable[[Worker, P], Awaitable[None]]) -> None:
        """Runs the part to its end, then closes it. Opens it first if it has failed before."""
        if self._worker is None:
            try:
                await self.open()
            except BadInput as error:
                raise DeviceLost(str(error)) from error
        assert self._worker is not None
        try:
            await run(self._worker, self._opened[0])
        finally:
            await self.close()

    async def close(self) -> None:
        """Closes the part. One that hangs is closed when it answers, if ever."""
        worker, opened, self._worker = self._worker, self._opened, None
        if worker is not None:
            self._made += _made(opened)
            self.fault = WorkerLate("it hung when it was to be closed")  # unless it ends
            self.fault = await finish(worker, partial(close_all, opened), LEAVE, GOODBYE)
            self._leave(worker, opened)

    def _leave(self, worker: Worker, opened: list[P]) -> None:
        if worker is not self._shared:
            self._hires.leave(worker, partial(close_all, opened))

    @property
    def made(self) -> list[Path]:
        """The files that the part has made, each time it was open."""
        return self._made + (_made(self._opened) if self._worker is not None else [])


def _made(opened: Sequence[object]) -> list[Path]:
    return [file for part in opened if isinstance(part, MakesFile) for file in part.made]


@dataclass(slots=True)
class OutputHandle:
    """An output: its device, and how it is sent to."""

    name: str
    device: Device[Output]
    takes: type[Scene] | type[Picture]
    pace: Pace | None = None  # None: it gets each signal as soon as that is ready
    on_main_thread: bool = False
    patience: float | None = None  # seconds a signal may take; None: in virtual time
    first: bool = False  # whether the report's figures are this output's


class PartManager:
    """Opens the parts of a show and, at its end, closes them."""

    def __init__(
        self,
        context: ShowContext,
        failures: FailureLog,
        window: Worker | None,
        workers: WorkerFactory | None = None,
    ) -> None:
        """`workers`: None: inline in virtual time, else threads."""
        self.engines: dict[str, str] = {}
        self._context = context
        self._failures = failures
        self._window = window
        self._new_worker: WorkerFactory = workers or (Inline if context.virtual else Thread)
        self._devices: list[tuple[str, Device[Any]]] = []
        self._outputs: list[OutputHandle] = []
        self._understudied: list[Understudied[Any]] = []
        self._inputs: list[tuple[str, Input]] = []
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
        self._devices.append((table, device))
        if self._context.virtual and isinstance(source, Paced) and source.paced:
            raise BadInput(
                f"[{table}] {type(part).__name__} works in real time only. "
                "Use --headless in place of --fast, or give a file."
            )
        self._note(table, part, source)
        return device

    async def open_ear(self, part: Part[Ear]) -> Listener:
        """Opens the ear, which works in the sound's worker."""
        worker = self._new_worker("ear")
        listener = Listener(partial(call, part, self._context, "ear", "hear"), self._failures)
        try:
            ear = await worker.do(listener.open)
        finally:
            worker.stop()
        self._note("ear", part, ear)
        return listener

    async def open_understudied(
        self, table: str, part: Part[P], understudy: P, duty: str
    ) -> Understudied[P]:
        """Opens the dancer or the painter, with an understudy."""
        least, most, first = (frames / self._context.rate for frames in PATIENCE[table])
        role = Understudied(
            table,
            partial(call, part, self._context, table, duty),
            understudy,
            lambda: self._new_worker(table),
            None if self._context.virtual else Patience(least, most, first),
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
        self._inputs.append((f"input {len(self._inputs) + 1} ({kind})", opened))
        return self._inputs[-1]

    async def open_output(self, part: Part[Output], offset: float = 0.0) -> OutputHandle:
        """Opens an output of the show, whose pictures come `offset` seconds later."""
        kind = type(part).__name__.lower()
        if part.on_main_thread and self._window is None:
            raise BadInput(f"[outputs] {kind} needs a screen: leave out --headless and --fast.")
        pace = None if part.immediate else Pace(offset)

        def opens() -> Output:
            output = call(part, self._context, "outputs", "show")
            if isinstance(output, PacedOutput) and pace is not None:
                output.pace = pace
            return output

        window = self._window if part.on_main_thread else None
        device = Device(kind, opens, self._new_worker, window)
        patience = None if self._context.virtual else part.patience
        return await self._take(kind, device, pace, patience=patience, window=window is not None)

    async def add_output(self, output: Output) -> OutputHandle:
        """Adds an output that is already open."""
        kind = type(output).__name__.lower()
        return await self._take(kind, Device(kind, lambda: output, self._new_worker))

    async def _take(
        self,
        kind: str,
        device: Device[Output],
        pace: Pace | None = None,
        *,
        patience: float | None = None,
        window: bool = False,
    ) -> OutputHandle:
        output = await device.open()
        name = f"output {len(self._outputs) + 1} ({kind})"
        member = OutputHandle(name, device, output.takes, pace, window, patience)
        self._outputs.append(member)
        return member

    def choose_reported(self) -> None:
        """Chooses the output of the report's figures: the first for pictures, or the first."""
        pictures = [member for member in self._outputs if member.takes is Picture]
        for member in (pictures or self._outputs)[:1]:
            member.first = True

    @property
    def made(self) -> list[Path]:
        """The files that outputs have made."""
        return [file for member in self._outputs for file in member.device.made]

    def _note(self, table: str, part: Part[P], performer: P) -> None:
        """Notes the engine that runs a part: the one it names, or else its own class."""
        own = type(part).__name__
        self.engines[table] = performer.engine if isinstance(performer, HasEngine) else own

    def _note_fault(self, name: str, found: object) -> None:
        """Records what a part did wrong when it was closed."""
        if isinstance(found, Exception):
            self._failures.failed(name, found)

    async def close(self) -> None:
        """Closes everything. Nothing here may keep the program from ending."""
        outputs = [(member.name, member.device) for member in self._outputs]
        for name, device in [*self._devices, *outputs]:
            await device.close()
            self._note_fault(name, device.fault)
        for role in self._understudied:
            self._note_fault(role.part, await role.close(LEAVE, LEAVE))
        for worker in self._helpers:
            worker.stop()
        for name, listening in self._inputs:
            self._note_fault(name, tried(listening.close))
