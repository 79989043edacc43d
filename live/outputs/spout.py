"""The show as a texture for other programs on a Windows machine (Spout): Resolume, TouchDesigner.

Written to SpoutGL's documented calls and tested against a stand-in, not on a Windows machine.
"""

import sys
from typing import Annotated, Any

import msgspec

from live.errors import BadInput
from live.outputs.shared import Shared, opaque, with_alpha
from live.parts import Output, Part, ShowContext
from live.runtime import extras
from live.signals import Image


class Spout(Part[Output], frozen=True):
    """A Spout sender."""

    # What other programs list it as.
    name: Annotated[str, msgspec.Meta(min_length=1)] = "First Dance"
    alpha: bool = False  # whether black becomes glass, to lay the dancers over a picture

    def open(self, context: ShowContext) -> Shared:  # noqa: ARG002 - each picture has its size
        """Makes the sender. Raises BadInput except on Windows."""
        if sys.platform != "win32":
            raise BadInput("spout: only Windows has it. Use ndi, syphon (macOS) or browser.")
        return Shared("spout", lambda: _Sender(self))


class _Sender:
    def __init__(self, settings: Spout) -> None:
        library = extras.load("SpoutGL", "spout")
        self._format: int = extras.load("SpoutGL.enums", "spout").GL_RGBA
        self._alpha = settings.alpha
        self._sender: Any = library.SpoutSender()
        self._sender.setSenderName(settings.name)

    def send(self, rgb: Image) -> None:
        rgba = with_alpha(rgb) if self._alpha else opaque(rgb)
        height, width = rgba.shape[:2]
        # False: not upside down; 0: no framebuffer of the caller's.
        if not self._sender.sendImage(rgba.tobytes(), width, height, self._format, False, 0):
            raise OSError("Spout shares no textures: is there a graphics driver?")

    def close(self) -> None:
        self._sender.releaseSender()
