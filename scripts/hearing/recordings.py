"""Freely licensed recordings whose grid is known, and songs in MIDI."""

from collections.abc import Iterator
from pathlib import Path

import mido
import numpy as np

from live.hear.activations import RATE
from scripts.hearing import grids, sounds, synthesizer
from scripts.hearing.front import Front, spectra
from scripts.hearing.piece import Piece

FRETS = Path("/usr/share/games/fretsonfire/data/songs")
NOT_LEARNED = ("chaos_god", "Escape from chaosland", "War of freedom")  # judged by
MSX = Path("/usr/share/games/openttd/baseset/openmsx")
MOST_LATE = 0.06  # seconds a grid may be off its recording


def played_live(front: Front, folder: Path = FRETS) -> Iterator[Piece]:
    """Songs of Frets on Fire, their grid from notes.mid, moved to where the sound is."""
    for notes in sorted(folder.glob("*/*/notes.mid")):
        if notes.parent.name in NOT_LEARNED:
            continue
        song = sounds.read(notes.with_name("song.ogg"))
        guitar = sounds.read(notes.with_name("guitar.ogg"))
        size = max(len(song), len(guitar))
        sound = (np.pad(song, (0, size - len(song))) + np.pad(guitar, (0, size - len(guitar)))) / 2
        beats, places = grids.Grid(mido.MidiFile(notes)).beats()
        rise = grids.rises(spectra(front, sound)[0])
        beats = beats + grids.best_shift(rise, beats, MOST_LATE)
        kept = (beats > 0) & (beats < size / RATE)
        yield Piece(
            notes.parent.name, f"real:{notes.parent.parent.name}", sound.astype(np.float32),
            beats[kept], places[kept], onsets_known=False, bars_known=True,
        )  # fmt: skip


def midi_song(file: Path, chance: np.random.Generator) -> Piece:
    """A song in MIDI with any soundfont, other instruments and at another tempo."""
    midi = mido.MidiFile(file)
    speed = chance.uniform(0.85, 1.18)
    for track in midi.tracks:
        for message in track:
            if message.type == "set_tempo":
                message.tempo = round(message.tempo / speed)
    synthesizer.retold(midi, chance, 0.15)
    sound = synthesizer.played(midi, synthesizer.font(chance), reverb=bool(chance.random() < 0.5))
    grid = grids.Grid(midi)
    beats, places = grid.beats()
    onsets = grid.seconds(synthesizer.onset_ticks(midi))
    seconds = len(sound) / RATE
    return Piece(
        file.stem,
        f"midi:{file.stem}",
        sound,
        beats[beats < seconds],
        places[beats < seconds],
        onsets,
    )
