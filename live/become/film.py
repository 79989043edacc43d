"""The film that an avatar is trained on: its length, rate and size, checked before it is used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from live.errors import BadInput
from live.formats import media
from live.see.cameras.video import frames
from live.see.film_file import Damage, decoded, extent, open_film, shown
from live.see.picture import squared
from live.signals import Frame

SHORTEST, WANTED, LONGEST = 20.0, 120.0, 240.0  # seconds
SLOWEST, SLOW = 13.0, 23.0  # frames a second below which a film is refused, and gets a remark
FASTEST = 31.0  # frames a second above which some frames are left out
_SMALLEST = 360  # pixels: of the shorter side
_HDR = {16: "PQ", 18: "HLG"}  # transfer characteristics of ITU-T H.273


@dataclass(frozen=True, slots=True)
class SourceFilm:
    """A film that can be played, long and fast enough."""

    file: Path
    seconds: float
    rate: float  # frames a second, on average
    size: tuple[int, int]  # pixels as it is shown: width, height

    @property
    def used(self) -> float:
        """Seconds from its beginning that are used."""
        return min(self.seconds, LONGEST)

    @property
    def step(self) -> float:
        """Seconds between two frames that are used."""
        skipped = max(1, round(self.rate / 30.0)) if self.rate > FASTEST else 1
        return skipped / self.rate

    @property
    def remarks(self) -> tuple[str, ...]:
        """Remarks for the user, a sentence each."""
        remarks = []
        if self.seconds < WANTED:
            remarks.append(
                f"{self.file}: it is {self.seconds:.0f} s long; three minutes, with everything you"
                " will dance in them, make a far better likeness"
            )
        if self.seconds > LONGEST:
            remarks.append(
                f"{self.file}: it is {self.seconds:.0f} s long; its first {LONGEST:.0f} s are used"
            )
        if self.rate < SLOW:
            remarks.append(
                f"{self.file}: it has {self.rate:.0f} frames a second, and 30 are wanted; it is"
                " used, but what moves fast will be blurred"
            )
        return tuple(remarks)


def opened(file: Path) -> SourceFilm:
    """A film, checked. Raises BadInput for one that is too short, slow, small, HDR, or no film."""
    first = next(frames(file, 64))  # raises BadInput, in a sentence, for what cannot be played
    length = extent(file)
    with open_film(file) as container:
        stream = container.streams.video[0]
        codec = stream.codec_context
        sides = sorted(squared(codec.width, codec.height, stream.sample_aspect_ratio))
        bright = _HDR.get(int(codec.color_trc or 0))
    lying = first.rgb.shape[1] >= first.rgb.shape[0]
    size = (sides[1], sides[0]) if lying else (sides[0], sides[1])
    film = SourceFilm(file, length.seconds, length.rate, size)
    _check(film, sides[0], bright)
    return film


def _check(film: SourceFilm, shorter: int, bright: str | None) -> None:
    if film.seconds < SHORTEST:
        raise BadInput(
            f"{film.file}: it is {film.seconds:.0f} s long, which is too little to learn anybody"
            " from. Film three minutes; 20 s are the least."
        )
    if film.rate < SLOWEST:
        raise BadInput(
            f"{film.file}: it has {film.rate:.0f} frames a second; 15 are the least, 30 are wanted."
            " Film it again with the phone's usual setting, no time lapse."
        )
    if shorter < _SMALLEST:
        raise BadInput(
            f"{film.file}: it is only {shorter} pixels on its shorter side; {_SMALLEST} are the"
            " least, 720 are wanted. Use the film as the phone made it, not as a chat sent it."
        )
    if bright:
        raise BadInput(
            f"{film.file}: it is an HDR film ({bright}), whose colours would come out pale. Film"
            " with HDR off (on an iPhone: Settings, Camera, Record Video, HDR Video), or convert"
            " it to SDR first."
        )


def steadily(
    film: SourceFilm, longest: int, begin: float = 0.0, damage: Damage | None = None
) -> Iterator[Frame]:
    """The frames that are used, from `begin` seconds on, upright, at most `longest` pixels.

    What cannot be read is left out, and added to `damage`.
    """
    due = 0.0
    for frame in frames(film.file, longest, damage):
        if frame.time >= film.used:
            return
        if frame.time >= due - 0.25 * film.step:
            due = frame.time + film.step
            if frame.time >= begin - 1e-6:
                yield frame


def sampled(film: SourceFilm, times: Sequence[float], longest: int) -> Iterator[Frame]:
    """About the frames at these seconds, without decoding all between. Raises BadInput."""
    try:
        with open_film(film.file) as container:
            stream = container.streams.video[0]
            base, start = float(stream.time_base or 0), float(stream.start_time or 0)
            for time in times:
                container.seek(int(start + time / base), stream=stream)
                for found in decoded(container, Damage()):
                    if found.time is None or found.time - start * base >= time - film.step:
                        yield Frame(time, shown(found, stream, longest))
                        break
    except media.FAULTS as error:
        raise BadInput(
            f"{film.file}: it is damaged ({error}). Copy it from the phone again."
        ) from error
