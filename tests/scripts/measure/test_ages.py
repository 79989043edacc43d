"""No live show becomes later, or takes longer to begin, unnoticed."""

import sys

import pytest

from scripts.measure import budgets


@pytest.mark.skipif(sys.platform != "linux", reason="the budgets are Linux's")
@pytest.mark.timeout(600)  # performed up to three times, perhaps on a busy machine
@pytest.mark.parametrize("show", [show for show in budgets.SHOWS if show.endswith(budgets.LIVE)])
def test_what_is_heard_and_seen_is_shown_as_soon_as_before(show: str) -> None:
    try:
        faults = budgets.faults(show)
    except budgets.Busy as busy:
        pytest.skip(f"{show}: {busy}")
    assert not faults, f"{'; '.join(faults)}. To accept it: {budgets.ACCEPTING}"
