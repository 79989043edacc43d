"""Trains a choreographer on the data of scripts/make/dance_data.py, on one core of a CPU.

    python -m scripts.train.choreographers rnn --data data.npz --out work --minutes 40
    python -m scripts.train.choreographers rnn --data data.npz --out work --minutes 60 --resume
    python -m scripts.train.choreographers rnn --data data.npz --out work --export

It is kept in OUT/KIND.pt every three minutes. At its end, or with --export, the model is written
to MODELS/dance_KIND/1 with its checksum and card. Needs torch, onnx and onnxscript.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from live.become.training.options import add_course
from live.runtime.sentences import one_sentence
from scripts.choreography import card, dataset, export, lessons
from scripts.choreography.learning_fact import LearningFact
from scripts.choreography.learning_matching import LearningMatching
from scripts.choreography.learning_rnn import LearningRnn
from scripts.choreography.sampling import HELD_OUT, Sampler
from scripts.options import add_keeping, command

Making = Callable[[dataset.Data, np.ndarray], lessons.Learning]
KINDS: dict[str, Making] = {
    "fact": lambda data, takes: LearningFact(Sampler(data, takes)),
    "matching": LearningMatching,
    "rnn": lambda data, takes: LearningRnn(Sampler(data, takes)),
}


def main() -> None:
    asked = _asked()
    torch.set_num_threads(1)
    torch.manual_seed(asked.seed)
    with one_sentence():
        data = dataset.read(asked.data)
        takes = np.arange(len(data.name))
        if not asked.all:
            takes = takes[~np.isin(data.name, HELD_OUT)]
        learning = KINDS[asked.kind](data, takes)
        asked.out.mkdir(parents=True, exist_ok=True)
        kept = asked.out / f"{asked.kind}.pt"
        if asked.export:
            lessons.restore(learning, kept, np.random.default_rng())
        elif not lessons.learn(learning, asked.minutes, asked.seed, kept, resume=asked.resume):
            print(f"{kept}: kept; go on with --resume")
            return
    step = learning.deployed()
    path = export.export(step, asked.kind, asked.models)
    print(f"{path}: {path.stat().st_size:,} bytes, off by {export.differs(step, path):.4f} at most")
    state = lessons.load(kept)
    card.write(
        path, asked.kind, data,
        {"minutes": state["spent"] / 60, "steps": state["steps"], "seed": asked.seed,
         "all": asked.all}, asked.note,
    )  # fmt: skip
    print(path.with_name("card.md"))


def _asked() -> argparse.Namespace:
    parser = command(__doc__)
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("--data", type=Path, required=True, help="the file of dance_data")
    add_course(parser, minutes=40.0)
    add_keeping(parser)
    parser.add_argument("--all", action="store_true", help="learn from the held out takes too")
    parser.add_argument("--note", default="", help="what else its card is to say")
    return parser.parse_args()


if __name__ == "__main__":
    main()
