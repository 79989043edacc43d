"""Whether the beat heard through a sound device is the one heard in the file that is played.

python -m scripts.measure.microphone SONG [--seconds 40] [--device NAME] [--player paplay]

The player's sound must come back through the device: the monitor of a sink, or a cable. The same
ear hears the song twice: from the file, and as a show's microphone hears it. The beats are compared
in the song's own seconds; the captured sound is matched with the file to find which second of the
song a moment of the show is. Prints by how many milliseconds the device's beats are later (median)
and how far off they are (95th percentile), from 5 s on; and how much the player itself fell behind
meanwhile, which no ear can correct.
"""

import argparse
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.commands.listen import Listener, listen
from live.errors import BadInput, DeviceLost
from live.hear.sources.microphone import HOP, RATE, Microphone, OpenMicrophone
from live.hear.sources.recording import mono
from live.parts import Ear, ShowContext
from live.show.show_file import part_of
from live.signals import Floats, Samples
from scripts.measure import records
from scripts.measure.beats import SKIPPED, WINDOW, context
from scripts.options import command

PIECE = 6.0  # seconds of the capture that are laid over the file at once
LIKE = 0.3  # of 1: captured pieces less like the file are not used


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """What came in through the device, and when beats passed."""

    sound: Samples
    ends: Floats  # seconds of the show: where each block ended
    counts: Floats  # samples until then
    beats: Floats  # seconds of the show


def capture(source: OpenMicrophone, ear: Ear, seconds: float) -> Captured:
    """Captures `seconds` of sound, heard by an ear."""
    listener, blocks = Listener(), []
    for _ in range(round(seconds * RATE / HOP)):
        block = source.read()
        listener.hear(block, ear.hear(block))
        blocks.append(block)
    counts = np.cumsum([len(block.samples) for block in blocks]).astype(float)
    return Captured(
        np.concatenate([block.samples for block in blocks]),
        np.array([block.time for block in blocks]),
        counts,
        np.array([beat.time for beat in listener.heard.detected]),
    )


def lags(captured: Samples, song: Samples) -> tuple[Floats, Floats]:
    """Middles of pieces of the capture, and samples each is later there than in the song."""
    size = round(PIECE * RATE)
    whole = 1 << (len(song) + size).bit_length()
    spectrum = np.fft.rfft(song, whole)
    middles, found = [], []
    for start in range(0, len(captured) - size + 1, size):
        piece = captured[start : start + size]
        likeness = np.fft.irfft(spectrum * np.conj(np.fft.rfft(piece, whole)), whole)
        place = int(np.argmax(likeness[: max(1, len(song) - size)]))
        there = song[place : place + size]
        most = float(np.linalg.norm(piece) * np.linalg.norm(there)) + 1e-9
        if likeness[place] > LIKE * most:
            middles.append(start + size / 2)
            found.append(start - place)
    return np.array(middles), np.array(found, dtype=float)


def in_the_song(captured: Captured, middles: Floats, late: Floats) -> Floats:
    """Seconds of the song at which the device's beats passed."""
    samples = np.interp(captured.beats, captured.ends, captured.counts)
    nearest = np.abs(samples[:, None] - middles[None, :]).argmin(1)
    return np.asarray((samples - late[nearest]) / RATE)


def differences(beats: Floats, expected: Floats) -> tuple[Floats, int]:
    """Seconds by which beats are later than those expected, and how many have no such one."""
    beats = beats[beats >= SKIPPED]
    errors = beats - expected[np.abs(beats[:, None] - expected[None, :]).argmin(1)]
    near = np.abs(errors) < WINDOW
    return errors[near], int((~near).sum())


def heard_through(asked: argparse.Namespace, place: ShowContext, ear: Ear) -> Captured:
    """The song as the player plays it. Raises BadInput or DeviceLost."""
    source = Microphone(device=asked.device).open(place)
    try:
        player = subprocess.Popen([*asked.player.split(), str(asked.song)])
        try:
            return capture(source, ear, asked.seconds)
        finally:
            player.terminate()
            player.wait()
    finally:
        source.close()


def main() -> None:
    """Prints what was measured; 2 where it cannot be."""
    ask = command(__doc__)
    ask.add_argument("song", type=Path)
    ask.add_argument("--seconds", type=float, default=40.0)
    ask.add_argument("--device", default="", help="as in [sound] device")
    ask.add_argument("--player", default="paplay", help="plays the file it is given")
    records.add_option(ask)
    asked = ask.parse_args()
    place = context()
    place.clock.start()
    try:
        expected = np.array([beat.time for beat in listen(asked.song, _ear(place)).detected])
        song = np.concatenate(list(mono(asked.song)))
        captured = heard_through(asked, place, _ear(place))
    except (BadInput, DeviceLost, OSError) as error:
        sys.exit(f"{error}")
    middles, late = lags(captured.sound, song)
    if not len(middles):
        sys.exit(f"what the device captured is not {asked.song}: is it the monitor of what plays?")
    errors, strays = differences(in_the_song(captured, middles, late), expected)
    with records.recording(asked.record, ("ear", "models/hearing")):
        print("| beats | median, ms late | 95 of 100 within, ms | strays | player dragged, ms |")
        print("|---|---|---|---|---|")
        print(
            f"| {len(errors)} | {1000 * np.median(errors):+.1f}"
            f" | {1000 * np.percentile(np.abs(errors), 95):.1f} | {strays}"
            f" | {1000 * np.ptp(late) / RATE:.1f} |"
        )


def _ear(place: ShowContext) -> Ear:
    ear: Ear = part_of("ear", {"kind": "bar_ear"}, "ear").open(place)
    return ear


if __name__ == "__main__":
    main()
