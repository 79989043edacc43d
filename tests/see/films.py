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
    matrix: Sequence[int] = (),
    ratio: Fraction = Fraction(1),
) -> Path:
    """A film whose frames are shown at the given seconds, its picture to be turned by degrees.

    Or it is shown as a display matrix of 2 x 2 says; its pixels are `ratio` times as wide as high.
    """
    height, width = pictures[0].shape[:2]
    beat = Fraction(1, 1000)
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=30, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        stream.time_base = stream.codec_context.time_base = beat
        stream.sample_aspect_ratio = stream.codec_context.sample_aspect_ratio = ratio
        if matrix:
            a, b, c, d = (n << 16 for n in matrix)
            stream.set_display_matrix([a, b, 0, c, d, 0, 0, 0, 1 << 30])
        if turned:
            stream.set_display_rotation(turned)
        for picture, time in zip(pictures, times, strict=True):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round(time * 1000), beat
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return path


def damaged(film: Path, out: Path, pictures: range) -> Path:
    """The film, with some of its pictures (by number in the file) overwritten by nonsense."""
    data = bytearray(film.read_bytes())
    with av.open(str(film)) as container:
        packets = [(p.pos, p.size) for p in container.demux(video=0) if p.size]
    for place, size in packets[pictures.start : pictures.stop]:
        if place is not None:
            data[place : place + size] = b"\xff" * size
    out.write_bytes(data)
    return out
