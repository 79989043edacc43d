"""Where shows, songs and models are: the program's own, and the user's."""

import os
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
    """The user's own folder, which may not exist yet. An update of the program leaves it alone."""
    home = os.environ.get(_HOME)
    return Path(home).expanduser() if home else platformdirs.user_data_path("first-dance", False)


def own_models() -> Path:
    """The user's own model repository, which may not exist yet."""
    return own() / "models"


def expanded(name: str) -> Path:
    """A path with the home folder for `~`; as it is where `~` means nobody, as in `~song.ogg`."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def find(name: str, beside: Path) -> Path:
    """The file a user named: as given, or beside the show file, or one of the program's own.

    A name that is found nowhere comes back as given, for the error message.
    """
    given = expanded(name)
    if given.is_absolute():
        return given
    for folder in (beside, Path(), SHOWS, SHIPPED):
        if (folder / given).exists():
            return folder / given
    return given
