import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live.formats.arrays import read


def test_what_python_fails_at_once_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11 may raise SystemError while it parses a header, and not the next time."""
    np.savez(tmp_path / "two.npz", a=np.arange(3), b=np.arange(4))
    parse, failed = ast.parse, list[bool]()

    def fail_once(*words: Any, **more: Any) -> Any:
        if not failed:
            failed.append(True)
            raise SystemError("AST constructor recursion depth mismatch (before=165, after=219)")
        return parse(*words, **more)

    monkeypatch.setattr(ast, "parse", fail_once)
    assert read(tmp_path / "two.npz")["b"].tolist() == [0, 1, 2, 3]
    assert failed
