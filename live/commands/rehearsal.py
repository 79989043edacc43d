"""The same show, with recorded sound, a recorded or puppet camera, and a film or a window."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from live.errors import BadInput
from live.runtime import places
from live.show.show_file import Table

SONG = "songs/first_dance.ogg"
OURS = {"window", "film", "loudspeaker"}  # outputs that a rehearsal replaces with its own


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for in a rehearsal."""

    sound: str | None = None  # a file; None: as the show file says, or our own song
    camera: str | None = None  # a file, a URL, a device, "puppet" or "none"
    film: Path | None = None  # the file to record to; None: no film
    window: bool = True


def adapted(wishes: Wishes) -> Callable[[Table], Table]:
    """What a rehearsal changes in a show file, as a function of the file's content."""

    def adapt(content: Table) -> Table:
        return content | {
            "sound": _sound(wishes.sound, content.get("sound", {})),
            "camera": _camera(wishes.camera, content.get("camera", {})),
            "outputs": _outputs(wishes, content.get("outputs", [])),
        }

    return adapt


def live(sound: str | None, camera: str | None) -> Callable[[Table], Table]:
    """What `--sound` and `--camera` change in a show that is performed live."""

    def adapt(content: Table) -> Table:
        changed = dict(content)
        if sound is not None:
            changed["sound"] = sound_table(sound, content.get("sound", {}))
        if camera is not None:
            changed["camera"] = camera_table(camera, content.get("camera", {}))
        return changed

    return adapt


def dancing(wishes: Wishes, mode: str | None, style: str | None) -> Callable[[Table], Table]:
    """A rehearsal whose dancer has another mode or style."""
    rehearsed = adapted(wishes)
    changes = {"mode": mode, "style": style}

    def adapt(content: Table) -> Table:
        content = rehearsed(content)
        asked = {name: wish for name, wish in changes.items() if wish is not None}
        return content | {"camera": {"kind": "nobody"}, "dancer": content.get("dancer", {}) | asked}

    return adapt


def sound_table(sound: str, table: Any) -> Table:
    """The [sound] table for a file, or else for a device's name."""
    if places.is_file(places.find(sound, Path())) or Path(sound).suffix.lower() in SOUND_FILES:
        return {"kind": "recording", "file": str(places.find(sound, Path()).absolute())}
    kept = table if isinstance(table, dict) and table.get("kind", "") == "microphone" else {}
    return {**kept, "kind": "microphone", "device": sound}


SOUND_FILES = {".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a", ".aac", ".mp4", ".mov", ".mkv"}


def camera_table(camera: str, table: Any) -> Table:
    """The [camera] table for a file, a URL, a device's name or number, "puppet" or "none"."""
    if camera in ("none", "nobody"):
        return {"kind": "nobody"}
    if camera == "puppet":
        return {"kind": "puppet"}
    film = places.expanded(camera)
    if "://" not in camera and places.is_file(film):
        return {"kind": "video", "file": str(film.absolute())}
    if Path(camera).suffix.lower() in SOUND_FILES | {".avi", ".webm", ".m4v"}:
        raise BadInput(f"{camera}: there is no such film. Check the name.")
    kept = table if isinstance(table, dict) and table.get("kind", "webcam") == "webcam" else {}
    return {**kept, "kind": "webcam", "device": camera}


def _sound(wish: str | None, table: Any) -> Any:
    if wish is not None:
        return {"kind": "recording", "file": str(places.find(wish, Path()).absolute())}
    if isinstance(table, dict) and table.get("kind", "microphone") == "microphone":
        return {"kind": "recording", "file": SONG}
    return table


def _camera(wish: str | None, table: Any) -> Any:
    if wish is not None:
        return camera_table(wish, table)
    if isinstance(table, dict) and table.get("kind", "webcam") == "webcam":
        return {"kind": "puppet"}
    return table


def _outputs(wishes: Wishes, tables: Any) -> Any:
    if not isinstance(tables, list):
        return tables  # the reader of show files refuses it
    kept = [t for t in tables if not (isinstance(t, dict) and t.get("kind", "window") in OURS)]
    ours: list[Table] = []
    if wishes.window:
        windows = [t for t in tables if isinstance(t, dict) and t.get("kind", "window") == "window"]
        ours = [*(windows[:1] or [{"kind": "window"}]), {"kind": "loudspeaker"}]
    if wishes.film is not None:
        ours.append({"kind": "film", "file": str(wishes.film)})
    return [*ours, *kept]
