"""Trains an avatar on takes cut out of a film: the program that `firstdance become` runs.

    python -m live.become.training.learn_person TAKES --kept NAME.pt \\
        --model MODELS/avatar_NAME/1/model.onnx --start models/portrait_start/1/model.npz \\
        --minutes 45 --preview preview.png

It reports its progress in lines of JSON (`live.become.trainer` reads them), saves its state every
minute, and continues from there, however it was stopped. Needs torch, onnx and onnxscript.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from live.become.training import export, learning, person_card, takes, texturing
from live.become.training.contact_sheet import sheet
from live.become.training.learning import Course, Learner
from live.become.training.network import Plan
from live.become.training.options import add_course, add_painting, add_takes
from live.become.training.sampling import Filmed
from live.become.training.takes import Numbers, Take
from live.runtime.sentences import one_sentence

KEPT_EVERY = 60.0  # seconds
REPORT_EVERY = 2.0  # seconds
SHOWN_EVERY = 150.0  # seconds between two previews
_ROWS = 6  # of the preview
_EVERY = 24  # frames between two poses that the eight-bit model is calibrated with


def main() -> None:
    asked = _asked()
    torch.set_flush_denormal(True)
    with one_sentence():
        _learn(asked)


def _learn(asked: argparse.Namespace) -> None:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    sitter = takes.sitter(asked.takes)
    course = Course(minutes=asked.minutes, small=0.0 if asked.start else 0.3,
                    motion=not asked.single, seed=asked.seed)  # fmt: skip
    learner = _begun(asked, course, device)
    filmed = Filmed(asked.takes, learner.plan.size, device)
    texturing.begin(learner, filmed.takes)
    held = takes.read_all(asked.takes, sitter.held_out, learner.plan.size)
    _say(device=device, threads=torch.get_num_threads(), frames=filmed.frames)
    if not learning.learn(
        learner, filmed, asked.kept, printed=False, on_progress=_Reporter(asked.preview, held),
        every=KEPT_EVERY,
    ):  # fmt: skip
        raise SystemExit(130)
    _show(asked.preview, learner, held)
    _write(asked, learner, sitter, filmed, held)


def _begun(asked: argparse.Namespace, course: Course, device: str) -> Learner:
    if asked.kept.is_file():
        return learning.restored(asked.kept, course, device)
    if asked.start:
        return learning.begun(asked.start, course, device)
    return Learner(Plan(fine=32, texture=True), course, device)


class _Reporter:
    """Reports the progress, and writes previews."""

    def __init__(self, preview: Path, held: list[Take]) -> None:
        self._preview, self._held = preview, held
        self._reported = self._shown = time.monotonic() - REPORT_EVERY

    def __call__(self, learner: Learner) -> bool:
        now = time.monotonic()
        if now - self._reported < REPORT_EVERY:
            return True
        self._reported = now
        if now - self._shown > SHOWN_EVERY:
            self._shown = now
            _show(self._preview, learner, self._held)
        # Where nobody reads the reports any more, training is saved and stops.
        return _say(minutes=learner.spent / 60, of=learner.course.minutes, steps=learner.steps)


def _show(path: Path, learner: Learner, held: list[Take]) -> None:
    """Writes the preview: film beside network, on frames that are not trained on."""
    truth = np.concatenate([take.rgba for take in held])
    seen = np.concatenate([take.seen for take in held])
    rows = np.linspace(0, len(truth) - 1, _ROWS).astype(int)
    painted: list[Numbers] = []
    with torch.no_grad():
        for row in rows:
            points = torch.from_numpy(seen[row : row + 1]).to(learner.device)
            painted.append(learner.mean(points)[0].permute(1, 2, 0).float().cpu().numpy())
    film = np.asarray(truth[rows].astype(np.float32) / 255)
    part = path.with_name(f".part{path.suffix}")
    sheet(part, [("film", film), ("network", np.stack(painted))], range(_ROWS))
    part.replace(path)
    _say(preview=str(path))


def _write(
    asked: argparse.Namespace, learner: Learner, sitter: takes.Sitter, filmed: Filmed,
    held: list[Take],
) -> None:  # fmt: skip
    """Writes model and card in a temporary folder, which is then moved to its place at once."""
    _say(stage="export")
    poses = np.concatenate([take.seen[::_EVERY] for take in filmed.takes])
    place = asked.model.parent
    part = place.parent / ".part" / place.name
    path = part / asked.model.name
    export.export(learner.mean, sitter, path, asked.bits, poses, export.reach_of(filmed.takes))
    _say(stage="measure")
    rows = person_card.measured(path, filmed.takes, held)
    person_card.write(path, sitter, learner, filmed.frames, held, rows)
    part.replace(place)
    part.parent.rmdir()
    figures = rows[person_card.AS_SHOWN]
    _say(model=str(asked.model), figures={name: figures[name] for name in ("psnr", "figure",
         "ssim", "temporal", "flicker")}, copier=rows[person_card.COPIER]["figure"])  # fmt: skip


def _say(**message: object) -> bool:
    """Prints a message for the program that started this; False: it reads no more."""
    try:
        print(json.dumps(message), flush=True)
    except OSError:
        return False
    return True


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_takes(parser)
    add_course(parser, minutes=45.0)
    add_painting(parser, bits="int8")
    parser.add_argument("--kept", type=Path, required=True, help="the file it goes on from")
    parser.add_argument("--model", type=Path, required=True, help="the model.onnx to be written")
    parser.add_argument("--start", type=Path, help="weights to begin from")
    parser.add_argument("--preview", type=Path, required=True, help="a .png: film beside network")
    return parser.parse_args()


if __name__ == "__main__":
    main()
