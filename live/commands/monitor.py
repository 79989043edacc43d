"""Shows OSC messages: those that a show would send, and those that come in on a port."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from live.desk.controls import meant_by
from live.errors import BadInput
from live.osc.reading import LARGEST, Garbled, Message, messages, read
from live.outputs.osc import PRESETS, Osc, SceneEncoder
from live.runtime.clock import Wall
from live.show.run import RunOptions, run
from live.show.show_file import Show
from live.signals import Picture, Scene

LOOK = 0.2  # seconds: how long to wait on a quiet port before checking whether the time is up
SHOWN = 8  # values of a message that are shown


@dataclass(slots=True)
class OutputTraffic:
    """Counts what one output sends."""

    name: str
    encoder: SceneEncoder
    scenes: int = 0
    datagrams: int = 0
    size: int = 0  # bytes in all
    largest: int = 0  # bytes
    counts: dict[str, int] = field(default_factory=dict)  # messages by their key: see _key
    last: dict[str, Message] = field(default_factory=dict)  # the last message of each key

    def count(self, scene: Scene) -> None:
        """Encodes one more scene, and counts its datagrams and messages."""
        self.scenes += 1
        for datagram in self.encoder.datagrams(scene):
            self.datagrams += 1
            self.size += len(datagram)
            self.largest = max(self.largest, len(datagram))
            for message in messages(bytes(datagram)):
                key = _key(message)
                self.counts[key] = self.counts.get(key, 0) + 1
                self.last[key] = message

    def lines(self, seconds: float) -> Iterator[str]:
        """What was sent, one line for each address: how often, and the last values."""
        yield (
            f"{self.name}: {self.datagrams / seconds:.0f} datagrams and "
            f"{self.size / seconds / 1000:.1f} kB a second, the largest {self.largest} bytes"
        )
        for key, message in self.last.items():
            yield f"  {self.counts[key]:5}  {spelled(message)}"


class TrafficCounter:
    """An output that sends nothing, and counts what the OSC outputs would send."""

    takes: type[Scene] | type[Picture] = Scene

    def __init__(self, traffic: list[OutputTraffic]) -> None:
        self._traffic = traffic

    def show(self, signal: Scene | Picture) -> None:
        """Counts the scene for every output."""
        if isinstance(signal, Scene):
            for one in self._traffic:
                one.count(signal)

    def close(self) -> None: ...


def rehearsed(show: Show, seconds: float) -> Iterator[str]:
    """The lines about what a show's OSC outputs send in its first seconds."""
    traffic = [
        OutputTraffic(
            f"{part.preset} to {part.host}:{part.port or PRESETS[part.preset].port}",
            part.encoder(show.file.parent),
        )
        for part in show.outputs
        if isinstance(part, Osc)
    ]
    if not traffic:
        raise BadInput(f'{show.file}: no output is of kind "osc": add one, as shows/vj.toml does.')
    options = RunOptions(
        seconds=seconds, virtual=True, rehearsal=True, extra_outputs=(TrafficCounter(traffic),)
    )
    run(replace(show, outputs=(), names=(), offsets=(), inputs=()), options)
    for one in traffic:
        yield from one.lines(seconds)


def received(
    host: str, port: int, seconds: float | None, ready: Callable[[int], None]
) -> Iterator[str]:
    """A line for each message that comes in, until `seconds` are over.

    `ready` is called with the port once it is open. Raises BadInput where it cannot be opened.
    """
    wall = Wall()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        try:
            listening.bind((host, port))
        except OSError as error:
            raise BadInput(
                f"port {port} of {host} cannot be had ({error.strerror}); a show that is running "
                "may have it: end it, or have it sent to another port too."
            ) from error
        listening.settimeout(LOOK)
        ready(listening.getsockname()[1])
        began = wall.time()
        while seconds is None or wall.time() - began < seconds:
            try:
                data, sender = listening.recvfrom(LARGEST + 1)
            except TimeoutError:
                continue
            yield from (f"{sender[0]}  {line}" for line in _read(data))


def _read(data: bytes) -> Iterator[str]:
    try:
        said = read(data)
    except Garbled as fault:
        yield f"{len(data)} bytes that are no OSC we read: {fault}"
        return
    if said.skipped:
        yield f"messages in a bundle that cannot be read: {said.skipped}"
    for message in said.messages:
        known = "" if meant_by(message.address) else "   (no control of ours)"
        yield spelled(message) + known


def spelled(message: Message) -> str:
    """A message in one line."""
    values = [f"{v:.4g}" if isinstance(v, float) else str(v) for v in message.values[:SHOWN]]
    more = "" if len(message.values) <= SHOWN else f" ... {len(message.values)} values"
    return " ".join([message.address, *values]) + more


def _key(message: Message) -> str:
    """A message's address, and its first value where that is text, such as a bone's name."""
    words = [value for value in message.values[:1] if isinstance(value, str)]
    return " ".join([message.address, *words])
