import math

import pytest

from live import extras
from live.errors import Unfit


def test_a_library_that_is_there_is_loaded() -> None:
    assert extras.load("math", "sums") is math


def test_one_that_is_missing_is_told_with_the_command_that_installs_it() -> None:
    with pytest.raises(Unfit, match=r"no_such_thing.*pip install 'first-dance\[link\]'"):
        extras.load("no_such_thing", "link")
