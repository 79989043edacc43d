"""Writes an avatar as model.onnx of `live.become.training.contract`, in single, half or eight bits.

Eight bits: convolutions as QDQ, weights signed and by channel, activations unsigned, with a reduced
range against saturation on processors without VNNI. The paint layers and the largest layers are
computed in single precision and stored in half. The few largest activations are clipped: with them
the steps are so coarse that pictures tremble. Where pictures still change too much, more layers
stay in single precision.
"""

import io
import json
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
import torch
from torch import Tensor

from live.become.training import contract
from live.become.training.contract import EVERYWHERE, SMALLER
from live.become.training.network import AvatarNetwork
from live.become.training.onnx_files import OPSET, halved, write
from live.become.training.sampling import boxes
from live.become.training.somebody import LENGTH
from live.become.training.takes import Numbers, Sitter, Size, Take
from live.draw.crop import Reach, whole
from live.draw.portrait import POINTS
from live.networks.onnx_runtime import onnxruntime

# isort: split
# After ours, which switch its telemetry off.
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)

Bits = Literal["fp32", "fp16", "int8"]
LARGEST = 8_000_000  # bytes of one avatar that ships
_KEPT = 99.99  # percentile of activations that the range of eight bits ends at
# Layers in which eight bits would be visible: paint layers, and those before them.
_SINGLE = {"texture", "paint", "stem", "down.0", "up.0", "join.0", "rise.0"}
# Those that stay so, too, where eight bits elsewhere change pictures too much.
_TENDER = {"down.1", "deep.0", "deep.1", "up.1", "join.1", "rise.1"}
_MOST_CHANGED = 2e-4  # mean square, of 0..1
_TRIED = 16  # poses


class _Painter(torch.nn.Module):
    """The network with its inputs in the contract's order."""

    def __init__(self, network: AvatarNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, pose: Tensor, *others: Tensor) -> Tensor:
        if self.network.plan.previous:
            painted: Tensor = self.network(pose, *others)
            return painted
        rows, columns, *look = others
        return self.network.at(pose, rows, columns, None, *look)


def export(
    network: AvatarNetwork, sitter: Sitter, path: Path, bits: Bits = "fp16",
    poses: Numbers | None = None, reach: Reach = EVERYWHERE, looks: Numbers | None = None,
) -> Path:  # fmt: skip
    """Writes the model and its checksum. `poses` (n, 36, 3) are what eight bits are fitted to, of
    the people of `looks` (n, 12) for a network with looks.

    `reach` is how far clothes and hair reach beyond the points: see `reach_of`.
    """
    model = traced(network)
    if bits == "fp16":
        model = halved(model)
    elif bits == "int8":
        if poses is None:
            raise ValueError("eight bits need poses to be fitted to")
        model = halved(_in_eight_bits(model, poses, network.plan.size, looks))
    build = {
        "offsets": sitter.build.offsets.tolist(), "ankle": sitter.build.ankle,
        "toe": sitter.build.toe,
    }  # fmt: skip
    width, height = network.plan.size
    said = {
        "name": sitter.name, "licence": sitter.licence, "version": path.parent.name,
        "size": f"{width}x{height}", "points": json.dumps(POINTS), "build": json.dumps(build),
        "bits": bits, "reach": json.dumps(list(astuple(reach))),
    }  # fmt: skip
    if sitter.consent:
        said["consent"] = sitter.consent
    return write(model, path, said, LARGEST)


def reach_of(takes: Sequence[Take]) -> Reach:
    """How far the filmed pictures reach beyond the points, in 99.9 % of the frames."""
    beyond = []
    for take in takes:
        size = np.array([take.rgba.shape[2], take.rgba.shape[1]])
        found = boxes(take)
        low, high = take.points[..., :2].min(axis=1), take.points[..., :2].max(axis=1)
        beyond.append(np.hstack([low - found[:, :2] / size, (found[:, 2:] + 1) / size - high]))
    left, above, right, below = np.quantile(np.concatenate(beyond), 0.999, axis=0).clip(0.0, 1.0)
    return Reach(*(round(float(side), 4) for side in (left, above, right, below)))


def differs(
    network: AvatarNetwork, path: Path, poses: Numbers, looks: Numbers | None = None
) -> float:
    """The greatest difference between the network's pictures and the model's, 0..1."""
    model = contract.opened(path)
    greatest = 0.0
    for number, pose in enumerate(poses):
        look = None if looks is None else looks[number]
        wanted = None if look is None else torch.from_numpy(look)[None]
        with torch.no_grad():
            meant = network(torch.from_numpy(pose)[None], look=wanted)[0].permute(1, 2, 0).numpy()
        greatest = max(greatest, float(np.abs(meant - model.wearing(look).paint(pose)).max()))
    return greatest


def traced(network: AvatarNetwork) -> onnx.ModelProto:
    """The network in single precision."""
    network = network.eval().cpu()
    network.size = network.plan.size
    given: list[Tensor] = [torch.full((1, len(POINTS), 3), 0.5)]
    inputs, chosen = ["pose"], {}
    if network.plan.previous:
        width, height = network.plan.size
        given.append(torch.zeros(1, 4, height // SMALLER, width // SMALLER))
        inputs.append("previous")
    else:
        window = whole(network.plan.size).inputs()
        given += [torch.from_numpy(window[name]) for name in ("rows", "columns")]
        inputs += ["rows", "columns"]
        if network.plan.look:
            given.append(torch.zeros(1, LENGTH))
            inputs.append("look")
        chosen = {"rows": {1: "r"}, "columns": {1: "c"}, "rgba": {2: "height", 3: "width"}}
    file = io.BytesIO()
    torch.onnx.export(
        _Painter(network).eval(), tuple(given), file, input_names=inputs, output_names=["rgba"],
        opset_version=OPSET, dynamo=False, dynamic_axes=chosen,
    )  # fmt: skip
    model = onnx.load_from_string(file.getvalue())
    for (
        put
    ) in model.graph.output:  # a look's weights hide from the tracer that there is one picture
        put.type.tensor_type.shape.dim[0].dim_value = 1
    return model


def _in_eight_bits(
    model: onnx.ModelProto, poses: Numbers, size: Size, looks: Numbers | None
) -> onnx.ModelProto:
    """The model in eight bits, but for as much as pictures ask for."""
    coarse = quantised(model, poses, size, looks)
    exact, ours = (_pictures(one, poses, size, looks) for one in (model, coarse))
    if float(np.square(exact - ours).mean()) < _MOST_CHANGED:
        return coarse
    return quantised(model, poses, size, looks, _SINGLE | _TENDER)


def _pictures(model: onnx.ModelProto, poses: Numbers, size: Size, looks: Numbers | None) -> Numbers:
    """A model's pictures of some poses."""
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    some = np.linspace(0, len(poses) - 1, _TRIED).astype(int)
    inputs = _Poses(poses[some], _others(model, size), None if looks is None else looks[some])
    return np.concatenate([session.run(["rgba"], one)[0] for one in iter(inputs.get_next, None)])


def _others(model: onnx.ModelProto, size: Size) -> Mapping[str, Numbers]:
    """A model's inputs besides pose and look: the cells of the full pane, where it takes them."""
    return whole(size).inputs() if "rows" in {put.name for put in model.graph.input} else {}


class _Poses(CalibrationDataReader):
    def __init__(
        self, poses: Numbers, others: Mapping[str, Numbers], looks: Numbers | None
    ) -> None:
        inputs: list[dict[str, Any]] = [{"pose": pose[None], **others} for pose in poses]
        if looks is not None:
            inputs = [
                {**one, "look": look[None]} for one, look in zip(inputs, looks, strict=True)
            ]  # fmt: skip
        self._inputs = iter(inputs)

    def get_next(self) -> dict[str, Any] | None:
        return next(self._inputs, None)


def quantised(
    model: onnx.ModelProto, poses: Numbers, size: Size, looks: Numbers | None = None,
    kept: Collection[str] = _SINGLE,
) -> onnx.ModelProto:  # fmt: skip
    """The model with its convolutions in eight bits but for those of the layers `kept`, fitted to
    these poses in a pane of `size`, of the people of these looks."""
    inputs = _Poses(poses, _others(model, size), looks)
    single = [
        node.name for node in model.graph.node
        if node.op_type == "Conv" and not set(kept).isdisjoint(node.name.split("/"))
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "single.onnx", Path(folder) / "eight.onnx"
        onnx.save(model, before)
        quantize_static(
            before, after, inputs, quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv"], per_channel=True, reduce_range=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.Percentile,
            extra_options={"CalibPercentile": _KEPT}, nodes_to_exclude=single,
        )  # fmt: skip
        return onnx.load(after)
