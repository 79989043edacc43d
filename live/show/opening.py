"""Opens every part of a show, before its doors open."""

from dataclasses import dataclass

from live.dance import library
from live.dance.sway import Sway
from live.desk import cues
from live.draw.dots import Dots
from live.parts import (
    CameraSource,
    Dancer,
    Eyes,
    Input,
    Painter,
    ShowContext,
    SoundSource,
)
from live.runtime.supervise import Understudied
from live.show.listener import Listener
from live.show.part_manager import Device, OutputHandle, PartManager
from live.show.show_file import Show
from live.show.standby import Standby


@dataclass(frozen=True, slots=True)
class OpenParts:
    """Every part of the show, opened."""

    sound: Device[SoundSource]
    listener: Listener
    camera: Device[CameraSource]
    eyes: Device[Eyes] | None  # None: the camera needs none
    dancer: Understudied[Dancer]
    standby: Standby
    painter: Understudied[Painter]
    inputs: list[tuple[str, Input]]
    outputs: list[OutputHandle]


async def open_parts(show: Show, context: ShowContext, manager: PartManager) -> OpenParts:
    """Opens all parts. Strict: the show has not started, so any error ends it."""
    eyes = None if show.eyes is None else await manager.open_device("eyes", show.eyes, "see")
    standby = Standby(_understudy(show, context), context.failures)
    parts = OpenParts(
        sound=await manager.open_device("sound", show.sound, "read"),
        listener=await manager.open_ear(show.ear),
        camera=await manager.open_device("camera", show.camera, "read"),
        eyes=eyes,
        dancer=await manager.open_understudied("dancer", show.dancer, standby, "step"),
        standby=standby,
        painter=await manager.open_understudied(
            "painter", show.painter, Dots().open(context), "paint"
        ),
        inputs=[await manager.open_input(part) for part in show.inputs],
        outputs=[
            await manager.open_output(part, offset)
            for part, offset in zip(show.outputs, show.offsets, strict=True)
        ],
    )
    cues.check(context.cues, context.desk.avatars)
    manager.choose_reported()
    return parts


def _understudy(show: Show, context: ShowContext) -> Dancer:
    """The dancer's understudy: the library, or, where the dancer is the library, the sway."""
    understudy = Sway() if isinstance(show.dancer, library.Library) else library.Library()
    return understudy.open(context)
