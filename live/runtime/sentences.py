"""How our programs report an error: in one sentence, never as a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from live.errors import BadInput, ShowError
from live.runtime.texts import printable


@contextmanager
def one_sentence(program: str = "") -> Iterator[None]:
    """Prints an error on standard error and ends the program: 2 for bad input, 1 for the rest.

    `program` is the name the sentence begins with.
    """
    try:
        yield
    except ShowError as error:
        sentence = printable(f"{program}: {error}" if program else str(error))
        print(sentence, file=sys.stderr)  # noqa: T201
        raise SystemExit(2 if isinstance(error, BadInput) else 1) from error
