"""Chord charts: common progressions in any key, and tunes over them."""

import numpy as np

NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
SCALE = (0, 2, 4, 5, 7, 9, 11)
SUFFIX = {"": "", "m": "m", "7": "7", "M7": "M7", "m7": "m7"}
TONES = {
    "": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10), "M7": (0, 4, 7, 11), "m7": (0, 3, 7, 10),
}  # fmt: skip
Chord = tuple[int, str]  # root 0..11, kind
PLAIN = (
    "1 5 6m 4",
    "1 4 5 1",
    "6m 4 1 5",
    "1 6m 4 5",
    "1 1 4 5",
    "1 4 1 5",
    "1 1 1 1 4 4 1 1 5 4 1 5",
    "6m 5 4 5",
    "1 b7 4 1",
    "6m 6m 4 5",
)
JAZZY = (
    "2m7 57 1M7 67",
    "1M7 6m7 2m7 57",
    "3m7 67 2m7 57",
    "1M7 4M7 3m7 67 2m7 57 1M7 1M7",
    "17 17 17 17 47 47 17 67 2m7 57 17 57",
)
MINOR = ("1m 4m 57 1m", "1m b7 b6 57", "1m b6 b3 b7", "1m 1m 4m 57", "1m b7 1m b7")


def chord(symbol: str, key: int) -> Chord:
    """Root and kind of a symbol such as "6m" in a key."""
    flat = symbol.startswith("b")
    symbol = symbol.removeprefix("b")
    root = SCALE[int(symbol[0]) - 1] - flat
    return (key + root) % 12, symbol[1:]


def progression(bars: int, chance: np.random.Generator, *, jazzy: bool = False) -> list[Chord]:
    """One chord a bar; the pattern changes after one to three rounds of it."""
    key = int(chance.integers(12))
    pool = JAZZY if jazzy else MINOR if chance.random() < 0.3 else PLAIN
    out: list[Chord] = []
    while len(out) < bars:
        symbols = str(chance.choice(pool)).split()
        if chance.random() < 0.15:  # chords that stay for two bars
            symbols = [one for one in symbols for _ in range(2)]
        for _ in range(int(chance.integers(1, 4))):
            out += [chord(one, key) for one in symbols]
    return out[:bars]


def tune(
    chords: list[Chord], meter: int, division: int, chance: np.random.Generator
) -> list[tuple[float, float, int]]:
    """A melody of (beat, length in beats, MIDI note), from three rhythms that repeat."""
    rhythms = [_rhythm(meter, division, chance) for _ in range(3)]
    note = int(chance.integers(66, 80))
    out = []
    for bar, (root, kind) in enumerate(chords):
        if bar % 8 >= 6 and chance.random() < 0.5:
            continue
        for at, length in rhythms[int(chance.choice(3, p=(0.5, 0.3, 0.2)))]:
            strong = at % 1 == 0
            pool = [(root + tone) % 12 for tone in TONES[kind]]
            if not strong:
                pool = [(root + step) % 12 for step in SCALE]
            near = [n for n in range(note - 6, note + 7) if n % 12 in pool and 58 < n < 90]
            note = int(chance.choice(near)) if near else note
            out.append((bar * meter + at, length, note))
    return out


def _rhythm(meter: int, division: int, chance: np.random.Generator) -> list[tuple[float, float]]:
    places = np.arange(meter * division) / division
    density = chance.uniform(0.15, 0.6)
    weight = np.where(places % 1 == 0, 1.4, 0.8) * density
    chosen = places[chance.random(len(places)) < weight]
    if not len(chosen):
        return []
    ends = np.append(chosen[1:], meter)
    return [(float(a), float(min(b - a, 2) * 0.9)) for a, b in zip(chosen, ends, strict=True)]
