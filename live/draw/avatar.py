"""The avatar painter: dancers wear avatars, painted by networks, on the neon painter's stage."""

import logging
from collections.abc import Callable, Sequence
from functools import partial

from live.desk.cues import Cue
from live.draw import cast
from live.draw.cast import AvatarEngine
from live.draw.dancers import LightDancer, Room
from live.draw.looks import LOOKS
from live.draw.neon import Neon, NeonPainter
from live.draw.someone import RANDOM, drawn
from live.draw.wardrobe import LIGHT
from live.draw.worn import Studio, Worn
from live.errors import BadInput
from live.gltf.figure import is_figure
from live.networks.providers import Engine
from live.parts import Painter, Part, ShowContext
from live.signals import Floats

log = logging.getLogger(__name__)


class Avatar(Part[Painter], frozen=True):
    """Settings of the avatar painter."""

    # An avatar that `firstdance avatars` lists, a .glb, .gltf or .vrm file beside the show file, or
    # "light": a dancer of light.
    partner: str = "bride"
    human: str = LIGHT  # what you wear, named in the same way
    # Who an avatar with looks is: a number or a word, for each somebody else; "random": another
    # each night.
    look: int | str = RANDOM
    engine: Engine = "auto"  # what runs the networks; "auto": CUDA where it works, else the CPU
    light: Neon = Neon()  # the stage, the trails and the dancers of light

    def open(self, context: ShowContext) -> NeonPainter:
        """Loads the avatars, and sets the desk's list of avatars and looks.

        Raises BadInput for an avatar that is missing or invalid, and for an engine that does not
        work.
        """
        find = partial(
            cast.find,
            context.models,
            engine=self.engine,
            look=self._seed(context),
            beside=context.folder,
        )
        needed = {self.partner, *(cue.avatar for cue in context.cues)} - {LIGHT, None, *LOOKS}
        partners = {str(name): find(str(name)) for name in sorted(map(str, needed))}
        # Two dancers may wear the same avatar: each has its own copy, for its own worker.
        humans = {name: find(name) for name in {self.human} - {LIGHT}}
        self._check_look([*partners.values(), *humans.values()])
        partners |= _others(context, find, set(partners))
        # An avatar with a look can also be asked for by name and seed.
        partners |= {one.name: one for one in partners.values() if one.look}
        context.desk.avatars = (*sorted(partners), LIGHT, *LOOKS)
        wearing = partial(_worn, context)
        painter = self.light.painter(
            context,
            partial(wearing, "partner", partners, self.partner),
            partial(wearing, "human", humans, self.human),
        )
        worn = [partners[name] for name in sorted({self.partner} & partners.keys())]
        engines = [
            f"{one.name}: {one.engine}, {one.milliseconds:.1f} ms"
            for one in (*worn, *humans.values())
        ]
        painter.engine = "; ".join(engines) or "OpenCV"
        return painter

    def _seed(self, context: ShowContext) -> str:
        """The seed of the look; in virtual time a random one is the same each time."""
        if self.look != RANDOM:
            return str(self.look)
        return drawn(context.seed if context.virtual else None)

    def _check_look(self, worn: Sequence[AvatarEngine]) -> None:
        if self.look != RANDOM and not any(one.look for one in worn):
            names = ", ".join(one.name for one in worn) or LIGHT
            raise BadInput(
                f"look = {self.look!r}: {names} has no looks. Take look away, or name an"
                ' avatar that has: partner = "someone".'
            )


def figures(painter: object, cues: tuple[Cue, ...]) -> tuple[str, ...]:
    """The names of the figure files that a show uses; `painter` is its painter's settings."""
    if not isinstance(painter, Avatar):
        return ()
    named = {painter.partner, painter.human, *(cue.avatar or "" for cue in cues)}
    return tuple(sorted(name for name in named if is_figure(name)))


def alone(avatar: AvatarEngine, context: ShowContext) -> NeonPainter:
    """A painter whose partner always wears this avatar."""
    wearing = partial(_worn, context)
    return Neon().painter(
        context,
        partial(wearing, "partner", {avatar.name: avatar}, avatar.name),
        partial(wearing, "human", {}, LIGHT),
    )


def _others(
    context: ShowContext, find: Callable[[str], AvatarEngine], taken: set[str]
) -> dict[str, AvatarEngine]:
    """The installed avatars that the show does not name; invalid ones are logged and left out."""
    found = {}
    for name in (cast.name_of(model) for model in cast.installed(context.models)):
        if name in taken or name in LOOKS or name == LIGHT:
            continue
        try:
            found[name] = find(name)
        except BadInput as error:
            log.warning("the avatar %s is left out: %s", name, error)
    return found


def _worn(
    context: ShowContext, who: str, there: dict[str, AvatarEngine], own: str, room: Room, colour:
    Floats, shift: Floats,
) -> Worn:  # fmt: skip
    def wants() -> str:
        asked = context.desk.avatar
        if who == "human" or asked is None:
            return own
        return asked if asked in there else LIGHT

    light = LightDancer(room, colour, shift)
    studio = Studio(int(who == "human"), there, room.camera, context)
    return Worn(light, shift, studio, wants, context)
