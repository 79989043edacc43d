"""The file itself: binary glTF (.glb, .vrm) or plain (.gltf), and the files beside it.

The layout is that of the glTF 2.0 specification, "GLB File Format":
https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#glb-file-format-specification
"""

import base64
import binascii
import struct
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from live.gltf import limits
from live.gltf.limits import refuse
from live.runtime import places

SUFFIXES = (".glb", ".gltf", ".vrm")
_MAGIC, _JSON, _BINARY = b"glTF", 0x4E4F534A, 0x004E4942
_ZIPS = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
_AGAIN = "export it again, or copy the file again"


@dataclass(slots=True)
class Container:
    """The contents of a file."""

    json: bytes | memoryview
    binary: memoryview | None  # the buffer inside a .glb
    folder: Path  # where its other files may lie, and nowhere else
    read: int  # bytes read so far

    def fetch(self, uri: str) -> bytes:
        """The bytes of a URI: data in it, or a file in the same folder. Raises Refused."""
        if uri.startswith("data:"):
            return _data(uri)
        return self._beside(uri)

    def _beside(self, uri: str) -> bytes:
        name = unquote(uri)
        if urlsplit(uri).scheme or "\\" in name or "\0" in name:
            refuse(f"it wants {uri[:80]!r}, which is no file beside it", _PACK)
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            refuse(f"it wants {uri[:80]!r}, which is outside its folder", _PACK)
        if not places.is_file(path):
            refuse(f"it wants {uri[:80]!r}, and there is no such file beside it", _PACK)
        self.read += path.stat().st_size
        _not_too_large(self.read)
        return path.read_bytes()


_PACK = "copy all of its files into its folder, or save it as one .glb"


def opened(path: Path) -> Container:
    """Opens a figure's file. Raises Refused, and OSError where it cannot be read."""
    if not places.is_file(path):
        refuse("there is no such file", "check its name; it is looked for beside the show file")
    size = path.stat().st_size
    _not_too_large(size)
    content = path.read_bytes()
    if content.startswith(_ZIPS):
        refuse("it is a packed archive", "unpack it and name the .glb or .vrm that was inside")
    if content.startswith(_MAGIC):
        return _unpacked(content, path.parent)
    if path.suffix.lower() != ".gltf":
        refuse("it is not binary glTF", "export it as .glb or .vrm")
    _not_too_long(len(content))
    return Container(content, None, path.parent, size)


def _unpacked(content: bytes, folder: Path) -> Container:
    if len(content) < 20:
        refuse("it is cut short", _AGAIN)
    version, length, size, kind = struct.unpack_from("<IIII", content, 4)
    if version != 2:
        refuse(f"it is glTF {version}, and 2 is read", "export it as glTF 2.0")
    if kind != _JSON or length > len(content) or 20 + size > length:
        refuse("it is cut short or damaged", _AGAIN)
    _not_too_long(size)
    rest = memoryview(content)[20 + size : length]
    return Container(memoryview(content)[20 : 20 + size], _binary(rest), folder, len(content))


def _binary(rest: memoryview) -> memoryview | None:
    """The second chunk, if there is one."""
    if len(rest) < 8:
        return None
    size, kind = struct.unpack_from("<II", rest)
    if kind != _BINARY:
        return None
    if 8 + size > len(rest):
        refuse("it is cut short or damaged", _AGAIN)
    return rest[8 : 8 + size]


def _data(uri: str) -> bytes:
    head, comma, text = uri.partition(",")
    if not comma or not head.endswith(";base64"):
        refuse("it holds data that is not base64")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        refuse("it holds data that is not base64")


def _not_too_large(size: int) -> None:
    if size > limits.FILE:
        refuse(
            f"it has {size / 2**20:,.0f} MB, at most {limits.FILE / 2**20:.0f} are read",
            "make its textures smaller",
        )


def _not_too_long(size: int) -> None:
    if size > limits.JSON:
        refuse(
            f"its table of contents has {size / 2**20:,.0f} MB, at most"
            f" {limits.JSON / 2**20:.0f} are read",
            "make it simpler",
        )
