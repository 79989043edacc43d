"""Trains the ear's network on the corpus of scripts/make/hearing_data.py, on one core of a CPU.

    python -m scripts.train.hearing --data corpus --out work --minutes 70
    python -m scripts.train.hearing --data corpus --out work --minutes 90 --resume
    python -m scripts.train.hearing --data corpus --out work --export
    python -m scripts.train.hearing --data corpus --out work --export --mean early.pt later.pt
    python -m scripts.train.hearing --data corpus --out work --judge

It is kept in OUT/hearing.pt every minute and a half. At its end, or with --export, the model is
written to MODELS/hearing/1 with its checksum and card. --mean takes copies of OUT/hearing.pt from
earlier and uses the mean of all their weights and its own: that generalises better than the last.
--judge prints how well its beats are found in the held-out families. Needs torch, onnx and scipy;
--judge needs mir_eval, too.
"""

import argparse
from pathlib import Path

import torch

from live.become.training.options import add_course
from live.runtime.sentences import one_sentence
from scripts.hearing import card, corpus, export, judging, learning
from scripts.hearing.sampling import Sampler, is_held_out
from scripts.options import add_keeping, command


def main() -> None:
    asked = _asked()
    torch.set_num_threads(1)
    asked.out.mkdir(parents=True, exist_ok=True)
    kept = asked.out / "hearing.pt"
    with one_sentence():
        again = asked.resume or asked.export or asked.judge
        course = learning.restored(kept, asked.seed) if again else learning.begun(asked.seed)
        if asked.judge:
            learning.mean(course, asked.mean, asked.seed)
            held_out = [p for p in corpus.read(asked.data) if is_held_out(p)]
            print("\n".join(judging.judged(course.average.eval(), held_out)))
            return
        if not asked.export:
            pieces = [p for p in corpus.read(asked.data) if not is_held_out(p)]
            minutes = sum(len(piece.bands) for piece in pieces) / 6000
            print(f"{len(pieces)} pieces, {minutes:.0f} minutes", flush=True)
            sampler = Sampler(pieces, learning.FRAMES)
            if not learning.learn(course, sampler, asked.minutes, kept):
                print(f"{kept}: kept; go on with --resume")
                return
        stages = learning.mean(course, asked.mean, asked.seed)
    path = export.export(course.average, asked.models)
    steps = ", ".join(f"{steps:,}" for steps in stages)
    print(f"{path}: {path.stat().st_size:,} bytes after {steps} steps")
    figures = asked.figures.read_text(encoding="utf-8") if asked.figures else ""
    card.write(path, course.spent / 60, stages, corpus.read(asked.data), figures)


def _asked() -> argparse.Namespace:
    parser = command(__doc__)
    parser.add_argument("--data", type=Path, default=Path(), help="folder of the corpus")
    add_course(parser, minutes=70.0)
    add_keeping(parser)
    parser.add_argument("--mean", type=Path, nargs="+", default=[], help="with earlier copies")
    parser.add_argument("--judge", action="store_true", help="only measure what was kept")
    parser.add_argument("--figures", type=Path, help="what the card is to say of measures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
