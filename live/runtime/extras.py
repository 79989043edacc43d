"""Libraries that only some shows need: extras of the package, loaded when a part asks for them.

A message about a missing extra names the packages it consists of, and never this package with the
extra: a package index may hold another project under this package's name. The packages of an
extra are read from pyproject.toml in a checkout, installed or not, and otherwise from a wheel's
metadata.
"""

import importlib
import importlib.util
import os
import re
import shlex
import sys
import tomllib
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from live.errors import BadInput

DISTRIBUTION = "firstdance"  # the package's name in pyproject.toml
_AROUND = Path(__file__).resolve().parents[2]  # the checkout, or where packages are installed
_PLAIN = re.compile(r"[\w.:/\\-]+")  # words that need no quotes in any shell of Windows


def load(module: str, extra: str) -> Any:
    """Imports an optional library. Raises BadInput, which says how to install it."""
    try:
        return importlib.import_module(module)
    except (ImportError, OSError) as error:
        raise BadInput(
            f"{module.partition('.')[0]} is not installed ({error}). {remedy(extra)}"
        ) from error


def state_of(module: str, extra: str) -> str:
    """Whether an optional library is installed, without loading it, or how to install it."""
    found = importlib.util.find_spec(module) is not None
    return "installed" if found else f"not installed. {remedy(extra)}"


def remedy(extra: str, around: Path = _AROUND) -> str:
    """The sentence that says how to install an extra, for the running Python.

    `around` is the folder that contains this package.
    """
    packages = _in_checkout(extra, around)
    if packages is None:
        packages = _in_wheel(extra, around)
    if packages is None:
        return f"Install the packages that First Dance's pyproject.toml names under {extra}"
    if not packages:
        return "It is not made for this system"
    return f"Run: {command([_python(), '-m', 'pip', 'install', *packages])}"


def command(words: Sequence[str], windows: bool = os.name == "nt") -> str:
    """A command line as the user types it, with quotes where they are needed."""
    if not windows:
        return shlex.join(words)
    return " ".join(word if _PLAIN.fullmatch(word) else f'"{word}"' for word in words)


def _in_checkout(extra: str, around: Path) -> list[str] | None:
    """The packages of an extra, for this system; None where this is no checkout."""
    try:
        project = tomllib.loads((around / "pyproject.toml").read_text("utf-8"))["project"]
    except (OSError, ValueError, KeyError):
        return None
    if project.get("name") != DISTRIBUTION:
        return None
    return _needed_here([Requirement(one) for one in project["optional-dependencies"][extra]])


def _in_wheel(extra: str, around: Path) -> list[str] | None:
    """The packages of an extra, for this system; None where there is no metadata in `around`."""
    for found in metadata.distributions(name=DISTRIBUTION, path=[str(around)]):
        requirements = [Requirement(one) for one in found.requires or []]
        # Packages that are needed without the extra do not belong to it.
        return _needed_here([one for one in requirements if not _needed(one)], extra)
    return None


def _needed_here(requirements: Sequence[Requirement], extra: str = "") -> list[str]:
    """Those that this system needs: name and versions, as pip takes them."""
    return [f"{one.name}{one.specifier}" for one in requirements if _needed(one, extra)]


def _needed(one: Requirement, extra: str = "") -> bool:
    return one.marker is None or one.marker.evaluate({"extra": extra, "sys_platform": sys.platform})


def _python() -> str:
    """The path of the running Python, relative to the working directory where it lies in it."""
    here = Path(sys.executable or "python")
    if here.is_relative_to(Path.cwd()) and here.parent != Path.cwd():
        here = here.relative_to(Path.cwd())
    return str(here)
