"""One file of a film: mp4, fragmented, H.264 and AAC.

What has been written is playable, even if the machine loses power or the disk is full in the
middle of the first dance.
"""

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from live.formats import media
from live.hear.sources.sound_file import RATE
from live.outputs.film_sound import RoomTrack, SongSound, SongTrack, Track
from live.parts import ShowContext
from live.runtime.room_sound import RoomSound
from live.signals import Floats, Image, Picture

LONGEST_HOLE = 300  # missing pictures: more are not filled in, the last one is shown longer
STRAYS = 0.75  # pictures: how far a time may be from its number
FAULTS = (*media.FAULTS, cv2.error, ArithmeticError, TypeError)  # of an encoder, a muxer, a disk
_BT709, _LIMITED = 1, 1  # as ITU-T H.273 numbers colours, and FFmpeg ranges
_RED, _BLUE = 0.2126, 0.0722  # BT.709: of the luma


def _to_yuv() -> Floats:
    """RGB, 0..255, to BT.709's Y 16..235 and Cb and Cr 16..240: (3, 4), an offset beside it."""
    luma = np.array([_RED, 1.0 - _RED - _BLUE, _BLUE])
    blue = (np.array([0.0, 0.0, 1.0]) - luma) / (2.0 - 2.0 * _BLUE)
    red = (np.array([1.0, 0.0, 0.0]) - luma) / (2.0 - 2.0 * _RED)
    scaled = np.stack([219.0 * luma, 224.0 * blue, 224.0 * red]) / 255.0
    return np.column_stack([scaled, [16.0, 128.0, 128.0]])


_TO_YUV = _to_yuv()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the show a file begins."""

    first: int = 0  # the number of its first picture
    before: Image | None = None  # the picture before that; None: there was none


class Reel:
    """Writes pictures as they come; a missing picture is replaced by the one before.

    Numbers only grow. All methods raise FAULTS.
    """

    def __init__(
        self,
        path: Path,
        context: ShowContext,
        quality: int,
        sound: SongSound | RoomSound | None = None,
        place: Place = Place(),
    ) -> None:
        """`path` is this file's own; `quality` is H.264's CRF."""
        self.path = path
        self.first = place.first
        self.number = self.kept = place.first - 1  # of the last picture given, and in the file
        self._last = place.before
        self._rate = Fraction(context.rate).limit_denominator(1001)
        fragmented = {
            "movflags": "frag_keyframe+empty_moov+default_base_moof",
            "flush_packets": "1",  # written at once, not when a buffer is full
        }
        self._container = av.open(str(path), "w", options=fragmented)
        try:
            self._add_pictures(context, quality)
            self._sound = self._track(sound)
            self._container.start_encoding()  # writes the file's head; raises here if it cannot
        except FAULTS:
            with suppress(*FAULTS):
                self._container.close()
            raise

    def _add_pictures(self, context: ShowContext, quality: int) -> None:
        self._video = self._container.add_stream("libx264", rate=self._rate)
        width, height = context.size
        self._video.width, self._video.height = width - width % 2, height - height % 2
        self._video.pix_fmt = "yuv420p"
        codec = self._video.codec_context
        # Where a film does not say which colours these are, players guess.
        codec.color_primaries = codec.color_trc = codec.colorspace = _BT709
        codec.color_range = _LIMITED
        # Live, the other cores belong to the other parts; in virtual time nothing else runs.
        self._video.thread_count = 0 if context.virtual else 1
        self._video.options = {
            "preset": "ultrafast",
            "crf": str(quality),
            "bf": "0",  # pictures in order: a fragmented file cannot state the delay of B-frames
            "g": str(round(2 * context.rate)),  # a fragment every two seconds
        }
        self._video.time_base = 1 / self._rate

    def _track(self, sound: SongSound | RoomSound | None) -> Track | None:
        first = round(self.first / self._rate * RATE)
        if isinstance(sound, SongSound):
            return SongTrack(self._container, first, sound)
        return None if sound is None else RoomTrack(self._container, first, sound)

    def show(self, picture: Picture) -> None:
        """Writes a picture, and the sound up to it; one that does not come later is left out."""
        number = number_at(picture.time, float(self._rate), self.number + 1)
        if number > self.number:
            self.write(number, picture.rgb)

    def write(self, number: int, rgb: Image) -> None:
        """Writes the picture of this number in the show, and the sound up to it."""
        if self._last is not None and number - self.number <= LONGEST_HOLE:
            for missing in range(self.number + 1, number):
                self._encode(missing, self._last)
        self._encode(number, rgb)
        self._last = rgb
        if self._sound is not None:
            self._sound.write_to(float((number + 1 - self.first) / self._rate))

    def _encode(self, number: int, rgb: Image) -> None:
        height, width = self._video.height, self._video.width
        planes = _planes(np.ascontiguousarray(rgb[:height, :width]))
        frame = av.VideoFrame.from_ndarray(planes, "yuv420p")
        frame.colorspace, frame.color_range = _BT709, _LIMITED
        frame.pts = number - self.first
        frame.time_base = 1 / self._rate
        self._keep(self._video.encode(frame))
        self.number = number

    def _keep(self, packets: "list[av.Packet[av.VideoStream]]") -> None:
        for packet in packets:
            self._container.mux(packet)
            if packet.pts is not None and packet.time_base is not None:
                self.kept = self.first + round(packet.pts * packet.time_base * self._rate)

    @property
    def empty(self) -> bool:
        """Whether no picture is in the file."""
        return self.kept < self.first

    def close(self) -> None:
        """Finishes the file as far as that can be done. Without a picture, it is deleted."""
        try:
            with ExitStack() as steps:  # in reverse; each is done, whatever another one raises
                steps.callback(self._container.close)
                if self._sound is not None:
                    steps.callback(self._sound.end)
                steps.callback(self._end_pictures)
        finally:
            if self.empty:
                with suppress(OSError):
                    self.path.unlink()

    def _end_pictures(self) -> None:
        self._keep(self._video.encode(None))


def number_at(time: float, rate: float, following: int) -> int:
    """Which picture of the show is shown at a time; `following` is the next one to be written.

    The lead time of live pictures drifts: a time between two numbers counts as the next one.
    """
    exact = time * rate
    return following if abs(exact - following) < STRAYS else round(exact)


def _planes(rgb: Image) -> Image:
    """A picture of even size as yuv420p: luma, and chroma at half the size; (1.5 h, w).

    OpenCV converts the colours several times faster than FFmpeg does.
    """
    height, width = rgb.shape[:2]
    planes = np.empty((height * 3 // 2, width), np.uint8)
    coded = cv2.transform(rgb, _TO_YUV)
    cv2.extractChannel(coded, 0, dst=planes[:height])
    half = cv2.resize(coded, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    cv2.extractChannel(half, 1, dst=chroma[0])
    cv2.extractChannel(half, 2, dst=chroma[1])
    return planes
