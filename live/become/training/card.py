"""The card of an avatar: who it shows, its training data, its figures and its limits."""

from pathlib import Path

import numpy as np

from live.become.training import contract, figures, takes
from live.become.training.learning import Learner

_FRAMES = 60  # of each take held out
_TEXT = """\
# avatar_{name}

{who}.
Its input is the 36 points of `live/draw/portrait.py`, its output a picture with alpha of
{width}x{height} pixels. The graph first turns the points into fields of limbs. A U-Net of
{channels} channels paints them at a quarter of the size ({parameters:,} numbers in all).{texture}
Head and hands are refined at full size{sides}. The interface is in
`live/become/training/contract.py`.

| | |
|---|---|
| file | `model.onnx`, {size:,} bytes ({bits}), sha256 `{digest}` |
| licence | {licence} |
| made by | `scripts/train/avatar.py` |
| trained for | {minutes:.0f} minutes, {steps:,} steps of {frames} frames, seed {seed} |

## What it was trained on

{known} takes, {known_frames:,} frames: pictures of {whom} only as meshes, made by
`scripts/make/{film}.py`. They contain no photograph and no film of a person. The points were the
exact ones of each picture. Held out, and never trained on:
{held}.

Sources:

{sources}
{note}
## Measured

Measured on the first {shown} frames of each of the {held_count} takes held out. docs/training.md
explains the columns. The points that the show's eyes find have errors of their own, and the
picture then has them too.

{table}

The targets were a PSNR of 32 dB, 26 dB for the figure, an SSIM of 0.97 and a temporal error of
0.45.

## Limits

{limits}
* A hem, a veil or hair does not swing: it is painted as it mostly hangs. The network has no memory.
* Poses far from the training poses (lying down, somersaults) come out as fog.
* Fingers never bend, and the face never changes.
"""
_ONE = {
    "who": "A network that paints the {name}", "whom": "a character that exists",
    "film": "avatar_films", "sides": ", with sheets of their two sides",
    "limits": """\
* It knows one body in one set of clothes. Every dancer's pose is first retargeted to its bones.""",
}  # fmt: skip
_MANY = {
    "who": "A network that paints many people: twelve numbers choose who",
    "whom": "people who exist",
    "film": "someone_films",
    "sides": "",
    "limits": """\
* It knows eight sets of clothes and ten hairstyles; all people have the same bones. Colours that
  were never filmed are mixed inside the graph (`live/become/training/somebody.py`).
* Clothes are chosen, not mixed: at the border between two sets the network jumps to the other.
* Ties, lapels, hems and sashes are soft. Faces have eyes and a mouth, and few features of their
  own.""",
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
        texture=" A texture that moves with the limbs is added." if learner.plan.texture else "",
        parameters=sum(numbers.numel() for numbers in learner.network.parameters()),
        size=path.stat().st_size, bits=model.session.get_modelmeta().custom_metadata_map["bits"],
        digest=path.with_name(f"{path.name}.sha256").read_text(encoding="utf-8").split()[0],
        licence=sitter.licence, minutes=learner.spent / 60, steps=learner.steps,
        frames=2 * learner.course.pairs, seed=learner.course.seed, known=len(known),
        known_frames=sum(len(takes.read(folder, name)) for name in known),
        held=_listed(held),
        sources="\n".join(f"* {source}" for source in sitter.sources),
        note=f"\n{note}\n" if note else "", shown=_FRAMES, held_count=len(held),
        table=_measured(path, folder, held),
    )  # fmt: skip
    card.write_text(text + _THANKS, encoding="utf-8")
    return card


def _listed(held: list[str]) -> str:
    return ",\n".join(f"`{name}`" for name in held) or "nothing"


def _measured(path: Path, folder: Path, held: list[str]) -> str:
    if not held:
        return "No take was held out, and nothing was measured."
    model = contract.opened(path)
    films = [figures.cut(take, _FRAMES) for take in takes.read_all(folder, held, model.size)]
    exact = figures.likeness([model.shot(take) for take in films], films)
    rows = {"exact points": exact | figures.timed(model, films[0].points)}
    if seen := [take for take in films if np.isfinite(take.seen).any()]:
        rows["seen points"] = figures.likeness([model.film(one.seen) for one in seen], seen)
    return figures.table(rows)
