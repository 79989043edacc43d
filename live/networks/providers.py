"""Runs networks with ONNX Runtime's providers; each is tested before it is used.

Where a GPU does not work, ONNX Runtime falls back to the CPU silently, and it lists providers that
cannot run (seen in onnxruntime-gpu 1.30). So each provider is opened alone with that fallback
switched off, asked which provider it really uses, and run once before it is used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from live.errors import BadInput
from live.networks.onnx_runtime import onnxruntime, state
from live.runtime.clock import Clock, Wall

Numbers: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
Engine: TypeAlias = Literal["auto", "cpu", "cuda", "tensorrt"]

# ONNX Runtime's errors have no base of their own but RuntimeError, and some not even that.
REFUSALS = (
    RuntimeError, TypeError, ValueError, state.EngineError, state.EPFail, state.Fail,
    state.InvalidArgument, state.InvalidGraph, state.InvalidProtobuf, state.NoModel,
    state.NoSuchFile, state.NotFound, state.NotImplemented, state.RuntimeException,
)  # fmt: skip
ANY = "any"  # a size that may differ from run to run
FLOAT = "tensor(float)"  # the type of every input and output
BROKEN = "install First Dance again, or make the model again"
_CPU = "CPUExecutionProvider"
# A provider's name, and its options to try: the fastest first, the safest last.
_GPUS: dict[str, tuple[str, tuple[dict[str, str], ...]]] = {
    "tensorrt": (
        "TensorrtExecutionProvider",
        ({"trt_cuda_graph_enable": "1", "trt_fp16_enable": "1"}, {"trt_fp16_enable": "1"}),
    ),
    "cuda": (
        "CUDAExecutionProvider",
        ({"enable_cuda_graph": "1", "arena_extend_strategy": "kSameAsRequested"}, {}),
    ),
}
# TensorRT takes minutes to build an engine: it is tried only where it is asked for.
_UNASKED = ("cuda",)
_REMEDY = 'install onnxruntime-gpu and NVIDIA\'s driver, or set engine = "cpu"'
_CLOSE = 0.05  # of the output's range: further from the CPU's answer, a GPU's is wrong
_TIMED = 5  # runs: the quickest counts


def options(*, fallback: bool = True) -> onnxruntime.SessionOptions:
    """Options for one thread, without spinning: the show needs the other cores."""
    chosen = onnxruntime.SessionOptions()
    chosen.intra_op_num_threads = chosen.inter_op_num_threads = 1
    chosen.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if not fallback:
        chosen.add_session_config_entry("session.disable_cpu_ep_fallback", "1")
    chosen.log_severity_level = 4 if not fallback else 3
    return chosen


def on_cpu(path: Path) -> Any:
    """A session on the CPU. Raises BadInput for a file that is not a model."""
    try:
        # Its own fallback prints on the console before it tries the same again.
        session = onnxruntime.InferenceSession(
            str(path), options(), providers=[_CPU], enable_fallback=0
        )
        _read_names(session)
    except REFUSALS as error:
        raise BadInput(f"{path} is not a model ONNX Runtime can read; {BROKEN}") from error
    return session


def _read_names(session: Any) -> None:
    """Raises UnicodeDecodeError, a ValueError, where a name in a model is no text."""
    puts = [*session.get_inputs(), *session.get_outputs()]
    _ = [(put.name, put.shape, put.type) for put in puts]
    _ = session.get_modelmeta().custom_metadata_map


def misfit(put: Any, way: str, name: str, wanted: tuple[int | str | None, ...]) -> str | None:
    """What is wrong with an input or output; None: nothing.

    `put` is ONNX Runtime's description of it (None: there is none), `way` is "input" or "output".
    `wanted` is its shape: None for any fixed size, ANY for one that may differ from run to run.
    """
    sizes = ", ".join("any" if size is None else str(size) for size in wanted)
    if put is None:
        return f"{way} {name!r} is missing, wanted is ({sizes}) of float32"
    shape = tuple(put.shape)
    fits = len(shape) == len(wanted) and all(
        isinstance(size, str) if want == ANY else isinstance(size, int) and size == (want or size)
        for size, want in zip(shape, wanted, strict=True)
    )
    if fits and put.type == FLOAT:
        return None
    return f"{way} {name!r} is {shape} of {put.type}, wanted is ({sizes}) of float32"


class _Plain:
    """Runs on the CPU, in the caller's thread."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._names = [output.name for output in session.get_outputs()]

    def run(self, inputs: Mapping[str, Numbers]) -> dict[str, Numbers]:
        return dict(zip(self._names, self._session.run(None, dict(inputs)), strict=True))


class _Bound:
    """Runs on a GPU: inputs and outputs keep their place in its memory, as a CUDA graph needs."""

    def __init__(
        self, session: Any, library: Any, inputs: Mapping[str, Numbers],
        outputs: Mapping[str, Numbers],
    ) -> None:  # fmt: skip
        """`inputs` and `outputs` have the shapes of all later runs."""
        value = library.OrtValue
        self._session = session
        self._binding = session.io_binding()
        self._inputs, self._outputs = {}, {}
        for put in session.get_inputs():
            zeros = np.zeros(inputs[put.name].shape, dtype=np.float32)
            self._inputs[put.name] = value.ortvalue_from_numpy(zeros, "cuda", 0)
            self._binding.bind_ortvalue_input(put.name, self._inputs[put.name])
        for put in session.get_outputs():
            held = value.ortvalue_from_shape_and_type(
                outputs[put.name].shape, np.float32, "cuda", 0
            )
            self._outputs[put.name] = held
            self._binding.bind_ortvalue_output(put.name, held)

    def run(self, inputs: Mapping[str, Numbers]) -> dict[str, Numbers]:
        for name, values in inputs.items():
            self._inputs[name].update_inplace(np.ascontiguousarray(values))
        self._session.run_with_iobinding(self._binding)
        return {name: held.numpy() for name, held in self._outputs.items()}


@dataclass(frozen=True, slots=True)
class Trial:
    """A provider that was tried and is not used."""

    engine: str
    why: str


class Network:
    """A network on the GPU, if there is one, with the CPU as the fallback.

    A session on the CPU is always loaded too. When the GPU fails, the CPU does the same run again,
    and all later ones.
    """

    def __init__(self, path: Path, library: Any = onnxruntime) -> None:
        """Loads it on the CPU. `library` is ONNX Runtime, for the GPU's sessions.

        Raises BadInput for a file that is not a model.
        """
        self._library = library
        self.path = path
        self.session = on_cpu(path)  # also for its inputs, outputs and metadata
        self._cpu = _Plain(self.session)
        self._runs: _Plain | _Bound = self._cpu
        self.engine = "CPU"
        self.fault: Exception | None = None  # the GPU's failure, after which the CPU is used
        self.tried: list[Trial] = []
        self.milliseconds = 0.0  # of a run

    def begin(
        self,
        engine: Engine,
        sample: Mapping[str, Numbers],
        usual: Mapping[str, Numbers] | None = None,
    ) -> None:
        """Chooses an engine, warms it up and times it with a sample of every input.

        On a GPU all later inputs must have the sample's shapes. `usual` are the inputs that the CPU
        mostly gets, where these are smaller: it is timed with them.

        Raises BadInput where an engine asked for by name does not work, or outputs are not finite.
        """
        expected = self._first(sample)
        for wanted in self._wanted(engine):
            self._try(wanted, sample, expected)
        if engine not in ("auto", "cpu") and self.engine == "CPU":
            raise BadInput(f"engine = {engine!r}: {self.tried[-1].why}; {_REMEDY}")
        self.milliseconds = self._timed(usual or sample if self.is_on_cpu else sample)

    @property
    def is_on_cpu(self) -> bool:
        """Whether inputs may have any shape that the network allows."""
        return self._runs is self._cpu

    def _wanted(self, engine: Engine) -> tuple[str, ...]:
        """The engines to try, besides the CPU."""
        if engine not in ("auto", "cpu"):
            return (engine,)
        there = self._library.get_available_providers() if engine == "auto" else []
        return tuple(name for name in _UNASKED if _GPUS[name][0] in there)

    def run(self, inputs: Mapping[str, Numbers]) -> dict[str, Numbers]:
        """Outputs by name; the arrays are the caller's."""
        if self._runs is not self._cpu:
            try:
                return self._runs.run(inputs)
            except REFUSALS as error:
                self.fault = error
                self._runs = self._cpu
                self.engine = "CPU, the GPU failed"
        return self._cpu.run(inputs)

    def _first(self, sample: Mapping[str, Numbers]) -> dict[str, Numbers]:
        try:
            found = self._cpu.run(sample)
        except REFUSALS as error:
            raise BadInput(f"{self.path} does not run ({_line(error)}); {BROKEN}") from error
        for name, values in found.items():
            if not np.isfinite(values).all():
                raise BadInput(f"{self.path}: output {name!r} is not a number; {BROKEN}")
        return found

    def _try(
        self, engine: str, sample: Mapping[str, Numbers], expected: dict[str, Numbers]
    ) -> None:
        """Uses an engine if it works; else notes in `tried` why it does not."""
        provider, ways = _GPUS[engine]
        why = "it is not part of the ONNX Runtime that is installed"
        for way in ways if provider in self._library.get_available_providers() else ():
            try:
                self._runs = self._working(provider, way, sample, expected)
            except REFUSALS as error:
                why = _line(error)
            else:
                graph = any("graph" in name for name in way)
                self.engine = {"cuda": "CUDA", "tensorrt": "TensorRT"}[engine]
                self.engine += " with a graph" if graph else ""
                return
        self.tried.append(Trial(engine, why))

    def _working(
        self, provider: str, way: dict[str, str], sample: Mapping[str, Numbers],
        expected: dict[str, Numbers],
    ) -> "_Bound":  # fmt: skip
        """Raises one of REFUSALS where it does not work."""
        chosen = options(fallback=False)
        for put in self.session.get_inputs():
            for name, size in zip(put.shape, sample[put.name].shape, strict=True):
                # A free size would be computed in the graph, and that on the CPU.
                if isinstance(name, str):
                    chosen.add_free_dimension_override_by_name(name, size)
        session = self._library.InferenceSession(
            str(self.path), chosen, providers=[(provider, way)], enable_fallback=0
        )
        came_to = session.get_providers()[0]
        if came_to != provider:
            raise RuntimeError(f"it came to {came_to}")
        bound = _Bound(session, self._library, sample, expected)
        for _ in range(2):  # the first run captures the graph, the second replays it
            found = bound.run(sample)
        for name, values in found.items():
            if not np.allclose(values, expected[name], atol=_CLOSE):
                raise RuntimeError(f"its answer is not the CPU's ({name})")
        return bound

    def _timed(self, sample: Mapping[str, Numbers]) -> float:
        """Milliseconds a run takes."""
        clock = Clock(Wall())
        clock.start()
        spent = []
        for _ in range(_TIMED):
            began = clock.now()
            self._runs.run(sample)
            spent.append(clock.now() - began)
        return 1000 * min(spent)


def _line(error: Exception) -> str:
    """An error's first line, short enough for a sentence."""
    return (str(error).splitlines() or [type(error).__name__])[0][:160].rstrip(". ")
