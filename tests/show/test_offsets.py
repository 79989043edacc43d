"""The offset of each output: in the show file, remembered, and set while the show runs."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from live.desk.controls import act
from live.desk.desk import Desk
from live.errors import BadInput
from live.runtime.clock import Clock
from live.runtime.pace import Pace
from live.runtime.virtual import run_virtual
from live.runtime.workers import Inline
from live.show import offsets
from live.show.offsets import STILL, LiveOffsets, names, remember, remembered
from live.show.show_file import read_show
from scripts.measure.memory import MB, growth
from tests.hostile import large

SHOW = """
[sound]
kind = "metronome"
[camera]
kind = "nobody"
[[outputs]]
kind = "memory"
offset = -40
[[outputs]]
kind = "osc"
[[outputs]]
kind = "osc"
offset = 12.5
"""


def test_outputs_are_called_by_their_kind() -> None:
    assert names(["osc", "window", "osc", "osc"]) == ("osc", "window", "osc 2", "osc 3")


def test_an_offset_is_read_from_the_show(show_file: Path) -> None:
    show_file.write_text(SHOW)
    show = read_show(str(show_file))
    assert show.names == ("memory", "osc", "osc 2")
    assert show.offsets == (-0.04, 0.0, 0.0125)


def test_what_is_remembered_is_stronger_and_stays_until_it_is_changed(show_file: Path) -> None:
    show_file.write_text(SHOW)
    path = remember(show_file, "memory", 25)
    remember(show_file, "osc 2", -80.04)
    assert path.name == "show.state.json"
    assert read_show(str(show_file)).offsets == (0.025, 0.0, -0.08)
    assert [file.name for file in sorted(show_file.parent.iterdir())] == [
        "show.state.json", "show.toml"
    ]  # fmt: skip


def test_what_is_remembered_may_have_been_edited_on_windows(show_file: Path) -> None:
    file = show_file.with_suffix(".state.json")
    for encoding in ("utf-8-sig", "utf-16"):
        file.write_text('{"offsets": {"osc": 12.5}}', encoding=encoding)
        assert remembered(show_file) == {"osc": 12.5}


def test_what_others_keep_in_the_file_stays(show_file: Path) -> None:
    path = show_file.with_suffix(".state.json")
    path.write_text('{"other": [1, 2], "offsets": {"window": 3}}')
    remember(show_file, "osc", 7)
    assert json.loads(path.read_text()) == {"other": [1, 2], "offsets": {"window": 3.0, "osc": 7.0}}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"offsets": 3}', '{"offsets": {"memory": "late"}}',
     '{"offsets": {"memory": NaN}}', '{"offsets": {"memory": 1e9}}',
     '{"offsets": {"memory": true}}', "\x00\xff"],
)  # fmt: skip
def test_a_broken_file_is_reported_and_changes_nothing(
    show_file: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    show_file.write_text(SHOW)
    show_file.with_suffix(".state.json").write_text(text, encoding="latin-1")
    assert read_show(str(show_file)).offsets == (-0.04, 0.0, 0.0125)
    assert "show.state.json: not read" in caplog.text
    remember(show_file, "osc", 7)
    assert remembered(show_file) == {"osc": 7.0}


def test_what_cannot_be_kept_is_reported_and_leaves_the_old(
    show_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(show_file, "osc", 7)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(BadInput, match="No space left"):
        remember(show_file, "osc", 8)
    assert remembered(show_file) == {"osc": 7.0}
    assert [file.name for file in show_file.parent.iterdir()] == ["show.state.json"]


@pytest.mark.parametrize("value", ['"late"', "501", "-9999", "nan", "true"])
def test_an_offset_that_is_none_is_refused(show_file: Path, value: str) -> None:
    show_file.write_text(SHOW.replace("-40", value))
    with pytest.raises(BadInput, match=r"\[\[outputs\]\] number 1: offset: .*-500 to 500"):
        read_show(str(show_file))


def test_an_output_that_keeps_its_own_time_takes_none(show_file: Path) -> None:
    show_file.write_text(SHOW + '[[outputs]]\nkind = "film"\nfile = "a.mp4"\noffset = 10\n')
    with pytest.raises(BadInput, match="film keeps its own time"):
        read_show(str(show_file))


def during(show: Path, evening: Callable[[Desk, list[Pace]], Awaitable[None]]) -> None:
    """An evening with a window, a film, and a second window."""

    async def run() -> None:
        desk, clock = Desk(), Clock(asyncio.get_running_loop())
        clock.start()
        paces = [Pace(-0.04), Pace(0.0)]
        outputs = [("window", paces[0]), ("film", None), ("window 2", paces[1])]
        live = LiveOffsets(show, outputs, desk, Inline("offsets"))
        running = asyncio.ensure_future(live.run(clock))
        await asyncio.sleep(0.1)
        await evening(desk, paces)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    run_virtual(run())


async def kept(show: Path) -> dict[str, float]:
    """What is remembered beside the show."""
    return await Inline("reader").do(partial(offsets.remembered, show))


def test_the_desk_knows_what_the_show_file_says(show_file: Path) -> None:
    async def evening(desk: Desk, paces: list[Pace]) -> None:
        assert desk.offsets == (-40.0, None, 0.0)

    during(show_file, evening)


def test_an_offset_is_heeded_at_once_and_remembered_when_the_hand_is_still(
    show_file: Path,
) -> None:
    async def evening(desk: Desk, paces: list[Pace]) -> None:
        for milliseconds in range(0, -100, -10):  # a fader on its way
            act(desk, "offset/3", milliseconds, 0.0)
            await asyncio.sleep(0.1)
            assert paces[1].offset == milliseconds / 1000
            assert await kept(show_file) == {}
        await asyncio.sleep(STILL + 0.2)
        assert await kept(show_file) == {"window 2": -90.0}
        assert paces[0].offset == -0.04

    during(show_file, evening)


def test_where_nothing_can_be_kept_the_show_goes_on_and_it_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def evening(desk: Desk, paces: list[Pace]) -> None:
        act(desk, "offset", 25, 0.0)
        await asyncio.sleep(STILL + 0.2)
        assert paces[0].offset == 0.025

    during(tmp_path / "gone" / "show.toml", evening)
    assert "window's offset is not remembered" in caplog.text


@pytest.mark.parametrize("content", [b'{"offsets":', b"[", b'{"offsets": {}}\n'])
def test_what_is_remembered_is_not_read_where_it_is_far_too_large(
    show_file: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    large(show_file.with_suffix(".state.json"), content)
    with growth() as peak:
        assert remembered(show_file) == {}
    assert peak.grown is None or peak.grown < 20 * MB
    assert "it has 40 MB" in caplog.text
