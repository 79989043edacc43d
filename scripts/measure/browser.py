"""What the browser output costs a show: nobody looks, one client does, many stall.

    python -m scripts.measure.browser [--seconds 20] [--busy 0]

Four shows one after the other, in real time at 1280x720: without the output, and with it for each
crowd. `--busy N` has N other processes take all they can of the machine meanwhile. Clients are
processes of their own. The last column is a ratio to the show without the output.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.options import command

ROOT = Path(__file__).parents[2]
SHOW = """
[sound]
kind = "recording"
file = "songs/first_dance.ogg"
[camera]
kind = "puppet"
[[outputs]]
kind = "memory"
"""
BROWSER = '[[outputs]]\nkind = "browser"\nport = {}\n'
_CLIENT = """
import socket, sys, time
port, stalls = int(sys.argv[1]), sys.argv[2] == "stalls"
while True:
    try:
        with socket.create_connection(("127.0.0.1", port)) as s:
            s.sendall(b"GET /stream.mjpg HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
            while stalls or s.recv(1 << 16):
                time.sleep(60 if stalls else 0)
    except OSError:
        time.sleep(0.1)
"""
_BUSY = "while True: pass"


def measured(text: str, seconds: float, helpers: list[list[str]]) -> dict[str, Any]:
    """The report of one show, while these Python programs run."""
    crowd = [subprocess.Popen([sys.executable, "-c", *helper]) for helper in helpers]
    with tempfile.TemporaryDirectory() as folder:
        show, report = Path(folder) / "show.toml", Path(folder) / "report.json"
        show.write_text(text, encoding="utf-8")
        perform = [sys.executable, "-m", "live", "perform", str(show)]
        try:
            subprocess.run(
                [*perform, "--seconds", str(seconds), "--report", str(report)],
                check=True, stdout=subprocess.DEVNULL, cwd=ROOT,
            )  # fmt: skip
        finally:
            for helper in crowd:
                helper.kill()
                helper.wait()
        result: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return result


def main() -> None:
    """Measures and prints the table."""
    words = command(__doc__)
    words.add_argument("--seconds", type=float, default=20.0)
    words.add_argument("--busy", type=int, default=0)
    asked = words.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served = SHOW + BROWSER.format(port)
    looks, stalls = [_CLIENT, str(port), "looks"], [_CLIENT, str(port), "stalls"]
    crowds: dict[str, tuple[str, list[list[str]]]] = {
        "without": (SHOW, []),
        "nobody looks": (served, []),
        "16 clients that stall": (served, [stalls] * 16),
        "one client that looks": (served, [looks]),
    }
    print(f"{os.cpu_count()} cores, {asked.busy} busy processes, {asked.seconds:.0f} s each")
    print("| browser output | on time | tick late p50 / p99 | show p50 / p95 | ratio |")
    print("|---|---|---|---|---|")
    base = 0.0
    for name, (text, clients) in crowds.items():
        report = measured(text, asked.seconds, [*clients, *[[_BUSY]] * asked.busy])
        late, age = report["tick_late_ms"], report["age_ms"]["show"]
        base = base or age["p50"]
        print(
            f"| {name} | {100 * report['on_time']:.1f} % | {late['p50']:.1f} / {late['p99']:.1f} "
            f"| {age['p50']:.0f} / {age['p95']:.0f} ms | {age['p50'] / base:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
