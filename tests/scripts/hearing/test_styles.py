import numpy as np
import pytest

from scripts.hearing import bands, charts
from scripts.hearing.kits import ROLES
from scripts.hearing.styles import STYLES


@pytest.mark.parametrize("name", STYLES)
def test_every_bar_of_a_style_is_as_long_as_its_meter(name: str) -> None:
    style = STYLES[name]
    bars = [*style.bass, *style.chords, *(bar for bars in style.drums.values() for bar in bars)]
    assert {len(bar) for bar in bars} <= {0, style.meter * style.steps}
    assert set("".join(bars)) <= set("xo-")
    assert set(style.drums) <= set(ROLES)


def test_what_is_played_stays_within_the_song() -> None:
    score = bands.Score(STYLES["rock"], 8, np.random.default_rng(1))
    beats = [hit.beat for hit in score.hits] + [note.beat for note in score.notes]
    assert min(beats) >= 0
    assert max(beats) < 8 * 4 + 0.2
    assert len(beats) > 50


def test_the_same_chance_plays_the_same_song() -> None:
    one, other = (bands.Score(STYLES["funk"], 8, np.random.default_rng(2)) for _ in range(2))
    assert one.hits == other.hits
    assert one.notes == other.notes


def test_a_minor_sixth_in_c_is_a() -> None:
    assert charts.chord("6m", 0) == (9, "m")
    assert charts.chord("b7", 0) == (10, "")
