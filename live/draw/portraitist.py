"""An avatar's network: it paints one dancer in the pane of `live.draw.portrait`."""

from typing import Annotated, Any, NoReturn

import cv2
import msgspec
import numpy as np
import numpy.typing as npt

from live.body import quat, skeleton
from live.draw.crop import CELL, STEP, Crop, CropTracker, Reach, whole
from live.draw.portrait import PLAIN, POINTS, AvatarBuild, Portrait
from live.draw.someone import look_of
from live.errors import BadInput
from live.networks.providers import ANY, BROKEN, Engine, Network, Numbers, misfit
from live.signals import JOINT_COUNT, Floats, Image, Pose

PREFIX = "avatar_"  # of the folders in the model repository
_INPUTS = {"pose", "previous", "rows", "columns", "look"}
_STILL = 1e-4  # of the pane: a body that moves less than this stands still
_SETTLED = 8  # pictures of a still body until a network with a previous picture has settled
_Metres = Annotated[float, msgspec.Meta(gt=-1.0, lt=1.0)]
_Offset = tuple[_Metres, _Metres, _Metres]
_Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
_Reach = tuple[_Share, _Share, _Share, _Share]  # left, above, right, below
_LARGEST = 4096  # pixels of a pane's side
_AT_REST = np.tile(quat.IDENTITY, (JOINT_COUNT, 1))
_UPRIGHT: Floats = np.array([0.0, PLAIN.ankle + 0.829, 0.0])  # metres: a standing body's pelvis


def _easy() -> Pose:
    """The pose of a standing body with its arms half down, as dancers mostly hold them."""
    rotations = _AT_REST.copy()
    for name, way in (("l_shoulder", -1.0), ("r_shoulder", 1.0)):
        rotations[skeleton.INDEX[name]] = quat.about(np.array([0.0, 0.0, 1.0]), way)
    return Pose(0.0, skeleton.positions_from(_UPRIGHT, rotations), rotations)


EASY = _easy()


class _Build(msgspec.Struct, forbid_unknown_fields=True):
    """A build, as a model's metadata gives it."""

    offsets: Annotated[list[_Offset], msgspec.Meta(min_length=24, max_length=24)]
    ankle: Annotated[float, msgspec.Meta(ge=0.0, lt=1.0)]
    toe: Annotated[float, msgspec.Meta(ge=0.0, lt=1.0)]


class Portraitist:
    """One avatar: paints one picture at a time, for one worker."""

    def __init__(self, network: Network, engine: Engine = "auto", seed: str = "") -> None:
        """Checks a network and warms it up; `seed` is that of the look, if the network takes one.

        Raises BadInput for a network that is not an avatar's.
        """
        self._network = network
        self._path = path = network.path
        self._memory, self._look = _no_memory(), _no_look()
        self._check(seed)
        metadata = self._metadata()
        self.look = seed if self._look.size else ""
        self.name = path.parent.parent.name.removeprefix(PREFIX) + (self.look and f":{self.look}")
        self.licence = str(metadata.get("licence") or "not stated")
        self.consent = str(metadata.get("consent") or "")
        self.build = self._build(metadata)
        self._last: tuple[Floats, Image] | None = None
        self._still = 0  # pictures in a row in which the body has not moved
        self._tracker = self._crop_tracker(metadata)
        points = Portrait.of(EASY, self.build).points
        usual = self._inputs(points, self._window(points))
        network.begin(engine, self._inputs(points, whole(self.size)), usual)

    @property
    def size(self) -> tuple[int, int]:
        """The size of its picture in pixels: width, height."""
        return self._size

    @property
    def engine(self) -> str:
        """The engine that runs it."""
        return self._network.engine

    @property
    def milliseconds(self) -> float:
        """Milliseconds that a picture takes, measured at loading."""
        return self._network.milliseconds

    @property
    def tried(self) -> str:
        """Engines that were tried without success, and why; empty: none."""
        return "; ".join(f"{trial.engine}: {trial.why}" for trial in self._network.tried)

    @property
    def fault(self) -> Exception | None:
        """The error after which its GPU was given up; it paints on the CPU since. None: none."""
        return self._network.fault

    def paint(self, portrait: Portrait) -> Image:
        """The avatar, (height, width, 4) uint8 RGBA premultiplied; do not write to the array.

        A body that stands still is not painted again. Raises ArithmeticError where the network
        gives NaN or infinity.
        """
        points = portrait.points
        still = self._last is not None and float(np.abs(points - self._last[0]).max()) < _STILL
        self._still = self._still + 1 if still else 0
        settled = 1 if self._memory.size == 0 else _SETTLED
        if self._last is not None and self._still >= settled:
            return self._last[1]
        window = self._window(points)
        answer = self._network.run(self._inputs(points, window))["rgba"]
        if not np.isfinite(answer).all():
            self.forget()
            raise ArithmeticError(f"the avatar {self.name} is not a number")
        if self._memory.size:
            self._remember(answer[0])
        rgba = self._pane(answer[0], window)
        # A still body is compared with the last painted one, so slow movement adds up.
        self._last = (self._last[0] if still and self._last else points, rgba)
        return rgba

    def forget(self) -> None:
        """Drops the state of earlier pictures: another dancer comes, or the same after a pause."""
        self._last = None
        self._memory[:] = 0.0
        if self._tracker:
            self._tracker.forget()

    def _inputs(self, points: Floats, window: Crop) -> dict[str, Numbers]:
        inputs: dict[str, Numbers] = {"pose": points[None].astype(np.float32)}
        inputs |= window.inputs() if self._tracker else {}
        inputs |= {"look": self._look} if self._look.size else {}
        return inputs | ({"previous": self._memory} if self._memory.size else {})

    def _window(self, points: Floats) -> Crop:
        """The crop of the pane to paint: on a CPU only what is needed, else all of it."""
        if self._tracker and self._network.is_on_cpu:
            return self._tracker.window(points)
        return whole(self._size)

    def _pane(self, planes: npt.NDArray[np.float32], window: Crop) -> Image:
        """The pane, (height, width, 4) uint8, with the crop's picture (4, h, w), 0..1, in it."""
        if self._tracker and self._network.is_on_cpu:
            self._tracker.painted(planes[3], window)
        painted = _bytes(planes).transpose(1, 2, 0)
        width, height = self._size
        if painted.shape[:2] == (height, width):
            return np.ascontiguousarray(painted)
        pane = np.zeros((height, width, 4), dtype=np.uint8)
        pane[window.places] = painted
        return pane

    def _remember(self, answer: npt.NDArray[np.float32]) -> None:
        _, _, height, width = self._memory.shape
        for plane, kept in zip(answer, self._memory[0], strict=True):
            cv2.resize(plane, (width, height), dst=kept, interpolation=cv2.INTER_AREA)

    def _check(self, seed: str) -> None:
        takes = {put.name: put for put in self._network.session.get_inputs()}
        gives = {put.name: put for put in self._network.session.get_outputs()}
        self._put(takes, "input", "pose", (1, len(POINTS), 3))
        if unknown := sorted(takes.keys() - _INPUTS):
            self._refuse(f"input {unknown[0]!r} is unknown")
        if "previous" in takes:
            shape = self._put(takes, "input", "previous", (1, 4, None, None)).shape
            self._memory = np.zeros(shape, dtype=np.float32)
        if "look" in takes:
            shape = self._put(takes, "input", "look", (1, None)).shape
            self._look = look_of(seed, shape[1])[None]
        self._size = self._pane_size(takes, gives)
        width, height = self._size
        if 2 * height != 3 * width:
            self._refuse(f"output 'rgba' is {width} x {height}, wanted is 2 wide and 3 tall")

    def _pane_size(self, takes: dict[str, Any], gives: dict[str, Any]) -> tuple[int, int]:
        """The size of the full pane in pixels: width, height."""
        if "rows" not in takes:
            shape = self._put(gives, "output", "rgba", (1, 4, None, None)).shape
            return int(shape[3]), int(shape[2])
        for name in ("rows", "columns"):
            self._put(takes, "input", name, (1, ANY))
        self._put(gives, "output", "rgba", (1, 4, ANY, ANY))
        size = str(self._metadata().get("size", ""))
        width, _, height = size.partition("x")
        sides = [int(side) if side.isdecimal() else 0 for side in (width, height)]
        if not all(0 < side <= _LARGEST and side % (CELL * STEP) == 0 for side in sides):
            self._refuse(f"its size is given as {size!r}, wanted is one such as '256x384'")
        return sides[0], sides[1]

    def _metadata(self) -> dict[str, str]:
        return dict(self._network.session.get_modelmeta().custom_metadata_map)

    def _crop_tracker(self, metadata: dict[str, str]) -> CropTracker | None:
        """The tracker of the crop to paint; None for a network that always paints the full pane."""
        if "rows" not in {put.name for put in self._network.session.get_inputs()}:
            return None
        try:
            reach = Reach(*msgspec.json.decode(metadata.get("reach", ""), type=_Reach))
        except msgspec.DecodeError as error:
            self._refuse(f"its metadata does not say how far its clothes reach ({error})")
        return CropTracker(reach, self._size)

    def _put(
        self, there: dict[str, Any], way: str, name: str, wanted: tuple[int | str | None, ...]
    ) -> Any:
        """The input or output `name`, checked to be of the wanted shape; None in it: any number."""
        put = there.get(name)
        if wrong := misfit(put, way, name, wanted):
            self._refuse(wrong)
        return put

    def _build(self, metadata: dict[str, str]) -> AvatarBuild:
        try:
            build = msgspec.json.decode(metadata.get("build", ""), type=_Build)
            named = msgspec.json.decode(metadata.get("points", ""), type=list[str])
        except msgspec.DecodeError as error:
            self._refuse(f"its metadata has no build or no points ({error})")
        if tuple(named) != POINTS:
            self._refuse("its points are not the portrait's")
        return AvatarBuild(np.array(build.offsets), build.ankle, build.toe)

    def _refuse(self, why: str) -> NoReturn:
        raise BadInput(f"{self._path}: {why}; this is no avatar: {BROKEN}")


def _no_memory() -> Numbers:
    return np.zeros((0, 4, 0, 0), dtype=np.float32)


def _no_look() -> Numbers:
    return np.zeros((1, 0), dtype=np.float32)


def _bytes(planes: npt.NDArray[np.float32]) -> Image:
    """Floats 0..1 as uint8 0..255."""
    return (np.clip(planes, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
