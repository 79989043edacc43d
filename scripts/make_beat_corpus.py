"""Renders the songs the beat network learns from, and keeps what the ear would have heard.

python scripts/make_beat_corpus.py OUT.npz --songs 800 --seed 1

Needs the Debian packages mma, fluidsynth, fluid-soundfont-gm and timgm6mb-soundfont. The styles
HELD_OUT are never rendered: the judging pieces are made of them.
"""

import argparse
import subprocess
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.hear.onsets import Onsets
from live.signals import Floats, Samples
from scripts.learn import charts, grooves, midi, rooms

SECONDS = 24.0
FONTS = ("/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/sounds/sf2/TimGM6mb.sf2")
HELD_OUT = ("waltz", "jazzwaltz", "swing", "quickstep", "salsa", "chacha", "tango", "bossanova",
            "popballad", "polka", "lighttango")  # fmt: skip
CHARTED = 0.45  # of the songs are arranged by MMA, the others are grooves of ours
RENDER_SECONDS = 20  # a bad score can make the synthesizer write for ever
HOP = 441


@dataclass(frozen=True, slots=True, eq=False)
class Song:
    """Sound and its truth."""

    sound: Samples  # (n,) at rooms.RATE
    beats: Floats  # seconds
    downbeats: Floats  # seconds


def rendered(score: Path, chance: np.random.Generator) -> Samples | None:
    """The score played by a soundfont, cut to SECONDS."""
    target = score.with_suffix(".wav")
    target.unlink(missing_ok=True)
    wet = str(chance.choice(["0", "1"]))
    command = ["fluidsynth", "-ni", "-g", "0.5", "-r", str(rooms.RATE), "-R", wet, "-C", wet]
    command += ["-F", str(target), str(chance.choice(FONTS)), str(score)]
    try:
        subprocess.run(command, capture_output=True, timeout=RENDER_SECONDS, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return None
    with wave.open(str(target)) as file:
        data = file.readframes(round(SECONDS * rooms.RATE))
    stereo = np.frombuffer(data, "<i2").reshape(-1, 2)
    return (stereo.mean(1) / 32_768).astype(np.float32)


def a_song(styles: list[charts.Style], chance: np.random.Generator, folder: Path) -> Song | None:
    """One song, dry."""
    score = folder / "score.mid"
    if chance.random() < CHARTED:
        piece = charts.chart(styles[chance.integers(len(styles))], SECONDS, chance, folder)
        if piece is None:
            return None
        score.write_bytes(piece.midi)
        beats, downbeats = piece.beats, piece.downbeats
    else:
        notes, programs, at, ones, tempo = grooves.song(SECONDS, chance)
        midi.write(score, notes, programs, [(0.0, tempo)])
        beats, downbeats = at * 60 / tempo, ones * 60 / tempo
    sound = rendered(score, chance)
    if sound is None or len(sound) < 10 * rooms.RATE or np.abs(sound).max() < 1e-3:
        return None
    last = len(sound) / rooms.RATE
    return Song(sound, beats[beats < last], downbeats[downbeats < last])


def after(first: Song, second: Song, gap: Samples, cut: float, begin: float) -> Song:
    """The first song up to `cut`, a gap, and the second one from `begin`; seconds."""
    rate = rooms.RATE
    parts = [first.sound[: round(cut * rate)], gap, second.sound[round(begin * rate) :]]
    shift = cut + len(gap) / rate - begin

    def joined(one: Floats, other: Floats) -> Floats:
        return np.concatenate([one[one < cut], other[other >= begin] + shift])

    return Song(
        np.concatenate(parts), joined(first.beats, second.beats),
        joined(first.downbeats, second.downbeats),
    )  # fmt: skip


def with_changes(song: Song, other: Song | None, chance: np.random.Generator) -> Song:
    """As it is, or cut hard into another, or with talk, applause or silence in between."""
    kind = chance.random()
    if other is None or kind < 0.7:
        return song
    cut, begin = chance.uniform(6, 12), chance.uniform(0, 8)
    if kind < 0.85:
        return after(song, other, np.zeros(0, dtype=np.float32), cut, begin)
    length = round(rooms.RATE * chance.uniform(3, 8))
    level = float(np.sqrt(np.mean(song.sound**2))) * chance.uniform(0.1, 1.0)
    makers = (rooms.crowd, rooms.applause, lambda n, _: np.zeros(n))
    gap = makers[chance.integers(3)](length, chance) * level
    return after(song, other, gap.astype(np.float32), cut, begin)


def heard(sound: Samples) -> tuple[Floats, Floats]:
    """Spectra (frames, bands) and fluxes (frames, 3), as the ear has them."""
    onsets = Onsets(rooms.RATE)
    frames = [
        frame
        for start in range(0, len(sound) - HOP + 1, HOP)
        for frame in onsets.hear(sound[start : start + HOP])
    ]
    return np.array([f.spectrum for f in frames]), np.array([f.flux for f in frames])


def main() -> None:
    """Renders, hears and writes."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    ask.add_argument("out", type=Path)
    ask.add_argument("--songs", type=int, default=800)
    ask.add_argument("--seed", type=int, default=1)
    asked = ask.parse_args()
    chance = np.random.default_rng(asked.seed)
    styles = charts.styles(HELD_OUT)
    kept: dict[str, Floats] = {}
    other: Song | None = None
    done = 0
    with tempfile.TemporaryDirectory() as folder:
        while done < asked.songs:
            song = a_song(styles, chance, Path(folder))
            if song is None:
                continue
            mixed = with_changes(song, other, chance)
            other = song
            spectra, fluxes = heard(rooms.recorded(mixed.sound, chance))
            kept[f"{done}/spectra"] = spectra.astype(np.float16)
            kept[f"{done}/fluxes"] = fluxes.astype(np.float16)
            kept[f"{done}/beats"], kept[f"{done}/downbeats"] = mixed.beats, mixed.downbeats
            done += 1
            if done % 50 == 0:
                print(f"{done} songs")
    np.savez(asked.out, **kept)


if __name__ == "__main__":
    main()
