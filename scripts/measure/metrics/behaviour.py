"""How the ear hears the demo songs, and how near to their beats every dancer's rests are.

What the figures of the docs depend on, beside files: known by what comes of it and not by the code,
so that only what is heard or danced otherwise is another behaviour.
"""

from collections.abc import Mapping
from itertools import chain
from typing import Any

import numpy as np

from live.commands.listen import Announcer
from live.runtime.places import SHOWS
from scripts.measure.metrics import beats
from scripts.measure.metrics.running import Song, danced, dancer_of, heard, songs_in

DANCERS = ("choreographer", "choreographer:model=rnn", "choreographer:model=fact", "library")
SEEDS = (1, 2)
SCORES = ("P", "P_null", "R", "R_null")  # precision and recall, and those of shifted music
_SAME = 0.010  # seconds: so near, a beat is the same one
_SHARE = 0.98  # of the beats that must be
# P and R of one dancer in one song, 0..1: what another processor's rounding may change. Dancers
# who draw by chance go other ways from the first digit that differs.
_ALIKE = 0.08

Heard = dict[str, list[float]]  # by song: seconds of the beats, as announced
Danced = dict[str, dict[str, dict[str, float]]]  # by dancer and song: P, P_null, R, R_null


def demo_songs() -> list[Song]:
    """The songs that ship."""
    return songs_in(SHOWS / "songs")


def ears() -> Heard:
    """The beats that the ear of a show announces in each demo song."""
    return {song.name: announced(song) for song in demo_songs()}


def announced(song: Song) -> list[float]:
    """The seconds at which a song's beats will sound, as announced."""
    announcer = Announcer()
    beats = chain.from_iterable(announcer.announce(music) for music in heard(song.file).said)
    return [round(beat.time, 3) for beat in beats]


def on_beat(who: str) -> dict[str, dict[str, float]]:
    """How near a dancer's rests are to the beats of each demo song: means over the seeds."""
    return {song.name: _scores(who, song) for song in demo_songs()}


def _scores(who: str, song: Song) -> dict[str, float]:
    assert song.beats is not None
    found = []
    for seed in SEEDS:
        dance = danced(song, dancer_of(who), who, seed, None)
        scores = beats.on_beat(dance.positions, dance.fps, song.beats)
        found.append(
            (scores.precision, scores.null_precision, scores.recall, scores.null_recall)
        )  # fmt: skip
    means = np.mean(found, axis=0).round(3).tolist()
    return dict(zip(SCORES, means, strict=True))


def same_beats(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two ears have heard the same."""
    return one.keys() == other.keys() and all(
        min(_found(one[song], other[song]), _found(other[song], one[song])) >= _SHARE
        for song in one
    )


def _found(some: list[float], others: list[float]) -> float:
    """The share of some beats that are among others."""
    if not some or not others:
        return float(len(some) == len(others))
    apart = np.abs(np.array(some)[:, None] - np.array(others)[None, :]).min(axis=1)
    return float(np.mean(apart <= _SAME))


def same_dance(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether one dancer dances alike to each song."""
    return one.keys() == other.keys() and all(
        abs(one[song][side] - other[song][side]) <= _ALIKE for song in one for side in ("P", "R")
    )
