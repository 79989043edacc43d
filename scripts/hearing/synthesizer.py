"""MIDI to sound, with FluidSynth and any soundfont; and the same events bent to a tempo curve."""

import subprocess
import tempfile
from pathlib import Path

import mido
import numpy as np

from live.errors import BadInput
from live.hear.activations import RATE
from live.signals import Floats, Samples

LONGEST = 40.0  # seconds of the processor FluidSynth may take
LARGEST = 200_000  # kilobytes it may write, with what it asks of the sound server
FOLDERS = (Path("/usr/share/sounds/sf2"), Path("/usr/share/sounds/sf3"))
BANKS = {  # and how often each is used; the third takes long to load
    "FluidR3_GM.sf2": 9, "TimGM6mb.sf2": 8, "MuseScore_General_Lite.sf3": 1, "sf_GMbank.sf2": 6,
}  # fmt: skip


def font(chance: np.random.Generator) -> Path:
    """One of the General MIDI banks there are. Raises BadInput without any."""
    found = {
        folder / bank: often
        for bank, often in BANKS.items()
        for folder in FOLDERS
        if (folder / bank).exists()
    }
    if not found:
        raise BadInput("no soundfont in /usr/share/sounds: install one, such as fluid-soundfont-gm")
    often = np.array(list(found.values()), dtype=float)
    return list(found)[int(chance.choice(len(found), p=often / often.sum()))]


def played(midi: mido.MidiFile, font: Path, *, reverb: bool) -> Samples:
    """The sound of a MIDI file, mono at RATE. Raises BadInput where FluidSynth fails."""
    with tempfile.TemporaryDirectory() as folder:
        score, raw = Path(folder, "score.mid"), Path(folder, "sound.raw")
        midi.save(score)
        command = (
            f"ulimit -f {LARGEST} -t {LONGEST:.0f}; exec fluidsynth -ni -q -g 0.5 -r {RATE}"
            f" -R {int(reverb)} -C 0 -T raw -O s16 -F {raw} {font} {score}"
        )
        done = subprocess.run(
            ["bash", "-c", command], capture_output=True, check=False, timeout=120
        )
        if done.returncode or not raw.exists():
            raise BadInput(f"fluidsynth failed on {font}: {done.stderr.decode()[-200:]}")
        both = np.fromfile(raw, dtype="<i2").reshape(-1, 2)
    return np.asarray(both.mean(1) / 32768, dtype=np.float32)


def bent(midi: mido.MidiFile, tempi: Floats) -> mido.MidiFile:
    """The same file with a tempo for each quarter note, in beats a minute; the last goes on."""
    out = mido.MidiFile(type=1, ticks_per_beat=midi.ticks_per_beat)
    conductor = mido.MidiTrack()
    last = 0.0
    wait = 0
    for tempo in tempi:
        if tempo != last:
            conductor.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo), time=wait))
            wait = 0
        last = tempo
        wait += midi.ticks_per_beat
    out.tracks.append(conductor)
    for track in midi.tracks:
        kept, waited = mido.MidiTrack(), 0
        for message in track:
            waited += message.time
            if message.type == "set_tempo":
                continue
            kept.append(message.copy(time=waited))
            waited = 0
        out.tracks.append(kept)
    return out


def onset_ticks(midi: mido.MidiFile) -> Floats:
    """When notes begin, in ticks, each time once."""
    ticks: set[int] = set()
    for track in midi.tracks:
        now = 0
        for message in track:
            now += message.time
            if message.type == "note_on" and message.velocity > 20:
                ticks.add(now)
    return np.array(sorted(ticks), dtype=float)


def retold(midi: mido.MidiFile, chance: np.random.Generator, share: float) -> None:
    """Gives some channels another instrument, mostly of the same family. In place."""
    for track in midi.tracks:
        for message in track:
            if (
                message.type == "program_change"
                and message.channel != 9
                and chance.random() < share
            ):
                family = message.program // 8
                if chance.random() < 0.25:
                    family = int(chance.choice([0, 2, 3, 5, 6, 7, 10, 11]))
                message.program = int(family * 8 + chance.integers(8))
