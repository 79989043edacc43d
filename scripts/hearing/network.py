"""The ear's network: spectra relative to their last seconds, a small convolution, two GRU layers.

The layers' inputs are computed in two places: `senses` computes them for whole windows, for
learning; `Step` does so for one step of sound, with its memory, and is exported.
"""

from typing import ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from scripts.hearing.front import Front
from scripts.hearing.senses import (
    AGO,
    CONTRAST,
    LEAST_RISE,
    LOUD_FADE,
    QUIETEST,
    USUAL,
    USUAL_NOTES,
    USUAL_RISE,
    senses,
)  # fmt: skip
from scripts.hearing.spectrum import BANDS, NOTES

TAPS, SEEN, NOTED, WIDTH = 4, 40, 24, 72
OUTPUTS = 3  # beat, downbeat, onset


class Network(nn.Module):
    """The layers, whose weights are learned."""

    def __init__(self) -> None:
        super().__init__()
        self.see = nn.Conv1d(2 * BANDS, SEEN, TAPS)
        self.tell = nn.Linear(2 * NOTES, NOTED)  # the name is that of the weights in kept files
        self.first = nn.GRU(2 * SEEN + NOTED, WIDTH, batch_first=True)
        self.second = nn.GRU(WIDTH, WIDTH, batch_first=True)
        self.out = nn.Linear(2 * WIDTH, 2 * OUTPUTS)
        self.rest = nn.Dropout(0.15)

    def forward(self, frames: Tensor, steps: Tensor) -> Tensor:
        """Logits (windows, frames, OUTPUTS) of windows that begin without a memory."""
        padded = nn.functional.pad(frames.transpose(1, 2), (TAPS - 1, 0))
        seen = torch.relu(self.see(padded)).transpose(1, 2)
        given = torch.cat([seen.reshape(len(seen), -1, 2 * SEEN), torch.relu(self.tell(steps))], 2)
        first, _ = self.first(self.rest(given))
        second, _ = self.second(self.rest(first))
        logits: Tensor = self.out(torch.cat([first, second], 2))
        return logits.reshape(len(seen), -1, OUTPUTS)


class Step(nn.Module):
    """20 ms of sound and a memory in; beat, downbeat and onset of its two frames out, 0..1.

    It computes for two frames at once what `senses` does frame by frame, in as few operations as
    possible: in a show each operation costs more than the numbers in it. The names of the memory
    are those of the model's inputs and outputs, and cannot change.
    """

    memory: ClassVar[dict[str, tuple[int, ...]]] = Front.shapes | {
        "loudest": (1, 1),
        "seen": (1, 1, BANDS),
        "usual": (1, 1, 2 * BANDS),
        "context": (1, TAPS - 1, 2 * BANDS),
        "told": (1, AGO, NOTES),  # the notes of the last steps
        "usual_told": (1, NOTES),  # the usual notes
        "first": (1, 1, WIDTH),
        "second": (1, 1, WIDTH),
    }
    inputs = ("sound", *memory)
    outputs = ("beat", "downbeat", "onset", *(f"next_{name}" for name in memory))

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.front = Front()
        self.network = network
        shares = np.repeat([USUAL, USUAL_RISE], BANDS)
        left, nothing = 1 - shares, np.zeros_like(shares)
        constants = {
            # The share of the loudest before, and of both frames' levels, left at each frame.
            "left": [[LOUD_FADE, 1.0, 0.0], [LOUD_FADE**2, LOUD_FADE, 1.0]],
            # The share of the usual before, and of both frames, in the usual at each frame.
            "blend": [[left, shares, nothing], [left**2, left * shares, shares]],
        }
        for name, value in constants.items():
            tensor = torch.tensor(np.array(value), dtype=torch.float32)
            self.register_buffer(name, tensor, persistent=False)

    def forward(self, sound: Tensor, *memory: Tensor) -> tuple[Tensor, ...]:
        """Takes `sound` (1, STEP) and the memory in its order; returns what `outputs` names."""
        loudest, seen, usual, context, past_notes, usual_notes, first, second = memory[3:]
        bands, notes, *sounds = self.front.step(sound, *memory[:3])
        levels = torch.cat([loudest, bands.sum(2).sqrt()], 1)
        loud = (levels * self.left).amax(1).clamp(min=QUIETEST)[None, :, None]
        loudest = loud[:, 1]
        now = torch.log1p(CONTRAST * bands.sqrt() / loud)
        both = torch.cat([now, torch.relu(now - torch.cat([seen, now[:, :1]], 1))], 2)
        usuals = (torch.cat([usual, both], 1) * self.blend).sum(1)[None]
        above = now - usuals[:, :, :BANDS]
        rise = both[:, :, BANDS:] / (usuals[:, :, BANDS:] + LEAST_RISE)
        heard = torch.cat([context, torch.cat([above, rise], 2)], 1)
        now_notes = torch.log1p(CONTRAST * notes.sqrt() / loudest)
        usual_notes = usual_notes + USUAL_NOTES * (now_notes - usual_notes)
        step = torch.cat([now_notes - usual_notes, now_notes - past_notes[:, 0]], 1)
        past_notes = torch.cat([past_notes[:, 1:], now_notes[:, None]], 1)
        logits, first, second = self._layers(heard, step, first, second)
        found = torch.sigmoid(logits).reshape(1, 2, OUTPUTS).unbind(2)
        kept = (
            loudest,
            now[:, 1:],
            usuals[:, 1:],
            heard[:, 2:],
            past_notes,
            usual_notes,
            first,
            second,
        )
        return (*found, *sounds, *kept)

    def _layers(
        self, heard: Tensor, step: Tensor, first: Tensor, second: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        network = self.network
        seen = torch.relu(network.see(heard.transpose(1, 2))).transpose(1, 2)
        given = torch.cat([seen.reshape(1, 2 * SEEN), torch.relu(network.tell(step))], 1)
        one, first = network.first(given[None], first)
        two, second = network.second(one, second)
        return network.out(torch.cat([one, two], 2)[0]), first, second


def evidence(network: Network, bands: np.ndarray, notes: np.ndarray) -> np.ndarray:
    """The output for a whole piece, given its power spectra: (frames, OUTPUTS), 0..1."""
    frames, steps = senses(bands[None], notes[None])
    with torch.no_grad():
        logits = network(torch.from_numpy(frames), torch.from_numpy(steps))
    return np.asarray(torch.sigmoid(logits)[0].numpy())
