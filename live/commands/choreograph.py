"""The partner's motion for a whole song, faster than real time."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from live.commands.listen import Announcer
from live.formats.motion_file import Motion, motion_of
from live.hear.sources.recording import OpenRecording
from live.parts import Dancer, Ear
from live.show import hops
from live.signals import Pose

RATE = 60.0  # poses a second


@dataclass(frozen=True, slots=True)
class Choreography:
    """A dance, and how long it took to make."""

    motion: Motion
    seconds: float


def choreograph(
    song: Path,
    ear: Ear,
    dancer: Dancer,
    human: Motion | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> Choreography:
    """Dances to a song as a live show would, with `human` as the partner. Raises BadInput.

    `progress` is called now and then with the second of the song that is reached.
    """
    source = OpenRecording(song)
    announcer = Announcer()
    poses: list[Pose] = []
    beats: list[float] = []
    block = source.read()
    while block is not None:
        music = ear.hear(block)
        beats += [beat.time for beat in announcer.announce(music)]
        while (time := len(poses) / RATE) <= block.time:
            partner = None if human is None else hops.present(human.pose_at(time), time)
            poses.append(dancer.step(time, music, partner))
        if len(poses) % 600 < 2:
            progress(block.time)
        seconds = block.time
        block = source.read()
    return Choreography(motion_of(poses, RATE, beats), seconds)
