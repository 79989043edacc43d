"""What a flood from outside costs a show: OSC, a DJ's program, browsers.

    python -m scripts.measure.flood [--seconds 10] [--times 3] [--only small]

Shows in real time, one after the other: quiet, and with each flood from a process of its own. The
whole round is repeated, and the best show of each kind counts, as other work on the machine makes
shows late too. The ratios are to the quiet show of the same run. One flood goes to a port that
nobody has: that is what the flood costs the machine, whoever listens.
"""

import os
import socket
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from live.osc.wire import message
from scripts.measure.browser import measured
from scripts.options import command

SHOW = """
[sound]
kind = "recording"
file = "songs/first_dance.ogg"
[camera]
kind = "puppet"
[[outputs]]
kind = "memory"
[[outputs]]
kind = "browser"
port = {browser}
[[inputs]]
kind = "osc_in"
port = {osc}
[[inputs]]
kind = "os2l"
port = {os2l}
"""
_DATAGRAMS = """
import socket, sys, time
port, rate, data = int(sys.argv[1]), float(sys.argv[2]), bytes.fromhex(sys.argv[3])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
began, sent = time.monotonic(), 0
while True:
    while sent < (time.monotonic() - began) * rate:
        try: s.sendto(data, ("127.0.0.1", port))
        except OSError: pass
        sent += 1
    time.sleep(0.0005)
"""
_TALKERS = """
import socket, sys, time
port, rate, data = int(sys.argv[1]), float(sys.argv[2]), bytes.fromhex(sys.argv[3])
talking = []
while True:
    began = time.monotonic()
    try:
        if len(talking) < 4:
            talking.append(socket.create_connection(("127.0.0.1", port), 1))
            talking[-1].setblocking(False)
    except OSError: pass
    for one in list(talking):
        try: one.send(data)
        except BlockingIOError: pass
        except OSError: talking.remove(one); one.close()
    time.sleep(max(0, 1 / rate - (time.monotonic() - began)))
"""
_CALLERS = """
import socket, sys, time
port, rate, data = int(sys.argv[1]), float(sys.argv[2]), bytes.fromhex(sys.argv[3])
held = []
while True:
    s = socket.socket(); s.setblocking(False)
    try: s.connect(("127.0.0.1", port))
    except OSError: pass
    held.append(s)
    if len(held) > 100:
        one = held.pop(0)
        try: one.send(data)
        except OSError: pass
        one.close()
    time.sleep(1 / rate)
"""


@dataclass(frozen=True, slots=True)
class Flood:
    """What comes, how often, and where."""

    program: str
    port: str  # which of the ports
    rate: float  # a second
    data: bytes


def _bundle(*messages: bytes) -> bytes:
    whole = b"#bundle\0" + (1).to_bytes(8, "big")
    return whole + b"".join(len(one).to_bytes(4, "big") + one for one in messages)


_WIDE = message("/firstdance/brightness", *[1.0] * 17)
_BRIGHT = message("/firstdance/brightness", 1.0)
_BEATS = b'{"evt":"btn","name":"light","state":"on"}' * 3
FLOODS = {
    "8 KB bundles, to a dead port": Flood(_DATAGRAMS, "dead", 9300, _bundle(*[_WIDE] * 62)),
    "8 KB bundles": Flood(_DATAGRAMS, "osc", 9300, _bundle(*[_WIDE] * 62)),
    "small datagrams": Flood(_DATAGRAMS, "osc", 20_000, _BRIGHT),
    "patterns": Flood(_DATAGRAMS, "osc", 9300, _bundle(*[message("/firstdance/b*s?", 1.0)] * 30)),
    "a DJ's junk": Flood(_TALKERS, "os2l", 250, _BEATS),
    "HTTP connects": Flood(_CALLERS, "browser", 500, b"GET / HTTP/1.1\r\n\r\n"),
}


def free_ports() -> dict[str, int]:
    """A port for each part of the show, and one that stays free."""
    with ExitStack() as stack:
        found = {}
        for name in ("browser", "osc", "os2l", "dead"):
            opened = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            opened.bind(("127.0.0.1", 0))
            found[name] = opened.getsockname()[1]
        return found


def shown(flood: Flood | None, seconds: float) -> dict[str, Any]:
    """The report of one show in that flood."""
    ports = free_ports()
    helpers = []
    if flood is not None:
        port = str(ports[flood.port])
        helpers = [[flood.program, port, str(flood.rate), flood.data.hex()]]
    return measured(SHOW.format(**ports), seconds, helpers)


def main() -> None:
    """Measures and prints the table."""
    words = command(__doc__)
    words.add_argument("--seconds", type=float, default=10.0)
    words.add_argument("--times", type=int, default=3)
    words.add_argument("--only", default="", help="part of the flood's name")
    asked = words.parse_args()
    floods: dict[str, Flood | None] = {"quiet": None}
    floods |= {name: flood for name, flood in FLOODS.items() if asked.only in name}
    reports: dict[str, list[dict[str, Any]]] = {name: [] for name in floods}
    for _ in range(asked.times):
        for name, flood in floods.items():
            reports[name].append(shown(flood, asked.seconds))
    print(f"{os.cpu_count()} cores, best of {asked.times} shows of {asked.seconds:.0f} s")
    print("| flood | on time | ratio | tick late p99 | cores | ratio |")
    print("|---|---|---|---|---|---|")
    quiet = max(reports["quiet"], key=lambda report: report["on_time"])
    for name, found in reports.items():
        best = max(found, key=lambda report: report["on_time"])
        print(
            f"| {name} | {100 * best['on_time']:.1f} % | {best['on_time'] / quiet['on_time']:.3f} "
            f"| {best['tick_late_ms']['p99']:.1f} ms | {best['cores']:.2f} "
            f"| {best['cores'] / quiet['cores']:.2f} |"
        )


if __name__ == "__main__":
    main()
