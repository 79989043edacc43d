"""The moving pictures of the README: nothing jumps where they begin again, and they are in time."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live.body.skeleton import INDEX, PARENTS
from live.errors import BadInput
from live.signals import Floats, Image, Music, Pose, Scene
from scripts.look.neon import dance, music
from scripts.make import loops

README = loops.ROOT / "README.md"
LENGTH = 30  # pictures of the loops made here


def scenes(count: int, human: bool = True) -> list[Scene]:
    """Two dancers who wander off slowly; LENGTH is no whole number of their beats."""
    times = [number / loops.RATE for number in range(count)]
    return [
        Scene(
            time=time,
            heard=time,
            music=music(time),
            partner=dance(time, "arms", x=0.1 * time),
            human=dance(time, "arms", x=-0.1 * time) if human else None,
        )
        for time in times
    ]


def flat(value: int) -> Image:
    return np.full((4, 6, 3), value, np.uint8)


def partners(loop: list[Scene]) -> Floats:
    return np.array([scene.partner.positions for scene in loop if scene.partner is not None])


def steps(loop: list[Scene]) -> Floats:
    """How far the joint that moves most goes from each moment to the next, round the loop."""
    moves = np.diff(np.concatenate([partners(loop), partners(loop)[:1]]), axis=0)
    longest: Floats = np.linalg.norm(moves, axis=-1).max(axis=1)
    return longest


def test_a_loop_begins_where_its_end_looks_like_its_beginning() -> None:
    pictures = np.random.default_rng(1).integers(0, 255, (120, 4, 6, 3), np.uint8)
    there = 40 + LENGTH
    pictures[there - loops.TURN : there] = pictures[40 - loops.TURN : 40] // 2 + 20
    assert loops.best_start(pictures, LENGTH, (20, 80)) == 40


def test_a_loop_begins_within_its_window() -> None:
    pictures = np.zeros((120, 2))
    assert loops.best_start(pictures, LENGTH, (33, 50)) == 33
    assert loops.best_start(pictures, LENGTH, (0, 50)) == loops.TURN


def test_too_few_pictures_are_refused_in_a_sentence() -> None:
    with pytest.raises(BadInput, match="too few"):
        loops.best_start(np.zeros((LENGTH, 2)), LENGTH, (0, 50))


def test_a_closed_loop_has_no_jump_where_it_begins_again() -> None:
    danced = scenes(100)
    longest = steps(danced)[:-1].max()
    assert steps(danced[30 : 30 + LENGTH])[-1] > 5 * longest
    assert steps(loops.closed(danced, 30, LENGTH)).max() < 1.1 * longest


def test_a_closed_loop_is_as_danced_but_for_its_end() -> None:
    danced = scenes(100)
    closed = loops.closed(danced, 30, LENGTH)
    untouched = LENGTH - loops.TURN
    assert closed[:untouched] == danced[30 : 30 + untouched]
    assert [scene.time for scene in closed] == [s.time for s in danced[30 : 30 + LENGTH]]


def test_bones_keep_their_lengths_where_the_end_turns_into_the_beginning() -> None:
    children = [joint for joint, parent in enumerate(PARENTS) if parent >= 0]
    above = [PARENTS[joint] for joint in children]
    places = partners(loops.closed(scenes(100), 30, LENGTH))
    bones = np.linalg.norm(places[:, children] - places[:, above], axis=-1)
    assert np.ptp(bones, axis=0).max() < 1e-9


def test_a_loop_may_be_danced_by_one_alone() -> None:
    closed = loops.closed(scenes(100, human=False), 30, LENGTH)
    assert all(scene.human is None and scene.partner is not None for scene in closed)


def test_the_last_pictures_fade_into_those_before_the_first() -> None:
    loop = loops.faded([flat(200)] * LENGTH, [flat(100)] * LENGTH)
    levels = [int(picture[0, 0, 0]) for picture in loop]
    assert levels[: LENGTH - loops.TURN] == [200] * (LENGTH - loops.TURN)
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] < 103
    assert max(-np.diff(levels)) < 12


def test_the_second_time_round_is_whole_bars_later_in_the_song() -> None:
    [scene] = scenes(1)
    later = loops.later(scene, 2)
    assert later.music.bar_position(later.music.beat) == scene.music.bar_position(scene.music.beat)
    assert later.time - scene.time == later.music.time - scene.music.time == 2 * loops.BAR
    assert later.partner is not None and later.partner.time == later.time


class Lamp:
    """Paints the time it is."""

    def paint(self, scene: Scene) -> Image:
        return flat(round(scene.time * loops.RATE))


def test_what_is_painted_goes_on_where_it_begins_again() -> None:
    loop = loops.painted(Lamp(), scenes(loops.LENGTH))
    levels = [int(picture[0, 0, 0]) for picture in loop]
    assert levels[0] == loops.LENGTH
    assert levels[loops.LENGTH // 2] == 3 * loops.LENGTH // 2
    assert abs(levels[-1] - levels[0]) <= 2


class Twin:
    """Does what the human does."""

    def step(self, time: float, music: Music, human: Pose | None) -> Pose:
        assert human is not None
        return replace(human, time=time)


def test_who_danced_alone_is_whom_the_partner_dances_with() -> None:
    danced = scenes(3, human=False)
    pairs = loops.together(danced, Twin())
    for before, now in zip(danced, pairs, strict=True):
        assert now.human is before.partner
        assert now.partner is not None and now.partner.time == now.time


def test_the_picture_that_stands_still_is_the_widest() -> None:
    danced = scenes(100, human=False)
    reaching = danced[40].partner
    assert reaching is not None
    places = reaching.positions.copy()
    places[INDEX["l_hand"]] += 3.0
    danced[40] = replace(danced[40], partner=replace(reaching, positions=places))
    assert loops.widest(danced) == 40


def test_a_moving_picture_loops_for_ever_in_time(tmp_path: Path) -> None:
    path = tmp_path / "loop.webp"
    noise = np.random.default_rng(2)
    loops.write(path, [noise.integers(0, 255, (20, 30, 3), np.uint8) for _ in range(3)])
    assert told(path) == (3, 3000 / loops.RATE, 0)


def test_a_folder_that_is_not_there_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["loops", str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit) as end:
        loops.main()
    assert end.value.code == 2
    assert "there is no such folder" in capsys.readouterr().err


def test_a_picture_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        loops.write(tmp_path / "nowhere" / "loop.webp", [flat(1), flat(2)])


@pytest.mark.parametrize("loop", loops.LOOPS, ids=lambda loop: loop.file)
def test_a_picture_that_ships_loops_for_ever_in_whole_bars_and_is_soon_loaded(
    loop: loops.Loop,
) -> None:
    path = loops.DOCS / loop.file
    frames, milliseconds, times = told(path)
    bars = milliseconds / (1000 * loops.BAR)
    assert frames > 40
    assert bars == round(bars) >= 1
    assert times == 0
    assert path.stat().st_size < 2_000_000


def test_the_readme_begins_with_a_moving_picture_and_shows_them_all() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(docs/([^)]+)\)", README.read_text(encoding="utf-8"))
    assert shown[0] == "dance.webp"
    assert {loop.file for loop in loops.LOOPS} <= set(shown)


def told(path: Path) -> tuple[int, int, int]:
    """Of an animated WebP: its frames, its milliseconds, and how often it loops (0: for ever)."""
    content = path.read_bytes()
    assert content[:4] + content[8:12] == b"RIFFWEBP"
    lengths, times, at = [], -1, 12
    while at < len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        chunk, body = content[at : at + 4], content[at + 8 : at + 8 + size]
        if chunk == b"ANMF":
            lengths.append(int.from_bytes(body[12:15], "little"))
        elif chunk == b"ANIM":
            times = int.from_bytes(body[4:6], "little")
        at += 8 + size + size % 2
    return len(lengths), sum(lengths), times
