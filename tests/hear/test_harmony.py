import numpy as np
import pytest

from live.hear.harmony import Harmony
from live.signals import Samples


def _tone(hertz: float, seconds: float, rate: int) -> Samples:
    times = np.arange(round(seconds * rate)) / rate
    return (0.3 * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_a_note_is_known_by_its_name_in_any_octave(rate: int) -> None:
    harmony = Harmony(rate)
    harmony.hear(_tone(440.0, 0.5, rate))  # A
    harmony.hear(_tone(440.0 * 2 ** (3 / 12), 0.5, rate))  # C
    harmony.hear(_tone(110.0, 0.5, rate))  # a low A
    assert int(np.argmax(harmony.chroma(0.02, 0.48)[0])) == 0
    assert int(np.argmax(harmony.chroma(0.52, 0.98)[0])) == 3
    assert int(np.argmax(harmony.chroma(1.02, 1.48)[1])) == 0


def test_what_is_forgotten_or_yet_to_come_is_nothing() -> None:
    harmony = Harmony(8_000)
    for _ in range(100):
        harmony.hear(_tone(440.0, 0.05, 8_000))
    assert not harmony.chroma(0.0, 0.5).any()
    assert not harmony.chroma(5.0, 5.5).any()
    assert harmony.chroma(4.5, 5.0).any()


def test_silence_has_no_notes() -> None:
    harmony = Harmony(8_000)
    harmony.hear(np.zeros(8_000, dtype=np.float32))
    assert not harmony.chroma(0.2, 0.8).any()
