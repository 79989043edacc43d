"""Whether the show's inputs and outputs have their ports, devices, screens and libraries."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from live.commands.preflight.finding import found, in_time
from live.outputs.film import Film
from live.outputs.ndi import Ndi
from live.outputs.window import Window, displays
from live.parts import HasPlace, Part, ShowContext
from live.runtime.health import Colour, Finding
from live.runtime.results import numbered
from live.show.part_manager import call
from live.show.show_file import Show

AVAHI = (Path("/run/avahi-daemon/socket"), Path("/var/run/avahi-daemon/socket"))


def screens(show: Show) -> Iterator[Finding]:
    wanted = [part for part in show.outputs if isinstance(part, Window)]
    there = displays()
    sizes = ", ".join(f"{n}: {w}x{h}" for n, (w, h) in enumerate(there, 1))
    if not wanted:
        yield Finding(Colour.GREEN, "screens", sizes or "none connected; the show needs none")
    for window in wanted:
        if not there:
            yield Finding(
                Colour.RED, "screens", "none connected", "Connect a screen, or use --headless."
            )
        elif window.display > len(there):
            yield Finding(
                Colour.RED, "screens", f"display {window.display} is not there ({sizes})",
                f"Connect the projector, or set display = {len(there)} in the show file.",
            )  # fmt: skip
        else:
            full = "full screen" if window.fullscreen else "a window"
            yield Finding(Colour.GREEN, "screens", f"{sizes}; {full} on {window.display}")


def connections(show: Show, context: ShowContext) -> Iterator[Finding]:
    """Inputs, and outputs to other programs: whether each has its port, device or library."""
    for number, source in enumerate(show.inputs, 1):
        what = f"input {number} ({type(source).__name__.lower()})"
        yield from found(what, partial(_way, what, source, context, "inputs", "run"))
    for name, part in zip(show.names, show.outputs, strict=True):
        if isinstance(part, Film):
            yield from found(f"output {name}", partial(_film, f"output {name}", part, context))
        # Screens are looked at already; a film or a song would begin.
        if not part.on_main_thread and not part.immediate:
            what = f"output {name}"
            yield from found(what, partial(_way, what, part, context, "outputs", "show"))
            if isinstance(part, Ndi) and _unlisted():
                yield Finding(
                    Colour.AMBER, f"{what} on the network",
                    "Avahi does not run here, so that no receiver lists the show",
                    "Start it: sudo apt install avahi-daemon.",
                )  # fmt: skip


def _unlisted() -> bool:
    """Whether NDI's receivers cannot find senders of this machine."""
    return sys.platform == "linux" and not any(one.exists() for one in AVAHI)


def _film(what: str, film: Film, context: ShowContext) -> Finding:
    file = next(file for file in numbered(film.asked(context)) if not file.exists())
    return Finding(Colour.GREEN, what, f"a new file, {file}")


def _way(what: str, part: Part[Any], context: ShowContext, table: str, duty: str) -> Finding:
    def opened() -> str:
        performer = call(part, context, table, duty)
        try:
            return performer.where if isinstance(performer, HasPlace) else "ready"
        finally:
            performer.close()

    return Finding(Colour.GREEN, what, in_time(what, opened))
