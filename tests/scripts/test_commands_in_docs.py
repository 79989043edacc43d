"""Commands as pages and docstrings name them: each is there, and knows what it is given."""

import ast
import importlib
import json
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from live.__main__ import app

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md", "CONTRIBUTING.md", "docs/*.md", "models/*/*/card.md", "models/*/README.md",
    "shows/*.toml", "shows/songs/README.md", "tests/fixtures/README.md",
)  # fmt: skip
MADE_UP = {"live/draw/watercolour.py"}  # a part that somebody may add
RUNS = '__name__ == "__main__"'

_NAMED = re.compile(
    r"(?:python -m (?P<module>(?:live|scripts|tests)\.[\w.]+)"
    r"|(?P<file>scripts/\w+/\w+)\.py(?= -)"
    r"|(?<![\w/.-])firstdance (?P<word>[a-z]+))"
    r"(?P<given>.*?)(?=`| #|   |$)",
    re.M,
)
_PLACE = re.compile(r"(?<![\w/.])(?:live|scripts|shows|tests)/[\w/]+(?:\.\w+)?")
_MODULE = re.compile(r"(?<![\w/.])(?:live|scripts)(?:\.[a-z]\w*)+")
_OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")


def pages() -> dict[str, str]:
    """The text of every page, by its place."""
    files = sorted(file for pattern in PAGES for file in ROOT.glob(pattern))
    return {_place(file): _lines(file.read_text("utf-8")) for file in files}


def docstrings() -> dict[str, str]:
    """What every module and all that is in it say of themselves, by its place."""
    files = sorted(file for folder in ("live", "scripts") for file in (ROOT / folder).rglob("*.py"))
    return {_place(file): _lines(_text(file)) for file in files}


def records() -> dict[str, str]:
    """The commands whose figures are kept, by the place of these."""
    files = sorted((ROOT / "docs" / "measured").glob("*.json"))
    return {_place(file): json.loads(file.read_text("utf-8")).get("command", "") for file in files}


def named(text: str) -> Iterator[tuple[str, set[str]]]:
    """Every command of a text, as a module or `firstdance WORD`, and the options it is given."""
    for found in _NAMED.finditer(text):
        module = found["module"] or (found["file"] or "").replace("/", ".")
        command = f"firstdance {found['word']}" if found["word"] else module.rstrip(".")
        yield command, set(_OPTION.findall(found["given"]))


def uses() -> dict[str, dict[str, set[str]]]:
    """What each command is given where it is named; every script is here, named or not."""
    found: dict[str, dict[str, set[str]]] = {}
    for script in (ROOT / "scripts").rglob("*.py"):
        if RUNS in script.read_text("utf-8"):
            found[_place(script).removesuffix(".py").replace("/", ".")] = {}
    for place, text in TEXTS.items():
        for command, options in named(text):
            found.setdefault(command, {}).setdefault(place, set()).update(options)
    return found


def _place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _text(file: Path) -> str:
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return "\n".join(ast.get_docstring(node) or "" for node in nodes if isinstance(node, kinds))


def _lines(text: str) -> str:
    """A text whose every command stands on one line, with all it is given."""
    text = re.sub(r"(?<!`)`[^`]+`(?!`)", lambda code: re.sub(r"\s*\n\s*", " ", code[0]), text)
    return re.sub(r" *\\?\n[ \t]+(?=\[?--[a-z])", " ", text)


TEXTS = pages() | docstrings() | records()
USES = uses()


def test_commands_are_found_with_what_they_are_given() -> None:
    text = (
        "`python -m scripts.a X\n  --one 1` and --two; `firstdance b \\\n    [--three]  # --four`"
    )
    assert list(named(_lines(text))) == [("scripts.a", {"--one"}), ("firstdance b", {"--three"})]
    assert len(USES) > 45


@pytest.mark.parametrize("command", sorted(USES))
def test_a_command_says_what_it_does_and_knows_what_it_is_given(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if command.startswith("firstdance "):
        known = _words_of(command.removeprefix("firstdance "))
    else:
        file = ROOT / f"{command.replace('.', '/')}.py"
        assert file.is_file(), f"named where there is none: {[*USES[command]]}"
        text = file.read_text("utf-8")
        assert RUNS in text, f"named as a command, and is none: {[*USES[command]]}"
        if command.startswith("tests."):
            return
        assert "ArgumentParser(" in text or "command(__doc__)" in text
        known = _options_of(command, monkeypatch, capsys)
    unknown = {place: options - known for place, options in USES[command].items()}
    assert not any(unknown.values()), {place: some for place, some in unknown.items() if some}


def _words_of(name: str) -> set[str]:
    """The options of a command of the program."""
    there = vars(typer.main.get_command(app))["commands"]
    assert name in there, f"named where there is none: {[*USES[f'firstdance {name}']]}"
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0, result.output
    options = there[name].params
    return {"--help"} | {word for one in options for word in (*one.opts, *one.secondary_opts)}


def _options_of(
    module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> set[str]:
    """The options of a script, whose --help says first what it does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what others' modules do
        try:
            script = importlib.import_module(module)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] in ("live", "scripts", "tests"):
                raise
            pytest.skip(f"{error.name} is not installed")
    monkeypatch.setattr(sys, "argv", [f"{module}.py", "--help"])
    with pytest.raises(SystemExit) as end:
        script.main()
    assert not end.value.code
    usage, description, *_ = capsys.readouterr().out.split("\n\n")
    assert description == (script.__doc__ or "").splitlines()[0]
    return set(_OPTION.findall(usage))


def test_places_and_modules_that_are_named_are_there() -> None:
    gone = {page: [*_gone(text)] for page, text in TEXTS.items()}
    assert not any(gone.values()), {page: what for page, what in gone.items() if what}


def _gone(text: str) -> Iterator[str]:
    for place in set(_PLACE.findall(text)) - MADE_UP:
        if not (ROOT / place).exists():
            yield place
    for module in set(_MODULE.findall(text)):
        there = ROOT / module.replace(".", "/")
        ways = (there, there.with_suffix(".py"), there.parent.with_suffix(".py"))  # or a name in it
        if not any(way.exists() for way in ways):
            yield module


@pytest.mark.parametrize("page", sorted(pages()))
def test_a_page_starts_python_in_one_way(page: str) -> None:
    starts = set(re.findall(r"[\w./]*\bpython -m (?=live|scripts|tests)", TEXTS[page]))
    assert len(starts) <= 1, starts
