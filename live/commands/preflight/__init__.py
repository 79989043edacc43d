"""The pre-flight: is everything there that tonight's show needs? One line and one remedy each."""

from collections.abc import Iterator
from pathlib import Path

from live.commands.preflight import machine, networks, senses, ways, words
from live.commands.preflight.finding import found
from live.desk.desk import Desk
from live.runtime.clock import Clock, Wall
from live.runtime.health import Colour, Finding
from live.show.run import Files, RunOptions, context_of
from live.show.show_file import Show


def check(show: Show) -> Iterator[Finding]:
    """Everything, one after the other, as soon as it is known."""
    yield Finding(Colour.GREEN, "show file", f"{show.file} ({show.title or 'no title'})")
    yield from words.names(show)
    clock = Clock(Wall())
    context = context_of(show, RunOptions(), clock, Desk(), Files.of(show))
    context.clock.start()
    yield from found("sound", lambda: senses.sound(show, context))
    yield from found("camera", lambda: senses.camera(show, context))
    yield from networks.model_files(show)
    yield from found("ear", lambda: networks.ear(show))
    yield from ways.screens(show)
    yield from ways.connections(show, context)
    yield from found("frame budget", lambda: machine.budget(show, context))
    yield machine.disk(Path.cwd())
