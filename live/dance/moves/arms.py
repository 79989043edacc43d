"""Named places of an arm, and tracks that move arms between them."""

from live.dance.moves.curves import Curve, hits, keys, wave
from live.dance.moves.move import ARM, Arm, Side

#                 out    up   fore  elbow palm hand shrug reach
PLACES: dict[str, Arm] = {
    "hang":      (0.10, -0.49, 0.06, 25, 10, 0, 0, 0),
    "low":       (0.10, -0.33, 0.24, 30, 40, 10, 0, 0),
    "ready":     (0.05, -0.22, 0.32, 35, 45, 10, 1, 3),
    "behind":    (0.13, -0.40, -0.18, 30, 20, -10, 0, -6),
    "fore":      (0.02, -0.20, 0.40, 30, 40, 5, 1, 8),
    "chest":     (-0.08, -0.12, 0.24, 55, 60, 10, 3, 6),
    "across":    (-0.22, -0.14, 0.28, 50, 60, 5, 2, 12),
    "belly":     (-0.14, -0.33, 0.22, 40, 30, 5, 0, 6),
    "wide":      (0.42, -0.22, 0.16, 30, 80, 15, 1, 0),
    "out":       (0.50, 0.00, 0.12, 40, 90, 10, 4, 2),
    "out low":   (0.34, -0.36, 0.08, 30, 70, 20, 0, 0),
    "open":      (0.36, 0.06, 0.24, 60, 100, 20, 4, 3),
    "up":        (0.16, 0.46, 0.10, 60, 60, 5, 14, 0),
    "up out":    (0.33, 0.38, 0.10, 60, 60, 5, 12, 0),
    "up bent":   (0.22, 0.24, 0.20, 70, 60, 5, 10, 2),
    "over":      (-0.08, 0.40, 0.12, 90, 60, 10, 12, 0),
    "hip":       (0.09, -0.37, 0.06, 70, 60, -40, 0, -4),
    "head":      (0.10, 0.25, 0.06, 85, 60, -20, 10, -4),
    "face":      (0.06, 0.06, 0.26, 60, 30, 0, 5, 4),
    "clap":      (-0.075, -0.10, 0.36, 40, 0, 0, 2, 8),
    "clap open": (0.16, -0.10, 0.33, 45, 0, 5, 2, 4),
    "clap high": (-0.075, 0.26, 0.30, 60, 0, 0, 10, 6),
    "point up":  (0.30, 0.42, 0.12, 50, 60, 0, 14, 4),
    "point low": (-0.26, -0.34, 0.26, 40, 60, 0, 0, 8),
    "point":     (0.10, 0.02, 0.50, 40, 80, 0, 3, 12),
    "fist":      (0.04, -0.10, 0.24, 30, 10, 0, 2, 0),
    "fist low":  (0.08, -0.30, 0.22, 30, 10, 0, 0, 0),
    "pump":      (0.12, 0.34, 0.22, 50, 30, 0, 12, 4),
    "rope high": (0.20, 0.20, 0.26, 60, 40, 10, 8, 3),
    "robot up":  (0.22, 0.20, 0.16, 90, 90, 0, 2, 0),
    "robot low": (0.22, -0.22, 0.16, 90, 90, 0, 2, 0),
    "robot fore": (0.06, -0.24, 0.25, 10, 20, 0, 0, 0),
    "frame":     (0.24, -0.10, 0.30, 75, 80, 0, 1, 4),
    "frame out": (0.42, 0.04, 0.22, 70, 90, 5, 3, 3),
    "rest":      (0.11, -0.45, 0.12, 30, 20, 5, 0, 0),
}  # fmt: skip


def arm(side: Side, *places: tuple[float, str], snap: float = 0.0) -> dict[str, Curve]:
    """One arm from place to place, at each on its count. `snap` > 0: each change takes as many
    counts.
    """
    track: dict[str, Curve] = {}
    for index, name in enumerate(ARM):
        points = [(count, PLACES[place][index]) for count, place in places]
        track[f"{side}_{name}"] = hits(*points, within=snap) if snap else keys(*points)
    return track


def arms(*places: tuple[float, str], snap: float = 0.0, apart: float = 0.06) -> dict[str, Curve]:
    """Both arms alike, the right one `apart` counts later: arms are never exactly together."""
    other = [(count + apart, place) for count, place in places]
    return {**arm("left", *places, snap=snap), **arm("right", *other, snap=snap)}


def swinging(
    fore: str = "ready", back: str = "low", period: float = 2.0, lag: float = 0.0
) -> dict[str, Curve]:
    """Arms that swing against the legs: the right one forward with the left step."""
    track: dict[str, Curve] = {}
    for index, name in enumerate(ARM):
        one, two = PLACES[fore][index], PLACES[back][index]
        middle, amount = (one + two) / 2, (one - two) / 2
        track[f"right_{name}"] = wave(amount, period, lag, middle)
        track[f"left_{name}"] = wave(-amount, period, lag + 0.04, middle)
    return track
