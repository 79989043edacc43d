"""The model repository: `models/<name>/<version>/model.<kind>`, each with its checksum beside it.

The folder has the layout that Triton serves from: the version in use is the folder with the
greatest number; folders that are not a number, or start with a 0, are not versions. A model that
differs from its checksum is refused, so one cut short by a full disk is found before the show.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from live.errors import BadInput
from live.runtime import places, texts

ENGINES = {
    ".task": "mediapipe CPU (XNNPACK)",
    ".onnx": "ONNX Runtime CPU",
    ".npz": "numpy CPU",
}  # what runs a model, by its kind of file


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One model in the repository, not yet checked."""

    name: str  # "pose_full"
    version: int
    path: Path

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return self.path.stat().st_size

    @property
    def engine(self) -> str:
        """The engine that runs it."""
        return ENGINES.get(self.path.suffix, "unknown")

    @property
    def checksum(self) -> Path:
        """The file with the model's checksum, in the format of sha256sum."""
        return self.path.with_name(f"{self.path.name}.sha256")

    def check(self) -> None:
        """Raises BadInput unless the model has its checksum."""
        try:
            promised = texts.read_text(self.checksum).split()
            with self.path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except (OSError, texts.NotText) as error:
            raise BadInput(
                f"{self.checksum} cannot be read ({error}), so {self.path.name} cannot be trusted:"
                " install First Dance again, or copy this folder from a good one"
            ) from error
        if promised[:1] != [found]:
            raise BadInput(
                f"{self.path} ({self.size:,} bytes) is damaged or cut short: its checksum is not"
                f" the one in {self.checksum.name}; install First Dance again, or copy the file"
                " from a good one"
            )


def find(models: Path, name: str) -> Path:
    """The newest version of a model, checked. Raises BadInput when it is absent or damaged."""
    for model in listed(models):
        if model.name == name:
            model.check()
            return model.path
    there = ", ".join(model.name for model in listed(models)) or "no model at all"
    raise BadInput(f"{models / name} holds no model: there is {there}; name one of these")


def listed(models: Path) -> list[ModelFile]:
    """The newest version of every model in the repository, sorted by name."""
    folders: list[Path] = []
    with suppress(OSError):  # there is no such folder, or only others may look into it
        folders = [folder for folder in sorted(models.iterdir()) if places.is_dir(folder)]
    found = [_newest(folder) for folder in folders]
    return [model for model in found if model is not None]


def _newest(folder: Path) -> ModelFile | None:
    """The greatest version of one model that has a model file in it."""
    versions = [
        ModelFile(folder.name, int(version.name), file)
        for version in folder.iterdir()
        if places.is_dir(version) and _is_version(version.name)
        for file in sorted(version.glob("model.*"))
        if file.suffix in ENGINES
    ]
    return max(versions, key=lambda model: model.version, default=None)


def _is_version(name: str) -> bool:
    return name.isascii() and name.isdigit() and not name.startswith("0")
