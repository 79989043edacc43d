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


def test_a_click_is_a_short_tone_and_the_one_is_higher() -> None:
    source = Metronome(tempo=120, meter=2, seconds=2).open(a_context())
    samples = np.concatenate([block.samples for block in iter(source.read, None)])
    for beat, pitch in enumerate((1600, 1000, 1600, 1000)):
        click = samples[beat * 22_050 : beat * 22_050 + 2205]
        spectrum = np.abs(np.fft.rfft(click))
        assert abs(int(np.argmax(spectrum)) * 20 - pitch) <= 40
        loud = np.abs(click)
        assert 0.5 < loud.max() <= 0.6
        assert loud[441:882].max() < 0.2 * loud.max()  # soft after a hundredth of a second
        assert 0.002 < loud[750:1323].max() < 0.05
        assert not loud[1323:].any()  # over after three


def test_without_an_end_it_goes_on_and_its_blocks_join() -> None:
    source = Metronome(tempo=90).open(a_context())
    times = [block.time for _ in range(300) if (block := source.read()) is not None]
    assert times == [(number + 1) / 100 for number in range(300)]
    assert not source.paced
