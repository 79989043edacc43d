"""The cast: all avatars that can be worn, found by name."""

from pathlib import Path
from typing import Protocol

from live.draw.portrait import AvatarBuild, Portrait
from live.draw.portraitist import PREFIX, Portraitist
from live.draw.sculptor import Sculptor
from live.draw.someone import parted
from live.errors import BadInput
from live.gltf.figure import is_figure
from live.networks import models
from live.networks.models import ModelFile
from live.networks.providers import Engine, Network
from live.runtime import places
from live.signals import Image

FIRST = "1"  # the seed of the look where none is asked for


class AvatarEngine(Protocol):
    """An avatar that can be painted, one picture at a time, by one worker."""

    @property
    def name(self) -> str:
        """Its name in a show."""
        ...

    @property
    def licence(self) -> str:
        """The terms under which it may be shown."""
        ...

    @property
    def consent(self) -> str:
        """Who agreed to be shown, and when; empty where nobody was filmed."""
        ...

    @property
    def look(self) -> str:
        """The seed of its look; empty for an avatar without looks."""
        ...

    @property
    def build(self) -> AvatarBuild:
        """Its bones."""
        ...

    @property
    def size(self) -> tuple[int, int]:
        """The size of its picture in pixels: width, height."""
        ...

    @property
    def engine(self) -> str:
        """The engine that paints it."""
        ...

    @property
    def milliseconds(self) -> float:
        """Milliseconds that a picture takes, measured at loading."""
        ...

    @property
    def tried(self) -> str:
        """Engines that were tried without success, and why; empty: none."""
        ...

    @property
    def fault(self) -> Exception | None:
        """The error after which its GPU was given up; it is then painted on the CPU."""
        ...

    def paint(self, portrait: Portrait) -> Image:
        """The picture in the pane, (height, width, 4) uint8 RGBA premultiplied; do not write to it.

        If it raises, only this picture is lost.
        """
        ...

    def forget(self) -> None:
        """Drops the state of earlier pictures: another dancer comes, or the same after a pause."""
        ...


def installed(folder: Path) -> tuple[ModelFile, ...]:
    """The avatars of a show's model repository `folder` and of the user's own, sorted by name.

    Of two with the same name the show's is taken.
    """
    found = {model.name: model for model in (*_listed(places.own_models()), *_listed(folder))}
    return tuple(found[name] for name in sorted(found))


def name_of(model: ModelFile) -> str:
    """The name of an avatar's model in a show."""
    return model.name.removeprefix(PREFIX)


def find(
    folder: Path,
    name: str,
    engine: Engine = "auto",
    look: str = FIRST,
    *,
    beside: Path | None = None,
) -> AvatarEngine:
    """Loads an avatar by its name: of the model repository in `folder`, or the user's own.

    `someone:7` is the avatar `someone` with the look of seed 7; without a seed in the name, an
    avatar with looks gets the seed `look`. A name that ends in .glb, .gltf or .vrm is a file,
    looked for `beside` the show file. Raises BadInput where there is none, and for an invalid one.
    """
    if is_figure(name):
        return Sculptor(places.find(name, beside or Path()), name)
    called, (name, seed) = name, parted(name)
    there = {name_of(model): model for model in installed(folder)}
    if name not in there:
        known = ", ".join(there) or "no avatar at all"
        raise BadInput(f"there is no avatar {name!r} in {folder}; there is {known}")
    there[name].check()
    found = Portraitist(Network(there[name].path), engine, seed or look)
    if ":" in called and not found.look:
        raise BadInput(f"{called!r}: the avatar {name!r} has no looks; say {name!r} alone")
    return found


def _listed(folder: Path) -> list[ModelFile]:
    there = models.listed(folder)
    return [one for one in there if one.name.startswith(PREFIX) and one.path.suffix == ".onnx"]
