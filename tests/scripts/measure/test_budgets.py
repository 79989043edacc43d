"""No part of a show becomes dearer unnoticed: docs/measured/budgets.json has what it may cost."""

import sys

import pytest

from scripts.measure import budgets
from scripts.measure.budgets import Figures

BUDGET: Figures = {
    "painter": {"blur": 2.0, "python": 8.0},
    "memory": {"MB": 200.0},
    "age show": {"frames": 0.6},
}


@pytest.mark.skipif(
    sys.platform != "linux", reason="threads of libraries are on nobody's bill here"
)
@pytest.mark.timeout(600)  # performed up to three times, perhaps on a busy machine
@pytest.mark.parametrize(
    "show", [show for show in budgets.SHOWS if not show.endswith(budgets.LIVE)]
)
def test_no_part_of_a_show_costs_more_than_its_budget(show: str) -> None:
    faults = budgets.faults(show)
    assert not faults, f"{'; '.join(faults)}. To accept it: {budgets.ACCEPTING}"


def test_a_part_that_is_dearer_by_every_unit_is_over_its_budget() -> None:
    found: Figures = {"painter": {"blur": 2.8, "python": 11.0}}
    assert budgets.over(found, BUDGET) == {
        "painter": "1.38 times its budget (2.80 blur, budget 2.00)"
    }


def test_a_machine_that_is_slow_at_one_unit_only_raises_no_alarm() -> None:
    assert budgets.over({"painter": {"blur": 2.8, "python": 8.1}}, BUDGET) == {}


def test_memory_and_the_ages_of_signals_have_limits_too() -> None:
    assert "memory" in budgets.over({"memory": {"MB": 260.0}}, BUDGET)
    assert budgets.over({"memory": {"MB": 240.0}, "age show": {"frames": 2.0}}, BUDGET) == {}
    assert "age show" in budgets.over({"age show": {"frames": 2.5}}, BUDGET)


def test_a_new_part_needs_a_budget_unless_it_costs_nothing() -> None:
    found: Figures = {"smoke": {"blur": 0.4, "python": 1.2}, "spark": {"blur": 0.01, "python": 0.1}}
    assert budgets.over(found, BUDGET) == {"smoke": "has no budget yet"}


def test_one_good_performance_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    dear, fair = {"painter": {"blur": 2.8, "python": 11.0}}, {"painter": {"blur": 2.1, "python": 8}}
    assert _faults(monkeypatch, [dear, fair]) == []
    assert _faults(monkeypatch, [dear, dear, dear]) == [
        "painter of bare: 1.38 times its budget (2.80 blur, budget 2.00)"
    ]


def test_a_show_that_is_late_where_everybody_is_late_is_not_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late: Figures = {"age show": {"frames": 4.0}, budgets.WAIT: {"frames": 0.5}}
    with pytest.raises(budgets.Busy, match="frames late"):
        _faults(monkeypatch, [late])
    free: Figures = {"age show": {"frames": 4.0}, budgets.WAIT: {"frames": 0.01}}
    assert len(_faults(monkeypatch, [free, free, free])) == 1


def _faults(monkeypatch: pytest.MonkeyPatch, performances: list[Figures]) -> list[str]:
    left = iter(performances)
    monkeypatch.setattr(budgets, "accepted", lambda: {"bare": BUDGET})
    monkeypatch.setattr(budgets, "measured", lambda show: next(left))
    return budgets.faults("bare")
