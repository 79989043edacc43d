"""What `firstdance check` says of each channel of a sound input."""

import re
from pathlib import Path

import numpy as np
import pytest

from live.commands import preflight
from live.commands.preflight.channels import ChannelLevels
from live.hear.sources import microphone
from live.hear.sources.devices import InputStream, SoundInput
from live.hear.sources.mixing import MonoMix
from live.parts import Channels
from live.show.show_file import read_show
from live.signals import Samples
from tests.commands.test_preflight import PARTS

HOP, RATE = 512, 44_100


class _Card:
    """A sound card, of which each channel hums at a level, in dB of full scale, or is silent."""

    NAME = "none"
    latency, lost = 0.0, False

    def __init__(self, *levels: float | None) -> None:
        amplitudes = [0.0 if level is None else 2**0.5 * 10 ** (level / 20) for level in levels]
        self._amplitudes = np.array(amplitudes)
        self._mix = MonoMix()
        self._count = 0

    def inputs(self) -> list[SoundInput]:
        return [SoundInput(0, "Card", len(self._amplitudes), usual=True)]

    def open_input(self, *_: object) -> InputStream:
        return self

    def read(self) -> Samples:
        times = (self._count + np.arange(HOP)) / RATE
        self._count += HOP
        pitches = 200.0 + 70.0 * np.arange(len(self._amplitudes))
        sound = self._amplitudes * np.sin(2 * np.pi * times[:, None] * pitches)
        return self._mix.mono(sound.astype(np.float32), RATE)

    @property
    def channels(self) -> Channels:
        return self._mix.channels

    def close(self) -> None:
        pass


def _said(show_file: Path, monkeypatch: pytest.MonkeyPatch, card: _Card) -> str:
    monkeypatch.setattr(microphone, "backend", lambda: card)
    show_file.write_text(PARTS.replace('"metronome"', '"microphone"'))
    plan = read_show(str(show_file))
    return next(one.how for one in preflight.check(plan) if one.what == "sound")


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ([-20], "Microphone, level -20 dB"),
        ([None, -20], "Microphone, level -26 dB; channel 1 silent, channel 2 -20 dB; the mean of"
                      " all is heard"),
        ([None, -50, -20, *[None] * 15],
         "Microphone, level -20 dB; channel 2 -50 dB, channel 3 -20 dB, the other 16 silent;"
         " channel 3 alone is heard"),
        ([None, None], "Microphone is silent; all 2 channels are silent"),
        ([None], "Microphone is silent"),
    ],
)  # fmt: skip
def test_the_check_says_which_channel_is_live_and_which_is_heard(
    show_file: Path, monkeypatch: pytest.MonkeyPatch, levels: list[float | None], said: str
) -> None:
    assert _said(show_file, monkeypatch, _Card(*levels)) == said


def test_of_many_live_channels_the_loudest_are_named() -> None:
    levels = ChannelLevels()
    powers = 10.0 ** (-np.arange(1, 13) / 2)
    levels.add(Channels(np.ones(2), np.ones(2)))  # it was opened anew, with more channels
    levels.add(Channels(powers, np.full(12, 1 / 12)))
    said = levels.sentence(-60.0)
    assert re.findall(r"channel (\d+)", said) == [str(number) for number in range(1, 9)]
    assert said.endswith("4 more live; the mean of all is heard")
