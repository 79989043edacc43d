"""A first check of a film by a few dozen frames: whether an avatar can be trained on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.become.film import SourceFilm, sampled
from live.errors import BadInput
from live.see import landmarks as at
from live.see.finder import OutlineFinder
from live.see.landmarks import Landmarks
from live.see.picture import bright
from live.signals import Frame, Image

COUNT = 48  # looks, spread over the film
LONGEST = 640  # pixels
CONFIDENCE = 0.5
_THERE = 0.55  # mean visibility of a body that is really there
_APART = 0.45  # body heights: two bodies nearer to each other are one person found twice
# Limits on parts of the looks: at least with somebody; at most with two people; at most cut off.
_MOSTLY, _CROWDED, _CUT = 0.75, 0.1, 0.2
_TINY, _SMALL = 0.22, 0.4  # of the picture's longer side: the least height, and that for a remark
_DARK, _FLAT = 28.0, 9.0  # of 255: the figure's least brightness, and its least contrast
_OFTEN = 0.04  # part of the looks: what is seen less often gets a remark
_FEET = [at.L_ANKLE, at.R_ANKLE, at.L_TOE, at.R_TOE]
_HEAD = [at.NOSE, at.L_EAR, at.R_EAR]
_EDGE = 0.01  # of the longer side: nearer to the picture's edge, something is cut off


@dataclass(frozen=True, slots=True)
class Look:
    """What one frame shows."""

    people: int
    feet: bool = False  # in the picture
    head: bool = False
    tall: float = 0.0  # of the picture's longer side
    light: float = 0.0  # 0..255: the figure's mean brightness
    contrast: float = 0.0  # 0..255: its standard deviation
    behind: bool = False  # seen from behind
    reaching: bool = False  # a hand higher than the head


def look_into(film: SourceFilm, model: str) -> list[Look]:
    """COUNT looks, spread over the used part of a film. Raises BadInput where it is damaged."""
    times = (np.arange(COUNT) + 0.5) / COUNT * film.used
    finder = OutlineFinder(model, CONFIDENCE)
    try:
        return [_look(frame, finder) for frame in sampled(film, list(times), LONGEST)]
    finally:
        finder.close()


def people_in(bodies: Sequence[Landmarks]) -> list[Landmarks]:
    """The bodies that are really there, each person once, the largest first."""
    there = sorted(
        (body for body in bodies if float(body.seen.mean()) >= _THERE or _is_large(body)),
        key=lambda body: -body.size,
    )
    if len(there) > 1:
        apart = float(np.linalg.norm(there[0].centre - there[1].centre))
        if apart < _APART * there[0].size or there[1].seen.mean() < _THERE:
            return there[:1]
    return there


def judged(file: Path, looks: Sequence[Look]) -> tuple[str, ...]:
    """Remarks about a film, a sentence each. Raises BadInput for a film that cannot be used."""
    share = 1.0 / max(1, len(looks))
    alone = [look for look in looks if look.people]
    if not alone:
        raise BadInput(
            f"{file}: nobody is found in it. Film one person, from head to feet, in good light."
        )
    several = share * sum(look.people > 1 for look in looks)
    if several > _CROWDED:
        raise BadInput(
            f"{file}: there are two people in {100 * several:.0f} % of it. Film one person alone,"
            " and let nobody walk through the picture."
        )
    if share * len(alone) < _MOSTLY:
        raise BadInput(
            f"{file}: somebody is found in only {100 * share * len(alone):.0f} % of it. Stay in the"
            " picture, from head to feet, in good light, or cut the film."
        )
    _check_view(file, alone)
    _check_light(file, alone)
    return _wishes(file, alone)


def _check_view(file: Path, alone: Sequence[Look]) -> None:
    for part, where in (("feet", "step back, or tilt the phone"), ("head", "step back, or raise")):
        cut = 1.0 - sum(getattr(look, part) for look in alone) / len(alone)
        if cut > _CUT:
            remedy = where if part == "feet" else f"{where} the phone"
            raise BadInput(
                f"{file}: the {part} {'are' if part == 'feet' else 'is'} out of the picture in"
                f" {100 * cut:.0f} % of it: {remedy}, so that all of the body is seen all the time."
            )
    tall = float(np.median([look.tall for look in alone]))
    if tall < _TINY:
        raise BadInput(
            f"{file}: the person is only {100 * tall:.0f} % as tall as the picture is long. Come"
            " nearer, so that head and feet just stay in it."
        )


def _check_light(file: Path, alone: Sequence[Look]) -> None:
    light = float(np.median([look.light for look in alone]))
    if light < _DARK:
        raise BadInput(
            f"{file}: it is too dark (the person's brightness is {light:.0f} of 255). Film by"
            " daylight or with all lamps on, with the light behind the phone."
        )
    contrast = float(np.median([look.contrast for look in alone]))
    if contrast < _FLAT:
        raise BadInput(
            f"{file}: the person is hardly more than a shape (contrast {contrast:.0f} of 255). Do"
            " not film against the light, and wipe the lens."
        )


def _wishes(file: Path, alone: Sequence[Look]) -> tuple[str, ...]:
    remarks = []
    if sum(look.behind for look in alone) < _OFTEN * len(alone):
        remarks.append(
            f"{file}: they are hardly ever seen from behind; what their back looks like would be"
            " guessed. Film also how they turn round, slowly, twice"
        )
    if sum(look.reaching for look in alone) < _OFTEN * len(alone):
        remarks.append(
            f"{file}: they hardly ever raise their arms; a dance does. Film also both arms up and"
            " out to the sides"
        )
    if float(np.median([look.tall for look in alone])) < _SMALL:
        remarks.append(
            f"{file}: the person is small in the picture; nearer, with head and feet just in it,"
            " their face comes out sharper"
        )
    return tuple(remarks)


def _look(frame: Frame, finder: OutlineFinder) -> Look:
    found = finder.find(Frame(frame.time, bright(frame.rgb)))
    people = people_in([body for body, _ in found])
    if not people:
        return Look(0)
    body = people[0]
    outline = next(one for landmarks, one in found if landmarks is body)
    light, contrast = _lit(frame.rgb, outline > 0.5)
    across = body.world[at.L_SHOULDER, 0] - body.world[at.R_SHOULDER, 0]
    hands = body.image[[at.L_WRIST, at.R_WRIST], 1].max()
    return Look(
        len(people),
        feet=_inside(body, _FEET, frame.rgb.shape),
        head=_inside(body, _HEAD, frame.rgb.shape),
        tall=float(np.ptp(body.image[[*_HEAD, *_FEET], 1])),
        light=light,
        contrast=contrast,
        behind=bool(across < -0.1),
        reaching=bool(hands > body.image[at.NOSE, 1]),
    )


def _inside(body: Landmarks, points: Sequence[int], shape: tuple[int, ...]) -> bool:
    """Whether all of these landmarks lie in a picture of that shape (height, width, ...)."""
    half = np.array([shape[1], shape[0]]) / max(shape[:2]) / 2
    return bool((np.abs(body.image[list(points)]) < half - _EDGE).all())


def _is_large(body: Landmarks) -> bool:
    """Whether a body is large with a clear head and shoulders: its feet may be cut off."""
    return body.size > 0.5 and float(body.seen[[at.NOSE, at.L_SHOULDER, at.R_SHOULDER]].min()) > 0.5


def _lit(
    rgb: Image, figure: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> tuple[float, float]:
    """Mean and deviation of a figure's brightness."""
    if figure.sum() < 50:
        return 255.0, 255.0  # not known: no remark
    grey = rgb[figure].astype(np.float32).mean(axis=1)
    return float(grey.mean()), float(grey.std())
