"""Where shows, songs and models are: the program's own, and the user's."""

import os
from contextlib import suppress
from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = PACKAGE.parent
_IN_CHECKOUT = (_CHECKOUT / "shows" / "rehearsal.toml").is_file()

SHIPPED = _CHECKOUT if _IN_CHECKOUT else PACKAGE / "shipped"
SHOWS = SHIPPED / "shows"
MODELS = SHIPPED / "models"

_HOME = "FIRSTDANCE_HOME"  # environment variable: another folder for the user's own files


def own() -> Path:
    """The user's own folder, which may not exist yet. An update of the program leaves it alone.

    It is in the current folder for a user without a home folder, such as a container's.
    """
    if home := os.environ.get(_HOME):
        return expanded(home)
    with suppress(RuntimeError):
        folder = platformdirs.user_data_path("first-dance", False)
        if folder.is_absolute():
            return folder
    return Path.cwd() / "first-dance"


def own_models() -> Path:
    """The user's own model repository, which may not exist yet."""
    return own() / "models"


def expanded(name: str) -> Path:
    """The path a user wrote, ~ being the home folder; "~song.ogg" may be a file's name, too."""
    given = Path(name)
    if name.startswith("~") and not is_there(given):
        with suppress(RuntimeError):  # there is no such user, or no home folder
            return given.expanduser()
    return given


def find(name: str, beside: Path) -> Path:
    """The file a user named: as given, or beside the show file, or one of the program's own.

    A name that is found nowhere comes back as given, for the error message.
    """
    given = Path(name)
    if not given.is_absolute():
        for folder in (beside, Path(), SHOWS, SHIPPED):
            if is_there(folder / given):
                return folder / given
    return expanded(name)


def is_file(path: Path) -> bool:
    """Whether there is such a file; one that cannot be one, as its name is too long, is not."""
    with suppress(OSError, ValueError):
        return path.is_file()
    return False


def is_dir(path: Path) -> bool:
    """Whether there is such a folder, as far as that may be known."""
    with suppress(OSError, ValueError):
        return path.is_dir()
    return False


def is_there(path: Path) -> bool:
    """Whether there is a file or folder of that name, as far as that may be known."""
    with suppress(OSError, ValueError):
        return path.exists()
    return False
