"""The bone lengths of the person in front of the camera, measured at first and then nearly fixed.

The landmarks' bones grow and shrink by 3 to 20 % from frame to frame; a person's do not. Each
length is the median of the first seconds, left and right together; later it changes slowly.
"""

import numpy as np

from live.body import quat, skeleton
from live.see import limbs
from live.signals import JOINT_COUNT, Floats

EXPECTED = 6  # samples of the expected length that are added to the first measurements
SAMPLES = 90  # measurements of a length (3 s at 30 a second) that its median is taken from
DRIFT_HALFLIFE = 20.0  # seconds: how slowly a settled length follows new measurements
PLAUSIBLE = (0.6, 1.6)  # of the standard skeleton's length: measurements are clipped to this

_PAIRS = {
    "hips": ("hips",),
    "spine": ("spine",),
    "shoulders": ("shoulders",),
    "upper_arm": ("l_upper_arm", "r_upper_arm"),
    "forearm": ("l_forearm", "r_forearm"),
    "palm": ("l_palm", "r_palm"),
    "thigh": ("l_thigh", "r_thigh"),
    "shin": ("l_shin", "r_shin"),
    "foot": ("l_foot", "r_foot"),
}  # a length, and the lines that measure it
_BONES = {
    "hips": ("l_hip", "r_hip"),
    "spine": ("spine1", "spine2", "spine3", "neck", "l_collar", "r_collar", "head"),
    "shoulders": ("l_shoulder", "r_shoulder"),
    "upper_arm": ("l_elbow", "r_elbow"),
    "forearm": ("l_wrist", "r_wrist"),
    "palm": ("l_hand", "r_hand"),
    "thigh": ("l_knee", "r_knee"),
    "shin": ("l_ankle", "r_ankle"),
    "foot": ("l_toe", "r_toe"),
}  # a length, and the offsets that it scales


def _standard() -> Floats:
    """The lengths of the standard skeleton, in the order of _PAIRS."""
    rest = skeleton.positions_from(np.zeros(3), np.tile([1.0, 0, 0, 0], (24, 1)))
    place = skeleton.INDEX

    def between(a: str, b: str) -> float:
        return float(np.linalg.norm(rest[place[a]] - rest[place[b]]))

    hips, shoulders = rest[[1, 2]].mean(axis=0), rest[[16, 17]].mean(axis=0)
    return np.array(
        [
            between("l_hip", "r_hip"),
            float(np.linalg.norm(hips - shoulders)),
            between("l_shoulder", "r_shoulder"),
            between("l_shoulder", "l_elbow"),
            between("l_elbow", "l_wrist"),
            between("l_wrist", "l_hand"),
            between("l_hip", "l_knee"),
            between("l_knee", "l_ankle"),
            between("l_ankle", "l_toe") * 1.6,  # measured from the heel to the tip of the shoe
        ]
    )


STANDARD = _standard()


class BoneLengths:
    """Measures the person's bone lengths while they dance."""

    def __init__(self) -> None:
        self._samples: list[list[float]] = [[] for _ in _PAIRS]
        self.lengths = STANDARD.copy()  # (9,) metres, in the order of _PAIRS

    def measure(self, lines: Floats, sight: Floats, dt: float) -> None:
        """Takes one measured body: lines (17, 3) in metres, and how well each was seen, (17,).

        `dt` is in seconds, since the last call.
        """
        measured = np.linalg.norm(lines, axis=1)
        settling = False
        for row, names in enumerate(_PAIRS.values()):
            for name in names:
                line = limbs.INDEX[name]
                if sight[line] >= limbs.SEEN_ENOUGH:
                    settling |= self._take(row, float(measured[line]), dt / len(names))
        if settling:
            self._settle()

    def _take(self, row: int, length: float, dt: float) -> bool:
        """One measurement of a length; True while that is still being settled."""
        low, high = (share * STANDARD[row] for share in PLAUSIBLE)
        length = min(max(length, low), high)
        if len(self._samples[row]) < SAMPLES:
            self._samples[row].append(length)
            return True
        # A fixed step towards the measurement, however far that is: this tracks the median.
        step = 0.02 * STANDARD[row] * (1.0 - 0.5 ** (dt / DRIFT_HALFLIFE))
        self.lengths[row] += step if length > self.lengths[row] else -step
        return False

    def _settle(self) -> None:
        """Sets unsettled lengths to medians, including EXPECTED samples of a standard body of this
        size.
        """
        medians = {r: float(np.median(s)) for r, s in enumerate(self._samples) if s}
        size = float(np.median([length / STANDARD[row] for row, length in medians.items()]))
        for row, samples in enumerate(self._samples):
            if len(samples) < SAMPLES:
                self.lengths[row] = np.median([*samples, *[size * STANDARD[row]] * EXPECTED])

    @property
    def offsets(self) -> Floats:
        """The skeleton's offsets with this person's bone lengths: (24, 3) metres."""
        offsets = skeleton.OFFSETS.copy()
        for row, bones in enumerate(_BONES.values()):
            joints = [skeleton.INDEX[bone] for bone in bones]
            offsets[joints] *= self.lengths[row] / STANDARD[row]
        # The collars are scaled by the spine in height, by the shoulders in width.
        width = self.lengths[2] / STANDARD[2]
        for joint in (skeleton.INDEX["l_collar"], skeleton.INDEX["r_collar"]):
            offsets[joint, 0] = skeleton.OFFSETS[joint, 0] * width
        shoulders = [skeleton.INDEX["l_shoulder"], skeleton.INDEX["r_shoulder"]]
        offsets[shoulders, 1:] = skeleton.OFFSETS[shoulders, 1:]
        return offsets


def positions_on(root: Floats, world: Floats, offsets: Floats) -> Floats:
    """Forward kinematics with a person's own bones: joint positions (24, 3) in metres.

    From the root (3,), world rotations (24, 4) and offsets (24, 3).
    """
    parents = skeleton.PARENTS
    bones = quat.rotate(world[list(parents[1:])], offsets[1:])
    positions = np.empty((JOINT_COUNT, 3))
    positions[0] = root
    for joint in range(1, JOINT_COUNT):
        positions[joint] = positions[parents[joint]] + bones[joint - 1]
    return positions
