"""Builds the pose models from Google's npm package, byte for byte the same every time.

    npm pack @mediapipe/pose@0.5.1675469404
    python -m scripts.make.pose_models mediapipe-pose-0.5.1675469404.tgz

Give it the package as npm downloads it (the .tgz) or the folder it unpacks to. The package holds
two networks for each model: a detector, which finds a person, and a landmark network, which finds
33 points of the body. mediapipe takes them as one "task bundle", a zip without compression whose
networks carry metadata about their inputs; both are added here. No weight is changed.
"""

import hashlib
import tarfile
import zipfile
from pathlib import Path

import flatbuffers  # type: ignore[import-untyped]
import numpy as np
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata
from mediapipe.tasks.metadata import schema_py_generated as tflite

from live.become.training.checksums import sign
from scripts.options import add_models, command

DETECTOR = "pose_solution_packed_assets.data"  # the whole file is one TFLite network
LANDMARKS = {"full": "pose_landmark_full.tflite", "lite": "pose_landmark_lite.tflite"}
SOURCES = {
    DETECTOR: "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85",
    LANDMARKS["full"]: "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    LANDMARKS["lite"]: "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
}  # sha256 of what is expected in the package
DETECTOR_RANGE = (127.5, 127.5)  # mean, deviation: pixels 0..255 become -1..1
LANDMARKS_RANGE = (0.0, 255.0)  # pixels become 0..1
ZIP_DATE = (2026, 1, 1, 0, 0, 0)  # fixed: a zip records dates, and the bytes must not vary


def main() -> None:
    arguments = command(__doc__)
    arguments.add_argument("package", type=Path, help="the .tgz, or the folder it unpacks to")
    add_models(arguments)
    given = arguments.parse_args()

    sources = {name: read_source(given.package, name) for name in SOURCES}
    detector = with_metadata(sources[DETECTOR], *DETECTOR_RANGE)
    for model, name in LANDMARKS.items():
        landmarks = with_metadata(sources[name], *LANDMARKS_RANGE)
        write_bundle(given.models / f"pose_{model}" / "1" / "model.task", detector, landmarks)


def read_source(package: Path, name: str) -> bytes:
    """One file of the package, which must be the very one this script was written for."""
    if package.is_dir():
        found = sorted(package.rglob(name))
        if not found:
            raise SystemExit(f"{package}: no {name} in it; give the folder of @mediapipe/pose")
        data = found[0].read_bytes()
    else:
        with tarfile.open(package) as archive:
            member = archive.extractfile(f"package/{name}")
            assert member is not None, name
            data = member.read()
    digest = hashlib.sha256(data).hexdigest()
    if digest != SOURCES[name]:
        raise SystemExit(f"{name}: sha256 {digest}, expected {SOURCES[name]}: another version?")
    return data


def with_metadata(network: bytes, mean: float, deviation: float) -> bytes:
    """The same network, saying that its input is an RGB image and how pixels are scaled."""
    model = tflite.ModelT.InitFromObj(tflite.Model.GetRootAsModel(network, 0))
    buffer = tflite.BufferT()
    buffer.data = np.frombuffer(described(model.subgraphs[0], mean, deviation), np.uint8)
    model.buffers.append(buffer)
    entry = tflite.MetadataT()
    entry.name = "TFLITE_METADATA"
    entry.buffer = len(model.buffers) - 1
    model.metadata = [*(model.metadata or []), entry]
    builder = flatbuffers.Builder(len(network) + 65536)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def described(graph: tflite.SubGraphT, mean: float, deviation: float) -> bytes:
    """The metadata of a network: one image in, named tensors out."""
    image = metadata.TensorMetadataT()
    image.name = "image"
    image.content = metadata.ContentT()
    image.content.contentPropertiesType = metadata.ContentProperties.ImageProperties
    image.content.contentProperties = metadata.ImagePropertiesT()
    image.content.contentProperties.colorSpace = metadata.ColorSpaceType.RGB
    image.processUnits = [metadata.ProcessUnitT()]
    image.processUnits[0].optionsType = metadata.ProcessUnitOptions.NormalizationOptions
    image.processUnits[0].options = metadata.NormalizationOptionsT()
    image.processUnits[0].options.mean = [mean]
    image.processUnits[0].options.std = [deviation]
    image.stats = metadata.StatsT()
    image.stats.max = [(255 - mean) / deviation]
    image.stats.min = [(0 - mean) / deviation]

    subgraph = metadata.SubGraphMetadataT()
    subgraph.inputTensorMetadata = [image]
    subgraph.outputTensorMetadata = [named(graph.tensors[i].name) for i in graph.outputs]
    whole = metadata.ModelMetadataT()
    whole.name = "pose"
    whole.subgraphMetadata = [subgraph]
    builder = flatbuffers.Builder(0)
    builder.Finish(whole.Pack(builder), b"M001")
    return bytes(builder.Output())


def named(name: bytes | str) -> metadata.TensorMetadataT:
    """The description of an output, which needs only its name."""
    tensor = metadata.TensorMetadataT()
    tensor.name = name.decode() if isinstance(name, bytes) else name
    return tensor


def write_bundle(path: Path, detector: bytes, landmarks: bytes) -> None:
    """Writes the task bundle, and its checksum in the format of sha256sum beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Stored, not deflated: mediapipe maps the networks straight from the file.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as bundle:
        bundle.writestr(zipfile.ZipInfo("pose_detector.tflite", ZIP_DATE), detector)
        bundle.writestr(zipfile.ZipInfo("pose_landmarks_detector.tflite", ZIP_DATE), landmarks)
    digest = sign(path)
    print(f"{path}: {path.stat().st_size:,} bytes, sha256 {digest}")


if __name__ == "__main__":
    main()
