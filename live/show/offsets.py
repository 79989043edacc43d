"""The offset of each output: how much later its pictures come, set in the show file or remembered.

What `firstdance offset` and `firstdance calibrate` find out is kept beside the show file, in
`ours.state.json` for `ours.toml`, and is stronger than the show file's own. Nothing needs it.
While a show runs, what is set by hand is applied at once, and kept when the hand is still.
"""

import json
import logging
import math
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import msgspec

from live.desk.desk import Desk
from live.errors import BadInput
from live.parts import Part
from live.runtime import limits, results
from live.runtime.clock import Clock
from live.runtime.pace import LONGEST_OFFSET, Pace
from live.runtime.workers import Worker

log = logging.getLogger(__name__)

MOST = 1000 * LONGEST_OFFSET  # milliseconds, either way
RATE = 20.0  # looks at the desk a second
STILL = 1.0  # seconds without a change, after which offsets are remembered
_BROKEN = "%s: not read: %s. The show's own offsets are used; set them again, or delete the file."


class OutputTiming(msgspec.Struct, frozen=True):
    """What a show file may say of any output, beside the settings of its kind."""

    # Milliseconds that its pictures come later (+) or earlier (-). Not for film and loudspeaker,
    # which keep their own time.
    offset: Annotated[float, msgspec.Meta(ge=-MOST, le=MOST)] = 0.0


def names(kinds: Sequence[str]) -> tuple[str, ...]:
    """What outputs are called: their kind, and the second of a kind "osc 2"."""
    before = [kinds[:index].count(kind) for index, kind in enumerate(kinds)]
    return tuple(
        f"{kind} {count + 1}" if count else kind for kind, count in zip(kinds, before, strict=True)
    )


def taken(
    tables: Sequence[dict[str, Any]], called: Sequence[str], show_file: Path
) -> tuple[float, ...]:
    """The offset of each output in seconds, taken out of its table. Raises BadInput."""
    known = remembered(show_file)
    found = []
    for number, (table, name) in enumerate(zip(tables, called, strict=True), 1):
        own = table.pop("offset", OutputTiming().offset)
        if not _fits(own):
            raise BadInput(
                f"{show_file}: [[outputs]] number {number}: offset: {own!r} is not a number of "
                f"milliseconds from -{MOST:.0f} to {MOST:.0f}. Mend that setting."
            )
        found.append(known.get(name, float(own)) / 1000)
    return tuple(found)


def check(
    parts: Sequence[Part[Any]], called: Sequence[str], offsets: Sequence[float], show_file: Path
) -> None:
    """Raises BadInput where an output that keeps no time was given an offset."""
    for part, name, offset in zip(parts, called, offsets, strict=True):
        if offset and part.immediate:
            raise BadInput(
                f"{show_file}: {name} keeps its own time and takes no offset. Leave it out, "
                f"in [[outputs]] and in {state_file(show_file).name}."
            )


def state_file(show_file: Path) -> Path:
    """Where a show's offsets are remembered."""
    return show_file.with_suffix(".state.json")


def remembered(show_file: Path) -> dict[str, float]:
    """The offsets remembered, in milliseconds by the output's name. A broken file is logged."""
    path = state_file(show_file)
    try:
        return _offsets(_read(path))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.warning(_BROKEN, path, error)
        return {}


def remember(show_file: Path, name: str, milliseconds: float) -> Path:
    """Keeps one offset, whole or not at all. Returns the file. Raises BadInput."""
    if not _fits(milliseconds):
        raise BadInput(
            f"an offset of {milliseconds:g} ms is too large: from -{MOST:.0f} to {MOST:.0f} ms."
        )
    path = state_file(show_file)
    try:
        content = dict(_read(path))
        known = _offsets(content)
    except (OSError, ValueError):
        content, known = {}, {}
    content["offsets"] = known | {name: round(float(milliseconds), 1)}
    try:
        results.put(path, json.dumps(content, indent=1) + "\n")
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be written ({error.strerror}). "
            "Copy the show file to a folder where you may write."
        ) from error
    return path


def _read(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(limits.read_bytes(path, limits.TEXT))
    except RecursionError:
        raise ValueError("its brackets are too deep within each other") from None
    if not isinstance(content, dict):
        raise ValueError("it is not an object")
    return content


def _offsets(content: Mapping[str, Any]) -> dict[str, float]:
    found = content.get("offsets", {})
    if not isinstance(found, dict) or not all(_fits(value) for value in found.values()):
        raise ValueError("its offsets are not milliseconds by output")
    return {name: float(value) for name, value in found.items()}


def _fits(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value) and abs(value) <= MOST


class LiveOffsets:
    """Brings the desk's offsets to the outputs, and keeps them beside the show file."""

    def __init__(
        self,
        file: Path,
        outputs: Sequence[tuple[str, Pace | None]],
        desk: Desk,
        io_worker: Worker,
    ) -> None:
        """`outputs` in their order, None: that one takes no offset; `clerk` writes the file."""
        self._file = file
        self._outputs = outputs
        self._desk = desk
        self._io_worker = io_worker
        desk.offsets = tuple(None if pace is None else 1000 * pace.offset for _, pace in outputs)

    async def run(self, clock: Clock) -> None:
        """Until cancelled."""
        applied = kept = self._desk.offsets
        moved = 0.0
        async for tick in clock.ticks(RATE):
            if applied != self._desk.offsets:
                applied, moved = self._desk.offsets, tick.time
                self._apply(applied)
            if kept != applied and tick.time - moved >= STILL:
                await self._io_worker.do(partial(self._remember, kept, applied))
                kept = applied

    def _apply(self, wanted: Sequence[float | None]) -> None:
        for (_, pace), milliseconds in zip(self._outputs, wanted, strict=True):
            if pace is not None and milliseconds is not None:
                pace.offset = milliseconds / 1000

    def _remember(self, before: Sequence[float | None], now: Sequence[float | None]) -> None:
        for (name, _), old, new in zip(self._outputs, before, now, strict=True):
            if new is None or new == old:
                continue
            try:
                remember(self._file, name, new)
            except BadInput as error:
                log.warning("%s's offset is not remembered: %s", name, error)
