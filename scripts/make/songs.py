"""Synthesises the two demo songs and writes each with the list of its beats.

python -m scripts.make.songs --out shows/songs
"""

from __future__ import annotations

from pathlib import Path

from scripts.options import command
from scripts.songwriting import dance_band, waltz_band
from scripts.songwriting.ogg import write_beats, write_ogg

SONGS = (dance_band.SONG, waltz_band.SONG)


def main() -> None:
    """Renders every song into the folder that was asked for."""
    parser = command(__doc__)
    parser.add_argument("--out", type=Path, default=Path("shows/songs"), help="output folder")
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for song in SONGS:
        sound = song.render()
        path = folder / f"{song.name}.ogg"
        write_ogg(path, sound)
        write_beats(path.with_suffix(".beats"), song.beat_times())
        print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, {song.beats} beats")


if __name__ == "__main__":
    main()
