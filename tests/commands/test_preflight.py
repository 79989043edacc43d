import importlib.util
import shutil
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pygame
import pytest

from live.commands import preflight
from live.commands.preflight import networks, ways, words
from live.commands.preflight.devices import devices
from live.draw import machine_fonts, sculptor, typefaces
from live.errors import BadInput
from live.runtime import extras
from live.runtime.health import Colour, Finding
from live.runtime.places import MODELS
from live.show.show_file import read_show
from scripts.make.figures import anna
from tests.draw.drivers import SOFTWARE, Driver
from tests.networks.tiny_models import avatar
from tests.parts import a_context

FIXTURE = Path(__file__).parents[1] / "fixtures" / "dancer.mp4"
PARTS = """
[sound]
kind = "metronome"
[camera]
kind = "puppet"
[[outputs]]
kind = "memory"
"""
READY = f"size = [320, 180]{PARTS}"


def _found(file: Path, text: str) -> dict[str, Finding]:
    file.write_text(text)
    return {finding.what: finding for finding in preflight.check(read_show(str(file)))}


def test_a_rig_that_is_ready_is_green(show_file: Path) -> None:
    findings = _found(show_file, READY)
    assert set(findings) >= {"show file", "sound", "camera", "screens", "frame budget", "disk"}
    # How fast the machine is just now is not the rig's matter, nor this test's.
    red = [f for f in findings.values() if f.colour == Colour.RED and f.what != "frame budget"]
    assert not red
    assert findings["sound"].colour == Colour.GREEN
    assert "level" in findings["sound"].how


def test_every_model_is_checked_and_its_engine_named(show_file: Path) -> None:
    findings = _found(show_file, READY)
    models = [finding for what, finding in findings.items() if what.startswith("model ")]
    assert models
    assert all(finding.colour == Colour.GREEN for finding in models)
    assert any("mediapipe" in finding.how for finding in models)


def test_a_film_that_would_take_the_place_of_what_is_read_is_red(
    show_file: Path, tmp_path: Path
) -> None:
    night, film = tmp_path / "night.mp4", '[[outputs]]\nkind = "film"\nfile = "{}"\n'
    night.touch()
    finding = _found(show_file, READY + film.format(night))["output film"]
    assert (finding.colour, finding.how) == ("green", f"a new file, {tmp_path / 'night-2.mp4'}")
    reading = f'[painter]\nkind = "avatar"\npartner = "{night}"\n'
    finding = _found(show_file, READY + film.format(night) + reading)["output film"]
    assert finding.colour == "red"
    assert "night.mp4 is [painter] partner" in finding.how
    assert finding.remedy == "Give another name."
    finding = _found(show_file, READY + film.format("night.avi"))["output film"]
    assert (finding.colour, finding.remedy) == ("red", "Give a name that ends in .mp4.")


def test_a_model_cut_in_half_is_red_with_a_remedy(show_file: Path, tmp_path: Path) -> None:
    for file in MODELS.rglob("model.*"):
        copy = tmp_path / "models" / file.relative_to(MODELS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        content = file.read_bytes()
        copy.write_bytes(content[: len(content) // 2] if file.suffix != ".sha256" else content)
    findings = _found(show_file, f'models = "{tmp_path / "models"}"\n' + READY)
    models = [finding for what, finding in findings.items() if what.startswith("model ")]
    assert models
    assert all(finding.colour == Colour.RED and finding.remedy for finding in models)


def test_every_avatar_is_run_and_listed_with_what_it_takes(show_file: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    avatar(models, "bride", size=(32, 48))
    broken = avatar(models, "groom", size=(32, 48))
    broken.write_bytes(broken.read_bytes()[:-300])
    painter = '[painter]\nkind = "avatar"\n'
    found = _found(show_file, f'models = "{models}"\n{READY}{painter}')
    bride, groom = found["avatar bride"], found["avatar groom"]
    assert bride.colour == Colour.GREEN
    for text in ("32x48", "on CPU", "ms a picture", "licence CC0-1.0"):
        assert text in bride.how
    assert (groom.colour, groom.remedy != "") == (Colour.RED, True)
    assert not any(what.startswith("model avatar") for what in found)


def test_a_file_that_is_worn_is_drawn_and_without_a_card_that_is_amber(
    show_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> Finding:
        (finding,) = networks.model_files(read_show(str(show_file)))
        assert finding.what == "avatar anna.vrm"
        return finding

    (show_file.parent / "none").mkdir()
    (show_file.parent / "anna.vrm").write_bytes(anna().glb())
    painter = '[painter]\nkind = "avatar"\npartner = "light"\nhuman = "anna.vrm"\n'
    show_file.write_text(f'models = "none"\n{READY}{painter}')
    monkeypatch.setattr(sculptor, "_with_opengl", Driver(SOFTWARE))
    slow = found()
    assert slow.colour == Colour.AMBER
    for text in ("256x384", "OpenGL: llvmpipe", "ms a picture", "First Dance", "a graphics card"):
        assert text in slow.how
    assert "the card's driver" in slow.remedy
    monkeypatch.setattr(sculptor, "_with_opengl", Driver())
    assert "not on" not in found().how
    (show_file.parent / "anna.vrm").write_bytes(b"PK\x03\x04" + bytes(50))
    packed = found()
    assert packed.colour == Colour.RED
    assert packed.how.endswith("it is a packed archive")
    assert packed.remedy.startswith("Unpack it")


def test_a_silent_input_is_amber_with_a_remedy(show_file: Path) -> None:
    text = READY.replace('"metronome"', '"tests.parts:Hush"\nseconds = 3.0')
    finding = _found(show_file, text)["sound"]
    assert finding.colour == Colour.AMBER
    assert "silent" in finding.how
    assert finding.remedy


def test_a_camera_that_is_not_there_is_red(show_file: Path) -> None:
    text = READY.replace('"puppet"', '"webcam"\ndevice = "http://127.0.0.1:9/cam.mjpg"')
    finding = _found(show_file, text)["camera"]
    assert finding.colour == Colour.RED
    assert finding.remedy


def test_a_dancer_in_front_of_the_camera_is_seen(show_file: Path) -> None:
    text = READY.replace('"puppet"', f'"video"\nfile = "{FIXTURE}"\n[eyes]\nmodel = "lite"')
    finding = _found(show_file, text)["camera"]
    assert "a dancer is seen" in finding.how
    assert finding.colour == Colour.GREEN


def test_a_window_without_a_screen_is_red(show_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    finding = _found(show_file, READY.replace('"memory"', '"window"'))["screens"]
    assert finding.colour == Colour.RED
    assert "Connect a screen" in finding.remedy


def test_a_painter_too_slow_for_the_rate_is_red(show_file: Path) -> None:
    text = READY + '[painter]\nkind = "tests.parts:Plain"\nlasts = 0.05\n'
    assert _found(show_file, text)["frame budget"].colour == Colour.RED


WAYS = """
[[inputs]]
kind = "osc_in"
port = 0
[[inputs]]
kind = "midi_control"
[[outputs]]
kind = "osc"
port = 9000
[[outputs]]
kind = "browser"
port = 0
"""


def test_inputs_and_outputs_are_opened_and_say_where_they_are(show_file: Path) -> None:
    findings = _found(show_file, READY + WAYS)
    assert findings["input 1 (oscin)"].how.startswith("UDP, on 127.0.0.1:")
    assert findings["output osc"].how == "UDP, to 127.0.0.1:9000"
    assert findings["output browser"].how.startswith("http://127.0.0.1:")
    controller = findings["input 2 (midicontrol)"]
    assert controller.colour == Colour.RED
    assert "firstdance learn" in controller.remedy


def test_a_port_that_another_program_has_is_red(show_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f'[[inputs]]\nkind = "os2l"\nport = {other.getsockname()[1]}\n'
        finding = _found(show_file, READY + taken)["input 1 (os2l)"]
    assert finding.colour == Colour.RED
    assert "another program" in finding.remedy


def test_a_library_that_is_missing_is_red_with_the_command(
    show_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "aalink", None)
    finding = _found(show_file, READY + '[[inputs]]\nkind = "link"\n')["input 1 (link)"]
    assert finding.colour == Colour.RED
    assert finding.remedy == extras.remedy("link")


def test_ndi_that_no_receiver_would_list_is_amber_on_linux(
    show_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_file.write_text(READY + '[[outputs]]\nkind = "ndi"\n')
    show = read_show(str(show_file))
    running, what = tmp_path / "socket", "output ndi on the network"
    monkeypatch.setattr(ways, "AVAHI", (running,))

    def found() -> dict[str, Finding]:
        return {one.what: one for one in ways.connections(show, a_context())}

    monkeypatch.setattr(sys, "platform", "linux")
    assert found()[what].colour == Colour.AMBER
    assert "avahi-daemon" in found()[what].remedy
    running.touch()
    assert what not in found()
    running.unlink()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert what not in found()


def test_midi_ports_are_listed_or_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIDO_BACKEND", "tests.midi.backend")
    pytest.importorskip("mido", reason="MIDI's library is not installed: .[midi]")
    backend = pytest.importorskip("tests.midi.backend")
    monkeypatch.setattr(backend.Input, "plugged_in", ["nano"])
    listed = dict(devices())
    assert listed["MIDI inputs"] == listed["MIDI outputs"] == ["nano"]
    monkeypatch.setenv("MIDO_BACKEND", "no_such_backend")
    assert extras.remedy("midi") in dict(devices())["MIDI"][0]


def test_a_library_that_fails_on_this_machine_spoils_no_other_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails() -> list[str]:
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")

    def missing() -> object:
        raise BadInput("PortAudio is missing. Install it.")

    module = sys.modules[devices.__module__]
    monkeypatch.setattr(module, "cameras", fails)
    monkeypatch.setattr(module, "backend", missing)
    listed = dict(devices())
    assert listed["Sound inputs"] == ["PortAudio is missing. Install it."]
    assert listed["Cameras"][0].startswith("cannot be listed (UnicodeDecodeError")
    assert "Screens" in listed


def test_what_may_be_installed_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    ways = dict(devices())["What may be installed"]
    assert f"NDI: not installed. {extras.remedy('ndi')}" in ways


def test_how_the_ear_hears_is_reported_and_a_network_that_is_missing_is_red(
    show_file: Path, tmp_path: Path
) -> None:
    plan = read_show(str(_written(show_file, READY)))
    assert "network" in networks.ear(plan).how
    alone = read_show(str(_written(show_file, READY + "[ear]\nnetwork = false\n")))
    assert "onsets alone" in networks.ear(alone).how
    with pytest.raises(BadInput, match="hearing"):
        networks.ear(replace(plan, models=tmp_path))


def _written(file: Path, text: str) -> Path:
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    ("text", "colour", "how"),
    [
        ('title = "Anna ♥ Ben"', Colour.GREEN, "every letter can be shown"),
        ('title = "Anna & 李"', Colour.AMBER, "in title 李"),
        ('title = "Anna"\nsubtitle = "李王"', Colour.AMBER, "in subtitle 李, 王"),
        ('title = "Anna"\nsubtitle = "דנה"', Colour.GREEN, "in EBGaramond12-Italic.otf"),
        ('title = "Anna → 李"\n[painter]\nfont = "sans.ttf"', Colour.AMBER, "sans.ttf cannot"),
        ('title = "Anna → Ben"\n[painter]\nfont = "sans.ttf"', Colour.GREEN, "in sans.ttf"),
        ('title = "李"\n[painter]\nkind = "avatar"', Colour.AMBER, "in title 李"),
        ('title = "→"\n[painter]\nkind = "avatar"\nlight.font = "sans.ttf"', Colour.GREEN, "sans"),
        ('title = "Anna"\n[painter]\nfont = "none.ttf"', Colour.RED, "cannot be read as a font"),
    ],
)
def test_letters_that_the_font_lacks_are_named(
    show_file: Path, text: str, colour: Colour, how: str
) -> None:
    shutil.copy(Path(pygame.__file__).with_name("freesansbold.ttf"), show_file.parent / "sans.ttf")
    show_file.write_text(f"{text}\n{PARTS}", encoding="utf-8")
    (finding,) = words.names(read_show(str(show_file)))
    assert (finding.what, finding.colour) == ("names", colour)
    assert how in finding.how
    assert (finding.remedy == "") == (colour == Colour.GREEN)


def test_the_font_of_this_machine_that_steps_in_is_named(
    show_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts = show_file.parent / "fonts"
    fonts.mkdir()
    shutil.copy(Path(pygame.__file__).with_name("freesansbold.ttf"), fonts)
    monkeypatch.setattr(machine_fonts, "folders", lambda: [fonts])
    show_file.write_text(f'title = "Қыз"\n{PARTS}', encoding="utf-8")
    (finding,) = words.names(read_show(str(show_file)))
    assert finding.colour == Colour.GREEN
    assert finding.how.endswith("in EBGaramond12-Italic.otf and this machine's freesansbold.ttf")


def test_letters_that_no_library_here_can_join_are_named(
    show_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typefaces, "shapes", lambda: False)
    show_file.write_text(f'title = "नम & שרה"\n{PARTS}', encoding="utf-8")
    (finding,) = words.names(read_show(str(show_file)))
    assert finding.colour == Colour.AMBER
    assert "cannot join the letters न, म" in finding.how


def test_a_painter_without_letters_needs_none(show_file: Path) -> None:
    show_file.write_text(f'title = "李"\n[painter]\nkind = "dots"\n{PARTS}', encoding="utf-8")
    assert list(words.names(read_show(str(show_file)))) == []
