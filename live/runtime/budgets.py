"""Budgets for what comes from outside: nobody's messages may take more than a share of a core.

A budget belongs to one object and one thread. What is over it is dropped, or waits: the caller
decides.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from live.runtime.clock import Stopwatch, Timer

LONGEST = 0.002  # seconds a piece of work counts at most: in a longer one, others had the core
KNOWN = 64  # senders whose work is remembered; the one not heard for longest is forgotten
HALF_LIFE = 1.0  # seconds in which half of what a sender has taken is forgiven
LITTLE = 0.005  # seconds of work, forgiven so, below which a sender has taken little


class Allowance:
    """An amount that grows by `rate` a second up to `most`, and may be overdrawn by as much."""

    def __init__(self, rate: float, most: float, timer: Timer | None = None) -> None:
        self._rate = rate
        self._most = most
        self._timer = timer or Stopwatch()
        self._left = most
        self._at = self._timer.time()  # seconds: when `_left` was true

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left now."""
        return self._now() <= 0

    def take(self, amount: float) -> bool:
        """Takes an amount; False: it was more than there was."""
        left = self._now() - amount
        self._left = max(left, -self._most)
        return left >= 0

    def spend(self, work: Callable[[], None]) -> None:
        """For an allowance of seconds: does the work, and takes as many as it needs."""
        began = self._timer.time()
        work()
        self.take(min(self._timer.time() - began, LONGEST))

    def _now(self) -> float:
        now = self._timer.time()
        self._left = min(self._most, self._left + self._rate * (now - self._at))
        self._at = now
        return self._left


class FairBudget:
    """Seconds of work for several senders: `share` of a core for all of them together.

    Half of the share is a reserve. Only who has taken little of late may use it, so that one
    sender who takes all there is does not silence the others.
    """

    def __init__(self, share: float, burst: float, timer: Timer | None = None) -> None:
        """`burst`: seconds of work that may be done at once after a quiet while."""
        self._timer = timer or Stopwatch()
        self._all = Allowance(share / 2, burst, self._timer)
        self._reserve = Allowance(share / 2, burst, self._timer)
        # By sender: seconds of work, and when that was true. The one heard last is last.
        self._taken: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def may(self, who: Hashable, *, small: bool = True) -> bool:
        """Whether work may be done now for a sender; the reserve is for `small` work alone."""
        if not self._all.is_spent:
            return True
        return small and self._took(who) < LITTLE and not self._reserve.is_spent

    def spend(self, who: Hashable, work: Callable[[], None]) -> float:
        """Does the work, counts how long it takes, and says so: seconds."""
        began = self._timer.time()
        try:
            work()
        finally:
            took = self._timer.time() - began
            self.count(who, took)
        return took

    def count(self, who: Hashable, seconds: float) -> None:
        """Counts work that was done for a sender."""
        seconds = min(seconds, LONGEST)
        (self._reserve if self._all.is_spent else self._all).take(seconds)
        self._taken[who] = (self._took(who) + seconds, self._timer.time())
        self._taken.move_to_end(who)
        if len(self._taken) > KNOWN:
            self._taken.popitem(last=False)

    def _took(self, who: Hashable) -> float:
        """Seconds of work that a sender has taken of late."""
        seconds, at = self._taken.get(who, (0.0, 0.0))
        return seconds * float(0.5 ** ((self._timer.time() - at) / HALF_LIFE))
