"""Joins three graphs into one; the middle one runs only when the first one asks for it.

So what only some steps need costs nothing in the others: ONNX's `If` runs one of two branches (the
other one here gives zeros), and can use the names of the graph around it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper, numpy_helper
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a step: a method of it, and the names of what that takes and gives."""

    method: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    when: str = ""  # run only where this, which an earlier part gives, is more than a half

    def run(self, step: nn.Module, known: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """What it gives, by name, of what is known by name."""
        found = getattr(step, self.method)(*(known[name] for name in self.takes))
        return dict(zip(self.gives, found, strict=True))


class Alone(nn.Module):
    """One part of a step as a module of its own."""

    def __init__(self, step: nn.Module, part: Part) -> None:
        super().__init__()
        self.step, self.part = step, part

    def forward(self, *given: Tensor) -> tuple[Tensor, ...]:
        """What the part gives, in its order."""
        found = self.part.run(self.step, dict(zip(self.part.takes, given, strict=True)))
        return tuple(found[name] for name in self.part.gives)


def joined(models: Sequence[onnx.ModelProto], parts: Sequence[Part]) -> onnx.ModelProto:
    """The whole step of the models of its parts, in their order; it gives what the last gives."""
    graphs = [model.graph for model in models]
    shared = {put.name for graph in graphs for put in (*graph.input, *graph.output)}
    weights: dict[str, onnx.TensorProto] = {}
    nodes: list[onnx.NodeProto] = []
    for number, (graph, part) in enumerate(zip(graphs, parts, strict=True)):
        _rename(graph, f"{number}/", shared, weights)
        nodes += _branch(graph, part) if part.when else graph.node
    given = {put.name for graph in graphs for put in graph.output}
    inputs = {put.name: put for graph in graphs for put in graph.input if put.name not in given}
    whole = helper.make_graph(
        nodes, "step", list(inputs.values()), graphs[-1].output, list(weights.values())
    )
    return helper.make_model(
        whole, opset_imports=models[0].opset_import, ir_version=models[0].ir_version
    )


def _branch(graph: onnx.GraphProto, part: Part) -> list[onnx.NodeProto]:
    """Nodes that run a part's graph only where it is asked for."""
    noughts = [helper.make_node("Constant", [], [put.name], value=_nought(put))
               for put in graph.output]  # fmt: skip
    half = numpy_helper.from_array(np.array(0.5, dtype=np.float32))
    scalar = numpy_helper.from_array(np.array([], dtype=np.int64))
    inner = [f"{part.method}/if/{name}" for name in ("half", "scalar", "greater", "asked")]
    return [
        helper.make_node("Constant", [], [inner[0]], value=half),
        helper.make_node("Constant", [], [inner[1]], value=scalar),
        helper.make_node("Greater", [part.when, inner[0]], [inner[2]]),
        helper.make_node("Reshape", [inner[2], inner[1]], [inner[3]]),
        helper.make_node(
            "If", [inner[3]], [put.name for put in graph.output],
            then_branch=helper.make_graph(graph.node, "then", [], graph.output),
            else_branch=helper.make_graph(noughts, "else", [], graph.output),
        ),
    ]  # fmt: skip


def _nought(put: onnx.ValueInfoProto) -> onnx.TensorProto:
    kind = put.type.tensor_type
    shape = [size.dim_value for size in kind.shape.dim]
    numbers = np.zeros(shape, dtype=helper.tensor_dtype_to_np_dtype(kind.elem_type))
    return numpy_helper.from_array(numbers)


def _rename(
    graph: onnx.GraphProto, prefix: str, shared: set[str], weights: dict[str, onnx.TensorProto]
) -> None:
    """Makes a graph's names its own, all but the shared ones; equal weights become one."""
    known = {_content(weight): name for name, weight in weights.items()}
    names = {name: name for name in shared} | {"": ""}
    for weight in graph.initializer:
        content = _content(weight)
        names[weight.name] = known.setdefault(content, prefix + weight.name)
        weight.name = names[weight.name]
        weights.setdefault(weight.name, weight)
    for node in graph.node:
        node.name = ""
        for ends in (node.input, node.output):
            ends[:] = [names.get(name, prefix + name) for name in ends]


def _content(weight: onnx.TensorProto) -> tuple[int, tuple[int, ...], bytes]:
    return weight.data_type, tuple(weight.dims), numpy_helper.to_array(weight).tobytes()
