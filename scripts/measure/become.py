"""Proves `firstdance become`: runs it on films of people no avatar has seen, and measures.

    python -m scripts.make.proof_film ASSETS --motion MOTION --out films
    python -m scripts.measure.become films/stranger.mp4 films/uncle.mp4 --out proof --minutes 18

Runs the command itself on each film, from mediapipe to the avatar in a user's folder of its own
(OUT/home). Then it prints one table, on the films' ends, which were not learned from: become's
model with the pose as a show gives it, and with the pose as it is in the film; the same network
trained as long from the same start, without regard to the order of frames (--single); and the
copier, which shows the nearest frame of the film. Where the film's true alpha lies beside it, the
table also says how well the person was cut out. It can be stopped and started again. Needs the
extra `train`.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

from live.become import body, film, folder, person, takes, trainer, watching
from live.become.body import BodyInFilm
from live.become.film import SourceFilm
from live.become.person import BecomeOrder
from live.become.training import contract, figures, person_card
from live.become.training import takes as learned
from live.become.training.figures import Row
from live.become.watching import PersonInFilm
from live.errors import BadInput, ShowError
from live.networks import models
from live.runtime import places
from scripts.measure import records
from scripts.options import command

CONSENT = "Nobody: a rendered person"
_COLUMNS = 8  # of the picture
_SHOWN = {"00000": (0.3, 0.5, 0.8), "00240": (0.05, 0.2)}  # where they turn and raise their arms


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("films", type=Path, nargs="+", help="films of scripts.make.proof_film")
    parser.add_argument("--out", type=Path, required=True, help="where everything goes")
    parser.add_argument("--minutes", type=float, default=18.0, help="of learning, of each model")
    parser.add_argument("--picture", type=Path, help="a picture of the first film, to be written")
    parser.add_argument("--no-single", dest="single", action="store_false", help="leave it out")
    records.add_option(parser)
    asked = parser.parse_args()
    os.environ["FIRSTDANCE_HOME"] = str((asked.out / "home").absolute())
    rows: dict[str, Row] = {}
    try:
        for recording in asked.films:
            rows |= _proved(recording, asked)
        if asked.picture:
            _picture(asked.films[0], asked.picture)
    except ShowError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2 if isinstance(error, BadInput) else 1) from error
    with records.recording(asked.record, ("models/portrait_start",)):
        print(figures.table(rows))


def _place(recording: Path) -> folder.Workplace:
    # Their own names are taken where a character of the film set is an avatar that ships.
    return folder.workplace(f"film_of_{recording.stem}")


def _model(place: folder.Workplace) -> Path:
    ours = models.listed(places.own_models())
    return next(one.path for one in ours if one.name == place.avatar.name)


def _proved(recording: Path, asked: argparse.Namespace) -> dict[str, Row]:
    place = _place(recording)
    if not any(place.avatar.glob("*/model.onnx")):
        subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "live", "become", place.name, str(recording),
             "--consent", CONSENT, "--minutes", str(asked.minutes)],
            check=True,
        )  # fmt: skip
    sitter = learned.sitter(place.takes)
    names = [one for one in learned.names(place.takes) if one not in sitter.held_out]
    known = learned.read_all(place.takes, names)
    held = learned.read_all(place.takes, sitter.held_out)
    found = person_card.measured(_model(place), known, held)
    rows = {f"{recording.stem}, {pose}": row for pose, row in found.items()}
    if asked.single:
        model = asked.out / f"single_{recording.stem}" / "1" / "model.onnx"
        if not model.is_file():
            lesson = person.lesson(
                place, BecomeOrder(place.name, recording, places.MODELS, asked.minutes)
            )
            trainer.learn(_single(lesson, model, asked.out), lambda _: None)
        row = person_card.measured(model, known, held)[person_card.AS_SHOWN]
        rows[f"{recording.stem}, --single"] = row
    if recording.with_suffix(".npz").is_file():
        print(f"{recording.stem}: {_cut_out(recording, place)}", flush=True)
    return rows


def _single(lesson: trainer.TrainingJob, model: Path, out: Path) -> trainer.TrainingJob:
    """The same lesson for a network that minds no order of frames."""
    return trainer.TrainingJob(
        takes=lesson.takes, kept=out / f"{model.parents[1].name}.pt", model=model,
        preview=out / f"{model.parents[1].name}.png", log=out / f"{model.parents[1].name}.log",
        minutes=lesson.minutes, start=lesson.start, single=True,
    )  # fmt: skip


def _seen(recording: Path, place: folder.Workplace) -> tuple[SourceFilm, PersonInFilm, BodyInFilm]:
    """What was watched of a film, and the body in it."""
    found = film.opened(recording)
    eyes = str(models.find(places.MODELS, person.EYES))
    watched = watching.watch(found, eyes, place.watched, lambda _: None)
    return found, watched, body.filmed(watched)


def _picture(recording: Path, path: Path) -> None:
    """The film, the person cut out of it, and the network: in rows."""
    place = _place(recording)
    found, watched, filmed = _seen(recording, place)
    model = contract.opened(_model(place))
    columns = []
    for stretch in takes.stretches(watched, filmed, found.size):
        rgba = learned.read(place.takes, stretch.name).rgba
        for share in _SHOWN.get(stretch.name, (0.5,)):
            row = round(share * (len(rgba) - 1))
            frame = stretch.frames[row]
            (picture,) = film.sampled(found, [float(watched.times[frame])], max(found.size))
            seen = takes.pane_of(picture.rgb, filmed.panes[frame], cv2.BORDER_REPLICATE)
            painted = model.paint(filmed.portraits[frame]) * 255
            columns.append(np.vstack([seen, *(_on_stage(one) for one in (rgba[row], painted))]))
    chosen = [columns[k] for k in np.linspace(0, len(columns) - 1, _COLUMNS).astype(int)]
    cv2.imwrite(str(path), np.hstack(chosen)[..., ::-1].clip(0, 255).astype(np.uint8))


def _on_stage(rgba: np.ndarray) -> np.ndarray:
    shown = rgba.astype(np.float32)
    return np.asarray(shown[..., :3] + (1 - shown[..., 3:] / 255) * np.array([30.0, 22.0, 40.0]))


def _cut_out(recording: Path, place: folder.Workplace) -> str:
    """How near the alpha that was cut out is to the true one."""
    found, watched, filmed = _seen(recording, place)
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
