"""How a script says what is wrong: in a sentence, as the program itself does."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from live.errors import Unfit


@contextmanager
def one_sentence() -> Iterator[None]:
    """Bad input is told on standard error, without a traceback; exit code 2."""
    try:
        yield
    except Unfit as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error
