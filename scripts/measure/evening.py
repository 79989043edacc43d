"""A whole evening, made of songs, danced and measured stretch by stretch.

    python -m scripts.measure.evening                                 (needs the extra: measure)
    python -m scripts.measure.evening FOLDER --camera FILMS --room --sheet evening.jpg

FOLDER has songs with .beats files beside them; the demo songs otherwise. An evening of a seed is
ambience, speech, a ballad, a waltz, disco, cuts without a gap, a drop, applause, silence and a last
dance, as many of them as --minutes hold. It is danced with cues, GO, BACK, modes and taps, in
virtual time (--fast, as usual) or in real time with the desk by OSC (--live). FILMS are films of
people, who take turns in front of the camera; a puppet otherwise. --room: as a microphone hears it
in a hall with a crowd. docs/dance.md says what each figure means.
"""

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from live.errors import BadInput, ShowError
from live.runtime.places import SHOWS
from scripts.measure import records
from scripts.measure.evenings import contact_sheet, figures
from scripts.measure.evenings.built import built
from scripts.measure.evenings.danced import DANCER, Danced, Wishes, danced, show_of
from scripts.measure.evenings.programme import tunes_in
from scripts.measure.metrics.variety import clips_in
from scripts.options import command

SNR = 8.0  # decibels: how far the crowd is below the music, as usual


def options() -> argparse.ArgumentParser:
    """The command line."""
    ask = command(__doc__)
    ask.add_argument("music", type=Path, nargs="?", default=SHOWS / "songs", metavar="FOLDER")
    ask.add_argument("--camera", type=Path, metavar="FILMS", help="a film, or a folder of films")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--minutes", type=float, default=10.0)
    ask.add_argument("--room", action="store_true", help="in a hall, with a crowd")
    ask.add_argument("--snr", type=float, default=SNR, help="decibels the crowd is below the music")
    pace = ask.add_mutually_exclusive_group()
    pace.add_argument("--live", action="store_true", help="in real time")
    pace.add_argument("--fast", action="store_true", help="in virtual time: as usual")
    ask.add_argument("--dancer", default=DANCER, help="kind of the dancer")
    ask.add_argument("--motion", type=Path, metavar="FOLDER", help="recorded dance to stand beside")
    ask.add_argument("--sheet", type=Path, metavar="FILE.jpg", help="pictures to look at")
    ask.add_argument("--json", type=Path, help="write every figure there")
    records.add_option(ask)
    return ask


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Builds, dances, prints. Raises BadInput."""
    if not 0.5 <= asked.minutes <= 240:
        raise BadInput(f"--minutes {asked.minutes:g}: choose from 0.5 to 240.")
    snr = asked.snr if asked.room else None
    evening = built(tunes_in(asked.music), 60 * asked.minutes, asked.seed, snr)
    wishes = Wishes(asked.camera, asked.seed, asked.live, asked.dancer)
    with TemporaryDirectory() as folder:
        found = danced(evening, wishes, Path(folder))
        if asked.sheet:
            contact_sheet.write(asked.sheet, evening, found, show_of(Path(folder)))
    rows = figures.figures(evening, found)
    rows["the evening"] = figures.whole(evening, found, rows)
    if asked.motion:
        clips = {name: (clip.positions, clip.fps) for name, clip in clips_in(asked.motion).items()}
        rows["recorded dance"] = figures.recorded(clips)
    by_style = figures.styles(evening, found)
    with records.recording(asked.record, ("ear", "dance", "models/hearing")):
        print(figures.tables(rows, by_style))
    for line in falls(found):
        print(line, file=sys.stderr)
    return {"stretches": rows, "styles": by_style, "falls": list(found.falls)}


def falls(found: Danced) -> list[str]:
    """The parts that failed, one a line."""
    return [f"{at:.1f} s: {part} failed" for at, part in found.falls]


def main() -> None:
    """Prints the tables; what the user gave wrong is said in one sentence, exit code 2."""
    asked = options().parse_args()
    try:
        found = run(asked)
        if asked.json:
            write(asked.json, found)
    except ShowError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def write(path: Path, found: dict[str, Any]) -> None:
    """Every figure as JSON; what is not a number is null. Raises BadInput."""
    text = json.dumps(_plain(found), indent=1)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written: {error.strerror}.") from error


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return None if value != value else value


if __name__ == "__main__":
    main()
