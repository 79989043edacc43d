"""Whether the models are there and whole, and what each avatar takes on this machine."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from live.commands.preflight.finding import found
from live.draw import cast
from live.draw.avatar import Avatar, figures
from live.draw.cast import AvatarEngine
from live.draw.sculptor import Sculptor
from live.errors import BadInput
from live.hear import activations
from live.hear.bar_ear import BarEar
from live.networks import models
from live.networks.providers import Engine
from live.runtime.health import Colour, Finding
from live.show.show_file import Show


def model_files(show: Show) -> Iterator[Finding]:
    avatars = cast.installed(show.models)
    for model in avatars:
        yield from found(f"avatar {cast.name_of(model)}", partial(_avatar, show, model))
    for name in figures(show.painter, show.cues):
        yield from found(f"avatar {name}", partial(_figure, show, name))
    for model in models.listed(show.models):
        if model in avatars:
            continue
        what = f"model {model.name}"
        try:
            model.check()
        except BadInput as error:
            yield Finding(Colour.RED, what, str(error), "Install First Dance again.")
        else:
            size = f"{model.size / 2**20:.1f} MB"
            yield Finding(Colour.GREEN, what, f"version {model.version}, {size}, on {model.engine}")


def _avatar(show: Show, model: models.ModelFile) -> Finding:
    engine: Engine = show.painter.engine if isinstance(show.painter, Avatar) else "auto"
    one = cast.find(show.models, cast.name_of(model), engine)
    return _painted(one, f"version {model.version}, {model.size / 2**20:.1f} MB", show.rate)


def _figure(show: Show, name: str) -> Finding:
    """Somebody in a file beside the show."""
    one = cast.find(show.models, name, beside=show.file.parent)
    found = _painted(one, "a file of yours", show.rate)
    if not (isinstance(one, Sculptor) and one.software):
        return found
    return replace(
        found, colour=Colour.AMBER,
        remedy="Without a graphics card the processor draws it, beside all else it does: look at"
        " the frame budget below, and install the card's driver if there is one.",
    )  # fmt: skip


def _painted(one: AvatarEngine, about: str, rate: float) -> Finding:
    width, height = one.size
    how = (
        f"{about}, {width}x{height}, on {one.engine},"
        f" {one.milliseconds:.1f} ms a picture, licence {one.licence}"
    )
    if one.tried:
        how += f" (not on {one.tried})"
    if one.milliseconds > 1000 / rate:
        return Finding(
            Colour.AMBER, f"avatar {one.name}", how,
            "Slower than the show: it will mostly be of light. Choose another, or a GPU.",
        )  # fmt: skip
    return Finding(Colour.GREEN, f"avatar {one.name}", how)


def ear(show: Show) -> Finding:
    """How the beat is heard; raises BadInput where the ear's network is missing or damaged."""
    if not isinstance(show.ear, BarEar):
        return Finding(Colour.GREEN, "ear", type(show.ear).__name__)
    if not show.ear.network:
        how = "hears by onsets alone: surer of the beat with network = true under [ear]"
        return Finding(Colour.GREEN, "ear", how)
    models.find(show.models, activations.NAME)
    return Finding(Colour.GREEN, "ear", f"hears with the network {activations.NAME!r} and onsets")
