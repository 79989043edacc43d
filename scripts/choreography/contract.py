"""What every choreographer's model.onnx promises, and how it is run for measuring.

Inputs, float32: `music` (1, 17) and `partner` (1, 24) as `live.dance.music_features` computes them,
`style` (1, styles) one-hot or zeros for any, `noise` (1, n) standard normal times the temperature;
all others are state, zeros at the beginning. Outputs: `vector` (1, 140) as in `live.dance.vector`,
`cut` (1, 1) that is 1 where the motion jumps, and `next_X` for each state X. The same inputs give
the same outputs. The metadata has `styles`, `steps`, `kind`, `version` and `licence`; a model whose
state `pose` is the last vector in units of its own gives these as `pose_mean` and `pose_scale`, so
that it can go on from any motion.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from live.networks.onnx_runtime import onnxruntime
from scripts.choreography.free_run import Choreographer, Numbers

CONDITIONS = ("music", "partner", "style", "noise")


def opened(path: Path) -> Choreographer:
    """A model on one core."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]

    def step(given: Mapping[str, Numbers]) -> dict[str, Numbers]:
        return dict(zip(names, session.run(names, dict(given)), strict=True))

    said = session.get_modelmeta().custom_metadata_map
    scale = None
    if "pose_mean" in said:
        scale = np.array(json.loads(said["pose_mean"])), np.array(json.loads(said["pose_scale"]))
    return Choreographer(step, {put.name: tuple(put.shape) for put in session.get_inputs()}, scale)


def metadata(path: Path) -> dict[str, str]:
    """What a model says of itself."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return dict(session.get_modelmeta().custom_metadata_map)


def styles(path: Path) -> list[str]:
    """The styles a model can be asked for, in the order of its `style`."""
    return [str(style) for style in json.loads(metadata(path)["styles"])]
