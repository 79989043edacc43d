"""What programs that train are asked in the same words."""

import argparse
from pathlib import Path

BITS = ("fp32", "fp16", "int8")  # what a model's weights may be written in


def add_course(words: argparse.ArgumentParser, minutes: float) -> None:
    """Options of any training: how long, and with which seed."""
    words.add_argument("--minutes", type=float, default=minutes, help="of learning, in all")
    words.add_argument("--seed", type=int, default=7, help="the same seed, the same course")


def add_takes(words: argparse.ArgumentParser) -> None:
    """Options for the takes to train on."""
    words.add_argument("takes", type=Path, help="a folder of takes, with its avatar.json")


def add_painting(words: argparse.ArgumentParser, bits: str) -> None:
    """Options for training an avatar, and for the precision of the model."""
    words.add_argument("--single", action="store_true", help="let it not mind how frames follow")
    words.add_argument("--bits", choices=BITS, default=bits, help="what its weights are written in")
