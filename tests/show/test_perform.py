"""Whole shows, in virtual time unless a test says otherwise."""

import asyncio
import gc
import logging
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from live.desk.controls import act
from live.desk.desk import Desk
from live.errors import BadInput
from live.runtime.clock import Clock
from live.runtime.failures import FailureLog
from live.runtime.places import MODELS
from live.runtime.virtual import run_virtual
from live.show import part_manager, perform
from live.show.report import Report
from live.show.run import Files, RunOptions, context_of, run
from live.show.show_file import Show, read_show
from live.signals import Picture, Scene
from tests.networks.tiny_models import avatar
from tests.parts import OpenTray, Slow, Tray

BASE = """
size = [160, 90]
[sound]
kind = "metronome"
[camera]
kind = "nobody"
[painter]
kind = "tests.parts:Plain"
[[outputs]]
kind = "tests.parts:Tray"
"""


def a_show(file: Path, text: str = "", base: str = BASE) -> Show:
    """A show file of `base`, in which the tables of `text` replace those of the same name."""
    for table in text.split("\n["):
        name = table.split("]")[0].strip("[\n ")
        if name and f"\n[{name}]" in base:
            head, _, tail = base.partition(f"\n[{name}]")
            rest = tail.find("\n[")
            base = head + (tail[rest:] if rest >= 0 else "")
    file.write_text(base + text)
    return read_show(str(file))


def rehearse(show: Show, seconds: float, **options: Any) -> tuple[Report, OpenTray]:
    """Runs a show in virtual time."""
    report = run(show, RunOptions(seconds=seconds, virtual=True, rehearsal=True, **options))
    return report, Tray.kept[0]


def test_a_show_of_a_minute_has_exactly_its_frames(show_file: Path) -> None:
    report, tray = rehearse(a_show(show_file, '\n[dancer]\nkind = "library"\n'), 60)
    assert len(tray.signals) == 1800
    assert [round(30 * s.time) for s in tray.signals] == list(range(1800))
    figures = report.as_dict()
    assert figures["frames"] == 1800
    assert figures["late_frames"] == 0
    assert figures["seconds"] == 60.0
    assert 59 <= len(figures["music"]) <= 61
    assert tray.closed


@pytest.mark.timeout(180)
def test_three_minutes_with_a_stumbling_dancer_and_a_dying_camera_lose_no_frame(
    show_file: Path,
) -> None:
    show = a_show(
        show_file,
        '\n[dancer]\nkind = "tests.parts:Statue"\nfalls_every = 1.0\n'
        '[camera]\nkind = "tests.parts:Mortal"\ndies_every = 10.0\n',
        BASE.replace("tests.parts:Tray", "memory"),
    )
    run(show, RunOptions(seconds=5, virtual=True))
    gc.collect()
    before = psutil.Process().memory_info().rss
    report = run(show, RunOptions(seconds=180, virtual=True))
    gc.collect()
    figures = report.as_dict()
    assert figures["frames"] == 5_400
    assert figures["late_frames"] == 0
    failures = [fall["part"] for fall in figures["falls"]]
    assert failures.count("dancer") > 120
    assert failures.count("camera") >= 15
    # The last of all may still be down when the show ends.
    recovered = [f["recovered"] - f["time"] for f in figures["falls"] if f["time"] < 165]
    assert max(recovered) < 9
    for age in figures["age_ms"].values():
        assert age["p99"] <= 35
    assert psutil.Process().memory_info().rss - before < 20 * 2**20


def test_same_seed_same_frames_and_another_seed_another_dance(show_file: Path) -> None:
    text = '\n[painter]\nkind = "neon"\n[camera]\nkind = "puppet"\n'

    def film(seed: int) -> list[np.ndarray[Any, Any]]:
        _, tray = rehearse(a_show(show_file, text), 6, seed=seed)
        return [s.rgb for s in tray.signals if isinstance(s, Picture)]

    first, again, other = film(1), film(1), film(2)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert any(not np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_a_painter_that_fails_is_understudied_by_dots(show_file: Path) -> None:
    show = a_show(show_file, '\n[painter]\nkind = "tests.parts:Plain"\nfails = true\n')
    report, tray = rehearse(show, 3)
    assert len(tray.signals) == 90
    last = tray.signals[-1]
    assert isinstance(last, Picture)
    assert last.rgb.max() > 50
    assert report.as_dict()["falls"][0]["part"] == "painter"


def test_a_pose_that_is_not_a_number_never_reaches_the_stage(show_file: Path) -> None:
    show = a_show(
        show_file,
        '\n[dancer]\nkind = "tests.parts:Statue"\nnot_a_number = true\n'
        '[[outputs]]\nkind = "tests.parts:Tray"\nscenes = true\n',
    )
    report, tray = rehearse(show, 3)
    scenes = [s for s in tray.signals if isinstance(s, Scene)]
    assert len(scenes) == 90
    assert all(s.partner is not None and np.isfinite(s.partner.positions).all() for s in scenes)
    assert report.as_dict()["falls"][0]["steps"] == 90


def test_an_output_that_breaks_does_not_end_the_show(show_file: Path) -> None:
    show = a_show(show_file, '\n[[outputs]]\nkind = "tests.parts:Tray"\nbreaks = true\n')
    report, _ = rehearse(show, 30)
    figures = report.as_dict()
    assert (figures["seconds"], figures["frames"]) == (30.0, 900)
    assert [fall["part"] for fall in figures["falls"]] == ["output 2 (tray)"]
    assert figures["falls"][0]["steps"] > 10


def test_the_show_ends_when_the_recording_does_fading_out(show_file: Path) -> None:
    show = a_show(show_file, '\n[sound]\nkind = "tests.parts:Hush"\nseconds = 4.0\n')
    _, tray = rehearse(show, 60)
    pictures = [s.rgb.mean() for s in tray.signals if isinstance(s, Picture)]
    assert 4.0 * 30 < len(pictures) < 4.8 * 30
    assert pictures[100] == 255
    assert pictures[-1] == 0
    assert 0 < pictures[-8] < 255


def _directed(show: Show, seconds: float, cues: dict[float, str]) -> list[Scene | Picture]:
    """Runs a show while an operator does things at the desk, at the given seconds.

    What is done is a method of the desk, or a control with its number.
    """
    desk = Desk()

    async def evening() -> None:
        loop = asyncio.get_running_loop()
        options = RunOptions(virtual=True, rehearsal=True)
        context = context_of(show, options, Clock(loop), desk, Files())
        report = Report(context.rate, FailureLog(context.clock))
        for when, what in cues.items():
            name, _, value = what.partition("=")
            if value:
                loop.call_later(when, act, desk, name, float(value), when)
            else:
                loop.call_later(when, getattr(desk, name))
        await perform.perform(show, context, report, frames=round(seconds * show.rate))

    run_virtual(evening())
    return Tray.kept[0].signals


def test_blackout_fades_to_black_and_back(show_file: Path) -> None:
    signals = _directed(a_show(show_file), 6, {2.0: "toggle_blackout", 4.0: "toggle_blackout"})
    light = [s.rgb.mean() for s in signals if isinstance(s, Picture)]
    assert light[59] == 255
    assert set(light[70:119]) == {0.0}
    assert light[-1] == 255
    assert max(abs(b - a) for a, b in pairwise(light)) < 60


def test_panic_shows_the_empty_stage_until_it_is_taken_back(show_file: Path) -> None:
    text = '\n[[outputs]]\nkind = "tests.parts:Tray"\nscenes = true\n'
    signals = _directed(a_show(show_file, text), 10, {2.0: "toggle_panic", 6.0: "toggle_panic"})
    scenes = [s for s in signals if isinstance(s, Scene)]
    assert scenes[50].partner is not None
    assert all(s.partner is None for s in scenes[90:179])
    assert scenes[120].light == 1.0
    assert scenes[-1].partner is not None


def test_frozen_everybody_holds_still_and_then_dances_on(show_file: Path) -> None:
    text = '\n[[outputs]]\nkind = "tests.parts:Tray"\nscenes = true\n[camera]\nkind = "puppet"\n'
    signals = _directed(a_show(show_file, text), 9, {5.0: "freeze=1", 7.0: "freeze=0"})
    scenes = [s for s in signals if isinstance(s, Scene)]
    partners = [s.partner.positions for s in scenes if s.partner is not None]
    humans = [s.human.positions for s in scenes if s.human is not None]
    for bodies in (partners[152:209], humans[-118:-62]):
        assert all(np.array_equal(body, bodies[0]) for body in bodies)
    assert not np.array_equal(partners[120], partners[150])
    assert not np.array_equal(partners[215], partners[220])
    assert scenes[200].partner is not None
    assert scenes[200].partner.time == scenes[200].time


def test_what_a_teacher_says_is_in_the_scene_but_not_in_the_safe_look(show_file: Path) -> None:
    text = (
        '\n[[outputs]]\nkind = "tests.parts:Tray"\nscenes = true\n'
        '[dancer]\nkind = "library"\nmode = "lead"\n'
    )
    signals = _directed(a_show(show_file, text), 14, {12.0: "panic=1"})
    scenes = [s for s in signals if isinstance(s, Scene)]
    said = [s.caption for s in scenes if s.time < 12.0]
    assert [w for w in dict.fromkeys(said) if w][:4] == ["5", "6", "7", "8"]
    assert all(s.caption == "" for s in scenes if s.partner is None)


def test_a_dancer_who_does_not_teach_says_nothing(show_file: Path) -> None:
    text = (
        '\n[[outputs]]\nkind = "tests.parts:Tray"\nscenes = true\n'
        '[dancer]\nkind = "tests.parts:Statue"\n'
    )
    _, tray = rehearse(a_show(show_file, text), 2)
    assert {s.caption for s in tray.signals if isinstance(s, Scene)} == {""}


def test_an_evening_is_led_by_go(show_file: Path) -> None:
    text = (
        '\n[[outputs]]\nkind = "tests.parts:Tray"\nscenes = true\n'
        '[[cues]]\nid = "dim"\nbrightness = 0.5\nfade = 1.0\n'
        '[[cues]]\nid = "waltz"\nmeter = 3\ntempo = [180, 260]\nat = "bar"\n'
    )
    signals = _directed(a_show(show_file, text), 12, {2.0: "go=1", 5.0: "go=1"})
    scenes = [s for s in signals if isinstance(s, Scene)]
    assert [scenes[n].cue for n in (30, 90, 300)] == [0, 1, 2]
    assert 0.5 < scenes[75].light < 1.0
    assert scenes[120].light == 0.5
    assert (scenes[120].music.meter, scenes[-1].music.meter) == (4, 3)
    assert scenes[-1].music.tempo == pytest.approx(2 * scenes[120].music.tempo, rel=0.02)


def test_the_operator_may_end_the_show(show_file: Path) -> None:
    assert len(_directed(a_show(show_file), 60, {3.0: "end"})) == pytest.approx(106, abs=3)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('\n[sound]\nkind = "recording"\nfile = "gone.wav"\n', r"\[sound\].*gone.wav"),
        ('\n[camera]\nkind = "video"\nfile = "gone.mp4"\n', r"\[camera\].*gone.mp4"),
        ('\n[[outputs]]\nkind = "osc"\nhost = "no such host"\n', r"\[outputs\].*no such host"),
        ('\n[[outputs]]\nkind = "film"\nfile = "film.avi"\n', r"\[outputs\].*\.mp4"),
        ('\n[[outputs]]\nkind = "film"\nfile = "/nowhere/film.mp4"\n', "cannot be written"),
        ('\n[ear]\nkind = "metronome"\n', r"\[ear\].*'metronome'.*Known: aubio_ear, bar_ear"),
        ('\n[ear]\nkind = "tests.parts:Statue"\n', r"\[ear\].*cannot hear"),
        ('\n[dancer]\nkind = "library"\nstyle = "polka"\n', r"\[dancer\].*polka"),
    ],
)
def test_an_error_is_refused_before_the_show(show_file: Path, text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        rehearse(a_show(show_file, text), 1)


def test_inputs_listen_beside_the_show_and_are_opened_again_when_they_fall(
    show_file: Path,
) -> None:
    text = '\n[[inputs]]\nkind = "tests.parts:Prompter"\nfalls_after = 5.0\n'
    report, tray = rehearse(a_show(show_file, text), 20)
    assert len(tray.signals) == 600
    failures = [fall for fall in report.as_dict()["falls"] if "prompter" in fall["part"]]
    assert failures


def test_the_partner_dances_to_a_beat_from_outside_even_in_silence(show_file: Path) -> None:
    text = (
        '\n[sound]\nkind = "tests.parts:Hush"\nseconds = 20.0\n'
        '[[inputs]]\nkind = "tests.parts:Bandleader"\ncomes = 2.0\ngoes = 8.0\n'
        '[[outputs]]\nkind = "tests.parts:Tray"\nscenes = true\n'
    )
    report, tray = rehearse(a_show(show_file, text), 12)
    scenes = [s for s in tray.signals if isinstance(s, Scene)]
    assert not scenes[50].music.playing
    assert all(s.music.playing and s.music.tempo == 140.0 for s in scenes[70:240])
    assert not scenes[-1].music.playing
    assert [change["source"] for change in report.as_dict()["beat_source"]] == ["link", "ear"]


def test_a_show_may_keep_to_its_own_ear(show_file: Path) -> None:
    text = (
        '\n[beat]\nsource = "ear"\n[[inputs]]\nkind = "tests.parts:Bandleader"\n'
        '[[outputs]]\nkind = "tests.parts:Tray"\nscenes = true\n'
    )
    report, tray = rehearse(a_show(show_file, text), 4)
    assert not [s for s in tray.signals if isinstance(s, Scene) and s.music.tempo == 140.0]
    assert report.as_dict()["beat_source"] == []


def test_what_is_live_cannot_be_hurried(show_file: Path) -> None:
    show = a_show(show_file, '\n[camera]\nkind = "tests.parts:Live"\n')
    with pytest.raises(BadInput, match="real time only"):
        rehearse(show, 1)


def test_a_show_that_sends_scenes_alone_is_measured_by_them(show_file: Path) -> None:
    base = BASE.replace('"tests.parts:Tray"', '"tests.parts:Tray"\nscenes = true')
    report = run(a_show(show_file, "", base), RunOptions(seconds=3, virtual=True))
    assert report.as_dict()["frames"] == 90
    assert report.as_dict()["late_frames"] == 0


def test_a_slow_painter_never_makes_the_show_older(show_file: Path) -> None:
    """In real time: what is shown stays as fresh as the painter is fast, however long it runs."""
    show = a_show(
        show_file,
        '\n[painter]\nkind = "tests.parts:Plain"\nlasts = 0.06\n'
        '[dancer]\nkind = "tests.parts:Statue"\n',
    )
    report = run(show, RunOptions(seconds=4, rehearsal=True))
    figures = report.as_dict()
    assert 30 < figures["frames"] < 80
    # A queue would make every picture older than the one before: by 2 s at the end.
    assert figures["age_ms"]["show"]["p50"] < 400


def test_a_dancer_that_hangs_is_danced_for(show_file: Path) -> None:
    """In real time: a step of 10 s costs not one frame."""
    show = a_show(show_file, '\n[dancer]\nkind = "tests.parts:Statue"\nlasts = 10.0\n')
    began = time.monotonic()
    report = run(show, RunOptions(seconds=2, rehearsal=True))
    assert time.monotonic() - began < 6
    assert report.as_dict()["frames"] >= 50
    assert report.as_dict()["falls"][0]["part"] == "dancer"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('\n[camera]\nkind = "tests.parts:Grey"\n[eyes]\nkind = "tests.parts:HungEyes"\n', "eyes"),
        ('\n[sound]\nkind = "tests.parts:HungSound"\n', "sound"),
        ('\n[[outputs]]\nkind = "tests.parts:HungScreen"\n', "output 2 (hungscreen)"),
    ],
)
def test_what_hangs_is_in_the_report_however_short_the_show(
    show_file: Path, text: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In real time, and shorter than anybody waits for it."""
    monkeypatch.setattr(perform, "GOODBYE", 0.3)
    monkeypatch.setattr(part_manager, "GOODBYE", 0.3)
    dancer = '[dancer]\nkind = "tests.parts:Statue"\n'
    report = run(a_show(show_file, text + dancer), RunOptions(seconds=1, rehearsal=True))
    assert [(f["part"], f["recovered"]) for f in report.as_dict()["falls"]] == [(part, None)]


def test_a_screen_that_shows_nothing_is_not_on_time(show_file: Path) -> None:
    """In real time. The operator is told while it lasts, and the report says how bad it was."""
    base = BASE.replace("tests.parts:Tray", "tests.parts:Slow")
    text = '\n[dancer]\nkind = "tests.parts:Statue"\n'
    report = run(a_show(show_file, text, base), RunOptions(seconds=4.5, rehearsal=True))
    figures = report.as_dict()
    assert figures["on_time"] < 0.5
    assert figures["missed_last_minute"]["worst"] >= 0.05
    assert 2 <= figures["missed_last_minute"]["time"] <= 4.5
    assert {one.what for one in Slow.health[0].findings} >= {"frames"}
    assert [(f["part"], f["kind"]) for f in figures["falls"]] == [("output 1 (slow)", "slow")]


def test_nothing_slow_ever_runs_in_the_loop(
    show_file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Every turn of the loop takes less than 20 ms of its thread's processor time."""
    caplog.set_level(logging.WARNING)
    turns: list[float] = []
    turn = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> Any:
        began = time.thread_time()
        try:
            return turn(handle)
        finally:
            turns.append(time.thread_time() - began)

    monkeypatch.setattr(asyncio.Handle, "_run", timed)
    show = a_show(
        show_file,
        '\n[painter]\nkind = "neon"\n[camera]\nkind = "puppet"\n'
        '[sound]\nkind = "recording"\nfile = "songs/first_dance.ogg"\n',
    )
    report = run(show, RunOptions(seconds=5, rehearsal=True))
    assert len(turns) > 500
    # The first turn of all opens what needs no device; no frame waits for it. Two more may be the
    # machine's: of what the show does, nothing is done so seldom.
    assert sorted(turns)[-4] < 0.02
    assert report.as_dict()["frames"] > 50


AVATARS = """
models = "{}"
size = [160, 90]
[sound]
kind = "metronome"
[camera]
kind = "puppet"
[painter]
kind = "avatar"
partner = "bride"
human = "groom"
[[outputs]]
kind = "tests.parts:Tray"
"""


@pytest.fixture
def avatars(tmp_path: Path) -> str:
    """A show with two avatars."""
    for name in ("bride", "groom"):
        avatar(tmp_path / "models", name, size=(16, 24))
    for name in ("dance_matching", "hearing"):
        (tmp_path / "models" / name).symlink_to(MODELS / name)
    return AVATARS.format(tmp_path / "models")


def test_a_show_reports_what_its_avatars_run_on(show_file: Path, avatars: str) -> None:
    report, tray = rehearse(a_show(show_file, base=avatars), 1)
    assert len(tray.signals) == 30
    figures = report.as_dict()
    assert "bride: CPU" in figures["engines"]["painter"]
    assert "groom: CPU" in figures["engines"]["painter"]
    assert figures["falls"] == []


def test_a_cue_may_change_the_avatar(show_file: Path, avatars: str) -> None:
    cues = '[[cues]]\nid = "he"\navatar = "{}"\n'
    rehearse(a_show(show_file, base=avatars + cues.format("groom")), 0.2)
    with pytest.raises(BadInput, match="robot"):
        rehearse(a_show(show_file, base=avatars + cues.format("robot")), 0.2)


def test_no_helper_of_the_painter_is_left_when_the_show_is_over(
    show_file: Path, avatars: str
) -> None:
    """A thread that runs a network when the program ends may abort the program."""
    run(a_show(show_file, base=avatars), RunOptions(seconds=0.3))
    assert Tray.kept[0].closed
    assert not [t.name for t in threading.enumerate() if t.name.startswith("avatar of dancer")]
