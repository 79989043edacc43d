"""What budgets allow, by a timer that only the test moves."""

from collections import Counter
from functools import partial

from live.runtime.budgets import KNOWN, LITTLE, LONGEST, Allowance, FairBudget


class Hand:
    """A timer that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def time(self) -> float:
        return self.now

    def work(self, seconds: float) -> None:
        self.now += seconds


def test_an_allowance_grows_up_to_its_most_and_can_be_overdrawn_by_as_much() -> None:
    hand = Hand()
    bytes_ = Allowance(rate=100, most=50, timer=hand)
    assert bytes_.take(50)
    assert bytes_.is_spent
    assert not bytes_.take(1000)
    hand.now += 0.45
    assert bytes_.is_spent
    hand.now += 0.1
    assert not bytes_.is_spent
    hand.now += 3600
    assert bytes_.take(50)
    assert not bytes_.take(1)


def spent_by(
    budget: FairBudget, hand: Hand, seconds: float, *senders: tuple[str, float]
) -> Counter[str]:
    """Every millisecond each sender asks for so much work: how much of it is done."""
    done: Counter[str] = Counter()
    for _ in range(int(seconds * 1000)):
        began = hand.now
        for name, cost in senders:
            if budget.may(name):
                budget.spend(name, partial(hand.work, cost))
                done[name] += 1
        hand.now = max(hand.now, began + 0.001)
    return done


def test_one_sender_who_floods_gets_its_half_and_no_more() -> None:
    hand = Hand()
    done = spent_by(FairBudget(0.1, 0.002, hand), hand, 10, ("flood", 0.0005))
    assert 0.045 < done["flood"] * 0.0005 / 10 < 0.055


def test_whoever_says_little_is_heard_each_time_beside_a_flood() -> None:
    hand = Hand()
    budget = FairBudget(0.1, 0.002, hand)
    spent_by(budget, hand, 2, ("flood", 0.0005))
    heard = 0
    for _ in range(100):
        spent_by(budget, hand, 0.05, ("flood", 0.0005))
        heard += budget.may("operator")
        if budget.may("operator"):
            budget.spend("operator", lambda: hand.work(0.00005))
    assert heard == 100


def test_many_senders_who_say_little_take_no_more_than_the_whole_share() -> None:
    hand = Hand()
    budget = FairBudget(0.1, 0.002, hand)
    senders = [(f"sender {n}", 0.0001) for n in range(20)]
    began = hand.now
    done = spent_by(budget, hand, 10, *senders)
    assert sum(done.values()) * 0.0001 / (hand.now - began) < 0.11


def test_large_work_leaves_the_reserve_to_small_work() -> None:
    hand = Hand()
    budget = FairBudget(0.1, 0.002, hand)
    for number in range(100):  # each from a sender never heard before
        if budget.may(number, small=False):
            budget.count(number, 0.0005)
    assert not budget.may("new", small=False)
    assert budget.may("new")


def test_work_during_which_others_had_the_core_counts_as_the_longest_there_is() -> None:
    hand = Hand()
    budget = FairBudget(0.1, 0.004, hand)
    budget.count("operator", 3.0)
    assert LONGEST < LITTLE
    assert budget.may("operator")


def test_what_was_taken_is_forgiven_and_few_senders_are_remembered() -> None:
    hand = Hand()
    budget = FairBudget(0.1, 0.002, hand)
    for _ in range(20):
        budget.count("flood", LONGEST)
    assert not budget.may("flood")
    hand.now += 10
    assert budget.may("flood")
    for number in range(10 * KNOWN):
        budget.count(number, 1e-6)
    assert len(budget._taken) == KNOWN
