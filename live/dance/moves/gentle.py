"""Gentle: for slow songs, quiet passages and tired feet."""

from live.dance.moves.arms import arm, arms, swinging
from live.dance.moves.curves import keys, wave
from live.dance.moves.floor import hips
from live.dance.moves.move import Move, left, right

SWAY = Move(
    name="sway",
    styles=("gentle", "party", "latin", "ballroom"),
    energy=(0.0, 0.4),
    feet=(left(0, 0.05, within=0.8), right(2, -0.04, within=0.8)),
    body={
        **hips(4, 6.0, at=0.4, metres=0.08),
        "side": wave(4, 4, at=0.7),
        "twist": wave(7, 4, at=0.9),
        "look": wave(9, 4, at=1.1),
        "tilt": wave(6, 4, at=0.9),
        "nod": wave(2, 2, at=0.2),
    },
    arms=swinging("low", "rest", 4, 0.7),
    bounce=0.014,
    spring=(1.6, 0.6),
    free_arms=True,
)

SLOW_ROCK = Move(
    name="slow rock",
    styles=("gentle", "ballroom"),
    beats=8,
    energy=(0.0, 0.5),
    feet=(
        left(0, 0.18, 0.03, within=0.9), right(2, 0.02, 0.05, within=0.9),
        left(4, 0.14, -0.02, within=0.9), right(6, 0.0, 0.0, within=0.9),
    ),
    body={
        **hips(4, 6.0, at=0.5, metres=0.02),
        "side": wave(5, 4, at=0.7),
        "twist": wave(8, 8, at=1),
        "look": wave(12, 8, at=1.4),
        "tilt": wave(5, 4, at=1.0),
        "lean": wave(2, 8, at=3),
    },
    arms={
        **arm("left", (0.5, "frame"), (4.5, "ready")),
        **arm("right", (0.8, "ready"), (4.8, "frame")),
    },
    bounce=0.012,
    spring=(1.4, 0.7),
    free_arms=True,
)  # fmt: skip

EASY_WALK = Move(
    name="easy walk",
    styles=("gentle", "ballroom", "party"),
    beats=8,
    energy=(0.1, 0.6),
    feet=(
        left(0, 0.0, 0.20), right(1, 0.0, 0.36), left(2, 0.0, 0.46),
        right(3, 0.03, 0.46, landing="touch"),
        right(4, 0.0, 0.22), left(5, 0.0, 0.08), right(6, 0.0, 0.0),
        left(7, -0.03, 0.02, landing="touch"),
    ),
    body={
        "hip_roll": wave(4, 2, at=0.2),
        "hip_yaw": wave(-5, 2, at=0.0),
        "twist": wave(8, 2, at=0.05),
        "lean": keys((0, 3), (3, -2), (4, -2), (7, 2)),
        "side": wave(2, 2, at=0.3),
        "nod": wave(3, 1, at=0.1),
    },
    arms=swinging("ready", "behind", 2, 0.1),
    bounce=0.022,
    free_arms=True,
)  # fmt: skip

SIDE_TOUCH = Move(
    name="toe touch",
    styles=("gentle", "party", "street"),
    beats=8,
    energy=(0.1, 0.55),
    feet=(
        left(0, 0.16, 0.0, landing="touch"), left(2, 0.02), right(4, -0.16, landing="touch"),
        right(6, -0.02),
    ),
    body={
        "hip_roll": keys((0.2, -6), (2.3, 4), (4.2, 6), (6.3, -4)),
        "twist": keys((0.2, 8), (2.3, 0), (4.2, -8), (6.3, 0)),
        "side": keys((0.3, -4), (2.5, 0), (4.3, 4), (6.5, 0)),
        "look": keys((0.4, 14), (2.5, 0), (4.4, -14), (6.5, 0)),
        "nod": wave(4, 1, at=0.1),
    },
    arms={
        **arm("left", (0.1, "out low"), (2.1, "low"), (4.2, "fist low"), (6.1, "low")),
        **arm("right", (0.2, "fist low"), (2.2, "low"), (4.1, "out low"), (6.2, "low")),
    },
    bounce=0.026,
    spring=(2.0, 0.6),
    free_arms=True,
)  # fmt: skip

DREAM = Move(
    name="arms adrift",
    styles=("gentle",),
    beats=8,
    energy=(0.05, 0.5),
    feet=(left(0, 0.10, within=0.9), right(4, -0.06, within=0.9)),
    body={
        **hips(8, 5.0, at=0.6, metres=0.07),
        "side": wave(6, 8, at=1.0),
        "twist": wave(10, 8, at=1.4),
        "look": wave(14, 8, at=1.8),
        "tilt": wave(6, 8, at=2.0),
        "nod": wave(3, 4, at=0.5, middle=-3),
    },
    arms=arms((0.5, "open"), (2.5, "up out"), (4.5, "ready"), (6.5, "chest"), apart=1.6),
    bounce=0.016,
    spring=(1.2, 0.7),
)

GENTLE = (SWAY, SLOW_ROCK, EASY_WALK, SIDE_TOUCH, DREAM)
