"""The dance a live show would dance to our own songs, whose beats are exactly known."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from live.commands.choreograph import choreograph
from live.dance.library import Library
from live.formats.motion_file import Motion
from live.runtime.places import SHOWS
from live.show.part_manager import call
from live.show.run import quiet_context
from live.show.show_file import read_show
from live.signals import Floats

ANKLES = (7, 8)
SWING, STILL = 0.4, 0.15  # metres a second: a foot that steps, a foot that has landed
SETTLED = 5.0  # seconds: by then the beat is known


@pytest.fixture(scope="module", params=["first_dance", "waltz"])
def danced(request: pytest.FixtureRequest) -> Iterator[tuple[Motion, Floats]]:
    """A dance, and the true beats of its song."""
    song = SHOWS / "songs" / f"{request.param}.ogg"
    show = read_show("rehearsal")
    context = quiet_context(show)
    ear = call(show.ear, context, "ear", "hear")
    dancer = call(Library(), context, "dancer", "step")
    motion = choreograph(song, ear, dancer).motion
    yield motion, np.loadtxt(Path(song).with_suffix(".beats"))[:, 0]


def _landings(motion: Motion) -> Floats:
    """The slowest moment of each stepping foot after its swing, seconds."""
    found = []
    for ankle in ANKLES:
        speed = np.linalg.norm(np.diff(motion.positions[:, ankle], axis=0), axis=1) * motion.fps
        swinging = False
        for frame in range(1, len(speed) - 1):
            swinging = swinging or speed[frame] > SWING
            slowest = speed[frame - 1] >= speed[frame] <= speed[frame + 1]
            if swinging and speed[frame] < STILL and slowest:
                found.append((frame + 0.5) / motion.fps)
                swinging = False
    return np.array(sorted(found))


def test_steps_land_on_the_true_beats(danced: tuple[Motion, Floats]) -> None:
    motion, truth = danced
    steps = [step for step in _landings(motion) if SETTLED < step < truth[-1]]
    assert len(steps) > 60
    errors = np.array([np.min(np.abs(truth - step)) for step in steps])
    assert np.mean(errors < 0.05) >= 0.8


def test_feet_in_contact_do_not_drift(danced: tuple[Motion, Floats]) -> None:
    motion, _ = danced
    for column, joint in enumerate((7, 10, 8, 11)):
        held = motion.contacts[:, column]
        edges = np.flatnonzero(np.diff(held)) + 1
        for stretch in np.split(np.arange(len(held)), edges):
            if held[stretch[0]]:
                where = motion.positions[stretch, joint]
                assert np.linalg.norm(where - where[0], axis=1).max() <= 0.01


def test_the_partner_dances_and_no_foot_goes_under_the_floor(
    danced: tuple[Motion, Floats],
) -> None:
    motion, truth = danced
    heard = slice(round(SETTLED * motion.fps), round(truth[-1] * motion.fps))
    step = np.diff(motion.positions[heard], axis=0)
    assert 0.3 < np.linalg.norm(step, axis=2).mean() * motion.fps < 1.2
    assert motion.positions[:, [10, 11], 1].min() > -0.01


def test_the_beats_danced_to_are_those_of_the_song(danced: tuple[Motion, Floats]) -> None:
    motion, truth = danced
    beats = motion.beats[(motion.beats > SETTLED) & (motion.beats < truth[-1])]
    errors = np.array([np.min(np.abs(truth - beat)) for beat in beats])
    assert np.mean(errors < 0.05) > 0.95
