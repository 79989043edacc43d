"""The contract of every avatar's model.onnx, and how it is run for measuring.

Input `pose` (1, 36, 3) float32: the points of `live.draw.portrait`, for the build in the metadata.
Output `rgba` (1, 4, H, W) float32: 0..1, colours multiplied by alpha, the pane from its upper left.

A model may paint any window of the pane: inputs `rows` (1, r) and `columns` (1, c) are the middles
of its cells of 4 x 4 pixels, in the pane's pixels, next to each other and multiples of eight, and
the output is of the window alone. `reach` in the metadata (JSON: left, above, right, below, in
panes) says how far clothes and hair reach beyond the points: see `live.draw.crop`.

A model of many people has an input `look` (1, 12), numbers uniform in -1..1: each draw is another
person, and the same numbers are the same person (`live.become.training.somebody` has the meanings).

A model trained on a real film may have an input `previous` (1, 4, H / 4, W / 4): its last output,
averaged over 4 x 4 pixels, zeros at the beginning; it always paints the full pane.

The same inputs give the same output. The metadata has `name`, `licence`, `version`, `size`
("256x384": width, height), `points` (the 36 names) and `build` (`offsets` (24, 3), `ankle` and
`toe`, metres), the last two as JSON.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from live.become.training.somebody import LENGTH
from live.become.training.takes import Numbers, Size, Take
from live.draw.crop import CropTracker, Reach
from live.draw.portrait import POINTS, AvatarBuild
from live.errors import BadInput
from live.networks.onnx_runtime import onnxruntime
from live.networks.providers import options

EVERYWHERE = Reach(1.0, 1.0, 1.0, 1.0)
SMALLER = 4  # factor by which width and height are reduced for the input `previous`


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A model on one core of the CPU, or on the device asked for."""

    session: Any
    name: str
    size: Size
    build: AvatarBuild
    remembers: bool  # whether it has an input `previous`
    reach: Reach | None = None  # of its clothes, for the crop; None: it paints the full pane
    looks: bool = False  # whether it has an input `look`
    look: Numbers | None = None  # the value of that input; None: zeros

    def wearing(self, look: Numbers | None) -> "Model":
        """The same model with this look; with None, the same as before."""
        return self if look is None else replace(self, look=look)

    def frame(self) -> CropTracker:
        """A tracker of the crop to paint, for all pictures of one film."""
        return CropTracker(self.reach or EVERYWHERE, self.size)

    def paint(
        self, points: Numbers, before: Numbers | None = None, frame: CropTracker | None = None
    ) -> Numbers:
        """The picture (H, W, 4) of points (36, 3); `before` is the last one, in that `frame`."""
        given = {"pose": np.asarray(points, dtype=np.float32)[None]}
        if self.remembers:
            width, height = (side // SMALLER for side in self.size)
            small = np.zeros((height, width, 4), dtype=np.float32)
            if before is not None:
                small = cv2.resize(before, (width, height), interpolation=cv2.INTER_AREA)
            given["previous"] = small.transpose(2, 0, 1)[None]
        if self.looks:
            look = np.zeros(LENGTH) if self.look is None else self.look
            given["look"] = np.asarray(look, dtype=np.float32)[None]
        if self.reach is None:
            whole: Numbers = self.session.run(None, given)[0][0].transpose(1, 2, 0)
            return whole
        frame = frame or self.frame()
        window = frame.window(np.asarray(points, dtype=float))
        pane = np.zeros((self.size[1], self.size[0], 4), dtype=np.float32)
        given |= window.inputs()
        painted: Numbers = self.session.run(None, given)[0][0]
        frame.painted(painted[3], window)
        pane[window.places] = painted.transpose(1, 2, 0)
        return pane

    def shot(self, take: Take) -> Numbers:
        """Pictures (n, H, W, 4) of a take's points, and of who is in it."""
        return self.wearing(take.look).film(take.points)

    def film(self, points: Numbers) -> Numbers:
        """Pictures (n, H, W, 4) of consecutive points (n, 36, 3); where NaN, the last again."""
        pictures: list[Numbers] = []
        frame = self.frame()
        body = points[np.isfinite(points).all(axis=(1, 2)).argmax()]
        for one in points:
            body = one if np.isfinite(one).all() else body
            pictures.append(self.paint(body, pictures[-1] if pictures else None, frame))
        return np.stack(pictures)


def opened(path: Path, provider: str = "CPUExecutionProvider") -> Model:
    """A model of the contract. Raises BadInput."""
    if not path.is_file():
        raise BadInput(f"{path} is not there; name an avatar's model.onnx")
    session = onnxruntime.InferenceSession(str(path), options(), providers=[provider])
    said = session.get_modelmeta().custom_metadata_map
    shapes = {put.name: put.shape for put in session.get_inputs()}
    if shapes.get("pose") != [1, len(POINTS), 3] or "build" not in said:
        raise BadInput(f"{path} is not an avatar: it takes {shapes}; name an avatar's model.onnx")
    build = json.loads(said["build"])
    width, height = (int(side) for side in said["size"].split("x"))
    return Model(
        session, said["name"], (width, height),
        AvatarBuild(np.array(build["offsets"]), build["ankle"], build["toe"]), "previous" in shapes,
        Reach(*json.loads(said["reach"])) if "rows" in shapes else None,
        "look" in shapes,
    )  # fmt: skip
