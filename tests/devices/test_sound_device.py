"""The microphone through PortAudio and a real sound server."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.sounds import clicks, write_wave

BACKENDS = ["sounddevice", "pyaudio"]

LISTEN = """
import importlib, json, sys
import numpy as np
backend = importlib.import_module("live.hear.sources.through_" + sys.argv[1]).BACKEND
from live.hear.sources.devices import choose
stream = backend.open_input(choose(backend.inputs(), ""), 44_100, 512)
levels = []
for _ in range(int(3 * 44_100 / 512)):
    levels.append(float(np.abs(stream.read()).max()))
stream.close()
print(json.dumps({"levels": levels, "names": [d.name for d in backend.inputs()]}))
"""


def _playing(environment: dict[str, str], song: Path) -> "subprocess.Popen[bytes]":
    # The player buffers amply: on a busy machine it would else play holes between the beats.
    ample = environment | {"PULSE_LATENCY_MSEC": "2000"}
    return subprocess.Popen(["paplay", str(song)], env=ample)


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_is_played_is_heard(
    sound_server: dict[str, str], tmp_path: Path, backend: str
) -> None:
    if backend == "pyaudio":
        pytest.importorskip("pyaudio", reason="PyAudio is not installed: .[mic]")
    song = write_wave(tmp_path / "song.wav", clicks(np.arange(0, 6, 0.25), 6), 44_100)
    player = _playing(sound_server, song)
    try:
        heard = subprocess.run(
            [sys.executable, "-c", LISTEN, backend], env=sound_server,
            capture_output=True, text=True, timeout=40,
        )  # fmt: skip
    finally:
        player.terminate()
        player.wait()
    assert heard.returncode == 0, heard.stderr
    result = json.loads(heard.stdout.strip().splitlines()[-1])
    levels = np.array(result["levels"])
    assert levels.max() > 0.3
    assert np.median(levels) < 0.2
    assert any("pulse" in name or "default" in name for name in result["names"])


def test_a_live_show_hears_the_beat_through_the_microphone(
    sound_server: dict[str, str], tmp_path: Path
) -> None:
    show = tmp_path / "show.toml"
    show.write_text(
        'size = [320, 180]\n[sound]\nkind = "microphone"\n[camera]\nkind = "nobody"\n'
        '[[outputs]]\nkind = "memory"\n'
    )
    song = write_wave(tmp_path / "song.wav", clicks(0.1 + np.arange(0, 30, 0.5), 30), 44_100)
    player = _playing(sound_server, song)
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "live", "perform", str(show), "--seconds", "12",
             "--report", str(tmp_path / "report.json")],
            env=sound_server, capture_output=True, text=True, timeout=50,
        )  # fmt: skip
    finally:
        player.terminate()
        player.wait()
    assert ran.returncode == 0, ran.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["music"][-1]["tempo"] == pytest.approx(120, rel=0.02)
    assert report["music"][-1]["confidence"] > 0.5
    assert report["age_ms"]["hear"]["p50"] < 80
    assert report["frames"] > 300


def test_a_sound_server_that_hangs_costs_no_frame_and_is_heard_again(
    sound_server: dict[str, str], tmp_path: Path
) -> None:
    show = tmp_path / "show.toml"
    show.write_text(
        'size = [320, 180]\n[sound]\nkind = "microphone"\n[camera]\nkind = "nobody"\n'
        '[[outputs]]\nkind = "memory"\n'
    )
    running = subprocess.Popen(
        [sys.executable, "-m", "live", "perform", str(show), "--seconds", "16",
         "--report", str(tmp_path / "report.json")],
        env=sound_server, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    server = int(sound_server["SOUND_SERVER_PID"])
    time.sleep(6)
    os.kill(server, signal.SIGSTOP)
    time.sleep(5)
    os.kill(server, signal.SIGCONT)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 0, errors
    assert "Traceback" not in errors
    report = json.loads((tmp_path / "report.json").read_text())
    # One whose server hangs may also give its sound slowly for a while.
    falls = [f for f in report["falls"] if f["part"] == "sound" and f["kind"] != "slow"]
    assert len(falls) == 1
    assert "delivered nothing" in falls[0]["cause"]
    assert falls[0]["recovered"] is not None
    assert report["seconds"] == pytest.approx(16, abs=0.2)
    assert report["frames"] > 0.9 * 16 * 30


def test_a_microphone_that_is_not_there_is_reported_before_the_show(
    sound_server: dict[str, str],
) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "live", "perform", "vj", "--sound", "Neumann", "--camera", "none"],
        env=sound_server, capture_output=True, text=True, timeout=40,
    )  # fmt: skip
    assert ran.returncode == 2
    assert "Neumann" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_devices_lists_the_inputs(sound_server: dict[str, str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "live", "devices"],
        env=sound_server | {"SDL_VIDEODRIVER": "dummy"}, capture_output=True, text=True, timeout=40,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "pulse" in ran.stdout
    assert "Cameras" in ran.stdout


def test_without_any_device_the_sentence_names_the_remedy(tmp_path: Path) -> None:
    bare = os.environ | {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    bare["PULSE_SERVER"] = f"unix:{tmp_path}/nobody"
    ran = subprocess.run(
        [sys.executable, "-m", "live", "perform", "vj", "--camera", "none"],
        env=bare, capture_output=True, text=True, timeout=40,
    )  # fmt: skip
    assert ran.returncode == 2
    assert "[sound]" in ran.stderr
    assert "Traceback" not in ran.stderr
