"""Where the program's own shows, songs and models lie: in the checkout, or inside the wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent
_IN_CHECKOUT = (_CHECKOUT / "shows" / "rehearsal.toml").is_file()

SHIPPED = _CHECKOUT if _IN_CHECKOUT else _PACKAGE / "shipped"
SHOWS = SHIPPED / "shows"
MODELS = SHIPPED / "models"


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
