"""Fixtures for all tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster

from live.draw import machine_fonts

# No test may open a window on somebody's desk or play a sound there.
os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
# There is a worker for each core: libraries that take several would take the others' time.
for library in ("OMP", "OPENBLAS", "LP"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> Iterator[None]:
    """A blocking call of ours inside a running event loop fails the test."""
    blockbuster = BlockBuster("live")
    # In virtual time the parts work in the loop, which takes no show time.
    for function in blockbuster.functions.values():
        function.can_block_in("live/runtime/workers.py", "do")
    blockbuster.activate()
    yield
    blockbuster.deactivate()


@pytest.fixture(autouse=True)
def nobodys_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hides the user's own files on this machine from the tests."""
    monkeypatch.setenv("FIRSTDANCE_HOME", str(tmp_path_factory.getbasetemp() / "home"))


@pytest.fixture(autouse=True)
def no_fonts_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hides the fonts that are installed on this machine from the tests."""
    monkeypatch.setattr(machine_fonts, "folders", list)


@pytest.fixture
def show_file(tmp_path: Path) -> Path:
    """A path for a show file of the test's own."""
    return tmp_path / "show.toml"
