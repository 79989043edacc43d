"""Throws garbage at OSC in, and prints what it did to the show.

    python -m scripts.measure.fuzz_osc [--datagrams 100000] [--flood 20000] [--seconds 5]

Then floods it, with small bundles and with large ones, while an operator presses a button from
elsewhere: how many of the presses are done.
"""

import asyncio
import random
import subprocess
import sys
import time
from typing import Any

import psutil

from live.desk.controls import CONTROLS
from live.desk.desk import Desk
from live.inputs.osc_in import OscIn, OscListener
from live.osc.wire import bundles, message
from live.runtime.clock import Clock
from live.show.run import Files, RunOptions, context_of
from live.show.show_file import read_show
from scripts.measure.flood import FLOODS
from scripts.options import command

LARGE = FLOODS["8 KB bundles"]
PRESS = message("/firstdance/push", 1)
PRESSES = 37.0  # a second, so that they fall anywhere between two reads

_FLOODER = """
import socket, sys, time
port, rate, seconds = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
data = bytes.fromhex(sys.argv[4])
time.sleep(float(sys.argv[5]))
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
began, sent = time.monotonic(), 0
while (now := time.monotonic() - began) < seconds:
    while sent < now * rate:
        s.sendto(data, ("127.0.0.1", port))
        sent += 1
    time.sleep(0.0005)
print(sent)
"""


def garbage(chance: random.Random, seeds: list[bytes]) -> bytes:
    """A datagram that was good once."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(0, 6)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.2:
        del data[chance.randrange(len(data)) :]
    if chance.random() < 0.05:
        data = bytearray(chance.randbytes(chance.randrange(9000)))
    return bytes(data)


def seeds() -> list[bytes]:
    """Every control, all of them in bundles, bundles 400 deep, and time tags of tomorrow."""
    good = [message(control.address, control.argument.example) for control in CONTROLS]
    deep = good[0]
    for _ in range(400):
        deep = b"#bundle\0" + bytes(7) + b"\1" + len(deep).to_bytes(4, "big") + deep
    late = bytearray(bundles(good)[0])
    late[8:16] = (2**64 - 1).to_bytes(8, "big")
    return [*good, *bundles(good), deep, bytes(late)]


def fuzz(listener: OscListener, datagrams: int) -> None:
    """So many datagrams, one after another."""
    chance, good = random.Random(1), seeds()
    before, longest = psutil.Process().memory_info().rss, 0.0
    began = time.perf_counter()
    for _ in range(datagrams):
        data = garbage(chance, good)
        start = time.perf_counter()
        listener.take(data, ("127.0.0.1", 9))
        longest = max(longest, time.perf_counter() - start)
    grown = (psutil.Process().memory_info().rss - before) / 2**20
    print(f"{datagrams} mutated datagrams in {time.perf_counter() - began:.1f} s:")
    print(f"  accepted {listener.heard} messages, ignored {listener.ignored}")
    print(f"  longest {1000 * longest:.2f} ms, memory grown by {grown:.1f} MiB")


async def flood(listener: OscListener, rate: float, seconds: float, data: bytes) -> None:
    """Another process floods the port while the loop's gaps are measured."""
    running = asyncio.ensure_future(listener.run())
    quiet = await turns(seconds)
    port = str(listener.address[1])
    sender = await sending(port, rate, seconds, data)
    # The operator begins when the flood is there.
    take, done = listener.take, 0

    def counted(data: bytes, sender: tuple[Any, ...]) -> None:
        nonlocal done
        done += data == PRESS
        take(data, sender)

    vars(listener)["take"] = counted
    operator = await sending(port, PRESSES, seconds / 2, PRESS, after=seconds / 4)
    heard, worked = listener.heard, time.thread_time()
    flooded = await turns(seconds)
    worked = time.thread_time() - worked
    sent, pressed = [int((await one.communicate())[0]) for one in (sender, operator)]
    await asyncio.sleep(0.1)
    running.cancel()
    vars(listener).pop("take")
    print(f"{sent / seconds:.0f} datagrams a second of {len(data)} bytes for {seconds:.0f} s:")
    for name, (gaps, busy) in (("before", quiet), ("flooded", flooded)):
        print(f"  {name}: loop gap p99 {gaps[len(gaps) * 99 // 100]:.2f}, max {gaps[-1]:.2f} ms; "
              f"longest turn {busy[-1]:.2f} ms of work")  # fmt: skip
    print(f"  {100 * worked / seconds:.0f} % of a core, {listener.heard - heard} messages accepted")
    print(f"  {done} of the operator's {pressed} presses done")


async def sending(
    port: str, rate: float, seconds: float, data: bytes, after: float = 0.0
) -> asyncio.subprocess.Process:
    """A process that sends the data so many times a second."""
    asked = (port, str(rate), str(seconds), data.hex(), str(after))
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", _FLOODER, *asked, stdout=subprocess.PIPE
    )


async def turns(seconds: float) -> tuple[list[float], list[float]]:
    """The loop's turns, sorted: ms between them, and ms of its own work in them."""
    gaps, busy = list[float](), list[float]()
    began = last = time.perf_counter()
    while last - began < seconds:
        worked = time.thread_time()
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        gaps.append(1000 * (now - last - 0.001))
        busy.append(1000 * (time.thread_time() - worked))
        last = now
    return sorted(gaps), sorted(busy)


def main() -> None:
    """Asks for how much."""
    parser = command(__doc__)
    parser.add_argument("--datagrams", type=int, default=100_000)
    parser.add_argument("--flood", type=float, default=20_000.0, help="datagrams a second")
    parser.add_argument("--seconds", type=float, default=5.0)
    asked = parser.parse_args()
    asyncio.run(thrown(asked.datagrams, asked.flood, asked.seconds))


async def thrown(datagrams: int, rate: float, seconds: float) -> None:
    """First the strangest, then the most."""
    clock = Clock(asyncio.get_running_loop())
    clock.start()
    desk = Desk()
    context = context_of(read_show("rehearsal"), RunOptions(), clock, desk, Files())
    listener = OscIn(port=0).open(context)
    fuzz(listener, datagrams)
    await flood(listener, rate, seconds, bundles(seeds()[:15])[0])
    await flood(listener, LARGE.rate, seconds, LARGE.data)
    print(f"asked to end: {desk.asked_to_end}")
    listener.close()


if __name__ == "__main__":
    main()
