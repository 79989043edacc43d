"""What happens in an evening, in its order: what sounds, what is danced, what the operator does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Literal

import numpy as np

from live.errors import BadInput
from live.formats import beats_file
from live.signals import Floats
from scripts.measure.metrics.running import songs_in

Kind = Literal["song", "speech", "applause", "silence"]
Tempi = tuple[float, float]  # beats a minute: slowest, fastest
ANY: Tempi = (0.0, 999.0)
WHOLE = 600.0  # seconds of the evening that the roles are written for
SHORTEST = 0.25  # of a role's seconds: rather than shorten more, roles are left out


@dataclass(frozen=True, slots=True)
class Role:
    """One stretch of an evening, before it has a song and a length."""

    name: str
    kind: Kind
    seconds: float  # of an evening of WHOLE
    rank: int  # roles of a higher rank are left out first where the evening is short
    hints: tuple[str, ...] = ()  # words in the names of songs that fit
    tempi: Tempi = ANY  # of songs that fit where none is named so
    meter: int = 4
    style: str | None = None  # of its cue; None: no cue, the stretch belongs to the one before
    mode: str | None = None  # of its cue
    light: float = 1.0  # of its cue
    range: Tempi | None = None  # beats a minute: of its cue
    go: float = -1.0  # seconds after its beginning at which GO is pressed
    level: float = 0.16  # root mean square of the sound
    stops: bool = False  # whether its cue ends by itself when the music stops
    drop: bool = False  # whether a breakdown, a build and a drop are put into its song
    presses: tuple[tuple[float, str], ...] = ()  # share of its seconds, what is pressed


_SLOW: Tempi = (55.0, 100.0)
ROLES: tuple[Role, ...] = (
    Role("ambience", "song", 30, 4, ("bossa", "jazzwaltz", "schubert"), _SLOW, 0, "gentle", "solo",
         light=0.6, range=(60, 180), go=0.5, level=0.02),
    Role("speech", "speech", 25, 3, level=0.08),
    Role("ballad", "song", 45, 1, ("ballad", "first_dance"), _SLOW, 4, "gentle", "mirror",
         range=(56, 100), stops=True),
    Role("toasts", "applause", 8, 3, style="gentle", mode="solo", light=0.25, go=4.0),
    Role("waltz", "song", 45, 0, ("waltz",), ANY, 3, "ballroom", "solo", range=(75, 200)),
    Role("toast", "speech", 20, 5, style="gentle", mode="solo", light=0.4, go=1.0, level=0.08),
    Role("disco", "song", 45, 0, ("disco", "house"), (110, 130), 4, "party", "solo",
         range=(90, 180)),
    Role("rock", "song", 40, 1, ("rock", "punk", "grunge"), (90, 160), 4, "party", "answer",
         go=1.0, presses=((0.55, "back"), (0.7, "go"))),
    Role("EDM with a drop", "song", 45, 2, ("edm_house", "lmms", "edm"), (110, 150), 4, "street",
         "solo", go=1.0, drop=True),
    Role("silence", "silence", 8, 2),
    Role("latin", "song", 45, 4, ("salsa", "chacha", "tango", "dembow"), (90, 200), 4, "latin",
         "follow", range=(85, 200)),
    Role("tapped", "song", 40, 5, ("britpop", "osu", "fof", "funk"), (80, 190), 4, "party",
         "mirror", go=1.0, presses=tuple((0.25, "tap") for _ in range(4))),
    Role("cut", "song", 40, 5, ("dembow", "shadows", "breaks"), (70, 140), 4, "street", "follow",
         go=1.0),
    Role("lesson", "song", 45, 6, ("chacha", "rockabilly", "quickstep"), ANY, 4, "party", "lead"),
    Role("swing", "song", 40, 6, ("swing", "polka", "quickstep"), ANY, 4, "ballroom", "solo",
         go=1.0),
    Role("cheers", "applause", 8, 6),
    # GO is pressed a second after the last song, into the applause.
    Role("last dance", "song", 45, 1, ("ballad", "slow", "britpop", "first_dance"), _SLOW, 4,
         "gentle", "mirror", light=0.8, range=(56, 112), go=-7.0, stops=True),
    Role("good night", "silence", 8, 0, light=0.0, style="gentle", mode="solo", go=99.0),
)  # fmt: skip
UNUSUAL = (
    "gap_",
    "change_",
    "mic_",
    "medley",
)  # in names of songs that have cuts, or a room's sound
AGAIN = ("disco", "silence", "last dance")  # what is repeated of a long evening: from, to, before


@dataclass(frozen=True, slots=True, eq=False)
class Tune:
    """A song with its beats."""

    file: Path
    beats: Floats  # (n, 2): seconds, place in the bar from 1

    @property
    def name(self) -> str:
        return self.file.stem

    @property
    def meter(self) -> int:
        """Beats a bar; 0 where it is not known."""
        return int(self.beats[:, 1].max(initial=0))

    @property
    def tempo(self) -> float:
        """Beats a minute."""
        return 60.0 / float(np.median(np.diff(self.beats[:, 0])))


@dataclass(frozen=True, slots=True)
class Part:
    """A role with its length and its song."""

    role: Role
    seconds: float
    tune: Tune | None = field(default=None)


def tunes_in(folder: Path) -> list[Tune]:
    """The songs of a folder that have beats beside them. Raises BadInput where none has."""
    found = [
        Tune(song.file, beats_file.read(beats_file.beside(song.file)))
        for song in songs_in(folder)
        if song.beats is not None and len(song.beats) > 8
    ]
    if not found:
        raise BadInput(f"{folder}: no song has a .beats file beside it. Write one: docs/beats.md.")
    return found


def planned(tunes: Sequence[Tune], seconds: float, chance: np.random.Generator) -> list[Part]:
    """The stretches of an evening of about so many seconds, each song stretch with its song."""
    roles = _kept(seconds)
    spoken = sum(role.seconds for role in roles if role.kind != "song")
    sung = sum(role.seconds for role in roles if role.kind == "song")
    scale = min(1.0, (seconds - spoken) / sung)
    used: dict[str, int] = {}
    parts = []
    for role in roles:
        tune = _song(role, tunes, used, chance) if role.kind == "song" else None
        if tune is not None:
            used[tune.name] = used.get(tune.name, 0) + 1
        parts.append(Part(role, role.seconds * (scale if role.kind == "song" else 1.0), tune))
    return parts


def _kept(seconds: float) -> list[Role]:
    """The roles of an evening of that length: some left out, or the dancing repeated."""
    roles = list(ROLES)
    names = [role.name for role in ROLES]
    first, last, before = (names.index(name) for name in AGAIN)
    while seconds > sum(role.seconds for role in roles) + WHOLE / 2:
        at = len(roles) - (len(ROLES) - before)
        roles[at:at] = ROLES[first : last + 1]
    for rank in count(max(role.rank for role in ROLES), -1):
        if rank == 0 or seconds >= SHORTEST * sum(role.seconds for role in roles):
            return roles
        roles = [role for role in roles if role.rank < rank]
    return roles


def _song(
    role: Role, tunes: Sequence[Tune], used: dict[str, int], chance: np.random.Generator
) -> Tune:
    """One of the songs that fit best; of these, one that was played least."""
    scores = [(_fits(role, tune), -used.get(tune.name, 0)) for tune in tunes]
    best = max(scores)
    return tunes[int(chance.choice([n for n, score in enumerate(scores) if score == best]))]


def _fits(role: Role, tune: Tune) -> int:
    if role.meter and tune.meter and (role.meter == 3) != (tune.meter == 3):
        return 0
    if any(word in tune.name for word in UNUSUAL):
        return 0
    if any(hint in tune.name for hint in role.hints):
        return 2
    return int(role.tempi[0] <= tune.tempo <= role.tempi[1])
