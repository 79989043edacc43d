"""Real devices without hardware: a sound server with a null sink, a virtual screen.

Where the programs are missing the tests skip and say which; CI installs them.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest


def _started(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.fixture(scope="session")
def sound_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment in which PortAudio finds a sound server whose input is its own output."""
    for program in ("pulseaudio", "pactl", "paplay"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: no PortAudio device without a sound card")
    if not Path("/etc/alsa/conf.d").is_dir() and not Path("/usr/share/alsa/alsa.conf.d").is_dir():
        pytest.skip("ALSA's pulse plug-in (libasound2-plugins) is not installed")
    folder = tmp_path_factory.mktemp("pulse")
    folder.chmod(0o700)
    environment = os.environ | {
        "PULSE_SERVER": f"unix:{folder}/native",
        "XDG_RUNTIME_DIR": str(folder),
        "HOME": str(folder),
        "PULSE_LATENCY_MSEC": "10",
    }
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    server = _started(
        [
            "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
            "--disable-shm=yes", "--realtime=no", "--high-priority=no",
            "-L", f"module-native-protocol-unix socket={folder}/native auth-anonymous=1",
            "-L", "module-null-sink sink_name=stage rate=44100 channels=2",
        ],
        environment,
    )  # fmt: skip
    try:
        for _ in range(100):
            if not subprocess.run(
                ["pactl", "info"], env=environment, capture_output=True
            ).returncode:
                break
            time.sleep(0.1)
        else:
            pytest.skip("the sound server does not start here")
        for what in ("sink stage", "source stage.monitor"):
            subprocess.run(["pactl", f"set-default-{what.split()[0]}", what.split()[1]],
                           env=environment, check=True)  # fmt: skip
        yield environment | {"SOUND_SERVER_PID": str(server.pid)}
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment with a virtual screen of 1280x720."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed: no screen without a monitor")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x720x24", "-nolisten", "tcp"],
        pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    try:
        number = os.read(reading, 16).decode().strip()
        if not number:
            pytest.skip("Xvfb does not start here")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("SDL_")}
        yield environment | {"DISPLAY": f":{number}", "SDL_AUDIODRIVER": "dummy"}
    finally:
        os.close(reading)
        server.terminate()
        server.wait(10)
