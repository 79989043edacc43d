"""What several scripts are asked in the same words."""

import argparse
from pathlib import Path

from live.runtime.places import MODELS


def command(told: str | None) -> argparse.ArgumentParser:
    """A script's command line, whose help is the script's docstring as it stands."""
    return argparse.ArgumentParser(
        description=told, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def add_models(words: argparse.ArgumentParser) -> None:
    """The repository that models are read from, or written to."""
    words.add_argument("--models", type=Path, default=MODELS, help="the model repository")


def add_assets(words: argparse.ArgumentParser) -> None:
    """What the film set is made of."""
    words.add_argument("assets", type=Path, help="the folder of MakeHuman's assets")


def add_motion(words: argparse.ArgumentParser) -> None:
    """What is danced on the film set."""
    words.add_argument("--motion", type=Path, required=True, help="recorded dance")


def add_keeping(words: argparse.ArgumentParser) -> None:
    """Where a trainer keeps what it learns, and what it does with what was kept."""
    words.add_argument("--out", type=Path, required=True, help="folder of what is kept meanwhile")
    words.add_argument("--resume", action="store_true", help="go on where it stopped")
    words.add_argument("--export", action="store_true", help="only write the model as kept")
    add_models(words)


def add_size(words: argparse.ArgumentParser, default: str) -> None:
    """How large a picture is drawn."""
    words.add_argument("--size", type=_size, default=default, help=f"in pixels; default: {default}")


def pane(told: str) -> tuple[int, int]:
    """The width and height of an avatar's pane, which are 2 to 3, in pixels."""
    wide, high = _sides(told)
    if not 0 < 3 * wide == 2 * high:
        raise argparse.ArgumentTypeError(f"{told}: give width x height, 2 to 3: 256x384")
    return wide, high


def _size(told: str) -> tuple[int, int]:
    wide, high = _sides(told)
    if not wide or not high:
        raise argparse.ArgumentTypeError(f"{told}: give width x height: 1280x720")
    return wide, high


def _sides(told: str) -> tuple[int, int]:
    """Of WIDTHxHEIGHT; (0, 0) where it is nothing of the kind."""
    wide, _, high = told.partition("x")
    return (int(wide), int(high)) if wide.isdecimal() and high.isdecimal() else (0, 0)
