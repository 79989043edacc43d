"""What runs a network: believed only when it works, and never replaced in silence."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from live.errors import BadInput
from live.networks.onnx_runtime import onnxruntime
from live.networks.providers import Engine, Network, Numbers
from tests.networks.tiny_models import write_model

SAMPLE: dict[str, Numbers] = {"given": np.array([[1.0, 2.0]], dtype=np.float32)}
CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"


class Value:
    """Numbers on a GPU."""

    def __init__(self, numbers: Numbers) -> None:
        self.held = numbers.copy()

    @classmethod
    def ortvalue_from_numpy(cls, numbers: Numbers, device: str, number: int) -> "Value":
        assert (device, number) == ("cuda", 0)
        return cls(numbers)

    @classmethod
    def ortvalue_from_shape_and_type(
        cls, shape: Sequence[int], kind: type, device: str, number: int
    ) -> "Value":
        assert kind is np.float32
        return cls.ortvalue_from_numpy(np.zeros(shape, kind), device, number)

    def update_inplace(self, numbers: Numbers) -> None:
        assert numbers.dtype == self.held.dtype
        self.held[:] = numbers

    def numpy(self) -> Numbers:
        return self.held.copy()


class Binding:
    def __init__(self) -> None:
        self.takes: dict[str, Value] = {}
        self.gives: dict[str, Value] = {}

    def bind_ortvalue_input(self, name: str, value: Value) -> None:
        self.takes[name] = value

    def bind_ortvalue_output(self, name: str, value: Value) -> None:
        self.gives[name] = value


class Card:
    """ONNX Runtime on a machine with a GPU, which may be broken in one of many ways."""

    OrtValue = Value

    def __init__(self, *, there: bool = True, how: str = "well", dies_after: int = 10**9) -> None:
        self.there, self.how, self.dies_after = there, how, dies_after
        self.ways: list[dict[str, str]] = []  # that were tried
        self.runs = 0

    def get_available_providers(self) -> list[str]:
        return [CUDA, CPU] if self.there else [CPU]

    def InferenceSession(
        self, path: str, options: Any, providers: Any, enable_fallback: int
    ) -> "OnCard":
        assert enable_fallback == 0, "the library's own fallback prints on the console"
        assert options.get_session_config_entry("session.disable_cpu_ep_fallback") == "1"
        ((provider, way),) = providers
        self.ways.append(way)
        if self.how == "no driver" or (self.how == "no graph" and "enable_cuda_graph" in way):
            raise RuntimeError(f"{provider}: CUDA failure 35\nat line 7")
        return OnCard(self, path, CPU if self.how == "in silence" else provider)


class OnCard:
    def __init__(self, card: Card, path: str, provider: str) -> None:
        self._card, self._provider = card, provider
        self._real = onnxruntime.InferenceSession(path, providers=[CPU])
        self.get_inputs, self.get_outputs = self._real.get_inputs, self._real.get_outputs
        self.io_binding = Binding

    def get_providers(self) -> list[str]:
        return [self._provider]

    def run_with_iobinding(self, binding: Binding) -> None:
        self._card.runs += 1
        if self._card.runs > self._card.dies_after:
            raise RuntimeError("CUDA error: the card has fallen off the bus")
        takes = {name: value.held for name, value in binding.takes.items()}
        for (_, value), found in zip(
            binding.gives.items(), self._real.run(None, takes), strict=True
        ):
            value.held[:] = found + (1.0 if self._card.how == "wrong" else 0.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    shape = {"given": (1, 2)}
    return write_model(
        tmp_path / "twice.onnx", [("Add", ("given", "given"), ("twice",))], shape, {"twice": (1, 2)}
    )


def begun(path: Path, engine: Engine, card: Card) -> Network:
    network = Network(path, card)
    network.begin(engine, SAMPLE)
    return network


def twice(network: Network, *numbers: float) -> list[float]:
    given = np.array([numbers], dtype=np.float32)
    found: list[float] = network.run({"given": given})["twice"][0].tolist()
    return found


def test_the_cpu_runs_it_where_there_is_nothing_else(path: Path) -> None:
    network = begun(path, "auto", Card(there=False))
    assert network.engine == "CPU"
    assert twice(network, 3, 4) == [6, 8]
    assert network.milliseconds > 0


def test_where_there_is_no_gpu_none_is_tried_but_one_asked_for_by_name_is_missed(
    path: Path,
) -> None:
    assert begun(path, "auto", Card(there=False)).tried == []
    with pytest.raises(BadInput, match="not part of the ONNX Runtime that is installed"):
        begun(path, "cuda", Card(there=False))


def test_the_cpu_asked_for_is_all_that_is_tried(path: Path) -> None:
    card = Card()
    network = begun(path, "cpu", card)
    assert (network.engine, card.ways, network.tried) == ("CPU", [], [])


@pytest.mark.parametrize("engine", ["auto", "cuda"])
def test_a_gpu_that_works_runs_it_with_a_graph(path: Path, engine: Literal["auto", "cuda"]) -> None:
    card = Card()
    network = begun(path, engine, card)
    assert network.engine == "CUDA with a graph"
    before = card.runs
    assert twice(network, 3, 4) == [6, 8]
    assert twice(network, 5, 6) == [10, 12]
    assert card.runs == before + 2


def test_a_gpu_that_captures_no_graph_runs_it_without(path: Path) -> None:
    card = Card(how="no graph")
    assert begun(path, "cuda", card).engine == "CUDA"
    assert ["enable_cuda_graph" in way for way in card.ways] == [True, False]


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("no driver", "CUDA failure 35"),
        ("in silence", "it came to CPUExecutionProvider"),
        ("wrong", "its answer is not the CPU's"),
    ],
)
def test_a_gpu_that_does_not_work_is_never_used(path: Path, how: str, why: str) -> None:
    network = begun(path, "auto", Card(how=how))
    assert network.engine == "CPU"
    assert why in network.tried[0].why
    with pytest.raises(BadInput, match="engine = 'cuda'") as caught:
        begun(path, "cuda", Card(how=how))
    told = str(caught.value)
    assert why in told
    assert "\n" not in told
    assert 'engine = "cpu"' in told


def test_tensorrt_is_tried_only_where_it_is_asked_for(path: Path) -> None:
    with pytest.raises(BadInput, match="tensorrt"):
        begun(path, "tensorrt", Card())
    assert begun(path, "auto", Card()).tried == []


def test_the_moment_the_gpu_dies_the_cpu_does_the_same_run_and_all_after(path: Path) -> None:
    card = Card()
    network = begun(path, "cuda", card)
    card.dies_after = card.runs + 1
    assert twice(network, 1, 1) == [2, 2]
    assert network.fault is None
    assert twice(network, 3, 4) == [6, 8]
    assert "off the bus" in str(network.fault)
    assert "CPU" in network.engine
    tries = card.runs
    assert twice(network, 5, 6) == [10, 12]
    assert card.runs == tries


def test_a_network_of_weights_that_are_no_numbers_is_refused(tmp_path: Path) -> None:
    path = write_model(
        tmp_path / "broken.onnx",
        [("Add", ("given", "weights"), ("twice",))],
        {"given": (1, 2)},
        {"twice": (1, 2)},
        constants={"weights": np.array([np.nan, 0.0], dtype=np.float32)},
    )
    with pytest.raises(BadInput, match="'twice' is not a number"):
        begun(path, "cpu", Card())


def test_a_network_that_does_not_run_is_refused(path: Path) -> None:
    with pytest.raises(BadInput, match="does not run"):
        Network(path).begin("cpu", {"given": np.zeros((1, 3), dtype=np.float32)})
