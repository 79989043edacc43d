"""One show, from its first sound to its last picture: opens the parts, joins them, runs them."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from live.dance import library
from live.dance.sway import Sway
from live.desk import cues
from live.draw.dots import Dots
from live.parts import CameraSource, Dancer, Ear, Eyes, House, Input, Outlet, Painter, SoundSource
from live.runtime.supervise import Falls, Understudied, keep_going
from live.runtime.workers import Worker
from live.show import hops
from live.show.company import Casting, Device, OnStage, services
from live.show.hops import Flow, Stagehands
from live.show.report import Report
from live.show.retiming import Retiming
from live.show.show_file import Show
from live.show.standby import Standby

GOODBYE = 10.0  # seconds an output may take to finish


@dataclass(frozen=True, slots=True)
class Company:
    """Every part of the show, opened."""

    sound: Device[SoundSource]
    ear: Ear
    camera: Device[CameraSource]
    eyes: Device[Eyes] | None  # None: the camera needs none
    dancer: Understudied[Dancer]
    standby: Standby
    painter: Understudied[Painter]
    inputs: list[tuple[str, Input]]
    outlets: list[OnStage]


async def perform(
    show: Show,
    house: House,
    window: Worker | None = None,
    frames: int | None = None,
    audience: tuple[Outlet, ...] = (),
) -> Report:
    """Performs a show to its end: `frames`, the end of the recording, or the operator's word.

    `window` is the main thread's worker, for outputs that must live there; `audience` are
    outputs beside the show's own. Raises Unfit for whatever is amiss before the doors open;
    after that, only the end ends it.
    """
    falls = Falls(house.clock)
    house = replace(house, falls=falls)
    report = Report(house.rate, falls)
    hands = Stagehands(house.clock, house, Flow(), report)
    casting = Casting(house, falls, window)
    try:
        company = await _open(show, house, casting)
        paces = [member.pace for member in company.outlets]
        timed = list(zip(show.names, paces, strict=True))
        retiming = Retiming(show.file, timed, house.desk, casting.helper("clerk"))
        company.outlets.extend(casting.seat(outlet) for outlet in audience)
        gc.freeze()  # a search of all that is open for rubbish would stop the dance for a moment
        await _run(hands, company, retiming, frames)
    finally:
        gc.unfreeze()
        await casting.close()
    report.engines, report.made = casting.engines, casting.made
    return report


async def _open(show: Show, house: House, casting: Casting) -> Company:
    """Before the doors open: strict."""
    eyes = None if show.eyes is None else await casting.device("eyes", show.eyes, "see")
    standby = Standby(_understudy(show, house), house.falls)
    company = Company(
        sound=await casting.device("sound", show.sound, "read"),
        ear=await casting.part("ear", show.ear, "hear"),
        camera=await casting.device("camera", show.camera, "read"),
        eyes=eyes,
        dancer=await casting.cast("dancer", show.dancer, standby, "step"),
        standby=standby,
        painter=await casting.cast("painter", show.painter, Dots().open(house), "paint"),
        inputs=[await casting.input(part) for part in show.inputs],
        outlets=[
            await casting.outlet(part, offset)
            for part, offset in zip(show.outputs, show.offsets, strict=True)
        ],
    )
    cues.check(house.cues, house.desk.avatars)
    casting.lead()
    return company


async def _run(hands: Stagehands, company: Company, retiming: Retiming, frames: int | None) -> None:
    """After: forgiving."""
    clock, falls, flow = hands.clock, hands.report.falls, hands.flow
    flow.paces = [member.pace for member in company.outlets if member.pace is not None]
    async with asyncio.TaskGroup() as tasks:

        def keep(part: str, perform: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
            return tasks.create_task(keep_going(part, perform, clock, falls))

        clock.start()
        senses = [
            keep("sound", partial(_hear, hands, company)),
            keep("camera", partial(_look, hands, company)),
            keep("eyes", partial(_see, hands, company)),
            *(keep(name, listening.run) for name, listening in company.inputs),
            *(keep(name, service.run) for name, service in services(company.outlets)),
            keep("offsets", partial(retiming.run, clock)),
        ]
        drawing = tasks.create_task(hops.draw(hands, company.painter))
        showing = [
            keep(member.name, partial(hops.send, hands, member)) for member in company.outlets
        ]
        # The show itself; when it is over, the last picture travels on to the outputs.
        await hops.dance(hands, company.dancer, company.standby, frames)
        flow.scenes.close()
        await drawing
        flow.pictures.close()
        if showing:
            await asyncio.wait(showing, timeout=GOODBYE)
        for task in (*senses, *showing):
            task.cancel()


def _understudy(show: Show, house: House) -> Dancer:
    """Who dances when the dancer falls: the library, or for the library itself, the sway."""
    understudy = Sway() if isinstance(show.dancer, library.Library) else library.Library()
    return understudy.open(house)


async def _hear(hands: Stagehands, company: Company) -> None:
    async def hear(worker: Worker, source: SoundSource) -> None:
        hearing = hops.hear(hands, worker, source, company.ear)
        if source.paced:
            hearing = hops.watched(hands, "sound", hearing, hands.flow.music.peek)
        await hearing

    await company.sound.perform(hear)
    hands.house.desk.end()


async def _look(hands: Stagehands, company: Company) -> None:
    async def look(worker: Worker, source: CameraSource) -> None:
        looking = hops.look(hands, worker, source)
        if source.paced:
            looking = hops.watched(hands, "camera", looking, hands.flow.frames.peek)
        await looking

    await company.camera.perform(look)


async def _see(hands: Stagehands, company: Company) -> None:
    if company.eyes is not None:
        await company.eyes.perform(lambda worker, eyes: hops.see(hands, worker, eyes))
