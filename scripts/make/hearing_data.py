"""Makes the corpus that the ear's network learns from: music whose beats are known, and no music.

    python -m scripts.make.hearing_data --out corpus [--kinds grooves,bands] [--modules FOLDER...]

    grooves     our own chord charts over every groove of MMA's library, through FluidSynth
    bands       songs of our own bands: rock to dembow, on recorded kits and made-up machines
    recordings  songs of Frets on Fire (CC BY-SA 3.0), nine speeds each
    midi        OpenTTD's OpenMSX (GPL-2), other instruments and tempi
    modules     tracker modules (.xm .it .mod .s3m) of the folders of --modules
    nothing     talk, applause, halls
    guessed     music of the folders of --songs whose beats nobody wrote down, where the network of
                --taught (what scripts/train/hearing.py keeps) is sure of them

Debian has what it needs: mma fluidsynth fluid-soundfont-gm timgm6mb-soundfont csound-soundfont
musescore-general-soundfont-small hydrogen-drumkits espeak-ng fretsonfire-songs-sectoid
fretsonfire-songs-muldjord openttd-openmsx libopenmpt0. It is seeded, one file a piece of about 45 s
(0.6 MB), and goes on where it stopped: pieces that are there already are not made again.
"""

import argparse
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

from live.errors import BadInput
from live.hear.activations import RATE
from live.runtime.sentences import one_sentence
from scripts.hearing import (
    bands,
    corpus,
    grids,
    grooves,
    guessing,
    learning,
    modules,
    recordings,
    sounds,
    venues,
)  # fmt: skip
from scripts.hearing.front import Front, spectra
from scripts.hearing.network import Network, evidence
from scripts.hearing.piece import Piece, no_music
from scripts.hearing.styles import STYLES, Style
from scripts.options import command

SPEEDS = ((1, 1), (9, 10), (11, 10), (4, 5), (5, 4), (19, 20), (21, 20), (17, 20), (23, 20))
LONGEST = 55.0  # seconds of a piece kept in one file
MOST_GUESSED = 110.0  # seconds of a song whose beats are guessed
Job = tuple[str, Callable[[np.random.Generator], list[Piece]]]  # a name, and what makes it


def main() -> None:
    asked = _asked()
    torch.set_num_threads(1)
    asked.out.mkdir(parents=True, exist_ok=True)
    front, made = Front(), 0
    with one_sentence():
        for kind in asked.kinds.split(","):
            if kind not in KINDS:
                raise BadInput(f"--kinds: {kind!r} is none of {', '.join(KINDS)}")
            for number, (name, make) in enumerate(KINDS[kind](asked, front)):
                chance = np.random.default_rng([asked.seed, list(KINDS).index(kind), number])
                made += _kept(asked.out, f"{kind}_{name}", make, chance, front)
    print(f"{asked.out}: {made} files more")


def _kept(
    folder: Path, name: str, make: Callable[[np.random.Generator], list[Piece]],
    chance: np.random.Generator, front: Front,
) -> int:  # fmt: skip
    if list(folder.glob(f"{name}-*.npz")):
        return 0
    try:
        pieces = make(chance)
    except BadInput as error:
        print(f"{name}: left out: {error}", flush=True)
        return 0
    for number, piece in enumerate(pieces):
        corpus.write(folder / f"{name}-{number}.npz", piece, *spectra(front, piece.sound))
    return len(pieces)


def _groove_jobs(asked: argparse.Namespace, _: Front) -> Iterator[Job]:
    for again in range(asked.rounds):
        for one in grooves.library():
            name = f"{again}_{one.file.parent.name}_{one.file.stem}"

            def make(chance: np.random.Generator, one: grooves.Grooves = one) -> list[Piece]:
                return [corpus.varied(grooves.song(one, chance), chance)]

            yield name, make


def _band_jobs(asked: argparse.Namespace, _: Front) -> Iterator[Job]:
    for again in range(asked.rounds):
        for number, (name, style) in enumerate(STYLES.items()):

            def make(
                chance: np.random.Generator, name: str = name, style: Style = style
            ) -> list[Piece]:
                return [corpus.varied(bands.song(name, style, chance), chance)]

            yield f"{again}_{number:02d}", make


def _recording_jobs(_: argparse.Namespace, front: Front) -> Iterator[Job]:
    for number, piece in enumerate(recordings.played_live(front)):
        for up, down in SPEEDS:

            def make(
                chance: np.random.Generator, piece: Piece = piece, up: int = up, down: int = down
            ) -> list[Piece]:
                same = up == down
                return _parts(
                    piece if same else piece.faster(up, down), chance, 0.0 if same else 0.4
                )

            yield f"{number}_{up}_{down}", make


def _midi_jobs(asked: argparse.Namespace, front: Front) -> Iterator[Job]:
    for again in range(asked.rounds):
        for file in sorted(recordings.MSX.glob("*.mid")):

            def make(chance: np.random.Generator, file: Path = file) -> list[Piece]:
                song = recordings.midi_song(file, chance)
                return _parts(song, chance, 0.3)[:2] if _sure(song, front) else []

            yield f"{again}_{file.stem}", make


def _module_jobs(asked: argparse.Namespace, front: Front) -> Iterator[Job]:
    files = [file for folder in asked.modules for file in sorted(folder.rglob("*"))]
    for file in files:
        if file.suffix.lower() not in (".xm", ".it", ".mod", ".s3m"):
            continue

        def make(chance: np.random.Generator, file: Path = file) -> list[Piece]:
            song = modules.song(file)
            return _parts(song, chance, 0.3) if song and _sure(song, front) else []

        yield file.stem.replace(" ", "_"), make


def _nothing_jobs(_: argparse.Namespace, __: Front) -> Iterator[Job]:
    for number in range(8):
        yield f"talk_{number}", _talk
        yield (
            f"applause_{number}",
            lambda chance: [no_music("applause", venues.applause(24, chance))],
        )
        yield f"noise_{number}", lambda chance: [no_music("noise", venues.noise(24, chance))]
        yield f"party_{number}", _party


def _talk(chance: np.random.Generator) -> list[Piece]:
    said = venues.speech(30, chance)
    return [no_music("speech", said), no_music("speech in a room", venues.in_a_room(said, chance))]


def _party(chance: np.random.Generator) -> list[Piece]:
    many = venues.babble([venues.speech(25, chance) for _ in range(4)], chance)
    clapping = venues.with_crowd(many, venues.applause(20, chance), chance.uniform(-3, 8), chance)
    return [no_music("babble", venues.in_a_room(many, chance)), no_music("party", clapping)]


def _sure(piece: Piece, front: Front) -> bool:
    """Whether the sound agrees with what the file says of its beats."""
    return grids.agrees(spectra(front, piece.sound)[0], piece.beats)


def _parts(piece: Piece, chance: np.random.Generator, rooms: float) -> list[Piece]:
    """A long piece in parts, each as it may come to an ear."""
    seconds = len(piece.sound) / RATE
    count = max(1, round(seconds / LONGEST))
    cuts = np.linspace(0, seconds, count + 1)
    return [corpus.varied(piece.cut(float(a), float(b)), chance, rooms) for a, b in pairwise(cuts)]


def _guessed_jobs(asked: argparse.Namespace, front: Front) -> Iterator[Job]:
    files = [file for folder in asked.songs for file in sorted(folder.rglob("*"))]
    files = [file for file in files if file.suffix in (".ogg", ".opus", ".mp3", ".flac")]
    if not files:
        return
    network = learning.restored(asked.taught, asked.seed).average.eval()
    for file in files:

        def make(chance: np.random.Generator, file: Path = file) -> list[Piece]:
            piece = _guessed(file, front, network)
            if piece is None:
                return []
            up, down = SPEEDS[int(chance.integers(1, len(SPEEDS)))]
            return _parts(piece, chance, 0.3) + _parts(piece.faster(up, down), chance, 0.5)

        yield f"{file.parent.name}_{file.stem}".replace(" ", "_"), make


def _guessed(file: Path, front: Front, network: Network) -> Piece | None:
    """A song with the beats that the network is sure of; None where it is not."""
    sound = sounds.read(file)[: round(MOST_GUESSED * RATE)]
    if len(sound) < guessing.SHORTEST * RATE:
        return None
    bands, notes = spectra(front, sound)
    beats = guessing.grid(evidence(network, bands, notes)[:, 0].astype(float))
    if beats is None:
        return None
    beats = beats + grids.best_shift(grids.rises(bands), beats, 0.02)
    beats = beats[beats > 0]
    nothing = np.zeros(len(beats))
    return Piece(
        file.stem, f"guessed:{file.stem}", sound, beats, nothing, onsets_known=False,
        bars_known=False,
    )  # fmt: skip


KINDS: dict[str, Callable[[argparse.Namespace, Front], Iterator[Job]]] = {
    "grooves": _groove_jobs, "bands": _band_jobs, "recordings": _recording_jobs,
    "midi": _midi_jobs, "modules": _module_jobs, "nothing": _nothing_jobs,
    "guessed": _guessed_jobs,
}  # fmt: skip


def _asked() -> argparse.Namespace:
    parser = command(__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--kinds", default=",".join(KINDS), help="what to make")
    parser.add_argument("--rounds", type=int, default=2, help="songs of each groove, style, file")
    parser.add_argument("--modules", type=Path, nargs="*", default=[], help="folders of modules")
    parser.add_argument("--songs", type=Path, nargs="*", default=[], help="folders of free music")
    parser.add_argument("--taught", type=Path, default=Path("hearing.pt"), help="who guesses")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    main()
