"""The beat tracker of the show: beats, ONEs and beats a bar, from any block of sound.

A network and the spectral flux give activations; a bar pointer turns them into beats; the
harmony and the accents between beats say which of them is the ONE.
"""

from collections import deque
from typing import Annotated

import msgspec
import numpy as np

from live.hear.bars import Bars, changes, downbeat_odds
from live.hear.evidence import EvidenceFrame, Listening
from live.hear.harmony import Harmony
from live.hear.loudness import Loudness, clean
from live.hear.onsets import FRAMES
from live.hear.pulse import Pulse
from live.hear.sections import Sections
from live.hear.taps import Taps
from live.hear.tones import Tones
from live.parts import Ear, Part, ShowContext
from live.signals import AudioBlock, Floats, Music

GAP = 0.05  # seconds between a block and the one before it: sound is missing
SILENT = 1.2  # seconds: a longer rest than between two slow beats is silence
LONG_GAP = 6.0  # seconds: after a longer gap everything is forgotten
KEPT = 2 * FRAMES  # frames whose onsets are remembered for the bars
AROUND = 4  # frames around a beat in which its onset is looked for
AFTER_ONSET, BEFORE_NEXT = 0.03, 0.01  # seconds at both ends of a beat left out of its harmony
SLIP = 0.1  # of a beat: the most that a slowing beat may fall behind within a block
HELD = 0.64  # of `Tones.held`: above it there is music, with or without a beat
DEAF = 6  # frames after missing sound that are not used: their onsets are the edge of the gap


class BarEar(Part[Ear], frozen=True):
    """Settings of First Dance's own beat tracker."""

    offset: Annotated[float, msgspec.Meta(ge=-0.5, le=0.5)] = 0.0  # seconds added to each beat
    # Whether its network helps; without it beats are found by the starts of notes alone.
    network: bool = True

    def open(self, context: ShowContext) -> "OpenBarEar":
        return OpenBarEar(self, context)


class OpenBarEar:
    """Hears blocks of any length and rate, on the thread that reads the sound."""

    def __init__(self, settings: BarEar, context: ShowContext) -> None:
        self._context = context
        self._offset = settings.offset
        self._listening = Listening(context.models if settings.network else None)
        self._pulse = Pulse(FRAMES, context.tempo, self._listening.late)
        self._taps = Taps()
        self._sections = Sections()
        self._bars = Bars(context.meter)
        self._rate = 0  # samples a second; 0: nothing heard yet
        self._end = 0.0  # seconds: where the last block ended
        self._reported = 0.0  # the beat in the last `Music`

    def hear(self, block: AudioBlock) -> Music:
        """The music at the block's end. Missing sound counts as time that has passed."""
        samples = clean(block.samples)
        if block.rate != self._rate:
            self._tune(block.rate)
        elif abs(gap := block.time - block.seconds - self._end) > GAP:
            self._bridge(gap)
        self._end = block.time
        sound = self._loudness.hear(samples)
        playing = sound.quiet_for < SILENT
        self._harmony.hear(samples)
        self._tones.hear(samples)
        for frame in self._listening.hear(samples):
            self._step(frame, playing=playing)
        framed = block.time - self._listening.pending  # seconds: when the pulse's last frame ended
        self._taps.apply(self._pulse, self._context.desk, framed)
        self._bars.expect(self._context.desk.beat.meter)
        return Music(
            time=block.time,
            tempo=self._pulse.tempo,
            beat=self._beat_to_report(block.time - self._offset - framed),
            meter=self._bars.meter,
            downbeat=self._bars.downbeat,
            confidence=self._pulse.confidence,
            playing=playing and self._pulse.beating,
            loudness=sound.loudness,
            onset=sound.onset,
            bands=sound.bands,
            brightness=sound.brightness,
            section=self._sections.hear(sound, block.seconds, music=self._is_music),
            silent_for=sound.quiet_for,
        )

    @property
    def _is_music(self) -> bool:
        """Whether there is a beat, or tones are held as in music without one."""
        return self._pulse.beating or self._tones.held > HELD

    def _tune(self, rate: int) -> None:
        """For another sample rate: the sound starts anew, the count of beats goes on."""
        self._rate = rate
        self._loudness = Loudness(rate)
        self._deaf = 0
        self._begin_frames()

    def _begin_frames(self) -> None:
        self._listening.begin(self._rate)
        self._frames = self._listening.early  # heard since sound was missing
        self._harmony = Harmony(self._rate)
        self._tones = Tones(self._rate)
        self._recent: deque[EvidenceFrame] = deque(maxlen=KEPT)
        self._last_beat: int | None = None  # the frame of the last beat passed
        self._chromas: deque[Floats] = deque(maxlen=3)  # of the last beats passed

    def _bridge(self, gap: float) -> None:
        """Handles `gap` seconds of missing sound: the pulse runs on through a short gap and is
        forgotten after a long one.
        """
        missing = round(gap * FRAMES)
        if not 0 < gap < LONG_GAP:
            missing = 0
            self._pulse.forget()
        for _ in range(missing):
            self._pulse.step(None)
        self._deaf = DEAF
        self._begin_frames()

    def _step(self, frame: EvidenceFrame, *, playing: bool) -> None:
        before, jumps = int(self._pulse.beat), self._pulse.jumps
        heard = playing and self._deaf == 0
        self._deaf = max(0, self._deaf - 1)
        self._pulse.step(frame.activation if heard else None, held=self._tones.held > HELD)
        self._frames += 1
        self._recent.append(frame)
        if self._pulse.jumps != jumps:
            self._bars.begin_again()
            self._chromas.clear()
        if int(self._pulse.beat) > before:
            if self._pulse.beating and heard:
                self._count_bars(int(self._pulse.beat) - 1)
            self._last_beat = self._frames

    def _count_bars(self, number: int) -> None:
        """Passes beat `number` to the bars, once the beat after it has passed."""
        if self._last_beat is None:
            return
        start, stop = self._last_beat / FRAMES, self._frames / FRAMES
        self._chromas.append(self._harmony.chroma(start + AFTER_ONSET, stop - BEFORE_NEXT))
        shown = self._last_beat + round(self._listening.late * FRAMES)
        first = shown - self._frames + len(self._recent)  # its index in the frames remembered
        if len(self._chromas) == 3 and first >= AROUND:
            earlier, before, now = self._chromas
            recent = list(self._recent)
            near = recent[first - AROUND : first + AROUND + 1]
            accents = [*np.max([frame.flux for frame in near], 0), *changes(now, before, earlier)]
            self._bars.hear(number, np.array([*accents, downbeat_odds(near)]))
            self._bars.divide([frame.onset for frame in recent[first:]])

    def _beat_to_report(self, ahead: float) -> float:
        """The beat `ahead` seconds after the last frame. It does not go back by less than SLIP."""
        beat = self._pulse.beat + ahead * self._pulse.tempo / 60
        if not 0 < self._reported - beat < SLIP:
            self._reported = beat
        return self._reported
