"""Looks by name, and how one gives way to another."""

import re

import numpy as np
import pytest

from live.draw.colours import from_hex
from live.draw.looks import GLIDE, LOOKS, Looks
from live.draw.neon import Neon
from tests.draw.stages import context, music, scene, standing

OWN = ("#ff2f92", "#19c8ff", "#ffae6e")


def test_every_look_is_three_colours_of_its_own() -> None:
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for look in LOOKS.values() for colour in look)
    assert len(set(LOOKS.values())) == len(LOOKS)
    assert "show" not in LOOKS


def test_nothing_changes_while_no_look_is_asked_for() -> None:
    looks = Looks.of(*OWN)
    assert not any(looks.step(n / 30, None) for n in range(100))
    assert np.array_equal(looks.colours[0], from_hex(OWN[0]))


def test_colours_glide_to_the_look_and_back_to_the_shows() -> None:
    looks, seen = Looks.of(*OWN), []
    for frame in range(120):
        looks.step(frame / 30, "ice" if 30 <= frame < 75 else None)
        seen.append(looks.colours.copy())
    steps = np.abs(np.diff(np.array(seen), axis=0)).max(axis=(1, 2))
    assert steps.max() < 1.1 * 255 / (GLIDE * 30)
    assert np.array_equal(seen[70][0], from_hex(LOOKS["ice"][0]))
    assert np.array_equal(seen[-1], seen[0])


def test_a_look_that_is_not_there_is_the_shows_own() -> None:
    looks = Looks.of(*OWN)
    assert not looks.step(1.0, "polka dots")


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_asked_for_is_painted_as_if_the_show_had_been_built_in_it(name: str) -> None:
    hall, other = context(title="", subtitle=""), context(title="", subtitle="")
    painter = Neon(partner="#20ff20", human="#2020ff").open(hall)
    partner, human, accent = LOOKS[name]
    built = Neon(partner=partner, human=human, accent=accent).open(other)
    assert name in hall.desk.avatars
    differences = []
    for frame in range(70):
        hall.desk.avatar = name if frame >= 20 else None
        time = frame / 30
        seen = scene(partner=standing(time), human=standing(time), song=music(time), time=time)
        differences.append(np.abs(painter.paint(seen).astype(int) - built.paint(seen)).mean())
    assert differences[19] > 1.0
    assert differences[-1] == 0.0
