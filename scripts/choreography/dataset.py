"""All that the choreographers learn from, in one file of numpy arrays.

vectors     (rows, 140)   the dance: live.dance.vector
partner     (rows, 24)    who they danced with: live.dance.music_features; made up where alone
tempo       (rows,)       beats a minute, as danced
speed       (rows,)       metres a second: of the joints, on average
liveliness  (rows,)       0..1: rank of the speed among the style's, over eight beats
sound       (rows,)       False where a recording was repaired, or nobody danced
starts      (takes + 1,)  the first row of each take, and the end
name, style, coupled, phrase   (takes,)   of each take
music       (steps, 17)   songs as the ear heard them: live.dance.music_features
music_starts, music_rank, song
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from scipy.ndimage import maximum_filter1d

from live.dance import vector
from live.errors import BadInput
from live.signals import Bools, Floats
from scripts.choreography import pairing, partners, pulse
from scripts.choreography.clips import RATE, Clip
from scripts.choreography.grid import Dance, on_the_beat
from scripts.choreography.songs import Stretch
from scripts.choreography.styles import STYLES, style_of

MIRROR_DISTANCE = 1.8  # metres: of a made-up partner
MIRROR_AHEAD = 0.06  # seconds
_RESTING = 0.12  # metres a second: no faster than this for four beats is not dancing
_SHORTEST = 5  # beats: a shorter take teaches nothing


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """What the file holds; see the module's text."""

    vectors: Floats
    partner: Floats
    tempo: Floats
    speed: Floats
    liveliness: Floats
    sound: Bools
    starts: np.ndarray
    name: np.ndarray
    style: np.ndarray
    coupled: Bools
    phrase: np.ndarray
    music: Floats
    music_starts: np.ndarray
    music_rank: Floats
    song: np.ndarray

    def rows(self, take: int) -> slice:
        """Where a take lies."""
        return slice(int(self.starts[take]), int(self.starts[take + 1]))


def write(path: Path, data: Data) -> None:
    """The file. Raises BadInput where it cannot be written."""
    columns = {field.name: getattr(data, field.name) for field in fields(data)}
    small = {n: c.astype(np.float32) if c.dtype == float else c for n, c in columns.items()}
    try:
        with path.open("wb") as file:
            np.savez_compressed(file, **small)
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be written: {error.strerror}. Name another file."
        ) from error


def read(path: Path) -> Data:
    """The file again. Raises BadInput."""
    wanted = [field.name for field in fields(Data)]
    remedy = "Make it with scripts/make/dance_data.py."
    try:
        with np.load(path, allow_pickle=False) as file:
            found: dict[str, Any] = {name: file[name] for name in wanted}
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror or error}. {remedy}") from error
    except (KeyError, ValueError, AttributeError, EOFError) as error:
        raise BadInput(f"{path}: this is no data of dance ({error}). {remedy}") from error
    return Data(**found)


def made(clips: Sequence[Clip], music: Sequence[Stretch]) -> Data:
    """The data of clips and songs. Raises BadInput where there is nothing to learn from."""
    couples = couples_of(clips)
    takes = [take for clip in clips if (take := _take(clip, couples.get(clip.name)))]
    if not takes or not music:
        lacking = "music in which a beat is heard" if takes else "clip of five beats or more"
        raise BadInput(f"there is no {lacking}: nothing can be learned. Add some files.")
    dances = [take.dance for take in takes]
    speed = np.concatenate([take.speed for take in takes])
    steady = np.concatenate([pairing.smoothed(take.speed) for take in takes])
    style = np.array([STYLES.index(style_of(dance.style)) for dance in dances])
    lengths = [len(dance.vectors) for dance in dances]
    lively = np.concatenate([pairing.smoothed(stretch.liveliness) for stretch in music])
    return Data(
        vectors=np.concatenate([dance.vectors for dance in dances]),
        partner=np.concatenate([take.partner for take in takes]),
        tempo=np.concatenate([_tempo(dance) for dance in dances]),
        speed=speed,
        liveliness=pairing.ranks(steady, np.repeat(style, lengths)),
        sound=np.concatenate([take.dance.sound & take.dancing for take in takes]),
        starts=np.cumsum([0, *lengths]),
        name=np.array([dance.name for dance in dances]),
        style=style,
        coupled=np.array([bool(dance.pair) for dance in dances]),
        phrase=np.array([pairing.phrase_start(dance.vectors) for dance in dances]),
        music=np.concatenate([stretch.music for stretch in music]),
        music_starts=np.cumsum([0, *(len(stretch.music) for stretch in music)]),
        music_rank=pairing.ranks(lively),
        song=np.array([stretch.song for stretch in music]),
    )


def couples_of(clips: Sequence[Clip]) -> dict[str, Clip]:
    """Each clip's partner, by its name, where both of a couple are there and equally long."""
    found = {}
    for clip in clips:
        others = [c for c in clips if clip.pair and c.pair == clip.pair and c.name != clip.name]
        if len(others) == 1 and len(others[0].root) == len(clip.root):
            found[clip.name] = others[0]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Take:
    dance: Dance
    partner: Floats  # (steps, PARTNER)
    speed: Floats  # (steps,) metres a second

    @property
    def dancing(self) -> Bools:
        """Where there is movement within two beats, (steps,)."""
        moving = maximum_filter1d(self.speed, 4 * vector.STEPS + 1)
        return np.asarray(moving > _RESTING)


def _take(clip: Clip, partner: Clip | None) -> _Take | None:
    """A clip on its own beats with its partner, or a made-up one; None where it is too short."""
    if partner is None:
        partner = partners.in_a_mirror(clip, MIRROR_DISTANCE, MIRROR_AHEAD)
    beats = pulse.beats_of(clip.positions, RATE)
    if len(beats) <= _SHORTEST:
        return None
    dance = on_the_beat(clip, beats)
    frames = np.clip(np.round(dance.seconds * RATE), 0, len(clip.root) - 1).astype(int)
    speed = pulse.speed(clip.positions, RATE)[frames]
    return _Take(dance, partners.seen(dance, partner), speed)


def _tempo(dance: Dance) -> Floats:
    """Beats a minute around each step, over four beats."""
    reach = 2 * vector.STEPS
    at = np.arange(len(dance.seconds))
    low, high = np.maximum(at - reach, 0), np.minimum(at + reach, len(at) - 1)
    span = dance.seconds[high] - dance.seconds[low]
    return np.asarray(60 * (high - low) / vector.STEPS / span)
