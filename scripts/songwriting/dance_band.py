"""The players of First Dance: they read its sections and play them onto the desk."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.songwriting import drums, tones
from scripts.songwriting.first_dance import (
    ARRANGEMENT,
    BARS,
    CHORDS,
    FINAL_CHORD,
    GRID,
    GROOVES,
    KIT,
    RING,
    SWING,
    Section,
)
from scripts.songwriting.mixing import Desk, duck, echo, master, reverb
from scripts.songwriting.score import Chord, held, hits, melody, pitch
from scripts.songwriting.song import Song
from scripts.songwriting.waves import Sound

BASS_STEPS = {"r": 0, "o": 12, "5": 7}

# The sounds that take the tunes, with their bus, level and octave shift in semitones.
SINGERS = {
    "lead": (tones.lead, "lead", 0.31, 0),
    "bell": (tones.bell, "bells", 0.20, 12),
    "pluck": (tones.pluck, "lead", 0.55, 12),
}


def swung(bar: int, step: int) -> float:
    """The time in seconds of a sixteenth, the second of each pair a little late."""
    return GRID.time(bar, step) + (SWING if step % 2 else 0.0)


def play_groove(desk: Desk, bar: int, groove: str) -> None:
    """One bar of drums."""
    for instrument, pattern in GROOVES[groove].items():
        sound, level, pan = KIT[instrument]
        for step, strength in hits(pattern):
            desk.play("drums", swung(bar, step), sound, level * strength, pan)


def play_bass(desk: Desk, bar: int, harmony: Chord, pattern: str) -> None:
    """One bar of bass, each note let go just before its written end."""
    for step, degree, length in held(pattern):
        note = tones.bass(harmony.bass + BASS_STEPS[degree], 0.93 * GRID.seconds(length))
        desk.play("bass", swung(bar, step), note, 0.24)


def play_chords(desk: Desk, bar: int, harmony: Chord, section: Section) -> None:
    """One bar of electric piano, stabs and guitar, as far as the section asks for them."""
    for step, _, length in held(section.parts.get("piano", "")):
        for voice in harmony.voices:
            note = tones.electric_piano(voice, GRID.seconds(length))
            desk.play("keys", swung(bar, step), note, 0.15)
    for step, _, length in held(section.parts.get("stab", "")):
        for voice in harmony.voices:
            note = tones.stab(voice + 12, GRID.seconds(max(2, length)))
            desk.play("keys", swung(bar, step), note, 0.14)
    for step, strength in hits(section.parts.get("guitar", "")):
        for number, voice in enumerate(harmony.voices[-3:]):
            # The pick crosses the strings at 4 ms each.
            at = swung(bar, step) + 0.004 * number
            desk.play("keys", at, tones.pluck(voice + 12, 0.14), 0.36 * strength, pan=0.45)


def play_pad(desk: Desk, bar: int, harmony: Chord, octaves: tuple[int, ...]) -> None:
    """One bar of pad, held a little into the next so that the chords melt together."""
    for octave in octaves:
        for voice in harmony.voices:
            note = tones.pad(voice + octave, GRID.seconds(GRID.steps_per_bar) + 0.2)
            desk.play("pads", GRID.time(bar), note, 0.075 if octave else 0.095)


def play_tunes(desk: Desk, first_bar: int, section: Section) -> None:
    """The section's melodies, each by its singer."""
    for part, (singer, bus, level, shift) in SINGERS.items():
        if part not in section.parts:
            continue
        for start, length, key in melody(section.parts[part], GRID.steps_per_bar):
            note = singer(key + shift, GRID.seconds(length) * 0.95)
            desk.play(bus, swung(first_bar, start), note, level)


def play_section(desk: Desk, first_bar: int, section: Section) -> None:
    """Every part of a section that starts at `first_bar`."""
    for number, (name, groove) in enumerate(
        zip(section.chords.split(), section.grooves, strict=True)
    ):
        bar, harmony = first_bar + number, CHORDS[name]
        play_groove(desk, bar, groove)
        play_bass(desk, bar, harmony, section.parts["bass"])
        play_chords(desk, bar, harmony, section)
        play_pad(desk, bar, harmony, section.pad_octaves)
    play_tunes(desk, first_bar, section)
    play_cymbals(desk, first_bar, section)


def play_cymbals(desk: Desk, first_bar: int, section: Section) -> None:
    """A crash on the section's first downbeat and, where wanted, the riser out of it."""
    desk.play("cymbals", GRID.time(first_bar), drums.crash(), section.crash)
    if section.riser:
        two_bars = GRID.seconds(2 * GRID.steps_per_bar)
        wind = drums.riser(two_bars)
        desk.play("cymbals", GRID.time(first_bar + section.bars - 2), wind, 0.36)


def play_ending(desk: Desk) -> None:
    """The tonic at last: everybody hits it, and the keys and pad ring out."""
    at, harmony = GRID.time(BARS), CHORDS[FINAL_CHORD]
    desk.play("drums", at, KIT["kick"][0], 0.8)
    desk.play("drums", at, KIT["clap"][0], 0.6)
    desk.play("cymbals", at, drums.crash(), 0.55)
    desk.play("bass", at, tones.bass(harmony.bass + 12, 3.4), 0.24)
    desk.play("lead", at, tones.lead(pitch("F5"), 1.6), 0.26)
    desk.play("bells", at, tones.bell(pitch("F6"), 2.5), 0.24)
    for voice in harmony.voices:
        desk.play("keys", at, tones.electric_piano(voice, 3.2), 0.16)
        desk.play("pads", at, tones.pad(voice, 3.8), 0.10)


def kick_times() -> Iterator[float]:
    """The times in seconds of the hard kicks, which duck the rest of the band."""
    grooves = [groove for section in ARRANGEMENT for groove in section.grooves]
    for bar, groove in enumerate(grooves):
        for step, _ in hits(GROOVES[groove].get("kick", "")):
            yield GRID.time(bar, step)


def mix(desk: Desk) -> Sound:
    """Duck, add space and sum the buses."""
    kicks = list(kick_times())
    bass = duck(desk.bus("bass"), kicks, depth=0.65, recovery=0.16)
    pads = duck(desk.bus("pads"), kicks, depth=0.75, recovery=0.34)
    keys = duck(desk.bus("keys"), kicks, depth=0.45, recovery=0.22)
    lead = duck(desk.bus("lead"), kicks, depth=0.20)
    dotted_eighth = GRID.seconds(3)
    echoes = 0.55 * echo(lead, dotted_eighth, feedback=0.42)
    echoes += 0.75 * echo(desk.bus("bells"), dotted_eighth, feedback=0.5)
    echoes = duck(echoes, kicks, depth=0.5)
    sends = 0.30 * lead + 0.35 * desk.bus("bells") + 0.5 * echoes + 0.22 * keys + 0.25 * pads
    hall = reverb(sends, half_life=0.22)
    room = reverb(0.10 * desk.bus("drums") + 0.2 * desk.bus("cymbals"), half_life=0.06, seed=15)
    dry = desk.bus("drums") + desk.bus("cymbals") + bass + pads + keys + lead + desk.bus("bells")
    return dry + echoes + hall + room


def render() -> Sound:
    """The whole song, mastered; shape (2, samples)."""
    desk = Desk(GRID.time(BARS) + RING)
    first_bar = 0
    for section in ARRANGEMENT:
        play_section(desk, first_bar, section)
        first_bar += section.bars
    play_ending(desk)
    return master(mix(desk), loudness_db=-13.5)


SONG = Song(name="first_dance", grid=GRID, beats=BARS * GRID.beats_per_bar + 1, render=render)
