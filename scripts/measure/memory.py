"""How much memory a piece of work takes at its peak, where the system says so (Linux)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
MB = 2**20


@dataclass(slots=True)
class Peak:
    """What `growth` found."""

    grown: float | None = None  # bytes above what was held before; None: nobody can say


@contextmanager
def growth() -> Iterator[Peak]:
    """How far this process grows meanwhile; memory that is given back at once counts, too."""
    peak, before = Peak(), None
    try:
        _RESET.write_text("5", encoding="ascii")  # the high-water mark is what is held now
        before = _held("VmRSS")
    except OSError:
        pass
    try:
        yield peak
    finally:
        if before is not None:
            peak.grown = max(0.0, _held("VmHWM") - before)


def _held(field: str) -> float:
    """A field of the process' status, in bytes."""
    found = re.search(rf"^{field}:\s+(\d+) kB", _STATUS.read_text("ascii"), re.M)
    if found is None:
        raise OSError(f"the system does not say {field}")
    return float(found[1]) * 1024
