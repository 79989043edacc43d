"""Command-line options that several scripts share."""

import argparse
from pathlib import Path

from live.runtime.places import MODELS


def command(description: str | None) -> argparse.ArgumentParser:
    """A script's command line, whose help is the script's docstring, unchanged."""
    return argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def write_page(page: Path, text: str) -> None:
    """Writes a page of documentation, and prints where it is."""
    page.parent.mkdir(exist_ok=True)
    page.write_text(text, encoding="utf-8")
    print(page)


def add_models(words: argparse.ArgumentParser) -> None:
    """The option for the repository that models are read from, or written to."""
    words.add_argument("--models", type=Path, default=MODELS, help="the model repository")


def add_assets(words: argparse.ArgumentParser) -> None:
    """The argument for the assets that the film set is made of."""
    words.add_argument("assets", type=Path, help="the folder of MakeHuman's assets")


def add_motion(words: argparse.ArgumentParser) -> None:
    """The option for the motion that is danced on the film set."""
    words.add_argument("--motion", type=Path, required=True, help="recorded dance")


def add_keeping(words: argparse.ArgumentParser) -> None:
    """The options for where a trainer keeps its state, and what it does with a kept state."""
    words.add_argument("--out", type=Path, required=True, help="folder of what is kept meanwhile")
    words.add_argument("--resume", action="store_true", help="go on where it stopped")
    words.add_argument("--export", action="store_true", help="only write the model as kept")
    add_models(words)


def add_size(words: argparse.ArgumentParser, default: str) -> None:
    """The option for the size of a drawn picture."""
    words.add_argument("--size", type=_size, default=default, help=f"in pixels; default: {default}")


def pane(text: str) -> tuple[int, int]:
    """The width and height of an avatar's pane, which are 2 to 3, in pixels."""
    wide, high = _sides(text)
    if not 0 < 3 * wide == 2 * high:
        raise argparse.ArgumentTypeError(f"{text}: give width x height, 2 to 3: 256x384")
    return wide, high


def _size(text: str) -> tuple[int, int]:
    wide, high = _sides(text)
    if not wide or not high:
        raise argparse.ArgumentTypeError(f"{text}: give width x height: 1280x720")
    return wide, high


def _sides(text: str) -> tuple[int, int]:
    """Width and height of a text WIDTHxHEIGHT; (0, 0) for any other text."""
    wide, _, high = text.partition("x")
    return (int(wide), int(high)) if wide.isdecimal() and high.isdecimal() else (0, 0)
