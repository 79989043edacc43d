"""The dancer by a trained network: its steps on the music's beat, its feet on the floor."""

import json
import math
from typing import Annotated

import msgspec
import numpy as np

from live.body import quat, skeleton
from live.dance.beside import Beside
from live.dance.blend import Blend
from live.dance.count import Count
from live.dance.dancebeat import DanceBeat
from live.dance.feel import Feel
from live.dance.follow import is_mode
from live.dance.gaze import Gaze
from live.dance.ground import Ground
from live.dance.improvise import INPUTS, OUTPUTS, Body, Improviser
from live.dance.library import SURE, Librarian, Library
from live.dance.music_features import PARTNER, MusicMoment
from live.dance.partner import HumanTracker
from live.dance.surge import SURGES, Surge
from live.dance.turns import wrapped
from live.dance.vector import heading
from live.desk.desk import MODES, STYLES, Desk, ModeName, StyleName
from live.errors import BadInput
from live.networks import models
from live.networks.recurrent import Recurrent
from live.parts import Dancer, Part, ShowContext
from live.signals import Floats, Music, Pose

_EAGER = 0.8  # seconds of music after which it begins even if the beat is not sure
# Beats, and seconds at most, that the body only grooves to a song: a few words may sound like them.
_GROOVES, _GROOVES_FOR = 1.0, 0.9
_PAUSE = 2.0  # seconds without music after which it is another song
_OWN = ("solo", "follow")  # modes that a network dances; the library dances the others
_APART = 0.8  # metres: nearer than this to where the human is drawn, the dancer moves away
_DRAWN = 0.22  # of its distance from home, a second: how fast a dancer goes back
_DRIFT = 0.16  # metres a second: the most of it
_STEPS_ASIDE = (1.2, 0.7)  # as _DRAWN and _DRIFT, on the way to a new place beside a human
_THERE = 0.2  # metres from that place: it has arrived
_TURN = 0.7  # radians a second: how fast a dancer turns back to the audience
_CHANGE = 0.25  # seconds: halflife of the blend between network and library
_FASTEST = 16.0  # metres a second, relative to the pelvis: a faster joint is a fault
_RECOVERY, _LONGEST = 2.0, 60.0  # seconds that the library dances after a fault: doubled up to
_WELL = 20.0  # seconds without a fault, after which these seconds start at _RECOVERY again
_UPPER = [3, 6, 9, *range(12, 24)]  # the joints of the upper body: all but pelvis and legs
_FROZEN = (0.015, 1.2)  # metres a second, seconds: slower for so long, the network stands still
# The recorded styles that each of the operator's styles is danced in.
_RECORDED = {
    "party": ("pop", "social", "freestyle", "jazz", "salsa"),
    "latin": ("salsa",),
    "street": ("freestyle", "pop"),
    "gentle": ("ballet", "odissi", "social"),
}


class Choreographer(Part[Dancer], frozen=True):
    """Dances as a network that was trained on recorded dancers."""

    # Its network: "matching", "rnn" or "fact", or another folder dance_NAME of the models.
    model: str = "matching"
    mode: ModeName = "solo"  # how it dances with the human: see docs/evening.md
    style: StyleName = "party"  # what it dances
    energy: Annotated[float, msgspec.Meta(ge=0.0, le=2.0)] = 1.0  # how lively; 1: as the music is
    temperature: Annotated[float, msgspec.Meta(ge=0.0, le=2.0)] = 1.0  # how surprising; 0: never
    # Metres from the middle: to the right as the guests see it, and towards them. Left out: the
    # middle, or beside the human.
    home: tuple[float, float] | None = None

    def open(self, context: ShowContext) -> "Improvising":
        """The dancer. Raises BadInput for an unknown style, mode or model."""
        if self.style not in STYLES:
            raise BadInput(
                f"dancer: there is no style {self.style!r}; choose one of {_listed(STYLES)}"
            )
        if self.mode not in MODES:
            raise BadInput(
                f"dancer: there is no mode {self.mode!r}; choose one of {_listed(MODES)}"
            )
        prefix = "dance_"
        there = [model.name for model in models.listed(context.models)]
        choices = tuple(name.removeprefix(prefix) for name in there if name.startswith(prefix))
        if choices and self.model not in choices:
            raise BadInput(
                f"dancer: there is no model {self.model!r}; choose one of {_listed(choices)}"
            )
        model = Recurrent(models.find(context.models, prefix + self.model), INPUTS, OUTPUTS)
        try:
            styles = tuple(str(style) for style in json.loads(model.metadata["styles"]))
        except (KeyError, ValueError, TypeError) as error:
            raise BadInput(f"{model.path}: it does not name its styles; make it again") from error
        if len(styles) != model.sizes["style"]:
            raise BadInput(
                f"{model.path}: it names {len(styles)} styles, but takes"
                f" {model.sizes['style']}; make it again"
            )
        warm_up(model, styles)
        return Improvising(self, model, styles, context)


def warm_up(model: Recurrent, styles: tuple[str, ...]) -> None:
    """Runs the model for two beats that are not shown: a model's first steps take longer."""
    improviser, ground = Improviser(model, styles, 0), Ground()
    improviser.begin(0.0, 0.0, 0.0)
    for frame in range(20):
        body = improviser.at(frame / 10)
        ground.stand(body.root, body.rotations, body.standing, body.leaving, 1 / 30)
    model.forget()


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words)


class Improvising:
    """Dances: beat, network, floor, stage. The library dances modes and music the network does not
    know, and for a while after a fault of the network.
    """

    def __init__(
        self,
        settings: Choreographer,
        model: Recurrent,
        styles: tuple[str, ...],
        context: ShowContext,
    ) -> None:
        self._settings, self._model, self._context = settings, model, context
        self._desk: Desk = context.desk
        self.engine = model.engine
        self._count, self._beat, self._feel = Count(), DanceBeat(), Feel()
        self._improviser = Improviser(model, styles, context.seed)
        self._watched, self._ground, self._blend = HumanTracker(), Ground(), Blend(_CHANGE)
        self._improviser.begin(*(settings.home or (0.0, 0.0)), 0.0)
        self._gaze, self._surge = Gaze(), Surge()
        self._beside = Beside()
        self._steps_aside = False  # whether it is on its way to a new place beside the human
        self._librarian = self._library(None)
        self._by_network = False
        self._changing = False  # whether the next body is the first after a change of dancers
        # The last root (3,) and rotations (24, 4), before its feet were put on the floor.
        self._ungrounded: tuple[Floats, Floats] | None = None
        self._faulty_until = -math.inf  # seconds
        self._recovery = _RECOVERY  # seconds that the library dances after the next fault
        self._last: Pose | None = None
        self._still = 0.0  # seconds the network has stood still
        self._begun = False
        self._playing = 0.0  # seconds this song has been playing
        self._paused = 0.0  # seconds since there was music
        self._midst = True  # whether it was not there when this song began

    @property
    def _mode(self) -> str:
        return self._desk.mode if self._desk.mode in MODES else self._settings.mode

    @property
    def _style(self) -> str:
        return self._desk.style if self._desk.style in STYLES else self._settings.style

    @property
    def caption(self) -> str:
        """The words for the guests at the last step; empty: none."""
        return "" if self._by_network else self._librarian.caption

    def _library(self, place: tuple[float, float] | None) -> Librarian:
        settings = self._settings
        mode = settings.mode if is_mode(settings.mode) else "solo"
        library = Library(
            mode=mode, style=settings.style, energy=settings.energy, home=settings.home
        )
        return Librarian(library, self._context.seed, self._desk, place)

    def step(self, time: float, music: Music, human: Pose | None) -> Pose:
        """The pose at `time`."""
        dt = self._count.step(time, music)
        self._watched.see(time, human, dt)
        self._make_room(dt)
        energy = self._feel.step(music, dt, self._settings.energy)
        self._listen(music, dt)
        by_network = self._is_networks(time)
        if by_network is not self._by_network:
            self._change(by_network)
        if by_network:
            ungrounded, ground = self._ungrounded, self._ground.copied()
            try:
                self._last = self._improvised(time, music, energy, dt)
            except ArithmeticError:
                self._ungrounded, self._ground = ungrounded, ground
                self._recover(time)
        if not self._by_network:
            self._last = self._by_library(time, music, human, dt)
        assert self._last is not None
        return self._last

    def _listen(self, music: Music, dt: float) -> None:
        """Decides whether to dance: once a song's beat is sure, until a silence is."""
        if not self._count.sounds(music):
            self._paused += dt
            self._begun = False
            return
        if self._paused >= _PAUSE:
            self._playing, self._midst = 0.0, False
        self._playing, self._paused = self._playing + dt, 0.0
        sure = music.confidence >= SURE or self._playing > _EAGER
        grooves = min(_GROOVES * self._count.beat_seconds, _GROOVES_FOR)
        grooved = self._midst or self._playing > grooves
        led = self._mode == "follow" and self._watched.here  # a guest leads from the first step
        self._begun = self._begun or (sure and (grooved or led))

    def _recover(self, time: float) -> None:
        """Lets the library dance for a while, longer after each fault in a row."""
        if time - self._faulty_until > _WELL:
            self._recovery = _RECOVERY
        self._faulty_until = time + self._recovery
        self._recovery = min(_LONGEST, 2 * self._recovery)
        self._change(by_network=False)

    def _is_networks(self, time: float) -> bool:
        """Whether the network dances; if not, the library does."""
        waltz = self._count.meter == 3 or self._style == "ballroom"
        alone = self._mode == "solo" or not self._watched.here
        own = self._mode in _OWN or (alone and self._mode != "lead")
        return self._begun and own and not waltz and time >= self._faulty_until

    def _change(self, by_network: bool) -> None:
        """Changes to the network or to the library, from the dancer's present place."""
        self._by_network = by_network
        self._changing = True
        self._still = 0.0
        x, z, yaw = (0.0, 0.0, 0.0)
        if self._last is not None:
            x, _, z = self._last.root.tolist()
            yaw = float(heading(self._last.rotations[0]))
        if by_network:
            self._model.forget()
            self._beat.begin()
            self._improviser.begin(x, z, yaw)
        else:
            self._librarian = self._library((x, z))

    def _joined(self, root: Floats, rotations: Floats, time: float) -> Pose:
        """The body as a pose, blended after a change of dancers; its feet are not grounded yet."""
        pose = Pose(time, skeleton.positions_from(root, rotations), rotations)
        if self._changing and self._ungrounded is not None:
            before, turns = self._ungrounded
            last = Pose(time, skeleton.positions_from(before, turns), turns)
            self._blend.begin(last, pose, time)
        self._changing = False
        pose = self._blend.dancing(pose)
        self._ungrounded = pose.root, pose.rotations
        return pose

    def _by_library(self, time: float, music: Music, human: Pose | None, dt: float) -> Pose:
        """The library's pose."""
        pose = self._librarian.step(time, music, human)
        if not (self._changing or self._blend.fading(time)) and self._ground.at_rest:
            self._ungrounded = pose.root, pose.rotations
            self._ground = Ground()
            return pose
        joined = self._joined(pose.root, pose.rotations, time)
        toes, nobody = pose.contacts[[1, 3]], np.zeros(2, dtype=bool)
        return self._grounded(time, Body(joined.root, joined.rotations, toes, nobody), dt)

    def _improvised(self, time: float, music: Music, energy: float, dt: float) -> Pose:
        """The network's pose. Raises ArithmeticError where that is faulty."""
        following = self._mode == "follow" and self._watched.here
        trust = min(1.0, 0.4 + music.confidence)
        hurry = self._watched.hurry if following else None
        accent = (0.15 if following else 1.0) * trust * (0.75 + 0.5 * energy)
        beat = self._beat.step(self._count, dt, min(1.2, accent), hurry)
        self._want(music, energy, following)
        body = self._improviser.at(beat)
        if self._changing or self._blend.fading(time):
            joined = self._joined(body.root, body.rotations, time)
            body = Body(joined.root, joined.rotations, body.standing, body.leaving)
        self._surge.step(music, beat, dt, 0.0 if following else SURGES[self._style])
        looking = self._gaze.look(self._surge.body(body.rotations), dt)
        body = Body(body.root, looking, body.standing, body.leaving)
        self._ungrounded = body.root, body.rotations
        before = self._last
        pose = self._grounded(time, body, dt)
        if before is not None:
            self._check(before, pose, dt)
        return pose

    def _want(self, music: Music, energy: float, following: bool) -> None:
        """Sets the network's inputs for its next steps."""
        wanted, times, count = self._improviser.wanted, self._beat.times, self._count
        wanted.meter = count.meter if times == 1 else 4
        wanted.downbeat = self._beat.downbeat
        wanted.tempo = times * count.tempo
        wanted.sound = MusicMoment(
            0.0, wanted.meter, wanted.tempo, music.loudness, music.onset, music.bands
        )
        wanted.energy, wanted.temperature = energy, self._settings.temperature
        wanted.steer = self._steered()
        styles = self._improviser.styles
        chosen = ("salsa",) if following else _RECORDED.get(self._style, ())
        self._improviser.style = np.array([float(style in chosen) for style in styles])
        self._improviser.partner = self._watched.opposite() if following else np.zeros(PARTNER)

    def _make_room(self, dt: float) -> None:
        """Chooses a place beside the human; to a new one, the dancer goes at once."""
        if self._settings.home is not None:
            return
        before, x = self._beside.place, self._improviser.place[0]
        place = self._beside.step(self._watched.across, x, dt)
        if place is None or abs(x - place[0]) < _THERE:
            self._steps_aside = False
        elif place != before:
            self._steps_aside = True

    def _steered(self) -> tuple[float, float, float]:
        """The drift towards home, x and z metres a second, and the turn to the audience, radians a
        second.
        """
        x, z, yaw = self._improviser.place
        home = self._settings.home or self._beside.place or (0.0, 0.0)
        drawn, most = _STEPS_ASIDE if self._steps_aside else (_DRAWN, _DRIFT)
        way = [drawn * (there - here) for here, there in zip((x, z), home, strict=True)]
        self._improviser.wanted.home = home
        speed = math.hypot(*way)
        if speed > most:
            way = [part * most / speed for part in way]
        aside = self._watched.aside(x, z, _APART)
        turn = min(_TURN, max(-_TURN, -0.5 * wrapped(yaw)))
        return way[0] + aside[0], way[1] + aside[1], turn

    def _grounded(self, time: float, body: Body, dt: float) -> Pose:
        root, rotations, contacts = self._ground.stand(
            body.root, body.rotations, body.standing, body.leaving, dt, self._surge.lowered
        )
        positions = skeleton.positions_from(root, rotations)
        return Pose(time, positions, rotations, contacts=contacts)

    def _check(self, before: Pose, pose: Pose, dt: float) -> None:
        """Raises ArithmeticError for a body that is not finite, too fast, or has stood still."""
        if not np.isfinite(pose.positions).all():
            raise ArithmeticError("not a number")
        moved = (pose.positions - pose.root) - (before.positions - before.root)
        speed = np.linalg.norm(moved, axis=1) / dt
        if dt < 0.2 and float(speed.max()) > _FASTEST:
            raise ArithmeticError("too fast")
        slow, long = _FROZEN
        danced = np.linalg.norm(_held(pose) - _held(before), axis=1) / dt
        self._still = self._still + dt if float(danced.mean()) < slow else 0.0
        if self._still > long:
            raise ArithmeticError("frozen")


def _held(pose: Pose) -> Floats:
    """The upper body's joints (15, 3) in the pelvis' frame: travel and turns do not change them."""
    held: Floats = (pose.positions[_UPPER] - pose.root) @ quat.matrices(pose.rotations[0])
    return held
