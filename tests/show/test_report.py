import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from live.runtime.clock import Clock, Tick, Wall
from live.runtime.failures import FailureLog
from live.show.report import Report, Spread
from live.signals import Music


class Times(NamedTuple):
    user: float
    system: float


def _report() -> Report:
    return Report(30.0, FailureLog(Clock(Wall())))


def test_percentiles_agree_with_numpys() -> None:
    values = np.random.default_rng(1).gamma(2.0, 0.01, 20_000)
    spread = Spread()
    for value in values:
        spread.add(float(value))
    for percent in (50, 95, 99):
        assert spread.percentile(percent) == pytest.approx(np.percentile(values, percent), abs=3e-4)
    assert spread.as_ms(largest=True)["max"] == pytest.approx(1000 * values.max(), abs=0.01)


def test_nothing_measured_is_nought() -> None:
    assert Spread().as_ms() == {"p50": 0.0, "p95": 0.0, "p99": 0.0}


def test_frames_begun_late_left_out_or_never_shown_are_late() -> None:
    report = _report()
    for number, late, skipped in ((0, 0.0, 0), (1, 0.02, 0), (4, 0.0, 2), (5, 0.016, 0)):
        report.ticked(Tick(number, number / 30, late, skipped))
    report.frames = 3
    assert report.late_frames == 1 + 2 + 1
    assert report.as_dict()["seconds"] == pytest.approx(6 / 30)


def test_music_is_kept_once_a_second_and_flat_in_memory() -> None:
    report = _report()
    for hop in range(100 * 60):
        report.heard(hop / 100, Music(hop / 100))
    assert len(report.as_dict()["music"]) == 60


def test_the_report_is_json(tmp_path: Path) -> None:
    assert _report().write(tmp_path / "r.json") == (tmp_path / "r.json", "")
    assert json.loads((tmp_path / "r.json").read_text())["frames"] == 0


def test_a_report_that_cannot_be_written_where_it_was_asked_for_is_kept_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTDANCE_HOME", str(tmp_path / "own"))
    kept, why = _report().write(tmp_path / "pulled" / "r.json")
    assert kept == tmp_path / "own" / "r.json"
    assert why == "No such file or directory"
    assert json.loads(kept.read_text())["frames"] == 0


def test_how_many_cores_a_show_keeps_busy_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = iter([(10.0, 1.0), (12.5, 1.5)])
    monkeypatch.setattr("os.times", lambda: Times(*next(spent)))
    report = _report()
    for number in range(60):
        report.ticked(Tick(number, number / 30, 0.0, 0))
    assert report.as_dict()["cores"] == 1.5


def test_a_report_says_how_late_how_old_and_how_heavy() -> None:
    report = _report()
    for number, late in enumerate((0.0, 0.001, 0.0123456)):
        report.ticked(Tick(number, number / 30, late, 0))
    report.heard(0.0, Music(1.23456, tempo=120.12345, beat=2.34567, confidence=0.98765))
    report.ages["dance"].add(0.05)
    report.beat_source = [(1.5, "link")]
    report.made.append(Path("night.mp4"))
    told = report.as_dict()
    assert told["tick_late_ms"]["max"] == 12.35
    assert "max" not in told["age_ms"]["dance"]
    assert told["age_ms"]["dance"]["p50"] == 50.0
    assert told["music"] == [
        {"time": 1.235, "beat": 2.346, "tempo": 120.12, "meter": 4, "confidence": 0.988}
    ]
    assert told["beat_source"] == [{"time": 1.5, "source": "link"}]
    assert told["films"] == ["night.mp4"]
    assert told["memory_mb"] == round(told["memory_mb"], 1)
    assert 10 < told["memory_mb"] < 100_000
    assert told["seconds"] == 0.1


def test_the_longest_of_all_is_told_even_where_it_is_beyond_the_scale() -> None:
    spread = Spread()
    for seconds in (0.1, 3.0, 5.0):
        spread.add(seconds)
    assert spread.percentile(99) == 5.0
    assert spread.percentile(10) == pytest.approx(0.1, abs=3e-4)
    alone = Spread()
    alone.add(0.00005)
    assert alone.percentile(50) == 0.00005
