"""How late and how old a live show is: the latency table of docs/evening.md.

    python -m scripts.measure.show [--seconds 60] [--film FILM.mp4] [--models FOLDER]

Rehearses in real time at 1280x720, one show after the other: the understudies alone (sway and
dots: what the frame of a show itself costs, the baseline), the show as it ships with its puppet,
the same with mediapipe looking at a film, and that with the partner, then both dancers, in
avatars. The ratio is that of the age at the output to the baseline of the same run, so that it
means something on any machine; cores, how many the show keeps busy.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from live.draw.cast import installed, name_of
from scripts.measure import records
from scripts.options import add_models, command

ROOT = Path(__file__).parents[2]
BASE = """
[sound]
kind = "recording"
file = "songs/first_dance.ogg"
"""
BARE = BASE + '[camera]\nkind = "nobody"\n[dancer]\nkind = "sway"\n[painter]\nkind = "dots"\n'
FULL = BASE + '[camera]\nkind = "puppet"\n'
SEEN = BASE + '[camera]\nkind = "video"\nfile = "{}"\nloop = true\n'
AVATAR = '[painter]\nkind = "avatar"\npartner = "{}"\n'
OUT = '[[outputs]]\nkind = "memory"\n'


def measured(text: str, seconds: float) -> dict[str, Any]:
    """The report of one show, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        show, report = Path(folder) / "show.toml", Path(folder) / "report.json"
        show.write_text(text + OUT, encoding="utf-8")
        command = [sys.executable, "-m", "live", "perform", str(show)]
        subprocess.run(
            [*command, "--seconds", str(seconds), "--report", str(report)],
            check=True, stdout=subprocess.DEVNULL, cwd=ROOT,
        )  # fmt: skip
        result: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return result


def shows(film: Path, models: Path) -> dict[str, str]:
    """What is measured: each show file, by what it is called."""
    seen = SEEN.format(film.resolve())
    found = {
        "understudies alone": BARE,
        "partner and puppet": FULL,
        "with mediapipe on a film": seen,
    }
    avatars = [name_of(model) for model in installed(models)]
    if avatars:
        partner, human = avatars[0], avatars[-1]
        one = AVATAR.format(partner)
        found[f"and the partner as {partner}"] = seen + one
        found[f"and both, as {partner} and {human}"] = f'{seen}{one}human = "{human}"\n'
    return found


def main() -> None:
    """Measures and prints the table."""
    words = command(__doc__)
    words.add_argument("--seconds", type=float, default=60.0)
    words.add_argument("--film", type=Path, default=ROOT / "tests" / "fixtures" / "dancer.mp4")
    add_models(words)
    records.add_option(words)
    asked = words.parse_args()
    with records.recording(asked.record, ("models", "ear", "dance")):
        print_table(shows(asked.film, asked.models), asked.models, asked.seconds)


def print_table(shows: dict[str, str], models: Path, seconds: float) -> None:
    """Performs one show after the other, and prints a line for each."""
    print(f"{os.cpu_count()} cores, {seconds:.0f} s each, 1280x720 at 30 fps; milliseconds")
    print(
        "\n| show | on time | tick late p50 / p99 | age: hear | see | dance | draw "
        "| show p50 / p95 | ratio | falls | cores |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    base = 0.0
    for name, text in shows.items():
        report = measured(f'models = "{models.resolve()}"\n{text}', seconds)
        late, ages = report["tick_late_ms"], report["age_ms"]
        age = ages["show"]["p50"]
        base = base or age
        halves = " | ".join(f"{ages[hop]['p50']:.0f}" for hop in ("hear", "see", "dance", "draw"))
        print(
            f"| {name} | {100 * report['on_time']:.1f} % | {late['p50']:.1f} / {late['p99']:.1f} "
            f"| {halves} | {age:.0f} / {ages['show']['p95']:.0f} | {age / base:.1f} "
            f"| {report['falls_count']} | {report['cores']:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
