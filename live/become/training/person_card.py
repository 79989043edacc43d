"""The card of an avatar trained on a film: who agreed, how good it is, and its limits."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from live.become.training import contract, figures
from live.become.training.beside import Copier
from live.become.training.figures import Row
from live.become.training.learning import Learner
from live.become.training.takes import Numbers, Sitter, Take

AS_SHOWN, AS_FILMED, COPIER = "as a show sends it", "as it lies on the film", "copier"
_FRAMES = 90  # of each take held out
_COPIES = 2  # the copier knows every second frame
_TEXT = """\
# avatar_{name}

A network that paints somebody who was filmed: the 36 points of `live/draw/portrait.py` in, a
picture with alpha out. Made by `firstdance become`.

**Consent**: {consent}. To what: {agreed}.

| | |
|---|---|
| file | `{file}`, {size:,} bytes, sha256 `{digest}` |
| licence | {licence} |
| learned from | {frames:,} frames of a film, {sources} |
| learned for | {minutes:.0f} minutes, {steps:,} steps of {step} frames, seed {seed} |

## Measured

On the end of the film, {held} frames of it, not learned from. What the columns are is in
docs/training.md; the copier shows the frame of the film whose pose is nearest.

{table}

## Limits

* It knows one body in one set of clothes, in the light of that film.
* What was not filmed (their back, raised arms, a kick) is guessed.
* Fingers are not in the points, and the face never changes.
"""


def measured(path: Path, known: Sequence[Take], held: Sequence[Take]) -> dict[str, Row]:
    """Figures of a model on the takes held out."""
    model = contract.opened(path)
    films = [figures.cut(take, _FRAMES) for take in held]
    shown = figures.likeness([model.film(take.seen) for take in films], films)
    copier = Copier([_as_shown(take) for take in known], _COPIES)
    return {
        AS_SHOWN: shown | figures.timed(model, films[0].seen),
        AS_FILMED: figures.likeness([model.film(take.points) for take in films], films),
        COPIER: figures.likeness([copier.film(take.seen) for take in films], films),
    }


def write(
    path: Path, sitter: Sitter, learner: Learner, frames: int,
    held: Sequence[Take], rows: Mapping[str, Row],
) -> Path:  # fmt: skip
    """The card beside a model; its path."""
    agreed = "; ".join(sitter.sources[1:]) or "not stated"
    text = _TEXT.format(
        name=sitter.name, consent=sitter.consent or "not stated", agreed=agreed, file=path.name,
        size=path.stat().st_size, licence=sitter.licence, sources=sitter.sources[0],
        digest=path.with_name(f"{path.name}.sha256").read_text(encoding="utf-8").split()[0],
        frames=frames, minutes=learner.spent / 60, steps=learner.steps,
        step=2 * learner.course.pairs, seed=learner.course.seed,
        held=sum(min(len(take), _FRAMES) for take in held),
        table=figures.table(rows),
    )  # fmt: skip
    card = path.with_name("card.md")
    card.write_text(text, encoding="utf-8")
    return card


def _as_shown(take: Take) -> Take:
    """The same take, its points as a show gives them."""
    known = np.isfinite(take.seen)
    points: Numbers = np.where(known, take.seen, take.points)
    return Take(take.name, points, take.seen, take.rgba)
