from pathlib import Path

import numpy as np
import pytest

from live.errors import BadInput
from live.networks.recurrent import Recurrent
from live.runtime.places import MODELS
from live.signals import Floats
from tests.networks.tiny_models import counter, write_model

ONE: Floats = np.array([1.0, 10.0])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return counter(tmp_path / "counter" / "1" / "model.onnx")


def refused(path: Path, wanted: dict[str, int | None], **given: int) -> str:
    """The one sentence a model that does not fit is refused with."""
    with pytest.raises(BadInput) as caught:
        Recurrent(path, wanted, given)
    told = str(caught.value)
    assert str(path) in told
    assert "\n" not in told
    assert "install First Dance again" in told
    return told


def test_a_model_carries_its_memory_from_step_to_step(path: Path) -> None:
    model = Recurrent(path, {"given": 2}, {"sum": 2})
    sums = [model.step({"given": ONE})["sum"][0].tolist() for _ in range(3)]
    assert sums == [[1, 10], [2, 20], [3, 30]]


def test_a_model_that_forgets_begins_again(path: Path) -> None:
    model = Recurrent(path, {"given": 2}, {"sum": 2})
    for _ in range(3):
        model.step({"given": ONE})
    model.forget()
    assert model.step({"given": ONE})["sum"].tolist() == [[1, 10]]


def test_two_of_one_model_do_not_share_a_memory(path: Path) -> None:
    one, other = (Recurrent(path, {"given": 2}, {"sum": 2}) for _ in range(2))
    one.step({"given": ONE})
    assert other.step({"given": ONE})["sum"].tolist() == [[1, 10]]


def test_what_an_earlier_step_gave_does_not_change_afterwards(path: Path) -> None:
    model = Recurrent(path, {"given": 2}, {"sum": 2})
    first = model.step({"given": ONE})["sum"]
    model.step({"given": ONE})
    assert first.tolist() == [[1, 10]]


def test_a_model_tells_its_sizes_and_what_runs_it(path: Path) -> None:
    model = Recurrent(path, {"given": None}, {"sum": 2})
    assert model.sizes == {"given": 2}
    assert model.metadata["kind"] == "counter"
    assert model.engine == "CPUExecutionProvider (counter)"


def test_a_file_that_is_no_model_is_refused_and_nothing_is_printed(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    # Names that are no text: of an output, of an operator, in the metadata.
    good = path.read_bytes()
    named = [good.replace(word, b"\xff" + word[1:]) for word in (b"sum", b"Add", b"counter")]
    for content in (b"", b"this is no model", bytes(range(256)), *named):
        path.write_bytes(content)
        refused(path, {"given": 2}, sum=2)
    assert capfd.readouterr() == ("", "")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "not a model" in refused(tmp_path / "model.onnx", {"given": 2}, sum=2)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_half_a_model_is_refused(tmp_path: Path, share: float) -> None:
    content = (MODELS / "dance_rnn" / "1" / "model.onnx").read_bytes()
    path = tmp_path / "model.onnx"
    path.write_bytes(content[: int(share * len(content))])
    refused(path, {"music": 17}, vector=140)


def test_an_input_that_is_missing_is_named(path: Path) -> None:
    told = refused(path, {"given": 2, "music": 17}, sum=2)
    assert "input 'music' is missing, wanted is (1, 17)" in told


def test_an_input_of_another_size_is_named_with_both_sizes(path: Path) -> None:
    assert "input 'given' is (1, 2) of tensor(float), wanted is (1, 3)" in refused(
        path, {"given": 3}, sum=2
    )


@pytest.mark.parametrize("shape", [(1, "any"), ("any", 2), (2, 2), (2,), (1, 1, 2)])
def test_an_input_that_is_not_one_row_of_a_known_size_is_refused(
    tmp_path: Path, shape: tuple[int | str, ...]
) -> None:
    path = tmp_path / "model.onnx"
    write_model(path, [("Identity", ("given",), ("sum",))], {"given": shape}, {"sum": shape})
    assert "input 'given'" in refused(path, {"given": None}, sum=2)


def test_an_output_that_is_missing_is_named(path: Path) -> None:
    assert "output 'cut' is missing" in refused(path, {"given": 2}, sum=2, cut=1)


def test_a_memory_that_never_comes_back_is_named(tmp_path: Path) -> None:
    path, shape = tmp_path / "model.onnx", {"given": (1, 2), "so_far": (1, 2)}
    write_model(path, [("Add", ("given", "so_far"), ("sum",))], shape, {"sum": (1, 2)})
    assert "output 'next_so_far' is missing" in refused(path, {"given": 2}, sum=2)


def test_a_memory_whose_size_is_left_open_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    nodes = [("Add", ("given", "so_far"), ("sum",)), ("Identity", ("sum",), ("next_so_far",))]
    shapes: dict[str, tuple[int | str, ...]] = {"given": (1, 2), "so_far": (1, "any")}
    write_model(path, nodes, shapes, {"sum": (1, "any"), "next_so_far": (1, "any")})
    assert "so_far" in refused(path, {"given": 2}, sum=2)


def test_a_memory_that_comes_back_in_another_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    nodes = [("Identity", ("given",), ("sum",)), ("Identity", ("given",), ("next_so_far",))]
    takes, gives = {"given": (1, 2), "so_far": (1, 3)}, {"sum": (1, 2), "next_so_far": (1, 2)}
    write_model(path, nodes, takes, gives)
    assert "'next_so_far' is not of the kind of input 'so_far'" in refused(path, {"given": 2})


def test_an_output_of_another_size_is_named_with_both_sizes(path: Path) -> None:
    told = refused(path, {"given": 2}, sum=140)
    assert "output 'sum' is (1, 2) of tensor(float), wanted is (1, 140)" in told
