"""The folders with all files about one person on this machine, and their consent.

<the user's own folder>/become/NAME/     consent.json, film.json, watched/, takes/, NAME.pt, ...
<the user's own folder>/models/avatar_NAME/<version>/     the avatar itself
"""

import json
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from live.become.film import SourceFilm
from live.draw.looks import LOOKS
from live.draw.portraitist import PREFIX
from live.draw.wardrobe import LIGHT
from live.errors import BadInput
from live.networks import models
from live.runtime import places, texts

AGREED = (
    "that pictures of them are taken from this film, that a network learns on this machine to paint"
    " them in any pose, and that it is shown where they or whoever they gave it to shows it"
)
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed, and when."""

    who: str
    when: str  # a date, as in 2026-11-21

    @property
    def line(self) -> str:
        return f"{self.who}, {self.when}"


@dataclass(frozen=True, slots=True)
class Workplace:
    """The folders and files of one name."""

    name: str

    @property
    def folder(self) -> Path:
        return places.own() / "become" / self.name

    @property
    def watched(self) -> Path:
        return self.folder / "watched"

    @property
    def takes(self) -> Path:
        return self.folder / "takes"

    @property
    def preview(self) -> Path:
        return self.folder / "preview.png"

    @property
    def avatar(self) -> Path:
        return places.own_models() / f"{PREFIX}{self.name}"

    @property
    def version(self) -> Path:
        """The folder of the avatar's next version."""
        there = [
            int(one.name)
            for one in self.avatar.glob("*")
            if places.is_dir(one) and one.name.isdecimal()
        ]
        return self.avatar / str(max(there, default=0) + 1)


def workplace(name: str) -> Workplace:
    """The place of a name. Raises BadInput for an invalid name, and for one of our own."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"{name!r} is no name for an avatar: say up to 32 small letters and digits, as in anna"
        )
    shipped = {one.name.removeprefix(PREFIX) for one in models.listed(places.MODELS)
               if one.name.startswith(PREFIX)}  # fmt: skip
    if name in {LIGHT, *LOOKS, *shipped}:
        raise BadInput(f"{name} is one of ours already: choose another name, as in anna")
    return Workplace(name)


def claim(place: Workplace, film: SourceFilm, who: str | None) -> Consent:
    """Makes the place, with the consent of the filmed person, `who`.

    Raises BadInput without consent, and where the place belongs to another film.
    """
    _check_film(place, film)
    agreed = consent(place)
    if agreed is None or (who and who.strip() != agreed.who):
        if not (who or "").strip():
            raise BadInput(
                "nothing is learned from anybody who has not agreed. Ask them, and say who they"
                ' are: --consent "Anna Example"'
            )
        agreed = Consent(str(who).strip(), date.today().isoformat())
    place.folder.mkdir(parents=True, exist_ok=True)
    _write(place.folder / "consent.json", {"who": agreed.who, "when": agreed.when, "to": AGREED})
    _write(place.folder / "film.json", _identity(film))
    return agreed


def consent(place: Workplace) -> Consent | None:
    """The consent that was given already; None: none."""
    held = _read(place.folder / "consent.json")
    return Consent(str(held["who"]), str(held["when"])) if {"who", "when"} <= held.keys() else None


def _check_film(place: Workplace, film: SourceFilm) -> None:
    lies = film.file.resolve()
    if any(lies.is_relative_to(folder.resolve()) for folder in (place.folder, place.avatar)):
        raise BadInput(
            f"{film.file}: it lies where what is made of it is kept, and where forget deletes"
            " everything. Move it to another folder."
        )
    before = _read(place.folder / "film.json")
    if before and before != _identity(film):
        raise BadInput(
            f"{place.name} was begun with another film ({before.get('file')}). Go on with that one,"
            f" choose another name, or begin again: firstdance forget {place.name}"
        )


def _identity(film: SourceFilm) -> dict[str, Any]:
    """Values that identify a film, in any folder."""
    return {"file": film.file.name, "bytes": film.file.stat().st_size, "seconds": film.seconds}


def forget(place: Workplace, *, avatar: bool) -> list[str]:
    """Deletes a person's files; returns what was deleted, a line each. Raises BadInput."""
    gone = []
    wanted = [(place.folder, _KEPT)] + [(place.avatar, "the avatar")] * avatar
    for folder, what in wanted:
        if not places.is_dir(folder):
            continue
        size = sum(one.stat().st_size for one in folder.rglob("*") if places.is_file(one))
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise BadInput(
                f"{folder}: cannot be deleted ({error.strerror}). Close whatever uses it, and say"
                " it again."
            ) from error
        gone.append(f"{folder}: {what}, {size / 1e6:.0f} MB")
    return gone


_KEPT = "frames, what was learned so far, previews, consent"


def known() -> list[str]:
    """The names for which there are files."""
    begun = places.own() / "become"
    there = {one.name for one in begun.glob("*") if places.is_dir(one)}
    made = models.listed(places.own_models())
    there |= {one.name.removeprefix(PREFIX) for one in made if one.name.startswith(PREFIX)}
    return sorted(there)


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(texts.read_text(file))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _write(file: Path, content: dict[str, Any]) -> None:
    part = file.with_suffix(".part")
    part.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    part.replace(file)
