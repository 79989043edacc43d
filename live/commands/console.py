"""What all commands share: the console they print to, and their common options."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from live.runtime.texts import printable

PROGRAM = "firstdance"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help=(
        "A partner who dances with you, live.\n\n"
        "Try it now, without camera or microphone: `firstdance rehearse`\n\n"
        "Before a show: `firstdance check wedding`, then `firstdance perform wedding`.\n\n"
        "A SHOW is a .toml file, or one of ours: rehearsal, wedding, reception, couple, vj."
    ),
)


class PlainConsole(Console):
    """A console that only shows text: names in it change neither its state nor their line."""

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(printable(text), **options)


# Letters are printed unchanged: a film may be called "night [red] :heart:.mp4".
out = PlainConsole(highlight=False, soft_wrap=True, markup=False, emoji=False)


def bullet() -> str:
    """The mark that begins a line of a list, as the console can print it."""
    try:
        "●".encode(out.encoding)
    except (UnicodeEncodeError, LookupError):
        return "*"
    return "●"


ShowName = Annotated[str, typer.Argument(metavar="SHOW", help="A .toml file, or one of ours.")]
ReportFile = Annotated[
    Path | None, typer.Option("--report", metavar="FILE.json", help="Write figures as JSON.")
]
Seed = Annotated[int | None, typer.Option(min=0, help="Another seed dances another dance.")]
Seconds = Annotated[
    float | None, typer.Option(min=0.1, max=86_400, help="Stop after so many seconds.")
]
