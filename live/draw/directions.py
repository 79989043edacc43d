"""The order in which a line's letters stand: Hebrew and Arabic run from right to left.

This is Unicode's bidirectional algorithm (UAX 9) for one line without embeddings, and, for machines
whose text library cannot do it, the joining of Arabic letters.
"""

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby
from typing import TypeVar

Run = TypeVar("Run")

_NUMBERS = ("EN", "AN")  # European and Arabic digits
_WITHIN = {"EN": ("ES", "CS"), "AN": ("CS",)}  # signs that may stand between two digits
_HARD = ("L", "R", "AL", *_NUMBERS)
# Invisible marks that say in which direction text runs.
_STEERING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_MIRRORED = str.maketrans("()[]{}<>«»\u2039\u203a", ")(][}{><»«\u203a\u2039")
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_JOINER, _NON_JOINER, _STROKE = "\u200d", "\u200c", "\u0640"  # say where letters join
# Lam and alef are always written as one letter. While its form is chosen, a private letter is it.
_LAM_ALEFS = {
    f"\u0644{alef}": chr(0xF0000 + number) for number, alef in enumerate("\u0622\u0623\u0625\u0627")
}
_FORMS = (range(0xFB50, 0xFC00), range(0xFE70, 0xFEFD))  # where Unicode keeps Arabic letters' forms


def without_steering(text: str) -> str:
    """The text without the invisible marks that say in which direction it runs."""
    return text.translate(_STEERING)


def levels(text: str) -> list[int]:
    """Each letter's level: odd runs from right to left, and a higher one stands within a lower."""
    kinds = [unicodedata.bidirectional(letter) or "L" for letter in text]
    strong = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    base = 0 if strong == "L" else 1
    _settle_numbers(kinds, "R" if base else "L")
    sides = ["L" if kind == "L" else "R" if kind in _HARD else "" for kind in kinds]
    _settle_brackets(text, sides, "R" if base else "L")
    _settle_others(sides, "R" if base else "L")
    found = []
    for kind, side in zip(kinds, sides, strict=True):
        if kind in _NUMBERS:
            found.append(2)
        elif side == "L":
            found.append(2 * base)
        else:
            found.append(1)
    return found


def ordered(runs: Sequence[tuple[int, Run]]) -> list[Run]:
    """Runs of one level each, in the order in which they stand from left to right."""
    line = list(runs)
    for least in range(max((level for level, _ in line), default=0), 0, -1):
        start = 0
        for place in range(len(line) + 1):
            if place == len(line) or line[place][0] < least:
                line[start:place] = line[start:place][::-1]
                start = place + 1
    return [run for _, run in line]


def turned(text: str, drawable: Callable[[str], bool]) -> str:
    """A run from right to left as it is seen, for whoever sets letters from left to right.

    Arabic letters take their joined forms where these are `drawable`.
    """
    clusters: list[str] = []
    for letter in _joined(text, drawable):
        if clusters and unicodedata.category(letter) == "Mn":
            clusters[-1] += letter
        else:
            clusters.append(letter.translate(_MIRRORED))
    return "".join(reversed(clusters))


def _joined(text: str, drawable: Callable[[str], bool]) -> str:
    """The text with its Arabic letters in the forms that they take beside their neighbours."""
    for pair, single in _LAM_ALEFS.items():
        if all(drawable(form) for form in _forms()[single].values()):
            text = text.replace(pair, single)
    made = []
    for place, letter in enumerate(text):
        form = _form(letter, _nearest(text[:place][::-1]), _nearest(text[place + 1 :]))
        made.append(form if drawable(form) else letter)
    return "".join(letter for letter in made if letter not in (_JOINER, _NON_JOINER))


def _form(letter: str, before: str, after: str) -> str:
    forms = _forms().get(letter)
    if forms is None:
        return letter
    met = "final" in forms and _reaches(before, "initial")
    reaches = "initial" in forms and _reaches(after, "final")
    name = ("medial" if reaches else "final") if met else "initial" if reaches else "isolated"
    return forms.get(name, letter)


def _nearest(letters: str) -> str:
    """The first letter that is no mark; "": none."""
    return next((letter for letter in letters if unicodedata.category(letter) != "Mn"), "")


def _reaches(letter: str, form: str) -> bool:
    """Whether the letter joins its neighbour on the side where it would take this form."""
    return letter in (_JOINER, _STROKE) or form in _forms().get(letter, {})


def _settle_numbers(kinds: list[str], base: str) -> None:
    """The rules W1 to W7: marks go with their letters, and signs with the numbers they are in."""
    last = base
    for place, kind in enumerate(kinds):
        kinds[place] = last = last if kind == "NSM" else kind
    _settle_digits(kinds, "AL", "AN", base)
    for place in range(1, len(kinds) - 1):
        before, kind, after = kinds[place - 1 : place + 2]
        if before == after and kind in _WITHIN.get(before, ()):
            kinds[place] = before
    _settle_signs(kinds)
    _settle_digits(kinds, "L", "L", base)


def _settle_digits(kinds: list[str], after: str, become: str, base: str) -> None:
    """European digits after a letter of one kind become another kind."""
    strong = base
    for place, kind in enumerate(kinds):
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == after:
            kinds[place] = become


def _settle_signs(kinds: list[str]) -> None:
    """Signs such as % and € go with the European number that they touch."""
    start = 0
    for kind, group in groupby(list(kinds)):
        end = start + len(list(group))
        if kind == "ET" and "EN" in (*kinds[max(0, start - 1) : start], *kinds[end : end + 1]):
            kinds[start:end] = ["EN"] * (end - start)
        start = end


def _settle_brackets(text: str, sides: list[str], base: str) -> None:
    """The rule N0: both brackets of a pair go with what is in it, or with what is before it."""
    for start, end in _pairs(text):
        within = set(sides[start + 1 : end]) - {""}
        if base in within:
            sides[start] = sides[end] = base
        elif within:
            before = next((side for side in reversed(sides[:start]) if side), base)
            sides[start] = sides[end] = before


def _pairs(text: str) -> list[tuple[int, int]]:
    """The places of brackets that belong together, by their beginnings."""
    opened: list[tuple[int, str]] = []
    found = []
    for place, letter in enumerate(text):
        if letter in _BRACKETS:
            opened.append((place, _BRACKETS[letter]))
        elif any(letter == closing for _, closing in opened):
            while opened[-1][1] != letter:
                opened.pop()
            found.append((opened.pop()[0], place))
    return sorted(found)


def _settle_others(sides: list[str], base: str) -> None:
    """What has no direction takes its neighbours', if they agree, and else the line's."""
    start = 0
    for side, group in groupby(list(sides)):
        end = start + len(list(group))
        if not side:
            before = sides[start - 1] if start else base
            after = sides[end] if end < len(sides) else base
            sides[start:end] = [before if before == after else base] * (end - start)
        start = end


@cache
def _forms() -> dict[str, dict[str, str]]:
    """The forms of each Arabic letter, by their names in Unicode's table; and of ligatures."""
    found: dict[str, dict[str, str]] = {}
    for code in (code for codes in _FORMS for code in codes):
        form, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        whole = "".join(chr(int(letter, 16)) for letter in letters)
        if len(whole) == 1 or whole in _LAM_ALEFS:
            key = _LAM_ALEFS.get(whole, whole)
            found.setdefault(key, {})[form.strip("<>")] = chr(code)
    return found
