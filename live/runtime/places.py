"""Where shows, songs and models lie: the program's own, and what the user made."""

import os
from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = PACKAGE.parent
_IN_CHECKOUT = (_CHECKOUT / "shows" / "rehearsal.toml").is_file()

SHIPPED = _CHECKOUT if _IN_CHECKOUT else PACKAGE / "shipped"
SHOWS = SHIPPED / "shows"
MODELS = SHIPPED / "models"

_HOME = "FIRSTDANCE_HOME"  # environment: the user's folder, where it is to be another


def own() -> Path:
    """The user's own folder, there or not: what they make stays when the program is updated."""
    told = os.environ.get(_HOME)
    return Path(told).expanduser() if told else platformdirs.user_data_path("first-dance", False)


def own_models() -> Path:
    """The user's own model repository, there or not."""
    return own() / "models"


def find(name: str, beside: Path) -> Path:
    """The file a user named: as given, or beside the show file, or one of the program's own.

    What is found nowhere comes back as given, for the message that says so.
    """
    given = Path(name).expanduser()
    if given.is_absolute():
        return given
    for folder in (beside, Path(), SHOWS, SHIPPED):
        if (folder / given).exists():
            return folder / given
    return given
