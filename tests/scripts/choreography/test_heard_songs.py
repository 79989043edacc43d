"""Songs as music for dance: what the ear heard, on steps."""

import json
from pathlib import Path

import numpy as np
import pytest

from live.dance import vector
from live.errors import BadInput
from live.signals import Music
from scripts.choreography import songs


def heard_music(
    beats: float, meter: int = 4, downbeat: int = 1, tempo: float = 120.0
) -> list[Music]:
    """An ear's words on a steady beat, louder as it goes on, every 10 ms."""
    return [
        Music(
            time=i * 0.01, tempo=tempo, beat=i * 0.01 * tempo / 60, meter=meter, downbeat=downbeat,
            confidence=0.9, playing=True, loudness=min(1.0, i / 3000),
        )
        for i in range(round(beats * 60 / tempo * 100))
    ]  # fmt: skip


@pytest.mark.parametrize("meter", [3, 4])
def test_a_stretch_begins_on_a_one_and_has_sixteen_steps_a_beat(meter: int) -> None:
    (stretch,) = songs.heard("song", heard_music(40.0, meter))
    assert len(stretch.music) == pytest.approx((40 - 1) * vector.STEPS, abs=meter * vector.STEPS)
    ones = np.flatnonzero(stretch.music[:, 7])
    np.testing.assert_array_equal(ones, np.arange(0, len(stretch.music), 2 * meter * vector.STEPS))
    assert (stretch.music[:, 9] == (meter == 3)).all()


def test_a_stretch_ends_where_the_beat_is_lost_or_jumps() -> None:
    states = heard_music(80.0)
    for i in range(2000, 2050):
        states[i] = Music(states[i].time, confidence=0.0, playing=False)
    stretches = list(songs.heard("song", states))
    assert len(stretches) == 2
    assert sum(len(stretch.music) for stretch in stretches) < 78 * vector.STEPS


def test_too_short_a_stretch_is_left_out() -> None:
    assert list(songs.heard("song", heard_music(12.0))) == []


def test_what_gets_louder_gets_livelier() -> None:
    (stretch,) = songs.heard("song", heard_music(60.0))
    assert stretch.liveliness[-1] > stretch.liveliness[0] + 0.3


def test_only_songs_that_may_be_learned_from_are_taken(tmp_path: Path) -> None:
    licences = {
        "mine": "own work (CC0)", "by": "CC BY 4.0", "sa": "CC BY-SA 3.0", "nc": "CC BY-NC-SA 4.0",
        "nd": "CC-BY-ND 4.0", "other": "all rights reserved",
    }  # fmt: skip
    for name in (*licences, "unsaid"):
        (tmp_path / f"{name}.ogg").touch()
    (tmp_path / "notes.txt").touch()
    meta = {name: {"licence": licence} for name, licence in licences.items()}
    (tmp_path / "meta.json").write_text(json.dumps(meta))
    assert {path.stem for path in songs.songs([tmp_path])} == {"mine", "by", "sa"}


def test_a_folder_that_says_nothing_of_licences_is_taken_whole(tmp_path: Path) -> None:
    (tmp_path / "a.ogg").touch()
    assert [path.stem for path in songs.songs([tmp_path])] == ["a"]


@pytest.mark.parametrize("meta", ["{", "[]", '{"a": 3}'])
def test_licences_that_cannot_be_read_are_reported(tmp_path: Path, meta: str) -> None:
    (tmp_path / "a.ogg").touch()
    (tmp_path / "meta.json").write_text(meta)
    with pytest.raises(BadInput, match=r"meta\.json"):
        songs.songs([tmp_path])


def test_a_folder_without_songs_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no song"):
        songs.songs([tmp_path])
