"""The card of a choreographer: what it is, what it learned from, how it measures, what it lacks."""

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
        "A recurrent choreographer: a variational autoencoder makes a latent of 32 numbers of each"
        " body, two GRU layers remember, and a mixture of eight Gaussians says how latent and"
        " travel change with the next step. Noise, scaled by the temperature, draws from it; noise"
        " of zero takes the likeliest component's middle."
    ),
    "matching": (
        "Learned motion matching: every moment of the recorded dances as a code of 48 numbers that"
        " a small network reads, a search on the beats for the moment that goes on best (like in"
        " body and speed, of the style and liveliness wanted, answering the partner as the"
        " recorded partners did, and not danced of late), and playback, in one graph. Noise,"
        " scaled by the temperature, moves the choice among good ones."
    ),
    "fact": (
        "A causal transformer over motion and over what is told (music, partner, style): four"
        " layers that look back 64 steps (four beats), with keys and values kept as state. On each"
        " beat a latent of 16 numbers says what the beat is to be, drawn from a learned prior with"
        " noise scaled by the temperature; noise of zero takes the prior's middle. It learned the"
        " next 16 steps, of which the first is kept."
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
{data} of recorded dance, laid on its own beats, feet cleaned, with its mirror image, at 0.75 to
1.33 times its tempo, with joins between takes that are alike. **None of it came with music**: it
was paired synthetically, bar by bar, with songs as the program's own ear hears them, lively dance
to lively music. Who dances alone in the recordings was given, one time in three, a **made-up
partner** (the dancer's mirror image, 1.8 m ahead and 60 ms early); couples saw each other as
recorded."""
_KEPT = """\
{data} of recorded dance, laid on its own beats, feet cleaned. **None of it came with music**, and
none is needed: tempo and liveliness are matched, and the dance is played on the music's beats.
Couples saw each other as recorded."""
_TEXT = """\
# dance_{kind}

{what} Kept in half precision and computed in single, on a CPU. The interface is in
`scripts/choreography/contract.py`; `live.dance.music_features` and `live.dance.vector` say what the
numbers mean.

| | |
|---|---|
| file | `model.onnx`, {size:,} bytes, sha256 `{digest}` |
| licence | GPL-3.0-or-later, with the acknowledgements below |
| made by | `scripts/make/dance_data.py`, then `scripts/train/choreographers.py {kind}` |
| trained for | {minutes:.0f} minutes of one core of a CPU, {steps:,} steps, seed {seed} |
| styles | {styles} |
| steps | {beat_steps} a beat |

## What it learned from

{learned}
{held} {note}

## Measured

Left alone for {steps_run:,} steps at {tempo:.0f} beats a minute with a steady drum, {seeds} seeds
a style; *P* is how near its rests are to beats and *R* how near beats are to its rests (Gaussian of
50 ms; *off*: P against half a beat later), *frozen* the share of seconds without movement. No feet
are locked here, as the show does. Below: the recordings themselves.

| style | speed m/s | frozen | P | R | off | pelvis m | slide m/s | jerk km/s3 | variety m |
|---|---|---|---|---|---|---|---|---|---|
{rows}

{couple}
A step takes {p50:.2f} ms (median) and {p99:.2f} ms (99 %) on one core of the machine it was trained
on, busy with other work.

## Limits

{limits}

## Acknowledgements

{thanks}
"""
_LIMITS = """\
* One dancer or couple a source: style and person cannot be told apart, and jazz and odissi are
  less than a minute each. Ask for another style than it saw much of, and it dances what it knows.
* It hears tempo, beat, bar and loudness, not melody or words; what lively music means, it has from
  a pairing that is synthetic.
* Its feet slide a little, as those it learned from do: the show locks them.
* It was never seen by dancers; the figures above say what they say."""


def write(path: Path, kind: str, data: Data, told: dict[str, float], note: str = "") -> None:
    """The card beside a model, measured now. `told`: minutes, steps, seed, and all (0 or 1).

    `note` is what else is to be known of how it learned.
    """
    model = contract.opened(path)
    digest = path.with_name("model.onnx.sha256").read_text(encoding="utf-8").split()[0]
    p50, p99 = timed(model)
    minutes = float((1 / data.tempo).sum()) / vector.STEPS
    beats = len(data.vectors) // vector.STEPS
    text = _TEXT.format(
        kind=kind, what=_WHAT[kind], size=path.stat().st_size, digest=digest, steps=told["steps"],
        minutes=told["minutes"], seed=int(told["seed"]), styles=", ".join(STYLES),
        beat_steps=vector.STEPS,
        learned=(_KEPT if kind == "matching" else _SEEN).format(
            data=f"{minutes:.0f} minutes ({beats:,} beats)"
        ),
        held=_held(kind, bool(told["all"])), note=note, steps_run=BEATS * vector.STEPS, tempo=TEMPO,
        seeds=SEEDS,
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
        f"Given the partner of {len(takes)} held out salsa dances, its speed goes with the"
        f" partner's by a correlation of {np.mean(found[True]):.2f} at the best lag of up to a"
        f" third of a beat; given another's partner, by {np.mean(found[False]):.2f}."
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
            "Nothing was held out; what a change costs was set while looking at how it danced to"
            " the 39 songs of docs/dance.md."
        )
    names = ", ".join(f"`{name}`" for name in HELD_OUT)
    if all_:
        return f"Choices were made with {names} held out; the weights here learned from these too."
    return f"Held out, and never learned from: {names}."
