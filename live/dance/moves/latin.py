"""Latin: the hips follow the feet."""

from live.dance.moves.arms import arm, arms, swinging
from live.dance.moves.curves import hold, keys, wave
from live.dance.moves.floor import hips
from live.dance.moves.move import Move, left, right

_HIPS = {
    "hip_roll": wave(9, 2, at=0.25),
    "hip_yaw": wave(8, 2, at=0.1),
    "side": wave(5, 2, at=0.25),
    "twist": wave(-8, 2, at=0.15),
    "nod": wave(2, 1, at=0.1),
}

CHA_CHA = Move(
    name="cha-cha",
    styles=("latin", "ballroom"),
    beats=8,
    energy=(0.35, 0.9),
    feet=(
        left(0, 0.0, 0.26), right(1, 0.0, -0.02), left(2, 0.14, 0.0, within=0.5),
        right(2.5, 0.08, within=0.4), left(3, 0.24, within=0.4),
        right(4, 0.08, -0.26), left(5, 0.24, 0.02), right(6, 0.06, 0.0, within=0.5),
        left(6.5, 0.08, within=0.4), right(7, 0.0, within=0.4),
    ),
    body={
        "hip_roll": keys((0.2, 8), (1.2, -8), (2.1, 7), (2.5, -5), (3.1, 9), (4.2, -8), (5.2, 8),
                         (6.1, -7), (6.5, 5), (7.1, -9)),
        "hip_yaw": keys((0.2, -10), (1.2, 6), (3, -4), (4.2, 10), (5.2, -6), (7, 4)),
        "twist": keys((0.2, 12), (1.2, -6), (3, 8), (4.2, -12), (5.2, 6), (7, -8)),
        "side": keys((0.2, 4), (1.2, -4), (3.2, 7), (4.2, -4), (5.2, 4), (7.2, -7)),
        "lean": keys((0, 4), (1.2, 0), (4, -3), (5.2, 1)),
        "look": keys((0, 4), (3, 12), (4, -4), (7, -12)),
    },
    arms={
        **arm("left", (0, "chest"), (1, "ready"), (2, "open"), (3.1, "out"), (4, "out low"),
              (5, "belly"), (6, "chest"), (7.1, "ready")),
        **arm("right", (0.1, "out low"), (1, "belly"), (2, "chest"), (3.1, "ready"),
              (4.1, "chest"), (5, "ready"), (6, "open"), (7.1, "out")),
    },
    bounce=0.016,
)  # fmt: skip

SALSA = Move(
    name="salsa basic",
    styles=("latin",),
    beats=8,
    energy=(0.35, 1.0),
    feet=(
        left(0, 0.0, 0.24), right(1, 0.0, 0.01), left(2, 0.0, 0.0),
        right(3, 0.04, 0.03, landing="touch"),
        right(4, 0.0, -0.24), left(5, 0.0, 0.01), right(6, 0.0, 0.0),
        left(7, -0.04, 0.03, landing="touch"),
    ),
    body={
        "hip_roll": keys((0.25, 9), (1.25, -9), (2.25, 9), (3.3, 11), (4.25, -9), (5.25, 9),
                         (6.25, -9), (7.3, -11)),
        "hip_yaw": keys((0.2, -12), (1.2, 8), (2.2, -6), (4.2, 12), (5.2, -8), (6.2, 6)),
        "twist": keys((0.2, 14), (1.2, -10), (2.4, 6), (4.2, -14), (5.2, 10), (6.4, -6)),
        "side": keys((0.3, 5), (1.3, -5), (2.6, 6), (4.3, -5), (5.3, 5), (6.6, -6)),
        "look": wave(8, 8, at=1),
        "nod": wave(2, 1, at=0.1),
    },
    arms=swinging("ready", "belly", 2, 0.15),
    bounce=0.014,
    free_arms=True,
)  # fmt: skip

SALSA_SIDE = Move(
    name="salsa side",
    styles=("latin", "party"),
    beats=8,
    energy=(0.4, 1.0),
    feet=(
        left(0, 0.26), right(1, 0.0, -0.01), left(2, 0.0),
        right(3, 0.04, 0.04, landing="touch"),
        right(4, -0.26), left(5, 0.0, -0.01), right(6, 0.0),
        left(7, -0.04, 0.04, landing="touch"),
    ),
    body={
        "hip_roll": keys((0.25, 10), (1.25, -8), (2.3, 9), (4.25, -10), (5.25, 8), (6.3, -9)),
        "twist": keys((0, -12), (1.2, 8), (2.2, 0), (4, 12), (5.2, -8), (6.2, 0)),
        "side": keys((0.3, -5), (1.4, 3), (4.3, 5), (5.4, -3)),
        "look": keys((0, 18), (2, 0), (4, -18), (6, 0)),
    },
    arms={
        **arm("left", (0, "out"), (1, "chest"), (2, "ready"), (3, "belly"), (4, "chest"),
              (5, "ready"), (6, "belly"), (7, "chest")),
        **arm("right", (0, "chest"), (1, "ready"), (2, "belly"), (3, "chest"), (4, "out"),
              (5, "chest"), (6, "ready"), (7, "belly")),
    },
    bounce=0.016,
)  # fmt: skip

MAMBO = Move(
    name="mambo",
    styles=("latin", "party"),
    energy=(0.45, 1.0),
    feet=(
        left(0, 0.02, 0.28), right(1, 0.0, 0.0), left(2, 0.0, -0.05), right(3, 0.0, -0.01),
    ),
    body={
        **_HIPS,
        "lean": keys((0, 6), (1, 2), (2, -2), (3, 2)),
        "chest": wave(4, 2, at=0.5),
    },
    arms=swinging("fore", "behind", 2, 0.1),
    bounce=0.022,
    free_arms=True,
)  # fmt: skip

CUCARACHA = Move(
    name="cucaracha",
    styles=("latin",),
    beats=8,
    energy=(0.2, 0.75),
    feet=(
        left(0, 0.26), right(1, 0.0), left(2, 0.02, within=0.8),
        right(4, -0.26), left(5, 0.02), right(6, 0.0, within=0.8),
    ),
    body={
        "x": keys((0.4, 0.05), (1.3, -0.04), (3, 0.05), (4.4, -0.05), (5.3, 0.04), (7, -0.05)),
        "hip_roll": keys((0.4, 11), (1.3, -9), (3, 11), (4.4, -11), (5.3, 9), (7, -11)),
        "side": keys((0.4, -4), (1.5, 5), (3.2, -6), (4.4, 4), (5.5, -5), (7.2, 6)),
        "twist": keys((0.3, -10), (1.5, 6), (4.3, 10), (5.5, -6)),
        "look": keys((0.5, 14), (2.5, -4), (4.5, -14), (6.5, 4)),
    },
    arms={
        **arm("left", (0.3, "out"), (1.5, "ready"), (3, "chest"), (4.4, "belly"), (6, "ready")),
        **arm("right", (0.3, "belly"), (2, "ready"), (4.3, "out"), (5.5, "ready"), (7, "chest")),
    },
    bounce=0.012,
)  # fmt: skip

RUMBA_BOX = Move(
    name="rumba box",
    styles=("latin", "ballroom"),
    beats=8,
    energy=(0.1, 0.6),
    feet=(
        left(0, 0.0, 0.26, within=0.8), right(2, 0.24, 0.26), left(3, 0.24, 0.26),
        right(4, 0.24, 0.0, within=0.8), left(6, 0.0, 0.0), right(7, 0.0, 0.0),
    ),
    body={
        "hip_roll": keys((0.9, 9), (2.3, -8), (3.3, 8), (4.9, -9), (6.3, 8), (7.3, -8)),
        "hip_yaw": keys((0.9, 8), (2.3, -7), (3.3, 5), (4.9, -8), (6.3, 7), (7.3, -5)),
        "twist": keys((0.9, -9), (2.3, 8), (4.9, 9), (6.3, -8)),
        "side": keys((1, -5), (2.5, 5), (3.4, -3), (5, 5), (6.5, -5), (7.4, 3)),
        "look": wave(10, 8, at=1.5),
    },
    arms={
        **arm("left", (0.3, "ready"), (2, "open"), (3.5, "frame out"), (5, "belly"), (7, "chest")),
        **arm("right", (0.5, "frame"), (2.5, "belly"), (4.4, "open"), (6.2, "frame out")),
    },
    bounce=0.012,
)  # fmt: skip

MERENGUE = Move(
    name="merengue",
    styles=("latin", "party"),
    energy=(0.25, 0.85),
    feet=(
        left(0, 0.03, lift=0.035), right(1, 0.02, lift=0.035), left(2, 0.05, lift=0.035),
        right(3, 0.0, lift=0.035),
    ),
    body={
        "hip_roll": wave(11, 2, at=0.3),
        "hip_yaw": wave(7, 2, at=0.1),
        "side": wave(7, 2, at=0.3),
        "twist": wave(-9, 2, at=0.2),
        "look": wave(8, 4, at=0.5),
        "tilt": wave(4, 2, at=1.3),
    },
    arms=swinging("fist", "fore", 2, 0.2),
    bounce=0.018,
    free_arms=True,
)  # fmt: skip

BACHATA = Move(
    name="bachata",
    styles=("latin",),
    beats=8,
    energy=(0.2, 0.7),
    feet=(
        left(0, 0.24), right(1, 0.20), left(2, 0.46), right(3, 0.40, landing="touch"),
        right(4, 0.22), left(5, 0.26), right(6, 0.0), left(7, 0.06, landing="touch"),
    ),
    body={
        "hip_roll": keys((0.3, 7), (1.3, -7), (2.3, 7), (3, -13), (4.3, -7), (5.3, 7), (6.3, -7),
                         (7, 13)),
        "x": keys((2.3, 0.02), (3, -0.03), (3.6, 0.02), (6.3, -0.02), (7, 0.03), (7.6, -0.02)),
        "side": keys((0, 3), (2, 4), (3, -8), (4, -3), (6, -4), (7, 8)),
        "twist": keys((0, 5), (3, -7), (4, -5), (7, 7)),
        "look": keys((0, 10), (3, 16), (4, -10), (7, -16)),
    },
    arms={
        **arm("left", (0, "ready"), (1, "belly"), (2, "ready"), (3, "head"), (4.2, "chest"),
              (5, "ready"), (6, "belly"), (7, "out low")),
        **arm("right", (0, "belly"), (1, "ready"), (2, "belly"), (3, "out low"), (4, "ready"),
              (5, "belly"), (6, "ready"), (7, "head")),
    },
    bounce=0.014,
)  # fmt: skip

HIP_CIRCLE = Move(
    name="hip circles",
    styles=("latin", "party", "gentle"),
    energy=(0.15, 0.7),
    feet=(left(0, 0.05), right(1, -0.04)),
    body={
        "x": wave(0.07, 4, at=0.2),
        "z": wave(0.05, 4, at=1.2),
        "hip_roll": wave(9, 4, at=0.3),
        "hip_pitch": wave(8, 4, at=1.3),
        "hip_yaw": wave(6, 4, at=0.8),
        "side": wave(-6, 4, at=0.3),
        "lean": wave(-6, 4, at=1.3),
        "twist": wave(-6, 4, at=0.8),
        "look": wave(8, 4, at=2.0),
        "tilt": wave(5, 4, at=2.4),
    },
    arms=arms((0, "open"), (1, "up bent"), (2.2, "head"), (3.2, "up bent"), apart=0.4),
    bounce=0.016,
    free_arms=True,
)

SHIMMY = Move(
    name="shoulder shimmy",
    styles=("latin", "party"),
    energy=(0.4, 0.95),
    feet=(
        left(0, 0.06, 0.16), right(2, 0.0, 0.0, lift=0.03), left(3, 0.0, 0.0),
    ),
    body={
        "twist": wave(8, 0.5, at=0.0),
        "lean": keys((0, 2), (1.5, 12), (3.3, -6)),
        "hip_roll": wave(5, 4, at=0.3),
        "side": wave(5, 4, at=1.3),
        "look": wave(6, 4, at=1),
        "nod": keys((0, 0), (1.5, -10), (3.3, 4)),
    },
    arms={
        **arms((0, "out low"), (1.5, "wide"), (3, "out low")),
        "left_reach": wave(12, 0.5, at=0.25), "right_reach": wave(12, 0.5, at=0.0),
        "left_shrug": wave(5, 0.5, at=0.0), "right_shrug": wave(5, 0.5, at=0.25),
    },
    spring=(8.0, 0.7),
    bounce=0.02,
)  # fmt: skip

CUMBIA = Move(
    name="back rock",
    styles=("latin", "party", "street"),
    beats=8,
    energy=(0.3, 0.85),
    feet=(
        left(0, -0.06, -0.28, yaw=18), right(1, 0.0), left(2, 0.04),
        right(3, 0.05, landing="touch"),
        right(4, 0.06, -0.28, yaw=-18), left(5, 0.0), right(6, -0.04),
        left(7, -0.05, landing="touch"),
    ),
    body={
        **hips(8, 4.0, at=2.2),
        "hip_yaw": keys((0, 20), (1.2, 4), (2, 0), (4, -20), (5.2, -4), (6, 0)),
        "twist": keys((0, -6), (1.2, 4), (4, 6), (5.2, -4)),
        "lean": keys((0, -3), (1.2, 4), (2.5, 0), (4, -3), (5.2, 4), (6.5, 0)),
        "look": keys((0, -8), (2, 6), (4, 8), (6, -6)),
        "nod": hold(0),
    },
    arms={
        **arm("left", (0, "out low"), (1.1, "fore"), (2.1, "ready"), (3, "clap"), (4, "chest"),
              (5, "low"), (6, "ready"), (7, "clap")),
        **arm("right", (0, "chest"), (1.1, "low"), (2.1, "ready"), (3, "clap"), (4, "out low"),
              (5.1, "fore"), (6.1, "ready"), (7, "clap")),
    },
    bounce=0.026,
)  # fmt: skip

LATIN = (
    CHA_CHA, SALSA, SALSA_SIDE, MAMBO, CUCARACHA, RUMBA_BOX, MERENGUE, BACHATA, HIP_CIRCLE,
    SHIMMY, CUMBIA,
)  # fmt: skip
