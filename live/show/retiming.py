"""Offsets set by hand while the show runs: heeded at once, remembered when the hand is still."""

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from live.desk.desk import Desk
from live.errors import BadInput
from live.runtime.clock import Clock
from live.runtime.pace import Pace
from live.runtime.workers import Worker
from live.show import offsets

log = logging.getLogger(__name__)

RATE = 20.0  # looks at the desk a second
STILL = 1.0  # seconds without a change, after which offsets are remembered


class Retiming:
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
        heeded = kept = self._desk.offsets
        moved = 0.0
        async for tick in clock.ticks(RATE):
            if heeded != self._desk.offsets:
                heeded, moved = self._desk.offsets, tick.time
                self._apply(heeded)
            if kept != heeded and tick.time - moved >= STILL:
                await self._io_worker.do(partial(self._remember, kept, heeded))
                kept = heeded

    def _apply(self, wanted: Sequence[float | None]) -> None:
        for (_, pace), milliseconds in zip(self._outputs, wanted, strict=True):
            if pace is not None and milliseconds is not None:
                pace.offset = milliseconds / 1000

    def _remember(self, before: Sequence[float | None], now: Sequence[float | None]) -> None:
        for (name, _), old, new in zip(self._outputs, before, now, strict=True):
            if new is None or new == old:
                continue
            try:
                offsets.remember(self._file, name, new)
            except BadInput as error:
                log.warning("%s's offset is not remembered: %s", name, error)
