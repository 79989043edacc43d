"""The show as a webcam that any program on this machine can choose."""

import sys
from typing import Any

from live.errors import BadInput
from live.outputs.shared import FAULTS, Shared
from live.parts import Output, Part, ShowContext
from live.runtime import extras
from live.signals import Image

REMEDIES = {
    "linux": "Run: sudo apt install v4l2loopback-dkms && sudo modprobe v4l2loopback "
    'exclusive_caps=1 card_label="First Dance"',
    "darwin": "Install OBS 30 or later and start its virtual camera once.",
    "win32": "Install OBS, which brings a virtual camera.",
}


class VirtualCamera(Part[Output], frozen=True):
    """A virtual camera: v4l2loopback on Linux, OBS's own elsewhere."""

    device: str = ""  # which one, such as "/dev/video9"; "": the first that is free

    def open(self, context: ShowContext) -> Shared:
        """Opens the camera. Raises BadInput where there is none."""
        library = extras.load("pyvirtualcam", "vcam")
        return Shared("virtual_camera", lambda: _Camera(library, self.device, context))


class _Camera:
    def __init__(self, library: Any, device: str, context: ShowContext) -> None:
        width, height = context.size
        try:
            self._camera = library.Camera(
                width=width, height=height, fps=context.rate,
                fmt=library.PixelFormat.RGB, device=device or None,
            )  # fmt: skip
        except FAULTS as error:
            cause = " ".join(str(error).split())
            remedy = REMEDIES.get(sys.platform, "Leave this output out.")
            raise BadInput(f"virtual_camera: {cause.rstrip('.')}. {remedy}") from error

    def send(self, rgb: Image) -> None:
        self._camera.send(rgb)

    def close(self) -> None:
        self._camera.close()
