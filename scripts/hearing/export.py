"""Writes the network as model.onnx, with its checksum."""

import io
from pathlib import Path

import onnx
import torch

from live.become.training.onnx_files import OPSET, halved, write
from live.hear.activations import LATE, RATE, STEP
from scripts.hearing.network import Network, Step

LARGEST = 1_500_000  # bytes
LICENCE = "GPL-3.0-or-later; what it learned from and whom to thank: see card.md"


def export(network: Network, folder: Path) -> Path:
    """The model of a network, in folder/hearing/1 with its checksum; its path."""
    path = folder / "hearing" / "1" / "model.onnx"
    model = halved(traced(Step(network).eval()))
    said = {
        "rate": str(RATE), "samples": str(STEP), "late": str(LATE), "kind": "hearing",
        "version": "1", "licence": LICENCE,
    }  # fmt: skip
    return write(model, path, said, LARGEST)


def traced(step: Step) -> onnx.ModelProto:
    """The graph of one step."""
    given = (torch.zeros(1, STEP), *(torch.zeros(shape) for shape in Step.memory.values()))
    file = io.BytesIO()
    torch.onnx.export(
        step, given, file, input_names=list(Step.inputs), output_names=list(Step.outputs),
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    return onnx.load_from_string(file.getvalue())
