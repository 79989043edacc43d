"""The show as a film: mp4, H.264 and AAC, pictures and sound in sync.

The file is fragmented: what has been written is playable, even if the machine loses power or the
disk is full in the middle of the first dance.
"""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Annotated, ClassVar

import av
import cv2
import msgspec
import numpy as np

from live.errors import BadInput
from live.hear.sources.sound_file import RATE, decoded
from live.parts import Output, Part, ShowContext
from live.runtime import places
from live.runtime.results import claimed, spare
from live.runtime.room_sound import RoomSound
from live.signals import Floats, Image, Picture, Samples, Scene

LONGEST_HOLE = 300  # missing pictures: more are not filled in, the last one is shown longer
STRAYS = 0.75  # pictures: how far a time may be from its number
AAC_FRAME = 1024  # samples
SILENT = 2.0  # seconds without sound from the room that are waited for
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


class Film(Part[Output], frozen=True):
    """Records the show, in a file of its own: where there is one of that name, with a number.

    Its sound is the recording that plays, or else what the microphone hears.
    """

    immediate: ClassVar[bool] = True  # a film knows the time of each picture
    patience: ClassVar[float] = 15.0  # a USB stick may write for long
    writes: ClassVar[tuple[str, ...]] = ("file",)

    # An .mp4, in the folder you are in; where there is one of that name, its name gets a number.
    file: str
    # H.264's CRF: smaller is better, and a larger file.
    quality: Annotated[int, msgspec.Meta(ge=0, le=51)] = 25

    def asked(self, context: ShowContext) -> Path:
        """The path the film is to have. Raises BadInput where no film can have it."""
        path = places.expanded(self.file)
        if not path.is_absolute():
            path = Path.cwd() / path
        if path.suffix.lower() != ".mp4":
            raise BadInput(f"{self.file}: films are .mp4 files. Give a name that ends in .mp4.")
        spare(path, "file", context.reads)
        return path

    def open(self, context: ShowContext) -> "OpenFilm":
        # `asked` has checked that this is not a file that is read.
        with claimed(self.asked(context), "file", ()) as own:
            return OpenFilm(own, context, self.quality)


class OpenFilm:
    """Writes pictures as they come; a missing picture is replaced by the one before."""

    takes = Picture

    def __init__(
        self, path: Path, context: ShowContext, quality: int, sound_begins: float = 0.0
    ) -> None:
        """`path` is this film's own file. The sound begins `sound_begins` seconds after the first
        picture, or before it where that is negative.
        """
        self._sound_begins = sound_begins
        self._path = path
        self._full: OSError | None = None
        self._number = -1  # of the last picture written
        self._last: Image | None = None
        self._rate = Fraction(context.rate).limit_denominator(1001)
        try:
            self._start(context, quality)
        except OSError as error:
            raise BadInput(
                f"{path}: cannot be written ({error.strerror}). Name a file where you may write."
            ) from error

    def _start(self, context: ShowContext, quality: int) -> None:
        fragmented = {
            "movflags": "frag_keyframe+empty_moov+default_base_moof",
            "flush_packets": "1",  # written at once, not when a buffer is full
        }
        self._container = av.open(str(self._path), "w", options=fragmented)
        width, height = context.size
        self._video = self._container.add_stream("libx264", rate=self._rate)
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
        self._sound = self._track(context)
        self._container.start_encoding()  # writes the file's head, and raises here if it cannot

    def _track(self, context: ShowContext) -> "_SoundTrack | _RoomTrack | None":
        if context.soundtrack is not None:
            return _SoundTrack(self._container, context.soundtrack, self._sound_begins)
        return None if context.room is None else _RoomTrack(self._container, context.room)

    def show(self, signal: Scene | Picture) -> None:
        """Writes one picture, and the sound up to it. A full disk ends the film, not the show."""
        if not isinstance(signal, Picture):
            return
        if self._full is not None:
            raise OSError(self._full.errno, f"{self._path}: the disk is full, the film is over")
        number = self._number_at(signal.time)
        if number <= self._number:
            return
        try:
            self._fill_to(number, signal.rgb)
            if self._sound is not None:
                self._sound.write_to((number + 1) / float(self._rate))
        except OSError as error:
            self._full = error
            self._end()
            raise OSError(
                error.errno, f"{self._path}: the disk is full, the film is over"
            ) from error

    def _number_at(self, time: float) -> int:
        """Which picture of the film is shown at a time.

        The lead time of live pictures drifts: a time between two numbers counts as the next one.
        """
        exact = time * float(self._rate)
        following = self._number + 1
        return following if abs(exact - following) < STRAYS else round(exact)

    def close(self) -> None:
        """Finishes the film. Without a single picture, the file is deleted."""
        if self._full is None:
            self._end()
        if self._number < 0:
            with suppress(OSError):
                self._path.unlink()

    @property
    def made(self) -> Path | None:
        """The file, if it holds a picture."""
        return None if self._number < 0 else self._path

    def _fill_to(self, number: int, rgb: Image) -> None:
        if self._last is not None and number - self._number <= LONGEST_HOLE:
            for missing in range(self._number + 1, number):
                self._encode(missing, self._last)
        self._encode(number, rgb)
        self._number, self._last = number, rgb

    def _encode(self, number: int, rgb: Image) -> None:
        height, width = self._video.height, self._video.width
        planes = _planes(np.ascontiguousarray(rgb[:height, :width]))
        frame = av.VideoFrame.from_ndarray(planes, "yuv420p")
        frame.colorspace, frame.color_range = _BT709, _LIMITED
        frame.pts = number
        frame.time_base = 1 / self._rate
        self._container.mux(self._video.encode(frame))

    def _end(self) -> None:
        try:
            if self._full is None:
                self._container.mux(self._video.encode(None))
                if self._sound is not None:
                    self._sound.end()
            self._container.close()
        except OSError as error:
            # The disk is full: every fragment before this one is playable.
            self._full = error


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


class _SoundTrack:
    """The song, written into the film with the pictures."""

    def __init__(self, container: av.container.OutputContainer, song: Path, begins: float) -> None:
        self._container = container
        self._stream = container.add_stream("aac", rate=RATE, layout="stereo", bit_rate=160_000)
        self._pieces: Iterator[Samples] = decoded(song, "stereo")
        self._rest: Samples = np.zeros((2, max(0, round(begins * RATE))), dtype=np.float32)
        # AAC delays the sound by one frame, and a fragmented file cannot state that for a player:
        # without the song's first 23 ms, sound and pictures are in sync.
        self._skip(AAC_FRAME + max(0, round(-begins * RATE)))
        self._written = AAC_FRAME  # samples

    def write_to(self, seconds: float) -> None:
        """Writes the sound that is heard before `seconds`."""
        while self._written < seconds * RATE:
            block = self._next_block()
            if block is None:
                return
            self._encode(block)

    def _skip(self, samples: int) -> None:
        while self._rest.shape[1] < samples:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest = np.concatenate([self._rest, piece], axis=1)
        self._rest = self._rest[:, samples:]

    def _next_block(self) -> Samples | None:
        while self._rest.shape[1] < AAC_FRAME:
            piece = next(self._pieces, None)
            if piece is None:
                return None
            self._rest = np.concatenate([self._rest, piece], axis=1)
        block, self._rest = self._rest[:, :AAC_FRAME], self._rest[:, AAC_FRAME:]
        return block

    def _encode(self, block: Samples) -> None:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", "stereo")
        frame.sample_rate = RATE
        frame.pts = self._written
        frame.time_base = Fraction(1, RATE)
        self._written += block.shape[1]
        self._container.mux(self._stream.encode(frame))

    def end(self) -> None:
        """Writes what the encoder still holds."""
        self._container.mux(self._stream.encode(None))


class _RoomTrack:
    """What is heard in the room, written into the film with the pictures."""

    def __init__(self, container: av.container.OutputContainer, room: RoomSound) -> None:
        self._container = container
        self._room = room
        self._stream = container.add_stream("aac", rate=RATE, layout="mono", bit_rate=96_000)
        self._written = AAC_FRAME  # samples: AAC delays the sound, see `_SoundTrack`
        self._due = 0  # samples that the pictures are long

    def write_to(self, seconds: float) -> None:
        """Writes the sound that is heard before `seconds`, as far as it has been heard.

        Pictures are painted ahead of the sound they are seen with. They do not wait longer than
        SILENT for it: then there is silence in its place.
        """
        self._due = round(seconds * RATE)
        self._write(max(self._room.end, self._due - round(SILENT * RATE)))

    def _write(self, known: int) -> None:
        while self._written + AAC_FRAME <= min(known, self._due):
            samples = self._room.between(self._written, self._written + AAC_FRAME)
            frame = av.AudioFrame.from_ndarray(samples[None], "fltp", "mono")
            frame.sample_rate = RATE
            frame.pts, frame.time_base = self._written, Fraction(1, RATE)
            self._written += AAC_FRAME
            self._container.mux(self._stream.encode(frame))

    def end(self) -> None:
        """Writes what has been heard since the last picture, and what the encoder still holds."""
        self._write(self._room.end)
        self._container.mux(self._stream.encode(None))
