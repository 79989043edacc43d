"""The show over OSC, with our own addresses or those that other programs know.

All addresses are in docs/osc.md.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

import msgspec

from live.errors import BadInput
from live.gltf.vrm_skeleton import read_skeleton
from live.osc import mediapipe, native, resolume, touchdesigner, vmc
from live.osc.addresses import Table
from live.parts import Output, Part, ShowContext
from live.runtime.health import Health
from live.signals import Picture, Scene


class SceneEncoder(Protocol):
    """Turns a scene into datagrams, which are valid until the next call."""

    def datagrams(self, scene: Scene) -> list[memoryview]: ...


@dataclass(frozen=True, slots=True)
class Preset:
    """The addresses of one kind of receiver."""

    port: int  # UDP: the default port of such receivers
    table: Table  # the addresses it sends: the page of documentation is made from them
    # From an output's settings, the show's folder and its health.
    encoder: Callable[["Osc", Path, Health], SceneEncoder]


# All presets: settings, ports, docs/osc.md and the golden tests use this table.
PRESETS: dict[str, Preset] = {
    "firstdance": Preset(
        9000, native.TABLE, lambda osc, _, health: native.Native(**osc.shown, health=health)
    ),
    "vmc": Preset(39539, vmc.TABLE, lambda osc, folder, _: _vmc(osc, folder)),
    "resolume": Preset(7000, resolume.TABLE, lambda osc, *_: _resolume(osc)),
    "touchdesigner": Preset(
        10000, touchdesigner.TABLE, lambda osc, *_: touchdesigner.Touchdesigner(**osc.shown)
    ),
    "mediapipe": Preset(7500, mediapipe.TABLE, lambda osc, *_: mediapipe.Mediapipe(who=osc.who)),
}

PresetName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": list(PRESETS)})]


class Osc(Part[Output], frozen=True):
    """Sends every scene as one burst of UDP datagrams."""

    preset: PresetName = "firstdance"  # whose addresses: docs/osc.md has them all
    # The receiver's address; may be a broadcast address.
    host: Annotated[str, msgspec.Meta(min_length=1)] = "127.0.0.1"
    # The receiver's UDP port; left out: the preset's own.
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] | None = None
    # Bursts a second at most; left out: one for every scene.
    rate: Annotated[float, msgspec.Meta(gt=0, le=240)] | None = None
    # Who is sent; vmc and mediapipe send one dancer, and "both" is the partner there.
    people: Literal["partner", "human", "both"] = "both"
    # Preset vmc: the avatar's height / 1.73 m.
    scale: Annotated[float, msgspec.Meta(ge=0.1, le=10)] = 1.0
    # Preset vmc: how wide it smiles at the loudest; 0: the face is left alone.
    smile: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.6
    upper_chest: bool = True  # preset vmc: whether the avatar has that bone
    # Preset vmc: the avatar's .vrm file, beside the show file: its scale and its bones' lengths.
    vrm: str = ""
    # Preset resolume: "set" sends it the tempo, "tap" presses tap on each beat, "none" leaves the
    # tempo alone, as where Resolume follows Link.
    tempo: resolume.TempoMode = "set"
    raw_tempo: bool = False  # preset resolume: whether it is sent in beats a minute, not as 0 to 1
    # Preset resolume: the number of a layer whose opacity follows the loudness; 0: none does.
    layer: Annotated[int, msgspec.Meta(ge=0, le=999)] = 0
    columns: bool = False  # preset resolume: whether each cue connects the column of its number

    def __post_init__(self) -> None:
        if self.preset not in PRESETS:
            raise ValueError(f"preset must be one of {', '.join(PRESETS)}, not {self.preset!r}")

    @property
    def who(self) -> Literal["partner", "human"]:
        """The dancer that is sent, for a preset that sends one."""
        return "human" if self.people == "human" else "partner"

    @property
    def shown(self) -> dict[str, bool]:
        """The dancers that are sent, for a preset that can send both."""
        return {"partner": self.people != "human", "human": self.people != "partner"}

    def open(self, context: ShowContext) -> "OpenOsc":
        """An output, ready to send. Raises BadInput for an unknown host or no avatar's file."""
        family, address = _resolved(self.host, self.port or PRESETS[self.preset].port)
        encoder = self.encoder(context.folder, context.health)
        return OpenOsc(encoder, family, address, self.rate)

    def encoder(self, folder: Path, health: Health | None = None) -> SceneEncoder:
        """The encoder of this preset; `folder` is the show file's."""
        return PRESETS[self.preset].encoder(self, folder, health or Health())


def _vmc(osc: Osc, folder: Path) -> SceneEncoder:
    return vmc.Vmc(
        who=osc.who, scale=osc.scale, smile=osc.smile, upper_chest=osc.upper_chest,
        avatar=read_skeleton(folder / osc.vrm) if osc.vrm else None,
    )  # fmt: skip


def _resolume(osc: Osc) -> SceneEncoder:
    return resolume.Resolume(
        tempo=osc.tempo, raw=osc.raw_tempo, layer=osc.layer, columns=osc.columns
    )


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, Any]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except (OSError, ValueError) as fault:
        raise BadInput(
            f"osc: host {host!r} cannot be found ({fault}); give the receiver's IP address,"
            ' for example host = "192.168.1.20"'
        ) from fault
    # Receivers listen on IPv4; "localhost" may give the IPv6 address first.
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    return found[0][0], found[0][4]


class OpenOsc:
    """Sends a burst for each scene. What cannot be sent is dropped and counted."""

    takes: type[Scene] | type[Picture] = Scene

    def __init__(
        self, encoder: SceneEncoder, family: socket.AddressFamily, address: Any, rate: float | None
    ) -> None:
        self.unsent = 0  # datagrams the network would not take
        self.address = address
        self._encoder = encoder
        self._gap = 0.0 if rate is None else 1.0 / rate  # seconds
        self._due: float | None = None  # seconds: when the next burst may go
        self._last: Scene | None = None
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        if family == socket.AF_INET:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)

    @property
    def where(self) -> str:
        """The address it sends to; whether anybody listens there cannot be known."""
        return f"UDP, to {self.address[0]}:{self.address[1]}"

    def show(self, signal: Scene | Picture) -> None:
        """Sends the scene at once, or skips it to keep to `rate`. Never raises."""
        assert isinstance(signal, Scene)
        due = signal.time if self._due is None else self._due
        # A quarter of a gap of tolerance, because scenes come with a little jitter. A late scene
        # does not delay the following ones, so that the average is the rate asked for.
        if signal.time < due - self._gap / 4:
            return
        self._due = max(due, signal.time - self._gap) + self._gap
        self._send(signal)

    def close(self) -> None:
        """Sends a last scene without anybody on the stage, and closes the socket."""
        if self._last is not None:
            self._send(replace(self._last, partner=None, human=None))
            self._last = None
        self._socket.close()

    def _send(self, scene: Scene) -> None:
        self._last = scene
        burst = self._encoder.datagrams(scene)
        for sent, datagram in enumerate(burst):
            try:
                self._socket.sendto(datagram, self.address)
            except OSError:
                # Unreachable, refused or full: half a scene is of no use, the next comes soon.
                self.unsent += len(burst) - sent
                return
