"""Whole shows, in virtual time, in which dancers fail in turn: every show reaches its end."""

from pathlib import Path
from typing import Any

import pytest

from live.dance import library
from live.runtime.checks import pose_fault
from live.show.run import RunOptions, run
from live.show.show_file import read_show
from live.signals import Music, Pose, Scene
from tests.parts import Tray

SHOW = """
size = [160, 90]
[sound]
kind = "metronome"
[camera]
kind = "{camera}"
[painter]
kind = "tests.parts:Plain"
[[outputs]]
kind = "tests.parts:Tray"
scenes = true
[dancer]
{dancer}
"""
FAINTS = 'kind = "tests.parts:Faint"\nwithin = [[5, 9], [75, 79]]'


def rehearsed(
    file: Path, seconds: float, dancer: str = FAINTS, camera: str = "nobody"
) -> tuple[list[Pose], list[dict[str, Any]]]:
    """What was on the stage, frame by frame, and the falls in the report."""
    file.write_text(SHOW.format(dancer=dancer, camera=camera))
    report = run(read_show(str(file)), RunOptions(seconds=seconds, virtual=True, rehearsal=True))
    scenes = [signal for signal in Tray.kept[0].signals if isinstance(signal, Scene)]
    assert report.as_dict()["frames"] == len(scenes) == round(30 * seconds)
    partners = [scene.partner for scene in scenes if scene.partner is not None]
    assert [pose_fault(partner) for partner in partners] == [None] * len(scenes)
    return partners, report.as_dict()["falls"]


@pytest.mark.parametrize("camera", ["nobody", "puppet"])
def test_an_understudy_that_slept_for_a_minute_dances_again(show_file: Path, camera: str) -> None:
    _, failures = rehearsed(show_file, 85, camera=camera)
    assert [(fall["part"], fall["cause"], fall["steps"]) for fall in failures] == [
        ("dancer", "ValueError: fainted", 120)
    ] * 2
    assert [round(fall["recovered"]) for fall in failures] == [9, 79]


@pytest.mark.parametrize("how", ["rotations", "shape", "time"])
def test_what_is_no_pose_never_reaches_the_stage(show_file: Path, how: str) -> None:
    _, failures = rehearsed(show_file, 11, f'{FAINTS}\nhow = "{how}"')
    assert [(fall["part"], fall["steps"]) for fall in failures] == [("dancer", 120)]
    assert "the dancer's pose" in failures[0]["cause"]


def test_the_show_goes_on_where_the_understudy_falls_too(
    show_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def step(self: object, time: float, music: Music, human: Pose | None) -> Pose:
        raise OverflowError("math range error")

    monkeypatch.setattr(library.Librarian, "step", step)
    _, failures = rehearsed(show_file, 11)
    assert [(fall["part"], fall["cause"]) for fall in failures] == [
        ("dancer", "ValueError: fainted"),
        ("understudy", "OverflowError: math range error"),
    ]


def test_a_human_who_is_not_a_number_is_nobody(show_file: Path) -> None:
    dancer = 'kind = "library"\nmode = "mirror"'
    haunted, failures = rehearsed(show_file, 4, dancer, "tests.parts:Spectre")
    alone, _ = rehearsed(show_file, 4, dancer)
    assert [(fall["part"], fall["steps"]) for fall in failures] == [("camera", 121)]
    assert "not a number: its positions" in failures[0]["cause"]
    assert all((a.positions == b.positions).all() for a, b in zip(haunted, alone, strict=True))
