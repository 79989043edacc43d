import math
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from live.errors import BadInput
from live.runtime import extras

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
EVERYWHERE = [extra for extra in EXTRAS if not any(";" in one for one in EXTRAS[extra])]
# What users read, and what they run.
PLACES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "shows", "live", "models",
        "scripts", "tests")  # fmt: skip
# ONNX Runtime's own, for GPUs: it takes the place of onnxruntime.
BESIDE = {"onnxruntime-gpu"}
METADATA = """Metadata-Version: 2.4
Name: {name}
Version: 1
Requires-Dist: numpy>=2
Requires-Dist: mido>=1.3.3; extra == 'midi'
Requires-Dist: python-rtmidi>=1.5.8; extra == 'midi'
Requires-Dist: elsewhere>=1; (sys_platform == 'amiga') and extra == 'amiga'
"""


def a_wheel(folder: Path, name: str = extras.DISTRIBUTION) -> Path:
    """A folder that a wheel of that name is installed in."""
    there = folder / f"{name.replace('-', '_')}-1.dist-info"
    there.mkdir()
    (there / "METADATA").write_text(METADATA.format(name=name), "utf-8")
    return folder


def python() -> str:
    return extras.command([extras._python()])


def test_a_library_that_is_there_is_loaded() -> None:
    assert extras.load("math", "sums") is math


def test_one_that_is_missing_is_reported_with_the_command_that_installs_it() -> None:
    with pytest.raises(BadInput, match=r"no_such_thing.*" + re.escape(extras.remedy("link"))):
        extras.load("no_such_thing", "link")


@pytest.mark.parametrize("extra", EVERYWHERE)
def test_what_is_to_be_installed_is_what_pyproject_says(extra: str) -> None:
    text = extras.remedy(extra)
    start = f"Run: {python()} -m pip install "
    assert text.startswith(start)
    assert shlex.split(text[len(start) :]) == EXTRAS[extra]


def test_what_is_for_another_system_is_not_to_be_installed_here() -> None:
    here = {"win32": "spout", "darwin": "syphon"}.get(sys.platform)
    for extra in {"spout", "syphon"} - {here}:
        assert extras.remedy(extra) == "It is not made for this system"
    if here:
        (wanted,) = EXTRAS[here]
        assert wanted.partition(";")[0] in extras.remedy(here)


def test_an_installed_wheel_says_it_of_itself(tmp_path: Path) -> None:
    wheel = a_wheel(tmp_path)
    wanted = ["mido>=1.3.3", "python-rtmidi>=1.5.8"]
    assert extras.remedy("midi", wheel).endswith(extras.command(["pip", "install", *wanted]))
    assert extras.remedy("amiga", wheel) == "It is not made for this system"


def test_where_nothing_says_it_the_user_reads_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "another"\n', "utf-8")
    a_wheel(tmp_path, "another")
    text = extras.remedy("midi", tmp_path)
    assert text == "Install the packages that First Dance's pyproject.toml names under midi"
    (tmp_path / "pyproject.toml").write_text("no toml", "utf-8")
    assert extras.remedy("midi", tmp_path) == text


def test_a_command_can_be_typed_in_the_shell_of_the_system() -> None:
    words = ["/my venv/bin/python", "-m", "pip", "install", "mido>=1.3.3"]
    assert shlex.split(extras.command(words, windows=False)) == words
    words[0] = r"C:\my venv\Scripts\python.exe"
    typed = r'"C:\my venv\Scripts\python.exe" -m pip install "mido>=1.3.3"'
    assert extras.command(words, windows=True) == typed


def test_python_is_named_from_where_the_user_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(Path.cwd() / "venv" / "python"))
    assert extras._python() == str(Path("venv", "python"))
    # In the folder itself its name alone would be another.
    monkeypatch.setattr(sys, "executable", str(Path.cwd() / "python"))
    assert extras._python() == str(Path.cwd() / "python")


def test_the_packages_name_is_the_one_in_pyproject() -> None:
    assert PROJECT["name"] == extras.DISTRIBUTION


def named_installs() -> Iterator[tuple[str, str]]:
    """Each place that names something to install, and the thing."""
    for place in PLACES:
        for file in [ROOT / place, *(ROOT / place).rglob("*")]:
            if file.suffix not in (".md", ".toml", ".py") or file == Path(__file__):
                continue
            for line in file.read_text("utf-8").splitlines():
                for words in re.findall(r"\bpip3? install ([^`#|;()]*)", line):
                    for word in words.split("  ")[0].split():
                        yield f"{file.relative_to(ROOT)}: {line.strip()}", word.strip("'\"")


def test_nothing_says_to_install_what_is_neither_ours_nor_needed() -> None:
    every = [*PROJECT["dependencies"], *(one for extra in EXTRAS.values() for one in extra)]
    known = BESIDE | {Requirement(one).name for one in every}
    found = list(named_installs())
    assert len(found) > 10
    for where, what in found:
        ours = re.fullmatch(r"\.(\[[\w,]+\])?", what)
        named = re.findall(r"\w+", what) if ours else []
        assert ours or Requirement(what).name in known, where
        assert set(named) <= set(EXTRAS), where


def test_nothing_names_extras_of_a_package_that_may_be_somebody_elses() -> None:
    for place in PLACES:
        for file in [ROOT / place, *(ROOT / place).rglob("*")]:
            if file.suffix in (".md", ".toml", ".py") and file != Path(__file__):
                assert not re.search(r"first-?_?dance\[", file.read_text("utf-8")), file


def test_a_list_says_whether_a_library_is_there_or_how_to_get_it() -> None:
    assert extras.state_of("math", "link") == "installed"
    missing = extras.state_of("no_such_thing", "link")
    assert missing == f"not installed. {extras.remedy('link')}"
