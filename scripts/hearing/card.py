"""The card of the ear's network: what it is, its training data, its figures and its limits."""

import hashlib
from pathlib import Path

from scripts.hearing.corpus import Heard
from scripts.hearing.sampling import HELD_OUT, is_held_out

_KINDS = {
    "mma": "our own chord charts over grooves of MMA's library (one family for each of its files)",
    "band": "songs of invented bands, one family for each style of `scripts/hearing/styles.toml`",
    "real": "recordings that were published with their grid, each at nine speeds",
    "midi": "songs of OpenMSX with other instruments and tempi",
    "module": "tracker modules, which contain their grid",
    "guessed": "free music without a grid, where an earlier network was sure of every part",
    "no music": "talk (espeak-ng), applause, babble and the noise of halls, all synthetic",
}
_CARD = """# hearing

The network of the default ear. Its input is 20 ms of sound at 24 kHz. Its output is activations for
a beat, a downbeat (ONE) and an onset, for each of two frames of 10 ms. One causal graph computes
spectra, a convolution and two GRU layers, and keeps its state. A beat shows 40 ms after it sounded.
`live.hear.activations` runs it, and docs/training.md says how it is made. Its large weights are
stored in half precision.

| | |
|---|---|
| file | `model.onnx`, {size:,} bytes, sha256 `{digest}` |
| licence | GPL-3.0-or-later, with the acknowledgements below |
| made by | `scripts/make/hearing_data.py`, then `scripts/train/hearing.py` |
| trained for | {minutes:.0f} minutes of one core of a CPU, {steps} steps, seed 7{mean} |

## What it was trained on

| | pieces | minutes | families |
|---|---|---|---|
{table}

Held out, and never trained on ({held} pieces): {families}.
It was trained in stages while the corpus grew. Only the time decided when to stop. The commands
above make a similar network, not these exact weights.

{figures}
## Limits

* Most of the training data is rendered. The recordings are four songs of two artists, rock and
  metal. For all other sounds, voices above all, it generalises. Together with the flux of
  `live.hear.onsets`, which knows no styles, it is better than either alone.
* Downbeats (ONEs) are its weakest part: it finds them in grooves, and rarely in recordings.
* It cannot follow solo piano in free tempo.

## Acknowledgements

* *Armygeddon*, *Internal Degeneration* (held out), *Mutilated Mime*: composed and performed by El
  Senator of Muldjord, CC BY-SA 3.0 (creativecommons.org/licenses/by-sa/3.0). Changed: resampled,
  filtered, cut, mixed with noise.
* *Feelings*, *Metal Madness*: composed and performed by Sectoid (Carlos Viola Iborra), MIT licence.
* Modules: Pekka Kana 2 (Janne Kivilahti and contributors, BSD-2-Clause), TecnoballZ (TLK Games,
  GPL-3+), Pingus (H. Matthew Smith, Joseph Toscano, Robbie Ferguson, Yuri Sucupira; GPL-2+).
* OpenMSX (its contributors, GPL-2). MMA's grooves (Bob van der Poel, GPL-2+).
* Sounds: FluidR3 (Frank Wen, MIT), TimGM6mb (Tim Brechbill, GPL-2), MuseScore General (MIT), the
  General MIDI bank of Csound (LGPL-2.1+); Hydrogen's drum kits by Artemiy Pavlov, Emiliano Grilli,
  Marcos Guglielmetti, Glen MacArthur, Vladimir Sadovnikov and Alexander Belokurov (GPL), Luc
  Tanguay and Jim Harney (CC BY-SA 3.0), Emanuel Rumpf (CC BY 3.0), audiophob (CC0). None of
  their sound is in the model.
"""


def write(path: Path, minutes: float, stages: list[int], pieces: list[Heard], figures: str) -> None:
    """The card of the model at `path`, beside it. `figures` is Markdown, a section of its own.

    `stages` are the steps after which the weights were kept whose mean it has.
    """
    learned = [piece for piece in pieces if not is_held_out(piece)]
    lines = []
    for kind, what in _KINDS.items():
        those = [piece for piece in learned if piece.group.split(":")[0] == kind]
        if those:
            long = sum(len(piece.bands) for piece in those) / 6000
            families = len({piece.group for piece in those})
            lines.append(f"| {what} | {len(those)} | {long:.0f} | {families} |")
    kept = ", ".join(f"{steps:,}" for steps in stages[:-1])
    mean = f"; the mean of its weights after {kept} and all steps" if kept else ""
    card = _CARD.format(
        size=path.stat().st_size, digest=hashlib.sha256(path.read_bytes()).hexdigest(),
        minutes=minutes, steps=f"{stages[-1]:,}", mean=mean, table="\n".join(lines),
        held=len(pieces) - len(learned),
        families=", ".join(f"`{family}`" for family in HELD_OUT), figures=figures,
    )  # fmt: skip
    path.with_name("card.md").write_text(card, encoding="utf-8")
