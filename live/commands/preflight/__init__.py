"""The pre-flight: is everything there that tonight's show needs? One line and one remedy each."""

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from live.desk.desk import Desk
from live.draw import cast
from live.draw.avatar import Avatar, figures
from live.draw.cast import AvatarEngine
from live.draw.sculptor import Sculptor
from live.errors import BadInput, ShowError, WorkerLate
from live.hear import activations
from live.hear.bar_ear import BarEar
from live.hear.sources.devices import backend
from live.midi.ports import port_names
from live.networks import models
from live.networks.providers import Engine
from live.outputs.film import Film
from live.outputs.window import Window, displays
from live.parts import CameraSource, Eyes, HasName, HasPlace, Part, ShowContext, SoundSource
from live.runtime import extras
from live.runtime.clock import Clock, Wall
from live.runtime.results import numbered
from live.runtime.supervise import Closable
from live.runtime.workers import Thread
from live.see.cameras.webcam import cameras
from live.show.part_manager import call
from live.show.run import Files, RunOptions, context_of
from live.show.show_file import Show
from live.signals import Frame, Music, Scene

T = TypeVar("T")
LISTENED = 1.5  # seconds of sound the level is taken from
WATCHED = 3.0  # seconds of camera
PATIENCE = 10.0  # seconds a device may take to open and deliver
SILENT_DB, FAINT_DB, LOUD_DB = -60.0, -40.0, -1.0  # of full scale
FRAMES = 60  # measured for the frame budget
REMEDIES = {
    "sound": "Plug it in, or choose another with --sound NAME (firstdance devices lists them).",
    "camera": "Plug it in, close what else uses it, choose another with --camera NAME, "
    "or dance without: --camera none.",
}
# What it is, and the library and the extra of ours that it needs.
EXTRAS = (
    ("Ableton Link", ("aalink", "link")),
    ("OS2L on the network", ("zeroconf", "os2l")),
    ("MIDI", ("mido", "midi")),
    ("glTF and VRM avatars", ("moderngl", "gl")),
    ("Virtual camera", ("pyvirtualcam", "vcam")),
    ("NDI", ("cyndilib", "ndi")),
    ("Spout (Windows)", ("SpoutGL", "spout")),
    ("Syphon (macOS)", ("syphon", "syphon")),
)
ROOM_GB, ROOM_RED_GB = 2.0, 0.3  # free on the disk


class Colour(StrEnum):
    """How a thing stands."""

    GREEN = "green"
    AMBER = "amber"  # the show will run, but look at this
    RED = "red"  # the show will not run


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the pre-flight."""

    colour: Colour
    what: str
    how: str
    remedy: str = ""


def check(show: Show) -> Iterator[Finding]:
    """Everything, one after the other, as soon as it is known."""
    yield Finding(Colour.GREEN, "show file", f"{show.file} ({show.title or 'no title'})")
    clock = Clock(Wall())
    context = context_of(show, RunOptions(), clock, Desk(), Files.of(show))
    context.clock.start()
    yield from _found("sound", lambda: _sound(show, context))
    yield from _found("camera", lambda: _camera(show, context))
    yield from _models(show)
    yield from _found("ear", lambda: _ear(show))
    yield from _screens(show)
    yield from _ways(show, context)
    yield from _found("frame budget", lambda: _budget(show, context))
    yield _disk(Path.cwd())


def devices() -> list[tuple[str, list[str]]]:
    """What is plugged in, by name: sound inputs, cameras, screens, MIDI; and what is installed."""
    try:
        through = backend()
        sound = [
            f"{device.name} ({device.channels} channels{', the usual one' if device.usual else ''})"
            for device in through.inputs()
        ]
        title = f"Sound inputs (through {through.NAME})"
    except BadInput as error:
        title, sound = "Sound inputs", [str(error)]
    screens = [f"{n}: {width} x {height}" for n, (width, height) in enumerate(displays(), 1)]
    seen = [f"{camera.index}: {camera.name}" for camera in cameras()]
    return [
        (title, sound), ("Cameras", seen), ("Screens", screens), *_midi(),
        ("What may be installed", [f"{what}: {extras.state_of(*needs)}" for what, needs in EXTRAS]),
    ]  # fmt: skip


def _midi() -> list[tuple[str, list[str]]]:
    try:
        ins, outs = port_names()
    except ShowError as error:
        return [("MIDI", [str(error)])]
    return [("MIDI inputs", ins), ("MIDI outputs", outs)]


def _found(what: str, look: Callable[[], Finding]) -> Iterator[Finding]:
    try:
        yield look()
    except ShowError as error:
        text = re.sub(r"^\[\w+\] ", "", str(error))  # without the table: `what` says it
        problem, _, remedy = text.partition(". ")
        remedy = remedy or REMEDIES.get(what, "Mend it and check again.")
        yield Finding(Colour.RED, what, problem.rstrip("."), remedy)


def _sound(show: Show, context: ShowContext) -> Finding:
    def listen() -> tuple[float, str]:
        source: SoundSource = call(show.sound, context, "sound", "read")
        try:
            powers, seconds = [], 0.0
            while seconds < LISTENED and (block := source.read()) is not None:
                powers.append(float(np.mean(np.square(block.samples))))
                seconds += block.seconds
        finally:
            source.close()
        level = 10 * np.log10(np.mean(powers) + 1e-12) if powers else -120.0
        name = source.name if isinstance(source, HasName) else ""
        return float(level), name or type(show.sound).__name__

    level, name = _in_time("the sound", listen)
    heard = f"{name}, level {level:.0f} dB"
    if level < SILENT_DB:
        return Finding(
            Colour.AMBER, "sound", f"{name} is silent",
            "Play some music. Still silent? Choose the input with --sound NAME (firstdance "
            "devices lists them) and unmute it.",
        )  # fmt: skip
    if level < FAINT_DB:
        return Finding(Colour.AMBER, "sound", heard, "Faint: turn the input up, or move closer.")
    if level > LOUD_DB:
        return Finding(Colour.AMBER, "sound", heard, "Clipping: turn the input down.")
    return Finding(Colour.GREEN, "sound", heard)


def _camera(show: Show, context: ShowContext) -> Finding:
    if show.eyes is None:
        return Finding(Colour.GREEN, "camera", f"{type(show.camera).__name__}: none is needed")
    eyes_part = show.eyes

    def watch() -> tuple[int, float, tuple[int, int], bool]:
        camera: CameraSource = call(show.camera, context, "camera", "read")
        eyes: Eyes = call(eyes_part, context, "eyes", "see")
        try:
            return _watch(camera, eyes, context.clock)
        finally:
            camera.close()
            eyes.close()

    count, seconds, size, seen = _in_time("the camera", watch)
    if not count:
        return Finding(Colour.RED, "camera", "it delivers no picture", "Unplug it and plug it in.")
    rate = (count - 1) / seconds if seconds > 0 else 0.0
    how = f"{size[0]}x{size[1]} at {rate:.0f} pictures a second, "
    how += "a dancer is seen" if seen else "nobody is seen"
    if not seen:
        return Finding(
            Colour.AMBER, "camera", how,
            "Stand where you will dance, the whole body in the picture, with light on you.",
        )  # fmt: skip
    if rate < 15 and type(show.camera).__name__ == "Webcam":
        return Finding(Colour.AMBER, "camera", how, "Slow: give it more light, or a lower size.")
    return Finding(Colour.GREEN, "camera", how)


def _watch(
    camera: CameraSource, eyes: Eyes, clock: Clock
) -> tuple[int, float, tuple[int, int], bool]:
    """Frames taken, the seconds they took, their size, and whether somebody was seen."""
    count, seen, size = 0, False, (0, 0)
    first = last = clock.now()
    while clock.now() - first < WATCHED:
        frame = camera.read()
        if not isinstance(frame, Frame):
            break
        if not count:
            first = last = clock.now()
        count += 1
        # A film's frames say when they were taken; a camera's arrive when they are.
        last = frame.time if not camera.paced else clock.now()
        size = (frame.rgb.shape[1], frame.rgb.shape[0])
        seen = eyes.see(frame) is not None or seen
    begun = 0.0 if not camera.paced else first
    return count, last - begun, size, seen


def _models(show: Show) -> Iterator[Finding]:
    avatars = cast.installed(show.models)
    for model in avatars:
        yield from _found(f"avatar {cast.name_of(model)}", partial(_avatar, show, model))
    for name in figures(show.painter, show.cues):
        yield from _found(f"avatar {name}", partial(_figure, show, name))
    for model in models.listed(show.models):
        if model in avatars:
            continue
        what = f"model {model.name}"
        try:
            model.check()
        except BadInput as error:
            yield Finding(Colour.RED, what, str(error), "Install First Dance again.")
        else:
            size = f"{model.size / 2**20:.1f} MB"
            yield Finding(Colour.GREEN, what, f"version {model.version}, {size}, on {model.engine}")


def _avatar(show: Show, model: models.ModelFile) -> Finding:
    engine: Engine = show.painter.engine if isinstance(show.painter, Avatar) else "auto"
    one = cast.find(show.models, cast.name_of(model), engine)
    return _painted(one, f"version {model.version}, {model.size / 2**20:.1f} MB", show.rate)


def _figure(show: Show, name: str) -> Finding:
    """Somebody in a file beside the show."""
    one = cast.find(show.models, name, beside=show.file.parent)
    found = _painted(one, "a file of yours", show.rate)
    if not (isinstance(one, Sculptor) and one.software):
        return found
    return replace(
        found, colour=Colour.AMBER,
        remedy="Without a graphics card the processor draws it, beside all else it does: look at"
        " the frame budget below, and install the card's driver if there is one.",
    )  # fmt: skip


def _painted(one: AvatarEngine, about: str, rate: float) -> Finding:
    width, height = one.size
    how = (
        f"{about}, {width}x{height}, on {one.engine},"
        f" {one.milliseconds:.1f} ms a picture, licence {one.licence}"
    )
    if one.tried:
        how += f" (not on {one.tried})"
    if one.milliseconds > 1000 / rate:
        return Finding(
            Colour.AMBER, f"avatar {one.name}", how,
            "Slower than the show: it will mostly be of light. Choose another, or a GPU.",
        )  # fmt: skip
    return Finding(Colour.GREEN, f"avatar {one.name}", how)


def _ear(show: Show) -> Finding:
    """How the beat is heard; raises BadInput where the ear's network is missing or damaged."""
    if not isinstance(show.ear, BarEar):
        return Finding(Colour.GREEN, "ear", type(show.ear).__name__)
    if not show.ear.network:
        how = "hears by onsets alone: surer of the beat with network = true under [ear]"
        return Finding(Colour.GREEN, "ear", how)
    models.find(show.models, activations.NAME)
    return Finding(Colour.GREEN, "ear", f"hears with the network {activations.NAME!r} and onsets")


def _screens(show: Show) -> Iterator[Finding]:
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


def _ways(show: Show, context: ShowContext) -> Iterator[Finding]:
    """Inputs, and outputs to other programs: whether each has its port, device or library."""
    for number, source in enumerate(show.inputs, 1):
        what = f"input {number} ({type(source).__name__.lower()})"
        yield from _found(what, partial(_way, what, source, context, "inputs", "run"))
    for name, part in zip(show.names, show.outputs, strict=True):
        if isinstance(part, Film):
            yield from _found(f"output {name}", partial(_film, f"output {name}", part, context))
        # Screens are looked at already; a film or a song would begin.
        if not part.on_main_thread and not part.immediate:
            what = f"output {name}"
            yield from _found(what, partial(_way, what, part, context, "outputs", "show"))


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

    return Finding(Colour.GREEN, what, _in_time(what, opened))


def _budget(show: Show, context: ShowContext) -> Finding:
    dancer = call(show.dancer, context, "dancer", "step")
    painter = call(show.painter, context, "painter", "paint")
    clock = Clock(Wall())
    clock.start()
    spent = []
    for frame in range(FRAMES):
        time, began = frame / show.rate, clock.now()
        music = Music(time, beat=2 * time, confidence=1.0, playing=True, loudness=0.8)
        pose = dancer.step(time, music, None)
        painter.paint(Scene(time, time, music, pose, None))
        spent.append(clock.now() - began)
    if isinstance(painter, Closable):
        painter.close()
    cost, budget = 1000 * float(np.percentile(spent, 95)), 1000 / show.rate
    how = f"{cost:.0f} of {budget:.0f} ms a frame (dancer and painter, 95 of 100 frames)"
    if cost > budget:
        return Finding(Colour.RED, "frame budget", how, "Lower size or rate in the show file.")
    if cost > 0.6 * budget:
        return Finding(Colour.AMBER, "frame budget", how, "Close other programs, or lower size.")
    return Finding(Colour.GREEN, "frame budget", how)


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free / 2**30
    how = f"{free:.1f} GB free in {folder}"
    if free < ROOM_RED_GB:
        return Finding(Colour.RED, "disk", how, "Free some space before you record.")
    if free < ROOM_GB:
        return Finding(Colour.AMBER, "disk", how, "Enough for the show, little for a film of it.")
    return Finding(Colour.GREEN, "disk", how)


def _in_time(what: str, work: Callable[[], T]) -> T:
    """`work()` in a thread of its own: a device that hangs must not hang the check."""

    async def wait() -> T:
        try:
            return await Thread("check").do(work, PATIENCE)
        except WorkerLate:
            raise BadInput(f"{what} does not answer. Unplug it and plug it in again.") from None

    return asyncio.run(wait())
