"""The page of documentation says what the tables say."""

import importlib.util
from pathlib import Path

from live.rig import native, vmc

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "make_osc_docs.py"


def test_the_page_is_the_one_the_tables_make() -> None:
    spec = importlib.util.spec_from_file_location("make_osc_docs", SCRIPT)
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    written = script.PAGE.read_text(encoding="utf-8")
    assert written == script.page(), "run: python scripts/make_osc_docs.py"


def test_every_example_is_one_that_the_table_allows() -> None:
    for table in (native.TABLE, vmc.TABLE):
        for row in table.rows:
            examples = [argument.example for argument in row.arguments]
            assert table.fault(row.paths[0], examples) is None
