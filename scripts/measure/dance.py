"""How well the partner dances, in tables, beside dancers who cannot.

    python -m scripts.measure.dance                                      (needs the extra: measure)
    python -m scripts.measure.dance --songs FOLDER --dancer library --dancer library:style=latin
    python -m scripts.measure.dance --motion FOLDER                        real dance: FID, Div
    python -m scripts.measure.dance --hour | --intervene | --partner FOLDER | --mirror [FOLDER]

Each dancer dances to each song (.ogg, .wav, .flac, .mp3; beats from the .beats file beside it, or
else as heard) with each seed, as in a live show: our own ear on the sound, block by block, and a
pose 60 times a second. A dancer is KIND:key=value,key=value, as in a show file. With a mode that
needs somebody, a puppet dances to the song in front of the camera.

`--motion`, `--partner` and `--mirror` take folders of motion (.npz, .bvh; couples as
NAME_lead.npz and NAME_follow.npz). docs/dance.md says what each figure means.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from live.errors import BadInput, ShowError
from live.formats.motion_file import Motion
from live.parts import Dancer, Part
from live.runtime.places import SHOWS
from scripts.measure import records
from scripts.measure.metrics import (
    endurance,
    fools,
    intervention,
    partnering,
    sheet,
    table,
    variety,
)
from scripts.measure.metrics.performance import Figures, Performance, averaged, measured
from scripts.measure.metrics.running import (
    Song,
    danced,
    dancer_of,
    needs_partner,
    puppet_for,
    songs_in,
)
from scripts.options import command

Rows = dict[str, Figures]


def report(text: str) -> None:
    """Prints progress on standard error, so that only tables are on standard output."""
    print(text, file=sys.stderr, flush=True)


def to_songs(asked: argparse.Namespace) -> dict[str, Any]:
    """Tables of every dancer to every song, and the fools; pictures where asked."""
    songs = songs_in(asked.songs)[: asked.most]
    clips = variety.clips_in(asked.motion) if asked.motion else {}
    dances: list[Performance] = []
    for who in asked.dancer:
        part = dancer_of(who, asked.mode)
        dances += all_danced(who, part, songs, asked.seeds)
    named = {f"{d.who} | {d.song} | {d.seed}": measured(d) for d in dances}
    rows: Rows = {}
    for who in asked.dancer:
        theirs = [dance for dance in dances if dance.who == who]
        rows[who] = row_of(theirs)
    fooled = foolish(dances, variety.halves(clips)[1])
    for who in dict.fromkeys(dance.who for dance in fooled):
        rows[who] = averaged([measured(dance) for dance in fooled if dance.who == who])
    if clips:
        compare(rows, dances, fooled, clips)
    print(table.solo(rows))
    pictures(asked, dances)
    return {"rows": rows, "dances": named}


def all_danced(who: str, part: Part[Dancer], songs: list[Song], seeds: int) -> list[Performance]:
    """A dance for each song and seed."""
    dances = []
    for song in songs:
        for seed in range(1, seeds + 1):
            report(f"{who}: {song.name}, seed {seed}")
            human = puppet_for(song, seed) if needs_partner(part) else None
            dances.append(danced(song, part, who, seed, human))
    return dances


def row_of(dances: list[Performance]) -> Figures:
    """A dancer's line."""
    row = averaged([measured(dance) for dance in dances])
    apart = variety.seeds_apart(dances)
    return row if np.isnan(apart) else row | {"seeds_cm": 100 * apart}


def foolish(dances: list[Performance], clips: list[Motion]) -> list[Performance]:
    """The fools, each at the first dancer's songs."""
    first = [dance for dance in dances if dance.who == dances[0].who]
    fooled = [fools.as_statue(dance) for dance in first]
    return fooled + [fools.as_random_clip(d, clips, n) for n, d in enumerate(first) if clips]


def compare(
    rows: Rows, dances: list[Performance], fooled: list[Performance], clips: dict[str, Motion]
) -> None:
    """Adds FID and Div: one half of the real clips is the measure, the other stands beside."""
    judges, judged = (variety.of_clips(half) for half in variety.halves(clips))
    sizes = []
    for who in dict.fromkeys(dance.who for dance in dances + fooled):
        theirs = variety.of_dances([d for d in dances + fooled if d.who == who])
        sizes.append(len(theirs))
        rows[who] |= variety.compared(judges, theirs)
    rows["real dance"] = real_motion(clips)
    rows["real dance, the other half"] = variety.compared(judges, judged)
    rows[f"{sizes[0]} windows of it at most"] = variety.compared(judges, judged.some(sizes[0], 1))


def real_motion(clips: dict[str, Motion]) -> Figures:
    """What real dancers' bodies and feet do, without music."""
    found = []
    for name, clip in clips.items():
        here = np.ones(len(clip.positions), dtype=bool)
        dance = Performance(
            "real", name, 0, clip.fps, clip.positions, clip.contacts, clip.beats, here, here
        )
        found.append({key: value for key, value in measured(dance).items() if key not in MUSICAL})
    return averaged(found)


MUSICAL = ("P", "P_null", "R", "R_null", "fact", "bas", "repeats", "phrases")


def pictures(asked: argparse.Namespace, dances: list[Performance]) -> None:
    """A sheet and a film of the first six dances."""
    seen = [dance for dance in dances if dance.seed == 1][:6]
    if asked.sheet:
        sheet.sheet(asked.sheet, seen, 20.0)
        report(f"written: {asked.sheet}")
    if asked.film:
        sheet.film(asked.film, seen, 10.0, asked.film_seconds)
        report(f"written: {asked.film}")


def for_an_hour(asked: argparse.Namespace) -> dict[str, Any]:
    """`--hour`."""
    songs = songs_in(asked.songs)[: asked.most]
    rows = {
        who: endurance.endured(songs, dancer_of(who, asked.mode), asked.hour, 1, report)
        for who in asked.dancer
    }
    print(table.plain(f"{asked.hour:.0f} s, {endurance.SONGS} songs", rows))
    return {"hour": rows}


def intervened(asked: argparse.Namespace) -> dict[str, Any]:
    """`--intervene`."""
    rows: Rows = {}
    for who in asked.dancer:
        part = dancer_of(who, asked.mode)
        for change in intervention.CHANGES:
            found = intervention.followed(part, change, max(8, asked.seeds), asked.tempo, report)
            rows[f"{who}: {found.name}"] = {
                "before": found.before, "after": found.after,
                "back_beats": float("nan") if found.back is None else float(found.back),
                "deaf_after": found.deaf,
            }  # fmt: skip
    print(table.plain(f"beat moved, {asked.tempo:g} a minute", rows))
    return {"intervene": rows}


def with_leads(asked: argparse.Namespace) -> dict[str, Any]:
    """`--partner`."""
    couples = partnering.couples_in(asked.partner)
    rows = {
        who: partnering.partnered(dancer_of(who, asked.mode or "mirror"), couples, 1, asked.tempo)
        for who in asked.dancer
    }
    print(table.plain("real leads", rows))
    return {"partner": rows}


def in_mirror(asked: argparse.Namespace) -> dict[str, Any]:
    """`--mirror`."""
    if asked.mirror == Path():
        humans = [puppet_for(song, n) for n, song in enumerate(songs_in(asked.songs), 1)]
    else:
        humans = list(variety.clips_in(asked.mirror).values())
    rows = {
        who: partnering.mirrored(dancer_of(who, "mirror"), humans, 1, asked.tempo)
        for who in asked.dancer
    }
    print(table.plain("mirror", rows))
    return {"mirror": rows}


def options() -> argparse.ArgumentParser:
    """The command line."""
    ask = command(__doc__)
    ask.add_argument("--songs", type=Path, default=SHOWS / "songs", help="a folder of songs")
    ask.add_argument("--most", type=int, default=None, help="so many songs at most")
    ask.add_argument("--dancer", action="append", help="KIND:key=value,... (may be repeated)")
    ask.add_argument("--mode", help="solo, mirror, answer ... instead of the dancer's own")
    ask.add_argument("--seeds", type=int, default=2, help="dances of each dancer to each song")
    ask.add_argument("--motion", type=Path, help="a folder of real dance, for FID and Div")
    ask.add_argument("--tempo", type=float, default=116.0, help="where there is no song")
    ask.add_argument("--hour", type=float, nargs="?", const=3600.0, metavar="SECONDS")
    ask.add_argument("--intervene", action="store_true", help="move the beat")
    ask.add_argument("--partner", type=Path, metavar="FOLDER", help="couples: NAME_lead.npz ...")
    ask.add_argument("--mirror", type=Path, nargs="?", const=Path(), metavar="FOLDER")
    ask.add_argument("--json", type=Path, help="write every figure there")
    ask.add_argument("--sheet", type=Path, metavar="FILE.png", help="poses to look at")
    ask.add_argument("--film", type=Path, metavar="FILE.mp4", help="dances side by side")
    ask.add_argument("--film-seconds", type=float, default=20.0)
    records.add_option(ask)
    ask.add_argument("--published", action="store_true", help="print what others publish, too")
    return ask


def check(asked: argparse.Namespace) -> None:
    """Raises BadInput for a number that makes no sense."""
    bounds = (
        ("--seeds", asked.seeds, 1, 1000), ("--most", asked.most, 1, 100_000),
        ("--tempo", asked.tempo, 30, 300), ("--hour", asked.hour, 12, 86_400),
        ("--film-seconds", asked.film_seconds, 0.1, 3600),
    )  # fmt: skip
    for name, value, least, most in bounds:
        if value is not None and not least <= value <= most:
            raise BadInput(f"{name} {value:g}: choose from {least:g} to {most:g}.")


def depends(asked: argparse.Namespace) -> list[str]:
    """What the figures depend on, beside folders of songs and motion from elsewhere."""
    learned = [text for text in asked.dancer if text.startswith("choreographer")]
    models = {text.partition("model=")[2].partition(",")[0] or "matching" for text in learned}
    demo = ["shows/songs"] if asked.songs == SHOWS / "songs" else []
    return ["dance", "ear", "models/hearing", *demo, *(f"models/dance_{name}" for name in models)]


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Whatever is asked for; the songs where nothing else is. Raises BadInput."""
    check(asked)
    asked.dancer = asked.dancer or ["library"]
    wanted = (
        (asked.hour, for_an_hour), (asked.intervene, intervened), (asked.partner, with_leads),
        (asked.mirror is not None, in_mirror),
    )  # fmt: skip
    works = [work for wish, work in wanted if wish] or [to_songs]
    found: dict[str, Any] = {}
    with records.recording(asked.record, depends(asked)):
        for work in works:
            found |= work(asked)
    if works == [to_songs] or asked.published:
        print(table.published())
    return found


def main() -> None:
    """Prints the tables; what the user gave wrong is said in one sentence, exit code 2."""
    asked = options().parse_args()
    try:
        found = run(asked)
        if asked.json:
            write(asked.json, found)
    except ShowError as error:
        sys.exit(_said(error))


def write(path: Path, found: dict[str, Any]) -> None:
    """Every figure as JSON; what is not a number is null. Raises BadInput."""
    try:
        path.write_text(json.dumps(_plain(found), indent=1), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written: {error.strerror}.") from error


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return None if value != value else value


def _said(error: ShowError) -> int:
    print(error, file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
