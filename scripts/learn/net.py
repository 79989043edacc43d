"""The beat network in torch: causal convolutions over the ear's own frames."""

import torch
from torch import Tensor, nn

CHANNELS, TAPS = 24, 4
DILATIONS = (1, 2, 4, 8, 16, 32, 64, 128)  # frames: it remembers 7.6 s
INPUTS, OUTPUTS = 91, 2  # beat and downbeat


class Block(nn.Module):
    """One causal convolution, and back into the stream."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.past = (TAPS - 1) * dilation  # frames
        self.hear = nn.Conv1d(CHANNELS, CHANNELS, TAPS, dilation=dilation)
        self.mix = nn.Conv1d(CHANNELS, CHANNELS, 1)
        self.drop = nn.Dropout(0.1)

    def forward(self, stream: Tensor) -> Tensor:
        """(songs, CHANNELS, frames) of the same shape."""
        heard = torch.relu(self.hear(nn.functional.pad(stream, (self.past, 0))))
        mixed: Tensor = stream + self.mix(self.drop(heard))
        return mixed


class BeatNet(nn.Module):
    """(songs, INPUTS, frames) to logits (songs, OUTPUTS, frames)."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv1d(INPUTS, CHANNELS, 1)
        self.blocks = nn.ModuleList(Block(dilation) for dilation in DILATIONS)
        self.leave = nn.Conv1d(CHANNELS, OUTPUTS, 1)

    def forward(self, frames: Tensor) -> Tensor:
        """Logits of beat and downbeat."""
        stream = torch.relu(self.enter(frames))
        for block in self.blocks:
            stream = block(stream)
        logits: Tensor = self.leave(stream)
        return logits
