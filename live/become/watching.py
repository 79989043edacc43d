"""The first pass through a film: landmarks and outlines of every frame, kept in stretches."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from live.become.film import SourceFilm, steadily
from live.become.looks import CONFIDENCE, people_in
from live.errors import BadInput
from live.formats import arrays
from live.runtime import limits, places
from live.see import landmarks as at
from live.see.chosen import is_same
from live.see.film_file import Damage
from live.see.finder import Outline, OutlineFinder
from live.see.landmarks import Landmarks
from live.see.picture import bright, small
from live.signals import Bools, Floats, Frame, Image

log = logging.getLogger(__name__)

STRETCH = 240  # frames
LONGEST = 640  # pixels: of the longer side of frames that are searched
OUTLINE = 384  # pixels: of an outline's longer side
_BROKEN = 0.85  # of a film's length: one that ends before has broken off

Progress = Callable[[float], None]  # takes the part that is done, 0..1


@dataclass(frozen=True, slots=True, eq=False)
class PersonInFilm:
    """One person in consecutive frames."""

    times: Floats  # (n,) seconds from the film's first frame
    image: Floats  # (n, 33, 2): right and up of the picture's middle, its longer side being 1
    world: Floats  # (n, 33, 3) metres, stage axes
    seen: Floats  # (n, 33) 0..1
    there: Bools  # (n,) whether they were found, alone
    outlines: Image  # (n, h, w) 0..255

    def __len__(self) -> int:
        return len(self.times)


def watch(film: SourceFilm, model: str, folder: Path, progress: Progress) -> PersonInFilm:
    """Finds the person in a film; stretches that are in `folder` already are not searched again.

    Raises BadInput for a film that breaks off.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = _kept(folder)
    begin = float(kept[-1].times[-1]) + 0.5 * film.step if kept else 0.0
    damage = Damage()
    finder = OutlineFinder(model, CONFIDENCE)
    try:
        coming = steadily(film, LONGEST, begin, damage)
        eyes = _Eyes(finder)
        while frames := list(islice(coming, STRETCH)):
            stretch = _stretch([eyes.see(frame) for frame in _reporting(frames, film, progress)])
            _keep(folder / f"{len(kept):03d}.npz", stretch)
            kept.append(stretch)
    finally:
        finder.close()
    if damage.pieces:
        log.warning("%s", damage.sentence(film.file))
    person = _joined(kept)
    last = float(person.times[-1])
    if last < _BROKEN * film.used:
        raise BadInput(
            f"{film.file}: it breaks off after {last:.0f} of its {film.seconds:.0f} s. Copy it from"
            " the phone again; what was seen of it so far is kept."
        )
    return person


def _reporting(frames: list[Frame], film: SourceFilm, progress: Progress) -> Iterator[Frame]:
    for frame in frames:
        yield frame
        progress(min(1.0, frame.time / film.used))


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    time: float
    body: Landmarks | None
    outline: Image  # (h, w)


class _Eyes:
    """Follows one person."""

    def __init__(self, finder: OutlineFinder) -> None:
        self._finder = finder
        self._last: Landmarks | None = None

    def see(self, frame: Frame) -> _Seen:
        """The person in a frame; nobody where there are several people."""
        picture = small(frame.rgb)
        found = self._finder.find(Frame(frame.time, bright(picture)))
        people = people_in([body for body, _ in found])
        if len(people) != 1:
            return _Seen(frame.time, None, _nothing(picture))
        body, last = people[0], self._last
        self._last = body
        if last is not None and body.time - last.time < 0.2 and not is_same(last, body):
            return _Seen(frame.time, None, _nothing(picture))
        outline = next(one for landmarks, one in found if landmarks is body)
        return _Seen(frame.time, body, _small(outline))


def _nothing(picture: Image) -> Image:
    return _small(np.zeros(picture.shape[:2], np.float32))


def _small(outline: Outline) -> Image:
    height, width = outline.shape
    scale = OUTLINE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    less = cv2.resize(outline, size, interpolation=cv2.INTER_AREA)
    return np.asarray((less.clip(0, 1) * 255 + 0.5).astype(np.uint8))


def _stretch(seen: list[_Seen]) -> PersonInFilm:
    nobody = np.full((at.COUNT, 3), np.nan)
    bodies = [one.body for one in seen]
    return PersonInFilm(
        np.array([one.time for one in seen]),
        np.array([nobody[:, :2] if body is None else body.image for body in bodies]),
        np.array([nobody if body is None else body.world for body in bodies]),
        np.array([np.zeros(at.COUNT) if body is None else body.seen for body in bodies]),
        np.array([body is not None for body in bodies]),
        np.stack([one.outline for one in seen]),
    )


_FIELDS = ("times", "image", "world", "seen", "there", "outlines")


def _keep(file: Path, stretch: PersonInFilm) -> None:
    part = file.with_suffix(".part")
    with part.open("wb") as opened:
        np.savez_compressed(opened, **{name: getattr(stretch, name) for name in _FIELDS})
    part.replace(file)


def _kept(folder: Path) -> list[PersonInFilm]:
    """The stretches in a folder, up to the first that is missing or incomplete."""
    kept: list[PersonInFilm] = []
    while places.is_file(file := folder / f"{len(kept):03d}.npz"):
        try:
            held = arrays.read(file, limits.TAKE)
            kept.append(PersonInFilm(**{name: held[name] for name in _FIELDS}))
        except (OSError, KeyError, *arrays.BROKEN):
            break
    return kept


def _joined(stretches: list[PersonInFilm]) -> PersonInFilm:
    return PersonInFilm(
        *(np.concatenate([getattr(s, name) for s in stretches]) for name in _FIELDS)
    )
