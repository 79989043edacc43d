"""The settings of a show file's tables, described for whoever writes one.

Names, types, ranges and defaults are those of a struct's fields; what a setting means is the
comment at its field, or above it.
"""

import ast
import inspect
import io
import json
import sys
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

LEFT_OUT = "left out"  # the default where a setting has no value of its own
REQUIRED = "must be given"

_WORDS = {
    str: "text", int: "whole number", float: "number", bool: "true or false", dict: "table",
    Any: "anything",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: a line of a show file, or a table within a table."""

    name: str
    takes: str  # its type and range, in plain words
    default: str  # as it is written in a show file, or LEFT_OUT, or REQUIRED; empty: a table
    meaning: str  # in whole sentences; empty: nobody has written one
    inner: tuple["Setting", ...] = ()  # those of a table


def settings_of(
    cls: type[msgspec.Struct], defaults: msgspec.Struct | None = None
) -> tuple[Setting, ...]:
    """The settings that a struct reads, in their order, with its own defaults or those given."""
    return tuple(_setting(cls, field, defaults) for field in msgspec.structs.fields(cls))


def _setting(
    cls: type[msgspec.Struct], field: msgspec.structs.FieldInfo, defaults: msgspec.Struct | None
) -> Setting:
    value = _default(field) if defaults is None else getattr(defaults, field.name)
    name, meaning = field.encode_name, sentence(_comment(cls, field.name))
    if _is_struct(field.type):
        own = value if isinstance(value, msgspec.Struct) else None
        return Setting(name, "table", "", meaning, settings_of(field.type, own))
    return Setting(name, takes(field.type), _as_toml(value), meaning)


def takes(hint: Any) -> str:
    """What a type takes, in plain words: "whole number from 1 to 65535"."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _limited(takes(inner[0]), inner[1:])
    if origin is Literal:
        return _either(_as_toml(word) for word in inner)
    if origin in (Union, UnionType):
        return _either(takes(one) for one in inner if one is not NoneType)
    if origin is list or (origin is tuple and inner[-1] is Ellipsis):
        return f"list of {takes(inner[0])}s"
    if origin is tuple:
        return f"[{', '.join(takes(one) for one in inner)}]"
    if _is_struct(hint):
        return "table"
    return _WORDS.get(origin or hint) or str(getattr(hint, "__name__", hint))


def sentence(text: str) -> str:
    """A comment as a sentence."""
    if not text:
        return ""
    return f"{text[0].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


def _limited(what: str, limits: Iterable[Any]) -> str:
    """The words for a type, narrowed by its limits."""
    for limit in limits:
        if not isinstance(limit, msgspec.Meta):
            continue
        if limit.description:
            what = limit.description
        elif words := (limit.extra_json_schema or {}).get("enum"):
            what = _either(_as_toml(word) for word in words)
        else:
            what += _range(limit)
    return what


def _range(limit: msgspec.Meta) -> str:
    """The limits of a number or of a text's length."""
    if limit.ge is not None and limit.le is not None:
        return f" from {_as_toml(limit.ge)} to {_as_toml(limit.le)}"
    bounds = (
        ("from {} up", limit.ge),
        ("above {}", limit.gt),
        ("up to {}", limit.le),
        ("below {}", limit.lt),
    )
    given = [words.format(_as_toml(value)) for words, value in bounds if value is not None]
    if given:
        return f" {' '.join(given)}"
    return ", not empty" if limit.min_length else ""


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _is_struct(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    """What a field is where it is left out; NODEFAULT: it must be given."""
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


def _as_toml(value: Any) -> str:
    """A value as it is written in a show file."""
    if value is msgspec.NODEFAULT:
        return REQUIRED
    if value is None:
        return LEFT_OUT
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_as_toml, value))}]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def _comment(cls: type[msgspec.Struct], field: str) -> str:
    """What is written at a field, where it was first written."""
    for one in cls.__mro__:
        if found := _comments(one.__module__).get((one.__name__, field)):
            return found
    return ""


@cache
def _comments(module: str) -> dict[tuple[str, str], str]:
    """The comments at the fields of a module's classes, by class and field."""
    try:
        source = inspect.getsource(sys.modules[module])
    except (OSError, TypeError):  # a module without a source has none
        return {}
    written = {
        token.start[0]: token
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    return {
        (found.name, line.target.id): _joined(written, line.lineno, line.end_lineno or line.lineno)
        for found in ast.walk(ast.parse(source))
        if isinstance(found, ast.ClassDef)
        for line in found.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
    }


def _joined(written: dict[int, tokenize.TokenInfo], first: int, last: int) -> str:
    """The comments on the lines `first` to `last`, after those that stand alone right above."""
    above = first
    while above - 1 in written and written[above - 1].line.lstrip().startswith("#"):
        above -= 1
    lines = [written[row].string for row in range(above, last + 1) if row in written]
    return " ".join(line.lstrip("#").strip() for line in lines)
