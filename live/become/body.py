"""The person's body in every frame of a film: build, pose, and the pane that is cut out.

A good likeness needs points that agree with the picture. So points are taken from the landmarks in
the picture across and up, and from the body's bone lengths in depth; the pane is where the portrait
of the pose fits the picture best.
"""

from dataclasses import dataclass

import numpy as np

from live.become.smoothing import smoothed
from live.become.watching import PersonInFilm
from live.body.skeleton import INDEX, OFFSETS
from live.draw.portrait import HEIGHT, POINTS, WIDTH, AvatarBuild, Portrait
from live.see import landmarks as at
from live.see import limbs
from live.see.bone_lengths import BoneLengths, positions_on
from live.see.limbs import LINES
from live.see.retarget import local_rotations, world_rotations_from
from live.signals import Floats, Pose

LANDMARKS = 0.045  # seconds: width of the smoothing of landmarks, to each side
PANE = 0.07  # seconds: the same for the pane's place
SCALE = 0.5  # seconds: the same for the pane's size
_DOUBT = 0.02  # weight of a landmark that was not seen
_MEASURED = 80  # frames that the build is measured in
_SOLE = -0.015  # metres from a heel's or toe's landmark down to the floor: they are set low
_ANKLE, _ANKLES = 0.08, (0.05, 0.13)  # metres of an ankle over the floor, with shoes
_SHORTENED, _ASIDE = 0.7, 0.3  # weight of depth from lengths; relative depth of full weight
_STANDING = 0.45  # metres from hips down to ankles: above this the legs are straight
_ASPECT = np.array([WIDTH, HEIGHT])  # metres of the pane
_STEEPEST = 0.3  # metres of depth for a metre of height: the largest lean that is removed

# Points of the portrait at the place of a landmark: the landmark, and its weight for the pane.
_SHARED = {
    **{
        f"{s}_{joint}": (getattr(at, f"{s.upper()}_{joint.upper()}"), weight)
        for s in "lr"
        for joint, weight in (
            ("shoulder", 3.0), ("hip", 3.0), ("elbow", 1.0), ("wrist", 1.0), ("knee", 1.0),
            ("ankle", 1.0), ("ear", 1.0), ("heel", 0.5), ("index", 0.2), ("pinky", 0.2),
        )
    },
    "nose": (at.NOSE, 1.0),
}  # fmt: skip
_POINTS = [POINTS.index(name) for name in _SHARED]
_MARKS = [landmark for landmark, _ in _SHARED.values()]
_WEIGHTS = np.array([weight for _, weight in _SHARED.values()])

# The other points move as the mean of some of these.
_WITH = {
    "pelvis": ("l_hip", "r_hip"),
    "spine1": ("l_hip", "r_hip", "l_hip", "r_hip", "l_shoulder", "r_shoulder"),
    "spine2": ("l_hip", "r_hip", "l_shoulder", "r_shoulder"),
    "spine3": ("l_hip", "r_hip", "l_shoulder", "r_shoulder", "l_shoulder", "r_shoulder"),
    "neck": ("l_shoulder", "r_shoulder"),
    "head": ("l_ear", "r_ear", "nose"),
    "crown": ("l_ear", "r_ear", "nose"),
    **{f"{s}_collar": (f"{s}_shoulder",) for s in "lr"},
    **{f"{s}_hand": (f"{s}_wrist", f"{s}_index", f"{s}_pinky") for s in "lr"},
    **{f"{s}_fingers": (f"{s}_wrist", f"{s}_index", f"{s}_pinky") for s in "lr"},
    **{f"{s}_toe": (f"{s}_ankle", f"{s}_heel") for s in "lr"},
}


def _moves() -> Floats:
    """How far each point moves with each shared one: weights (36, shared)."""
    shares = np.zeros((len(POINTS), len(_POINTS)))
    place = {name: column for column, name in enumerate(_SHARED)}
    for row, point in enumerate(POINTS):
        for name in _WITH.get(point, (point,)):
            shares[row, place[name]] += 1.0 / len(_WITH.get(point, (point,)))
    return shares


_MOVES = _moves()


@dataclass(frozen=True, slots=True, eq=False)
class BodyInFilm:
    """One person's body in every frame of a film."""

    build: AvatarBuild
    poses: tuple[Pose, ...]
    panes: Floats  # (n, 3): a pane's height, left and upper edge; the picture's longer side is 1
    points: Floats  # (n, 36, 3) in the pane, as they lie on the picture
    portraits: Floats  # (n, 36, 3) in the pane, as a show gives them: the portrait of the pose
    error: Floats  # (n,) metres: mean distance of the two


def filmed(watched: PersonInFilm) -> BodyInFilm:
    """The body of the person in a film. Panes are relative to the picture's longer side."""
    times = watched.times
    weights = np.where(watched.there[:, None], np.maximum(watched.seen, _DOUBT), 0.0)
    image = smoothed(times, watched.image, weights[..., None], LANDMARKS)
    world = smoothed(times, watched.world, weights[..., None], LANDMARKS)
    metre = _metre(times, image, world, weights)
    body = np.concatenate([image / metre[:, None, None], world[..., 2:]], axis=2)
    lines = _lines(body)
    lines = _upright(lines)
    bones = _bones(lines, weights)
    lines = _foreshortened(lines)
    turns = [world_rotations_from(_unit(one)) for one in lines]
    build = _build(bones, world, weights)
    poses = _poses(times, turns)
    portraits = np.array([Portrait.of(pose, build).points for pose in poses])
    panes = _panes(times, portraits, image, weights)
    points = _laid(portraits, image, weights, panes)
    error = np.linalg.norm((points - portraits)[..., :2] * _ASPECT, axis=2)[:, _POINTS]
    return BodyInFilm(build, poses, panes, points, portraits, error.mean(axis=1))


def _metre(times: Floats, image: Floats, world: Floats, weights: Floats) -> Floats:
    """The length of a metre in the picture at the body's distance, (n,)."""
    weight = weights[..., None]
    total = weight.sum(axis=1, keepdims=True) + 1e-9
    flat = world[..., :2] - (weight * world[..., :2]).sum(axis=1, keepdims=True) / total
    seen = image - (weight * image).sum(axis=1, keepdims=True) / total
    found = (weight * flat * seen).sum(axis=(1, 2)) / np.maximum(
        (weight * flat * flat).sum(axis=(1, 2)), 1e-6
    )
    known = (weights.sum(axis=1) > 0) & (found > 0)
    return np.maximum(smoothed(times, found, known.astype(float), SCALE), 1e-3)


def _lines(body: Floats) -> Floats:
    """The lines between landmarks: (n, 17, 3) metres."""
    ends = [
        body[:, list(end)].mean(axis=1) - body[:, list(start)].mean(axis=1)
        for start, end in LINES.values()
    ]
    return np.stack(ends, axis=1)


def _upright(lines: Floats) -> Floats:
    """Removes the average lean of the legs in depth: on average nobody leans."""
    legs = lines[:, limbs.LEGS].sum(axis=1) / 2
    down, ahead = -legs[:, 1], legs[:, 2]
    standing = down > _STANDING
    if not standing.any():
        return lines
    lean = float(np.clip(np.median(ahead[standing] / down[standing]), -_STEEPEST, _STEEPEST))
    balanced = lines.copy()
    balanced[:, limbs.LEGS, 2] += lean * lines[:, limbs.LEGS, 1]
    return balanced


def _foreshortened(lines: Floats) -> Floats:
    """Lines with depth from their lengths: a line shorter in the picture than usual points to or
    from the eye.

    As in Taylor 2000 (doi:10.1006/cviu.2000.0878). The sign is that of the landmarks' own depth;
    where that is small, it is kept as it is.
    """
    usual = np.median(np.linalg.norm(lines, axis=2), axis=0)
    across, depth = np.linalg.norm(lines[..., :2], axis=2), lines[..., 2]
    rest = np.sqrt(np.maximum(usual**2 - across**2, 0.0)) * np.sign(depth)
    trust = _SHORTENED * np.clip(np.abs(depth) / (_ASIDE * usual), 0.0, 1.0)
    found = lines.copy()
    found[..., 2] += trust * (rest - depth)
    return found


def _bones(lines: Floats, weights: Floats) -> Floats:
    """The skeleton's offsets with this person's bone lengths: (24, 3) metres."""
    bones = BoneLengths()
    known = np.flatnonzero(weights.sum(axis=1) > 0)
    ends = [[*start, *end] for start, end in LINES.values()]
    for frame in known[np.linspace(0, len(known) - 1, _MEASURED).astype(int)]:
        sight = np.array([weights[frame, end].min() for end in ends])
        bones.measure(lines[frame], sight, 1 / 30)
    return bones.offsets


def _build(bones: Floats, world: Floats, weights: Floats) -> AvatarBuild:
    """The build: bones, and the ankles' height over the floor when the soles are on it."""
    feet = []
    for foot in (at.L_ANKLE, at.L_HEEL, at.L_TOE), (at.R_ANKLE, at.R_HEEL, at.R_TOE):
        heights = world[:, list(foot), 1]
        known = weights[:, list(foot)].min(axis=1) > limbs.SEEN_ENOUGH
        feet.append((heights[:, 0] - heights[:, 1:].min(axis=1))[known])
    found = np.concatenate(feet)
    ankle = float(np.median(found)) + _SOLE if len(found) else _ANKLE
    ankle = float(np.clip(ankle, *_ANKLES))
    return AvatarBuild(bones, ankle, max(0.01, ankle + float(bones[INDEX["l_toe"], 1])))


def _poses(times: Floats, turns: list[Floats]) -> tuple[Pose, ...]:
    """The poses, standing at centre stage on the lower foot."""
    poses = []
    before: Floats | None = None
    for time, world in zip(times, turns, strict=True):
        local = local_rotations(world)
        if before is not None:
            local = np.where((local * before).sum(axis=1, keepdims=True) < 0, -local, local)
        before = local
        body = positions_on(np.zeros(3), world, OFFSETS)
        lift = -float(body[_FEET, 1].min()) + 0.02
        poses.append(Pose(float(time), body + np.array([0.0, lift, 0.0]), local))
    return tuple(poses)


_FEET = [INDEX[name] for name in ("l_ankle", "r_ankle", "l_toe", "r_toe")]


def _panes(times: Floats, portraits: Floats, image: Floats, weights: Floats) -> Floats:
    """The pane's place in the picture, (n, 3): its height, left and upper edge."""
    flat = portraits[:, _POINTS, :2] * _ASPECT / HEIGHT  # pane heights, right and down
    seen = image[:, _MARKS] * np.array([1.0, -1.0])
    weight = (weights[:, _MARKS] * _WEIGHTS)[..., None]
    total = np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
    a = flat - (weight * flat).sum(axis=1, keepdims=True) / total
    b = seen - (weight * seen).sum(axis=1, keepdims=True) / total
    scale = (weight * a * b).sum(axis=(1, 2)) / np.maximum((weight * a * a).sum(axis=(1, 2)), 1e-9)
    known = (weights.sum(axis=1) > 0) & (scale > 0)
    scale = smoothed(times, scale, known.astype(float), SCALE)
    corner = (weight * (seen - scale[:, None, None] * flat)).sum(axis=1) / total[:, 0]
    corner = smoothed(times, corner, known.astype(float)[:, None], PANE)
    return np.concatenate([scale[:, None], corner], axis=1)


def _laid(portraits: Floats, image: Floats, weights: Floats, panes: Floats) -> Floats:
    """The points (n, 36, 3) at the landmarks; unseen ones, and depth, as in the portraits."""
    seen = image[:, _MARKS] * np.array([1.0, -1.0])
    there = (seen - panes[:, None, 1:]) / panes[:, None, :1] * HEIGHT / _ASPECT
    trust = np.clip(weights[:, _MARKS] * 2.0 - 0.4, 0.0, 1.0)[..., None]
    away = there - portraits[:, _POINTS, :2]
    # A constant distance of landmarks from our points (heels, wrists) is removed.
    total = np.maximum(trust.sum(axis=0), 1e-9)
    away = trust * (away - (trust * away).sum(axis=0) / total)
    points = portraits.copy()
    points[..., :2] += np.einsum("ps,nsk->npk", _MOVES, away)
    return points


def _unit(lines: Floats) -> Floats:
    length = np.linalg.norm(lines, axis=1, keepdims=True)
    return np.asarray(lines / np.maximum(length, 1e-6))
