"""Proves `firstdance become`: runs it on films of people no avatar has seen, and measures.

    python scripts/make_proof_film.py ASSETS --motion MOTION --out films
    python -m scripts.prove_become films/stranger.mp4 films/uncle.mp4 --out proof --minutes 18

Each film goes through the very command, from mediapipe to the avatar in a user's folder of its own
(OUT/home). Then one table, on the films' ends, which were not learned from: become's model told the
pose as a show tells it and as it lies on the film; the same network trained as long from the same
start, but not minding how frames follow each other (--single); and the copier, which shows the
nearest frame of the film. Where the film's true alpha lies beside it, how well the person was cut
out, too. Stop it and start it as you like. Needs the extra `train`.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

from live import models, places
from live.become import body, film, folder, person, takes, trainer, watching
from live.become.person import Order
from live.errors import Unfit
from scripts.avatar import figures, person_card
from scripts.avatar import takes as learned
from scripts.avatar.figures import Row

CONSENT = "Nobody: a rendered person"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("films", type=Path, nargs="+", help="films of make_proof_film.py")
    parser.add_argument("--out", type=Path, required=True, help="where everything goes")
    parser.add_argument("--minutes", type=float, default=18.0, help="of learning, of each model")
    parser.add_argument("--no-single", dest="single", action="store_false", help="leave it out")
    asked = parser.parse_args()
    os.environ["FIRSTDANCE_HOME"] = str((asked.out / "home").absolute())
    rows: dict[str, Row] = {}
    try:
        for recording in asked.films:
            rows |= _proved(recording, asked)
    except Unfit as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error
    print(figures.table(rows))


def _proved(recording: Path, asked: argparse.Namespace) -> dict[str, Row]:
    # Their own names are taken where a character of the film set is an avatar that ships.
    name = f"film_of_{recording.stem}"
    place = folder.workplace(name)
    if not place.avatar.is_dir():
        subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "live", "become", name, str(recording),
             "--consent", CONSENT, "--minutes", str(asked.minutes)],
            check=True,
        )  # fmt: skip
    sitter = learned.sitter(place.takes)
    names = [one for one in learned.names(place.takes) if one not in sitter.held_out]
    known = learned.read_all(place.takes, names)
    held = learned.read_all(place.takes, sitter.held_out)
    ours = models.listed(places.own_models())
    path = next(one.path for one in ours if one.name == place.avatar.name)
    found = person_card.measured(path, known, held)
    rows = {f"{recording.stem}, {told}": row for told, row in found.items()}
    if asked.single:
        model = asked.out / f"single_{recording.stem}" / "1" / "model.onnx"
        if not model.is_file():
            lesson = person.lesson(place, Order(name, recording, places.MODELS, asked.minutes))
            trainer.learn(_single(lesson, model, asked.out), lambda _: None)
        told = person_card.measured(model, known, held)[person_card.AS_TOLD]
        rows[f"{recording.stem}, --single"] = told
    if recording.with_suffix(".npz").is_file():
        print(f"{recording.stem}: {_cut_out(recording, place)}", flush=True)
    return rows


def _single(lesson: trainer.Lesson, model: Path, out: Path) -> trainer.Lesson:
    """The same lesson for a network that minds no order of frames."""
    return trainer.Lesson(
        takes=lesson.takes, kept=out / f"{model.parents[1].name}.pt", model=model,
        preview=out / f"{model.parents[1].name}.png", log=out / f"{model.parents[1].name}.log",
        minutes=lesson.minutes, start=lesson.start, single=True,
    )  # fmt: skip


def _cut_out(recording: Path, place: folder.Workplace) -> str:
    """How near the alpha that was cut out is to the true one."""
    found = film.opened(recording)
    watched = watching.watch(found, str(models.find(places.MODELS, person.EYES)), place.watched,
                             lambda _: None)  # fmt: skip
    filmed = body.filmed(watched)
    with np.load(recording.with_suffix(".npz")) as held:
        alphas, every = held["alpha"], int(held["every"])
    rough, fine = [], []
    for stretch in takes.stretches(watched, filmed, found.size):
        rgba = learned.read(place.takes, stretch.name).rgba
        for row, frame in enumerate(stretch.frames):
            if frame % every == 0 and frame // every < len(alphas):
                pane = filmed.panes[frame]
                true = takes.pane_of(alphas[frame // every], pane, cv2.BORDER_CONSTANT) > 127
                seen = takes.pane_of(watched.outlines[frame], pane, cv2.BORDER_CONSTANT) > 127
                rough.append((true & seen).sum() / (true | seen).sum())
                fine.append((true & (rgba[row, ..., 3] > 127)).sum()
                            / (true | (rgba[row, ..., 3] > 127)).sum())  # fmt: skip
    return (
        f"the outline's overlap with the truth is {np.mean(rough):.3f} as mediapipe sees it,"
        f" {np.mean(fine):.3f} cut out, in {len(fine)} frames"
    )


if __name__ == "__main__":
    main()
