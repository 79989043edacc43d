"""Street: sharper, lower, with the chest and the shoulders."""

from live.dance.moves.arms import arm, arms, swinging
from live.dance.moves.curves import hits, hold, keys, plus, wave
from live.dance.moves.move import Move, left, right

RUNNING_MAN = Move(
    name="running man",
    styles=("street", "party"),
    energy=(0.6, 1.0),
    feet=(
        left(0, 0.0, 0.14, lift=0.24, within=0.7), right(0, 0.0, -0.18, lift=0.012, within=0.4),
        right(1, 0.0, 0.14, lift=0.24, within=0.7), left(1, 0.0, -0.18, lift=0.012, within=0.4),
        left(2, 0.0, 0.14, lift=0.24, within=0.7), right(2, 0.0, -0.18, lift=0.012, within=0.4),
        right(3, 0.0, 0.14, lift=0.24, within=0.7), left(3, 0.0, -0.18, lift=0.012, within=0.4),
    ),
    body={
        "lean": wave(4, 1, at=0.5, middle=9),
        "twist": wave(-14, 2, at=0.0),
        "hip_yaw": wave(6, 2, at=0.0),
        "nod": wave(5, 1, at=0.1),
    },
    arms=swinging("fist", "behind", 2, 0.0),
    spring=(4, 0.6),
    bounce=0.045,
)  # fmt: skip

ROBOT = Move(
    name="robot",
    styles=("street", "party"),
    beats=8,
    energy=(0.3, 0.9),
    feet=(
        left(0, 0.04, 0.0, lift=0.03, within=0.4), right(4, -0.04, lift=0.03, within=0.4),
    ),
    body={
        "twist": hits((0, 20), (2, -20), (3, 0), (4, -20), (6, 20), (7, 0)),
        "hip_yaw": hits((0, 4), (2, -4), (4, -4), (6, 4)),
        "lean": hits((0, 0), (3, 18), (4, 0), (7, 14), within=0.3),
        "look": hits((0, -20), (1, 25), (2, 25), (3, 0), (4, 20), (5, -25), (6, -25), (7, 0)),
        "nod": hits((0, 0), (3, 14), (4, 0), (7, 10)),
        "side": hits((0, 0), (1, 6), (2, 0), (5, -6), (6, 0)),
        "x": hits((0, 0.03), (2, -0.03), (4, -0.03), (6, 0.03), within=0.35),
    },
    arms={
        **arm("left", (0, "robot fore"), (1, "robot up"), (2, "robot up"), (3, "robot low"),
              (4, "robot low"), (5, "robot fore"), (6, "robot up"), (7, "robot fore"), snap=0.4),
        **arm("right", (0, "robot low"), (1, "robot fore"), (2, "robot fore"), (3, "robot low"),
              (4, "robot fore"), (5, "robot up"), (6, "robot low"), (7, "robot up"), snap=0.4),
    },
    spring=(7, 0.5),
    bounce=0.012,
)  # fmt: skip

BODY_ROLL = Move(
    name="body roll",
    styles=("street", "party", "latin"),
    energy=(0.25, 0.8),
    feet=(left(0, 0.05, 0.06), right(1, -0.04, -0.02)),
    body={
        "nod": wave(14, 2, at=0.35),
        "chest": wave(15, 2, at=1.4),
        "belly": wave(17, 2, at=0.75),
        "hip_pitch": wave(11, 2, at=0.15),
        "z": wave(0.06, 2, at=1.75),
        "y": wave(-0.035, 2, at=0.2, middle=-0.03),
        "lean": wave(5, 2, at=0.3, middle=3),
        "hip_roll": wave(3, 4, at=0.3),
        "twist": wave(6, 4, at=0.8),
    },
    arms={
        **arm("left", (0.2, "low"), (1.2, "belly"), (2.3, "rest"), (3.2, "fist")),
        **arm("right", (0.3, "rest"), (1.3, "fist"), (2.2, "low"), (3.3, "belly")),
    },
    bounce=0.02,
    free_arms=True,
)

ARM_WAVE = Move(
    name="arm wave",
    styles=("street", "party"),
    energy=(0.2, 0.75),
    feet=(left(0, 0.05), right(2, -0.03)),
    body={
        "x": wave(0.05, 4, at=0.0),
        "hip_roll": wave(6, 4, at=0.1),
        "chest": keys((0, 0), (1.3, -10), (2, 6), (3, 0)),
        "side": keys((0, -4), (1, 6), (2.2, -7), (3.3, 0)),
        "look": keys((0, 35), (1, 20), (2, -20), (3, -35)),
        "nod": wave(3, 1, at=0.1),
        "twist": keys((0, 6), (2.5, -6)),
    },
    arms={
        "left_out": hold(0.49), "right_out": hold(0.49),
        "left_fore": hold(0.10), "right_fore": hold(0.10),
        # The crest runs from the left fingers over the shoulders to the right fingers.
        "left_hand": keys((3.7, 0), (0.0, -55), (0.5, 40), (1.0, 0)),
        "left_up": keys((3.9, 0.0), (0.35, 0.13), (0.8, -0.07), (1.3, 0.0)),
        "left_elbow": keys((0.2, 30), (0.6, 105), (1.1, 20), (1.6, 40)),
        "left_shrug": keys((0.5, 0), (0.95, 16), (1.4, -3), (2, 0)),
        "right_shrug": keys((1.0, 0), (1.45, 16), (1.9, -3), (2.5, 0)),
        "right_elbow": keys((1.4, 40), (1.8, 105), (2.3, 20), (2.8, 40)),
        "right_up": keys((1.5, 0.0), (2.05, 0.13), (2.5, -0.07), (3.0, 0.0)),
        "right_hand": keys((1.9, 0), (2.35, -55), (2.8, 40), (3.4, 0)),
        "left_palm": hold(90), "right_palm": hold(90),
        "left_reach": hold(0), "right_reach": hold(0),
    },
    spring=(5, 0.6),
    bounce=0.018,
)  # fmt: skip

CHEST_POP = Move(
    name="chest pop",
    styles=("street",),
    beats=8,
    energy=(0.3, 0.9),
    feet=(
        left(0, 0.10, 0.0), right(2, -0.08, 0.0), left(4, 0.10, 0.08), right(6, -0.08, 0.06),
    ),
    body={
        "chest": plus(hold(4), keys(*((c + d, v) for c in range(8)
                                      for d, v in ((0.0, -15.0), (0.5, 5.0))))),
        "belly": keys(*((c + d, v) for c in range(8) for d, v in ((0.05, 6.0), (0.55, -2.0)))),
        "lean": hold(6),
        "hip_roll": wave(6, 4, at=0.2),
        "x": wave(0.04, 4, at=0.2),
        "twist": keys((0, 14), (2, 14), (2.6, -14), (4, -14), (4.6, 10), (6, 10), (6.6, -14)),
        "nod": wave(6, 1, at=0.1),
        "side": wave(5, 4, at=0.3),
    },
    arms={
        **arm("left", (0, "out low"), (0.5, "fist low"), (1, "out low"), (1.5, "low"),
              (2, "fist"), (3, "fist low"), (4, "out low"), (5, "low"), (6, "fist"), (7, "chest")),
        **arm("right", (0, "fist"), (1, "fist low"), (2, "out low"), (2.5, "fist low"),
              (3, "out low"), (4, "fist"), (5, "chest"), (6, "out low"), (7, "low")),
    },
    spring=(4, 0.55),
    bounce=0.04,
)  # fmt: skip

KICK_STEP = Move(
    name="kick step",
    styles=("street", "party"),
    energy=(0.5, 1.0),
    feet=(
        left(0, 0.02, 0.64, landing="air", lift=0.16, within=0.8), left(1, 0.03, 0.0),
        right(2, -0.02, 0.64, landing="air", lift=0.16, within=0.8), right(3, -0.03, 0.0),
    ),
    body={
        "lean": keys((0, -6), (1, 6), (2, -6), (3, 6)),
        "twist": keys((0, -16), (1, 0), (2, 16), (3, 0)),
        "side": keys((0, -5), (1, 2), (2, 5), (3, -2)),
        "nod": wave(6, 2, at=1.05),
        "hip_roll": keys((0, -4), (1, 4), (2, 4), (3, -4)),
    },
    arms={
        **arm("left", (0, "behind"), (1, "fist"), (2, "fore"), (3, "fist low")),
        **arm("right", (0, "fore"), (1, "fist low"), (2, "behind"), (3, "fist")),
    },
    spring=(3.5, 0.55),
    bounce=0.05,
)  # fmt: skip

CRISS_CROSS = Move(
    name="criss-cross",
    styles=("street", "party"),
    energy=(0.55, 1.0),
    feet=(
        left(0, 0.14, lift=0.07), right(0, -0.14, lift=0.07),
        left(1, -0.17, 0.12, lift=0.07), right(1, 0.14, -0.06, lift=0.07),
        left(2, 0.14, lift=0.07), right(2, -0.14, lift=0.07),
        left(3, 0.0, lift=0.07), right(3, 0.0, lift=0.07),
    ),
    body={
        "y": keys((0, -0.03), (0.5, 0.01), (1, -0.02), (1.5, 0.01), (2, -0.03), (2.5, 0.01)),
        "hip_yaw": keys((0, 0), (1, -16), (2, 0), (3, 0)),
        "twist": keys((0, 0), (1, 14), (2, -4), (3, 4)),
        "lean": wave(3, 1, at=0.1, middle=5),
        "nod": wave(5, 1, at=0.1),
    },
    arms=arms((0, "out low"), (1, "across"), (2, "out low"), (3, "fist")),
    spring=(4, 0.6),
    bounce=0.035,
)  # fmt: skip

ROCK = Move(
    name="street rock",
    styles=("street",),
    energy=(0.3, 0.9),
    feet=(
        left(0, 0.16, 0.16, yaw=-15, lift=0.09), right(1, -0.02, 0.0, lift=0.03),
        left(2, 0.0, 0.0), right(2, -0.12, 0.0, landing="pivot", yaw=-10),
        right(3, -0.02, 0.02, landing="touch"),
    ),
    body={
        "lean": keys((0, 12), (1, 0), (2, 8), (3, 2)),
        "twist": keys((0, -20), (1, 8), (2, 14), (3, -6)),
        "side": keys((0, -7), (1, 4), (2, 6), (3, -2)),
        "chest": wave(6, 1, at=0.4),
        "nod": wave(7, 1, at=0.1),
        "hip_roll": keys((0, 5), (1, -6), (2, 6), (3, 4)),
    },
    arms={
        **arm("left", (0, "out"), (1, "fist"), (2, "across"), (3, "fist low")),
        **arm("right", (0, "across"), (1, "fist low"), (2, "out"), (3, "fist")),
    },
    spring=(3.6, 0.5),
    bounce=0.05,
    free_arms=True,
)  # fmt: skip

PATCH = Move(
    name="stirring fists",
    styles=("street", "party"),
    energy=(0.35, 0.9),
    feet=(left(0, 0.10, 0.03), right(1, -0.08), left(2, 0.10, -0.02), right(3, -0.08, 0.02)),
    body={
        "x": wave(0.05, 4, at=0.9),
        "z": wave(0.03, 4, at=1.9),
        "twist": wave(16, 4, at=0.9),
        "lean": wave(6, 4, at=1.9, middle=5),
        "hip_roll": wave(6, 2, at=0.2),
        "side": wave(6, 4, at=0.9),
        "nod": wave(5, 1, at=0.1),
    },
    arms={
        "left_out": wave(0.15, 4, at=1.0, middle=-0.02),
        "right_out": wave(-0.15, 4, at=1.0, middle=-0.02),
        "left_fore": wave(0.12, 4, at=2.0, middle=0.32),
        "right_fore": wave(0.12, 4, at=2.05, middle=0.32),
        "left_up": wave(0.04, 2, middle=-0.16), "right_up": wave(0.04, 2, at=0.1, middle=-0.16),
        "left_elbow": hold(65), "right_elbow": hold(60),
        "left_palm": hold(40), "right_palm": hold(40),
        "left_hand": wave(10, 2), "right_hand": wave(10, 2, at=0.2),
        "left_shrug": hold(2), "right_shrug": hold(2),
        "left_reach": wave(6, 4, at=2, middle=4), "right_reach": wave(6, 4, at=2, middle=4),
    },
    bounce=0.04,
)  # fmt: skip

STREET = (
    RUNNING_MAN, ROBOT, BODY_ROLL, ARM_WAVE, CHEST_POP, KICK_STEP, CRISS_CROSS, ROCK, PATCH,
)  # fmt: skip
