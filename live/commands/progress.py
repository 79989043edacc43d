"""Reports how far a show has come, for a progress bar."""

from collections.abc import Callable

from live.signals import Picture, Scene


class Progress:
    """An output that reports how many seconds of the show have been danced."""

    takes = Scene

    def __init__(self, report: Callable[[float], None]) -> None:
        """`report` is called with the second of the show, up to four times a second."""
        self._report = report
        self._reported = 0  # quarter seconds: the last report

    def show(self, signal: Scene | Picture) -> None:
        if int(4 * signal.time) != self._reported:
            self._reported = int(4 * signal.time)
            self._report(signal.time)

    def close(self) -> None:
        pass
