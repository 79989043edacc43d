"""The pictures of a figure: PNG, JPEG, WebP; checked before they are unpacked, and scaled down."""

import io
import warnings

import msgspec
import numpy as np
from PIL import Image as Files

from live.gltf import limits
from live.gltf.container import Container
from live.gltf.document import Document, Index, part
from live.gltf.limits import at_most, refuse
from live.gltf.numbers import Numbers, listed
from live.signals import Image

_FORMATS = ("PNG", "JPEG", "WEBP")
_REMEDY = "export it with PNG or JPEG textures"
# What Pillow raises for files that are broken, or of another kind.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError)


class _Webp(msgspec.Struct, frozen=True):
    """EXT_texture_webp."""

    source: Index


class Pictures:
    """Unpacks those pictures of a file that are asked for, each once."""

    def __init__(self, document: Document, container: Container, numbers: Numbers) -> None:
        self._document = document
        self._container = container
        self._numbers = numbers
        self._pixels = 0
        self.found: dict[int, Image] = {}  # (height, width, 4) RGBA by image

    def take(self, texture: int) -> int:
        """Unpacks a texture's picture, and returns its number. Raises Refused."""
        wanted = listed(self._document.textures, texture, "texture")
        other = part(wanted.extensions, "EXT_texture_webp", _Webp)
        source = other.source if isinstance(other, _Webp) else wanted.source
        if source is None:
            refuse(f"its texture {texture} has no PNG, JPEG or WebP picture", _REMEDY)
        if source not in self.found:
            self.found[source] = self._unpacked(source, self._bytes(source))
        return source

    def _bytes(self, source: int) -> bytes:
        picture = listed(self._document.images, source, "image")
        if picture.uri is not None:
            return self._container.fetch(picture.uri)
        if picture.buffer_view is None:
            refuse(f"its image {source} is nowhere")
        return bytes(self._numbers.view(picture.buffer_view))

    def _unpacked(self, source: int, content: bytes) -> Image:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # its size is looked at below
                file = Files.open(io.BytesIO(content), formats=_FORMATS)
                self._check(source, file.size)
                file.draft("RGB", (limits.SIDE, limits.SIDE))
                rgba = file.convert("RGBA")
                rgba.thumbnail((limits.SIDE, limits.SIDE), Files.Resampling.BOX)
        except limits.Refused:
            raise
        except Files.DecompressionBombError:
            refuse(f"its image {source} is too large", "make its textures smaller")
        except _BROKEN as error:
            refuse(
                f"its image {source} is no PNG, JPEG or WebP, or is damaged ({_line(error)})",
                _REMEDY,
            )
        return np.asarray(rgba)

    def _check(self, source: int, size: tuple[int, int]) -> None:
        pixels = size[0] * size[1]
        if pixels > limits.PIXELS:
            refuse(
                f"its image {source} has {size[0]} x {size[1]} pixels, at most"
                f" {limits.PIXELS // 10**6} million are unpacked",
                "make its textures smaller",
            )
        self._pixels += pixels
        at_most(self._pixels, limits.ALL_PIXELS, "pixels in its pictures")


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:100]
