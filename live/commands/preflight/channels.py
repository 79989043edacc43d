"""How loud each channel of a sound input is, in words: which is live, and which is heard."""

import numpy as np

from live.parts import Channels
from live.signals import Floats

_NAMED = 8  # live channels: of more, the loudest are named
_FEW = 3  # silent channels: of more, only their number is said
_ALONE = 0.9  # of the mix: a channel with so much of it is heard alone


class ChannelLevels:
    """The levels of an input's channels over several blocks."""

    def __init__(self) -> None:
        self._blocks: list[Channels] = []

    def add(self, block: Channels) -> None:
        """The channels of one block; where their number changes, those before are forgotten."""
        if self._blocks and len(self._blocks[0].powers) != len(block.powers):
            self._blocks.clear()
        self._blocks.append(block)

    def sentence(self, silent: float) -> str:
        """What each channel sounds like; "" where there is but one. Below `silent` dB is silence.

        "channel 1 silent, channel 2 -31 dB; channel 2 alone is heard".
        """
        if not self._blocks or len(self._blocks[0].powers) < 2:
            return ""
        powers = np.mean([block.powers for block in self._blocks], axis=0)
        levels: Floats = 10 * np.log10(powers + 1e-12)
        if levels.max() < silent:
            return f"all {len(levels)} channels are silent"
        shares: Floats = np.mean([block.shares for block in self._blocks], axis=0)
        most = int(np.argmax(shares))
        heard = f"channel {most + 1} alone" if shares[most] > _ALONE else "the mean of all"
        return f"{_listed(levels, silent)}; {heard} is heard"


def _listed(levels: Floats, silent: float) -> str:
    live = levels >= silent
    loudest = [int(number) for number in np.argsort(-levels, kind="stable") if live[number]]
    named = set(loudest[:_NAMED])
    if np.count_nonzero(~live) <= _FEW:
        named |= {int(number) for number in np.flatnonzero(~live)}
    said = [
        f"channel {number + 1} {f'{levels[number]:.0f} dB' if live[number] else 'silent'}"
        for number in sorted(named)
    ]
    if len(loudest) > _NAMED:
        said.append(f"{len(loudest) - _NAMED} more live")
    if np.count_nonzero(~live) > _FEW:
        said.append(f"the other {np.count_nonzero(~live)} silent")
    return ", ".join(said)
