"""Measures avatars on the takes held out from their learning, beside a copier of frames.

    python -m scripts.measure.avatar takes/bride --model models/avatar_bride/1/model.onnx
    python -m scripts.measure.avatar takes/bride --model fp32.onnx --model int8.onnx --sheet s.png

Prints one table; docs/training.md says what its columns are. A model gets the points exactly, or
as the show's eyes saw them, without further smoothing. To compare with a network that minds no
order of frames, train one with --single and name its model too. Where there is a GPU, it says how
far its pictures are from the CPU's.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from live.become.training import beside, contract, figures, posed, takes
from live.become.training.contact_sheet import sheet
from live.become.training.figures import Row
from live.become.training.options import add_takes
from live.become.training.takes import Numbers, Take
from live.errors import BadInput
from live.networks.onnx_runtime import onnxruntime
from live.runtime.places import MODELS
from live.runtime.sentences import one_sentence
from scripts.measure import records
from scripts.options import command


def main() -> None:
    asked = _asked()
    with one_sentence(), records.recording(asked.record, records.ours(asked.model)):
        _measure(asked)


def _measure(asked: argparse.Namespace) -> None:
    models = [contract.opened(path) for path in asked.model]
    size = models[0].size
    films = [figures.cut(take, asked.frames) for take in _held_out(asked.takes, size)]
    shown = [("truth", np.concatenate([figures.true(take) for take in films]))]
    rows: dict[str, Row] = {}
    if asked.pose:
        rows["the truth"] = {"posed": _posed([figures.true(take) for take in films], films)}
    if asked.copier:
        copier = beside.Copier(_known(asked.takes, size), asked.copier)
        rows["copier, exact"] = figures.likeness([copier.film(t.points) for t in films], films)
    for path, model in zip(asked.model, models, strict=True):
        name = _named(path, asked.model)
        exact = [model.shot(take) for take in films]
        rows[f"{name}, exact"] = figures.likeness(exact, films)
        rows[f"{name}, exact"] |= figures.timed(model, films[0].points)
        if asked.pose:
            rows[f"{name}, exact"]["posed"] = _posed(exact, films)
        seen = [take for take in films if np.isfinite(take.seen).any()]
        if seen:
            rows[f"{name}, seen"] = figures.likeness([model.film(t.seen) for t in seen], seen)
        shown.append((name, np.concatenate(exact)))
        _compare(path, films[0].points[:8])
    print(f"{len(films)} takes held out, {sum(map(len, films))} frames of {size[0]}x{size[1]}\n")
    print(figures.table(rows))
    if asked.sheet:
        frames = np.linspace(0, len(shown[0][1]) - 1, asked.rows).astype(int)
        sheet(asked.sheet, shown, [int(frame) for frame in frames], asked.scale)


def _held_out(folder: Path, size: takes.Size) -> list[Take]:
    held = takes.sitter(folder).held_out
    wanted = [name for name in takes.names(folder) if name in held]
    if not wanted:
        raise BadInput(f"{folder / 'avatar.json'}: no take of held_out is there; film one")
    return takes.read_all(folder, wanted, size)


def _known(folder: Path, size: takes.Size) -> list[Take]:
    held = takes.sitter(folder).held_out
    known = [name for name in takes.names(folder) if name not in held]
    if not known:
        raise BadInput(f"{folder} holds no take to copy from; film one, or say --copier 0")
    return takes.read_all(folder, known, size)


def _posed(pictures: list[Numbers], films: list[Take]) -> float:
    pairs = zip(pictures, films, strict=True)
    return float(np.mean([posed.found(one, take.points, MODELS) for one, take in pairs]))


def _compare(path: Path, points: Numbers) -> None:
    """How far a GPU's pictures are from the CPU's, where there is one."""
    if "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        return
    there = contract.opened(path, "CUDAExecutionProvider").film(points)
    apart = float(np.abs(there - contract.opened(path).film(points)).max())
    print(f"{_named(path)}: GPU and CPU differ by {apart:.4f} at most\n")


def _named(path: Path, others: Sequence[Path] = ()) -> str:
    """What a model is called among others: one name is not to stand for two."""

    def short(path: Path) -> str:
        return path.parent.parent.name if path.stem == "model" else path.stem

    alone = sum(short(other) == short(path) for other in others) < 2
    return short(path) if alone else str(path)


def _asked() -> argparse.Namespace:
    parser = command(__doc__)
    add_takes(parser)
    parser.add_argument("--model", type=Path, action="append", required=True, help="model.onnx")
    parser.add_argument("--frames", type=int, default=120, help="of each take, at most")
    parser.add_argument("--copier", type=int, default=2, help="knows one frame of so many; 0: none")
    parser.add_argument("--no-pose", dest="pose", action="store_false", help="find no persons")
    parser.add_argument("--sheet", type=Path, help="a .png to be written: the truth and the models")
    parser.add_argument("--rows", type=int, default=6, help="of the sheet")
    parser.add_argument("--scale", type=float, default=1.0, help="of its pictures")
    records.add_option(parser)
    return parser.parse_args()


if __name__ == "__main__":
    main()
