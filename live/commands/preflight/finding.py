"""What the pre-flight finds: one line, and one remedy."""

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from live.errors import BadInput, ShowError, WorkerLate
from live.runtime.health import Colour, Finding
from live.runtime.workers import Thread

T = TypeVar("T")
PATIENCE = 10.0  # seconds a device may take to open and deliver
REMEDIES = {
    "sound": "Plug it in, or choose another with --sound NAME (firstdance devices lists them).",
    "camera": "Plug it in, close what else uses it, choose another with --camera NAME, "
    "or dance without: --camera none.",
}


def found(what: str, look: Callable[[], Finding]) -> Iterator[Finding]:
    """What `look` finds; where it raises, that, in red."""
    try:
        yield look()
    except ShowError as error:
        text = re.sub(r"^\[\w+\] ", "", str(error))  # without the table: `what` says it
        problem, _, remedy = text.partition(". ")
        remedy = remedy or REMEDIES.get(what, "Mend it and check again.")
        yield Finding(Colour.RED, what, problem.rstrip("."), remedy)


def in_time(what: str, work: Callable[[], T]) -> T:
    """`work()` in a thread of its own: a device that hangs must not hang the check."""

    async def wait() -> T:
        try:
            return await Thread("check").do(work, PATIENCE)
        except WorkerLate:
            raise BadInput(f"{what} does not answer. Unplug it and plug it in again.") from None

    return asyncio.run(wait())
