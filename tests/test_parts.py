"""What the author of a plug-in meets: the messages for mistakes."""

from typing import ClassVar

import pytest

from live.errors import BadInput
from live.parts import Dancer, Output, Part
from live.show.part_manager import call
from tests.parts import a_context


def test_a_class_variable_that_is_nearly_one_of_a_parts_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Typist\.imediate: is immediate meant\?"):

        class Typist(Part[Output], frozen=True):
            imediate: ClassVar[bool] = True


def test_it_is_refused_where_it_is_not_declared_either() -> None:
    with pytest.raises(TypeError, match=r"Typist\.need_eyes: is needs_eyes meant\?"):

        class Typist(Part[Output], frozen=True):
            need_eyes = False


def test_settings_and_class_variables_of_ones_own_are_let_be() -> None:
    class Painter(Part[Output], frozen=True):
        write: bool = False  # a setting, and no slip
        palette: ClassVar[tuple[str, ...]] = ("red", "gold")

    assert Painter(write=True).write
    assert not Painter().immediate


def test_a_part_that_opens_nothing_is_reported() -> None:
    class Idle(Part[Dancer], frozen=True):
        pass

    with pytest.raises(BadInput, match=r"\[dancer\] Idle has no open\(\): see live\.parts"):
        call(Idle(), a_context(), "dancer", "step")
