"""The page of documentation says what the tables say."""

import importlib.util
from pathlib import Path

from live.rig import mediapipe, native, resolume, touchdesigner, vmc
from live.rig.controls import CONTROLS

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "make_osc_docs.py"


def test_the_page_is_the_one_the_tables_make() -> None:
    spec = importlib.util.spec_from_file_location("make_osc_docs", SCRIPT)
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    written = script.PAGE.read_text(encoding="utf-8")
    assert written == script.page(), "run: python scripts/make_osc_docs.py"


def test_every_example_is_one_that_the_table_allows() -> None:
    for part in (mediapipe, native, resolume, touchdesigner, vmc):
        table = part.TABLE
        for row in table.rows:
            examples = [argument.example for argument in row.arguments]
            assert table.fault(row.paths[0], examples) is None


def test_every_control_is_on_the_page() -> None:
    page = (SCRIPT.parents[1] / "docs" / "osc.md").read_text(encoding="utf-8")
    for control in CONTROLS:
        assert f"`{control.address} " in page
        assert control.meaning in page
