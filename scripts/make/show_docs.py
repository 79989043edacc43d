"""Writes docs/shows.md, the page of every setting of a show file, from the types that read it.

python -m scripts.make.show_docs
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from live.show.kinds import Kind, Section, sections
from live.show.settings import LEFT_OUT, REQUIRED, Setting
from scripts.options import command, write_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "shows.md"

_HEAD = "| Setting | Takes | Default | Meaning |\n|---|---|---|---|\n"

_OPENING = """\
# Show files

<!-- Written by scripts/make/show_docs.py from the types in live/ and the comments at their fields:
change those. -->

For everybody who writes or changes a show. The page lists every setting of a show file, its default
and its range.

A show is a text file in [TOML](https://toml.io). Copy one of [ours](../shows), change it, and
check it with `firstdance check ours.toml`. `firstdance kinds outputs osc` prints one part of this
page.

```toml
title = "Anna & Ben"    # the show itself comes first

[dancer]                # one table for each part; kind says which dancer it is
kind = "library"
style = "latin"

[[outputs]]             # two brackets: you may have several
kind = "window"
fullscreen = true

[[outputs]]
kind = "film"
file = "our-night.mp4"
```

- **A setting that you leave out** has its default. A table that you leave out has its default kind,
  the usual one.
- **Text** is in quotes: `"like this"`. **Numbers** are not: `4`, `0.5`. **True or false** is
  `true` or `false`. **Lists** have brackets: `["one", "two"]`, `[55, 215]`.
- **Files** that the show reads are first looked for beside the show file.
- **Mistakes** are found before the show begins: an unknown name, a number that is too large. The
  message says which, and what you may have meant.
- **Letters** of titles: EB Garamond has Latin, Greek and Cyrillic ones; hearts, stars and notes are
  drawn. Fonts that come along have Hebrew, Arabic and Persian, Armenian, Georgian, Thai and Hindi,
  and many symbols. For Chinese, Japanese, Korean and the rest, a font of the machine steps in.
  Where it has none, put a font file beside the show file and name it: `font = "ours.ttf"` under
  `[painter]`, or `[painter.light]` with avatars. `firstdance check` says which font will be used,
  and which letters nobody has.
- **Your own kinds**: `kind = "myrig.lasers:Lasers"` is a class of any package
  ([CONTRIBUTING.md](../CONTRIBUTING.md)).
- **A show file is code**: whatever `kind = "module:Class"` names is imported, and so run, as soon
  as the rest of the file is found to be right; `firstdance check` does it, too. Open show files of
  others only if you would run their programs.

These are the parts of a show file. The show itself comes first; the others may be in any order:

"""


def page() -> str:
    """The page, as Markdown."""
    return "".join(
        [_OPENING, *_contents(), *(line for one in sections() for line in _section(one))]
    )


def _contents() -> Iterator[str]:
    for section in sections():
        kinds = ", ".join(f"[{kind.name}](#{section.name}-{kind.name})" for kind in section.kinds)
        yield f"- [{_title(section)}](#{_anchor(_title(section))}){f': {kinds}' if kinds else ''}\n"


def _title(section: Section) -> str:
    return f"`{section.header}`" if section.header else "The show itself"


def _anchor(title: str) -> str:
    """Where a heading is linked to."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _section(section: Section) -> Iterator[str]:
    yield f"\n## {_title(section)}\n\n{section.what}\n"
    if section.kinds:
        yield "\n| Kind | What it is |\n|---|---|\n"
        yield from (_kind_row(section, kind) for kind in section.kinds)
    if section.settings and section.kinds:
        yield f"\nWhatever the kind of `{section.header}`:\n"
    if section.settings:
        yield from _table(section.settings, section.name)
    for kind in section.kinds:
        yield from _kind(section, kind)


def _kind_row(section: Section, kind: Kind) -> str:
    usual = ", the usual one" if kind.usual else ""
    return f"| [`{kind.name}`](#{section.name}-{kind.name}){usual} | {_cell(kind.what)} |\n"


def _kind(section: Section, kind: Kind) -> Iterator[str]:
    yield f"\n### `{section.header}` {kind.name}\n"
    settings = kind.settings()
    yield from _table(settings, section.name) if settings else ["\nIt has no settings.\n"]


def _table(settings: Iterable[Setting], table: str) -> Iterator[str]:
    """The settings of a table; those of the tables within it below."""
    yield f"\n{_HEAD}"
    for setting in settings:
        takes, default = _words(setting.takes), _default(setting)
        yield f"| `{setting.name}` | {takes} | {default} | {_words(setting.meaning)} |\n"
    for setting in settings:
        if setting.inner:
            yield f"\nIn `[{table}.{setting.name}]`:\n"
            yield from _table(setting.inner, f"{table}.{setting.name}")


def _default(setting: Setting) -> str:
    if setting.inner:
        return "as below"
    return setting.default if setting.default in (LEFT_OUT, REQUIRED) else f"`{setting.default}`"


def _words(text: str) -> str:
    """Words of a table's cell: what is typed is shown as such, pages that are named are linked."""
    typed = re.sub(r'("[^"]*"|\[\])', r"`\1`", text)
    linked = re.sub(r"\bdocs/(\w+\.md)", r"[docs/\1](\1)", typed)
    return _cell(re.sub(r"\bREADME\.md", "[README.md](../README.md)", linked))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def main() -> None:
    """Writes the page."""
    command(__doc__).parse_args()
    write_page(PAGE, page())


if __name__ == "__main__":
    main()
