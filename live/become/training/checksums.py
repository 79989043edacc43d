"""The checksum beside a model, as `live.networks.models` asks for it."""

import hashlib
from pathlib import Path


def sign(path: Path) -> str:
    """Writes the checksum of a file beside it, in the format of sha256sum; returns its digits."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    beside = path.with_name(f"{path.name}.sha256")
    beside.write_text(f"{digest}  {path.name}\n", encoding="utf-8")
    return digest
