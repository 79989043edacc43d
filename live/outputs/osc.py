"""The show over OSC: our own addresses, or those that other programs know.

What is written, address by address, is in docs/osc.md.
"""

import socket
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, TypeAlias

import msgspec

from live.errors import BadInput
from live.osc.mediapipe import Mediapipe
from live.osc.native import Native
from live.osc.resolume import Lead, Resolume
from live.osc.touchdesigner import Touchdesigner
from live.osc.vmc import Vmc
from live.osc.vrm import read_avatar
from live.parts import Output, Part, ShowContext
from live.signals import Picture, Scene

Preset: TypeAlias = Literal["firstdance", "vmc", "resolume", "touchdesigner", "mediapipe"]
PORTS: dict[Preset, int] = {
    "firstdance": 9000, "vmc": 39539, "resolume": 7000, "touchdesigner": 10000, "mediapipe": 7500,
}  # fmt: skip


class Osc(Part[Output], frozen=True):
    """Sends every scene as one burst of UDP datagrams."""

    preset: Preset = "firstdance"
    host: Annotated[str, msgspec.Meta(min_length=1)] = "127.0.0.1"  # a broadcast address too
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] | None = None  # None: the preset's own
    rate: Annotated[float, msgspec.Meta(gt=0, le=240)] | None = None  # bursts a second at most
    people: Literal["partner", "human", "both"] = "both"  # vmc, mediapipe: both = partner
    scale: Annotated[float, msgspec.Meta(ge=0.1, le=10)] = 1.0  # vmc: avatar's height / 1.73 m
    smile: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.6  # vmc: at the loudest; 0: no face
    upper_chest: bool = True  # vmc: False for an avatar without that bone
    vrm: str = ""  # vmc: the avatar's .vrm file, for bones as long as its own; sets the scale too
    tempo: Lead = "set"  # resolume: how its tempo is led; "none" where it follows Link
    raw_tempo: bool = False  # resolume: beats a minute in place of 0..1
    layer: Annotated[int, msgspec.Meta(ge=0, le=999)] = 0  # resolume: dimmed by loudness; 0: none
    columns: bool = False  # resolume: each cue connects the column of its number

    def open(self, context: ShowContext) -> "OpenOsc":
        """Ready to send. BadInput when the host is not known, or the avatar's file is none."""
        family, address = _resolved(self.host, self.port or PORTS[self.preset])
        return OpenOsc(self.language(context.folder), family, address, self.rate)

    def language(self, folder: Path) -> "Language":
        """What says scenes in this preset's words; `folder` is the show file's."""
        partner, human = self.people != "human", self.people != "partner"
        who = "partner" if partner else "human"
        if self.preset == "vmc":
            return Vmc(
                who=who, scale=self.scale, smile=self.smile, upper_chest=self.upper_chest,
                avatar=read_avatar(folder / self.vrm) if self.vrm else None,
            )  # fmt: skip
        if self.preset == "resolume":
            return Resolume(
                lead=self.tempo, raw=self.raw_tempo, layer=self.layer, columns=self.columns
            )
        if self.preset == "touchdesigner":
            return Touchdesigner(partner=partner, human=human)
        if self.preset == "mediapipe":
            return Mediapipe(who=who)
        return Native(partner=partner, human=human)


class Language(Protocol):
    """Says a scene in datagrams; they are good until the next call."""

    def datagrams(self, scene: Scene) -> list[memoryview]: ...


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, Any]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except (OSError, ValueError) as fault:
        raise BadInput(
            f"osc: host {host!r} cannot be found ({fault}); give the receiver's IP address,"
            ' for example host = "192.168.1.20"'
        ) from fault
    # Receivers listen on IPv4; "localhost" may name the IPv6 one first.
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    return found[0][0], found[0][4]


class OpenOsc:
    """A burst a scene. Nobody needs to listen: what cannot be sent is dropped and counted."""

    takes: type[Scene] | type[Picture] = Scene

    def __init__(
        self, language: Language, family: socket.AddressFamily, address: Any, rate: float | None
    ) -> None:
        self.unsent = 0  # datagrams the network would not take
        self.address = address
        self._language = language
        self._gap = 0.0 if rate is None else 1.0 / rate  # seconds
        self._due: float | None = None  # seconds: when the next burst may go
        self._last: Scene | None = None
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        if family == socket.AF_INET:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)

    @property
    def where(self) -> str:
        """Whom it sends to; whether anybody listens there cannot be known."""
        return f"UDP, to {self.address[0]}:{self.address[1]}"

    def show(self, signal: Scene | Picture) -> None:
        """Sends the scene at once, or leaves it out where the rate says so. Never raises."""
        assert isinstance(signal, Scene)
        due = signal.time if self._due is None else self._due
        # A quarter of slack, for scenes come with a little jitter. What is late does not put off
        # what follows, so that the average is the rate asked for.
        if signal.time < due - self._gap / 4:
            return
        self._due = max(due, signal.time - self._gap) + self._gap
        self._send(signal)

    def close(self) -> None:
        """Tells receivers that everybody has left the stage."""
        if self._last is not None:
            self._send(replace(self._last, partner=None, human=None))
            self._last = None
        self._socket.close()

    def _send(self, scene: Scene) -> None:
        self._last = scene
        burst = self._language.datagrams(scene)
        for sent, datagram in enumerate(burst):
            try:
                self._socket.sendto(datagram, self.address)
            except OSError:
                # Unreachable, refused or full: half a scene helps nobody, the next is near.
                self.unsent += len(burst) - sent
                return
