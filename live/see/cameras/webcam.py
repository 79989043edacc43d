"""The webcam, or any camera with an address on the network (http MJPEG, rtsp)."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import cv2
import msgspec

from live.errors import DeviceLost
from live.parts import CameraSource, Part, ShowContext
from live.runtime.clock import Clock
from live.see.picture import small
from live.signals import Frame, Image

SILENCE = 2.0  # seconds without a frame after which a camera is lost
OPENING = 4.0  # seconds a camera on the network may take to answer
_NODE = re.compile(r"/dev/video(\d+)")  # what links to a camera end at, on Linux
_DEVICES = Path("/sys/class/video4linux")  # where Linux lists the names of cameras

# OpenCV reads these from the environment only. Its own messages and FFmpeg's about missing cameras
# are switched off: DeviceLost says it better.
_OPENCV: Mapping[str, str] = {
    "OPENCV_FFMPEG_LOGLEVEL": "-8",  # quiet
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": "fflags;nobuffer|flags;low_delay|rtsp_transport;tcp",
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": str(round(SILENCE)),
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",  # or Windows takes half a minute to open
}


class Webcam(Part[CameraSource], frozen=True):
    """A camera that is plugged in, or on the network."""

    # A number (0 is the first), an address (http://..., rtsp://...), or, on Linux, part of its name
    # or its path: "/dev/video2", "/dev/v4l/by-id/...".
    device: int | str = 0
    # Pixels asked for; the camera may give others.
    width: Annotated[int, msgspec.Meta(ge=160, le=3840)] = 640
    height: Annotated[int, msgspec.Meta(ge=120, le=2160)] = 480  # pixels asked for
    rate: Annotated[float, msgspec.Meta(ge=1, le=240)] = 30  # pictures a second asked for
    # Seconds from the light to the picture's arrival; with it the dancer's times are true.
    delay: Annotated[float, msgspec.Meta(ge=0, le=2)] = 0.05

    def open(self, context: ShowContext) -> "OpenCamera":
        return OpenCamera(self, context.clock)


class OpenCamera:
    """Frames as they come; none is kept. Raises DeviceLost when made.

    `read` blocks until the next frame; a camera that is silent for SILENCE seconds is lost.
    """

    paced = True

    def __init__(self, settings: Webcam, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._name = str(settings.device)
        self._camera = _opened(settings)

    def read(self) -> Frame:
        there, picture = self._camera.read()
        if not there or picture is None or picture.size == 0:
            raise DeviceLost(
                f"the camera {self._name} sends no more pictures: is it still connected?"
            )
        return Frame(self._clock.now() - self._settings.delay, _rgb(small(picture)))

    def close(self) -> None:
        self._camera.release()


@dataclass(frozen=True, slots=True)
class PluggedCamera:
    """A camera that is plugged in."""

    index: int
    name: str


def cameras() -> list[PluggedCamera]:
    """The cameras that this machine lists without opening them (Linux only)."""
    found = []
    for entry in sorted(_DEVICES.glob("video*")):
        index, name = entry.name.removeprefix("video"), entry / "name"
        # One camera has several devices; only the first of them gives pictures.
        first = entry / "index"
        if index.isdigit() and _text(first) in ("", "0"):
            found.append(PluggedCamera(int(index), _text(name) or "?"))
    return sorted(found, key=lambda camera: camera.index)


def _text(file: Path) -> str:
    """What a camera's driver says, whatever its letters; "" where it says nothing."""
    try:
        return file.read_bytes().decode("utf-8", "replace").strip()
    except OSError:  # there is no such file, or the camera was unplugged just now
        return ""


def _opened(settings: Webcam) -> cv2.VideoCapture:
    """The camera, sending. Raises DeviceLost."""
    for name, value in _OPENCV.items():
        os.environ.setdefault(name, value)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    camera = cv2.VideoCapture()
    try:
        there = _open_device(camera, settings)
    except cv2.error as error:
        raise DeviceLost(_absent(settings.device)) from error
    if not there:
        camera.release()
        raise DeviceLost(_absent(settings.device))
    return camera


def _open_device(camera: cv2.VideoCapture, settings: Webcam) -> bool:
    device = settings.device
    if isinstance(device, str) and "://" in device:
        patience = [
            *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, round(OPENING * 1000)),
            *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, round(SILENCE * 1000)),
        ]
        return bool(camera.open(device, cv2.CAP_FFMPEG, patience))
    if not camera.open(index_of(device), _backend()):
        return False
    camera.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    if settings.width > 640:
        # Larger pictures do not fit through USB at full rate unless the camera compresses them.
        camera.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    camera.set(cv2.CAP_PROP_FRAME_WIDTH, settings.width)
    camera.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.height)
    camera.set(cv2.CAP_PROP_FPS, settings.rate)
    return True


def index_of(device: int | str) -> int:
    """The number of a camera given by number, path or (part of) its name. Raises DeviceLost."""
    if isinstance(device, int) or device.isdecimal():
        return int(device)
    node = _NODE.fullmatch(str(Path(device).resolve())) if device.startswith("/") else None
    if node is not None:
        return int(node[1])
    for camera in cameras():
        if device.casefold() in camera.name.casefold():
            return camera.index
    raise DeviceLost(_absent(device))


def _absent(device: int | str) -> str:
    """The message for the operator about a camera that cannot be opened."""
    if isinstance(device, str) and "://" in device:
        return f"no camera answers at {device}: is it on, and on the same network?"
    there = ", ".join(f"{camera.index} {camera.name!r}" for camera in cameras())
    return (
        f"there is no camera {device!r}, or another program uses it;"
        f" this machine has {there or 'none that it lists'}"
    )


def _backend() -> int:
    """The backend that OpenCV should open cameras with, on this system."""
    return {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_DSHOW}.get(sys.platform, cv2.CAP_ANY)


def _rgb(picture: Image) -> Image:
    """From OpenCV's order of colours; cameras that send grey are taken too."""
    kind = cv2.COLOR_GRAY2RGB if picture.ndim == 2 else cv2.COLOR_BGR2RGB
    rgb: Image = cv2.cvtColor(picture, kind)
    return rgb
