import numpy as np

from live.hear.aubio_ear import AubioEar
from live.hear.sources.metronome import Metronome
from tests.parts import a_context


def test_the_ear_hears_the_metronomes_tempo() -> None:
    context = a_context()
    source, ear = Metronome(tempo=100, seconds=15).open(context), AubioEar().open(context)
    while (block := source.read()) is not None:
        music = ear.hear(block)
    assert abs(music.tempo - 100) < 1


def test_it_ends_after_its_seconds_and_clicks_on_its_beats() -> None:
    source = Metronome(tempo=120, seconds=2).open(a_context())
    sound = []
    while (block := source.read()) is not None:
        sound.append(block.samples)
    samples = np.concatenate(sound)
    assert len(samples) == 88_200
    loud = np.abs(samples).reshape(-1, 441).max(axis=1)
    assert [int(i) for i in np.flatnonzero(loud > 0.3) if i % 50 == 0] == [0, 50, 100, 150]
