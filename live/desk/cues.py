"""The show's cues: what each one changes, and when the next one fires.

GO fires the cue on standby, BACK the one before. A cue names what it changes and leaves the rest
as it is. Going back or jumping to a cue gives the state that all cues up to it would have made,
as on a tracking light desk.
"""

import math
from typing import Annotated, Any, Literal

import msgspec

from live.desk.desk import MODES, STYLES, BeatHands, Desk, ModeName, StyleName
from live.errors import BadInput
from live.signals import Music

STOPPED = 2.0  # seconds of silence after which the music counts as over
BEATLESS = 6.0  # seconds of sound without a beat, as applause or talk: then it is over, too
OWN = 8.0  # seconds that music which was there before the cue must play on to count as the cue's
OWN_AFTER_SILENCE = 4.0  # the same for music that began in the cue: talk has no beat for so long
SLOWEST, FASTEST = 30, 300  # beats a minute: what a show may expect of the music

Tempi = Annotated[
    tuple[float, float],
    msgspec.Meta(description=f"[slowest, fastest], both from {SLOWEST} to {FASTEST}"),
]


class Cue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One cue of a show file's `[[cues]]`. None: as it is."""

    id: Annotated[str, msgspec.Meta(min_length=1)]  # its name: another for each cue
    mode: ModeName | None = None  # how the partner dances with the human
    style: StyleName | None = None  # what it dances
    avatar: str | None = None  # what it wears: one of the painter's looks or avatars
    meter: Annotated[int, msgspec.Meta(ge=2, le=12)] | None = None  # beats a bar
    tempo: Tempi | None = None  # beats a minute: what is heard is halved or doubled into it
    # How bright the picture is: 0 is black, 1 is full.
    brightness: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    blackout: bool | None = None  # whether the picture is black
    fade: Annotated[float, msgspec.Meta(ge=0, le=60)] = 1.0  # seconds a change of light takes
    at: Literal["now", "bar"] = "now"  # "bar": it waits for the next ONE
    # What fires the next cue: the end of the music that plays in this one, or so many seconds; left
    # out: GO alone.
    follow: Literal["music_stops"] | Annotated[float, msgspec.Meta(gt=0)] | None = None

    def __post_init__(self) -> None:
        for name, word, words in (("mode", self.mode, MODES), ("style", self.style, STYLES)):
            if word is not None and word not in words:
                raise ValueError(f"{name} must be one of {', '.join(words)}, not {word!r}")
        if self.tempo is not None:
            check_tempi(self.tempo)


def check_tempi(tempi: tuple[float, float]) -> None:
    """Raises ValueError where a range of tempi is not valid."""
    if not SLOWEST <= tempi[0] < tempi[1] <= FASTEST:
        raise ValueError(f"tempo is [slowest, fastest], both between {SLOWEST} and {FASTEST}")


WHEN = ("id", "fade", "at", "follow")  # the fields for a cue's name, and when and how it fires
# All other fields change the stage; this is how it is before the first cue.
BEFORE: dict[str, Any] = {
    "mode": None, "style": None, "avatar": None, "meter": None, "tempo": None, "brightness": 1.0,
    "blackout": False,
}  # fmt: skip
_BEAT = {"meter", "tempo"}  # these go to `desk.beat`; the others to the desk's field of that name


def check(cues: tuple[Cue, ...], avatars: tuple[str, ...]) -> None:
    """Raises BadInput where a cue names a look that the painter does not have."""
    for cue in cues:
        if cue.avatar is not None and cue.avatar not in avatars:
            known = ", ".join(avatars) or "none"
            raise BadInput(
                f"[[cues]] {cue.id}: the painter has no avatar {cue.avatar!r}. It has: {known}."
            )


class _Song:
    """The music of one cue: the last song's tail, or a word that sounds like a beat, is not it."""

    def __init__(self) -> None:
        self._time: float | None = None  # seconds: of the last step
        self._played = 0.0  # seconds of music, without a silence of STOPPED in between
        self._beatless = 0.0  # seconds since there was a beat
        self._silent = 0.0  # seconds since there was any sound
        self._needs = OWN
        self._armed = False  # whether there has been music of the cue's own

    @property
    def over(self) -> bool:
        """Whether there was music, and it has ended."""
        return self._armed and (self._silent > STOPPED or self._beatless > BEATLESS)

    def step(self, time: float, music: Music) -> None:
        """Takes what is heard at `time`. Times only grow."""
        dt = 0.0 if self._time is None else time - self._time
        self._time = time
        self._beatless = 0.0 if music.playing else self._beatless + dt
        self._silent = 0.0 if music.playing or music.loudness > 0.0 else self._silent + dt
        if music.playing:
            self._played += dt
            self._armed = self._armed or self._played >= self._needs
        elif self._beatless > STOPPED:
            self._played, self._needs = 0.0, OWN_AFTER_SILENCE


class CueList:
    """Keeps the position in the cues, and sets the desk as they say. Stepped once a frame."""

    def __init__(self, cues: tuple[Cue, ...]) -> None:
        self._cues = cues
        self._on = -1  # the active cue, from 0; -1: none yet
        self._goes, self._backs, self._calls = 0, 0, 0  # how many of the desk's requests are done
        self._bar: int | None = None  # the bar whose end a GO waits for; None: no GO waits
        self._began = 0.0  # seconds: when the active cue was fired
        self._song = _Song()  # the active cue's own music

    def step(self, time: float, music: Music, desk: Desk) -> None:
        """Fires what is due at `time`. Times only grow."""
        number = math.floor((music.beat_at(time) - music.downbeat) / music.meter)
        bar = number if music.playing else None  # in silence nothing waits for a ONE
        self._asked(time, bar, desk)
        self._song.step(time, music)
        if self._bar is None and self._over(time):
            self._go(time, bar, desk)
        if self._bar is not None and bar != self._bar:
            self._fire(self._on + 1, time, desk)
        desk.cue = self._on + 1
        desk.standby = self._on + 2 if self._on + 1 < len(self._cues) else 0

    def _asked(self, time: float, bar: int | None, desk: Desk) -> None:
        """Does what was asked for at the desk since the last step."""
        while self._goes != desk.goes:
            self._goes += 1
            self._go(time, bar, desk)
        while self._backs != desk.backs:
            self._backs += 1
            if self._bar is not None:
                self._bar = None  # cancels the GO that waits
            elif self._on > 0:
                self._fire(self._on - 1, time, desk)
        calls, number = desk.called
        if self._calls != calls:
            self._calls = calls
            if 1 <= number <= len(self._cues):
                self._fire(number - 1, time, desk)

    def _go(self, time: float, bar: int | None, desk: Desk) -> None:
        """Fires the next cue, or lets it wait for the ONE; a second GO fires it at once."""
        if self._on + 1 >= len(self._cues):
            return
        if self._cues[self._on + 1].at == "bar" and bar is not None and self._bar is None:
            self._bar = bar
        else:
            self._fire(self._on + 1, time, desk)

    def _over(self, time: float) -> bool:
        """Whether the active cue is over, so that the next one follows by itself."""
        follow = self._cues[self._on].follow if self._on >= 0 else None
        if follow == "music_stops":
            return self._song.over
        return isinstance(follow, float) and time - self._began >= follow

    def _fire(self, number: int, time: float, desk: Desk) -> None:
        before, after = self._look(self._on), self._look(number)
        cue = self._cues[number]
        self._on, self._bar, self._began, self._song = number, None, time, _Song()
        changes = {
            name: value
            for name, value in after.items()
            if value != before[name] or getattr(cue, name) is not None
        }
        desk.forget_taps()  # a tapped tempo is the last song's
        _set(desk, changes, cue.fade)

    def _look(self, number: int) -> dict[str, Any]:
        """The state of the stage after all the cues up to `number`."""
        look = dict(BEFORE)
        for cue in self._cues[: number + 1]:
            look |= {name: getattr(cue, name) for name in look if getattr(cue, name) is not None}
        return look


def _set(desk: Desk, changes: dict[str, Any], fade: float) -> None:
    if changes.keys() & {"brightness", "blackout"}:
        desk.fade = fade
    if changes.keys() & _BEAT:
        # Another song: corrections of the last song's beat do not apply to it.
        desk.change_beat(
            lambda hands: BeatHands(
                meter=changes.get("meter", hands.meter), range=changes.get("tempo", hands.range)
            )
        )
    for name in changes.keys() - _BEAT:
        setattr(desk, name, changes[name])
