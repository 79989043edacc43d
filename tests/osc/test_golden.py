"""Golden bytes: what each preset sends of one scene, kept in tests/fixtures and read twice.

Changed bytes are a change for every receiver. When the change is intended:
python -m tests.osc.test_golden
"""

from pathlib import Path

import pytest

from live.outputs.osc import PRESETS, Osc
from live.signals import Music, Scene
from tests.osc.decoder import agreed
from tests.parts import standing

GOLDEN = Path(__file__).parents[1] / "fixtures" / "osc"
MUSIC = Music(
    0.0, tempo=120.0, beat=12.25, downbeat=8, confidence=0.75, playing=True, loudness=0.5,
    onset=0.25, bands=(0.5, 0.25, 0.125), brightness=0.5, section="build",
)  # fmt: skip
SCENE = Scene(0.25, 0.125, MUSIC, standing(0.25), standing(0.25), light=1.0, cue=3)


def burst(preset: str) -> str:
    """What is sent for the scene, one line for each datagram."""
    said = Osc(preset=preset).encoder(Path()).datagrams(SCENE)
    return "".join(bytes(datagram).hex() + "\n" for datagram in said)


def kept(preset: str) -> str:
    return (GOLDEN / f"{preset}.hex").read_text("ascii")


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_sends_its_golden_bytes(preset: str) -> None:
    assert burst(preset) == kept(preset)


@pytest.mark.parametrize("preset", PRESETS)
def test_golden_bytes_are_read_alike_by_python_osc_and_by_the_specification(
    preset: str,
) -> None:
    datagrams = [memoryview(bytes.fromhex(line)) for line in kept(preset).splitlines()]
    assert agreed(datagrams)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for preset in PRESETS:
        (GOLDEN / f"{preset}.hex").write_text(burst(preset), "ascii")
