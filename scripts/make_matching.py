"""Makes models/dance_matching from recorded dance.

    python -m scripts.make_matching MOTION_FOLDER [--out models/dance_matching/1] [--steps 9000]

Needs torch and onnx. MOTION_FOLDER holds .npz files as `scripts.make_dance_data` reads them.
"""

import argparse
import hashlib
import json
from pathlib import Path

import onnx
import torch

from scripts.choreography import matching
from scripts.choreography.bank import bank_of
from scripts.choreography.clips import clips
from scripts.choreography.grid import on_the_beat
from scripts.choreography.styles import STYLES


def main() -> None:
    """Reads the motion, trains the coder (or takes the one at hand) and writes the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("motion", type=Path)
    parser.add_argument("--out", type=Path, default=Path("models/dance_matching/1"))
    parser.add_argument("--steps", type=int, default=9000, help="of training the coder")
    parser.add_argument("--coder", type=Path, help="keep the trained coder here, or take it")
    given = parser.parse_args()
    torch.set_num_threads(1)
    print("Laying the dances on their beats")
    bank = bank_of([on_the_beat(clip) for clip in clips(given.motion)])
    vectors = torch.tensor(bank.vectors, dtype=torch.float32)
    if given.coder is not None and given.coder.exists():
        columns = torch.zeros(132)
        coder = matching.Coder(columns, columns)
        coder.load_state_dict(torch.load(given.coder, weights_only=True))
    else:
        print(f"Learning a code for {len(vectors)} moments")
        coder = matching.trained(vectors, given.steps)
        if given.coder is not None:
            torch.save(coder.state_dict(), given.coder)
    given.out.mkdir(parents=True, exist_ok=True)
    export(matching.Matching(bank, coder.eval(), matching.Weights()), given.out / "model.onnx")


def export(model: matching.Matching, path: Path) -> None:
    """Writes the graph, what is known of it, and its checksum."""
    names = ["music", "partner", "style", "noise", *matching.STATE]
    out = ["vector", "cut", *(f"next_{name}" for name in matching.STATE)]
    torch.onnx.export(
        model.eval(), model.beginning(), str(path), input_names=names, output_names=out,
        opset_version=18, dynamo=True, external_data=False,
    )  # fmt: skip
    graph = onnx.load(path)
    told = {"styles": json.dumps(STYLES), "steps": "16", "kind": "matching", "version": "1"}
    onnx.helper.set_model_props(graph, told)
    for node in graph.graph.node:
        del node.metadata_props[:]
    del graph.graph.value_info[:]
    onnx.save(graph, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(f"{path.name}.sha256").write_text(f"{digest}  {path.name}\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
