"""An evening at a glance: a row of pictures a stretch, as the guests saw them."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from live.draw.neon import Neon
from live.errors import BadInput
from live.show.run import quiet_context
from live.show.show_file import Show
from live.signals import Image
from scripts.measure.evenings.built import Evening, Stretch
from scripts.measure.evenings.danced import RATE, Danced

COLUMNS = 9  # pictures a stretch
SIZE = (384, 216)  # pixels of one
BEFORE = 8  # scenes painted before one that is shown, for trails and lamps
LABEL = 24  # pixels of a row's title


def write(path: Path, evening: Evening, danced: Danced, show: Show) -> None:
    """Raises BadInput where the file cannot be written."""
    context = replace(quiet_context(show), size=SIZE)
    painter = Neon().open(context)
    rows = []
    for number, stretch in enumerate(evening.stretches, 1):
        pictures = []
        for time in np.linspace(stretch.begins + 0.3, stretch.ends - 0.2, COLUMNS):
            last = min(round(time * RATE), len(danced.scenes) - 1)
            for scene in danced.scenes[max(0, last - BEFORE) : last + 1]:
                picture = painter.paint(scene)
            pictures.append(_timed(picture, time))
        rows.append(np.vstack([_title(number, stretch), np.hstack(pictures)]))
    painter.close()
    sheet = cv2.cvtColor(np.vstack(rows), cv2.COLOR_RGB2BGR)
    try:
        written = cv2.imwrite(str(path), sheet)
    except cv2.error:
        written = False
    if not written:
        raise BadInput(f"{path}: cannot be written. Name a .jpg where you may write.")


def _title(number: int, stretch: Stretch) -> Image:
    band = np.full((LABEL, COLUMNS * SIZE[0], 3), 32, np.uint8)
    text = (
        f"{number} {stretch.name}: {stretch.song or stretch.kind}, {stretch.style}, {stretch.mode}"
    )
    cv2.putText(band, text, (6, 17), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 255), 1)
    return band


def _timed(picture: Image, time: float) -> Image:
    text = f"{time:.1f}"
    cv2.putText(picture, text, (4, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (200, 200, 200), 1)
    return picture
