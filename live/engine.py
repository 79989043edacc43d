"""Runs a network that remembers: numbers in, numbers out, and its state carried along.

ONNX Runtime on one core of the CPU, without spinning: the show has other work for the others.
A model's contract is its input and output names; every input that is not one of those wanted is
a piece of its memory, comes back as `next_<name>`, and begins as zeros.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as runtime

from live.errors import Unfit
from live.signals import Floats

Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
_REFUSALS = (  # ONNX Runtime's errors have no base of their own
    runtime.Fail, runtime.InvalidArgument, runtime.InvalidGraph, runtime.InvalidProtobuf,
    runtime.NoModel, runtime.NoSuchFile, runtime.NotImplemented, runtime.RuntimeException,
)  # fmt: skip
_BROKEN = "install First Dance again, or make the model again"


class Recurrent:
    """A model and its memory. One step at a time, by one worker."""

    def __init__(self, path: Path, wanted: Mapping[str, int | None], given: Sequence[str]) -> None:
        """Loads a model that takes `wanted` (name: numbers, None for any) and gives `given`.

        Raises Unfit for a file that is no model, or another kind of model.
        """
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), _options(), providers=["CPUExecutionProvider"]
            )
        except _REFUSALS as error:
            raise Unfit(f"{path} is not a model ONNX Runtime can read; {_BROKEN}") from error
        self.path = path
        self._names = [output.name for output in self._session.get_outputs()]
        shapes = {i.name: tuple(i.shape) for i in self._session.get_inputs()}
        self._check(shapes, wanted, given)
        self.sizes = {name: int(shapes[name][1]) for name in wanted}
        self.told = dict(self._session.get_modelmeta().custom_metadata_map)
        self._memory = {name: shape for name, shape in shapes.items() if name not in wanted}
        self._inputs: dict[str, Numbers] = {}
        self.forget()

    def _check(
        self,
        shapes: Mapping[str, tuple[object, ...]],
        wanted: Mapping[str, int | None],
        given: Sequence[str],
    ) -> None:
        for name, size in wanted.items():
            shape = shapes.get(name, ())
            fits = len(shape) == 2 and shape[0] == 1 and shape[1] == (size or shape[1])
            if not fits or not isinstance(shape[1], int):
                there = f"is {shape}" if shape else "is missing"
                raise Unfit(
                    f"{self.path}: input {name!r} {there}, wanted is (1, {size or 'any'});"
                    f" this model is of another kind: {_BROKEN}"
                )
        memory = [f"next_{name}" for name in shapes if name not in wanted]
        for name in (*given, *memory):
            if name not in self._names:
                raise Unfit(
                    f"{self.path}: output {name!r} is missing; this model is of another kind:"
                    f" {_BROKEN}"
                )

    @property
    def engine(self) -> str:
        """What runs it, for the report."""
        return f"{self._session.get_providers()[0]} ({self.path.parent.parent.name})"

    def forget(self) -> None:
        """Back to the beginning."""
        for name, shape in self._memory.items():
            self._inputs[name] = np.zeros(shape, dtype=np.float32)

    def step(self, inputs: Mapping[str, Floats]) -> dict[str, Numbers]:
        """One step: inputs (n,) each, outputs as the model gives them, (1, n)."""
        for name, values in inputs.items():
            self._inputs[name] = np.asarray(values, dtype=np.float32)[None]
        found = dict(zip(self._names, self._session.run(None, self._inputs), strict=True))
        for name in self._memory:
            self._inputs[name] = found[f"next_{name}"]
        return found


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return options
