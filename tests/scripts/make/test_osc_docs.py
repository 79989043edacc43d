"""The page of documentation says what the tables say."""

from live.desk.controls import CONTROLS
from live.outputs.osc import PRESETS
from scripts.make.osc_docs import PAGE, page


def test_the_page_is_the_one_the_tables_make() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == page(), "run: python -m scripts.make.osc_docs"


def test_every_example_is_one_that_the_table_allows() -> None:
    for preset in PRESETS.values():
        for row in preset.table.rows:
            examples = [argument.example for argument in row.arguments]
            assert preset.table.fault(row.paths[0], examples) is None


def test_every_control_is_on_the_page() -> None:
    written = PAGE.read_text(encoding="utf-8")
    for control in CONTROLS:
        assert f"`{control.address} " in written
        assert control.meaning in written
