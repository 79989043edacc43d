"""Ballroom: three beats that rise and fall, and slow-quick-quick in four."""

from live.dance.moves.arms import arm, arms
from live.dance.moves.curves import keys, wave
from live.dance.moves.floor import walk_round
from live.dance.moves.move import Move, left, right

_ALL_THREES = ("party", "latin", "ballroom", "street", "gentle")
# A waltz falls on ONE, rises over two and three, and is highest just before the next ONE.
_RISE_AND_FALL = keys(
    (0.05, -0.04), (1.2, 0.0), (2.3, 0.022), (3.05, -0.04), (4.2, 0.0), (5.3, 0.022)
)
_FRAME = {
    **arm("left", (0, "frame out"), (3, "frame")),
    **arm("right", (0.2, "frame"), (3.2, "frame out")),
}

WALTZ_BOX = Move(
    name="waltz box",
    styles=_ALL_THREES,
    meter=3,
    beats=6,
    energy=(0.15, 0.8),
    feet=(
        left(0, 0.0, 0.30, within=0.7), right(1, 0.26, 0.30), left(2, 0.26, 0.30),
        right(3, 0.26, 0.0, within=0.7), left(4, 0.0, 0.0), right(5, 0.0, 0.0),
    ),
    body={
        "y": _RISE_AND_FALL,
        "side": keys((0, 0), (1.6, 7), (2.6, 4), (3, 0), (4.6, -7), (5.6, -4)),
        "hip_roll": keys((0.4, 4), (1.4, -3), (2.4, 3), (3.4, -4), (4.4, 3), (5.4, -3)),
        "twist": keys((0.2, -8), (1.8, 6), (3.2, 8), (4.8, -6)),
        "look": keys((0.5, 14), (2, 18), (3.5, -14), (5, -18)),
        "tilt": keys((1.6, 4), (4.6, -4)),
    },
    arms=_FRAME,
    bounce=0.006,
    spring=(1.6, 0.7),
    free_arms=True,
)  # fmt: skip

WALTZ_BALANCE = Move(
    name="waltz balance",
    styles=_ALL_THREES,
    meter=3,
    beats=6,
    energy=(0.1, 0.7),
    feet=(
        left(0, 0.32, within=0.7), right(1, 0.26, -0.05, landing="touch"), left(2, 0.32),
        right(3, 0.0, within=0.7), left(4, 0.06, -0.05, landing="touch"), right(5, 0.0),
    ),
    body={
        "y": _RISE_AND_FALL,
        "side": keys((0.4, 8), (2.4, 2), (3.4, -8), (5.4, -2)),
        "hip_roll": keys((0.4, 6), (2, 3), (3.4, -6), (5, -3)),
        "twist": keys((0.4, -6), (1.8, 8), (3.4, 6), (4.8, -8)),
        "look": keys((0.6, 18), (2.4, 6), (3.6, -18), (5.4, -6)),
        "tilt": keys((0.8, 6), (3.8, -6)),
    },
    arms={
        **arm("left", (0.3, "out"), (1.8, "open"), (3.3, "belly"), (4.8, "ready")),
        **arm("right", (0.3, "belly"), (1.8, "ready"), (3.3, "out"), (4.8, "open")),
    },
    bounce=0.006,
    spring=(1.6, 0.7),
    free_arms=True,
)  # fmt: skip

HESITATION = Move(
    name="hesitation",
    styles=_ALL_THREES,
    meter=3,
    beats=6,
    energy=(0.0, 0.5),
    feet=(
        left(0, 0.06, 0.28, within=0.8), right(2, 0.10, 0.26, landing="touch", within=1.4),
        right(3, 0.0, -0.02, within=0.8), left(5, 0.02, 0.0, landing="touch", within=1.4),
    ),
    body={
        "y": _RISE_AND_FALL,
        "lean": keys((0, 3), (1.5, -3), (3, 0), (4.5, 3)),
        "side": keys((0.5, 4), (2, -5), (3.5, -4), (5, 5)),
        "twist": keys((0.5, -6), (2, 10), (3.5, 6), (5, -10)),
        "hip_roll": keys((0.6, 5), (2, 4), (3.6, -5), (5, -4)),
        "look": keys((1, 12), (2.4, 16), (4, -12), (5.4, -16)),
    },
    arms={
        **arm("left", (0.3, "belly"), (1.8, "open"), (2.6, "out"), (4.3, "low")),
        **arm("right", (0.4, "out low"), (2, "ready"), (3.4, "belly"), (5, "open")),
    },
    bounce=0.006,
    spring=(1.4, 0.7),
    free_arms=True,
)  # fmt: skip

WALTZ_TURN = Move(
    name="waltz turn",
    styles=_ALL_THREES,
    meter=3,
    beats=6,
    energy=(0.3, 0.95),
    feet=walk_round(6, 360),
    body={
        "y": _RISE_AND_FALL,
        "side": wave(6, 6, at=1),
        "twist": keys((0, 12), (3, 8), (5.2, -6)),
        "hip_roll": wave(3, 2, at=0.2),
    },
    arms={
        **arm("left", (0, "open"), (2, "frame out"), (4.5, "up out")),
        **arm("right", (0.2, "frame"), (2.2, "out"), (4.8, "frame")),
    },
    bounce=0.008,
    spring=(1.6, 0.7),
    turns=True,
)

TWINKLE = Move(
    name="twinkle",
    styles=("ballroom", "party", "latin"),
    meter=3,
    beats=6,
    energy=(0.25, 0.9),
    feet=(
        left(0, -0.26, 0.20, yaw=-20, within=0.7), right(1, -0.16, 0.04), left(2, -0.10, 0.0),
        right(3, 0.12, 0.20, yaw=20, within=0.7), left(4, 0.08, 0.04), right(5, 0.0, 0.0),
    ),
    body={
        "y": _RISE_AND_FALL,
        "hip_yaw": keys((0, -18), (1.5, 0), (3, 18), (4.5, 0)),
        "twist": keys((0, 8), (2, -6), (3, -8), (5, 6)),
        "side": keys((0.4, -7), (2, 3), (3.4, 7), (5, -3)),
        "look": keys((0.3, -22), (2, 0), (3.3, 22), (5, 0)),
    },
    arms={
        **arm("left", (0, "across"), (1.8, "out"), (3.1, "out low"), (4.8, "ready")),
        **arm("right", (0.1, "out low"), (1.8, "ready"), (3, "across"), (4.8, "out")),
    },
    bounce=0.008,
    spring=(1.8, 0.7),
)  # fmt: skip

WALTZ_SWAY = Move(
    name="waltz sway",
    styles=_ALL_THREES,
    meter=3,
    beats=6,
    energy=(0.0, 0.45),
    feet=(left(0, 0.10, within=0.8), right(3, -0.06, within=0.8)),
    body={
        "x": wave(0.07, 6, at=0.5),
        "y": _RISE_AND_FALL,
        "hip_roll": wave(6, 6, at=0.5),
        "side": wave(5, 6, at=1.0),
        "twist": wave(8, 6, at=1.2),
        "look": wave(12, 6, at=1.6),
        "tilt": wave(6, 6, at=1.4),
    },
    arms={
        **arm("left", (0.6, "open"), (3.4, "belly")),
        **arm("right", (0.8, "belly"), (3.8, "open")),
    },
    bounce=0.008,
    spring=(1.4, 0.7),
    free_arms=True,
)

WALTZ_POINT = Move(
    name="waltz point",
    styles=("ballroom", "party", "street", "latin"),
    meter=3,
    beats=6,
    energy=(0.3, 1.0),
    feet=(
        left(0, 0.02, 0.20, within=0.7), right(1, -0.22, 0.26, landing="touch", within=0.7),
        right(3, 0.0, 0.0, within=0.7), left(4, 0.22, 0.04, landing="touch", within=0.7),
        left(5, 0.02, 0.0, landing="touch"),
    ),
    body={
        "y": _RISE_AND_FALL,
        "side": keys((1.2, 9), (2.6, 3), (4.2, -9), (5.6, -3)),
        "twist": keys((1.2, -12), (4.2, 12)),
        "look": keys((1.2, -18), (4.2, 18)),
        "hip_roll": keys((0.5, 4), (1.5, 6), (3.5, -4), (4.5, -6)),
    },
    arms={
        **arm("right", (0, "ready"), (1.1, "up out"), (2.5, "out"), (3.5, "belly"), (5, "belly")),
        **arm("left", (0.3, "belly"), (2, "belly"), (3, "ready"), (4.1, "up out"), (5.4, "out")),
    },
    bounce=0.01,
    spring=(1.8, 0.65),
)  # fmt: skip

FOXTROT_BOX = Move(
    name="foxtrot box",
    styles=("ballroom", "gentle"),
    beats=8,
    energy=(0.1, 0.7),
    feet=(
        left(0, 0.0, 0.26, within=0.8), right(2, 0.26, 0.26), left(3, 0.26, 0.26),
        right(4, 0.26, 0.0, within=0.8), left(6, 0.0, 0.0), right(7, 0.0, 0.0),
    ),
    body={
        "y": keys((0.4, -0.03), (2.4, 0.005), (3.3, 0.01), (4.4, -0.03), (6.4, 0.005), (7.3, 0.01)),
        "side": keys((0.5, -2), (2.4, 6), (4.5, 2), (6.4, -6)),
        "hip_roll": keys((0.8, 4), (2.3, -4), (3.3, 4), (4.8, -4), (6.3, 4), (7.3, -4)),
        "twist": keys((0.8, -8), (2.6, 6), (4.8, 8), (6.6, -6)),
        "look": keys((1, 16), (3, 12), (5, -16), (7, -12)),
    },
    arms={
        **arm("left", (0.5, "frame out"), (3, "frame"), (5, "frame"), (7, "open")),
        **arm("right", (0.5, "frame"), (3, "open"), (5, "frame out"), (7, "frame")),
    },
    bounce=0.010,
    spring=(1.8, 0.7),
)  # fmt: skip

PROMENADE = Move(
    name="promenade",
    styles=("ballroom",),
    beats=8,
    energy=(0.2, 0.8),
    feet=(
        left(0, 0.28, 0.04, yaw=25, within=0.75), right(1, 0.46, 0.16, yaw=30, within=0.75),
        left(2, 0.44, 0.0), right(3, 0.40, 0.0),
        right(4, 0.12, 0.04, yaw=-25, within=0.75), left(5, -0.02, 0.16, yaw=-30, within=0.75),
        right(6, -0.02, 0.0), left(7, 0.0, 0.0),
    ),
    body={
        "y": keys((0.3, -0.02), (2.6, 0.012), (4.3, -0.02), (6.6, 0.012)),
        "hip_yaw": keys((0, 8), (1, 10), (2.5, 0), (4, -8), (5, -10), (6.5, 0)),
        "side": keys((1, -3), (2.6, 6), (5, 3), (6.6, -6)),
        "twist": keys((0, 6), (1, -6), (2.5, 0), (4, -6), (5, 6), (6.5, 0)),
        "look": keys((0.3, 26), (2.5, 6), (4.3, -26), (6.5, -6)),
    },
    arms={
        **arm("left", (0.2, "out"), (2, "frame out"), (4, "belly"), (6, "frame")),
        **arm("right", (0.2, "belly"), (2, "frame"), (4.2, "out"), (6, "frame out")),
    },
    bounce=0.012,
    spring=(2.0, 0.65),
)  # fmt: skip

LUNGE = Move(
    name="side lunge",
    styles=("ballroom", "latin"),
    beats=8,
    energy=(0.15, 0.75),
    feet=(
        left(0, 0.36, within=0.9), right(3, 0.02, 0.0, within=0.5), left(4, 0.02, 0.0),
        right(5, -0.32, within=0.9), left(7, 0.02, 0.0),
    ),
    body={
        "y": keys((0.6, -0.07), (2.4, -0.02), (3.4, 0.0), (5.4, -0.07), (7.2, 0.0)),
        "x": keys((0.7, 0.05), (2.6, 0.0), (5.5, -0.05), (7.2, 0.0)),
        "side": keys((0.8, -10), (2.6, -2), (5.6, 10), (7.4, 2)),
        "hip_roll": keys((0.8, 4), (2.6, 0), (5.6, -4), (7.4, 0)),
        "twist": keys((0.8, -14), (2.8, 0), (5.6, 14), (7.6, 0)),
        "look": keys((0.8, 24), (2.6, 0), (5.6, -24), (7.4, 0)),
    },
    arms={
        **arm("left", (0.8, "out"), (2.4, "open"), (3.6, "belly"), (5.6, "over"), (7, "ready")),
        **arm("right", (0.9, "over"), (2.6, "ready"), (4, "belly"), (5.7, "out"), (7.2, "open")),
    },
    bounce=0.012,
    spring=(1.8, 0.65),
)  # fmt: skip

WALTZ_SIDE = Move(
    name="waltz side to side",
    styles=_ALL_THREES,
    meter=3,
    beats=6,
    energy=(0.0, 1.0),
    feet=(
        left(0, 0.32, within=0.7), right(1, 0.28), left(2, 0.30),
        right(3, 0.32), left(4, 0.62), right(5, 0.60),
    ),
    body={
        "y": _RISE_AND_FALL,
        "side": keys((0.4, 6), (2.4, 1), (4.4, 6), (5.4, 0)),
        "look": keys((0.6, 14), (4.5, 0)),
        "twist": wave(5, 3, at=0.5),
    },
    arms=arms((0.5, "open"), (3, "ready"), apart=0.3),
    bounce=0.008,
    spring=(1.8, 0.7),
    free_arms=True,
    travels=True,
)  # fmt: skip

BALLROOM = (
    WALTZ_BOX, WALTZ_BALANCE, HESITATION, WALTZ_TURN, TWINKLE, WALTZ_SWAY, WALTZ_POINT,
    FOXTROT_BOX, PROMENADE, LUNGE, WALTZ_SIDE,
)  # fmt: skip
