"""How the show went: ages, lateness, music, failures. Its memory does not grow with time."""

import json
import os
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from live.errors import BadInput
from live.runtime import results
from live.runtime.clock import Tick
from live.runtime.failures import FailureLog
from live.runtime.health import MissedFrames
from live.signals import Music

HOPS = ("hear", "see", "dance", "draw", "show")
LATE = 1 / 60  # seconds: half a frame at 30 fps, the eye begins to notice
MUSIC_KEPT = 4 * 3600  # seconds: the last four hours
_STEP = 0.0002  # seconds a histogram bin is wide
_BINS = 10_000  # 2 s, the last bin holds everything above


class Spread:
    """Percentiles of a stream of durations, within 0.2 ms, in a histogram of fixed size."""

    def __init__(self) -> None:
        self._bins = np.zeros(_BINS, dtype=np.int64)
        self.count = 0
        self.largest = 0.0

    def add(self, seconds: float) -> None:
        """One duration; a negative one counts as zero."""
        self._bins[min(_BINS - 1, max(0, int(seconds / _STEP)))] += 1
        self.count += 1
        self.largest = max(self.largest, seconds)

    def percentile(self, percent: float) -> float:
        """Seconds below which `percent` % of the durations lie; 0 when there are none."""
        if not self.count:
            return 0.0
        wanted = percent / 100 * self.count
        found = int(np.searchsorted(np.cumsum(self._bins), wanted))
        return self.largest if found >= _BINS - 1 else min((found + 1) * _STEP, self.largest)

    def as_ms(self, *, largest: bool = False) -> dict[str, float]:
        """Milliseconds, for the report."""
        figures = {f"p{p}": round(1000 * self.percentile(p), 2) for p in (50, 95, 99)}
        return figures | ({"max": round(1000 * self.largest, 2)} if largest else {})


class Report:
    """Collects the figures that `--report` writes."""

    def __init__(self, rate: float, failures: FailureLog) -> None:
        self.failures = failures
        self.engines: dict[str, str] = {}
        self.made: list[Path] = []  # the films
        self.ages = {hop: Spread() for hop in HOPS}
        # From which second the beat came from which source; the ear's before the first entry.
        self.beat_source: Sequence[tuple[float, str]] = ()
        self.frames = 0  # pictures that reached an output; scenes, where none takes pictures
        self.missed = MissedFrames(rate)
        self.measured = True  # whether any output counts its frames
        self._rate = rate
        self._lateness = Spread()
        self._ticks = 0
        self._late_ticks = 0
        self._skipped = 0
        self._music: deque[dict[str, Any]] = deque(maxlen=MUSIC_KEPT)
        self._music_due = 0.0
        self._worked = 0.0  # seconds of CPU time, on all cores together, when the show began

    def ticked(self, tick: Tick) -> None:
        """Counts a frame of the show that begins."""
        if not self._ticks:
            self._worked = _worked()
        unshown = self._unshown  # those on their way among them
        self._ticks += 1
        self._skipped += tick.skipped
        self._late_ticks += tick.late > LATE
        self._lateness.add(tick.late)
        due, missed = self._ticks + self._skipped, self._late_ticks + self._skipped
        self.missed.count(tick.time, due, missed, unshown)

    def heard(self, now: float, music: Music) -> None:
        """Records what is known of the music, once a second."""
        if now >= self._music_due:
            self._music_due = now + 1.0
            self._music.append(
                {
                    "time": round(music.time, 3),
                    "beat": round(music.beat, 3),
                    "tempo": round(music.tempo, 2),
                    "meter": music.meter,
                    "confidence": round(music.confidence, 3),
                }
            )

    @property
    def has_begun(self) -> bool:
        """Whether there was a frame yet."""
        return self._ticks > 0

    @property
    def late_frames(self) -> int:
        """Frames begun over 16.7 ms late, left out, or never shown."""
        return self._late_ticks + self._skipped + self._unshown

    @property
    def _unshown(self) -> int:
        return max(0, self._ticks - self.frames) if self.measured else 0

    def as_dict(self) -> dict[str, Any]:
        """The report, ready for JSON."""
        due = self._ticks + self._skipped
        seconds = due / self._rate
        return {
            "seconds": round(seconds, 3),
            "frames": self.frames,
            "fps": round(self.frames / seconds, 2) if seconds else 0.0,
            "late_frames": self.late_frames,
            "on_time": round(max(0.0, 1 - self.late_frames / due), 4) if due else 1.0,
            # The largest share of frames missed in a minute, and the second of the show.
            "missed_last_minute": {
                "worst": round(self.missed.worst, 4),
                "time": round(self.missed.worst_at, 1),
            },
            "tick_late_ms": self._lateness.as_ms(largest=True),
            "age_ms": {hop: spread.as_ms() for hop, spread in self.ages.items()},
            "music": list(self._music),
            "beat_source": [{"time": time, "source": source} for time, source in self.beat_source],
            "engines": self.engines,
            "films": [str(file) for file in self.made],
            "damage": self.failures.damage_as_list(),
            "falls": self.failures.as_list(),
            "falls_count": self.failures.count,
            "cores": round((_worked() - self._worked) / seconds, 2) if seconds else 0.0,
            "memory_mb": round(psutil.Process().memory_info().rss / 2**20, 1),
        }

    def write(self, path: Path) -> tuple[Path, str]:
        """Writes the report as JSON: see `live.runtime.results.put_anywhere`."""
        text = json.dumps(self.as_dict(), indent=1, default=str) + "\n"
        return results.put_anywhere(path, text, self.made)


def _worked() -> float:
    """Seconds of CPU time of this process, on all cores together."""
    times = os.times()
    return times.user + times.system


def write_json(path: Path, content: Any) -> None:
    """Writes JSON; raises BadInput, naming the file, where that cannot be done."""
    try:
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be written ({error.strerror}). Name a file where you may write."
        ) from error
