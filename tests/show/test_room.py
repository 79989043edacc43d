"""What is heard while a show is performed, and who keeps it."""

from pathlib import Path

import pytest

from live.show.run import RunOptions, quiet_context, run
from live.show.show_file import read_show
from tests.outputs.test_film import clicks_in

SHOW = """
size = [160, 90]
[sound]
kind = "metronome"
[camera]
kind = "nobody"
[painter]
kind = "tests.parts:Plain"
[[outputs]]
kind = "film"
file = "night.mp4"
"""


def test_a_film_of_a_live_show_has_the_sound_that_was_heard(
    show_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(show_file.parent)
    show_file.write_text(SHOW)
    report = run(read_show(str(show_file)), RunOptions(seconds=3.0))
    (made,) = report.made
    assert clicks_in(made)[:4] == pytest.approx([0.5, 1.0, 1.5, 2.0], abs=0.02)


def test_outside_of_real_time_no_room_is_heard(show_file: Path) -> None:
    show_file.write_text(SHOW)
    assert quiet_context(read_show(str(show_file))).room is None
