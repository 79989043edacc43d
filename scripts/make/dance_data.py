"""Makes the data that the choreographers learn from: dance on the beat, partners, and music.

    python -m scripts.make.dance_data FOLDER... --out data.npz [--music FOLDER...]

Folders hold dance: our own .npz, .bvh (ours, CMU's, Mixamo's, Blender's), and AIST++'s .pkl files.
Originals that anybody can have:

    CMU mocap     mocap.cs.cmu.edu, subjects 05, 60, 61 and 94 (as BVH: many conversions exist)
    G1 Moves      github.com/experientialtech/g1-moves (CC BY 4.0)
    AIST++        google.github.io/aistplusplus_dataset (annotations CC BY 4.0); its songs and
                  films are under terms of their own

None of it comes with music that may be given away, so dance is paired with the songs of the
folders of --music (the program's own without any), as our own ear hears them: synthetically.
"""

import argparse
from pathlib import Path

import numpy as np

from live.dance import vector
from live.runtime.places import SHOWS
from live.runtime.sentences import one_sentence
from scripts.choreography import aist, clips, dataset, songs
from scripts.choreography.styles import STYLES
from scripts.options import command


def main() -> None:
    asked = _asked()
    with one_sentence():
        only = None if asked.only is None else aist.names(asked.only)
        dances = [clip for folder in asked.folders for clip in clips.clips(folder, only)]
        print(f"{len(dances)} clips; listening to the music ...", flush=True)
        music = list(songs.stretches(asked.music))
        data = dataset.made(dances, music)
        dataset.write(asked.out, data)
    print(table(data))
    print(f"{asked.out}: {asked.out.stat().st_size:,} bytes")


def table(data: dataset.Data) -> str:
    """What there is of each style."""
    lines = [f"{'style':10} takes  minutes  beats  tempo  speed m/s  with a partner"]
    take_of = np.repeat(np.arange(len(data.name)), np.diff(data.starts))
    for number, style in enumerate(STYLES):
        takes = np.flatnonzero(data.style == number)
        if not len(takes):
            continue
        rows = np.isin(take_of, takes)
        beats = rows.sum() / vector.STEPS
        minutes = float((1 / data.tempo[rows]).sum()) / vector.STEPS
        lines.append(
            f"{style:10} {len(takes):5d} {minutes:8.1f} {beats:6.0f} {beats / minutes:6.1f}"
            f" {data.speed[rows].mean():10.2f} {int(data.coupled[takes].sum()):7d}"
        )
    seconds = len(data.music) / vector.STEPS
    lines.append(f"music: {len(data.song)} stretches, {seconds:.0f} beats (paired synthetically)")
    return "\n".join(lines)


def _asked() -> argparse.Namespace:
    parser = command(__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of dance")
    parser.add_argument("--only", type=Path, help="one of AIST++'s lists: its motions to take")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument(
        "--music", type=Path, nargs="+", default=[SHOWS / "songs"], help="folders of songs"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
