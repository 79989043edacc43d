"""How far a show has come, for somebody who waits for it."""

from collections.abc import Callable

from live.signals import Picture, Scene


class Progress:
    """An output that tells how many seconds of the show have been danced."""

    takes = Scene

    def __init__(self, tell: Callable[[float], None]) -> None:
        self._tell = tell
        self._told = 0

    def show(self, signal: Scene | Picture) -> None:
        if int(4 * signal.time) != self._told:
            self._told = int(4 * signal.time)
            self._tell(signal.time)

    def close(self) -> None:
        pass
