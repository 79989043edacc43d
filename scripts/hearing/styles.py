"""The styles of styles.toml."""

from pathlib import Path

import msgspec

FILE = Path(__file__).with_name("styles.toml")


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to play; the file says what the fields mean."""

    tempo: tuple[float, float]  # beats a minute
    drums: dict[str, tuple[str, ...]] = {}  # bars of each role
    bass: tuple[str, ...] = ()
    chords: tuple[str, ...] = ()
    meter: int = 4
    steps: int = 4  # a beat
    swing: tuple[float, float] = (0.0, 0.0)  # of a step
    bass_programs: tuple[int, ...] = (33, 34, 33, 35)
    chord_programs: tuple[int, ...] = (25, 26, 27, 29, 30, 0, 4, 16)
    programs: tuple[int, ...] = (53, 54, 56, 65, 81, 80, 27, 29, 73)  # of the tune
    machine: float = 0.1
    palm: bool = False
    pump: float = 0.0


STYLES = msgspec.toml.decode(FILE.read_bytes(), type=dict[str, Style])
