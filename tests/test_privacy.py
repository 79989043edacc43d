"""What docs/privacy.md promises: nothing is told to anybody, and nothing kept unasked."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import numpy as np
import pytest

from tests import eavesdropper
from tests.sounds import clicks, write_wave

ROOT = Path(__file__).parents[1]
FILM = ROOT / "tests" / "fixtures" / "dancer.mp4"
# All else is taken away: libraries send nothing where a variable says that this is CI.
KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TEMP", "TMP")
# A sound server's own library keeps this where there is one.
SYSTEM = ("home/.config/pulse",)

REHEARSAL = ["-m", "live", "rehearse", "--fast", "--seconds", "1", "--out", "film.mp4"]
COMMANDS = {
    "a rehearsal": REHEARSAL,
    "a rehearsal of two avatars": [*REHEARSAL[:3], "couple", *REHEARSAL[3:]],
    "a rehearsal with the eyes on a film": [*REHEARSAL, "--camera", str(FILM)],
    "listening": ["-m", "live", "listen", "song.wav"],
    "avatars": ["-m", "live", "avatars"],
}
# Loads all that ships, and a network, and runs for as long as a report would take to be sent.
SCRIPT = """
import importlib, sys, time
from pathlib import Path
from scripts.choreography import contract
for module in sys.argv[2:]:
    importlib.import_module(module)
contract.opened(Path(sys.argv[1]))
time.sleep(15)
"""


def shipped() -> list[str]:
    """The modules of every package that is installed with the program."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split(r"[^\w.-]", one)[0] for one in project["dependencies"]}
    return sorted(
        module
        for module, packages in packages_distributions().items()
        if names & set(packages)
        and module.isidentifier()
        and not module.startswith("_")
        # It asks for a library of the system's.
        and (module != "sounddevice" or sound_library())
    )


def sound_library() -> bool:
    done = subprocess.run([sys.executable, "-c", "import sounddevice"], capture_output=True)
    return done.returncode == 0


class EmptyHome:
    """An empty home folder in which our programs run, and the files that they leave there."""

    def __init__(self, folder: Path, surroundings: dict[str, str]) -> None:
        self.folder = folder
        self._surroundings = surroundings
        for name in ("home", "tmp", "here"):
            (folder / name).mkdir()

    def run(self, arguments: list[str]) -> None:
        """Runs Python in it. The user's environment asks for telemetry."""
        homes = {name: "tmp" if name[0] == "T" else "home" for name in HOMES}
        ran = subprocess.run(
            [sys.executable, *arguments],
            env={name: os.environ[name] for name in KEPT if name in os.environ}
            | {name: str(self.folder / where) for name, where in homes.items()}
            | {"PYTHONPATH": str(ROOT), "ORT_DISABLE_TELEMETRY": "0", "SDL_AUDIODRIVER": "dummy"}
            | {"PULSE_SERVER": f"unix:{self.folder}/none"}
            | self._surroundings,
            capture_output=True, text=True, timeout=110, cwd=self.folder / "here",
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr

    def left(self) -> list[str]:
        """The files that are there now, except those that were asked for."""
        places = [self.folder / "home", self.folder / "tmp"]
        files = (file for place in places for file in place.rglob("*") if not file.is_dir())
        names = (file.relative_to(self.folder).as_posix() for file in files)
        return sorted(name for name in names if not name.startswith(SYSTEM))


@pytest.fixture
def empty(tmp_path: Path) -> EmptyHome:
    ear = tmp_path / "ear"
    ear.mkdir()
    return EmptyHome(tmp_path, {} if eavesdropper.why_not() else eavesdropper.made(ear))


@pytest.fixture
def quiet(empty: EmptyHome) -> Iterator[EmptyHome]:
    """An empty home; no program in it may look up a name or connect, where that can be checked."""
    yield empty
    assert eavesdropper.heard(empty.folder / "ear") == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("what", COMMANDS)
def test_a_command_leaves_nothing_behind_and_calls_nobody(quiet: EmptyHome, what: str) -> None:
    write_wave(quiet.folder / "here" / "song.wav", clicks(np.arange(0, 4, 0.5), 4), 44_100)
    quiet.run(COMMANDS[what])
    assert quiet.left() == []


@pytest.mark.timeout(120)
def test_nor_does_a_script_that_loads_all_that_ships_and_stays_a_while(quiet: EmptyHome) -> None:
    model = ROOT / "models" / "dance_rnn" / "1" / "model.onnx"
    modules = shipped()
    assert {"cv2", "mediapipe", "onnxruntime", "pygame"} <= set(modules)
    quiet.run(["-c", SCRIPT, str(model), *modules])
    assert quiet.left() == []


@pytest.mark.skipif(bool(eavesdropper.why_not()), reason=eavesdropper.why_not())
def test_any_call_would_be_noticed(empty: EmptyHome) -> None:
    empty.run(
        ["-c",
         "import socket\n"
         "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))\n"
         "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))\n"
         "try:\n"
         "    socket.getaddrinfo('nobody.invalid', 80)\n"
         "except OSError:\n"
         "    pass\n"]
    )  # fmt: skip
    heard = eavesdropper.heard(empty.folder / "ear")
    assert heard == ["connects to 192.0.2.1", "looks up nobody.invalid"]


def test_onnx_runtime_is_imported_after_ours_which_switch_its_telemetry_off() -> None:
    files = [file for folder in ("scripts", "tests") for file in (ROOT / folder).rglob("*.py")]
    assert [str(file.relative_to(ROOT)) for file in files if _imports_it_too_soon(file)] == []


def _imports_it_too_soon(file: Path) -> bool:
    ours = False
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):  # the module's own come first
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
        tops = {name.partition(".")[0] for name in names}
        ours = ours or "live" in tops
        if "onnxruntime" in tops and not ours:
            return True
    return False
