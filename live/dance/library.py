"""The dancer without a network: moves written by hand, put together on the beat, for hours."""

import math
from typing import Annotated

import msgspec
import numpy as np

from live.dance.beside import Beside
from live.dance.body_solver import BodySolver, Lead
from live.dance.carry import NOWHERE
from live.dance.count import Count
from live.dance.coupling import Coupling
from live.dance.dancebeat import rest
from live.dance.feet import Feet
from live.dance.floorplan import PhraseNeeds, Stance
from live.dance.follow import Mode, Shadow, is_mode
from live.dance.idle import AT_EASE, groove, idle
from live.dance.lessons import Lessons
from live.dance.moves import MOVES, STYLES
from live.dance.moves.move import ARMS, AT, CHANNELS
from live.dance.partnering import Partnering
from live.dance.phrases import Phrase, Phrases
from live.dance.springs import ASLEEP, Join, approach
from live.dance.surge import SURGES, Surge
from live.desk.desk import Desk, StyleName
from live.errors import BadInput
from live.parts import Dancer, Part, ShowContext
from live.signals import HUMAN_SHIFT, Floats, Music, Pose

SURE = 0.2  # confidence from which it begins
_EARLY = 0.045  # seconds: feet land this much early, and are still when the beat sounds
_ACCENT, _ACCENT_LED = 0.32, 0.06  # 0..1: how much slower than on average the body is on beats


class Library(Part[Dancer], frozen=True):
    """Dances moves of a style: alone, with the human, or for them to copy."""

    mode: Mode = "solo"  # how it dances with the human: see docs/evening.md
    style: StyleName = "party"  # what it dances
    energy: Annotated[float, msgspec.Meta(ge=0.0, le=2.0)] = 1.0  # how lively; 1: as the music is
    # Metres from the middle: to the right as the guests see it, and towards them. Left out: the
    # middle, or beside the human.
    home: tuple[float, float] | None = None
    only: tuple[str, ...] = ()  # names of moves: dances no others, for practising; []: all
    # Degrees that its front is turned from the guests, to the dancer's own left.
    facing: Annotated[float, msgspec.Meta(ge=-90, le=90)] = 0.0

    def open(self, context: ShowContext) -> "Librarian":
        """The dancer. Raises BadInput for an unknown style or move."""
        if self.style not in STYLES:
            raise BadInput(
                f"dancer: there is no style {self.style!r}; choose one of {', '.join(STYLES)}"
            )
        names = {move.name for move in MOVES}
        for name in self.only:
            if name not in names:
                raise BadInput(
                    f"dancer: there is no move {name!r}; choose of {', '.join(sorted(names))}"
                )
        return Librarian(self, context.seed, context.desk)


class Librarian:
    """Dances the library's moves: count, phrase, steps, body."""

    def __init__(
        self,
        settings: Library,
        seed: int,
        desk: Desk,
        place: tuple[float, float] | None = None,  # metres x, z: where it begins; None: at home
    ) -> None:
        self._settings = settings
        self._desk = desk
        self._mode, self._style = settings.mode, settings.style
        self._count = Count()
        only = tuple(move for move in MOVES if move.name in settings.only)
        self._phrases = Phrases(settings.style, seed, only)
        self._figure = BodySolver()
        self._surge = Surge()
        self._shadow = Shadow(settings.mode)
        self._partnering = Partnering()
        self._lessons = Lessons(settings.style, only)
        self._coupling, self._beside = Coupling(), Beside()
        x, z = place or settings.home or (0.0, 0.0)
        start = (min(0.9, max(-0.9, x)), min(0.6, max(-0.6, z)))  # with room to dance
        self._feet = Feet(*start)
        self._join = Join(AT_EASE.copy())
        self._home = start
        self._phrase: Phrase | None = None
        self._next: Phrase | None = None
        self._end = 0.0  # beats: where this phrase ends and the next begins
        self._stayed = False
        self._cutting = False  # whether the phrase is to end early
        self._front = math.radians(settings.facing)
        self._place = start  # metres: where the dancer is after the phrases planned so far
        self._turned = 0  # full turns to the left, in all
        self._energy, self._gain = 0.4, 0.0
        self._groove = 0.0  # 0..1: how much of the beat shows while it stands
        self._guest: float | None = None  # radians to its left: where the human is
        self._accent = 0.0  # 0..1: how much slower than on average the dance is on beats now
        self._phase = (seed * 0.7548776662) % 1.0 * 40.0  # seconds: each dancer idles differently

    def step(self, time: float, music: Music, human: Pose | None) -> Pose:
        """The pose at `time`."""
        dt = self._count.step(time, music)
        if dt > ASLEEP:
            self._wake()
        self._apply_desk()
        self._feel(music, dt)
        self._watch(time, human, dt)
        begun = self._phrase is not None or self._next is not None
        count, feet = self._count, self._feet
        dancing = count.sounds(music) and (music.confidence >= SURE or begun)
        if dancing:
            self._keep_dancing(dt)
        elif begun:
            self._rest()
        self._follow()
        feet.air = max(self._shadow.air, self._partnering.air)
        self._rest_on_beats(dancing, dt)
        grooving = min(1.0, self._gain) * count.sounds(music)
        self._groove += (grooving - self._groove) * approach(0.15, dt)
        self._surge.step(music, count.beat, dt, SURGES[self._style] * self._is_free)
        feet.step(count.beat + _EARLY * count.rate, count.beat_seconds, dt)
        self._partnering.feel(feet, dt)
        body = self._join.step(self._channels(time), 0.26 if dancing else 0.34, dt)
        body = self._partnering.body(body)
        body[AT["y"]] *= 1.0 - self._shadow.smooth  # a mirrored human brings their own bounce
        lead = _both(self._shadow.lead(feet, self._home[0]), self._partnering.lead())
        pose = self._figure.pose(time, dt, body.tolist(), feet, lead)
        self._coupling.see(pose, human if self._mode == "lead" else None)
        return pose

    @property
    def caption(self) -> str:
        """The words for the guests at the last step; empty: none."""
        return "" if self._phrase is None else self._phrase.said_at(self._count.beat)

    def _apply_desk(self) -> None:
        """Takes mode and style from the desk; a change is danced from the next beat, blended."""
        mode = self._desk.mode if is_mode(self._desk.mode) else self._settings.mode
        style = self._desk.style if self._desk.style in STYLES else self._settings.style
        if mode != self._mode:
            taught = "lead" in (mode, self._mode)
            self._mode = self._shadow.mode = mode
            self._cutting = self._cutting or taught
        if style != self._style:
            self._style = self._phrases.style = self._lessons.style = style
            self._cutting = True

    def _wake(self) -> None:
        """After a long time without a step: drops the plan, goes on from where the feet stand."""
        if self._phrase is None and self._next is None:
            return
        self._feet.forget(-math.inf)
        self._stand()
        self._next, self._cutting = None, True

    def _feel(self, music: Music, dt: float) -> None:
        """Follows loudness and bands with the dance's energy, within a second or so."""
        low, mid, high = music.bands
        heard = 0.12 + 0.55 * music.loudness + 0.2 * low + 0.08 * (mid + high)
        heard = min(1.0, max(0.0, heard * self._settings.energy))
        # A pause changes the energy slowly: the dance goes on as it was before.
        halflife = 0.7 if music.playing else 12.0
        self._energy += (heard - self._energy) * approach(halflife, dt)
        trust = min(1.0, 0.55 + music.confidence)
        gain = (0.4 + 0.98 * self._energy) * trust if music.playing else 0.25
        self._gain += (gain - self._gain) * approach(0.35, dt)

    def _watch(self, time: float, human: Pose | None, dt: float) -> None:
        count = self._count
        self._shadow.see(time, count.beat, count.rate, human)
        bar = (float(count.downbeat), count.meter)
        self._partnering.see(time, human)
        self._shadow.step(time, count.beat, bar, (dt, count.beat_seconds))
        self._guest = self._towards(human) if self._shadow.here else None
        home = self._home
        if self._settings.home is None:
            where = float(human.root[0]) if human is not None and self._shadow.here else None
            home = self._beside.step(where, self._feet.standing()[0], dt) or (0.0, 0.0)
        if home != self._home or self._stays is not self._stayed:
            self._home, self._stayed = home, self._stays
            self._cutting = True
        self._partnering.step(self._mode == "follow", self._home, (dt, count.beat_seconds))
        if self._feet.carry is not NOWHERE and not self._is_led:
            self._put_down()
        self._cut()

    def _towards(self, human: Pose | None) -> float | None:
        """Where somebody stands beside it, radians to its left of the guests."""
        if human is None:
            return None
        x, z, _ = self._feet.standing()
        there = human.root + HUMAN_SHIFT
        return math.atan2(float(there[0]) - x, max(0.0, float(there[2]) - z) + 0.3)

    @property
    def _stays(self) -> bool:
        """Whether the steps come from the human and not from the phrase."""
        return self._shadow.here and self._mode in ("mirror", "answer")

    @property
    def _is_led(self) -> bool:
        """Whether the phrase's steps are carried after the human."""
        return self._mode == "follow" and self._partnering.strength > 0.0

    @property
    def _is_free(self) -> bool:
        """Whether the dance is its own: nobody is followed, answered or taught."""
        return (
            self._phrase is not None and self._mode != "lead" and not (self._stays or self._is_led)
        )

    def _put_down(self) -> None:
        """Keeps the floor plan where it was carried, as nobody leads any more."""
        self._feet.settle()
        self._partnering.let_go()
        self._next, self._cutting = None, True

    def _keep_dancing(self, dt: float) -> None:
        """Keeps a phrase going, and plans the next one in time for its first step."""
        count = self._count
        before = count.beat - count.rate * dt
        lead = max(1.0, 0.85 / count.beat_seconds)
        if self._next is None and (self._phrase is None or count.beat >= self._end - lead):
            self._begin()
        if self._next is not None and count.beat >= self._next.start:
            self._phrase, self._next = self._next, None
            self._end = self._phrase.end
            self._join.change()
        elif self._phrase is not None and self._phrase.begins_anew(before, count.beat):
            self._join.change()

    def _begin(self) -> None:
        """Plans the next phrase, from the end of this one, or from a beat soon enough to reach."""
        count = self._count
        soonest = count.beat + 0.55 / count.beat_seconds
        start = float(math.ceil(soonest)) if self._phrase is None else self._end
        start = max(start, float(math.ceil(count.beat)))
        heading = self._front + 2 * math.pi * self._turned
        wish = PhraseNeeds(
            start, count.tempo, count.meter, count.next_one(start), self._energy,
            Stance(*self._place, 0 if self._feet.support > 0.5 else 1), self._home, heading,
            self._stays, self._mode != "follow",
        )  # fmt: skip
        if self._mode == "lead":
            self._next = self._lessons.next(wish, self._coupling if self._shadow.here else None)
        else:
            self._next = self._phrases.next(wish)
        steps = self._next.steps
        busy = tuple(
            min((step.beat for step in steps if step.foot == foot), default=math.inf)
            for foot in (0, 1)
        )
        self._feet.at_ease = False
        if not self._stays:
            self._feet.plan(self._feet.gathering(self._place, heading, start, busy))
        self._feet.plan(list(steps))
        self._place = self._next.place
        self._turned += self._next.turned

    def _cut(self) -> None:
        """Ends the phrase on the next beat, if something has changed.

        Not while the next phrase is planned already: this one then ends soon anyway.
        """
        if self._next is not None or not self._cutting:
            return
        self._cutting = False
        if self._phrase is None:
            return
        count = self._count
        self._end = float(math.ceil(count.beat + 0.6 / count.beat_seconds))
        self._next = None
        self._feet.forget(count.beat)
        self._stand()

    def _rest(self) -> None:
        """Ends the dance when the music is over: feet together, stand, and breathe."""
        self._feet.forget(self._count.beat)
        self._feet.at_ease = True
        self._phrase = self._next = None
        self._join.change()
        self._stand()
        heading = self._front + 2 * math.pi * self._turned
        beat = math.ceil(self._count.beat + 0.4 / self._count.beat_seconds)
        self._feet.plan(self._feet.gathering(self._place, heading, beat, (math.inf, math.inf)))

    def _stand(self) -> None:
        """Takes the feet's place as the one that the next phrase starts from."""
        x, z, yaw = self._feet.standing()
        self._place = (x, z)
        self._turned = round((yaw - self._front) / (2 * math.pi))

    def _follow(self) -> None:
        """Plans the steps that follow the human."""
        if self._phrase is None:
            return
        beat, seconds = self._count.beat, self._count.beat_seconds
        if self._stays:
            self._feet.plan(self._shadow.steps(self._feet, beat, seconds, self._home[0]))
        elif self._is_led:
            self._feet.carry = self._partnering.carry
            self._feet.plan(self._feet.strays(beat, seconds))

    def _rest_on_beats(self, dancing: bool, dt: float) -> None:
        """Sets how much slower the body is on beats than on average: more in a livelier dance,
        little or none while it follows a human.
        """
        accent = 0.0 if self._stays or not dancing else _ACCENT_LED if self._is_led else _ACCENT
        accent *= min(1.0, self._gain)
        self._accent += (accent - self._accent) * approach(0.3, dt)

    def _channels(self, time: float) -> Floats:
        if self._phrase is None:
            standing = idle(time + self._phase, self._guest)
            return standing + self._groove * groove(self._count.beat)
        beat = self._count.beat
        channels = self._phrase.at(beat - rest(beat, self._accent))
        gain = np.full(len(CHANNELS), min(1.3, self._gain) * self._partnering.gain)
        gain[ARMS:] = min(1.0, 0.4 + 0.65 * self._gain)
        danced: Floats = AT_EASE + gain * (channels - AT_EASE)
        return self._surge.channels(danced)


def _both(one: Lead | None, other: Lead | None) -> Lead | None:
    """Two leads combined: both are there while one takes over from the other."""
    if one is None or other is None:
        return one or other
    return Lead(
        one.rotations, one.share, one.aside + other.aside, one.crouch + other.crouch,
        one.ahead + other.ahead,
    )  # fmt: skip
