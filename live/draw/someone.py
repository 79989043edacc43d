"""People by number: a seed, 7 or "Anna", is always the same person, on every machine.

An avatar that takes a look gets some numbers in -1..1, and each draw of them is another person.
A seed draws them; `someone:7` is the avatar `someone` with the look of seed 7.
"""

import hashlib
import secrets

import numpy as np

from live.signals import Samples

RANDOM = "random"  # instead of a seed: another one each night
_SEEDS = 10_000  # as many as are drawn from: short enough to be kept in mind
_DIGITS = 18  # a longer number is a word


def look_of(seed: str, count: int) -> Samples:
    """The `count` numbers, -1..1, of a seed: a number, or a word in letters large or small."""
    word = seed.strip().casefold()
    if word.isdecimal() and len(word) <= _DIGITS:
        number = int(word)
    else:
        number = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    drawn = np.random.default_rng(number).uniform(-1.0, 1.0, count)
    return drawn.astype(np.float32)


def drawn(chance: int | None = None) -> str:
    """A seed: another each time, or the one that belongs to a `chance`."""
    if chance is None:
        return str(secrets.randbelow(_SEEDS))
    return str(np.random.default_rng(chance).integers(_SEEDS))


def parted(name: str) -> tuple[str, str]:
    """The avatar and the seed that a name such as `someone:7` says; no seed: empty."""
    avatar, _, seed = name.partition(":")
    return avatar, seed.strip()
