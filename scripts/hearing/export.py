"""Writes the network as model.onnx, with its checksum."""

import hashlib
import io
from pathlib import Path

import onnx
import torch
from onnx import helper

from live.hear.activations import LATE, RATE, STEP
from scripts.choreography.export import halved
from scripts.hearing.network import Network, Step

OPSET = 18
LARGEST = 1_500_000  # bytes
LICENCE = "GPL-3.0-or-later; what it learned from and whom to thank: see card.md"


def export(network: Network, folder: Path) -> Path:
    """The model of a network, in folder/hearing/1 with its checksum; its path."""
    path = folder / "hearing" / "1" / "model.onnx"
    path.parent.mkdir(parents=True, exist_ok=True)
    model = halved(traced(Step(network).eval()))
    said = {
        "rate": str(RATE), "samples": str(STEP), "late": str(LATE), "kind": "hearing",
        "version": "1", "licence": LICENCE,
    }  # fmt: skip
    helper.set_model_props(model, said)
    onnx.checker.check_model(model, full_check=True)
    data = model.SerializeToString()
    if len(data) > LARGEST:
        raise ValueError(f"{path}: {len(data):,} bytes are more than {LARGEST:,}")
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    path.with_name("model.onnx.sha256").write_text(f"{digest}  model.onnx\n", encoding="utf-8")
    return path


def traced(step: Step) -> onnx.ModelProto:
    """The graph of one step."""
    given = (torch.zeros(1, STEP), *(torch.zeros(shape) for shape in Step.memory.values()))
    file = io.BytesIO()
    torch.onnx.export(
        step, given, file, input_names=list(Step.inputs), output_names=list(Step.outputs),
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    return onnx.load_from_string(file.getvalue())
