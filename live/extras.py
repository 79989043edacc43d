"""Libraries that only some shows need: extras of the package, loaded when a part asks for them."""

import importlib
from typing import Any

from live.errors import Unfit


def load(module: str, extra: str) -> Any:
    """An optional library. Raises Unfit, telling how to install it."""
    try:
        return importlib.import_module(module)
    except (ImportError, OSError) as error:
        raise Unfit(
            f"{module.partition('.')[0]} is not installed ({error}). "
            f"Run: pip install 'first-dance[{extra}]'"
        ) from error
