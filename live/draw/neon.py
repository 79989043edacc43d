"""The neon painter: dancers of light on a stage whose lamps follow the music."""

from collections.abc import Callable
from typing import Annotated, NamedTuple, TypeAlias

import cv2
import msgspec
import numpy as np

from live.body.skeleton import INDEX
from live.draw.camera import FAR, Camera
from live.draw.colours import HexColour
from live.draw.dancers import LightDancer, PictureMoment, Room, Shown, StageDancer
from live.draw.lamps import Lamps, LampState
from live.draw.lettering import Typesetter
from live.draw.light_body import Box, Easel
from live.draw.looks import LOOKS, Looks
from live.draw.sparks import Sparks
from live.draw.stage import Light, Stage
from live.draw.typefaces import font_file
from live.draw.words import Words
from live.parts import Painter, Part, ShowContext
from live.signals import HUMAN_SHIFT, Floats, Image, Pose, Scene

_SPREAD = 20  # points of the coarse grid: how far a dancer's glow reaches
_HANDS = (INDEX["l_hand"], INDEX["r_hand"])

Casts: TypeAlias = Callable[[Room, Floats, Floats], StageDancer]  # in the room, a colour, a shift
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class Neon(Part[Painter], frozen=True):
    """Settings of the neon painter."""

    partner: HexColour = "#ff2f92"  # the partner's colour
    human: HexColour = "#19c8ff"  # your colour
    accent: HexColour = "#ffae6e"  # the colour of the names, and of what is warm in the room
    trails: Share = 0.7  # how strongly hands and feet draw light after them
    # How bright the lamps on the stage are.
    brightness: Annotated[float, msgspec.Meta(ge=0.2, le=1.5)] = 1.0
    # A .ttf or .otf file for the names, beside the show file; "": EB Garamond. Other fonts draw the
    # letters that it lacks, as said above under Letters.
    font: str = ""

    def open(self, context: ShowContext) -> "NeonPainter":
        """Builds the stage for the show's picture size, and sets the desk's looks.

        Raises BadInput for a font that cannot be read.
        """
        context.desk.avatars = tuple(LOOKS)
        return self.painter(context, LightDancer, LightDancer)

    def painter(self, context: ShowContext, partner: "Casts", human: "Casts") -> "NeonPainter":
        """The stage with dancers that `partner` and `human` make. Raises BadInput for the font."""
        camera = Camera.for_size(context.size)
        looks = Looks.of(self.partner, self.human, self.accent)
        accent = looks.own[2]
        setter = Typesetter(font_file(self.font, context.folder), context.size)
        lines = (context.title, context.subtitle)
        stage = Stage(camera, looks.own, context.seed)
        words = Words(setter, lines, accent)
        room = Room(camera, stage.step, Easel.of(camera), self.trails)
        dancers = _Pair(
            partner(room, looks.own[0], np.zeros(3)), human(room, looks.own[1], HUMAN_SHIFT)
        )
        return NeonPainter(self, context, looks, stage, words, dancers)


class _Pair(NamedTuple):
    partner: StageDancer
    human: StageDancer


class NeonPainter:
    """Paints scenes. Between two scenes it keeps the dancers, the sparks and the lamps' inertia."""

    def __init__(
        self,
        settings: Neon,
        context: ShowContext,
        looks: Looks,
        stage: Stage,
        words: Words,
        dancers: "_Pair",
    ) -> None:
        self.engine = "OpenCV"  # for the report; a painter with networks replaces it
        self._settings = settings
        self._desk = context.desk
        self._looks = looks
        self._camera = stage.camera
        self._stage = stage
        self._words = words
        self._partner, self._human = dancers
        self._sparks = Sparks(context.seed, looks.own[2])
        self._rig = Lamps()
        self._coarse = np.zeros((*stage.shape, 3), np.uint8)

    def paint(self, scene: Scene) -> Image:
        """The scene as (height, width, 3) RGB; a new array every time."""
        if scene.light <= 0:
            self._partner.clear()
            self._human.clear()
            return np.zeros((self._camera.height, self._camera.width, 3), np.uint8)
        self._dress(scene.time)
        cue = self._rig.cue(scene.time, scene.music)
        lamps = self._stage.lamps(scene.time, cue)
        there = self._follow(scene, PictureMoment(scene.time, scene.music, cue, lamps))
        light = self._stage.light(scene.time, cue, _centre(scene.partner))
        self._reflect(light, there)
        picture = self._stage.show(light, self._settings.brightness)
        self._words.step(scene.time, scene.caption, dancing=scene.partner is not None)
        self._words.write(picture, cue)
        for shown in there:
            self._glow(picture, shown, cue)
        behind = self._words.behind(picture)
        for shown in there:
            shown.paint(picture)
        self._sparks.draw(picture, self._camera, scene.time)
        return self._words.dim(picture, behind, scene.light)

    def close(self) -> None:
        """Closes the dancers."""
        self._partner.close()
        self._human.close()

    def _dress(self, time: float) -> None:
        """Gives everything the colours of the desk's look; the names keep the show's own."""
        if self._looks.step(time, self._desk.avatar):
            partner, human, accent = self._looks.colours
            self._partner.wear(partner)
            self._human.wear(human)
            self._stage.wear(self._looks.colours)
            self._sparks.wear(accent)

    def _follow(self, scene: Scene, moment: PictureMoment) -> list[Shown]:
        """Takes the scene; returns the dancers on the stage, farthest first."""
        # Without a partner the human is not shown either: the safe look is the empty stage.
        human = None if scene.partner is None else scene.human
        hands = [] if scene.partner is None else [scene.partner.positions[i] for i in _HANDS]
        self._sparks.strike(scene.time, scene.music, hands)
        there = []
        for dancer, pose, presence in (
            (self._human, human, scene.presence),
            (self._partner, scene.partner, 1.0),
        ):
            shown = dancer.follow(moment, pose, presence)
            if shown is not None and pose is not None:
                there.append((float(np.nan_to_num(pose.root[2])), shown))
        return [shown for _, shown in sorted(there, key=lambda one: one[0])]

    def _reflect(self, light: Light, there: list[Shown]) -> None:
        """Adds the dancers' shadows on the polished floor, and their mirror images in it."""
        rows = slice(self._stage.floor_row, None)
        floor = self._coarse[rows]
        floor.fill(0)
        for shown in there:
            shown.shade(light)
            shown.mirror(self._coarse)
        if there:
            light[rows] += cv2.blur(floor, (5, 7)) * self._stage.sheen[rows]

    def _glow(self, picture: Image, shown: Shown, cue: LampState) -> None:
        """Adds the glow around a dancer and its trail to the picture, in place."""
        step = self._stage.step
        boxes = shown.boxes()
        if not boxes:
            return
        rows, columns = self._around(boxes)
        source = self._coarse[rows, columns]
        source.fill(0)
        shown.shine(self._coarse)
        near = cv2.blur(source, (3, 3))
        far = cv2.blur(cv2.blur(source, (17, 17)), (17, 17))
        coarse = cv2.addWeighted(near, 0.75, far, 0.6 + 0.25 * cue.pulse, 0.0)
        wide, tall = step * coarse.shape[1], step * coarse.shape[0]
        fine = cv2.resize(coarse, (wide, tall), dst=self._stage.canvas[:tall, :wide])
        place = picture[step * rows.start :, step * columns.start :][:tall, :wide]
        cv2.add(place, fine[: place.shape[0], : place.shape[1]], dst=place)

    def _around(self, boxes: list[Box]) -> tuple[slice, slice]:
        """The rows and columns of the coarse grid that the boxes and their glow cover."""
        step = self._stage.step
        (left, top), (right, bottom) = (
            [pick(box[side] for box in boxes) // step for side in sides]
            for pick, sides in ((min, (0, 1)), (max, (2, 3)))
        )
        return (
            slice(max(0, top - _SPREAD), bottom + _SPREAD),
            slice(max(0, left - _SPREAD), right + _SPREAD),
        )


def _centre(pose: Pose | None) -> tuple[float, float]:
    """The partner's place, x and z in metres; centre stage if it is not known."""
    if pose is None or not (np.abs(pose.root) < FAR).all():
        return 0.0, 0.0
    return float(pose.root[0]), float(pose.root[2])
