"""What the ear makes of sound of our own: `python -m tests.hear.golden` writes it anew.

The sound is made by a formula. Other tests say what the ear must do. These figures say what it
does: whoever changes one of its many weights sees here what else has changed, and then measures
(`python -m scripts.measure.behaviour`).
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from live.hear.aubio_ear import AubioEar
from live.hear.bar_ear import BarEar
from live.hear.bar_pointer import BarPointer
from live.hear.bars import Bars
from live.hear.evidence import Listening
from live.hear.harmony import Harmony
from live.hear.loudness import Loudness
from live.hear.onsets import Onsets
from live.hear.pulse import Pulse
from live.hear.running_beat import RunningBeat
from live.hear.sections import Sections
from live.hear.tones import Tones
from live.parts import Ear
from live.runtime.places import MODELS
from live.signals import SECTIONS, Floats, Samples
from tests.parts import a_context
from tests.sounds import blocks

FILE = Path(__file__).with_name("golden.npz")
RATE = 22_050
RANGE = (55.0, 215.0)
ROOTS = (220.0, 174.6, 196.0, 261.6)  # Hz: a chord a bar


def song(seconds: float, tempo: float, meter: int = 4, drums: float = 1.0) -> Samples:
    """Chords that change on each ONE, a bass drum, a snare and a hi-hat."""
    times = np.arange(round(seconds * RATE)) / RATE
    beat = times * tempo / 60
    root = np.array(ROOTS)[(beat // meter).astype(int) % 4]
    sound = sum(0.05 * np.sin(2 * np.pi * np.cumsum(root * k) / RATE) for k in (1, 1.26, 1.5))
    since, place = (beat % 1) * 60 / tempo, beat.astype(int) % meter
    kick = np.sin(2 * np.pi * 60 * since) * np.exp(-since / 0.06) * (place % 2 == 0)
    noise = np.random.default_rng(5).normal(0, 1, len(times))
    snare = noise * np.exp(-since / 0.05) * (place % 2 == 1)
    hat = np.diff(noise, append=0.0) * np.exp(-((beat * 2 % 1) * 30 / tempo) / 0.02)
    return np.asarray(sound + drums * (0.5 * kick + 0.2 * snare + 0.05 * hat), dtype=np.float32)


def evening() -> Samples:
    """Two songs, a break without drums, a swell, talk and silence."""
    chance = np.random.default_rng(6)
    swell = np.linspace(0.2, 1.5, 5 * RATE).astype(np.float32)
    talk = chance.normal(0, 0.02, 2 * RATE).astype(np.float32)
    return np.concatenate(
        [song(9, 120), song(4, 120, drums=0.0), swell * song(5, 120), np.zeros(RATE, np.float32),
         talk, song(7, 92, meter=3)]
    )  # fmt: skip


def of_an_ear(ear: Ear) -> Floats:
    """A row for each quarter of a second."""
    heard = [ear.hear(block) for block in blocks(evening(), RATE, 245)]
    rows = [
        [m.tempo, m.beat, m.meter, m.downbeat, m.confidence, m.playing, m.loudness, m.onset,
         *m.bands, m.brightness, SECTIONS.index(m.section)]
        for m in heard[22::22]
    ]  # fmt: skip
    return np.array(rows)


def _bar_ear() -> Floats:
    return of_an_ear(BarEar(network=False).open(a_context(tempo=RANGE)))


def _aubio_ear() -> Floats:
    return of_an_ear(AubioEar().open(a_context(tempo=RANGE)))


def _listening() -> Floats:
    listening = Listening(MODELS)
    listening.begin(RATE)
    found = [
        frame for block in blocks(song(4, 110), RATE) for frame in listening.hear(block.samples)
    ]
    return np.array([[f.activation, f.downbeat or 0.0, f.onset] for f in found])[20::7]


def _onsets() -> Floats:
    onsets = Onsets(RATE)
    found = [frame for block in blocks(evening(), RATE) for frame in onsets.hear(block.samples)]
    return np.array([[frame.activation, *frame.flux] for frame in found])[::11]


def _harmony() -> Floats:
    harmony, rows = Harmony(RATE), []
    for number, block in enumerate(blocks(song(6, 110), RATE)):
        harmony.hear(block.samples)
        if number % 50 == 49:
            rows.append(np.ravel(harmony.chroma(block.time - 0.5, block.time - 0.05)))
    return np.array(rows)


def _tones() -> Floats:
    tones, rows = Tones(RATE), []
    for number, block in enumerate(blocks(evening()[9 * RATE :], RATE)):
        tones.hear(block.samples)
        if number % 40 == 39:
            rows.append([tones.held])
    return np.array(rows)


def _loudness() -> Floats:
    loudness = Loudness(RATE)
    found = [loudness.hear(block.samples) for block in blocks(evening(), RATE)]
    return np.array([[s.loudness, s.onset, *s.bands, s.quiet_for, s.brightness] for s in found])[
        ::9
    ]


def _sections() -> Floats:
    loudness, sections = Loudness(RATE), Sections()
    high = np.sin(2 * np.pi * 600 * np.arange(11 * RATE) / RATE).astype(np.float32)
    rising = np.concatenate([np.full(5 * RATE, 0.1), np.geomspace(0.1, 0.5, 6 * RATE)])
    sound = np.concatenate(
        [song(9, 120), high * rising.astype(np.float32), song(8, 120), 0.05 * song(4, 120)]
    )
    named = [sections.hear(loudness.hear(b.samples), b.seconds) for b in blocks(sound, RATE)]
    return np.array([[SECTIONS.index(name)] for name in named])[::10]


def _activations(
    frames: int, interval: int, chance: np.random.Generator, height: float = 0.9
) -> Floats:
    beats = np.where(np.arange(frames) % interval == 0, height, 0.03)
    found: Floats = np.clip(beats + chance.normal(0, 0.05, frames), 0.02, 0.99)
    return found


def _drums() -> list[float | None]:
    """A beat, a break, silence, the beat off itself, twice as fast, and another song."""
    chance = np.random.default_rng(7)
    pieces: list[Floats] = [
        _activations(700, 50, chance), chance.uniform(0.02, 0.2, 300),
        _activations(425, 50, chance), _activations(600, 50, chance), _activations(500, 25, chance),
        chance.uniform(0.02, 0.1, 400), _activations(600, 68, chance),
        _activations(544, 68, chance, 0.3), _activations(476, 68, chance, 0.6),
        chance.uniform(0.02, 0.4, 200), _activations(400, 40, chance, 0.8),
    ]  # fmt: skip
    found: list[float | None] = [float(one) for one in np.concatenate(pieces)]
    return [*found[:1200], *[None] * 150, *found[1200:]]


def _pulse() -> Floats:
    rows = []
    for held in (False, True):
        pulse = Pulse(100, RANGE, late=0.03)
        for frame, activation in enumerate(_drums()):
            if frame == 2600:
                pulse.set_prior((60.0, 100.0))
            if frame == 3000:
                pulse.expect(0.6, 0.25)
            pulse.step(activation, held=held)
            if frame % 25 == 0:
                rows.append([pulse.beat, pulse.tempo, pulse.confidence, pulse.trust, pulse.jumps,
                             pulse.beating, pulse.log_likelihood_gain])  # fmt: skip
    return np.array(rows)


def _bar_pointer() -> Floats:
    pointer, rows = BarPointer(100, RANGE), []
    for frame, activation in enumerate(_drums()[:2000]):
        if frame == 1500:
            pointer.set_prior(60.0, 80.0)
        if frame == 1700:
            pointer.expect(66.0, 0.3)
        gain = pointer.step(activation, 1e-4)
        if frame % 40 == 7:
            interval, at = pointer.likeliest(3)
            rows.append([gain, interval, at.real, at.imag])
    return np.array(rows)


def _running_beat() -> Floats:
    beat, rows, phase = RunningBeat(), [], 0.0
    script = [(2.0, 0.5, 0.0), (4.0, 0.5, 0.5), (3.0, 0.55, 0.1), (4.0, 0.25, 0.0), (6.0, 0.5, 0.3)]
    for ratio in (1.02, 1.05, 2 / 3, 3 / 2, 3 / 4, 4 / 3, 2.0, 0.5, 1.035 / 2, 0.7):
        # Right for a while, now and then in doubt, and then another beat.
        script += [(6.0, 0.5, 0.0), *[(0.3, 0.5, 0.4), (0.4, 0.5, 0.1)] * 3, (5.0, ratio / 2, 0.45)]
    for seconds, interval, off in script:
        for frame in range(round(100 * seconds)):
            phase += 0.01 / interval
            trust = 0.55 + 0.45 * np.sin(frame / 30)
            beat.follow(0.01, interval, (phase + off) % 1.0, float(trust))
            if frame % 10 == 0:
                rows.append([beat.beat, beat.interval, beat.jumps])
    return np.array(rows)


def _bars() -> Floats:
    chance, bars, rows = np.random.default_rng(8), Bars(4), []
    script = ((4, 0, 40, 24), (3, 1, 45, 24), (4, 2, 50, 16), (2, 1, 40, 16), (3, 0, 40, 12))
    number = 0
    for meter, one, beats, divided in script:
        for beat in range(beats):
            accents = chance.normal(0, 0.5, 7) + 0.8 * (beat % meter == one) * np.arange(1, 8) / 4
            bars.divide([0.7 if frame % divided == 0 else 0.03 for frame in range(48)])
            bars.hear(number, accents)
            number += 1 + (beat == 20)
            rows.append([bars.meter, bars.downbeat, *np.concatenate([*bars._belief.values()])])
        if meter == 3:
            bars.begin_again()
    return np.array(rows)


PIECES: dict[str, Callable[[], Floats]] = {
    "bar_ear": _bar_ear, "aubio_ear": _aubio_ear, "listening": _listening, "onsets": _onsets,
    "harmony": _harmony, "tones": _tones, "loudness": _loudness, "sections": _sections,
    "pulse": _pulse, "bar_pointer": _bar_pointer, "running_beat": _running_beat, "bars": _bars,
}  # fmt: skip


def main() -> None:
    held = {name: piece().astype(np.float32) for name, piece in PIECES.items()}
    np.savez_compressed(FILE, **held)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
