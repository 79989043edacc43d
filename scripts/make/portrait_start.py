"""Writes models/portrait_start: weights that `firstdance become` begins from, in half precision.

    python -m scripts.make.portrait_start work/groom.pt

What an avatar has learned of how bodies look in poses is worth half an hour to the next. Needs
torch.
"""

from pathlib import Path

from live.become.training import learning
from live.become.training.checksums import sign
from live.become.training.learning import Course
from live.runtime.sentences import one_sentence
from scripts.options import add_models, command

_CARD = """\
# portrait_start

The weights that `firstdance become` begins from. With them, half an hour of training gets further.
They are the weights of the network that paints the {of} ([card](../../avatar_{of}/1/card.md)),
after {steps:,} steps of training, in half precision. The training pictures contain no person and no
film of one. They contain none of `stranger`, `guest` and `uncle`, on whom
`scripts/measure/become.py` measures.

| | |
|---|---|
| file | `model.npz`, {size:,} bytes, sha256 `{digest}` |
| licence | CC0-1.0 |
| made by | `scripts/make/portrait_start.py` |

Only trainers read it; a show does not.
"""


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("kept", type=Path, help="an avatar's .pt, as scripts.train.avatar keeps it")
    add_models(parser)
    asked = parser.parse_args()
    path = asked.models / "portrait_start" / "1" / "model.npz"
    with one_sentence():
        learner = learning.restored(asked.kept, Course())
    learning.write_start(learner, path)
    digest = sign(path)
    card = _CARD.format(
        of=asked.kept.stem, steps=learner.steps, size=path.stat().st_size, digest=digest
    )
    path.with_name("card.md").write_text(card, encoding="utf-8")
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
