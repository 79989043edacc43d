"""The show as a texture for other programs on a Mac (Syphon): Resolume, VDMX, MadMapper.

Written to syphon-python's documented calls and tested against a stand-in, not on a Mac.
"""

import sys
from typing import Annotated, Any

import msgspec

from live.errors import BadInput
from live.outputs.shared import Shared, opaque, with_alpha
from live.parts import Output, Part, ShowContext
from live.runtime import extras
from live.signals import Image


class Syphon(Part[Output], frozen=True):
    """A Syphon server."""

    # What other programs list it as.
    name: Annotated[str, msgspec.Meta(min_length=1)] = "First Dance"
    alpha: bool = False  # whether black becomes glass, to lay the dancers over a picture

    def open(self, context: ShowContext) -> Shared:
        """Makes the server. Raises BadInput except on a Mac."""
        if sys.platform != "darwin":
            raise BadInput("syphon: only macOS has it. Use ndi, spout (Windows) or browser.")
        return Shared("syphon", lambda: _Server(self, context))


class _Server:
    def __init__(self, settings: Syphon, context: ShowContext) -> None:
        library = extras.load("syphon", "syphon")
        raw = extras.load("syphon.utils.raw", "syphon")
        self._copy: Any = extras.load("syphon.utils.numpy", "syphon").copy_image_to_mtl_texture
        self._alpha = settings.alpha
        self._server: Any = library.SyphonMetalServer(settings.name)
        self._texture: Any = raw.create_mtl_texture(self._server.device, *context.size)

    def send(self, rgb: Image) -> None:
        self._copy(with_alpha(rgb) if self._alpha else opaque(rgb), self._texture)
        self._server.publish_frame_texture(self._texture)

    def close(self) -> None:
        self._server.stop()
