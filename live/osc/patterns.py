"""OSC 1.0's address patterns: one message for several addresses.

`*` stands for any characters, `?` for one, `[abc]`, `[a-f]` and `[!abc]` for one of a set or none
of it, `{half,double}` for one of several words. None of them reaches past a `/`, and `//` is an
empty name, which matches nothing of ours.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

LONGEST = 64  # characters: no longer pattern is read
_MARKS = frozenset("*?[{")
_PIECES = re.compile(
    r"(?P<any>\*+)|(?P<one>\?)|\[(?P<set>[^\]]+)\]|\{(?P<words>[^}]*)\}|[^]*?{}[]+"
)


@dataclass(frozen=True, slots=True)
class _Letter:
    """One character: of these, or with `within` False none of these."""

    letters: frozenset[str]
    within: bool


_Piece: TypeAlias = _Letter | tuple[str, ...] | None  # a letter, one of several words, or `*`


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that has been read: for each name between slashes, its pieces."""

    names: tuple[tuple[_Piece, ...], ...]

    def matches(self, address: str) -> bool:
        """Whether it stands for that address."""
        names = address.split("/")
        return len(names) == len(self.names) and all(map(_fits, self.names, names))


def is_pattern(address: str) -> bool:
    """Whether the address of a message has one of the characters that make a pattern."""
    return not _MARKS.isdisjoint(address)


def pattern(address: str) -> Pattern | None:
    """The pattern in an address; None where it is too long, or a bracket is not closed."""
    if len(address) > LONGEST:
        return None
    names = [_pieces(name) for name in address.split("/")]
    read = tuple(name for name in names if name is not None)
    return Pattern(read) if len(read) == len(names) else None


def _pieces(name: str) -> tuple[_Piece, ...] | None:
    pieces, at = list[_Piece](), 0
    while at < len(name):
        found = _PIECES.match(name, at)
        if found is None:
            return None
        pieces.append(_piece(found))
        at = found.end()
    return tuple(pieces)


def _piece(found: re.Match[str]) -> _Piece:
    if found["any"]:
        return None
    if found["one"]:
        return _Letter(frozenset(), within=False)
    if found["set"]:
        return _letter(found["set"])
    return (found[0],) if found["words"] is None else tuple(found["words"].split(","))


def _letter(text: str) -> _Letter:
    within = not text.startswith("!")
    letters = set[str]()
    # Our addresses are ASCII: further letters need not be listed.
    for first, last in re.findall(r"(.)(?:-(.))?", text if within else text[1:], re.DOTALL):
        letters.update(map(chr, range(ord(first), min(ord(last or first), 127) + 1)))
    return _Letter(frozenset(letters), within)


def _fits(pieces: tuple[_Piece, ...], name: str) -> bool:
    """Whether the pieces are that name. Every place that can be reached is followed at once, so
    that the work grows with the lengths only.
    """
    places = {0}  # characters of the name that are used up
    for piece in pieces:
        if piece is None:
            places = set(range(min(places), len(name) + 1))
        elif isinstance(piece, _Letter):
            places = {
                at + 1 for at in places
                if at < len(name) and (name[at] in piece.letters) == piece.within
            }  # fmt: skip
        else:
            places = {
                at + len(word) for word in piece for at in places if name.startswith(word, at)
            }
        if not places:
            return False
    return len(name) in places
