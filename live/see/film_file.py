"""A film, read as players read it: damage is skipped, and every picture has its true shape."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.sidedata.sidedata import SideData
from av.video.stream import VideoStream

from live.formats import media
from live.runtime import limits
from live.see.picture import small_size, squared, upright
from live.signals import Image

_PATIENCE = 100  # unreadable pieces in a row, after which a film is over


def open_film(file: Path) -> InputContainer:
    """The film, to be closed by the caller. Raises one of `media.FAULTS`."""
    container = media.opened(file)
    for stream in container.streams.video:
        stream.thread_type = "AUTO"
        # What is larger is refused by FFmpeg, before it takes memory for it.
        stream.codec_context.options = {"max_pixels": str(limits.PIXELS)}
    return container


@dataclass(slots=True)
class Damage:
    """What could not be read of a film."""

    pieces: int = 0  # packets, of which most hold one picture
    first: float = 0.0  # seconds: the last picture before the first of them
    error: Exception | None = None  # what FFmpeg says about the first of them
    early: float = 0.0  # seconds by which the film ends before the length that it states

    def add(self, error: Exception, time: float) -> None:
        """One more piece that cannot be read; the picture before it was shown at `time`."""
        if self.error is None:
            self.error, self.first = error, time
        self.pieces += 1

    def sentence(self, file: Path) -> str:
        """What the user should know; "" where nothing is damaged."""
        if self.early and not self.pieces:
            return (
                f"{file}: it ends {self.early:.1f} s before the length that it states."
                " Copy it again."
            )
        if not self.pieces:
            return ""
        return (
            f"{file}: it is damaged after {self.first:.1f} s; what cannot be read is left out, and"
            " the rest is used. Copy it again."
        )


def decoded(container: InputContainer, damage: Damage) -> Iterator[av.VideoFrame]:
    """The pictures from where the container is, as they are stored. What is damaged is left out."""
    stream = container.streams.video[0]
    time = end = 0.0
    for packet in _packets(container, stream, damage):
        try:
            found = packet.decode()
        except media.FAULTS as error:
            damage.add(error, time)
            continue
        for picture in found:
            if isinstance(picture, av.VideoFrame):
                time = time if picture.time is None else picture.time
                yield picture
        end = max(end, _end(packet))
    stated = media.stated(container, stream) or 0.0
    if stated > end + media.EARLY:
        damage.early = stated - end


def _end(packet: "av.Packet[VideoStream]") -> float:
    """Seconds into the film at which what is in a packet has been shown."""
    if packet.pts is None or packet.time_base is None:
        return 0.0
    start = packet.stream.start_time or 0
    return float((packet.pts - start + (packet.duration or 0)) * packet.time_base)


def _packets(
    container: InputContainer, stream: VideoStream, damage: Damage
) -> Iterator["av.Packet[VideoStream]"]:
    in_a_row, time = 0, 0.0
    while in_a_row < _PATIENCE:
        try:
            for packet in container.demux(stream):
                in_a_row = 0
                if packet.pts is not None and packet.time_base is not None:
                    time = float(packet.pts * packet.time_base)
                yield packet
        except media.FAULTS as error:
            in_a_row += 1
            damage.add(error, time)
        else:
            return


def shown(picture: av.VideoFrame, stream: VideoStream, longest: int) -> Image:
    """The picture as a player shows it, its longer side at most `longest` pixels."""
    width, height = small_size(
        *squared(picture.width, picture.height, stream.sample_aspect_ratio), longest
    )
    rgb = picture.reformat(width, height, "rgb24", interpolation="AREA").to_ndarray()
    return upright(rgb.astype(np.uint8, copy=False), picture.rotation, mirrored=_mirrored(picture))


def _mirrored(picture: av.VideoFrame) -> bool:
    """Whether the film says that its pictures are to be mirrored."""
    matrix = picture.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, SideData):
        return False
    a, b, _, c, d = np.frombuffer(bytes(matrix), np.int32)[:5].astype(float).tolist()
    return bool(a * d - b * c < 0.0)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much film there is."""

    seconds: float
    rate: float  # pictures a second, on average


def extent(file: Path) -> Extent:
    """The length and rate that the file states, or else those of its packets.

    Raises one of `media.FAULTS`.
    """
    with open_film(file) as container:
        rate = container.streams.video[0].average_rate
        if container.duration and rate:
            return Extent(container.duration / av.time_base, float(rate))
        return _measured(container)


def _measured(container: InputContainer) -> Extent:
    """Films made by browsers do not state how long they are."""
    stream = container.streams.video[0]
    base = float(stream.time_base or 0)
    times = [
        packet.pts * base
        for packet in _packets(container, stream, Damage())
        if packet.pts is not None
    ]
    if len(times) < 2:
        return Extent(0.0, 0.0)
    span = max(times) - min(times)
    rate = (len(times) - 1) / span if span > 0 else 0.0
    return Extent(span + (1 / rate if rate else 0.0), rate)
