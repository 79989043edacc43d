"""Gestures that replace a move's arms: over a phrase, or as an accent at its end."""

from live.dance.moves.arms import arm, arms, swinging
from live.dance.moves.curves import hold, keys, wave
from live.dance.moves.move import Gesture

# Two bars of four: they go with every move in four whose arms are free.
GESTURES: tuple[Gesture, ...] = (
    Gesture("loose swing", 4, swinging("ready", "behind", 2, 0.1), (0.1, 0.7)),
    Gesture("hands up", 4, {
        **arm("left", (0, "up out"), (1, "up"), (2, "up out"), (3, "up bent")),
        **arm("right", (0.1, "up"), (1.1, "up out"), (2.1, "up bent"), (3.1, "up out")),
    }, (0.6, 1.0)),
    Gesture("snaps", 4, {
        **arm("left", (0, "ready"), (1, "open"), (2, "ready"), (3, "out low")),
        **arm("right", (0, "ready"), (1, "out low"), (2, "ready"), (3, "open")),
    }, (0.2, 0.75), (3.4, 0.55)),
    Gesture("hand on hip", 8, {
        **arm("left", (0.3, "hip"), (3.4, "hip"), (4.6, "open"), (6, "ready"), (7, "out low")),
        **arm("right", (0, "ready"), (1, "open"), (2, "chest"), (3, "out"), (4.5, "hip"),
              (7.3, "hip")),
    }, (0.1, 0.75)),
    Gesture("push and pull", 4, {
        **arm("left", (0, "fore"), (1, "chest"), (2, "fore"), (3, "fist")),
        **arm("right", (0.05, "chest"), (1.05, "fore"), (2.05, "fist"), (3.05, "fore")),
    }, (0.35, 0.9), (3.4, 0.55)),
    Gesture("lasso", 4, {
        **arm("left", (0, "hip"), (3, "hip")),
        "right_out": wave(0.14, 2, at=0.0, middle=0.12),
        "right_fore": wave(0.12, 2, at=0.5, middle=0.10),
        "right_up": hold(0.42), "right_elbow": hold(60), "right_palm": hold(60),
        "right_hand": wave(15, 2, at=0.8), "right_shrug": hold(12), "right_reach": hold(0),
    }, (0.6, 1.0)),
    Gesture("open and close", 4, arms(
        (0, "out"), (1, "across"), (2, "up out"), (3, "chest"), apart=0.1), (0.35, 0.9)),
    Gesture("waves of the hand", 8, {
        **arm("left", (0.5, "open"), (2.5, "low"), (4.5, "chest"), (6.5, "up out")),
        **arm("right", (0.8, "chest"), (2.7, "up out"), (4.8, "open"), (6.8, "low")),
    }, (0.0, 0.6), (1.5, 0.65)),
    Gesture("low and easy", 4, {
        **arm("left", (0.1, "fist"), (1.1, "low"), (2.1, "ready"), (3.1, "fist low")),
        **arm("right", (0.2, "low"), (1.2, "fist"), (2.2, "fist low"), (3.2, "ready")),
    }, (0.0, 0.6)),
)  # fmt: skip

# Two bars of three.
GESTURES_IN_THREE: tuple[Gesture, ...] = (
    Gesture("open frame", 6, {
        **arm("left", (0.3, "frame out"), (3.3, "open")),
        **arm("right", (0.6, "open"), (3.6, "frame out")),
    }, (0.0, 1.0), (1.5, 0.7)),
    Gesture("swan", 6, arms((0.5, "out"), (2.6, "ready"), (3.6, "up out"), (5.5, "frame"),
                            apart=0.2), (0.2, 1.0), (1.5, 0.7)),
    Gesture("skirt", 6, {
        **arm("left", (0.3, "out low"), (2, "low"), (3.3, "hip"), (5, "hip")),
        **arm("right", (0.3, "hip"), (2, "hip"), (3.3, "out low"), (5, "low")),
    }, (0.0, 0.8), (1.5, 0.7)),
    Gesture("hand to heart", 6, {
        **arm("left", (0.6, "chest"), (2.6, "open"), (4.5, "low")),
        **arm("right", (0.8, "low"), (2.8, "out low"), (4.6, "belly")),
    }, (0.0, 0.6), (1.3, 0.7)),
)  # fmt: skip

# Two counts long: on the last two of a phrase.
ACCENTS: tuple[Gesture, ...] = (
    Gesture("clap", 2, arms((0, "clap open"), (1, "clap"), apart=0.0), (0.2, 1.0), (4.5, 0.6)),
    Gesture("clap high", 2, arms((0, "up bent"), (1, "clap high"), apart=0.0), (0.55, 1.0),
            (4.5, 0.6)),
    Gesture("point", 2, {
        **arm("left", (0, "fist"), (1, "point up")), **arm("right", (0, "low"), (1, "hip")),
        "look": keys((0, 0), (1, 22)), "nod": keys((0, 4), (1, -14)),
    }, (0.4, 1.0), (4.0, 0.55)),
    Gesture("ta-da", 2, {
        **arms((0, "chest"), (1, "out")), "chest": keys((0, 4), (1, -10)),
        "nod": keys((0, 8), (1, -8)),
    }, (0.3, 1.0), (3.4, 0.5)),
    Gesture("reach to you", 2, {
        **arm("right", (0, "chest"), (1, "point")), **arm("left", (0, "low"), (1, "out low")),
        "lean": keys((0, -2), (1, 8)), "nod": keys((0, 0), (1, -6)),
    }, (0.0, 0.8), (3.0, 0.55)),
    Gesture("shrug", 2, {
        "left_shrug": keys((0, 0), (1, 15)), "right_shrug": keys((0, 0), (1, 15)),
        **{name: curve for name, curve in arms((0, "low"), (1, "open")).items()
           if "shrug" not in name},
        "tilt": keys((0, 0), (1, 10)),
    }, (0.0, 0.6), (3.4, 0.6)),
    Gesture("arms up", 2, {
        **arms((0, "low"), (1, "up out")), "nod": keys((0, 6), (1, -14)),
    }, (0.65, 1.0), (3.6, 0.5)),
)  # fmt: skip
