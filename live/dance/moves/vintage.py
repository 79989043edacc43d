"""Dances of other decades, which every party still knows."""

from live.dance.moves.arms import arm, swinging
from live.dance.moves.curves import keys, wave
from live.dance.moves.move import Move, left, right

DISCO_POINT = Move(
    name="disco point",
    styles=("party",),
    beats=8,
    energy=(0.45, 1.0),
    feet=(
        left(0, 0.10), right(1, -0.08, 0.05, landing="touch"), right(2, -0.08, 0.0),
        left(4, 0.10), right(4, -0.08, landing="pivot"), left(6, 0.10, 0.05, landing="touch"),
        left(7, 0.10),
    ),
    body={
        "x": keys((0, -0.05), (1, 0.05), (2, -0.05), (3, 0.05), (4, 0.05), (5, -0.05), (6, 0.05),
                  (7, -0.05)),
        "hip_roll": keys((0, -9), (1, 8), (2, -9), (3, 8), (4, 9), (5, -8), (6, 9), (7, -8)),
        "side": keys((0, 8), (1, -6), (2, 8), (3, -6), (4, -8), (5, 6), (6, -8), (7, 6)),
        "twist": keys((0, -12), (1, 16), (2, -12), (3, 16), (4, 12), (5, -16), (6, 12), (7, -16)),
        "look": keys((0, -25), (1, 15), (2, -25), (3, 15), (4, 25), (5, -15), (6, 25), (7, -15)),
        "nod": keys((0, -14), (1, 10), (2, -14), (3, 10), (4, -14), (5, 10), (6, -14), (7, 10)),
    },
    arms={
        **arm("right", (0, "point up"), (1, "point low"), (2, "point up"), (3, "point low"),
              (4.4, "hip"), (7, "hip")),
        **arm("left", (0.4, "hip"), (3, "hip"), (4, "point up"), (5, "point low"),
              (6, "point up"), (7, "point low")),
    },
    spring=(3.6, 0.55),
    bounce=0.035,
)  # fmt: skip

TWIST = Move(
    name="twist",
    styles=("party",),
    beats=8,
    energy=(0.4, 1.0),
    feet=(
        *(left(count, 0.05, yaw=yaw, landing="pivot") for count, yaw in
          enumerate((32, -32, 32, -32, 32, -32, 32, -32))),
        *(right(count, -0.05, yaw=yaw, landing="pivot") for count, yaw in
          enumerate((32, -32, 32, -32, 32, -32, 32, -32))),
    ),
    body={
        "x": wave(0.05, 4, at=0.5),
        "y": keys((0, -0.03), (4, -0.11), (7.5, -0.03)),
        "hip_yaw": wave(10, 2, at=0),
        "twist": wave(-54, 2, at=0.3),
        "lean": keys((0, 2), (4, 12), (7.5, 2)),
        "side": wave(9, 4, at=0.5),
        "look": wave(14, 2, at=0.15),
        "nod": wave(3, 1),
    },
    arms=swinging("fore", "behind", 2, 0.06),
    bounce=0.02,
)  # fmt: skip

JAZZ_SQUARE = Move(
    name="jazz square",
    styles=("party", "ballroom", "street"),
    energy=(0.35, 0.85),
    feet=(
        left(0, -0.23, 0.24, yaw=-12), right(1, -0.02, -0.08), left(2, 0.08, -0.06, yaw=8),
        right(3, 0.0, 0.06),
    ),
    body={
        "hip_yaw": keys((0, -18), (1, 0), (2, 8), (3, 0)),
        "hip_roll": keys((0, 6), (1, -6), (2, 6), (3, -6)),
        "twist": keys((0, 14), (1, -4), (2, -10), (3, 4)),
        "side": keys((0.2, -6), (1.2, 0), (2.2, 6), (3.2, 0)),
        "look": keys((0, -10), (2, 12)),
        "nod": wave(4, 1, at=0.08),
    },
    arms={
        **arm("left", (0, "across"), (1.05, "low"), (2, "out low"), (3.1, "low")),
        **arm("right", (0.1, "out low"), (1, "low"), (2.1, "across"), (3, "ready")),
    },
    bounce=0.034,
    free_arms=True,
)  # fmt: skip

CHARLESTON = Move(
    name="charleston",
    styles=("party", "ballroom"),
    energy=(0.5, 1.0),
    feet=(
        left(0, 0.0, 0.12, yaw=12, lift=0.08),
        right(1, 0.04, 0.74, landing="air", lift=0.22, within=0.85),
        right(2, 0.0, -0.10, yaw=-12, lift=0.06, within=0.85),
        left(3, 0.02, -0.36, landing="touch", within=0.8),
    ),
    body={
        "lean": keys((0, 4), (1, -6), (2, 5), (3, 14)),
        "twist": keys((0, 10), (1, 20), (2, -8), (3, -20)),
        "hip_yaw": keys((0, 0), (1, -8), (2, 0), (3, 8)),
        "nod": keys((1, 0), (3, -10)),
        "hip_roll": keys((0, 4), (1, 3), (2, -4), (3, -3)),
    },
    arms={
        **arm("left", (0, "low"), (1.0, "fore"), (2, "low"), (3.0, "behind")),
        **arm("right", (0, "low"), (1.05, "behind"), (2, "low"), (3.05, "fore")),
    },
    bounce=0.05,
)  # fmt: skip

VINTAGE = (DISCO_POINT, TWIST, JAZZ_SQUARE, CHARLESTON)
