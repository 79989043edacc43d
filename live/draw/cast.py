"""The cast: everybody who can be worn, found by name."""

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

FIRST = "1"  # the seed of who is shown where nobody asks for a look


class AvatarEngine(Protocol):
    """Somebody who can be painted, one picture at a time, by one worker."""

    @property
    def name(self) -> str:
        """What a show calls them."""
        ...

    @property
    def licence(self) -> str:
        """On what terms they may be shown."""
        ...

    @property
    def consent(self) -> str:
        """Who agreed to be shown, and when; empty where nobody was filmed."""
        ...

    @property
    def look(self) -> str:
        """The seed of the look they have; empty where they have no other."""
        ...

    @property
    def build(self) -> AvatarBuild:
        """Their bones."""
        ...

    @property
    def size(self) -> tuple[int, int]:
        """Pixels of their picture: width, height."""
        ...

    @property
    def engine(self) -> str:
        """What paints them."""
        ...

    @property
    def milliseconds(self) -> float:
        """What a picture takes, measured when they were loaded."""
        ...

    @property
    def tried(self) -> str:
        """Engines that were tried in vain, and why; empty where none was."""
        ...

    @property
    def fault(self) -> Exception | None:
        """What their GPU has died of; they are painted all the same."""
        ...

    def paint(self, portrait: Portrait) -> Image:
        """Their picture in the pane, (height, width, 4) RGBA premultiplied; not to be written to.

        What it raises costs this one picture.
        """
        ...

    def forget(self) -> None:
        """Somebody else is to be painted, or the same after a while."""
        ...


def installed(folder: Path) -> tuple[ModelFile, ...]:
    """The avatars of a show's model repository and of the user's own, by name.

    Of two of one name the show's counts.
    """
    found = {model.name: model for model in (*_listed(places.own_models()), *_listed(folder))}
    return tuple(found[name] for name in sorted(found))


def name_of(model: ModelFile) -> str:
    """What an avatar is called."""
    return model.name.removeprefix(PREFIX)


def find(
    folder: Path,
    name: str,
    engine: Engine = "auto",
    look: str = FIRST,
    *,
    beside: Path | None = None,
) -> AvatarEngine:
    """An avatar by its name: of the model repository in `folder`, or the user's own.

    `someone:7` is the avatar `someone` with the look of seed 7; where the name says no seed, one
    that takes a look has that of the seed `look`. A name that ends in .glb, .gltf or .vrm is a
    file's, looked for `beside` the show file. Raises BadInput where there is none, and for one that
    is not fit.
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
