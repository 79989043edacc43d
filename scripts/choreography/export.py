"""Writes a learned step as model.onnx of the contract, half as large, and checks that it is one."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

from live.become.training.onnx_files import OPSET, halved, write
from live.dance import vector
from scripts.choreography import contract, lessons
from scripts.choreography.branch import Alone, Part, joined
from scripts.choreography.free_run import danced, steady
from scripts.choreography.styles import STYLES

LARGEST = 2_500_000  # bytes
LICENCE = "GPL-3.0-or-later; acknowledgements: see card.md"


def export(step: nn.Module, kind: str, folder: Path) -> Path:
    """The model of a learned step, in folder/dance_KIND/1 with its checksum; its path."""
    path = folder / f"dance_{kind}" / "1" / "model.onnx"
    model = halved(_traced(step.eval()))
    said = {
        "styles": json.dumps(STYLES), "steps": str(vector.STEPS), "kind": kind, "version": "1",
        "licence": LICENCE,
    } | step.metadata()  # fmt: skip
    write(model, path, said, LARGEST)
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
