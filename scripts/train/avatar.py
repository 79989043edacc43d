"""Trains an avatar's network on takes (live.become.training.takes), on a CPU's core or a GPU.

    python -m scripts.train.avatar takes/bride --out work --minutes 60
    python -m scripts.train.avatar takes/bride --out work --minutes 90 --resume
    python -m scripts.train.avatar takes/bride --out large --width 48 --minutes 60
    python -m scripts.train.avatar takes/bride --out work --teacher large/bride.pt --minutes 60
    python -m scripts.train.avatar takes/groom --out work --after work/bride.pt --small 0
    python -m scripts.train.avatar takes/bride --out work --export

It is kept in OUT/NAME.pt every three minutes; takes that are filmed meanwhile join. At its end, or
with --export, the model is written to MODELS/avatar_NAME/1 with its checksum and card. Needs torch,
onnx and onnxscript.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from live.become.training import card, export, learning, takes, texturing, undercoat
from live.become.training.distilling import Dreamt
from live.become.training.learning import BatchSource, Course, Learner
from live.become.training.network import STEP, Plan
from live.become.training.options import add_course, add_painting, add_takes
from live.become.training.sampling import Filmed
from live.become.training.takes import Numbers, Size, Take
from live.runtime.sentences import one_sentence
from scripts.options import add_keeping, command, pane

_EVERY, _ENOUGH = 24, 150  # frames, poses: what eight bits are fitted to


def main() -> None:
    asked = _asked()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    with one_sentence():
        _train(asked)


def _train(asked: argparse.Namespace) -> None:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    course = Course(
        minutes=asked.minutes, pairs=asked.pairs, small=asked.small, critic=asked.critic,
        motion=not asked.single, seed=asked.seed,
    )  # fmt: skip
    asked.out.mkdir(parents=True, exist_ok=True)
    kept = asked.out / f"{asked.takes.name}.pt"
    if asked.resume or asked.export:
        learner = learning.restored(kept, course, device)
        print(f"{kept}: {learner.spent / 60:.1f} minutes, {learner.steps} steps so far")
    else:
        plan = Plan(
            asked.size, asked.width, asked.fine, look=_has_looks(asked.takes),
            texture=asked.texture or asked.skirt, skirt=asked.skirt,
        )  # fmt: skip
        if asked.after:
            learner = learning.following(asked.after, course, device, plan)
        else:
            learner = learning.Learner(plan, course, device)
    if not asked.export:
        filmed = Filmed(asked.takes, learner.plan.size, device)
        lessons: BatchSource = filmed
        if asked.fit:
            undercoat.fit(learner.mean, filmed.takes)
            learner.network.undercoat.load_state_dict(learner.mean.undercoat.state_dict())
        texturing.begin(learner, filmed.takes)
        if asked.teacher:
            lessons = Dreamt(filmed, learning.restored(asked.teacher, course, device).mean)
        if not learning.learn(learner, lessons, kept):
            print(f"{kept}: kept; go on with --resume")
            return
    _write(asked, learner)


def _has_looks(folder: Path) -> bool:
    """Whether the takes are of many people, each with a look."""
    there = takes.names(folder)
    return bool(there) and takes.read(folder, there[0]).look is not None


def _write(asked: argparse.Namespace, learner: Learner) -> None:
    """The model, its checksum and its card."""
    sitter = takes.sitter(asked.takes)
    path = asked.models / f"avatar_{sitter.name}" / "1" / "model.onnx"
    known = [name for name in takes.names(asked.takes) if name not in sitter.held_out]
    films = takes.read_all(asked.takes, known)
    every = max(_EVERY, sum(map(len, films)) // _ENOUGH)
    poses = np.concatenate([film.points[::every] for film in films])
    looks = _looks(films, every) if learner.plan.look else None
    export.export(learner.mean, sitter, path, asked.bits, poses, export.reach_of(films), looks)
    off = export.differs(learner.mean, path, poses[::8], None if looks is None else looks[::8])
    print(f"{path}: {path.stat().st_size:,} bytes, off by {off:.4f} at most")
    print(card.write(path, asked.takes, learner, asked.note))


def _looks(films: Sequence[Take], every: int) -> Numbers:
    """Who is in each of the poses."""
    looks = [(film.look, len(film.points[::every])) for film in films]
    return np.concatenate([np.tile(look, (count, 1)) for look, count in looks if look is not None])


def _size(text: str) -> Size:
    width, height = pane(text)
    if width % STEP or height % STEP:
        raise argparse.ArgumentTypeError(f"{text}: sides are multiples of {STEP}")
    return width, height


def _asked() -> argparse.Namespace:
    parser = command(__doc__)
    add_takes(parser)
    add_course(parser, minutes=60.0)
    add_keeping(parser)
    parser.add_argument("--size", type=_size, default=(256, 384), help="pixels; default: 256x384")
    parser.add_argument("--width", type=int, default=16, help="channels; more paint better, slower")
    parser.add_argument("--fine", type=int, default=0, help="channels where it paints; 0: --width")
    parser.add_argument("--texture", action="store_true", help="with a texture, as those that ship")
    parser.add_argument("--skirt", action="store_true", help="of a skirt and a veil as well")
    parser.add_argument("--pairs", type=int, default=2, help="of frames, a step")
    parser.add_argument("--small", type=float, default=0.4, help="share of it at half size")
    parser.add_argument("--critic", type=float, default=0.0, help="share, the last, with a critic")
    parser.add_argument("--teacher", type=Path, help="a larger network's .pt to learn from, too")
    parser.add_argument("--after", type=Path, help="another avatar's .pt to begin from")
    parser.add_argument("--fit", action="store_true", help="first fit a look's colours of limbs")
    add_painting(parser, bits="fp16")
    parser.add_argument("--note", default="", help="what else its card is to say")
    return parser.parse_args()


if __name__ == "__main__":
    main()
