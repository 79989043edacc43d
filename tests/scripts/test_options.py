"""What several scripts are asked in the same words."""

import argparse

import pytest

from live.become.training.options import add_course, add_painting, add_takes
from scripts.options import add_keeping, add_size, command, pane


def test_a_trainer_goes_on_with_what_it_kept() -> None:
    words = command("Trains.")
    add_takes(words)
    add_course(words, minutes=40.0)
    add_painting(words, bits="int8")
    add_keeping(words)
    asked = words.parse_args(["takes/bride", "--out", "work", "--resume"])
    assert (asked.takes.name, asked.out.name, asked.resume, asked.export) == (
        "bride", "work", True, False
    )  # fmt: skip
    assert (asked.minutes, asked.seed, asked.bits, asked.single) == (40.0, 7, "int8", False)


def test_the_help_is_the_docstring_as_it_stands() -> None:
    text = "Trains.\n\n    python -m train      (a GPU helps)\n"
    assert text in command(text).format_help()


def test_a_size_is_given_as_width_and_height() -> None:
    words = command(None)
    add_size(words, "1280x720")
    assert words.parse_args([]).size == (1280, 720)
    assert words.parse_args(["--size", "640x360"]).size == (640, 360)


@pytest.mark.parametrize("size", ["1280", "0x720", "axb", "-1x2"])
def test_what_is_no_size_is_refused_in_a_sentence(
    size: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = command(None)
    add_size(words, "1280x720")
    with pytest.raises(SystemExit):
        words.parse_args([f"--size={size}"])
    assert f"argument --size: {size}: give width x height: 1280x720" in capsys.readouterr().err


@pytest.mark.parametrize("size", ["256", "256x256", "0x0", "axb"])
def test_a_pane_that_is_not_two_to_three_is_refused(size: str) -> None:
    assert pane("256x384") == (256, 384)
    with pytest.raises(argparse.ArgumentTypeError, match="2 to 3: 256x384"):
        pane(size)
