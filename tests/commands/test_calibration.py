"""The whole loop in virtual time: a calibration show in a room whose delays are known."""

from pathlib import Path
from typing import ClassVar

import av
import numpy as np
import pytest

from live.commands import delays
from live.commands.calibration import QUIET, has_screen_and_camera, measured, recorded
from live.commands.delays import Found
from live.errors import BadInput
from live.outputs.memory import Memory
from live.parts import CameraSource, Part, ShowContext, SoundSource
from live.show.show_file import Show, read_show
from live.signals import AudioBlock, Frame
from tests.parts import a_context
from tests.sounds import write_wave

ROOM = """
size = [160, 90]
[sound]
kind = "tests.commands.test_calibration:Room"
delay = {sound}
[camera]
kind = "tests.commands.test_calibration:Seat"
delay = {light}
{more}
"""


class Room(Part[SoundSource], frozen=True):
    """A microphone in a room that hears the claps late; deaf if the delay is below 0."""

    delay: float

    def open(self, context: ShowContext) -> "OpenRoom":
        return OpenRoom(self.delay)


class OpenRoom:
    paced = False

    def __init__(self, delay: float) -> None:
        track = 0.1 * delays.claps(QUIET + max(0.0, delay), 5.0) * (delay >= 0)
        noise = 0.01 * np.random.default_rng(1).standard_normal(len(track))
        self._sound = (track + noise).astype(np.float32)
        self._count = 0

    def read(self) -> AudioBlock | None:
        samples = self._sound[self._count : self._count + 441]
        self._count += len(samples)
        return AudioBlock(self._count / 44_100, samples, 44_100) if len(samples) else None

    def close(self) -> None:
        pass


class Seat(Part[CameraSource], frozen=True):
    """A camera in a dark room that sees the flashes late."""

    needs_eyes: ClassVar[bool] = True
    delay: float

    def open(self, context: ShowContext) -> "OpenSeat":
        return OpenSeat(self.delay)


class OpenSeat:
    paced = False

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._chance = np.random.default_rng(4)
        self._number = 0

    def read(self) -> Frame | None:
        self._number += 1
        time = self._number / 25 + 0.003
        rgb = self._chance.integers(0, 12, (90, 160, 3)).astype(np.uint8)
        if delays.lit(time - self._delay - QUIET):
            rgb[20:50, 40:90] += 60
        return Frame(time, rgb)

    def close(self) -> None:
        pass


def a_room(file: Path, sound: float, light: float, more: str = "") -> Show:
    file.write_text(ROOM.format(sound=sound, light=light, more=more))
    return read_show(str(file))


@pytest.mark.parametrize(("sound", "light"), [(0.012, 0.061), (0.31, 0.125)])
def test_both_delays_are_found_in_a_room_where_they_are_known(
    show_file: Path, sound: float, light: float
) -> None:
    found = measured(a_room(show_file, sound, light), Memory(), loud=False, virtual=True)
    assert isinstance(found.sound, Found)
    assert isinstance(found.light, Found)
    assert found.sound.delay == pytest.approx(sound, abs=0.002)
    assert found.light.delay == pytest.approx(light, abs=0.5 / 25)


def test_a_deaf_microphone_does_not_keep_the_light_from_being_found(show_file: Path) -> None:
    found = measured(a_room(show_file, -1.0, 0.08), Memory(), loud=False, virtual=True)
    assert isinstance(found.sound, BadInput)
    assert isinstance(found.light, Found)


@pytest.mark.parametrize(
    ("more", "words"),
    [('[[outputs]]\nkind = "memory"\n', "no window"), ("", "")],
)
def test_a_show_without_a_window_is_refused(show_file: Path, more: str, words: str) -> None:
    show = a_room(show_file, 0.0, 0.0, more)
    if not words:
        assert has_screen_and_camera(show) == show.outputs[0]
        return
    with pytest.raises(BadInput, match=words):
        has_screen_and_camera(show)


def test_a_film_of_it_shows_how_far_light_and_sound_are_apart(
    show_file: Path, tmp_path: Path
) -> None:
    filmed, began = tmp_path / "phone.mp4", 3.217
    times = np.arange(0, 16, 1 / 30)
    with av.open(str(filmed), "w") as container:
        stream = container.add_stream("libx264", 30)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        for number, time in enumerate(times):
            rgb = np.full((90, 160, 3), 16, dtype=np.uint8)
            rgb[20:60, 40:100] += 150 * delays.lit(time - began - 0.085)
            frame = av.VideoFrame.from_ndarray(rgb, "rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    heard = write_wave(tmp_path / "phone.wav", 0.3 * delays.claps(began, 3.0), 44_100)
    found = recorded(filmed, heard, a_context())
    assert isinstance(found.sound, Found)
    assert isinstance(found.light, Found)
    assert found.sound.delay == pytest.approx(began, abs=0.002)
    assert found.light.delay == pytest.approx(began + 0.085, abs=0.5 / 30)
