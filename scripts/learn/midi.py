"""Just enough MIDI: writing a score, reading its tempi, and giving it to another band."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

TICKS = 480  # a quarter note
DRUMS = 9  # the channel of drums
FAMILIES = {  # programs that may stand in for each other, by their first one's eighth of the list
    0: (0, 1, 2, 3, 4, 5, 6), 1: (8, 9, 11, 12, 13), 2: (16, 17, 18, 19, 21, 22),
    3: (24, 25, 26, 27, 28, 29, 30), 4: (32, 33, 34, 35, 36, 38, 39), 5: (40, 42, 44, 45, 46, 48),
    6: (48, 49, 50, 51, 52, 53, 54), 7: (56, 57, 58, 60, 61, 62, 63), 8: (64, 65, 66, 67, 71),
    9: (73, 74, 75, 68), 10: (80, 81, 82, 84, 87), 11: (88, 89, 90, 92, 95),
}  # fmt: skip
KITS = (0, 0, 0, 8, 16, 24, 25, 32, 40)


@dataclass(frozen=True, slots=True)
class Note:
    """One note of a score; times in quarter notes."""

    start: float
    length: float
    channel: int
    pitch: int
    velocity: int  # 1..127


def _varying(number: int) -> bytes:
    out = [number & 0x7F]
    while number := number >> 7:
        out.append(number & 0x7F | 0x80)
    return bytes(reversed(out))


def write(
    file: Path, notes: list[Note], programs: dict[int, int], tempi: list[tuple[float, float]]
) -> None:
    """Writes one track; `tempi` are (quarter, beats a minute)."""
    events = [(0, 0, bytes([0xC0 | channel, program])) for channel, program in programs.items()]
    events += [
        (round(at * TICKS), 0, b"\xff\x51\x03" + round(6e7 / tempo).to_bytes(3, "big"))
        for at, tempo in tempi
    ]
    for note in notes:
        start, stop = round(note.start * TICKS), round((note.start + note.length) * TICKS)
        velocity = max(1, min(127, note.velocity))
        events.append((start, 2, bytes([0x90 | note.channel, note.pitch, velocity])))
        events.append((max(stop, start + 1), 1, bytes([0x80 | note.channel, note.pitch, 0])))
    track, last = b"", 0
    for tick, _, message in sorted(events):
        track += _varying(tick - last) + message
        last = tick
    track += b"\x00\xff\x2f\x00"
    head = b"MThd" + struct.pack(">IHHH", 6, 0, 1, TICKS)
    file.write_bytes(head + b"MTrk" + struct.pack(">I", len(track)) + track)


def _events(data: bytes) -> list[tuple[int, int, int]]:
    """(place, status, ticks) of every event: the place is where its data bytes begin."""
    events = []
    place = 14
    while place < len(data):
        end = place + 8 + int.from_bytes(data[place + 4 : place + 8], "big")
        place += 8
        status = ticks = 0
        while place < end:
            step = 0
            while True:
                byte = data[place]
                place += 1
                step = step << 7 | byte & 0x7F
                if byte < 0x80:
                    break
            ticks += step
            if data[place] >= 0x80:
                status = data[place]
                place += 1
            events.append((place, status, ticks))
            if status in (0xFF, 0xF0, 0xF7):
                place += 1 if status == 0xFF else 0
                place += 1 + data[place]  # none of ours is longer than 127 bytes
            else:
                place += 1 if status & 0xF0 in (0xC0, 0xD0) else 2
    return events


def given_to_another_band(data: bytes, chance: np.random.Generator) -> bytes:
    """The same notes with other instruments, other balance, sometimes without drums."""
    out = bytearray(data)
    drop_drums = chance.random() < 0.15
    scale = {channel: chance.uniform(0.5, 1.15) for channel in range(16)}
    for channel in range(16):
        if channel != DRUMS and chance.random() < 0.12:
            scale[channel] = 0.0
    if drop_drums:
        scale[DRUMS] = 0.0
    instead: dict[tuple[int, int], int] = {}
    kit = int(chance.choice(KITS))
    for place, status, _ in _events(data):
        kind, channel = status & 0xF0, status & 0x0F
        if kind == 0xC0:
            program = out[place]
            others = FAMILIES.get(program // 8, (program,))
            choice = kit if channel == DRUMS else int(chance.choice(others))
            out[place] = instead.setdefault((channel, program), choice)
        elif kind == 0x90 and out[place + 1]:
            out[place + 1] = max(1, min(127, round(out[place + 1] * scale[channel])))
            if scale[channel] == 0.0:
                out[place] = 0  # a pitch nobody hears
    return bytes(out)
