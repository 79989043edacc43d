"""The players of the waltz: they read its strains and play them onto the desk."""

from __future__ import annotations

from scripts.songwriting import drums, tones
from scripts.songwriting.mixing import Desk, echo, master, reverb
from scripts.songwriting.score import Chord, hits, melody, pitch
from scripts.songwriting.song import Song
from scripts.songwriting.waltz import BARS, CHORDS, FINAL_CHORD, FORM, GRID, GROOVE, RING, Strain
from scripts.songwriting.waves import Sound

BEAT = GRID.seconds(GRID.steps_per_beat)
BAR = GRID.seconds(GRID.steps_per_bar)

# Each drum's sound, its level in the mix and its place from left (-1) to right (1).
KIT = {
    "brush": (drums.brush(), 0.30, 0.15),
    "tambourine": (drums.tambourine(), 0.14, -0.3),
}


def play_groove(desk: Desk, bar: int) -> None:
    """One bar of brush and tambourine."""
    for instrument, pattern in GROOVE.items():
        sound, level, pan = KIT[instrument]
        for step, strength in hits(pattern):
            desk.play("drums", GRID.time(bar, step), sound, level * strength, pan)


def play_oom_pah_pah(desk: Desk, bar: int, harmony: Chord) -> None:
    """The left hand: the bass on one, the chord above it on two and three."""
    one = GRID.time(bar)
    desk.play("bass", one, tones.double_bass(harmony.bass, 0.85 * BAR), 0.24)
    desk.play("piano", one, tones.piano(harmony.bass + 12, 0.9 * BEAT), 0.17)
    for beat, level in ((1, 0.115), (2, 0.095)):
        for voice in harmony.voices:
            note = tones.piano(voice, 0.7 * BEAT)
            desk.play("piano", one + beat * BEAT, note, level, pan=-0.1)


def play_strings(desk: Desk, bar: int, harmony: Chord, level: float) -> None:
    """One bar of held strings; they swell in early so as to be there on the beat."""
    for octave in (0, 12):
        for voice in harmony.voices:
            at = GRID.time(bar) - (0.1 if bar else 0.0)
            note = tones.strings(voice + octave, BAR + 0.1)
            desk.play("strings", at, note, (0.05 if octave else 0.09) * level)


def play_tune(desk: Desk, first_bar: int, strain: Strain) -> None:
    """The right hand's melody, and the celesta an octave above where it has joined."""
    for start, length, key in melody(strain.tune, GRID.steps_per_bar):
        at, seconds = GRID.time(first_bar, start), GRID.seconds(length)
        desk.play("piano", at, tones.piano(key, seconds), 0.27, pan=0.1)
        if strain.celesta:
            desk.play("celesta", at, tones.bell(key + 12, seconds), 0.07)


def play_strain(desk: Desk, first_bar: int, strain: Strain) -> None:
    """Every part of a strain that starts at `first_bar`."""
    for bar, name in enumerate(strain.chords.split(), start=first_bar):
        play_groove(desk, bar)
        play_oom_pah_pah(desk, bar, CHORDS[name])
        if strain.strings:
            play_strings(desk, bar, CHORDS[name], strain.strings)
    play_tune(desk, first_bar, strain)


def play_ending(desk: Desk) -> None:
    """The last chord, spread upwards from the bass, over strings that die away."""
    at, harmony = GRID.time(BARS), CHORDS[FINAL_CHORD]
    play_strings(desk, BARS, harmony, 0.9)
    desk.play("bass", at, tones.double_bass(harmony.bass, 3.5), 0.24)
    upper = tuple(voice + 12 for voice in harmony.voices)
    spread = (harmony.bass + 12, *harmony.voices, *upper, pitch("F#5"))
    for number, voice in enumerate(spread):
        desk.play("piano", at + 0.05 * number, tones.piano(voice, 3.0), 0.15)
    desk.play("celesta", at + 0.05 * len(spread), tones.bell(pitch("F#6"), 2.0), 0.06)
    sound, level, pan = KIT["tambourine"]
    desk.play("drums", at, sound, 0.6 * level, pan)


def mix(desk: Desk) -> Sound:
    """Put everyone into one hall, the strings furthest back, and sum the buses."""
    echoes = 0.5 * echo(desk.bus("celesta"), BEAT, feedback=0.45)
    sends = 0.30 * desk.bus("piano") + 0.6 * desk.bus("strings") + 0.5 * desk.bus("celesta")
    sends += 0.5 * echoes + 0.12 * desk.bus("drums")
    hall = reverb(sends, half_life=0.28)
    return sum(desk.buses.values(), start=hall + echoes)


def render() -> Sound:
    """The whole waltz, mastered; shape (2, samples)."""
    desk = Desk(GRID.time(BARS) + RING)
    first_bar = 0
    for strain in FORM:
        play_strain(desk, first_bar, strain)
        first_bar += strain.bars
    play_ending(desk)
    return master(mix(desk), loudness_db=-16.0)


SONG = Song(name="waltz", grid=GRID, beats=BARS * GRID.beats_per_bar + 1, render=render)
