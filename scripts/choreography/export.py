"""Writes a learned step as model.onnx of the contract, half as large, and checks that it is one."""

import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from live.dance import vector
from scripts.choreography import contract, lessons
from scripts.choreography.branch import Alone, Part, joined
from scripts.choreography.free_run import danced, steady
from scripts.choreography.styles import STYLES

OPSET = 18
LARGEST = 2_500_000  # bytes
_BIG = 512  # numbers: smaller weights stay as they are
LICENCE = "GPL-3.0-or-later; acknowledgements: see card.md"


def export(step: nn.Module, kind: str, folder: Path) -> Path:
    """The model of a learned step, in folder/dance_KIND/1 with its checksum; its path."""
    path = folder / f"dance_{kind}" / "1" / "model.onnx"
    path.parent.mkdir(parents=True, exist_ok=True)
    model = halved(_traced(step.eval()))
    said = {
        "styles": json.dumps(STYLES), "steps": str(vector.STEPS), "kind": kind, "version": "1",
        "licence": LICENCE,
    } | step.told()  # fmt: skip
    helper.set_model_props(model, said)
    onnx.checker.check_model(model, full_check=True)
    data = model.SerializeToString()
    if len(data) > LARGEST:
        raise ValueError(f"{path}: {len(data):,} bytes are more than {LARGEST:,}")
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    path.with_name("model.onnx.sha256").write_text(f"{digest}  model.onnx\n", encoding="utf-8")
    step.train()
    return path


def differs(step: nn.Module, path: Path, beats: int = 4) -> float:
    """How much the model's first beats differ from the learned step's: the greatest number."""
    dances = [
        danced(dancer, steady(beats, 110.0), 0, seed=3)
        for dancer in (lessons.choreographer(step.eval()), contract.opened(path))
    ]
    step.train()
    return float(np.abs(dances[0] - dances[1]).max())


def _traced(step: nn.Module) -> onnx.ModelProto:
    """The step as a graph: whole, or of its `parts` where it has some that are seldom run."""
    known = {name: torch.zeros(shape) for name, shape in step.shapes.items()}
    parts: tuple[Part, ...] = getattr(step, "parts", ())
    if not parts:
        return _graph(step, [known[name] for name in step.inputs], step.inputs, step.outputs)
    models = []
    for part in parts:
        given = [known[name] for name in part.takes]
        models.append(_graph(Alone(step, part).eval(), given, part.takes, part.gives))
        known |= part.run(step, known)
    return joined(models, parts)


def _graph(
    module: nn.Module, given: list[torch.Tensor], takes: Sequence[str], gives: Sequence[str]
) -> onnx.ModelProto:
    file = io.BytesIO()
    torch.onnx.export(
        module, tuple(given), file, input_names=list(takes), output_names=list(gives),
        opset_version=OPSET, do_constant_folding=False, dynamo=False,
    )  # fmt: skip
    return onnx.load_from_string(file.getvalue())


def halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with its large weights in half precision, cast back where they are used."""
    casts = []
    for weight in model.graph.initializer:
        numbers = numpy_helper.to_array(weight)
        if weight.data_type != TensorProto.FLOAT or numbers.size < _BIG:
            continue
        name = weight.name
        weight.CopyFrom(numpy_helper.from_array(numbers.astype(np.float16), f"{name}_half"))
        casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    for number, cast in enumerate(casts):
        model.graph.node.insert(number, cast)
    return model
