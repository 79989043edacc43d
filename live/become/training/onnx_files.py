"""Writes trained networks as model.onnx files: small, with metadata and a checksum."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from live.become.training.checksums import sign

OPSET = 18
_BIG = 512  # numbers: smaller weights stay as they are


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


def write(model: onnx.ModelProto, path: Path, metadata: Mapping[str, str], largest: int) -> Path:
    """Checks the model and writes it, with its metadata and its checksum; returns its path.

    Raises ValueError for one of more than `largest` bytes.
    """
    helper.set_model_props(model, dict(metadata))
    onnx.checker.check_model(model, full_check=True)
    data = model.SerializeToString()
    if len(data) > largest:
        raise ValueError(f"{path}: {len(data):,} bytes are more than {largest:,}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    sign(path)
    return path
