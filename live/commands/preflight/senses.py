"""Whether the music is heard, and somebody is seen."""

from dataclasses import dataclass

import numpy as np

from live.commands.preflight.channels import ChannelLevels
from live.commands.preflight.finding import in_time
from live.parts import CameraSource, Eyes, HasChannels, HasName, ShowContext, SoundSource
from live.runtime.clock import Clock
from live.runtime.health import Colour, Finding
from live.show.part_manager import call
from live.show.show_file import Show
from live.signals import Frame

LISTENED = 1.5  # seconds of sound the level is taken from
WATCHED = 3.0  # seconds of camera
SILENT_DB, FAINT_DB, LOUD_DB = -60.0, -40.0, -1.0  # of full scale


@dataclass(frozen=True, slots=True)
class _Heard:
    """What came from a source of sound."""

    name: str
    level: float  # dB of full scale
    channels: str  # what each of its channels sounds like; "": there is but one


def sound(show: Show, context: ShowContext) -> Finding:
    def listen() -> _Heard:
        source: SoundSource = call(show.sound, context, "sound", "read")
        try:
            return _listened(source, type(show.sound).__name__)
        finally:
            source.close()

    heard = in_time("the sound", listen)
    channels = f"; {heard.channels}" if heard.channels else ""
    how = f"{heard.name}, level {heard.level:.0f} dB{channels}"
    if heard.level < SILENT_DB:
        return Finding(
            Colour.AMBER, "sound", f"{heard.name} is silent{channels}",
            "Play some music. Still silent? Choose the input with --sound NAME (firstdance "
            "devices lists them) and unmute it.",
        )  # fmt: skip
    if heard.level < FAINT_DB:
        return Finding(Colour.AMBER, "sound", how, "Faint: turn the input up, or move closer.")
    if heard.level > LOUD_DB:
        return Finding(Colour.AMBER, "sound", how, "Clipping: turn the input down.")
    return Finding(Colour.GREEN, "sound", how)


def _listened(source: SoundSource, kind: str) -> _Heard:
    powers, seconds, channels = [], 0.0, ChannelLevels()
    while seconds < LISTENED and (block := source.read()) is not None:
        powers.append(float(np.mean(np.square(block.samples))))
        seconds += block.seconds
        if isinstance(source, HasChannels):
            channels.add(source.channels)
    level = 10 * np.log10(np.mean(powers) + 1e-12) if powers else -120.0
    name = source.name if isinstance(source, HasName) else ""
    return _Heard(name or kind, float(level), channels.sentence(SILENT_DB))


def camera(show: Show, context: ShowContext) -> Finding:
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

    count, seconds, size, seen = in_time("the camera", watch)
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
