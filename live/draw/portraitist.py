"""An avatar's network: paints one dancer into the pane of `live.draw.portrait`."""

from typing import Annotated, Any, NoReturn

import cv2
import msgspec
import numpy as np
import numpy.typing as npt

from live import quat, skeleton
from live.draw.portrait import PLAIN, POINTS, Build, Portrait
from live.errors import Unfit
from live.providers import BROKEN, Engine, Network, Numbers, misfit
from live.signals import JOINT_COUNT, Floats, Image, Pose

PREFIX = "avatar_"  # of the folders in the model repository
_STILL = 1e-4  # of the pane: a body that moves less than this stands still
_SETTLED = 8  # pictures of a body that stands still, until one that looks back has settled
_Metres = Annotated[float, msgspec.Meta(gt=-1.0, lt=1.0)]
_Offset = tuple[_Metres, _Metres, _Metres]
_AT_REST = np.tile(quat.IDENTITY, (JOINT_COUNT, 1))
_UPRIGHT: Floats = np.array([0.0, PLAIN.ankle + 0.829, 0.0])  # metres: about where the pelvis is
STANDING = Pose(0.0, skeleton.positions_from(_UPRIGHT, _AT_REST), _AT_REST)


class _Build(msgspec.Struct, forbid_unknown_fields=True):
    """A build, as a model's metadata tells it."""

    offsets: Annotated[list[_Offset], msgspec.Meta(min_length=24, max_length=24)]
    ankle: Annotated[float, msgspec.Meta(ge=0.0, lt=1.0)]
    toe: Annotated[float, msgspec.Meta(ge=0.0, lt=1.0)]


class Portraitist:
    """One avatar. One picture at a time, by one worker."""

    def __init__(self, network: Network, engine: Engine = "auto") -> None:
        """Checks a network and warms it up. Raises Unfit for one that is no avatar's."""
        self._network = network
        self._path = path = network.path
        self._memory = _no_memory()
        self._check()
        told = self._network.session.get_modelmeta().custom_metadata_map
        self.name = path.parent.parent.name.removeprefix(PREFIX)
        self.licence = str(told.get("licence") or "not told")
        self.consent = str(told.get("consent") or "")
        self.build = self._build(told)
        self._last: tuple[Floats, Image] | None = None
        self._still = 0  # pictures in a row that the body has not moved
        network.begin(engine, self._inputs(Portrait.of(STANDING, self.build).points))

    @property
    def size(self) -> tuple[int, int]:
        """Pixels of its picture: width, height."""
        _, _, height, width = self._output.shape
        return int(width), int(height)

    @property
    def engine(self) -> str:
        """What runs it."""
        return self._network.engine

    @property
    def milliseconds(self) -> float:
        """What a picture takes, measured when it was loaded."""
        return self._network.milliseconds

    @property
    def tried(self) -> str:
        """Engines that were tried in vain, and why; empty where none was."""
        return "; ".join(f"{trial.engine}: {trial.why}" for trial in self._network.tried)

    @property
    def fault(self) -> Exception | None:
        """What its GPU has died of; it paints on, on the CPU."""
        return self._network.fault

    def paint(self, portrait: Portrait) -> Image:
        """The avatar, (height, width, 4) RGBA premultiplied.

        A body that stands still is not painted again. The array is not to be written to. Raises
        ArithmeticError where the network's answer is not a number.
        """
        points = portrait.points
        still = self._last is not None and float(np.abs(points - self._last[0]).max()) < _STILL
        self._still = self._still + 1 if still else 0
        settled = 1 if self._memory.size == 0 else _SETTLED
        if self._last is not None and self._still >= settled:
            return self._last[1]
        answer = self._network.run(self._inputs(points))["rgba"]
        if not np.isfinite(answer).all():
            self._last, self._memory[:] = None, 0.0
            raise ArithmeticError(f"the avatar {self.name} is not a number")
        if self._memory.size:
            self._remember(answer[0])
        rgba = np.ascontiguousarray(_bytes(answer[0]).transpose(1, 2, 0))
        # A still body is compared with where it stood when it was painted: it cannot creep away.
        self._last = (self._last[0] if still and self._last else points, rgba)
        return rgba

    def forget(self) -> None:
        """Somebody else is to be painted, or the same after a while."""
        self._last = None
        self._memory[:] = 0.0

    def _inputs(self, points: Floats) -> dict[str, Numbers]:
        inputs: dict[str, Numbers] = {"pose": points[None].astype(np.float32)}
        return inputs | ({"previous": self._memory} if self._memory.size else {})

    def _remember(self, answer: npt.NDArray[np.float32]) -> None:
        _, _, height, width = self._memory.shape
        for plane, kept in zip(answer, self._memory[0], strict=True):
            cv2.resize(plane, (width, height), dst=kept, interpolation=cv2.INTER_AREA)

    def _check(self) -> None:
        takes = {put.name: put for put in self._network.session.get_inputs()}
        gives = {put.name: put for put in self._network.session.get_outputs()}
        self._output = self._put(gives, "output", "rgba", (1, 4, None, None))
        self._put(takes, "input", "pose", (1, len(POINTS), 3))
        if unknown := sorted(takes.keys() - {"pose", "previous"}):
            self._refuse(f"input {unknown[0]!r} is unknown")
        if "previous" in takes:
            shape = self._put(takes, "input", "previous", (1, 4, None, None)).shape
            self._memory = np.zeros(shape, dtype=np.float32)
        height, width = self._output.shape[2:]
        if 2 * height != 3 * width:
            self._refuse(f"output 'rgba' is {width} x {height}, wanted is 2 wide and 3 tall")

    def _put(
        self, there: dict[str, Any], way: str, name: str, wanted: tuple[int | None, ...]
    ) -> Any:
        """An input or output of that shape, None for any number."""
        put = there.get(name)
        if wrong := misfit(put, way, name, wanted):
            self._refuse(wrong)
        return put

    def _build(self, told: dict[str, str]) -> Build:
        try:
            build = msgspec.json.decode(told.get("build", ""), type=_Build)
            named = msgspec.json.decode(told.get("points", ""), type=list[str])
        except msgspec.DecodeError as error:
            self._refuse(f"its metadata tells no build or no points ({error})")
        if tuple(named) != POINTS:
            self._refuse("its points are not the portrait's")
        return Build(np.array(build.offsets), build.ankle, build.toe)

    def _refuse(self, why: str) -> NoReturn:
        raise Unfit(f"{self._path}: {why}; this is no avatar: {BROKEN}")


def _no_memory() -> Numbers:
    return np.zeros((0, 4, 0, 0), dtype=np.float32)


def _bytes(planes: npt.NDArray[np.float32]) -> Image:
    """0..1 to 0..255."""
    return (np.clip(planes, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
