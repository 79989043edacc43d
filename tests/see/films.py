"""Films for tests, written on the spot, and the film of a dancer."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from live.signals import Image

DANCER = Path(__file__).parent.parent / "fixtures" / "dancer.mp4"
TRUTH = DANCER.with_suffix(".npz")


def plain(colour: tuple[int, int, int], width: int = 64, height: int = 48) -> Image:
    """A picture of one colour."""
    return np.full((height, width, 3), colour, dtype=np.uint8)


def write_film(
    path: Path,
    pictures: Sequence[Image],
    times: Sequence[float],
    pixels: str = "yuv420p",
    turned: int = 0,
) -> Path:
    """A film whose frames are shown at the given seconds, its picture to be turned by degrees."""
    height, width = pictures[0].shape[:2]
    beat = Fraction(1, 1000)
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=30, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        stream.time_base = stream.codec_context.time_base = beat
        if turned:
            stream.set_display_rotation(turned)
        for picture, time in zip(pictures, times, strict=True):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round(time * 1000), beat
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return path
