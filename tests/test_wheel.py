"""The wheel: everything the program needs is inside, and it runs where there is no checkout."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from live.runtime.extras import DISTRIBUTION

ROOT = Path(__file__).parents[1]


@pytest.mark.timeout(120)
def test_the_wheel_holds_shows_songs_and_models_and_dances(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", tmp_path, ROOT],
        check=True, cwd=tmp_path,
    )  # fmt: skip
    name = DISTRIBUTION.replace("-", "_")
    wheel = next(tmp_path.glob(f"{name}-*.whl"))
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", tmp_path / "there", wheel],
        check=True, cwd=tmp_path,
    )  # fmt: skip
    shipped = tmp_path / "there" / "live" / "shipped"
    assert (shipped / "shows" / "songs" / "first_dance.ogg").exists()
    assert list((shipped / "models").glob("pose_full/*/model.task"))
    assert list((shipped / "models").glob("portrait_start/*/model.npz"))
    assert (tmp_path / "there" / "live" / "become" / "training" / "learn_person.py").exists()
    assert (tmp_path / "there" / "live" / "py.typed").exists()
    ran = subprocess.run(
        [sys.executable, "-c",
         "import live, sys; from live.__main__ import main; print(live.__file__); main()",
         "rehearse", "--fast", "--seconds", "1"],
        env=os.environ | {"PYTHONPATH": str(tmp_path / "there")},
        capture_output=True, text=True, cwd=tmp_path, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert str(tmp_path / "there") in ran.stdout
    assert (tmp_path / "first-dance.mp4").stat().st_size > 10_000
    result = subprocess.run(
        [sys.executable, "-c", "from live.runtime import extras; print(extras.remedy('midi'))"],
        env=os.environ | {"PYTHONPATH": str(tmp_path / "there")},
        capture_output=True, text=True, cwd=tmp_path, timeout=60,
    )  # fmt: skip
    assert "-m pip install" in result.stdout, result.stderr
    assert all(package in result.stdout for package in ("mido>=", "python-rtmidi>="))
