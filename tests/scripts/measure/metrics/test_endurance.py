"""An hour, shortened to seconds."""

from pathlib import Path

import numpy as np
import pytest

from scripts.measure.metrics import endurance
from scripts.measure.metrics.running import Song
from tests.scripts.measure.dances import Nodder
from tests.sounds import clicks, write_wave


@pytest.fixture
def song(tmp_path: Path) -> Song:
    file = write_wave(tmp_path / "c.wav", clicks(np.arange(0.0, 2.0, 0.5), 2.0), 44_100)
    return Song(file, None)


def test_songs_follow_one_another_until_the_time_is_over(song: Song) -> None:
    lines = list[str]()
    found = endurance.endured([song], Nodder(), 36.0, report=lines.append)
    assert found["frames"] == pytest.approx(36 * 30, abs=1)
    assert found["nan"] == 0
    assert found["exits"] == 0
    assert found["bones_mm"] == pytest.approx(0.0, abs=1e-6)
    assert len(lines) == endurance.SONGS
    assert "grown_mb" in found


def test_one_who_stands_is_frozen_while_there_is_sound(song: Song) -> None:
    found = endurance.endured([song], Nodder(reach=0.0), 24.0)
    assert found["counted"] >= 12
    assert found["frozen"] + found["unheard"] == found["counted"]
    assert found["frozen"] >= 5


def test_lost_frames_are_counted(song: Song) -> None:
    found = endurance.endured([song], Nodder(fails=30.0), 36.0)
    assert found["nan"] == pytest.approx(6 * 30, abs=1)


def test_leaving_the_stage_is_counted(song: Song) -> None:
    assert endurance.endured([song], Nodder(reach=3.0), 12.0)["exits"] > 3
