import pytest

from live.errors import BadInput, DeviceLost
from live.runtime.sentences import one_sentence


@pytest.mark.parametrize(("error", "code"), [(BadInput, 2), (DeviceLost, 1)])
def test_an_error_is_told_in_one_sentence_and_ends_the_program(
    error: type[Exception], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end, one_sentence("firstdance"):
        raise error("the cable is out")
    assert end.value.code == code
    with pytest.raises(SystemExit), one_sentence():
        raise error("the cable is out")
    assert capsys.readouterr().err == "firstdance: the cable is out\nthe cable is out\n"


def test_a_fault_of_ours_is_no_sentence_and_what_goes_well_says_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ZeroDivisionError), one_sentence("firstdance"):
        raise ZeroDivisionError
    with one_sentence("firstdance"):
        pass
    assert capsys.readouterr().err == ""
