"""What everybody dances at a party."""

from live.dance.moves.arms import arm, arms, swinging
from live.dance.moves.curves import hold, keys, plus, wave
from live.dance.moves.floor import hips, walk_round
from live.dance.moves.move import Move, left, right

STEP_TOUCH = Move(
    name="step-touch",
    styles=("party", "gentle", "latin", "ballroom", "street"),
    energy=(0.15, 0.7),
    feet=(
        left(0, 0.34),
        right(1, 0.27, 0.02, landing="touch"),
        right(2, 0.0),
        left(3, 0.07, 0.02, landing="touch"),
    ),
    body={
        **hips(4, 6.0, at=0.25),
        "twist": wave(9, 4, at=1.2),
        "side": wave(5, 4, at=0.4),
        "look": wave(10, 4, at=0.7),
        "nod": wave(4, 1, at=0.08),
    },
    arms=swinging("ready", "low", 4, 0.9),
    free_arms=True,
)

TWO_STEP = Move(
    name="two-step",
    styles=("party", "latin", "street"),
    beats=8,
    energy=(0.3, 0.85),
    feet=(
        left(0, 0.27),
        right(1, 0.21, -0.03),
        left(2, 0.52),
        right(3, 0.45, 0.02, landing="touch"),
        right(4, 0.25),
        left(5, 0.30, -0.03),
        right(6, 0.0),
        left(7, 0.07, 0.02, landing="touch"),
    ),
    body={
        "hip_roll": keys((0, 5), (1, -4), (2, 5), (3, 6), (4, -5), (5, 4), (6, -5), (7, -6)),
        "side": keys((0, 3), (2.2, 7), (3.4, 4), (4, -3), (6.2, -7), (7.4, -4)),
        "twist": keys((0, 6), (1, -3), (2, 8), (3, 12), (4, -6), (5, 3), (6, -8), (7, -12)),
        "look": keys((0, 12), (2, 18), (4, -12), (6, -18)),
        "nod": wave(5, 1, at=0.08),
    },
    arms={**swinging("ready", "low", 2)},
    bounce=0.038,
    free_arms=True,
)

GRAPEVINE = Move(
    name="grapevine",
    styles=("party", "latin", "ballroom"),
    beats=8,
    energy=(0.35, 0.9),
    feet=(
        left(0, 0.25, 0.02),
        right(1, 0.51, -0.17, within=0.8),
        left(2, 0.58),
        right(3, 0.51, 0.03, landing="touch"),
        right(4, 0.31, 0.02),
        left(5, 0.05, -0.17, within=0.8),
        right(6, 0.0),
        left(7, 0.07, 0.03, landing="touch"),
    ),
    body={
        "hip_yaw": keys((0, 6), (1, -16), (2, 6), (3.2, 4), (4, -6), (5, 16), (6, -6), (7.2, -4)),
        "twist": keys((0, -4), (1, 14), (2, 6), (3, 10), (4, 4), (5, -14), (6, -6), (7, -10)),
        "side": keys((0.3, 5), (2, 4), (3.3, -5), (4.3, -5), (6, -4), (7.3, 5)),
        "look": keys((0, 16), (2, 20), (3.4, 0), (4, -16), (6, -20), (7.4, 0)),
        "nod": wave(4, 1, at=0.08),
    },
    arms={
        **arm("left", (0, "out low"), (1.1, "ready"), (2, "out"), (3.05, "clap"), (4, "low"),
              (5.1, "out low"), (6, "ready"), (7.05, "clap")),
        **arm("right", (0, "low"), (1, "out low"), (2.1, "ready"), (3.05, "clap"), (4, "out low"),
              (5, "ready"), (6, "out"), (7.05, "clap")),
    },
    bounce=0.032,
)  # fmt: skip

CLAP = Move(
    name="clap",
    styles=("party", "gentle", "street"),
    energy=(0.3, 0.85),
    feet=(
        left(0, 0.24),
        right(1, 0.17, 0.0, landing="touch"),
        right(2, 0.0),
        left(3, 0.07, 0.0, landing="touch"),
    ),
    body={
        **hips(4, 5.0, at=0.25),
        "side": wave(4, 4, at=0.4),
        "lean": wave(3, 2, at=1.05, middle=2),
        "nod": wave(6, 2, at=1.05),
        "tilt": wave(5, 4, at=1.3),
    },
    arms=arms((0, "clap open"), (1, "clap"), (2, "clap open"), (3, "clap"), apart=0.0),
    spring=(4.0, 0.6),
    bounce=0.04,
)

BOUNCE = Move(
    name="bounce",
    styles=("party", "street", "gentle", "latin"),
    energy=(0.1, 0.6),
    feet=(left(0, 0.06), right(0, -0.05, 0.04, landing="pivot", yaw=-12)),
    body={
        **hips(4, 5.0, at=0.1, metres=0.05),
        "lean": wave(3, 1, at=0.05, middle=3),
        "twist": wave(8, 4, at=0.4),
        "side": wave(4, 4, at=0.3),
        "nod": wave(7, 1, at=0.1),
        "tilt": wave(5, 4, at=0.7),
    },
    arms={
        **arm("left", (0.1, "fist"), (1.05, "ready"), (2.1, "fist low"), (3.05, "ready")),
        **arm("right", (0.05, "fist low"), (1.1, "ready"), (2.05, "fist"), (3.1, "low")),
    },
    bounce=0.05,
    free_arms=True,
)

RAISE_THE_ROOF = Move(
    name="raise the roof",
    styles=("party", "street"),
    energy=(0.6, 1.0),
    feet=(
        left(0, 0.24), right(1, 0.17, landing="touch"),
        right(2, 0.0), left(3, 0.07, landing="touch"),
    ),
    body={
        **hips(4, 6.0, at=0.2),
        "lean": wave(-4, 1, at=0.05),
        "chest": wave(5, 1, at=0.45),
        "nod": wave(-6, 1, at=0.05, middle=-6),
        "side": wave(4, 4, at=0.3),
    },
    arms=arms((0, "up"), (0.5, "up bent"), (1, "up"), (1.5, "up bent"), (2, "up"),
              (2.5, "up bent"), (3, "up"), (3.5, "up bent"), apart=0.03),
    spring=(5.0, 0.6),
    bounce=0.045,
)  # fmt: skip

ARM_ROLL = Move(
    name="arm roll",
    styles=("party", "street"),
    beats=8,
    energy=(0.4, 0.9),
    feet=(
        left(0, 0.26), right(1, 0.20), left(2, 0.46), right(3, 0.40, landing="touch"),
        right(4, 0.20), left(5, 0.25), right(6, 0.0), left(7, 0.07, landing="touch"),
    ),
    body={
        "lean": keys((0, 8), (3, 2), (4, 8), (7, 2)),
        "side": keys((0, 5), (2, 8), (4, -5), (6, -8)),
        "hip_roll": keys((0, 5), (1, -4), (2, 5), (3, 6), (4, -5), (5, 4), (6, -5), (7, -6)),
        "twist": keys((0, 8), (3, 14), (4, -8), (7, -14)),
        "look": keys((0, 14), (3, 4), (4, -14), (7, -4)),
        "nod": wave(4, 1, at=0.08, middle=4),
    },
    arms={
        "left_out": hold(-0.09), "right_out": hold(-0.09),
        "left_up": wave(0.10, 1, at=0.0, middle=-0.16),
        "left_fore": wave(0.10, 1, at=0.25, middle=0.30),
        "right_up": wave(0.10, 1, at=0.5, middle=-0.16),
        "right_fore": wave(0.10, 1, at=0.75, middle=0.30),
        "left_elbow": hold(62), "right_elbow": hold(60),
        "left_palm": hold(60), "right_palm": hold(60),
        "left_hand": hold(0), "right_hand": hold(0),
        "left_shrug": wave(3, 1), "right_shrug": wave(-3, 1),
        "left_reach": hold(4), "right_reach": hold(4),
    },
    spring=(6.0, 0.7),
    bounce=0.035,
)  # fmt: skip

MARCH = Move(
    name="march",
    styles=("party",),
    energy=(0.5, 1.0),
    feet=(
        left(0, 0.0, 0.04, lift=0.17), right(1, 0.0, 0.04, lift=0.17),
        left(2, 0.03, 0.0, lift=0.17), right(3, -0.03, 0.0, lift=0.17),
    ),
    body={
        **hips(2, 5.0, at=0.15),
        "twist": wave(-12, 2, at=0.0),
        "lean": wave(3, 1, at=0.5, middle=2),
        "side": wave(3, 2, at=0.2),
        "nod": wave(4, 1, at=0.1),
    },
    arms=swinging("pump", "low", 2, 0.0),
    bounce=0.045,
    free_arms=True,
)  # fmt: skip

FIST_PUMP = Move(
    name="fist pump",
    styles=("party", "street"),
    beats=8,
    energy=(0.6, 1.0),
    feet=(
        left(0, 0.12, 0.08), right(2, -0.06, 0.0, landing="touch"), right(3, -0.06, 0.0),
        right(4, -0.06, 0.08), left(4, 0.06, 0.0, landing="pivot"),
        left(6, 0.06, landing="touch"), left(7, 0.06),
    ),
    body={
        "hip_roll": wave(7, 2, at=0.1),
        "x": wave(0.04, 2, at=0.1),
        "lean": plus(hold(4), wave(5, 1, at=0.0)),
        "twist": keys((0, 14), (3.6, 10), (4, -14), (7.6, -10)),
        "nod": wave(8, 1, at=0.05),
    },
    arms={
        **arm("right", (0, "pump"), (0.5, "up"), (1, "pump"), (1.5, "up"), (2, "pump"),
              (2.5, "up"), (3, "pump"), (4, "fist low"), (5, "fist"), (6, "fist low"),
              (7, "fist"), (7.5, "up bent")),
        **arm("left", (0, "fist low"), (1, "fist"), (2, "fist low"), (3, "fist"), (3.5, "up bent"),
              (4, "pump"), (4.5, "up"), (5, "pump"), (5.5, "up"), (6, "pump"), (6.5, "up"),
              (7, "pump")),
    },
    spring=(4.5, 0.6),
    bounce=0.06,
)  # fmt: skip

SPOT_TURN = Move(
    name="spot turn",
    styles=("party", "latin", "ballroom", "street"),
    energy=(0.35, 1.0),
    feet=walk_round(4, 360),
    body={
        "hip_roll": wave(4, 2, at=0.1),
        "twist": keys((0, 16), (2, 10), (3.3, -10)),
        "nod": wave(3, 1, at=0.1),
        "side": keys((0, 4), (2, -2), (3.4, 0)),
    },
    arms={
        **arm("left", (0, "open"), (1.2, "belly"), (1.9, "belly"), (3.2, "out")),
        **arm("right", (0.8, "belly"), (1.8, "chest"), (3.1, "out")),
    },
    bounce=0.022,
    turns=True,
)

HEEL_DIG = Move(
    name="heel dig",
    styles=("party", "street", "ballroom"),
    energy=(0.3, 0.8),
    feet=(
        left(0, 0.06, 0.26, yaw=10, landing="heel"), left(1, 0.0),
        right(2, -0.06, 0.26, yaw=-10, landing="heel"), right(3, 0.0),
    ),
    body={
        "lean": keys((0, -4), (1, 5), (2, -4), (3, 5)),
        "twist": wave(-10, 4, at=0.1),
        "hip_roll": wave(-5, 4, at=0.2),
        "nod": wave(5, 2, at=0.1),
        "side": wave(-4, 4, at=0.2),
    },
    arms={
        **arm("left", (0, "low"), (1, "fist"), (2, "out low"), (3, "fist")),
        **arm("right", (0, "out low"), (1, "fist"), (2, "low"), (3, "fist")),
    },
    bounce=0.038,
    free_arms=True,
)  # fmt: skip

SIDE_TO_SIDE = Move(
    name="side to side",
    styles=("party", "latin", "gentle", "street", "ballroom"),
    energy=(0.0, 1.0),
    feet=(
        left(0, 0.34), right(1, 0.30), left(2, 0.64), right(3, 0.60),
    ),
    body={
        "hip_roll": wave(5, 2, at=0.1),
        "side": keys((0, 4), (1, 1), (2, 4), (3, -1)),
        "look": keys((0, 14), (3, 0)),
        "twist": wave(6, 2, at=0.2),
        "nod": wave(4, 1, at=0.08),
    },
    arms=swinging("ready", "out low", 2),
    bounce=0.03,
    free_arms=True,
    travels=True,
)  # fmt: skip

PARTY = (
    STEP_TOUCH, TWO_STEP, GRAPEVINE, CLAP, BOUNCE, RAISE_THE_ROOF, ARM_ROLL,
    MARCH, FIST_PUMP, SPOT_TURN, HEEL_DIG, SIDE_TO_SIDE,
)  # fmt: skip
