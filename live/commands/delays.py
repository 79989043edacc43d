"""How late sound and light come: finds claps and flashes in what was recorded.

Claps and flashes happen together. The gaps between them differ, so that none can be taken for
another. Nothing here uses a device: blocks of sound and frames of a film go in, delays come out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from live.errors import BadInput
from live.signals import Floats, Image, Samples

RATE = 44_100  # samples a second, of the claps
# Seconds from the first clap to each. The gaps differ by tenths of a second, and none is so short
# that flashes could harm anybody (from three flashes a second on they could).
CLAPS = (0.0, 0.7, 1.9, 2.7, 4.1, 5.0, 6.1, 7.4, 8.0, 9.5)
FLASH = 0.3  # seconds a flash lasts
CLAP = 0.012  # seconds
LONGEST = 1.5  # seconds a delay may be
CELLS = 8  # a frame is divided into CELLS x CELLS parts: the screen may fill only some of them
HEARD = 3.0  # times the noise (its 99th percentile): below, it may be chance
SEEN = 0.5  # correlation of the clearest part with the flashes: below, it may be chance
_DRIFT = 5  # the order of the polynomial of slow changes of light, which is removed


@dataclass(frozen=True, slots=True)
class Found:
    """A delay, and how clearly it was found."""

    delay: float  # seconds
    clarity: float  # for sound a ratio to the noise, for light a correlation 0..1


def clap() -> Samples:
    """One clap: noise that fades, (n,) at RATE. Always the same."""
    count = round(CLAP * RATE)
    noise = np.random.default_rng(7).standard_normal(count)
    fading = noise * np.exp(-np.arange(count) / (0.2 * count))
    one: Samples = (0.9 * fading / np.abs(fading).max()).astype(np.float32)
    return one


def claps(before: float, after: float = LONGEST) -> Samples:
    """All claps, the first after `before` seconds, and then silence for `after`; (n,) at RATE."""
    track = np.zeros(round((before + CLAPS[-1] + after) * RATE), dtype=np.float32)
    one = clap()
    for when in CLAPS:
        start = round((before + when) * RATE)
        track[start : start + len(one)] = one
    return track


def lit(time: float) -> bool:
    """Whether a flash is on, `time` seconds after the first one began."""
    return any(0 <= time - when < FLASH for when in CLAPS)


def sound_delay(samples: Samples, rate: int, within: tuple[float, float]) -> Found:
    """When the first clap is heard, in seconds from the first sample; it lies `within` two times.

    Raises BadInput where there are no claps.
    """
    heard = _resampled(samples, rate)
    reference = claps(0.0, CLAP)
    size = 1 << (len(heard) + len(reference)).bit_length()
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(reference, size))
    likeness = np.abs(np.fft.irfft(spectrum, size))
    first, last = (round(edge * RATE) for edge in within)
    window = likeness[np.arange(first, last + 1) % size]
    noise = float(np.percentile(window, 99.0)) + 1e-12
    clarity = float(window.max()) / noise
    if clarity < HEARD or float(window.max()) < 1e-6:
        raise BadInput(
            "no claps are heard. Turn the loudspeaker up, bring the microphone nearer, "
            "and let nobody talk meanwhile."
        )
    # An echo from a wall may be louder than the direct sound, but the direct sound comes first.
    return Found((first + int(np.argmax(window > 0.7 * window.max()))) / RATE, clarity)


def light_delay(times: Floats, cells: Floats, within: tuple[float, float]) -> Found:
    """When the first flash is seen, in seconds; it lies `within` two times.

    `times` (n,) are the frames' seconds, `cells` (n, m) the brightness of parts of each. Raises
    BadInput where there are no flashes.
    """
    if len(times) < 3 * _DRIFT or times[-1] - times[0] < CLAPS[-1]:
        raise BadInput("the film is too short: it must hold all the flashes. Begin it earlier.")
    frame = float(np.median(np.diff(times)))
    drifts = np.polynomial.legendre.legvander(np.linspace(-1, 1, len(times)), _DRIFT)
    slow = np.asarray(np.linalg.qr(drifts)[0], dtype=np.float64)
    changes = cells - slow @ (slow.T @ cells)
    coarse = _likeness(np.arange(*within, frame / 4), times, changes, slow, frame)
    near = within[0] + int(np.argmax(coarse[0])) * frame / 4
    fine = np.arange(near - frame, near + frame, 0.0005)
    power, clearest = _likeness(fine, times, changes, slow, frame)
    best = int(np.argmax(power))
    if clearest[best] < SEEN:
        raise BadInput(
            "no flashes are seen. Point the camera at the screen, darken the room, "
            "and let nobody walk through the picture."
        )
    # Between two frames many delays fit equally well: take the middle of them.
    alike = fine[power > 0.999 * power[best]]
    return Found(float(alike.mean()), float(clearest[best]))


def brightness(rgb: Image) -> Floats:
    """A frame's brightness in CELLS x CELLS parts, (CELLS * CELLS,) 0..255."""
    grey = rgb[:, :, 1].astype(np.float64)  # green is most of the brightness that the eye sees
    rows = np.linspace(0, grey.shape[0], CELLS + 1).astype(int)
    columns = np.linspace(0, grey.shape[1], CELLS + 1).astype(int)
    sums = np.add.reduceat(np.add.reduceat(grey, rows[:-1], axis=0), columns[:-1], axis=1)
    areas = np.outer(np.diff(rows), np.diff(columns))
    parts: Floats = (sums / areas).ravel()
    return parts


def joined(blocks: Iterable[tuple[float, Samples]], rate: int) -> tuple[float, Samples]:
    """When the first block began, and the sound of all; each comes with the second of its end.

    Raises BadInput where there are no blocks.
    """
    kept = list(blocks)
    if not kept:
        raise BadInput("nothing was heard at all. Choose another microphone.")
    # The clocks of the device and the show differ a little: the median over the blocks is used.
    ends = np.cumsum([len(samples) for _, samples in kept]) / rate
    began = float(np.median([end - at for (end, _), at in zip(kept, ends, strict=True)]))
    return began, np.concatenate([samples for _, samples in kept])


def _likeness(
    delays: Floats, times: Floats, changes: Floats, slow: Floats, frame: float
) -> tuple[Floats, Floats]:
    """For each delay: how much of the change of light it explains, and the best part's share."""
    model = _flashes(times[None, :] - delays[:, None], frame)
    model -= (model @ slow) @ slow.T
    sizes = np.linalg.norm(model, axis=1, keepdims=True)
    explained = np.maximum(0.0, (model / np.maximum(sizes, 1e-9)) @ changes)
    shares = explained / np.maximum(np.linalg.norm(changes, axis=0), 1e-9)
    return np.sum(explained**2, axis=1), np.max(shares, axis=1)


def _flashes(times: Floats, exposure: float) -> Floats:
    """The lit share of each exposure around `times`, 0..1; the first flash begins at 0."""
    edges = np.array([edge for when in CLAPS for edge in (when, when + FLASH)])
    light = FLASH * ((np.arange(len(edges)) + 1) // 2)  # seconds of light until each edge
    whole = np.interp(times + exposure / 2, edges, light) - np.interp(
        times - exposure / 2, edges, light
    )
    lighted: Floats = whole / exposure
    return lighted


def _resampled(samples: Samples, rate: int) -> Floats:
    if rate == RATE:
        return samples.astype(np.float64)
    wanted = np.arange(round(len(samples) * RATE / rate)) / RATE
    resampled: Floats = np.interp(wanted, np.arange(len(samples)) / rate, samples)
    return resampled
