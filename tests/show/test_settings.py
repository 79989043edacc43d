"""A struct's fields, described for the author of a show file."""

from typing import Annotated, Any, Literal

import msgspec
import pytest

from live.show.settings import LEFT_OUT, REQUIRED, sentence, settings_of, takes


class Bulb(msgspec.Struct, frozen=True):
    watts: float = 40.0  # how strong it is
    broken: bool = False


class Lamp(msgspec.Struct, frozen=True):
    """A lamp."""

    room: str  # where it hangs
    # Metres from the floor,
    # to its middle.
    height: float = 2.5
    # Its colours:
    colours: tuple[
        int,  # red
        int,  # blue
    ] = (255, 0)

    # This is about the lamp as a whole, and no field of it.

    name: str | None = None
    bulb: Bulb = Bulb(watts=60.0)
    dimmed_by: list[str] = []


class TallLamp(Lamp, frozen=True):
    height: float = 4.0
    feet: int = 3  # how many it stands on


def described(cls: type[msgspec.Struct]) -> dict[str, Any]:
    return {setting.name: setting for setting in settings_of(cls)}


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        (str, "text"),
        (bool, "true or false"),
        (float, "number"),
        (int | str, "whole number or text"),
        (Literal["now", "bar", "never"], '"now", "bar" or "never"'),
        (float | None, "number"),
        (tuple[float, int], "[number, whole number]"),
        (tuple[str, ...], "list of texts"),
        (list[int], "list of whole numbers"),
        (dict[str, Any], "table"),
        (Bulb, "table"),
        (Annotated[int, msgspec.Meta(ge=1, le=65535)], "whole number from 1 to 65535"),
        (Annotated[float, msgspec.Meta(ge=-0.5, le=0.5)] | None, "number from -0.5 to 0.5"),
        (Annotated[float, msgspec.Meta(gt=0)], "number above 0"),
        (Annotated[float, msgspec.Meta(gt=0, le=240)], "number above 0 up to 240"),
        (Annotated[int, msgspec.Meta(ge=0)], "whole number from 0 up"),
        (Annotated[int, msgspec.Meta(lt=9)], "whole number below 9"),
        (Annotated[str, msgspec.Meta(min_length=1)], "text, not empty"),
        (Annotated[str, msgspec.Meta(description="colour")], "colour"),
        (Annotated[str, msgspec.Meta(extra_json_schema={"enum": ["a", "b"]})], '"a" or "b"'),
        (
            Literal["music_stops"] | Annotated[float, msgspec.Meta(gt=0)] | None,
            '"music_stops" or number above 0',
        ),
    ],
)
def test_a_type_and_its_range_are_said_in_plain_words(hint: Any, words: str) -> None:
    assert takes(hint) == words


def test_a_meaning_is_the_comment_at_the_field_or_above_it() -> None:
    lamp = described(Lamp)
    assert lamp["room"].meaning == "Where it hangs."
    assert lamp["height"].meaning == "Metres from the floor, to its middle."
    assert lamp["colours"].meaning == "Its colours: red blue."


def test_a_comment_that_is_not_at_a_field_means_no_field() -> None:
    assert described(Lamp)["name"].meaning == ""


def test_a_field_that_is_inherited_keeps_its_meaning() -> None:
    lamp = described(TallLamp)
    assert lamp["room"].meaning == "Where it hangs."
    assert lamp["height"].meaning == "Metres from the floor, to its middle."
    assert lamp["height"].default == "4"
    assert lamp["feet"].meaning == "How many it stands on."


def test_a_struct_whose_source_is_not_there_has_settings_without_a_meaning() -> None:
    made = msgspec.defstruct("Made", [("size", int, 3)], module="builtins")
    assert [(one.name, one.default, one.meaning) for one in settings_of(made)] == [
        ("size", "3", "")
    ]


def test_a_default_is_written_as_in_a_show_file() -> None:
    lamp = described(Lamp)
    assert lamp["room"].default == REQUIRED
    assert lamp["height"].default == "2.5"
    assert lamp["colours"].default == "[255, 0]"
    assert lamp["name"].default == LEFT_OUT
    assert lamp["dimmed_by"].default == "[]"


def test_a_table_within_a_table_has_the_defaults_that_it_has_there() -> None:
    watts, broken = described(Lamp)["bulb"].inner
    assert (watts.name, watts.default, watts.meaning) == ("watts", "60", "How strong it is.")
    assert broken.default == "false"
    assert described(Bulb)["watts"].default == "40"


def test_a_comment_becomes_a_sentence() -> None:
    assert sentence("") == ""
    assert sentence("beats a bar") == "Beats a bar."
    assert sentence('"lite": faster.') == '"lite": faster.'
    assert sentence("an address: rtsp://...") == "An address: rtsp://..."
