"""mediapipe's pose landmarker: a frame in, the bodies in it out.

There are two ways to run it. In virtual time every frame is searched at once, and results do not
depend on speed. Live it runs on its own threads, and drops frames when it is behind: the newest
frame is handed over and its answer waited for. This costs no more than the search itself
(measured: 21.2 and 21.3 ms), and a slow or stuck landmarker delays the show by PATIENCE at most.
Nothing is queued.
"""

import contextlib
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import mediapipe
import numpy as np
from mediapipe.tasks.python import vision
from mediapipe.tasks.python.core.base_options import BaseOptions

from live.errors import BadInput
from live.runtime import limits
from live.see.landmarks import Landmarks, landmarks_from
from live.signals import Frame

PATIENCE = 0.25  # seconds the answer to a live frame is waited for
_STDERR = 2
Outline = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


class Finder(Protocol):
    """Finds bodies in frames."""

    def find(self, frame: Frame) -> list[Landmarks]:
        """The bodies in the newest frame that was searched; each frame is reported once."""
        ...

    def close(self) -> None: ...


class StepFinder:
    """Searches every frame, and returns when it is done."""

    def __init__(self, model: str, confidence: float, people: int = 1) -> None:
        """Loads `model`, which finds at most `people` bodies. With more than one, mediapipe does
        not smooth. Raises BadInput.
        """
        self._stamps = _Stamps()
        self._landmarker = _landmarker(model, confidence, None, people)

    def find(self, frame: Frame) -> list[Landmarks]:
        stamp = self._stamps.next(frame.time)
        return _bodies(self._landmarker.detect_for_video(_image(frame), stamp), frame)

    def close(self) -> None:
        self._landmarker.close()


class OutlineFinder:
    """Searches frames one by one, without smoothing, and gives people's outlines too."""

    def __init__(self, model: str, confidence: float, people: int = 2) -> None:
        self._stamps = _Stamps()
        self._landmarker = _landmarker(model, confidence, None, people, outlines=True)

    def find(self, frame: Frame) -> list[tuple[Landmarks, Outline]]:
        """The bodies in a frame, each with its outline (height, width) float32, 0..1."""
        stamp = self._stamps.next(frame.time)
        result = self._landmarker.detect_for_video(_image(frame), stamp)
        bodies = _bodies(result, frame)
        outlines = result.segmentation_masks or []
        # Invalid bodies were left out: it is then unknown which outline belongs to which body.
        if len(outlines) != len(bodies):
            return []
        # mediapipe owns the memory of its outlines: only a copy stays valid.
        drawn = (np.array(one.numpy_view(), dtype=np.float32) for one in outlines)
        shape = frame.rgb.shape[:2]
        return [(body, one.reshape(shape)) for body, one in zip(bodies, drawn, strict=True)]

    def close(self) -> None:
        self._landmarker.close()


class LiveFinder:
    """Searches the newest frame on mediapipe's threads; waits PATIENCE seconds at most."""

    def __init__(self, model: str, confidence: float) -> None:
        self._stamps = _Stamps()
        self._frames: dict[int, Frame] = {}  # by stamp: those without an answer yet
        self._answer: tuple[int, list[Landmarks]] | None = None
        self._answered = threading.Condition()
        self._landmarker = _landmarker(model, confidence, self._hear)

    def find(self, frame: Frame) -> list[Landmarks]:
        stamp = self._stamps.next(frame.time)
        with self._answered:
            self._frames[stamp] = frame
        self._landmarker.detect_async(_image(frame), stamp)
        with self._answered:
            self._answered.wait_for(lambda: self._answer and self._answer[0] >= stamp, PATIENCE)
            answer, self._answer = self._answer, None
        return [] if answer is None else answer[1]

    def close(self) -> None:
        self._landmarker.close()

    def _hear(self, result: Any, image: Any, stamp: int) -> None:  # noqa: ARG002
        """Called by mediapipe, on a thread of its own."""
        with self._answered:
            frame = self._frames.get(stamp)
            # Frames older than an answer were dropped and never get one.
            self._frames = {s: f for s, f in self._frames.items() if s > stamp}
            if frame is not None:
                self._answer = (stamp, _bodies(result, frame))
            self._answered.notify_all()


class _Stamps:
    """Timestamps for mediapipe: milliseconds that always grow, even if frames' times do not."""

    def __init__(self) -> None:
        self._last = -1

    def next(self, time: float) -> int:
        self._last = max(self._last + 1, round(time * 1000))
        return self._last


def _landmarker(
    model: str,
    confidence: float,
    hear: Callable[[Any, Any, int], None] | None,
    people: int = 1,
    *,
    outlines: bool = False,
) -> vision.PoseLandmarker:
    """An opened landmarker; live where `hear` is given to take its answers. Raises BadInput."""
    _check(Path(model))
    mode = vision.RunningMode.VIDEO if hear is None else vision.RunningMode.LIVE_STREAM
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=model),
        running_mode=mode,
        num_poses=people,  # two take twice as long, and switch off smoothing
        min_pose_detection_confidence=confidence,
        min_pose_presence_confidence=confidence,
        min_tracking_confidence=confidence,
        output_segmentation_masks=outlines,
        result_callback=hear,
    )
    try:
        with _hushed():
            return vision.PoseLandmarker.create_from_options(options)
    except OSError as error:
        raise BadInput(
            f"mediapipe cannot start: a library of the system is missing ({error}); on Debian or"
            " Ubuntu: sudo apt install libegl1 libgles2 libstdc++6"
        ) from error
    except (RuntimeError, ValueError) as error:
        raise BadInput(
            f"{model} is not a model that mediapipe can use ({error}); install First Dance again,"
            " or copy the file from a good one"
        ) from error


_PARTS = ("pose_detector.tflite", "pose_landmarks_detector.tflite")


def _check(model: Path) -> None:
    """Raises BadInput unless the file is whole: mediapipe trusts what it is given."""
    try:
        limits.check(model.stat().st_size, limits.MODEL)
        with zipfile.ZipFile(model) as archive:
            for name in _PARTS:
                part = archive.getinfo(name)
                limits.check(part.file_size, limits.MODEL)
                if part.compress_type != zipfile.ZIP_STORED:
                    raise ValueError(f"its {name} is packed")
                # Its checksum is that of the archive, or reading it raises.
                if archive.read(part)[4:8] != b"TFL3":
                    raise ValueError(f"its {name} is no network")
    except (OSError, ValueError, LookupError, NotImplementedError, RuntimeError, EOFError,
            zipfile.BadZipFile) as error:  # fmt: skip
        raise BadInput(
            f"{model} is not a model that mediapipe can use ({error}); install First Dance again,"
            " or copy the file from a good one"
        ) from error


def _image(frame: Frame) -> mediapipe.Image:
    pixels = np.ascontiguousarray(frame.rgb)
    return mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=pixels)


def _bodies(result: Any, frame: Frame) -> list[Landmarks]:
    height, width = frame.rgb.shape[:2]
    found = (
        landmarks_from(frame.time, image, world, width, height)
        for image, world in zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
    )
    return [body for body in found if body is not None]


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Discards what native code writes to standard error meanwhile.

    mediapipe has no setting for it, and its messages about its own graph alarm users.
    """
    kept = os.dup(_STDERR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
        os.close(nowhere)
