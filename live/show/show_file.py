"""A show file (TOML), read and checked. Everything wrong is found here, before the doors open."""

import difflib
import importlib
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from live.desk.cues import Cue, Tempi, check_tempi
from live.errors import BadInput
from live.parts import (
    CameraSource,
    Dancer,
    Ear,
    Eyes,
    Input,
    Output,
    Painter,
    Part,
    SoundSource,
)
from live.runtime import places, texts
from live.show import offsets
from live.show.settings import takes

Table = dict[str, Any]

# Which folder of `live` the kinds of each table of a show file come from, and the kind taken
# where the file does not say.
FOLDERS = {
    "sound": ("hear.sources", "microphone"),
    "ear": ("hear", "bar_ear"),
    "camera": ("see.cameras", "webcam"),
    "eyes": ("see", "poses"),
    "dancer": ("dance", "choreographer"),
    "painter": ("draw", "neon"),
    "inputs": ("inputs", ""),
    "outputs": ("outputs", "window"),
}
LISTS = ("inputs", "outputs")  # tables a show file may have several of


class MusicHints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of the music beforehand."""

    meter: Annotated[int, msgspec.Meta(ge=2, le=12)] = 4  # beats a bar; 3 for a waltz
    tempo: Tempi = (55.0, 215.0)  # beats a minute: slowest and fastest to expect

    def __post_init__(self) -> None:
        check_tempi(self.tempo)


class BeatSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose beat is danced to, where inputs send one."""

    # "auto": the first that is there of Link, a DJ's program (OS2L), Pioneer players, MIDI clock
    # and the ear. Another: that one, or the ear while it is silent.
    source: Literal["auto", "ear", "link", "os2l", "pioneer", "midi"] = "auto"


class ShowFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The show file as it is written."""

    title: str = ""  # the names on the stage's back wall; "": none
    subtitle: str = ""  # a second, smaller line below
    rate: Annotated[float, msgspec.Meta(ge=5, le=120)] = 30.0  # pictures a second
    # The picture's width and height in pixels.
    size: tuple[
        Annotated[int, msgspec.Meta(ge=64, le=7680)], Annotated[int, msgspec.Meta(ge=64, le=4320)]
    ] = (1280, 720)
    # Seconds from sending a picture to seeing it: the projector's own.
    latency: Annotated[float, msgspec.Meta(ge=0, le=2)] = 0.0
    seed: Annotated[int, msgspec.Meta(ge=0)] = 1  # another number: another dance
    models: str = ""  # the folder of the models, beside the show file; "": our own
    music: MusicHints = MusicHints()  # what is known of the music beforehand
    beat: BeatSource = BeatSource()  # whose beat is danced to
    sound: Table = {}  # where the music comes from
    ear: Table = {}  # what hears tempo, beats and bars in it
    camera: Table = {}  # where you are seen
    eyes: Table = {}  # what finds you in the camera's pictures
    dancer: Table = {}  # what decides how the partner moves
    painter: Table = {}  # what draws the stage and who dances there
    inputs: list[Table] = []  # what steers the show, or gives it the beat; as many as you like
    cues: list[Table] = []  # the evening, step by step; what a cue does not name stays as it is
    # Where the show goes; as many as you like. Left out: one window.
    outputs: list[Table] = msgspec.field(default_factory=lambda: [{"kind": "window"}])


@dataclass(frozen=True, slots=True)
class Show:
    """A show, ready to be opened: its settings, and the settings of each of its parts."""

    file: Path
    title: str  # for the stage: the couple's names
    subtitle: str  # smaller, below
    rate: float  # pictures a second
    size: tuple[int, int]  # pixels: width, height
    latency: float  # seconds between sending a picture and seeing it: the projector's own
    seed: int
    models: Path
    music: MusicHints
    beat: BeatSource
    sound: Part[SoundSource]
    ear: Part[Ear]
    camera: Part[CameraSource]
    eyes: Part[Eyes] | None  # None: the camera is a puppet that needs no eyes
    dancer: Part[Dancer]
    painter: Part[Painter]
    inputs: tuple[Part[Input], ...]
    outputs: tuple[Part[Output], ...]
    names: tuple[str, ...]  # of the outputs: their kinds, the second of a kind numbered
    offsets: tuple[float, ...]  # seconds: how much later (+) each output's pictures come
    cues: tuple[Cue, ...]


def read_show(name: str, adapt: Callable[[Table], Table] = dict) -> Show:
    """Reads a show file: a path, or the name of one of the program's own ("wedding").

    `adapt` may change what the file says before it is checked. Raises BadInput, naming file, line
    or field, and remedy.
    """
    path = _show_file(name)
    content = adapt(_parse(path))
    try:
        file = msgspec.convert(content, ShowFile)
    except msgspec.ValidationError as error:
        raise BadInput(f"{path}: {_explained(error, ShowFile, '')}") from error
    cues = _cues(file.cues, path)
    models = places.find(file.models, path.parent) if file.models else places.MODELS
    if not places.is_dir(models):
        raise BadInput(f"{path}: models: there is no folder {models}. Leave it out for our own.")
    names = offsets.names([str(table.get("kind", FOLDERS["outputs"][1])) for table in file.outputs])
    timing = offsets.taken(file.outputs, names, path)
    parts, lists = _parts(file, path)
    # The eyes are heavy to load: not where nothing is to be looked at.
    eyes = None
    if parts["camera"].needs_eyes:
        eyes = part_of("eyes", file.eyes, f"{path}: [eyes]")
    offsets.check(lists["outputs"], names, timing, path)
    return Show(
        file=path, title=file.title, subtitle=file.subtitle, rate=file.rate, size=file.size,
        latency=file.latency, seed=file.seed, models=models, music=file.music, beat=file.beat,
        eyes=eyes, inputs=lists["inputs"], outputs=lists["outputs"], names=names, offsets=timing,
        cues=cues, **parts,
    )  # fmt: skip


def _parts(
    file: ShowFile, path: Path
) -> tuple[dict[str, Part[Any]], dict[str, tuple[Part[Any], ...]]]:
    """The parts by table, without the eyes, and those of LISTS. Raises BadInput.

    Parts of others are imported, which runs them, only when nothing of ours is wrong.
    """
    wanted: list[tuple[str, Table, str]] = []
    for table in FOLDERS:
        said = getattr(file, table)
        if table in LISTS:
            wanted += [
                (table, one, f"{path}: [[{table}]] number {number}")
                for number, one in enumerate(said, 1)
            ]
        elif table != "eyes":
            wanted.append((table, said, f"{path}: [{table}]"))
    for _, settings, where in wanted:
        _check_kind(settings.get("kind", ""), where)
    found: dict[int, tuple[str, Part[Any]]] = {}
    for at in sorted(range(len(wanted)), key=lambda at: is_foreign(wanted[at][1].get("kind"))):
        found[at] = wanted[at][0], part_of(*wanted[at])
    ordered = [found[at] for at in range(len(wanted))]
    return {table: part for table, part in ordered if table not in LISTS}, {
        name: tuple(part for table, part in ordered if table == name) for name in LISTS
    }


def is_foreign(kind: object) -> bool:
    """Whether a kind is somebody else's part: "module:Class"."""
    return isinstance(kind, str) and ":" in kind


def _check_kind(kind: object, where: str) -> None:
    """Raises BadInput for a kind that is no text, or that cannot be a module and a class."""
    if not isinstance(kind, str):
        raise BadInput(f"{where}: kind must be text in quotes, not {kind!r}.")
    module, _, name = kind.partition(":")
    if is_foreign(kind) and not all(map(str.isidentifier, [*module.split("."), name])):
        raise BadInput(f'{where}: {kind!r} is no part: write it as "module:Class".')


def _cues(tables: list[Table], path: Path) -> tuple[Cue, ...]:
    cues = list[Cue]()
    for number, table in enumerate(tables, 1):
        where = f"{path}: [[cues]] number {number}"
        try:
            cue = msgspec.convert(table, Cue)
        except msgspec.ValidationError as error:
            raise BadInput(f"{where}: {_explained(error, Cue, 'a cue')}") from error
        if cue.id in (earlier.id for earlier in cues):
            raise BadInput(f"{where}: there is a cue {cue.id!r} already. Call this one otherwise.")
        cues.append(cue)
    return tuple(cues)


def _show_file(name: str) -> Path:
    for candidate in (places.expanded(name), places.find(f"{name}.toml", Path())):
        if places.is_file(candidate):
            return candidate
    found = places.find(name, Path())
    if places.is_file(found):
        return found
    shipped = ", ".join(sorted(file.stem for file in places.SHOWS.glob("*.toml")))
    raise BadInput(f"{name}: there is no such show file. Name a .toml file, or one of: {shipped}.")


def _parse(path: Path) -> Table:
    try:
        text = texts.read_text(path)
        return texts.toml_of(text)
    except texts.NotText as error:
        raise BadInput(
            f"{path}: {error}. A show file is TOML text: see shows/rehearsal.toml."
        ) from error
    except tomllib.TOMLDecodeError as error:
        remedy = texts.toml_remedy(text, str(error))
        raise BadInput(f"{path}: not valid TOML: {error}. {remedy}.") from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}.") from error


def kinds(folder: str) -> list[str]:
    """The kinds a folder of parts offers: the files that hold a part named after them."""
    return [
        file.stem
        for file in sorted((places.PACKAGE.joinpath(*folder.split("."))).glob("*.py"))
        if re.search(rf"^class {_class_name(file.stem)}\(Part\b", file.read_text("utf-8"), re.M)
    ]


def part_of(table: str, settings: Table, where: str) -> Part[Any]:
    """The part a table of a show file describes. Raises BadInput, beginning with `where`."""
    folder, usual = FOLDERS[table]
    settings = dict(settings)
    kind = settings.pop("kind", usual)
    cls = part_class(folder, kind, where)
    try:
        part: Part[Any] = msgspec.convert(settings, cls)
    except msgspec.ValidationError as error:
        raise BadInput(f"{where}: {_explained(error, cls, kind)}") from error
    return part


def part_class(folder: str, kind: Any, where: str) -> type[Part[Any]]:
    """The class of a folder's kind, or of "module:Class". Raises BadInput that begins `where`."""
    _check_kind(kind, where)
    if is_foreign(kind):
        return _foreign_class(kind, where)
    known = kinds(folder)
    if kind not in known:
        raise BadInput(
            f"{where}: there is no kind {kind!r}{near(kind, known)}. Known: {_list(known)}."
        )
    try:
        module = importlib.import_module(f"live.{folder}.{kind}")
    except (ImportError, OSError) as error:
        raise BadInput(
            f"{where}: {kind!r} cannot be loaded: {error}. Install what it names."
        ) from error
    found: type[Part[Any]] = getattr(module, _class_name(kind))
    return found


def _foreign_class(kind: str, where: str) -> type[Part[Any]]:
    module_name, _, class_name = kind.partition(":")
    try:
        found = getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError) as error:
        raise BadInput(
            f"{where}: {kind!r} cannot be imported: {error}. Install it or mend it."
        ) from error
    if not (isinstance(found, type) and issubclass(found, Part)):
        raise BadInput(
            f"{where}: {kind!r} is not a part: its class must derive from live.parts.Part."
        )
    return found


def _class_name(file_stem: str) -> str:
    return "".join(word.capitalize() for word in file_stem.split("_"))


def _explained(error: msgspec.ValidationError, cls: type[Any], kind: str) -> str:
    """msgspec's message, in the words of somebody who writes a show file."""
    message, _, place = str(error).partition(" - at ")
    field = place.strip("`").removeprefix("$").removeprefix(".")
    if unknown := re.search(r"unknown field `(.+)`", message):
        known = _fields(cls, field)
        name = unknown[1]
        whose = field or kind or "a show"
        return f"unknown setting {name!r}{near(name, known)}. {whose} knows: {_list(known)}."
    message = message.replace("`", "").replace("Object", "Table")
    if "matching regex" in message:
        message = "That does not fit"
    wanted = _wanted(cls, field)
    remedy = f"It takes: {wanted}." if wanted else "Mend that setting."
    return f"{field + ': ' if field else ''}{message}. {remedy}"


def _wanted(cls: type[Any], field: str) -> str:
    """What a setting takes, by its place: "light.trails", "size[0]"; empty: a table, or none."""
    hint: Any = cls
    for name in field.partition("[")[0].split("."):
        if not (isinstance(hint, type) and issubclass(hint, msgspec.Struct)):
            return ""
        types = {info.name: info.type for info in msgspec.structs.fields(hint)}
        hint = types.get(name)
    return "" if hint is None or takes(hint) == "table" else takes(hint)


def _fields(cls: type[Any], field: str) -> list[str]:
    for info in msgspec.structs.fields(cls):
        if info.name == field and isinstance(info.type, type):
            return [inner.name for inner in msgspec.structs.fields(info.type)]
    return [info.name for info in msgspec.structs.fields(cls)]


def near(name: str, known: list[str]) -> str:
    """The known name that was perhaps meant, as a question in brackets; empty: none is like it."""
    match = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {match[0]!r}?)" if match else ""


def _list(names: list[str]) -> str:
    return ", ".join(names) if names else "nothing"
