"""The page of show files says what the types say."""

import re

import pytest

from live.show.kinds import Kind, sections
from scripts.make.show_docs import PAGE, page

WRITTEN = PAGE.read_text(encoding="utf-8")
HEADINGS = re.findall(r"^#+ (.*)$", WRITTEN, re.M)
KINDS = [kind for section in sections() for kind in section.kinds]


def test_the_page_is_the_one_the_types_make() -> None:
    assert page() == WRITTEN, "run: python -m scripts.make.show_docs"


def test_every_table_has_a_place_in_the_order_of_the_show_file() -> None:
    headers = [f"`{section.header}`" for section in sections() if section.header]
    assert [heading for heading in HEADINGS if heading in headers] == headers


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.table} {kind.name}")
def test_every_setting_of_every_kind_is_on_the_page(kind: Kind) -> None:
    titled = re.compile(rf"^### `\[+{kind.table}\]+` {kind.name}\n(.*?)(?=^##|\Z)", re.M | re.S)
    found = titled.search(WRITTEN)
    assert found is not None
    for setting in kind.settings():
        assert f"| `{setting.name}` | " in found[1]


def test_every_link_within_the_page_leads_to_a_heading() -> None:
    there = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in HEADINGS}
    assert set(re.findall(r"\(#([\w-]+)\)", WRITTEN)) <= there


def test_every_link_to_another_file_leads_somewhere() -> None:
    for target in re.findall(r"\]\(((?!#|http)[^)#]+)", WRITTEN):
        assert (PAGE.parent / target).exists(), target


def test_every_row_has_as_many_cells_as_its_table_has_columns() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", WRITTEN, re.M):
        columns = [len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()]
        assert len(set(columns)) == 1, table
