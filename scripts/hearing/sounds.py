"""Files of sound, as pieces need them."""

from pathlib import Path

import av
import numpy as np

from live.errors import BadInput
from live.hear.activations import RATE
from live.signals import Samples


def read(file: Path) -> Samples:
    """The whole of a file, mono at RATE. Raises BadInput."""
    resampler = av.AudioResampler("fltp", "mono", RATE)
    pieces = []
    try:
        with av.open(str(file)) as box:
            for frame in box.decode(audio=0):
                pieces += [part.to_ndarray()[0] for part in resampler.resample(frame)]
        pieces += [part.to_ndarray()[0] for part in resampler.resample(None)]
    except (av.FFmpegError, IndexError) as error:
        raise BadInput(f"{file}: cannot be read as sound: {error}") from error
    return np.concatenate(pieces).astype(np.float32) if pieces else np.zeros(0, np.float32)
