import asyncio
import threading

from live.runtime.mailboxes import Latest, Recent
from live.runtime.virtual import run_virtual


def test_a_slow_reader_gets_the_newest_and_misses_the_rest() -> None:
    async def read() -> tuple[int, str] | None:
        box: Latest[str] = Latest()
        for value in ("old", "older", "newest"):
            box.put(value)
        return await box.newer(0)

    assert run_virtual(read()) == (3, "newest")


def test_a_reader_waits_for_something_newer_than_it_has() -> None:
    async def read() -> tuple[int, str] | None:
        box: Latest[str] = Latest()
        box.put("seen")
        asyncio.get_running_loop().call_later(5, box.put, "fresh")
        return await box.newer(1)

    assert run_virtual(read()) == (2, "fresh")


def test_a_closed_mailbox_gives_its_last_value_and_then_none() -> None:
    async def read() -> list[object]:
        box: Latest[str] = Latest()
        box.put("last")
        box.close()
        return [await box.newer(0), await box.newer(1)]

    assert run_virtual(read()) == [(1, "last"), None]


def test_a_thread_may_put_and_a_waiter_wakes() -> None:
    async def read() -> tuple[int, int] | None:
        box: Latest[int] = Latest()
        threading.Timer(0.02, lambda: box.put_from_thread(7)).start()
        return await asyncio.wait_for(box.newer(0), 2)

    assert asyncio.run(read()) == (1, 7)


def test_what_a_thread_put_can_be_peeked_at_before_the_loop_turns() -> None:
    async def peek() -> int | None:
        box: Latest[int] = Latest()
        thread = threading.Thread(target=box.put_from_thread, args=(3,))
        thread.start()
        thread.join()
        return box.peek()

    assert asyncio.run(peek()) == 3


def test_what_is_recent_is_kept_in_order_and_what_is_older_is_gone() -> None:
    async def read() -> tuple[list[str], list[str], tuple[int, str] | None]:
        box: Recent[str] = Recent()
        box.keep = 0.1
        for number, value in enumerate("abcdef"):
            box.put_at(value, 0.05 * number)
        kept = [kept.value for kept in box.after(0)]
        return kept, [kept.value for kept in box.after(5)], await box.newer(5)

    assert run_virtual(read()) == (["d", "e", "f"], ["f"], (6, "f"))


def test_what_is_just_old_enough_is_kept() -> None:
    async def read() -> list[str]:
        box: Recent[str] = Recent()
        box.keep = 0.25
        for value, now in (("a", 1.0), ("b", 1.125), ("c", 1.25)):
            box.put_at(value, now)
        return [kept.value for kept in box.after(0)]

    assert run_virtual(read()) == ["a", "b", "c"]
