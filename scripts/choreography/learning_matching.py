"""How the code of motion matching is learned: as many numbers as needed, as few as possible."""

import numpy as np
import torch

from live.dance import vector
from scripts.choreography.bank import from_data
from scripts.choreography.dataset import Data
from scripts.choreography.kinematics import joints
from scripts.choreography.matching import Coder, Matching, Weights

_BODIES = 512  # bodies a step
_FASTEST, _SLOWEST = 2e-3, 1e-5  # of learning


class LearningMatching:
    """Learns to write bodies as codes and read them again; the bank needs no learning."""

    def __init__(self, data: Data, takes: np.ndarray) -> None:
        self._bank = from_data(data, takes)
        columns = torch.tensor(self._bank.vectors[:, vector.ROTATIONS], dtype=torch.float32)
        self.model = Coder(columns.mean(0), columns.std(0) + 0.02)
        self._columns, self._joints = columns, joints(columns)
        self._optimiser = torch.optim.Adam(self.model.parameters(), _FASTEST)

    def optimisers(self) -> list[torch.optim.Optimizer]:
        """The state that must be kept to go on."""
        return [self._optimiser]

    def deployed(self) -> Matching:
        """The step of the contract."""
        model = Matching(self._bank, self.model, Weights())
        model.eval()
        return model

    def step(self, share: float, chance: np.random.Generator) -> dict[str, float]:
        """One step of learning, and what it cost."""
        warm = min(1.0, share / 0.1)
        for group in self._optimiser.param_groups:
            group["lr"] = max(_SLOWEST, _FASTEST * warm * 0.5 * (1 + np.cos(np.pi * share)))
        some = torch.from_numpy(chance.integers(len(self._columns), size=_BODIES))
        truth = self._columns[some]
        code = self.model.encode(truth)
        # Noise as large as the rounding to a byte.
        out = self.model.decode(code + (torch.rand_like(code) - 0.5) * 2 / 127)
        apart = ((out - truth) / self.model.spread.clamp(min=0.1)).abs().mean()
        off = (joints(out) - self._joints[some]).norm(dim=-1).mean()
        loss = 0.2 * apart + 12 * off
        self._optimiser.zero_grad()
        loss.backward()
        self._optimiser.step()
        return {"apart": apart.item(), "centimetres": 100 * off.item()}
