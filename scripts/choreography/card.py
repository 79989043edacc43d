"""The card of a choreographer: what it is, its training data, its figures and its limits."""

import time
from pathlib import Path

import numpy as np

from live.dance import vector
from scripts.choreography import contract
from scripts.choreography.dataset import Data
from scripts.choreography.free_run import Choreographer, coupling, danced, measured, steady
from scripts.choreography.sampling import HELD_OUT
from scripts.choreography.styles import STYLES

BEATS = 64  # of each free run
SEEDS = 2
TEMPO = 112.0
_WHAT = {
    "rnn": (
        "A recurrent choreographer. A variational autoencoder encodes each body in a latent of 32"
        " numbers. Two GRU layers are its memory. A mixture of eight Gaussians predicts how latent"
        " and travel change with the next step. Noise, scaled by the temperature, samples from the"
        " mixture; noise of zero takes the mean of the likeliest component."
    ),
    "matching": (
        "Learned motion matching, in one graph. Every moment of the recorded dances is a code of"
        " 48 numbers; a small network decodes it. On the beats a search finds the best moment to"
        " continue with: similar in body and speed, of the right style and liveliness, answering"
        " the partner as the recorded partners did, and not danced recently. Between searches the"
        " graph plays the recording. Noise, scaled by the temperature, varies the choice among"
        " good moments."
    ),
    "fact": (
        "A causal transformer over motion and its inputs (music, partner, style). Four layers look"
        " back 64 steps (four beats), with keys and values kept as state. On each beat a latent of"
        " 16 numbers describes the beat to come. It is sampled from a learned prior with noise"
        " scaled by the temperature; noise of zero takes the prior's mean. The network was trained"
        " to predict the next 16 steps; only the first is used."
    ),
}
_THANKS = (
    "The data used in this project was obtained from mocap.cs.cmu.edu. The database was created"
    " with funding from NSF EIA-0196217.\n\n"
    'Dance motion from "G1 Moves" (2026) by Mitch Chaiet / Experiential Technologies, dance by'
    " Jasmine Coro (`g1_J_*`) and Mitch Chaiet (`g1_B_*`), github.com/experientialtech/g1-moves,"
    " CC BY 4.0; converted from Unitree G1 joint angles to a human skeleton, cleaned and resampled"
    " to 30 fps."
)  # word for word as the sources ask
_SEEN = """\
{data} of recorded dance, aligned to its own beats, with cleaned feet. Training also used its mirror
image, tempi of 0.75 to 1.33 times the recorded one, and joins between similar takes. **None of it
came with music.** It was paired synthetically, bar by bar, with songs as the program's own ear
hears them: lively dance with lively music. Dancers who dance alone in the recordings got a
**made-up partner** one time in three (the dancer's mirror image, 1.8 m ahead and 60 ms early).
Couples saw each other as recorded."""
_KEPT = """\
{data} of recorded dance, aligned to its own beats, with cleaned feet. **None of it came with
music**, and none is needed: tempo and liveliness are matched, and the dance is played on the
music's beats. Couples saw each other as recorded."""
_TEXT = """\
# dance_{kind}

{what} Weights are stored in half precision and computed in single precision, on a CPU. The
interface is in `scripts/choreography/contract.py`; `live.dance.music_features` and
`live.dance.vector` say what the numbers mean.

| | |
|---|---|
| file | `model.onnx`, {size:,} bytes, sha256 `{digest}` |
| licence | GPL-3.0-or-later, with the acknowledgements below |
| made by | `scripts/make/dance_data.py`, then `scripts/train/choreographers.py {kind}` |
| trained for | {minutes:.0f} minutes of one core of a CPU, {steps:,} steps, seed {seed} |
| styles | {styles} |
| steps | {beat_steps} a beat |

## What it was trained on

{learned}
{held} {note}

## Measured

Measured alone for {steps_run:,} steps at {tempo:.0f} beats a minute with a steady drum, {seeds}
seeds for each style. *P* is how near the rests of the dance are to beats, *R* how near beats are to
its rests (Gaussian of 50 ms). *off* is P against half a beat later. *frozen* is the share of
seconds without movement. Feet are not locked here; the show locks them. The last rows are the
recordings themselves.

| style | speed m/s | frozen | P | R | off | pelvis m | slide m/s | jerk km/s3 | variety m |
|---|---|---|---|---|---|---|---|---|---|
{rows}

{couple}
A step takes {p50:.2f} ms (median) and {p99:.2f} ms (99 %) on one core of the training machine,
which was busy with other work.

## Limits

{limits}

## Acknowledgements

{thanks}
"""
_LIMITS = """\
* Each source has one dancer or couple, so style and person cannot be separated. Jazz and odissi are
  less than a minute each. Asked for a style with little data, it dances what it knows.
* Its inputs are tempo, beat, bar and loudness, not melody or words. It has its idea of lively music
  from a pairing that is synthetic.
* Its feet slide a little, as in the recordings: the show locks them.
* No dancers have judged it. The figures above are all that is known."""


def write(path: Path, kind: str, data: Data, settings: dict[str, float], note: str = "") -> None:
    """The card beside a model, measured now. `settings`: minutes, steps, seed, and all (0 or 1).

    `note` is anything else about its training.
    """
    model = contract.opened(path)
    digest = path.with_name("model.onnx.sha256").read_text(encoding="utf-8").split()[0]
    p50, p99 = timed(model)
    minutes = float((1 / data.tempo).sum()) / vector.STEPS
    beats = len(data.vectors) // vector.STEPS
    text = _TEXT.format(
        kind=kind, what=_WHAT[kind], size=path.stat().st_size, digest=digest,
        steps=settings["steps"], minutes=settings["minutes"], seed=int(settings["seed"]),
        styles=", ".join(STYLES), beat_steps=vector.STEPS,
        learned=(_KEPT if kind == "matching" else _SEEN).format(
            data=f"{minutes:.0f} minutes ({beats:,} beats)"
        ),
        held=_held(kind, bool(settings["all"])), note=note, steps_run=BEATS * vector.STEPS,
        tempo=TEMPO, seeds=SEEDS,
        rows="\n".join([*alone(model), *recorded(data)]), couple=coupled(model, data), p50=p50,
        p99=p99, limits=_LIMITS, thanks=_THANKS,
    )  # fmt: skip
    path.with_name("card.md").write_text(text, encoding="utf-8")


def alone(model: Choreographer) -> list[str]:
    """Rows of what it dances in each style."""
    music = steady(BEATS, TEMPO, 0.6)
    rows = []
    for number, style in enumerate((*STYLES, "any")):
        asked = number if number < len(STYLES) else None
        dances = [danced(model, music, asked, seed) for seed in range(SEEDS)]
        rows.append(_row(style, [(dance, TEMPO) for dance in dances]))
    return rows


def recorded(data: Data) -> list[str]:
    """Rows of what was recorded of each style, takes of twenty beats or more."""
    rows = []
    for number, style in enumerate(STYLES):
        takes = [data.rows(int(take)) for take in np.flatnonzero(data.style == number)]
        long = [rows for rows in takes if rows.stop - rows.start >= 20 * vector.STEPS]
        dances = [
            (data.vectors[rows].astype(float), float(np.median(data.tempo[rows]))) for rows in long
        ]
        rows.append(_row(f"*{style}, recorded*", dances))
    return rows


def coupled(model: Choreographer, data: Data) -> str:
    """How it goes with a partner it has not seen: a sentence."""
    found: dict[bool, list[float]] = {True: [], False: []}
    takes = [t for t, name in enumerate(data.name) if name in HELD_OUT and data.coupled[t]]
    if not takes:
        return ""
    for place, take in enumerate(takes):
        rows = data.rows(take)
        tempo = float(np.median(data.tempo[rows]))
        music = steady((rows.stop - rows.start) // vector.STEPS, tempo)
        true = data.partner[rows][: len(music)].astype(float)
        other = data.partner[data.rows(takes[(place + 2) % len(takes)])].astype(float)
        wrong = np.resize(other, true.shape)
        for right, partner in ((True, true), (False, wrong)):
            dance = danced(model, music, 0, seed=5, heat=0.5, partner=partner)
            found[right].append(coupling(dance, tempo, true))
    return (
        f"With the true partner of {len(takes)} salsa dances (those of `HELD_OUT` in"
        f" `scripts/choreography/sampling.py`), its speed correlates with the partner's by"
        f" {np.mean(found[True]):.2f} at the best lag of up to a third of a beat; with another"
        f" dance's partner, by {np.mean(found[False]):.2f}."
    )


def timed(model: Choreographer) -> tuple[float, float]:
    """Milliseconds of a step: the median, and what one in a hundred exceeds."""
    state = {name: np.zeros(shape, dtype=np.float32) for name, shape in model.shapes.items()}
    spent = []
    for _ in range(1000):
        before = time.perf_counter()
        model.step(state)
        spent.append(1000 * (time.perf_counter() - before))
    return float(np.median(spent)), float(np.percentile(spent, 99))


def _row(style: str, dances: list[tuple[np.ndarray, float]]) -> str:
    all_ = [measured(dance, tempo) for dance, tempo in dances]

    def mean(name: str) -> float:
        return float(np.mean([getattr(one, name) for one in all_]))

    pelvis = f"{min(one.low for one in all_):.2f} to {max(one.high for one in all_):.2f}"
    return (
        f"| {style} | {mean('speed'):.2f} | {mean('frozen'):.3f} | {mean('on_beat'):.2f}"
        f" | {mean('beats_met'):.2f} | {mean('off_beat'):.2f} | {pelvis} | {mean('slide'):.2f}"
        f" | {mean('jerk'):.2f} | {mean('variety'):.2f} |"
    )


def _held(kind: str, all_: bool) -> str:
    if kind == "matching":
        return (
            "Nothing was held out. The costs of a change were chosen while watching it dance to"
            " the 39 songs of docs/dance.md."
        )
    names = ", ".join(f"`{name}`" for name in HELD_OUT)
    if all_:
        return f"Choices were made with {names} held out; these weights were trained on them too."
    return f"Held out, and never trained on: {names}."
