"""Drums: recorded kits of Hydrogen's library, and machines of our own making."""

import re
import xml.etree.ElementTree as xml
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from scipy.signal import butter, sosfilt

from live.hear.activations import RATE
from live.signals import Samples
from scripts.hearing import sounds

LIBRARY = Path("/usr/share/hydrogen/data/drumkits")
LONGEST = 1.5  # seconds of a hit that are kept
ROLES = {  # by what instruments are called; the first that fits counts
    "crash": r"crash|china|splash",
    "ride": r"ride",
    "open": r"open|hho|hat.?o",
    "hat": r"hat|hh|hi-?h",
    "clap": r"clap",
    "rim": r"rim|stick|side",
    "snare": r"snare|\bsn",
    "kick": r"kick|bass ?drum|\bbd|bombo",
    "high_tom": r"tom.*(1|hi)",
    "low_tom": r"tom|floor",
    "bell": r"cow|bell|clave|wood|block",
    "shaker": r"shak|marac|tamb|cabas|guiro",
    "conga": r"conga|bongo|djemb|dar|udu|perc|drum",
}
Kit = Mapping[str, list[Samples]]  # hits of each role, soft to loud


def recorded() -> list[Path]:
    """Folders of the kits that are installed and have a kick and a snare."""
    kits = [folder for folder in sorted(LIBRARY.glob("*")) if (folder / "drumkit.xml").exists()]
    return [folder for folder in kits if {"kick", "snare"} <= _files(folder).keys()]


@cache
def opened(folder: Path) -> Kit:
    """The hits of one recorded kit."""
    kit = {
        role: [hit for hit in map(_sound, files) if len(hit)]
        for role, files in _files(folder).items()
    }
    return {role: hits for role, hits in kit.items() if hits}


def _files(folder: Path) -> dict[str, list[Path]]:
    text = re.sub(r'\sxmlns="[^"]+"', "", (folder / "drumkit.xml").read_text("utf-8", "replace"))
    found: dict[str, list[Path]] = {}
    for instrument in xml.fromstring(text).iter("instrument"):
        name = (instrument.findtext("name") or "").lower()
        role = next((role for role, fits in ROLES.items() if re.search(fits, name)), None)
        files = [folder / (f.text or "") for f in instrument.iter("filename")]
        files = [file for file in files if file.is_file()]
        if role and files and role not in found:
            found[role] = files[:6]
    return found


def _sound(file: Path) -> Samples:
    sound = sounds.read(file)[: round(LONGEST * RATE)]
    loud = np.flatnonzero(np.abs(sound) > 0.05 * np.abs(sound).max())
    return sound[max(0, loud[0] - 24) :] if len(loud) else sound[:0]


def machine(chance: np.random.Generator) -> Kit:
    """A drum machine made by chance: every hit from sines and noise."""
    kit = {
        "kick": _drum(
            chance.uniform(38, 60), chance.uniform(2, 7), chance.uniform(4, 16), 0.05, chance
        ),
        "high_tom": _drum(chance.uniform(120, 220), 1.6, 9, 0.05, chance),
        "low_tom": _drum(chance.uniform(70, 120), 1.6, 7, 0.05, chance),
        "conga": _drum(chance.uniform(180, 400), 1.2, 14, 0.05, chance),
        "snare": _drum(
            chance.uniform(150, 250), 1.5, chance.uniform(12, 25), chance.uniform(0.6, 2), chance
        ),
        "bell": _struck(chance.uniform(500, 900), chance.uniform(8, 25)),
        "hat": _hiss(chance.uniform(5000, 9000), chance.uniform(40, 120), chance),
        "open": _hiss(chance.uniform(5000, 9000), chance.uniform(6, 15), chance),
        "ride": _hiss(chance.uniform(4000, 8000), chance.uniform(4, 10), chance),
        "crash": _hiss(chance.uniform(2500, 5000), chance.uniform(2, 4), chance),
        "shaker": _hiss(chance.uniform(4000, 8000), chance.uniform(25, 50), chance),
        "rim": _struck(chance.uniform(1200, 2500), chance.uniform(40, 90)),
        "clap": _clap(chance),
    }
    return {role: [hit] for role, hit in kit.items()}


def _time() -> np.ndarray:
    return np.arange(round(0.8 * RATE)) / RATE


def _drum(
    hertz: float, drop: float, fade: float, noise: float, chance: np.random.Generator
) -> Samples:
    time = _time()
    pitch = hertz * (1 + (drop - 1) * np.exp(-time * chance.uniform(25, 60)))
    tone = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.exp(-time * fade)
    rattle = chance.normal(0, 1, len(time)) * np.exp(-time * chance.uniform(12, 30)) * noise * 0.5
    return np.asarray(np.tanh(chance.uniform(0.8, 3) * (tone + rattle)), dtype=np.float32)


def _struck(hertz: float, fade: float) -> Samples:
    time = _time()
    tone = np.sign(np.sin(2 * np.pi * hertz * time)) + np.sign(
        np.sin(2 * np.pi * hertz * 1.48 * time)
    )
    return np.asarray(0.3 * tone * np.exp(-time * fade), dtype=np.float32)


def _hiss(above: float, fade: float, chance: np.random.Generator) -> Samples:
    time = _time()
    hiss = sosfilt(butter(2, above, "high", fs=RATE, output="sos"), chance.normal(0, 1, len(time)))
    return np.asarray(hiss * np.exp(-time * fade), dtype=np.float32)


def _clap(chance: np.random.Generator) -> Samples:
    time = _time()
    hands = sum(
        np.exp(-np.maximum(time - at, 0) * 90) * (time >= at) for at in (0, 0.009, 0.018)
    ) + 1.5 * np.exp(-np.maximum(time - 0.026, 0) * chance.uniform(12, 30)) * (time >= 0.026)
    hiss = sosfilt(
        butter(2, (900, 3500), "band", fs=RATE, output="sos"), chance.normal(0, 1, len(time))
    )
    return np.asarray(hiss * hands, dtype=np.float32)
