"""The figures of an evening, stretch by stretch."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from live.signals import Floats
from scripts.measure.evenings import seen
from scripts.measure.evenings.built import Evening, Stretch
from scripts.measure.evenings.danced import RATE, Danced
from scripts.measure.metrics import beats, motion, phrases
from scripts.measure.metrics.performance import Figures
from scripts.measure.metrics.table import Column, markdown

Rows = dict[str, Figures]
DARK = 0.05  # of the light: a picture of less is black
FEWEST = 9  # beats of a stretch that something is said of
ON_BEAT: tuple[Column, ...] = (
    ("seconds", "s", 0), ("beats", "beats", 0), ("heard", "heard", 2), ("hit", "hit", 2),
    ("of_heard", "of heard", 2), ("chance", "chance", 2), ("own", "to its ear", 2),
    ("human", "human", 2), ("P", "P", 2), ("P_null", "null", 2), ("R", "R", 2),
    ("R_null", "null", 2), ("to_dance", "to dance s", 1), ("to_stop", "to stop s", 1),
    ("moving", "moving %", 0),
)  # fmt: skip
ON_STAGE: tuple[Column, ...] = (
    ("leaps", "leaps", 0), ("knees", "of knees", 0), ("jerks", "jerks", 0), ("front", "front %", 0),
    ("overlap", "overlap %", 0), ("outside", "outside %", 1), ("repeats_pct", "repeats %", 0),
    ("speed", "m/s", 2), ("drop_speed", "drop speed x", 2), ("drop_height", "height x", 2),
    ("right_cue", "right cue %", 0), ("dark", "dark %", 0), ("falls", "falls", 0),
)  # fmt: skip


def figures(evening: Evening, danced: Danced) -> Rows:
    """Every figure of every stretch that was danced, by its number and name."""
    last = len(danced.partner) / RATE
    return {
        f"{number} {stretch.name}": of_stretch(stretch, danced)
        for number, stretch in enumerate(evening.stretches, 1)
        if stretch.begins + 1 < last
    }


def of_stretch(stretch: Stretch, danced: Danced) -> Figures:
    """The figures of one stretch."""
    span = slice(round(stretch.begins * RATE), round(stretch.ends * RATE))
    partner = danced.partner[span]
    found: Figures = {"seconds": len(partner) / RATE} | seen.leaps(partner)
    called = round(max(stretch.begins, stretch.called + 1.0) * RATE)
    known = danced.cue[called : round(stretch.left * RATE)]
    falls = [at for at, _ in danced.falls if stretch.begins <= at < stretch.ends]
    found |= {
        "front": 100 * float((seen.fronts(partner) > 0).mean()),
        "overlap": 100 * seen.overlap(partner, danced.human[span]),
        "outside": 100 * seen.outside(partner),
        "speed": float(np.median(motion.speeds(partner, RATE))),
        "moving": 100 * seen.moving(partner),
        "dark": 100 * float((danced.light[span] < DARK).mean()),
        "falls": float(len(falls)),
        "right_cue": 100 * float((known == stretch.cue).mean()) if len(known) else float("nan"),
    }
    if len(stretch.beats) < FEWEST:
        return found | {"to_stop": seen.until_it_stops(partner)}
    found["human"] = _of_human(stretch, danced.human[span])
    timing = _on_beat(stretch, partner, danced.heard - stretch.begins)
    return found | timing | _drop(stretch, partner)


def _of_human(stretch: Stretch, human: Floats) -> float:
    """The share of the beats that the human hits, while there; nan: nobody is for long."""
    here = np.isfinite(human).all(axis=(1, 2))
    if here.mean() < 0.5:
        return float("nan")
    first = int(here.argmax())
    later = stretch.beats - stretch.begins - first / RATE
    return float(seen.hits(np.nan_to_num(human[first:]), later[later >= 0]).mean())


def _on_beat(stretch: Stretch, partner: Floats, heard: Floats) -> Figures:
    true = stretch.beats - stretch.begins
    true = true[true < len(partner) / RATE]
    heard = heard[(heard >= 0) & (heard < len(partner) / RATE)]
    hit, had = seen.hits(partner, true), seen.near(true, heard)
    ours = beats.on_beat(partner, RATE, true)
    again, of = phrases.repeats(partner, RATE, true)
    return {
        "beats": float(len(true)), "heard": float(had.mean()), "hit": float(hit.mean()),
        "of_heard": float(hit[had].mean()) if had.any() else float("nan"),
        "chance": seen.by_chance(partner, true),
        "own": float(seen.hits(partner, heard).mean()) if len(heard) else float("nan"),
        "P": ours.precision, "P_null": ours.null_precision, "R": ours.recall,
        "R_null": ours.null_recall, "to_dance": seen.until_it_dances(hit, true),
        "repeats_pct": 100 * again / of if of else float("nan"),
    }  # fmt: skip


def _drop(stretch: Stretch, partner: Floats) -> Figures:
    if stretch.drop is None or len(stretch.beats) < FEWEST:
        return {}
    beat = float(np.median(np.diff(stretch.beats)))
    speed, height = seen.surge(partner, stretch.drop - stretch.begins, beat)
    return {"drop_speed": speed, "drop_height": height}


def whole(evening: Evening, danced: Danced, rows: Mapping[str, Figures]) -> Figures:
    """The evening's line: beats are counted over all stretches, the rest is of all its frames."""
    songs = [row for row in rows.values() if "beats" in row]
    counts = np.array([row["beats"] for row in songs])
    found: Figures = {
        key: float(np.average([row[key] for row in songs], weights=counts))
        for key in ("heard", "hit", "chance", "P", "P_null", "R", "R_null")
        if len(songs)
    }
    nothing: Floats = np.zeros(0)
    everything = replace(
        evening.stretches[0], begins=0.0, ends=len(danced.partner) / RATE, beats=nothing,
        ones=nothing, called=0.0, left=len(danced.partner) / RATE,
    )  # fmt: skip
    found = of_stretch(everything, danced) | found | {"beats": float(counts.sum())}
    for key in ("to_stop", "right_cue"):
        found.pop(key)
    return found | {"on_time": 100 * danced.on_time}


def recorded(clips: Mapping[str, tuple[Floats, float]]) -> Figures:
    """What recorded dance does of the same."""
    dances = [motion.at_rate(positions, fps, RATE) for positions, fps in clips.values()]
    dances = [dance for dance in dances if len(dance) > RATE]
    weights = [len(dance) for dance in dances]
    each = [
        seen.leaps(dance)
        | {
            "front": 100 * float((seen.fronts(dance) > 0).mean()),
            "speed": float(np.median(motion.speeds(dance, RATE))),
        }
        for dance in dances
    ]
    return {key: float(np.average([one[key] for one in each], weights=weights)) for key in each[0]}


def styles(evening: Evening, danced: Danced) -> Rows:
    """For each style danced to songs, its speed, and what its windows are taken for.

    A mirror dances as its human does, in no style.
    """
    dances = [
        (stretch.style, danced.partner[round(stretch.begins * RATE) : round(stretch.ends * RATE)])
        for stretch in evening.stretches
        if stretch.kind == "song"
        and stretch.mode != "mirror"
        and stretch.ends * RATE <= len(danced.partner)
    ]
    taken = seen.taken_for(dances)
    found: Rows = {}
    for style in dict.fromkeys(style for style, _ in dances):
        speeds = [motion.speeds(piece, RATE) for one, piece in dances if one == style]
        row: Figures = {"speed": float(np.median(np.concatenate(speeds)))}
        for other, share in taken.get(style, {}).items():
            row[other] = 100 * share
        found[style] = row
    return found


def tables(rows: Rows, by_style: Rows) -> str:
    """All as Markdown."""
    stage = (*ON_STAGE, ("on_time", "on time %", 0))
    named: list[Column] = [(style, f"taken for {style} %", 0) for style in by_style]
    return "\n".join(
        [
            markdown("On the beat", ON_BEAT, rows), markdown("On the stage", stage, rows),
            markdown("Styles", [("speed", "m/s", 2), *named], by_style),
        ]
    )  # fmt: skip
