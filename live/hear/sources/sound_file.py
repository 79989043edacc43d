"""Sound files, read by FFmpeg: wav, flac, mp3, ogg, the sound of a film, and most others."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av import AudioFrame, AudioStream
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from live.errors import BadInput
from live.formats import media
from live.hear.sources.mixing import KNOWN, MonoMix, narrow
from live.hear.sources.track import Damage, Track
from live.signals import Samples

RATE = 44_100  # samples a second that files are resampled to
SLOWEST, FASTEST = 1_000, 3_000_000  # samples a second of a file; others are damage
_REMEDY = "Give a wav, flac, mp3, ogg or mp4 file."
NO_SOUND = "{}: there is no sound in it. " + _REMEDY
_UNKNOWN = "{}: its sound is of a kind that cannot be decoded. " + _REMEDY
_ODD_RATE = "{}: {} samples a second are no sound: the file is damaged. Copy it again."


def decoded(file: Path, layout: str, damage: Damage | None = None) -> Iterator[Samples]:
    """The sound of a file as pieces (channels, n) at RATE, in the layout wanted. Raises BadInput.

    "mono" is the mean of the channels, or the loudest channel where that mean cancels. Damaged
    places are silent, and are added to `damage`; a file that breaks off is decoded as far as it
    goes.
    """
    try:
        container = media.opened(file)
    except media.FAULTS as error:
        raise BadInput(_sentence(file, error)) from error
    with container:
        track = Track(container, _heard(file, container), damage)
        converter = _Converter(layout)
        some = False
        for stretch in track.stretches():
            try:
                pieces = converter.pieces(stretch)
            except media.FAULTS as error:
                track.damage.error = track.damage.error or error
                continue
            for piece in pieces:
                some = True
                yield piece
        if not some and track.damage.error is not None:
            raise BadInput(_sentence(file, track.damage.error)) from track.damage.error
        yield from converter.rest()


def _heard(file: Path, container: InputContainer) -> AudioStream:
    """The first sound track that can be decoded. Raises BadInput."""
    tracks = [track for track in container.streams.audio if track.codec_context is not None]
    if not tracks:
        raise BadInput((_UNKNOWN if container.streams.audio else NO_SOUND).format(file))
    usable = [track for track in tracks if _is_rate(track.codec_context.sample_rate)]
    if not usable:
        raise BadInput(_ODD_RATE.format(file, tracks[0].codec_context.sample_rate))
    if len(usable) == 1:
        return usable[0]
    return next((track for track in usable if _is_sound(file, track.index)), usable[0])


def _is_rate(rate: int) -> bool:
    """Whether sound may have so many samples a second; 0: that is known when it is decoded.

    FFmpeg would make a filter of gigabytes for more.
    """
    return not rate or SLOWEST <= rate <= FASTEST


def _is_sound(file: Path, index: int) -> bool:
    """Whether anything of a track can be decoded; `index` is its number among all streams."""
    try:
        with media.opened(file) as container:
            stream = container.streams[index]
            if not isinstance(stream, AudioStream):
                return False
            stretches = Track(container, stream).stretches()
            return any(isinstance(stretch, AudioFrame) for stretch in stretches)
    except media.FAULTS:
        return False


class _Converter:
    """Frames of any kind in, pieces of one kind out; the kind may change from frame to frame."""

    def __init__(self, layout: str) -> None:
        self._layout = layout
        self._channels = 1 if layout == "mono" else 2
        self._mix = MonoMix()
        self._kind: tuple[int, str, str] | None = None
        self._resampler: AudioResampler | None = None

    def pieces(self, stretch: AudioFrame | float) -> list[Samples]:
        """The sound of a frame, or seconds of silence. Raises one of `media.FAULTS`."""
        if not isinstance(stretch, AudioFrame):
            return [np.zeros((self._channels, round(stretch * RATE)), dtype=np.float32)]
        frame = stretch
        if not _is_rate(frame.sample_rate):
            raise ValueError(f"{frame.sample_rate} samples a second are no sound")
        if self._layout == "mono":
            frame = self._mix.frame(frame)
        if len(frame.layout.channels) > KNOWN:
            frame = narrow(frame, self._channels)
        kind = (frame.sample_rate, frame.layout.name, frame.format.name)
        before: list[Samples] = []
        if kind != self._kind:
            before = self.rest()
            self._resampler = AudioResampler(format="fltp", layout=self._layout, rate=RATE)
            self._kind = kind
        return before + self._resampled(frame)

    def rest(self) -> list[Samples]:
        """What is still held back."""
        pieces = self._resampled(None) if self._kind is not None else []
        self._kind = None
        return pieces

    def _resampled(self, frame: AudioFrame | None) -> list[Samples]:
        assert self._resampler is not None
        return [
            np.nan_to_num(piece.to_ndarray()).astype(np.float32, copy=False)
            for piece in self._resampler.resample(frame)
        ]


def duration(file: Path) -> float | None:
    """Seconds a recording lasts; None where its file does not say."""
    try:
        with media.opened(file) as container:
            return None if container.duration is None else container.duration / av.time_base
    except media.FAULTS:
        return None


def begins(file: Path) -> float | None:
    """Seconds from a film's first picture to the start of its sound; None: there is no sound.

    Negative where the sound begins first.
    """
    try:
        with media.opened(file) as container:
            starts = [
                float(stream.start_time * stream.time_base)
                if stream.start_time is not None and stream.time_base is not None
                else 0.0
                for stream in (_heard(file, container), *container.streams.video[:1])
            ]
            return starts[0] - starts[-1]
    except (BadInput, *media.FAULTS):
        return None


def _sentence(file: Path, error: Exception) -> str:
    return media.sentence(file, error, "a sound file", _REMEDY)
