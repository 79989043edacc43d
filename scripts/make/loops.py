"""Makes the moving pictures of the README: two bars of dancing each, over and over, on the beat.

    python -m scripts.make.loops [FOLDER]

`dance.webp` has two dancers of light, `couple.webp` a groom and a bride; both dance to our demo
song. The show file's own dancer stands in for the person before the camera, and the partner mirrors
it, as `mode = "mirror"` does. The two bars taken are those whose end is most like their beginning;
their last moments turn into those that led to the first: the bodies before they are painted, so
that no limb is seen twice, then the lights. The same seed makes the same pictures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pictures

from live.body import quat
from live.body.skeleton import INDEX, positions_from
from live.draw.dots import Dots
from live.errors import BadInput
from live.parts import Dancer, Painter
from live.runtime.sentences import one_sentence
from live.show.part_manager import call
from live.show.run import RunOptions, quiet_context, run
from live.show.show_file import Show, Table, read_show
from live.signals import Floats, Image, Picture, Pose, Scene
from scripts.options import command
from scripts.songwriting.first_dance import GRID

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SONG = ROOT / "shows" / "songs" / "first_dance.ogg"

RATE = 25  # pictures a second: a picture lasts whole milliseconds
SIZE = (1080, 720)  # pixels, as painted
WIDTH = 720  # pixels, as kept
BARS = 2
BAR = GRID.beats_per_bar * 60.0 / GRID.tempo_bpm  # seconds
LENGTH = round(BARS * BAR * RATE)  # pictures
TURN = 16  # pictures in which the end turns into the beginning
QUALITY = 68  # of WebP, 0..100
LAMPS = 1.3  # the stage's brightness: on a page there is no dark hall around it

_HANDS = [INDEX["l_hand"], INDEX["r_hand"]]


@dataclass(frozen=True, slots=True)
class Loop:
    """What a moving picture shows."""

    file: str
    show: str  # one of ours: who paints, and who the partner is
    seed: int
    window: tuple[float, float]  # seconds of the song: where it may begin


LOOPS = (
    Loop("dance.webp", "rehearsal", seed=7, window=(34.0, 36.0)),
    Loop("couple.webp", "couple", seed=9, window=(36.0, 39.0)),
)


class Notebook:
    """An output that writes down everything that is to be on the stage."""

    takes: type[Scene] | type[Picture] = Scene

    def __init__(self) -> None:
        self.scenes: list[Scene] = []

    def show(self, signal: Scene | Picture) -> None:
        if isinstance(signal, Scene):
            self.scenes.append(signal)

    def close(self) -> None:
        pass


def show_of(name: str, mode: str) -> Show:
    """One of our shows, to the demo song, with nobody before the camera."""

    def adapt(content: Table) -> Table:
        return content | {
            "title": "Anna & Ben", "subtitle": "14 June", "rate": RATE, "size": list(SIZE),
            "sound": {"kind": "recording", "file": str(SONG)}, "camera": {"kind": "nobody"},
            "dancer": content["dancer"] | {"mode": mode}, "painter": _lit(content["painter"]),
            "outputs": [],
        }  # fmt: skip

    return read_show(name, adapt)


def _lit(painter: Table) -> Table:
    """The painter's table, with brighter lamps: an avatar's stage has a table of its own."""
    if "light" in painter:
        return painter | {"light": _lit(painter["light"])}
    return painter | {"brightness": LAMPS}


def alone(show: Show, seed: int, seconds: float) -> list[Scene]:
    """The beginning of a show: the scene of every picture."""
    notebook = Notebook()
    unseen = replace(show, painter=Dots())
    run(unseen, RunOptions(seed, seconds, virtual=True, rehearsal=True, extra_outputs=(notebook,)))
    return notebook.scenes


def together(scenes: Sequence[Scene], dancer: Dancer) -> list[Scene]:
    """The same, with whom danced alone before the camera and `dancer` for a partner."""
    pairs = []
    for scene in scenes:
        beside = dancer.step(scene.time, scene.music, scene.partner)
        pairs.append(replace(scene, partner=beside, human=scene.partner))
    return pairs


def best_start(moments: Floats | Image, length: int, window: tuple[int, int]) -> int:
    """Where to begin so that, `length` later, what led there is most like what led to the start.

    `moments` are (n, ...), anything that says how a moment looks; the start is within `window`,
    its end excluded. Raises BadInput where there are too few moments for any.
    """
    first, last = max(window[0], TURN), min(window[1], len(moments) - length + 1)
    if first >= last:
        raise BadInput(f"{len(moments)} pictures are too few for a loop of {length}: take more.")
    flat = moments.reshape(len(moments), -1).astype(float)
    apart = [
        float(np.abs(_before(flat, start) - _before(flat, start + length)).mean())
        for start in range(first, last)
    ]
    return first + int(np.argmin(apart))


def _before(moments: Floats, number: int) -> Floats:
    return moments[number - TURN : number]


def shares() -> Floats:
    """How far the end has turned into the beginning, in each of its last pictures: 0..1."""
    share = np.arange(1, TURN + 1) / (TURN + 1)
    smooth: Floats = share * share * (3 - 2 * share)
    return smooth


def between(one: Pose, other: Pose, share: float) -> Pose:
    """A pose on the way from one to another, whose bones keep their lengths."""
    rotations = quat.slerp(one.rotations, other.rotations, share)
    root = one.root + share * (other.root - one.root)
    return replace(one, rotations=rotations, positions=positions_from(root, rotations))


def closed(scenes: Sequence[Scene], start: int, length: int) -> list[Scene]:
    """A loop of `length`: its dancers' last moments turn into those before the first."""
    loop = list(scenes[start : start + length])
    for back, share in zip(range(TURN, 0, -1), shares().tolist(), strict=True):
        there, here = scenes[start - back], loop[-back]
        loop[-back] = replace(
            here,
            partner=_met(here.partner, there.partner, share),
            human=_met(here.human, there.human, share),
        )
    return loop


def _met(one: Pose | None, other: Pose | None, share: float) -> Pose | None:
    return one if one is None or other is None else between(one, other, share)


def later(scene: Scene, bars: int) -> Scene:
    """The same scene, some bars of the song later."""
    seconds, music = bars * BAR, scene.music
    beat = music.beat + bars * GRID.beats_per_bar
    return replace(
        scene,
        time=scene.time + seconds,
        heard=scene.heard + seconds,
        music=replace(music, time=music.time + seconds, beat=beat),
        partner=_at(scene.partner, scene.time + seconds),
        human=_at(scene.human, scene.time + seconds),
    )


def _at(pose: Pose | None, time: float) -> Pose | None:
    return None if pose is None else replace(pose, time=time)


def painted(painter: Painter, loop: Sequence[Scene]) -> list[Image]:
    """The pictures of a loop: those of its second time round, when lamps and trails go on."""
    laps = [[painter.paint(later(scene, lap * BARS)) for scene in loop] for lap in range(2)]
    return faded(laps[1], laps[0])


def faded(pictures: Sequence[Image], before: Sequence[Image]) -> list[Image]:
    """Pictures whose last ones fade into the last of those shown before the first of them."""
    loop = list(pictures)
    for back, share in zip(range(TURN, 0, -1), shares().tolist(), strict=True):
        mixed = (1 - share) * loop[-back].astype(float) + share * before[-back]
        loop[-back] = np.rint(mixed).astype(np.uint8)
    return loop


def widest(loop: Sequence[Scene]) -> int:
    """The moment when everybody reaches farthest from the hips with a hand.

    A loop begins with it, for where it is shown standing still.
    """
    places = _places(loop)
    reach = np.linalg.norm(places[:, :, _HANDS] - places[:, :, :1], axis=-1)
    return int(np.argmax(reach.max(axis=2).mean(axis=1)))


def _places(scenes: Sequence[Scene]) -> Floats:
    """Everybody's joints: (scenes, people, 24, 3) metres."""
    return np.array(
        [
            [pose.positions for pose in (scene.partner, scene.human) if pose is not None]
            for scene in scenes
        ]
    )


def write(path: Path, pictures: Sequence[Image]) -> None:
    """An animated WebP that loops for ever. Raises BadInput where it cannot be written."""
    size = (WIDTH, WIDTH * SIZE[1] // SIZE[0])
    frames = [
        Pictures.fromarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
        for picture in pictures
    ]
    # Every picture whole: of one put together from changes, old blocks stay on floor and dress.
    whole = {"kmin": 0, "kmax": 1}
    try:
        frames[0].save(
            path, "WEBP", save_all=True, append_images=frames[1:], duration=1000 // RATE, loop=0,
            quality=QUALITY, method=6, **whole,
        )  # fmt: skip
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be written ({error.strerror}). Name a folder where you may write."
        ) from error


def pictures_of(loop: Loop) -> list[Image]:
    """Dances, closes the loop and paints it."""
    show = show_of(loop.show, "mirror")
    context = quiet_context(show, RunOptions(loop.seed))
    scenes = alone(show_of(loop.show, "solo"), loop.seed, loop.window[1] + BARS * BAR)
    scenes = together(scenes, call(show.dancer, context, "dancer", "step"))
    begin, end = (round(second * RATE) for second in loop.window)
    dance = closed(scenes, best_start(_places(scenes), LENGTH, (begin, end)), LENGTH)
    pictures = painted(call(show.painter, context, "painter", "paint"), dance)
    still = widest(dance)
    return pictures[still:] + pictures[:still]


def main() -> None:
    """Makes them all."""
    words = command(__doc__)
    words.add_argument("folder", type=Path, nargs="?", default=DOCS, help="where to write them")
    folder: Path = words.parse_args().folder
    cv2.setNumThreads(1)
    with one_sentence():
        if not folder.is_dir():
            raise BadInput(f"{folder}: there is no such folder. Make it, or name another.")
        for loop in LOOPS:
            path = folder / loop.file
            write(path, pictures_of(loop))
            print(f"{path}: {path.stat().st_size:,} bytes, {LENGTH / RATE:g} s")


if __name__ == "__main__":
    main()
