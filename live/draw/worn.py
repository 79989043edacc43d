"""A dancer who wears an avatar, and is shown as a dancer of light while that cannot be painted."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np

from live.draw.camera import EYE_DISTANCE, EYE_HEIGHT, FAR, Camera
from live.draw.cast import AvatarEngine
from live.draw.dancers import LightDancer, LightDancerInPicture, PictureMoment, Room
from live.draw.light_body import Box
from live.draw.pane import FEET, Lighting, Pane, ground_of, relit, together
from live.draw.portrait import PLAIN, Portrait, points_on
from live.draw.relief import Relief
from live.draw.stage import Light
from live.draw.wardrobe import LIGHT, Wardrobe
from live.errors import WorkerLate
from live.parts import ShowContext
from live.runtime.workers import BackgroundTask
from live.signals import JOINT_COUNT, Floats, Image, Pose

# Patience is the part of a frame that the painter waits for a picture, from when it asks for it.
_MOST, _LEAST = 0.7, 0.2  # limits of the patience
_SLACK = 0.3  # of a frame, from an answer to the next request: with less, the painter is late
_HASTE, _EASE = 0.8, 0.004  # patience is multiplied by this when late, else raised by this
_FORGOTTEN = 0.5  # seconds without being painted after which an avatar's state is dropped
_BREAK = 10.0  # frames without a request after which nobody was there
_HALF, _WHOLE = 0.25, 0.5  # patience below which every other frame is painted; above, each again
_NEWEST = 2.5  # frames: an older picture is late; one more where every other frame is painted
_AHEAD = 0.5  # seconds: a picture of a later moment is another show's
_LONGEST_STEP = 0.1  # seconds: the longest step of fades, for instance after a blackout
_COMES, _GOES = 0.3, 0.15  # seconds that a dancer takes to appear, and to go
# In a fade between avatar and light, each goes so much faster than the other comes: two bodies at
# once, a dummy in a gown, are worse to see than a moment of little more than their glow.
_APART = 1.6
_HALO = 0.10  # of a dancer of light's glow, around one in an avatar
_SURELY, _HARDLY = 0.5, 0.2  # `seen` at which a dancer is fully shown, and not at all
_SHADOW, _SOFT = 0.62, 0.10  # darkness under a foot, and metres of height at which half is left


class Sitting(NamedTuple):
    """The request to paint one moment."""

    time: float  # seconds
    portraits: Mapping[str, tuple[Portrait, float]]  # by avatar, with its ground in metres
    lighting: Lighting


class Shot(NamedTuple):
    """The painted pictures of one moment."""

    time: float  # seconds
    panes: Mapping[str, Pane]  # by avatar


class Studio:
    """Paints one dancer's avatars in a background worker; only the newest moment is painted.

    On a machine that is too slow for long, only every other moment is painted, the dancers in
    turn.
    """

    def __init__(
        self,
        turn: int,
        sitters: Mapping[str, AvatarEngine],
        camera: Camera,
        context: ShowContext,
    ) -> None:
        """`turn` 0 or 1: which dancer's avatars they are."""
        self._sitters = sitters
        self._camera = camera
        self._context = context
        name = f"avatar of dancer {turn + 1}"
        self._beside: BackgroundTask[Sitting, Shot] = BackgroundTask(
            name, self._shoot, inline=context.virtual
        )
        self._turn = turn
        self._given = -1.0  # seconds: the last moment given to the worker
        self._halved = False
        self._asked, self._had = 0.0, -1.0  # seconds: times of the last request and of its answer
        self._sat = -1.0  # seconds: the last moment asked for
        self._patience = _MOST  # of a frame
        self._reported: set[str] = set()  # avatars whose GPU failure has been reported
        self._painted: dict[str, float] = {}  # seconds: the last painted moment of each avatar

    @property
    def error(self) -> Exception | None:
        """The error of the newest picture; None: it was painted."""
        return self._beside.error

    def points(self, names: list[str], pose: Pose) -> dict[str, Floats]:
        """The dancer on each avatar's bones: POINTS on the stage, (36, 3) metres, by avatar."""
        return {name: points_on(pose, self._sitters[name].build) for name in names}

    def ask(self, sitting: Sitting) -> None:
        """Asks for a new moment to be painted.

        Waiting must not delay the painter's next picture: with little time between the last answer
        and this request, or after a dropped picture, the patience is reduced.
        """
        self._asked, rate = self._context.clock.now(), self._context.rate
        left_out = 1.5 < (sitting.time - self._sat) * rate < _BREAK
        hurry = left_out or (self._asked - self._had) * rate < _SLACK
        self._sat = sitting.time
        if not self._context.virtual:
            patience = self._patience * _HASTE if hurry else self._patience + _EASE
            self._patience = min(max(patience, _LEAST), _MOST)
        self._halved = self._patience < (_WHOLE if self._halved else _HALF)
        if not (self._halved and self._is_passed_over(sitting.time)):
            self._given = sitting.time
            self._beside.give(sitting)

    def _is_passed_over(self, time: float) -> bool:
        others = (round(time * self._context.rate) + self._turn) % 2 == 1
        return others and 0.0 <= time - self._given < 1.7 / self._context.rate

    def is_fresh(self, shot: Shot, time: float) -> bool:
        """Whether a shot is new enough to be shown at `time`."""
        newest = _NEWEST + 1.0 if self._halved else _NEWEST
        return 0.0 <= time - shot.time < newest / self._context.rate

    def newest(self) -> Shot | None:
        """The newest shot; waits a part of a frame, the patience, for the one asked for last."""
        spent = self._context.clock.now() - self._asked
        shot = self._beside.newest(self._patience / self._context.rate - spent)
        self._had = self._context.clock.now()
        return shot

    def close(self) -> None:
        self._beside.stop()

    def _shoot(self, sitting: Sitting) -> Shot:
        panes = {}
        for name, (portrait, ground) in sitting.portraits.items():
            sitter = self._sitters[name]
            if not 0.0 <= sitting.time - self._painted.get(name, -1.0) < _FORGOTTEN:
                sitter.forget()
            self._painted[name] = sitting.time
            rgba = relit(sitter.paint(portrait), sitting.lighting)
            panes[name] = Pane.of(rgba, portrait, ground, self._camera)
            if sitter.fault is not None and name not in self._reported:
                self._reported.add(name)
                self._context.failures.failed(f"GPU of avatar {name}", sitter.fault)
        return Shot(sitting.time, panes)


class Worn:
    """A dancer who wears the avatars of a wardrobe."""

    def __init__(
        self,
        light: LightDancer,
        shift: Floats,
        studio: Studio,
        wants: Callable[[], str],
        context: ShowContext,
    ) -> None:
        """`wants` gives what should be worn: the name of one of the studio's avatars, or LIGHT."""
        self._light = light
        self._shift = shift
        self._studio = studio
        self._wants = wants
        self._context = context
        self._wardrobe = Wardrobe(wants())
        self._relief = Relief()
        self._late = 1.0  # 0..1: how far light stands in for pictures that are late
        self._asked: set[str] = set()  # the avatars that were worn in the picture before
        self._since = 0.0  # seconds: since when the dancer has been there
        self._seen = 1.0  # 0..1: how far the dancer is shown, as well as it is seen
        self._appeared = 1.0  # 0..1: how far the dancer has appeared
        self._time: float | None = None

    def wear(self, colour: Floats) -> None:
        self._light.wear(colour)

    def clear(self) -> None:
        self._light.clear()

    def close(self) -> None:
        self._studio.close()

    def follow(
        self, moment: PictureMoment, pose: Pose | None, presence: float = 1.0
    ) -> "InAvatar | None":
        shares = self._wardrobe.step(moment.time, moment.music, self._wants())
        passed = math.inf if self._time is None else moment.time - self._time
        if not 0.0 <= passed < _FORGOTTEN:
            self._since = moment.time
        dt = 0.0 if self._time is None else min(max(0.0, passed), _LONGEST_STEP)
        self._time = moment.time
        if pose is None:
            self._light.follow(moment, None)
            self._seen, self._since = 0.0, moment.time
            return None
        self._appeared = presence
        self._appear(pose, dt)
        place = replace(pose, positions=pose.positions + self._shift)
        bodies = {}
        if _is_a_body(place):
            bodies = self._studio.points([name for name in shares if name != LIGHT], place)
        bones = self._on_their_bones(pose, shares, bodies)
        lit = self._light.follow(moment, bones, presence)
        if lit is None:
            return None
        if bodies:
            portraits = {name: Portrait.around(place, body) for name, body in bodies.items()}
            sat = {name: (one, ground_of(one, place)) for name, one in portraits.items()}
            self._studio.ask(Sitting(moment.time, sat, Lighting.of(moment)))
        return InAvatar(self, lit, moment, place, shares, dt, bool(bodies))

    def _on_their_bones(
        self, pose: Pose, shares: Mapping[str, float], bodies: Mapping[str, Floats]
    ) -> Pose:
        """The pose on the bones of the worn avatars: its trails start at the avatars' hands."""
        if not bodies:
            return pose
        positions = shares.get(LIGHT, 0.0) * pose.positions
        for name, body in bodies.items():
            positions = positions + shares[name] * (body[:JOINT_COUNT] - self._shift)
        return replace(pose, positions=positions)

    def _appear(self, pose: Pose, dt: float) -> None:
        seen = (float(np.nan_to_num(pose.seen).max()) - _HARDLY) / (_SURELY - _HARDLY)
        goal = min(max(seen, 0.0), 1.0)
        way = goal - self._seen
        most = dt / (_COMES if way > 0 else _GOES)
        self._seen += min(max(way, -most), most)

    @property
    def presence(self) -> float:
        """0..1: how solid the dancer is."""
        return self._seen * self._appeared

    def of_light(self, shares: Mapping[str, float]) -> float:
        """0..1: the part of these shares shown as light: worn as light, or without a picture."""
        worn = shares.get(LIGHT, 0.0)
        return worn + (1.0 - worn) * self._late

    def panes(self, shown: "InAvatar") -> Mapping[str, Pane]:
        """The newest pictures of avatars, by name, where the dancer is now; reports late ones."""
        time, names = shown.moment.time, [name for name in shown.shares if name != LIGHT]
        shot = self._studio.newest() if names else None
        if shot is not None and shot.time - time > _AHEAD:
            shot = None
        fresh = shown.sat and shot is not None and self._studio.is_fresh(shot, time)
        for name in names:
            self._report(name, there=fresh and shot is not None and name in shot.panes)
        self._asked = set(names)
        if not names:
            self._since = time
        if not shown.sat or shot is None or not shot.panes:
            self._late = self._relief.step(time, shown.moment.music, None, shown.dt)
            return {}
        age = max(0.0, time - max(shot.time, self._since))
        self._late = self._relief.step(time, shown.moment.music, age, shown.dt)
        camera, pelvis = shown.lit.room.camera, shown.place.root
        return {name: pane.moved(pelvis, camera) for name, pane in shot.panes.items()}

    def _report(self, name: str, *, there: bool) -> None:
        part, error = f"avatar {name}", self._studio.error
        if there and error is None:
            self._context.failures.recovered(part)
        elif name in self._asked:  # a new one may need a frame for its first picture
            late = WorkerLate("its picture did not come in time")
            self._context.failures.failed(part, error or late)


@dataclass(frozen=True, slots=True, eq=False)
class InAvatar:
    """A dancer in one picture: in avatars, and in light as far as these are missing."""

    dancer: Worn
    lit: LightDancerInPicture
    moment: PictureMoment
    place: Pose  # the pose at its place on the stage
    shares: Mapping[str, float]
    dt: float  # seconds since the picture before
    sat: bool  # whether an avatar was asked for

    @property
    def _of_light(self) -> float:
        return self.dancer.of_light(self.shares)

    def shade(self, light: Light) -> None:
        """Draws the shadow on the floor, darkest under a foot."""
        solid = self.dancer.presence * (1.0 - self._of_light)
        if solid > 0.01 and _is_a_body(self.place):
            _darken(light, self.place, solid, self.lit.room)

    def mirror(self, coarse: Image) -> None:
        """Draws the mirror image of the dancer of light; `paint` draws the avatar's own."""
        if self._of_light > 0.3:
            self.lit.mirror(coarse)

    def boxes(self) -> list[Box]:
        return self.lit.boxes()

    def shine(self, coarse: Image) -> None:
        room, lit = self.lit.room, self.lit
        trails = lit.presence * room.trails
        lit.trail.draw(coarse, room.camera, room.step, trails, self._of_light)
        halo = _HALO * self.dancer.presence
        glow = halo + (1.0 - halo) * self._of_light
        lit.figure.shine(coarse, room.step, lit.presence * glow)

    def paint(self, picture: Image) -> None:
        panes = self.dancer.panes(self)
        of_light = self._of_light
        if of_light > 0.01:
            level = min(1.0, max(0.0, 1.0 - _APART * (1.0 - of_light)))
            self.lit.paint_as_far(picture, self.lit.presence * level)
        solid = self.dancer.presence * max(0.0, 1.0 - _APART * of_light)
        if solid <= 0.0 or not panes:
            return
        # What is worn may not be painted yet: what was painted last is shown until then.
        levels = {name: self.shares.get(name, 0.0) for name in panes}
        if not any(levels.values()):
            levels = dict.fromkeys(panes, 1.0)
        total = sum(levels.values())
        worn = [(pane, solid * levels[name] / total) for name, pane in panes.items()]
        together([pane.mirror.faded(level) for pane, level in worn]).lay_over(picture)
        together([pane.body.faded(level) for pane, level in worn]).lay_over(picture)


def _is_a_body(pose: Pose) -> bool:
    sane = bool((np.abs(pose.positions) < FAR).all() and (np.abs(pose.rotations) < 2.0).all())
    return sane and float(pose.root[2]) < EYE_DISTANCE - 0.5


def _darken(light: Light, pose: Pose, level: float, room: Room) -> None:
    """Darkens the floor under and behind the feet, in place."""
    camera, step = room.camera, room.step
    shadow = np.zeros(light.shape[:2], np.float32)
    height = np.maximum(pose.positions[FEET, 1] - PLAIN.clearance, 0.0)
    spots = [(pose.positions[foot], _SHADOW * 0.5 ** (up / _SOFT), 0.11 + 0.5 * up)
             for foot, up in zip(FEET, height.tolist(), strict=True)]  # fmt: skip
    lowest = float(height.min())
    spots.append((pose.root, 0.5 * 0.5 ** (lowest / 0.5), 0.46 + 0.3 * lowest))
    for (x, _, z), dark, wide in spots:
        at = np.array([x, 0.0, z])
        pixels = float(camera.scales(at)) / step
        if not pixels < light.shape[1]:  # too near, or NaN: behind the eye
            continue
        middle = np.rint(16 * (camera.project(at) / step - 0.5)).astype(int).tolist()
        # A round spot on the floor, as the eye sees it from its height and distance.
        flat = wide * EYE_HEIGHT / EYE_DISTANCE * 1.15
        axes = (round(16 * wide * pixels), max(8, round(16 * flat * pixels)))
        spot = np.zeros_like(shadow)
        cv2.ellipse(spot, middle, axes, 0, 0, 360, dark, -1, cv2.LINE_8, 4)
        cv2.max(shadow, spot, dst=shadow)
    soft = cv2.blur(cv2.blur(shadow, (5, 3)), (5, 3))
    light *= (1.0 - level * soft)[..., None]
