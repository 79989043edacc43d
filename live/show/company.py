"""The company: the parts of a show, opened, each with its worker."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from live.errors import Late, Lost, ShowError, Unfit
from live.parts import House, Input, Outlet, Pacing, Part, Serving
from live.runtime.pace import Pace
from live.runtime.supervise import Falls, Understudied
from live.runtime.workers import Hire, Inline, Thread, Worker
from live.signals import Picture

P = TypeVar("P")
PATIENCE = {"dancer": 0.9, "painter": 12.0}  # frames a step may take before it counts as stuck
OPENING = 20.0  # seconds a device may take to open; one that hangs is tried again
LEAVE = 1.0  # seconds a device is given to let go


def call(part: Part, house: House, table: str, duty: str) -> Any:
    """Opens a part for its table in the show file. Raises Unfit, naming the table.

    `duty` is the method such a part must have: a sound that cannot be read is no sound.
    """
    opens = getattr(part, "open", None)
    kind = type(part).__name__
    if opens is None:
        raise Unfit(f"[{table}] {kind} has no open(): see live.parts for what a part promises.")
    try:
        performer = opens(house)
    except Unfit as error:
        raise Unfit(f"[{table}] {error}") from error
    except ShowError as error:
        raise Unfit(f"[{table}] {kind}: {error}") from error
    if not hasattr(performer, duty):
        raise Unfit(f"[{table}] {kind} cannot {duty}: choose another kind for this table.")
    return performer


class Device(Generic[P]):
    """A part on a device that may go away: opened before the show, and again each time it falls."""

    def __init__(self, table: str, opens: Callable[[], P], hire: Hire) -> None:
        self._table = table
        self._opens = opens
        self._hire = hire
        self._worker: Worker | None = None
        self._source: P | None = None

    async def open(self) -> P:
        """Opens it in a worker of its own. Raises what opening raises."""
        worker = self._hire(self._table)
        try:
            self._source = await worker.do(self._opens, OPENING)
            self._worker = worker
        finally:
            if self._worker is not worker:
                worker.dismiss()
        return self._source

    async def perform(self, run: Callable[[Worker, P], Awaitable[None]]) -> None:
        """Runs it to its end, opening it first where it fell; lets go of it after."""
        if self._worker is None:
            try:
                await self.open()
            except Unfit as error:
                raise Lost(str(error)) from error
        worker, source = self._worker, self._source
        assert worker is not None and source is not None
        try:
            await run(worker, source)
        finally:
            await self.close()

    async def close(self) -> None:
        """Lets go; a device that hangs is left to its daemon thread."""
        worker, source, self._worker, self._source = self._worker, self._source, None, None
        if worker is not None and source is not None:
            await _finish(worker, getattr(source, "close", lambda: None))
            worker.dismiss()


@dataclass(slots=True)
class OnStage:
    """An output, with its worker."""

    name: str
    outlet: Outlet
    worker: Worker
    pace: Pace | None = None  # None: takes what comes when it comes
    first: bool = False  # the report's figures are this one's


class Casting:
    """Opens the parts of a show and, at its end, closes them."""

    def __init__(self, house: House, falls: Falls, window: Worker | None) -> None:
        self.engines: dict[str, str] = {}
        self._house = house
        self._falls = falls
        self._window = window
        self._hire: Hire = Inline if house.virtual else Thread
        self._devices: list[Device[Any]] = []
        self._stage: list[OnStage] = []
        self._cast: list[Understudied[Any]] = []
        self._inputs: list[Input] = []
        self._helpers: list[Worker] = []

    def helper(self, name: str) -> Worker:
        """A worker for what belongs to no part; it goes home with the others."""
        worker = self._hire(name)
        self._helpers.append(worker)
        return worker

    async def device(self, table: str, part: Part, duty: str) -> Device[Any]:
        """A sound, a camera, or eyes."""
        device: Device[Any] = Device(
            table, partial(call, part, self._house, table, duty), self._hire
        )
        source = await device.open()
        self._devices.append(device)
        if self._house.virtual and getattr(source, "paced", False):
            raise Unfit(
                f"[{table}] {type(part).__name__} works in real time only. "
                "Use --headless in place of --fast, or give a file."
            )
        self._note(table, part, source)
        return device

    async def part(self, table: str, part: Part, duty: str) -> Any:
        """Something that works in another's worker, as the ear does in the sound's."""
        worker = self._hire(table)
        try:
            performer = await worker.do(partial(call, part, self._house, table, duty))
        finally:
            worker.dismiss()
        self._note(table, part, performer)
        return performer

    async def cast(self, table: str, part: Part, understudy: P, duty: str) -> Understudied[P]:
        """The dancer or the painter, with an understudy."""
        role = Understudied(
            table,
            cast(Callable[[], P], partial(call, part, self._house, table, duty)),
            understudy,
            lambda: self._hire(table),
            None if self._house.virtual else PATIENCE[table] / self._house.rate,
            self._falls,
        )
        self._cast.append(role)
        self._note(table, part, await role.open())
        return role

    async def input(self, part: Part) -> tuple[str, Input]:
        """Something that listens, with its name."""
        kind = type(part).__name__.lower()
        worker = self._hire(kind)
        try:
            opened: Input = await worker.do(partial(call, part, self._house, "inputs", "run"))
        finally:
            worker.dismiss()
        self._inputs.append(opened)
        return f"input {len(self._inputs)} ({kind})", opened

    async def outlet(self, part: Part, offset: float = 0.0) -> OnStage:
        """An output of the show, whose pictures come `offset` seconds later."""
        kind = type(part).__name__.lower()
        worker = self._hire(kind)
        if getattr(part, "on_main_thread", False):
            if self._window is None:
                raise Unfit(f"[outputs] {kind} needs a screen: leave out --headless and --fast.")
            worker = self._window
        outlet = await worker.do(partial(call, part, self._house, "outputs", "show"))
        pace = None if getattr(part, "immediate", False) else Pace(offset)
        if isinstance(outlet, Pacing) and pace is not None:
            outlet.pace = pace
        return self._take(kind, outlet, worker, pace)

    def seat(self, outlet: Outlet) -> OnStage:
        """An output that is there already."""
        return self._take(type(outlet).__name__.lower(), outlet, self._hire("audience"))

    def _take(self, kind: str, outlet: Outlet, worker: Worker, pace: Pace | None = None) -> OnStage:
        member = OnStage(f"output {len(self._stage) + 1} ({kind})", outlet, worker, pace)
        self._stage.append(member)
        return member

    def lead(self) -> None:
        """Chooses whose figures are the report's: the first that shows pictures, or the first."""
        pictures = [member for member in self._stage if member.outlet.takes is Picture]
        for member in (pictures or self._stage)[:1]:
            member.first = True

    @property
    def made(self) -> list[Path]:
        """The files that outputs have made."""
        made = [getattr(member.outlet, "made", None) for member in self._stage]
        return [file for file in made if file is not None]

    def _note(self, table: str, part: Part, performer: Any) -> None:
        """What runs a part: the engine it tells of, or it is its own."""
        self.engines[table] = str(getattr(performer, "engine", type(part).__name__))

    async def close(self) -> None:
        """Everything is put away; nothing here may keep the program from ending."""
        for device in self._devices:
            await device.close()
        for member in self._stage:
            await _finish(member.worker, member.outlet.close)
            if member.worker is not self._window:
                member.worker.dismiss()
        for role in self._cast:
            await _finish(role.worker, role.close)
            role.dismiss()
        for worker in self._helpers:
            worker.dismiss()
        for listening in self._inputs:
            listening.close()


def services(stage: list[OnStage]) -> list[tuple[str, Serving]]:
    """The outputs that have clients, with the names of their services."""
    outlets = [(f"{member.name} service", member.outlet) for member in stage]
    return [(name, outlet) for name, outlet in outlets if isinstance(outlet, Serving)]


async def _finish(worker: Worker, close: Callable[[], None]) -> None:
    """Closes something in its own worker, waiting a little for a step still running there."""
    for _ in range(20):
        try:
            await worker.do(close, LEAVE)
            return
        except Late:
            await asyncio.sleep(LEAVE / 20)
        except (ShowError, OSError, RuntimeError):
            return
