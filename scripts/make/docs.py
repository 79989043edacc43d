"""Puts the measured tables into the pages that show them.

    python -m scripts.make.docs        after a command that measures was run with --record NAME

In README.md, docs/*.md and the models' cards, the text between `<!-- measured: NAME -->` and
`<!-- /measured -->` is replaced by the tables of `docs/measured/NAME.json` (see
`scripts/measure/records.py`). Prints which of them depend on something that has changed since.
"""

import re
import sys
from pathlib import Path

from scripts.measure import records
from scripts.options import command

_BLOCK = re.compile(r"(<!-- measured: (?P<name>\w+) -->\n).*?(<!-- /measured -->)", re.DOTALL)


def pages() -> list[Path]:
    """Every page that may hold figures."""
    cards = sorted((records.ROOT / "models").glob("*/*/card.md"))
    return [records.ROOT / "README.md", *sorted((records.ROOT / "docs").glob("*.md")), *cards]


def written(text: str) -> str:
    """A page with its measured tables. Raises FileNotFoundError where one was never measured."""
    return _BLOCK.sub(
        lambda found: f"{found[1]}\n{records.read(found['name']).markdown}\n\n{found[3]}", text
    )


def named(text: str) -> list[str]:
    """The names of the records that a page shows."""
    return [found["name"] for found in _BLOCK.finditer(text)]


def without(text: str) -> str:
    """A page without its measured tables."""
    return _BLOCK.sub("", text)


def main() -> None:
    command(__doc__).parse_args()
    write()


def write() -> None:
    """Writes every page, and prints what must be measured again."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        page.write_text(written(text), encoding="utf-8")
    for name in records.names():
        record = records.read(name)
        if changed := record.stale():
            what = f"{name}: measure again, {', '.join(changed)} changed"
            print(f"{what}: {record.command} --record {name}", file=sys.stderr)


if __name__ == "__main__":
    main()
