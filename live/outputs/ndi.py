"""The show over NDI: Resolume, vMix, OBS with DistroAV, and other programs on the network.

NDI announces itself to the whole local network, and anybody there may look: name it in a show only
where you trust the network.
"""

from fractions import Fraction
from typing import Annotated, Any

import msgspec

from live.errors import BadInput
from live.outputs.shared import FAULTS, Shared, opaque, with_alpha
from live.parts import Output, Part, ShowContext
from live.runtime import extras
from live.signals import Image


class Ndi(Part[Output], frozen=True):
    """An NDI source."""

    # What other programs list it as.
    name: Annotated[str, msgspec.Meta(min_length=1)] = "First Dance"
    alpha: bool = False  # whether black becomes glass, to lay the dancers over a picture

    def open(self, context: ShowContext) -> Shared:
        """Announces the source. Raises BadInput where the library is missing."""
        return Shared("ndi", lambda: _Source(self, context))


class _Source:
    def __init__(self, settings: Ndi, context: ShowContext) -> None:
        sending = extras.load("cyndilib.sender", "ndi")
        frames = extras.load("cyndilib.video_frame", "ndi")
        fourcc = extras.load("cyndilib.wrapper.ndi_structs", "ndi").FourCC
        self._alpha = settings.alpha
        self._size = context.size
        self._frame: Any = frames.VideoSendFrame()
        self._frame.set_resolution(*context.size)
        self._frame.set_frame_rate(Fraction(context.rate).limit_denominator(1001))
        self._frame.set_fourcc(fourcc.RGBA if settings.alpha else fourcc.RGBX)
        try:
            # The show has its own timing: NDI's would block.
            self._sender: Any = sending.Sender(settings.name, clock_video=False)
            self._sender.set_video_frame(self._frame)
            self._sender.open()
        except FAULTS as error:
            raise BadInput(
                f"ndi: {settings.name!r} cannot be announced ({error}). "
                "Choose another name, or leave this output out."
            ) from error

    def send(self, rgb: Image) -> None:
        if (rgb.shape[1], rgb.shape[0]) != self._size:
            raise ValueError(f"a picture of {rgb.shape[1]} x {rgb.shape[0]} is not the show's size")
        rgba = with_alpha(rgb) if self._alpha else opaque(rgb)
        # NDI copies and compresses in threads of its own.
        self._sender.write_video_async(rgba.reshape(-1))

    def close(self) -> None:
        self._sender.close()
