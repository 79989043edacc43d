"""The card of an avatar: who it shows, what it learned from, how near it comes, what it lacks."""

from pathlib import Path

import numpy as np

from live.become.training import contract, figures, takes
from live.become.training.learning import Learner

_FRAMES = 60  # of each take held out
_TEXT = """\
# avatar_{name}

{who}:
the 36 points of `live/draw/portrait.py` in, a picture with alpha of {width}x{height} pixels
out. It draws the points as fields of limbs inside the graph, paints them with a U-Net of {channels}
channels at a quarter of the size ({parameters:,} numbers in all), {texture}and goes over
head and hands at full size{sides}. The interface is in `live/become/training/contract.py`.

| | |
|---|---|
| file | `model.onnx`, {size:,} bytes ({bits}), sha256 `{digest}` |
| licence | {licence} |
| made by | `scripts/train/avatar.py` |
| learned for | {minutes:.0f} minutes, {steps:,} steps of {frames} frames, seed {seed} |

## What it learned from

{known} takes, {known_frames:,} frames: pictures of {whom} only as meshes, made by
`scripts/make/{film}.py`. No photograph and no film of a person is in it. Points were told as
they were filmed. Held out, and never learned from:
{held}.

Sources:

{sources}
{note}
## Measured

On the first {told} frames of each of the {held_count} takes held out; what the columns are is in
docs/training.md. What the eyes see is off by itself, and the picture with it.

{table}

Targets were a PSNR of 32 dB, 26 dB for the figure, an SSIM of 0.97 and a temporal error of 0.45.

## Limits

{limits}
* What swings by itself, a hem, a veil, hair, is painted as it mostly hangs: it does not remember.
* Poses far from those it learned from (lying down, somersaults) come out as fog.
* Fingers never bend, and its face never changes.
"""
_ONE = {
    "who": "A network that paints the {name}", "whom": "a character that exists",
    "film": "avatar_films", "sides": ", told what these are like on their two sides",
    "limits": """\
* It knows one body in one set of clothes. Everyone's turns are laid on its own bones first.""",
}  # fmt: skip
_MANY = {
    "who": "A network that paints anybody, told who by twelve numbers",
    "whom": "people who exist",
    "film": "someone_films",
    "sides": "",
    "limits": """\
* It knows eight sets of clothes and ten heads of hair; all have the same bones. Colours nobody was
  filmed in are mixed inside the graph (`live/become/training/somebody.py`).
* What is worn is chosen, not mixed: at the border between two a number flips to the other.
* Ties, lapels, hems and sashes are soft; faces have eyes and a mouth, and little of their own.""",
}
_THANKS = """
## Acknowledgements

The data used in this project was obtained from mocap.cs.cmu.edu. The database was created with \
funding from NSF EIA-0196217.

Dance motion from "G1 Moves" (2026) by Mitch Chaiet / Experiential Technologies, dance by Jasmine \
Coro (`g1_J_*`) and Mitch Chaiet (`g1_B_*`), github.com/experientialtech/g1-moves, CC BY 4.0; \
converted from Unitree G1 joint angles to a human skeleton, cleaned and resampled to 30 fps.
"""  # word for word as the sources ask


def write(path: Path, folder: Path, learner: Learner, note: str = "") -> Path:
    """The card beside a model of `folder`'s takes, measured now; its path."""
    sitter, model = takes.sitter(folder), contract.opened(path)
    there = takes.names(folder)
    known = [name for name in there if name not in sitter.held_out]
    held = [name for name in there if name in sitter.held_out]
    card = path.with_name("card.md")
    about = {
        key: words.format(name=sitter.name)
        for key, words in (_MANY if learner.plan.look else _ONE).items()
    }
    width, height = model.size
    text = _TEXT.format(
        **about, name=sitter.name, width=width,
        height=height, channels=learner.plan.finest,
        texture="adds a texture that goes along with limbs, " if learner.plan.texture else "",
        parameters=sum(numbers.numel() for numbers in learner.network.parameters()),
        size=path.stat().st_size, bits=model.session.get_modelmeta().custom_metadata_map["bits"],
        digest=path.with_name(f"{path.name}.sha256").read_text(encoding="utf-8").split()[0],
        licence=sitter.licence, minutes=learner.spent / 60, steps=learner.steps,
        frames=2 * learner.course.pairs, seed=learner.course.seed, known=len(known),
        known_frames=sum(len(takes.read(folder, name)) for name in known),
        held=_listed(held),
        sources="\n".join(f"* {source}" for source in sitter.sources),
        note=f"\n{note}\n" if note else "", told=_FRAMES, held_count=len(held),
        table=_measured(path, folder, held),
    )  # fmt: skip
    card.write_text(text + _THANKS, encoding="utf-8")
    return card


def _listed(held: list[str]) -> str:
    return ",\n".join(f"`{name}`" for name in held) or "nothing"


def _measured(path: Path, folder: Path, held: list[str]) -> str:
    if not held:
        return "No take was held out, so nothing is measured."
    model = contract.opened(path)
    films = [figures.cut(take, _FRAMES) for take in takes.read_all(folder, held, model.size)]
    exact = figures.likeness([model.shot(take) for take in films], films)
    rows = {"told exactly": exact | figures.timed(model, films[0].points)}
    if seen := [take for take in films if np.isfinite(take.seen).any()]:
        rows["as the eyes see"] = figures.likeness([model.film(one.seen) for one in seen], seen)
    return figures.table(rows)
