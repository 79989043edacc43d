"""A dancer without a camera: an amateur who dances to the song, for rehearsals and tests.

The beats are read from a `.beats` file beside the soundtrack; without one they come at 120 beats
a minute.
"""

from pathlib import Path
from typing import ClassVar

import numpy as np

from live.body import skeleton
from live.formats import beats_file
from live.parts import CameraSource, Part, ShowContext
from live.runtime import places
from live.see.cameras.amateur import Habits, dance
from live.see.retarget import local_rotations
from live.see.standing import contacts
from live.signals import Floats, Pose

RATE = 30.0  # poses a second
TEMPO = 120.0  # beats a minute without a song
ROUND, AWAY = 30.0, 5.0  # seconds: of every round, how long somebody who leaves is away


class Puppet(Part[CameraSource], frozen=True):
    """Somebody who dances well enough."""

    needs_eyes: ClassVar[bool] = False  # there is no picture to be looked at

    leaves: bool = False  # whether it is away for the last 5 s of every 30 s

    def open(self, context: ShowContext) -> "Amateur":
        return Amateur(self, context)


class Amateur:
    """Poses, 30 a second from 0 on, without end. The same seed and song give the same dance."""

    paced = False

    def __init__(self, settings: Puppet, context: ShowContext) -> None:
        self._leaves = settings.leaves
        self._habits = Habits.of(context.seed)
        self._song = Song.of(context.soundtrack, context.meter)
        self._count = 0
        self._before: Floats | None = None  # (24, 3) metres

    def read(self) -> Pose:
        time = self._count / RATE
        self._count += 1
        root, world = dance(self._song.beat_at(time), self._song.meter, self._habits)
        rotations = local_rotations(world)
        positions = skeleton.positions_from(root, rotations)
        before = positions if self._before is None else self._before
        self._before = positions
        return Pose(
            time=time,
            positions=positions,
            rotations=rotations,
            # A person seen less than 0.2 at all joints counts as absent.
            seen=np.full(len(positions), 0.0 if self._is_away(time) else 1.0),
            contacts=contacts(positions, before, 1.0 / RATE),
        )

    def close(self) -> None:
        pass

    def _is_away(self, time: float) -> bool:
        return self._leaves and time % ROUND >= ROUND - AWAY


class Song:
    """When the beats of a song fall."""

    def __init__(self, times: Floats, first_one: int, meter: int) -> None:
        self.meter = meter  # beats a bar
        self._times = times  # (n,) seconds, n >= 2
        self._first_one = first_one  # which of the beats is the first ONE
        self._period = float(np.median(np.diff(times)))

    @staticmethod
    def of(soundtrack: Path | None, meter: int) -> "Song":
        """The song of a soundtrack, read from the `.beats` file beside it if there is one.

        Raises BadInput for a file that is no list of beats.
        """
        beats = None if soundtrack is None else beats_file.beside(soundtrack)
        if beats is None or not places.is_file(beats):
            return Song(np.array([0.0, 60.0 / TEMPO]), 0, meter)
        table = beats_file.read(beats, may_be_empty=True)
        if len(table) < 2:
            return Song(np.array([0.0, 60.0 / TEMPO]), 0, meter)
        counts = [int(count) for count in table[:, 1]]
        first_one = counts.index(1) if 1 in counts else 0
        return Song(table[:, 0], first_one, max(counts) or meter)

    def beat_at(self, time: float) -> float:
        """The beat at a time, counted from the first ONE; before and after the song it goes on."""
        times = self._times
        beat = float(np.interp(time, times, np.arange(len(times))))
        outside = min(0.0, time - times[0]) + max(0.0, time - times[-1])
        return beat + float(outside) / self._period - self._first_one
