"""Virtual time: nothing is waited for, except what a thread or another program has yet to do."""

import asyncio
import socket
import threading
import time

from live.runtime.virtual import run_virtual


def test_an_hour_of_virtual_time_is_over_at_once() -> None:
    async def hour() -> tuple[float, float]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.sleep(3600.0)
        return began, loop.time()

    before = time.monotonic()
    assert run_virtual(hour()) == (0.0, 3600.0)
    assert time.monotonic() - before < 2.0


def test_what_a_thread_does_is_waited_for_and_takes_no_virtual_time() -> None:
    async def wait() -> tuple[str, float]:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[str] = loop.create_future()
        threading.Timer(0.05, loop.call_soon_threadsafe, (done.set_result, "done")).start()
        return await done, loop.time()

    assert run_virtual(wait()) == ("done", 0.0)


def test_a_socket_can_be_read_written_and_left() -> None:
    async def talk() -> list[bytes]:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        heard: list[bytes] = []
        with ours, theirs:
            ours.setblocking(False)
            theirs.setblocking(False)
            loop.add_reader(ours, lambda: heard.append(ours.recv(10)))
            loop.add_writer(ours, loop.remove_writer, ours)  # the same one, watched for more
            theirs.send(b"one")
            await asyncio.sleep(0.5)
            assert not loop.remove_writer(ours)
            assert loop.remove_reader(ours)
            theirs.send(b"two")
            await asyncio.sleep(1.0)
        return heard

    assert run_virtual(talk()) == [b"one"]


def test_what_fails_in_virtual_time_is_raised_and_leaves_nothing_open() -> None:
    async def fail() -> None:
        raise OSError("unplugged")

    for _ in range(3):
        try:
            run_virtual(fail())
        except OSError as error:
            assert str(error) == "unplugged"
        else:
            raise AssertionError
