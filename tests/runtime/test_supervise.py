import asyncio
from itertools import pairwise

from live.errors import WorkerLate
from live.runtime.clock import Clock
from live.runtime.supervise import HUNG, FailureLog, Understudied, keep_going
from live.runtime.virtual import run_virtual
from live.runtime.workers import Inline


def test_a_part_that_falls_is_opened_again_with_growing_pauses() -> None:
    async def show() -> tuple[list[float], FailureLog]:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        failures = FailureLog(clock)
        tries: list[float] = []

        async def fall() -> None:
            tries.append(clock.now())
            if len(tries) < 9:
                raise OSError("unplugged")

        await keep_going("camera", fall, clock, failures)
        return tries, failures

    tries, failures = run_virtual(show())
    pauses = [round(b - a, 2) for a, b in pairwise(tries)]
    assert pauses == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]
    assert failures.count == 1
    assert failures.as_list()[0]["steps"] == 8


def test_a_part_that_stood_for_long_is_opened_again_at_once() -> None:
    async def show() -> list[float]:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        tries: list[float] = []

        async def fall() -> None:
            tries.append(clock.now())
            await asyncio.sleep(60)
            if len(tries) < 4:
                raise OSError("unplugged")

        await keep_going("camera", fall, clock, FailureLog(clock))
        return tries

    assert run_virtual(show()) == [0.0, 60.25, 120.5, 180.75]


def test_the_end_of_the_show_is_not_a_fall() -> None:
    async def show() -> FailureLog:
        clock = Clock(asyncio.get_running_loop())
        failures = FailureLog(clock)
        task = asyncio.ensure_future(keep_going("x", lambda: asyncio.sleep(100), clock, failures))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()
        return failures

    assert run_virtual(show()).count == 0


def _understudied(failures: FailureLog, workers: list[Inline]) -> Understudied[str]:
    def new_worker() -> Inline:
        workers.append(Inline("dancer"))
        return workers[-1]

    return Understudied("dancer", lambda: "star", "understudy", new_worker, None, failures)


def test_a_step_that_raises_is_danced_by_the_understudy_and_the_fall_is_kept() -> None:
    async def show() -> tuple[list[str], FailureLog]:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        failures = FailureLog(clock)
        role = _understudied(failures, [])
        danced = []
        for number in range(4):

            def step(who: str, number: int = number) -> str:
                if who == "star" and number in (1, 2):
                    raise ValueError("tripped")
                return who

            danced.append(await role.step(step))
            await asyncio.sleep(1)
        return danced, failures

    danced, failures = run_virtual(show())
    assert danced == ["star", "understudy", "understudy", "star"]
    assert [(f["time"], f["steps"], f["recovered"]) for f in failures.as_list()] == [(1.0, 2, 3.0)]


def test_a_part_stuck_for_long_gets_a_new_worker() -> None:
    class Stuck(Inline):
        async def do(self, work, within=None):  # type: ignore[no-untyped-def]
            raise WorkerLate("still busy")

    async def show() -> int:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        workers: list[Inline] = []

        def new_worker() -> Inline:
            workers.append(Stuck("painter") if not workers else Inline("painter"))
            return workers[-1]

        role: Understudied[str] = Understudied(
            "painter", lambda: "star", "understudy", new_worker, 0.1, FailureLog(clock)
        )
        danced = []
        for _ in range(round(HUNG) + 3):
            danced.append(await role.step(lambda who: who))
            await asyncio.sleep(1)
        assert danced[0] == "understudy"
        assert danced[-1] == "star"
        return len(workers)

    assert run_virtual(show()) == 2


def test_falls_stay_flat_in_memory() -> None:
    async def show() -> FailureLog:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        failures = FailureLog(clock)
        for _ in range(5000):
            failures.failed("dancer", ValueError("tripped"))
            failures.recovered("dancer")
            await asyncio.sleep(0.1)
        return failures

    failures = run_virtual(show())
    assert failures.count == 5000
    assert len(failures.as_list()) == 2000


class Hand(Inline):
    """A worker that does so much, and hangs then."""

    def __init__(self, does: int) -> None:
        super().__init__("dancer")
        self.does = does
        self.stopped = False

    async def do(self, work, within=None):  # type: ignore[no-untyped-def]
        self.does -= 1
        if self.does < 0:
            raise WorkerLate("still busy")
        return work()

    def stop(self) -> None:
        self.stopped = True


async def _stuck(workers: list[Hand], hang: int, seconds: float) -> list[str]:
    """Who dances, twice a second, where the first `hang` workers hang."""
    clock = Clock(asyncio.get_running_loop())
    clock.start()
    opened = iter(f"star {number}" for number in range(1, 100))

    def new_worker() -> Inline:
        hangs = len(workers) < hang
        workers.append(Hand((0 if workers else 1) if hangs else 1000))  # the first opens the part
        return workers[-1]

    role: Understudied[str] = Understudied(
        "dancer", lambda: next(opened), "understudy", new_worker, 0.1, FailureLog(clock)
    )
    await role.open()
    danced = []
    for _ in range(round(2 * seconds)):
        danced.append(await role.step(lambda who: who))
        await asyncio.sleep(0.5)
    return danced


def test_a_new_worker_has_as_long_as_the_first_before_it_is_given_up_too() -> None:
    workers: list[Hand] = []
    run_virtual(_stuck(workers, 99, 14.0))
    assert 4 <= len(workers) <= 1 + 14.0 / HUNG
    assert [hand.stopped for hand in workers] == [True] * (len(workers) - 1) + [False]


def test_a_new_worker_opens_the_part_anew_and_leaves_the_hung_one_alone() -> None:
    danced = run_virtual(_stuck([], 1, 6.0))
    assert danced[0] == "understudy"
    assert danced[-1] == "star 2"
    assert set(danced) == {"understudy", "star 2"}
