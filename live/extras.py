"""Libraries that only some shows need: extras of the package, loaded when a part asks for them."""

import importlib
import importlib.util
from typing import Any

from live.errors import Unfit


def load(module: str, extra: str) -> Any:
    """An optional library. Raises Unfit, telling how to install it."""
    try:
        return importlib.import_module(module)
    except (ImportError, OSError) as error:
        raise Unfit(
            f"{module.partition('.')[0]} is not installed ({error}). Run: {_command(extra)}"
        ) from error


def stands(module: str, extra: str) -> str:
    """Whether an optional library is installed, without loading it, or how to install it."""
    found = importlib.util.find_spec(module) is not None
    return "installed" if found else f"not installed. Run: {_command(extra)}"


def _command(extra: str) -> str:
    return f"pip install 'first-dance[{extra}]'"
