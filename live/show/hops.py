"""The hops of a show, each a loop: `senses` has hear, look and see; here are dance and draw, and
`sending` has the last one.

Every hop reads the newest signal of the hop before it and puts out its own. No hop waits for
another, and none blocks: work that may block is given to the hop's worker, with a deadline. A
signal is checked before it is put out, so that each hop may trust what it reads.
"""

from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from live.parts import Dancer, Painter, ShowContext, Teacher
from live.runtime import pace
from live.runtime.checks import caption_fault, checked, music_fault, picture_fault, pose_fault
from live.runtime.clock import Clock, Tick
from live.runtime.mailboxes import Latest, Recent
from live.runtime.supervise import Speed, Understudied, attempted, attempted_later
from live.show.crossfade import Crossfade
from live.show.direction import Direction
from live.show.report import Report
from live.show.standby import Standby
from live.signals import Frame, Image, Music, Picture, Pose, Scene

ABSENT_AFTER = 1.0  # seconds without a new pose, after which the partner dances alone
SEEN_AT_ALL = 0.2  # a pose whose best seen joint is below this does not count as a person


@dataclass(slots=True)
class Flow:
    """The mailboxes between the hops."""

    music: Latest[Music] = field(default_factory=Latest)
    frames: Latest[Frame] = field(default_factory=Latest)
    human: Latest[Pose] = field(default_factory=Latest)
    scenes: Recent[Scene] = field(default_factory=Recent)
    pictures: Recent[Picture] = field(default_factory=Recent)
    played: float = 0.0  # seconds: when a recording last gave a block
    # Seconds the dancer dances ahead, so that the picture is seen on the beat.
    lead_time: float = 0.0
    paces: list[pace.Pace] = field(default_factory=list)  # of the outputs that keep time


@dataclass(slots=True)
class HopContext:
    """What every hop needs."""

    clock: Clock
    show: ShowContext
    flow: Flow
    report: Report


def present(pose: Pose | None, now: float) -> Pose | None:
    """The human's pose; None where it is too old, or seen too badly."""
    if pose is None or now - pose.time > ABSENT_AFTER or float(np.max(pose.seen)) < SEEN_AT_ALL:
        return None
    return pose


async def dance(
    hop: HopContext, dancer: Understudied[Dancer], standby: Standby, frames: int | None
) -> None:
    """Makes one scene a frame, on the show's grid. Returns after `frames`, or when it is over."""
    clock, flow, report = hop.clock, hop.flow, hop.report
    floor = _Floor(hop, dancer, standby)
    async for tick in clock.ticks(hop.show.rate):
        if floor.direction.over or (frames is not None and tick.number >= frames):
            return
        report.ticked(tick)
        scene = await floor.scene(tick)
        flow.scenes.put_at(scene, clock.now())
        report.ages["dance"].add(clock.now() - scene.heard)


class _Floor:
    """The dance floor: makes a scene for every frame, whatever fails."""

    def __init__(self, hop: HopContext, dancer: Understudied[Dancer], standby: Standby) -> None:
        self.direction = Direction(hop.show)
        self._hop = hop
        self._dancer = dancer
        self._standby = standby
        self._music = Music(time=0.0, meter=hop.show.meter)
        self._last: Scene | None = None
        hop.report.beat_source = self.direction.beat_selector.changes

    async def scene(self, tick: Tick) -> Scene:
        """The scene of a frame. Where it cannot be made, the one before, at this time."""
        hop, failures = self._hop, self._hop.report.failures
        when = tick.time + hop.flow.lead_time + hop.show.latency
        music = attempted("beat", partial(self._chosen, tick), failures)
        self._music = music = music or self._music
        hop.report.heard(tick.time, music)
        made = await attempted_later("show", self._made(tick, when, music), failures)
        if made is not None:
            self._last = made[0]
            failures.recovered("show")
            return made[0]
        last = self._last or Scene(when, music.time, music, None, None)
        return replace(last, time=when, heard=music.time, music=music)

    def _chosen(self, tick: Tick) -> Music:
        music = self.direction.choose_music(self._hop.flow.music.peek(), tick.time)
        return checked(music, "the beat, as chosen,", music_fault)

    async def _made(self, tick: Tick, when: float, music: Music) -> Scene:
        self.direction.step(when, music, (1 + tick.skipped) / self._hop.show.rate)
        human = present(self._hop.flow.human.peek(), tick.time)
        danced, caption = await self._dancer.step(partial(_step, when, music, human))
        return self.direction.scene(when, music, self._standby.join(danced), human, caption)


def _step(time: float, music: Music, human: Pose | None, dancer: Dancer) -> tuple[Pose, str]:
    """A step of the dancer, and its caption for the guests."""
    pose = checked(dancer.step(time, music, human), "the dancer's pose", pose_fault)
    caption = dancer.caption if isinstance(dancer, Teacher) else ""
    return pose, checked(caption, "the dancer's caption", caption_fault)


async def draw(hop: HopContext, painter: Understudied[Painter]) -> None:
    """Turns the newest scene into a picture. Returns when no more scenes come."""
    flow, report, size = hop.flow, hop.report, hop.show.size
    crossfade = Crossfade(size)
    speed = Speed("painter", hop.show.rate, report.failures)
    count = 0
    while (newer := await flow.scenes.newer(count)) is not None:
        missed, (count, scene) = newer[0] - count - 1, newer
        work = painter.step(partial(_paint, scene, size))
        painted = await attempted_later("painter's understudy", work, report.failures)
        if painted is not None:
            report.failures.recovered("painter's understudy")
        rgb = crossfade.join(None if painted is None else painted[0], stood_in=painter.stood_in)
        flow.pictures.put_at(Picture(scene.time, scene.heard, rgb), hop.clock.now())
        report.ages["draw"].add(hop.clock.now() - scene.heard)
        speed.did(missed)


def _paint(scene: Scene, size: tuple[int, int], painter: Painter) -> Image:
    return checked(painter.paint(scene), "its picture", partial(picture_fault, size=size))
