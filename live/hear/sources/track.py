"""One sound track of a file, decoded past damage: silence where sound is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import cast

from av import AudioFrame, AudioStream, Packet
from av.container import InputContainer

from live.formats import media
from live.hear.sources import adts

HOLE = 0.1  # seconds missing between two packets: less is a rounded time
LONGEST_HOLE = 10.0  # seconds of silence at most; a larger step is a clock that was set anew
_BARE = {"ac3", "eac3", "mp3"}  # formats without times: damage is as long as its bytes


@dataclass(slots=True)
class Damage:
    """What could not be played of a track."""

    places: int = 0
    seconds: float = 0.0  # of silence put in
    first: float = 0.0  # seconds that are whole before the first place
    early: float = 0.0  # seconds by which it ends before the length that its file states
    error: Exception | None = None  # the first one

    def sentence(self, file: Path) -> str:
        """What the user should know; "" where nothing is damaged."""
        said = []
        if self.places:
            said.append(
                f"it is damaged (places: {self.places}, the first after {self.first:.1f} s);"
                f" {self.seconds:.1f} s of its sound are missing"
            )
        if self.early:
            said.append(f"it ends {self.early:.1f} s before the length that it states")
        return f"{file}: {', and '.join(said)}. Copy it again." if said else ""


class Track:
    """A sound track of an open file."""

    def __init__(
        self, container: InputContainer, stream: AudioStream, damage: Damage | None = None
    ) -> None:
        self.damage = Damage() if damage is None else damage
        self._given = 0.0  # seconds of sound and of silence
        self._container = container
        self._stream = stream
        self._bare = container.format.name in _BARE
        self._end = _start(stream)  # seconds: where the last packet that was heard ended
        self._lost: float | None = None  # seconds damaged since then, by their bytes; None: none
        self._seconds = self._bytes = 0.0  # of all packets that were heard

    def stretches(self) -> Iterator[AudioFrame | float]:
        """The track's frames in order; a number is seconds that are missing before the next."""
        for packet in self._packets():
            try:
                frames = packet.decode()
            except media.FAULTS as error:
                self._fail(error)
                self._lost = (self._lost or 0.0) + self._lasting(packet.size)
                continue
            if missing := self._missing(packet):
                self.damage.seconds += missing
                yield missing
                self._given += missing
            for frame in frames:
                if isinstance(frame, AudioFrame):
                    yield frame
                    self._given += frame.samples / frame.sample_rate
                    if packet.pts is None and self._end is not None:  # sound of no known time
                        self._end += frame.samples / frame.sample_rate

        stated = media.stated(self._container, self._stream) or 0.0
        if stated > self._given + media.EARLY:
            self.damage.early = stated - self._given

    def _packets(self) -> "Iterator[Packet[AudioStream]]":
        """Every packet; reads on after an error, but not where the same one comes at once again."""
        if self._container.format.name == "aac":
            yield from self._adts_packets()
            return
        before = ""
        while True:
            try:
                for packet in self._container.demux(self._stream):
                    before = ""
                    yield packet
            except media.FAULTS as error:
                self._fail(error)
                if str(error) == before:
                    return
                before = str(error)
            else:
                return

    def _adts_packets(self) -> "Iterator[Packet[AudioStream]]":
        """Every packet of raw AAC, timed by us: FFmpeg's times leave out what is damaged."""
        base, time = self._stream.time_base or Fraction(1, 1000), 0.0
        with Path(self._container.name).open("rb") as file:
            content = mmap(file.fileno(), 0, access=ACCESS_READ)
        with content:
            for frame in adts.frames(content):
                if frame.skipped:
                    self._fail(ValueError(f"{frame.skipped} bytes of it are no sound"))
                    time += self._lasting(frame.skipped)
                packet = self._packet(content[frame.begin : frame.begin + frame.size])
                packet.time_base, packet.pts = base, round(time / base)
                packet.duration = round(frame.seconds / base)
                time += frame.seconds
                yield packet
        yield self._packet(b"")

    def _packet(self, content: bytes) -> "Packet[AudioStream]":
        packet = cast("Packet[AudioStream]", Packet(content))
        packet.stream = self._stream
        return packet

    def _fail(self, error: Exception) -> None:
        if self._lost is None:
            self._count_place()
            self._lost = 0.0
        self.damage.error = self.damage.error or error

    def _count_place(self) -> None:
        if not self.damage.places:
            self.damage.first = self._given
        self.damage.places += 1

    def _lasting(self, size: int) -> float:
        """Seconds that so many bytes last, by those that were heard."""
        return size * self._seconds / self._bytes if self._bytes else 0.0

    def _missing(self, packet: "Packet[AudioStream]") -> float:
        """Seconds between the packet before that was heard and this one."""
        if packet.pts is None or packet.time_base is None:
            return 0.0
        begin = float(packet.pts * packet.time_base)
        length = float((packet.duration or 0) * packet.time_base)
        missing = 0.0 if self._end is None or not length else begin - self._end
        if self._lost is not None and self._bare:
            missing = max(missing, self._lost)
        elif self._lost is None and missing < HOLE:
            missing = 0.0
        silent, self._lost = self._lost is None, None
        self._end = begin + length if self._end is None else max(self._end, begin + length)
        if missing < 0 or missing > LONGEST_HOLE:
            self._end, missing = begin + length, 0.0
        if silent and missing:  # FFmpeg did not say that something is missing
            self._count_place()
        self._seconds, self._bytes = self._seconds + length, self._bytes + packet.size
        return missing


def _start(stream: AudioStream) -> float | None:
    if stream.start_time is None or stream.time_base is None:
        return None
    return float(stream.start_time * stream.time_base)
