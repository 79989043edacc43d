"""How a show is run: what its parts are told, and which of its files they may hear of."""

from dataclasses import replace
from pathlib import Path

import pytest

from live.desk.desk import Desk
from live.parts import ShowContext
from live.runtime.clock import Clock, Wall
from live.runtime.room_sound import RoomSound
from live.show.run import Files, RunOptions, context_of, quiet_context, run, soundtrack
from live.show.show_file import Show, read_show

SHOW = """
title = "Anna & Ben"
seed = 7
latency = 0.25
[sound]
kind = "{sound}"
[camera]
kind = "nobody"
[[outputs]]
{output}
"""
MEMORY, FILM = 'kind = "memory"', 'kind = "film"\nfile = "night.mp4"'


def a_show(file: Path, sound: str = "metronome", output: str = MEMORY) -> Show:
    file.write_text(SHOW.format(sound=sound, output=output))
    return read_show(str(file))


def told(show: Show, options: RunOptions) -> ShowContext:
    return context_of(show, options, Clock(Wall()), Desk(), Files.of(show))


def test_the_parts_are_told_what_the_show_file_says(show_file: Path) -> None:
    context = told(a_show(show_file), RunOptions())
    assert (context.title, context.seed, context.latency) == ("Anna & Ben", 7, 0.25)
    assert (context.file, context.folder) == (show_file, show_file.parent)
    assert (context.virtual, context.rehearsal, context.soundtrack) == (False, False, None)
    assert context.reads


def test_a_seed_that_is_asked_for_is_taken_and_nought_is_one(show_file: Path) -> None:
    show = a_show(show_file)
    assert [told(show, RunOptions(seed=seed)).seed for seed in (None, 0, 3)] == [7, 0, 3]


def test_in_virtual_time_no_projector_is_ahead_of(show_file: Path) -> None:
    show = a_show(show_file)
    assert told(show, RunOptions(virtual=True)).latency == 0.0
    quiet = quiet_context(show)
    assert (quiet.latency, quiet.virtual, quiet.rehearsal) == (0.0, True, True)
    assert quiet_context(show, RunOptions(seed=5)).seed == 5


@pytest.mark.parametrize(
    ("output", "virtual", "kept"),
    [(FILM, False, True), (FILM, True, False), (MEMORY, False, False)],
)
def test_the_rooms_sound_is_kept_for_a_live_film_alone(
    show_file: Path, output: str, virtual: bool, kept: bool
) -> None:
    show = a_show(show_file, output=output)
    room = told(show, RunOptions(virtual=virtual)).room
    assert isinstance(room, RoomSound) is kept
    with_song = replace(Files.of(show), song=Path("song.wav"))
    assert context_of(show, RunOptions(), Clock(Wall()), Desk(), with_song).room is None


def test_the_song_that_plays_is_found_beside_the_show(show_file: Path) -> None:
    assert soundtrack(a_show(show_file)) is None
    (show_file.parent / "song.wav").touch()
    show_file.write_text('[sound]\nkind = "recording"\nfile = "song.wav"\n')
    show = read_show(str(show_file))
    assert soundtrack(show) == show_file.parent / "song.wav"
    assert told(show, RunOptions()).soundtrack == show_file.parent / "song.wav"


def test_a_show_of_some_seconds_has_their_frames(show_file: Path) -> None:
    show_file.write_text(
        '[sound]\nkind = "metronome"\n[camera]\nkind = "nobody"\n'
        '[painter]\nkind = "tests.parts:Plain"\n[[outputs]]\nkind = "memory"\n'
    )
    report = run(read_show(str(show_file)), RunOptions(seconds=0.5, virtual=True))
    assert report.frames == 15
