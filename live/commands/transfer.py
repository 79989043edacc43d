"""A film of a person dancing, danced by avatars: source, pose and avatars side by side.

The film is read twice. First the eyes find the person in every frame, as in a camera's. Then every
frame is painted; as the whole dance is known by then, the dancer is put in the middle of the stage.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np

from live.draw import cast
from live.draw.avatar import alone
from live.draw.camera import stage_width
from live.draw.cast import AvatarEngine
from live.draw.sticks import Sticks
from live.errors import BadInput
from live.hear.sources import sound_file
from live.hear.sources.recording import OpenRecording
from live.networks import models
from live.outputs.film_sound import SongSound
from live.outputs.reel import Reel
from live.parts import Ear, Painter, ShowContext
from live.runtime import places
from live.runtime.results import Read, claimed
from live.see.cameras.video import frames
from live.see.film_file import Damage, extent
from live.see.finder import StepFinder
from live.see.landmarks import Landmarks
from live.see.picture import bright, small
from live.see.poses import Poses, Watching
from live.signals import Floats, Frame, Image, Music, Picture, Pose, Scene

log = logging.getLogger(__name__)

LONGEST = 720  # pixels: of a panel's longer side
MOST = 4  # avatars
_RATES = (12.0, 15.0, 24000 / 1001, 24.0, 25.0, 30000 / 1001, 30.0, 50.0, 60000 / 1001, 60.0)
_ROUNDED = 0.003  # of a rate: the largest error from a film's rounded timestamps
_QUALITY = 20  # x264's CRF
_LOOK_AROUND = 1.0  # seconds between two searches for other people
_SEEN = 0.6  # mean visibility from which a body counts as a person
_APART = 0.5  # body heights between two people; nearer than that it is one person found twice
_CROWDED = 0.1  # of the searches: above, if they find two people, it is a film of several
_OFTEN = 0.2  # of the frames: if the person is missed in more of them, the user gets a remark
_METRES = 1.96  # metres of the stage across a narrow panel; the stage itself is for two dancers
_ROOM = {True: 0.35, False: 1.1}  # metres to either side for the dance; True: an upright panel
_DEEP = 0.8  # metres to front and back

# What a painter may stumble over in one frame; a full disk is none of these.
_FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    cv2.error,
)

Progress = Callable[[float], None]  # called with the share that is done, 0..1


@dataclass(frozen=True, slots=True, eq=False)
class WatchedFilm:
    """A film, and the poses found in it."""

    file: Path
    times: Floats  # (n,) seconds from the first frame
    poses: Sequence[Pose | None]  # of every frame
    size: tuple[int, int]  # pixels of a panel: width, height; even
    people: bool  # whether there are several people in it
    damage: Damage = field(default_factory=Damage)  # what of it could not be read

    @property
    def rate(self) -> float:
        """Frames a second: the mean, or the usual rate that it is nearly equal to."""
        steps = np.diff(self.times)
        found = float(1.0 / steps.mean()) if len(steps) and steps.mean() > 0 else 30.0
        usual = min(_RATES, key=lambda rate: abs(rate - found))
        return usual if abs(usual - found) < _ROUNDED * usual else found

    @property
    def missed(self) -> float:
        """The share of the frames in which nobody was found."""
        return sum(pose is None for pose in self.poses) / len(self.poses)


@dataclass(frozen=True, slots=True)
class Transferred:
    """The film that was made."""

    file: Path
    frames: int
    seconds: float
    remarks: tuple[str, ...]  # for the user, a sentence each


def transfer(
    source: Path,
    avatars: Sequence[str],
    out: Path,
    context: ShowContext,
    ear: Ear,
    progress: Progress,
) -> Transferred:
    """Writes a film of `source`, its pose, and each of the avatars dancing it.

    The sound and the rate are the source's; `ear` hears the sound, for the lamps. Where there is a
    file `out`, the next free name is used. Raises BadInput where `source` is not a film or has
    nobody in it, an avatar is not known, or `out` cannot be written or is a file that is read. Then
    no file is left behind.
    """
    _check(avatars, out)
    with closing(frames(source)) as film:
        next(film)  # a file that is not a film is refused before anything is loaded
    read = [*context.reads, Read("the film to be danced", source)]
    read += [Read("--avatars", places.find(name, context.folder)) for name in avatars]
    with claimed(out, "--out", read) as file:
        try:
            sitters = [_sitter(name, context) for name in avatars]
            watched = watch(source, context, lambda share: progress(0.5 * share))
            written = _write(
                watched, sitters, file, (context, ear), lambda share: progress(0.5 + 0.5 * share)
            )
        except OSError as error:
            raise BadInput(
                f"{file}: cannot be written ({error.strerror}). Is the disk full?"
            ) from error
    seconds = float(watched.times[-1]) + 1 / watched.rate
    return Transferred(file, written.count, seconds, (*_remarks(watched), *written.remarks))


def _check(avatars: Sequence[str], out: Path) -> None:
    if not 1 <= len(avatars) <= MOST:
        raise BadInput(f"--avatars: {len(avatars)} are named; name 1 to {MOST}, as in bride,groom")
    if out.suffix.lower() != ".mp4":
        raise BadInput(f"{out}: films are .mp4 files. Give a name that ends in .mp4.")


def _remarks(watched: WatchedFilm) -> tuple[str, ...]:
    remarks = []
    if damage := watched.damage.sentence(watched.file):
        remarks.append(damage)
    if watched.people:
        remarks.append(
            f"{watched.file}: there is more than one person in it; the avatars dance as the largest"
            " in the middle does. Cut the film, or cover the others, for another."
        )
    if watched.missed > _OFTEN:
        remarks.append(
            f"{watched.file}: nobody is found in {100 * watched.missed:.0f} % of its frames; there"
            " the stage is empty. Film the whole body, in good light."
        )
    return tuple(remarks)


def watch(source: Path, context: ShowContext, progress: Progress) -> WatchedFilm:
    """The poses that the eyes find in a film, frame by frame; of several people, the largest's.

    Raises BadInput where it is not a film, or nobody is in it.
    """
    length = extent(source).seconds
    eyes = Poses()
    model = str(models.find(context.models, f"pose_{eyes.model}"))

    def look(people: int, crowd: "_Crowd | None") -> WatchedFilm:
        watching = Watching(eyes, StepFinder(model, eyes.confidence, people))
        times, poses, size, damage = [], [], (0, 0), Damage()
        try:
            for frame in frames(source, LONGEST, damage):
                size = _panel(frame.rgb)
                seen = Frame(frame.time, small(frame.rgb))
                times.append(frame.time)
                poses.append(watching.see(seen))
                if crowd is not None:
                    crowd.look(seen)
                progress(min(1.0, frame.time / length) if length else 0.0)
        finally:
            watching.close()
        return WatchedFilm(source, np.array(times), poses, size, people > 1, damage)

    crowd = _Crowd(StepFinder(model, eyes.confidence, 2))
    try:
        watched = look(1, crowd)
    finally:
        crowd.close()
    if crowd.there:
        watched = look(2, None)
    if all(pose is None for pose in watched.poses):
        raise BadInput(
            f"{source}: nobody is found in it. Film one person, the whole body, in good light."
        )
    return watched


class _Crowd:
    """Checks now and then whether there are other people than the one who is followed."""

    def __init__(self, finder: StepFinder) -> None:
        self._finder = finder
        self._looks = self._several = 0
        self.close = finder.close

    def look(self, frame: Frame) -> None:
        """Searches the frame for people, if a search is due."""
        if frame.time < self._looks * _LOOK_AROUND:
            return
        self._looks += 1
        found = self._finder.find(Frame(frame.time, bright(frame.rgb)))
        there = [body for body in found if float(body.seen.mean()) >= _SEEN]
        self._several += len(there) > 1 and _distance(*there[:2]) > _APART

    @property
    def there(self) -> bool:
        """Whether it is a film of several people."""
        return self._several > _CROWDED * self._looks


def _distance(one: Landmarks, other: Landmarks) -> float:
    return float(np.linalg.norm(one.centre - other.centre)) / max(one.size, 1e-3)


def _panel(rgb: Image) -> tuple[int, int]:
    height, width = rgb.shape[:2]
    share = LONGEST / max(width, height)
    return max(2, round(width * share / 2) * 2), max(2, round(height * share / 2) * 2)


def _on_stage(watched: WatchedFilm) -> Iterator[Pose | None]:
    """The poses, moved to the middle of the stage and scaled so that the dance fits the panel."""
    roots = np.array([pose.root for pose in watched.poses if pose is not None])
    middle = np.median(roots, axis=0)
    width, height = watched.size
    room = np.array([_ROOM[height > width], np.inf, _DEEP])
    spread = np.quantile(np.abs(roots - middle), 0.95, axis=0)
    share = np.minimum(1.0, room / np.maximum(spread, 1e-6))
    for pose in watched.poses:
        if pose is None:
            yield None
            continue
        moved = (pose.root - middle) * share - pose.root
        moved[1] = 0.0
        yield replace(pose, positions=pose.positions + moved)


def _sitter(avatar: str, context: ShowContext) -> AvatarEngine:
    try:
        return cast.find(context.models, avatar, beside=context.folder)
    except BadInput as error:
        raise BadInput(f"--avatars: {error}") from error


def _music(watched: WatchedFilm, ear: Ear, begins: float | None) -> Iterator[Music]:
    """The music at each frame, for the lamps; without sound, music of a constant loudness."""
    steady = Music(0.0, playing=True, loudness=0.5, bands=(0.4, 0.4, 0.4))
    sound = None if begins is None else OpenRecording(watched.file)
    heard: Music | None = None
    for time in watched.times.tolist():
        while sound is not None and (heard is None or heard.time + (begins or 0.0) < time):
            block = sound.read()
            if block is None:
                break
            heard = ear.hear(block)
        if heard is None:
            yield replace(steady, time=time)
            continue
        at = heard.time + (begins or 0.0)
        yield replace(heard, time=at)


def _write(
    watched: WatchedFilm,
    avatars: Sequence[AvatarEngine],
    file: Path,
    where: tuple[ShowContext, Ear],
    progress: Progress,
) -> "_Written":
    """Paints and writes every frame."""
    context, ear = where
    width, height = watched.size
    wide = stage_width((width, height), _METRES)
    room = replace(context, size=(wide, height), rate=watched.rate, title="", subtitle="", cues=())
    painters: list[Painter] = [Sticks().open(room), *(alone(one, room) for one in avatars)]
    columns = 2 if width >= height else len(painters) + 1
    rows = -(-(len(painters) + 1) // columns)
    begins = sound_file.begins(watched.file)
    film_context = replace(room, size=(columns * width, rows * height))
    sound = None if begins is None else SongSound(watched.file, begins, room.failures)
    film = Reel(file.absolute(), film_context, _QUALITY, sound)
    canvas = np.zeros((rows * height, columns * width, 3), np.uint8)
    songs = _music(watched, ear, begins)
    left = (wide - width) // 2
    written = _Written()
    try:
        for frame, pose in zip(frames(watched.file, LONGEST), _on_stage(watched), strict=False):
            scene = Scene(frame.time, frame.time, next(songs), pose, None)
            shown = [cv2.resize(frame.rgb, (width, height), interpolation=cv2.INTER_CUBIC)]
            shown += [written.paint(one, scene)[:, left : left + width] for one in painters]
            for number, panel in enumerate(shown):
                y, x = number // columns * height, number % columns * width
                canvas[y : y + height, x : x + width] = panel
            film.show(Picture(frame.time, frame.time, canvas.copy()))
            written.count += 1
            progress(written.count / len(watched.times))
    finally:
        film.close()
    return written


@dataclass(slots=True)
class _Written:
    """How the frames came out."""

    count: int = 0
    faults: list[str] = field(default_factory=list)  # of panels that could not be painted

    def paint(self, painter: Painter, scene: Scene) -> Image:
        """The scene; the empty stage if the dancer cannot be painted. One bad frame costs one."""
        try:
            return painter.paint(scene)
        except _FAULTS as fault:
            log.debug("a frame cannot be painted", exc_info=True)
            self.faults.append(f"{type(fault).__name__}: {fault}")
            return painter.paint(replace(scene, partner=None))

    @property
    def remarks(self) -> tuple[str, ...]:
        """Remarks for the user, a sentence each."""
        if not self.faults:
            return ()
        return (
            f"pictures of a dancer that could not be painted: {len(self.faults)}; there the stage"
            f" is empty ({self.faults[0]})",
        )
