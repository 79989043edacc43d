"""Libraries that only some shows need: extras of the package, loaded when a part asks for them.

What is missing is told as the packages themselves: a package index may have somebody else's under
this package's name. Which they are is read in pyproject.toml in a checkout, installed or not, and
elsewhere in the metadata that a wheel brings.
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
_PLAIN = re.compile(r"[\w.:/\\-]+")  # what no shell of Windows minds


def load(module: str, extra: str) -> Any:
    """An optional library. Raises BadInput, telling how to install it."""
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
    """The sentence that tells how to install an extra, for the Python that runs.

    `around` is the folder that this package lies in.
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
    """A command line as it is to be typed."""
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
    return _asked([Requirement(one) for one in project["optional-dependencies"][extra]])


def _in_wheel(extra: str, around: Path) -> list[str] | None:
    """The packages of an extra, for this system; None where no metadata lies beside us."""
    for found in metadata.distributions(name=DISTRIBUTION, path=[str(around)]):
        told = [Requirement(one) for one in found.requires or []]
        # What is always needed is not of the extra.
        return _asked([one for one in told if not _needed(one)], extra)
    return None


def _asked(told: Sequence[Requirement], extra: str = "") -> list[str]:
    """Those needed here: name and versions, as pip takes them."""
    return [f"{one.name}{one.specifier}" for one in told if _needed(one, extra)]


def _needed(one: Requirement, extra: str = "") -> bool:
    return one.marker is None or one.marker.evaluate({"extra": extra, "sys_platform": sys.platform})


def _python() -> str:
    """This Python, as short as it can be typed here."""
    here = Path(sys.executable or "python")
    if here.is_relative_to(Path.cwd()) and here.parent != Path.cwd():
        here = here.relative_to(Path.cwd())
    return str(here)
