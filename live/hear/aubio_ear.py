"""An ear that needs no model: aubio's tempo tracker (Brossier 2006) and a running beat."""

from typing import Annotated, Literal, TypeAlias

import aubio
import msgspec
import numpy as np

from live.hear.beat_clock import BeatClock
from live.hear.loudness import Loudness, clean
from live.hear.sections import Sections
from live.parts import Ear, Part, ShowContext
from live.signals import AudioBlock, Music, Samples

WINDOW, HOP = 1024, 512  # samples: aubio's own for tempo
LONG_GAP = 6.0  # seconds: after a longer gap the tracker begins anew
HISS = 1e-4  # of full scale: -80 dB, added to the sound
GAP = 0.05  # seconds between a block and the one before it: sound is missing

Method: TypeAlias = Literal[
    "default", "energy", "hfc", "complex", "phase", "wphase", "specdiff", "kl", "mkl", "specflux"
]


class AubioEar(Part[Ear], frozen=True):
    """Settings of aubio's tempo tracker."""

    method: Method = "default"  # how aubio finds where notes begin
    # How clearly a note must begin to count; larger: fewer do.
    threshold: Annotated[float, msgspec.Meta(ge=0.01, le=2)] = 0.3
    offset: Annotated[float, msgspec.Meta(ge=-0.5, le=0.5)] = 0.0  # seconds added to each beat

    def open(self, context: ShowContext) -> "OpenAubioEar":
        return OpenAubioEar(self, context)


class OpenAubioEar:
    """Hears blocks of any length and rate, on the thread that reads the sound."""

    def __init__(self, settings: AubioEar, context: ShowContext) -> None:
        self._settings = settings
        self._context = context
        self._beats = BeatClock(context.tempo)
        self._sections = Sections()
        self._rate = 0  # samples a second; 0: nothing heard yet
        self._end = 0.0  # seconds: where the last block ended

    def hear(self, block: AudioBlock) -> Music:
        """The music at the block's end. Missing sound counts as time that has passed."""
        samples = clean(block.samples)
        if block.rate != self._rate:
            self._tune(block)
        elif abs(gap := block.time - block.seconds - self._end) > GAP:
            self._bridge(gap, block)
        self._end = block.time
        sound = self._loudness.hear(samples)
        self._feed(samples, playing=sound.playing)
        self._beats.tap(self._context.desk.taps)
        return Music(
            time=block.time,
            tempo=self._beats.tempo,
            beat=self._beats.beat_at(block.time),
            meter=self._context.meter,
            confidence=self._beats.confidence_at(block.time),
            playing=sound.playing and self._beats.locked,
            loudness=sound.loudness,
            onset=sound.onset,
            bands=sound.bands,
            brightness=sound.brightness,
            section=self._sections.hear(sound, block.seconds, music=self._beats.locked),
            silent_for=sound.quiet_for,
        )

    def _tune(self, block: AudioBlock) -> None:
        self._rate = block.rate
        self._tempo = aubio.tempo(self._settings.method, WINDOW, HOP, block.rate)
        self._tempo.set_threshold(self._settings.threshold)
        self._loudness = Loudness(block.rate)
        # aubio misses beats in digital silence, as between the clicks of a metronome.
        self._hiss = np.random.default_rng(1).normal(0, HISS, HOP).astype(np.float32)
        self._tempo_began = block.time - block.seconds  # seconds: show time of aubio's sample 0
        self._rest: Samples = np.zeros(0, dtype=np.float32)

    def _bridge(self, gap: float, block: AudioBlock) -> None:
        """Handles `gap` seconds of missing sound: aubio gets silence for a short gap, and begins
        anew after a long one.
        """
        if 0 < gap < LONG_GAP:
            missing = np.zeros(round(gap * self._rate), dtype=np.float32)
            self._feed(missing, playing=False)
        else:
            self._tune(block)

    def _feed(self, samples: Samples, *, playing: bool) -> None:
        rest = np.concatenate([self._rest, samples])
        while len(rest) >= HOP:
            beat = self._tempo(rest[:HOP] + self._hiss)[0]
            rest = rest[HOP:]
            # aubio goes on through silence: its beats are not used then.
            if beat and playing:
                heard = self._tempo_began + float(self._tempo.get_last_s())
                self._beats.hear(heard + self._settings.offset)
        self._rest = rest
