"""Has the ear hear every block, and keeps what the ear does wrong from being the sound's fault."""

from collections.abc import Callable
from functools import partial

from live.errors import WorkerLate
from live.parts import Ear
from live.runtime.checks import checked, music_fault
from live.runtime.failures import SLOW, FailureLog
from live.runtime.supervise import HUNG, JUDGED_OVER, OPENING, attempted
from live.signals import AudioBlock, Music

EAR = "ear"  # its name in the report
FARTHEST = 5.0  # seconds between a block and what is heard in it


class Listener:
    """The ear, opened again where it fails for HUNG seconds. In the sound's worker, whichever."""

    def __init__(self, opens: Callable[[], Ear], failures: FailureLog) -> None:
        self._opens = opens
        self._failures = failures
        self._ear: Ear | None = None
        self._heard = False  # whether this ear has heard anything yet
        self._since: float | None = None  # seconds: when it began with a block; None: it is idle
        self._worked = self._listened = 0.0  # seconds of work, and of sound, since it was judged

    def open(self) -> Ear:
        """Opens an ear; raises what that raises."""
        self._ear, self._heard = self._opens(), False
        return self._ear

    def hear(self, block: AudioBlock) -> Music | None:
        """What the ear hears; None where it fails. Never raises."""
        self._since = began = self._failures.clock.now()
        music = attempted(EAR, partial(self._listen, block), self._failures)
        self._since = None
        self._judge(self._failures.clock.now() - began, block.seconds)
        if music is None and self._failures.seconds_failed(EAR) > HUNG:
            self._failures.restart(EAR)
            self._ear = None
        return music

    def _judge(self, worked: float, listened: float) -> None:
        """An ear that needs longer than the sound lasts falls behind, whoever is to blame."""
        self._worked += worked
        self._listened += listened
        if max(self._worked, self._listened) < JUDGED_OVER:
            return
        needs, self._worked, self._listened = self._worked / max(self._listened, 1e-3), 0.0, 0.0
        if needs > 1.0:
            slow = WorkerLate(f"it needs {needs:.1f} s for a second of sound")
            self._failures.failed(EAR, slow, SLOW)
        else:
            self._failures.recovered(EAR, SLOW)

    def _listen(self, block: AudioBlock) -> Music:
        ear = self.open() if self._ear is None else self._ear
        music = checked(ear.hear(block), "what the ear heard", music_fault)
        if abs(music.time - block.time) > FARTHEST:
            raise ValueError(f"what the ear heard is {music.time - block.time:+.1f} s off")
        self._heard = True
        return music

    def hangs(self, within: float) -> bool:
        """Whether the ear has not answered for so many seconds."""
        since = self._since
        return since is not None and self._failures.clock.now() - since > self.allowed(within)

    def allowed(self, within: float) -> float:
        """Seconds a block may take: `within`, but longer while the ear hears its first one."""
        return within if self._heard or self._since is None else OPENING

    def renew(self) -> None:
        """The next block is heard by a new ear: this one hangs, in a worker that was left."""
        self._ear = self._since = None
