"""Runs a recurrent network: numbers in, numbers out, its state kept between steps.

ONNX Runtime on one core of the CPU, without spinning: the show needs the other cores. A model is
known by the names of its inputs and outputs. Every input that the caller does not give is a part
of its state: it starts as zeros, and the output `next_<name>` is its next value.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from live.errors import BadInput
from live.networks.providers import BROKEN, FLOAT, Numbers, misfit, on_cpu
from live.signals import Floats, Samples


class Recurrent:
    """A model and its state, for one worker."""

    def __init__(
        self, path: Path, wanted: Mapping[str, int | None], given: Mapping[str, int]
    ) -> None:
        """Loads a model with the inputs `wanted` and the outputs `given`, rows of float32.

        Both are by name, with the size of the row; None: any size. Raises BadInput for a file that
        is not a model, or a model of another kind.
        """
        self._session = on_cpu(path)
        self.path = path
        self._names = [output.name for output in self._session.get_outputs()]
        shapes = {i.name: tuple(i.shape) for i in self._session.get_inputs()}
        self._check(wanted, given)
        self.sizes = {name: int(shapes[name][1]) for name in wanted}
        self.metadata = dict(self._session.get_modelmeta().custom_metadata_map)
        self._memory = {name: shape for name, shape in shapes.items() if name not in wanted}
        self._inputs: dict[str, Numbers] = {}
        self.forget()

    def _check(self, wanted: Mapping[str, int | None], given: Mapping[str, int]) -> None:
        takes = {put.name: put for put in self._session.get_inputs()}
        gives = {put.name: put for put in self._session.get_outputs()}
        for name, size in wanted.items():
            self._row("input", name, takes.get(name), size)
        for name, size in given.items():
            self._row("output", name, gives.get(name), size)
        for name in (name for name in takes if name not in wanted):
            shape, back = takes[name].shape, gives.get(f"next_{name}")
            if not all(isinstance(size, int) for size in shape):
                self._refuse(f"input {name!r} is {tuple(shape)}, wanted are sizes that are numbers")
            if back is None:
                self._refuse(f"output 'next_{name}' is missing")
            if back.shape != shape or takes[name].type != FLOAT or back.type != FLOAT:
                self._refuse(f"output 'next_{name}' is not of the kind of input {name!r}")

    def _row(self, way: str, name: str, put: Any, size: int | None) -> None:
        """Whether an input or output is one row of `size` numbers (None: any number of them)."""
        if wrong := misfit(put, way, name, (1, size)):
            self._refuse(wrong)

    def _refuse(self, why: str) -> NoReturn:
        raise BadInput(f"{self.path}: {why}; this model is of another kind: {BROKEN}")

    @property
    def engine(self) -> str:
        """The execution provider and the model's name, for the report."""
        return f"{self._session.get_providers()[0]} ({self.path.parent.parent.name})"

    def forget(self) -> None:
        """Sets the state back to zeros."""
        for name, shape in self._memory.items():
            self._inputs[name] = np.zeros(shape, dtype=np.float32)

    def step(self, inputs: Mapping[str, Floats | Samples]) -> dict[str, Numbers]:
        """One step: inputs (n,) each, outputs as the model gives them, (1, n)."""
        for name, values in inputs.items():
            self._inputs[name] = np.asarray(values, dtype=np.float32)[None]
        found = dict(zip(self._names, self._session.run(None, self._inputs), strict=True))
        for name in self._memory:
            self._inputs[name] = found[f"next_{name}"]
        return found
