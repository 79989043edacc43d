"""What is plugged in, and what may be installed."""

from collections.abc import Callable
from typing import TypeAlias

from live.errors import ShowError
from live.hear.sources.devices import backend
from live.midi.ports import port_names
from live.outputs.window import displays
from live.runtime import extras
from live.see.cameras.webcam import cameras

Lists: TypeAlias = list[tuple[str, list[str]]]  # titles, and what is listed below each

# What it is, and the library and the extra of ours that it needs.
EXTRAS = (
    ("Ableton Link", ("aalink", "link")),
    ("OS2L on the network", ("zeroconf", "os2l")),
    ("MIDI", ("mido", "midi")),
    ("glTF and VRM avatars", ("moderngl", "gl")),
    ("Virtual camera", ("pyvirtualcam", "vcam")),
    ("NDI", ("cyndilib", "ndi")),
    ("Spout (Windows)", ("SpoutGL", "spout")),
    ("Syphon (macOS)", ("syphon", "syphon")),
)


def devices() -> list[tuple[str, list[str]]]:
    """What is plugged in, by name: sound inputs, cameras, screens, MIDI; and what is installed.

    Where a library fails on this machine, its list says why, and the others are whole.
    """
    return [
        *_listed("Sound inputs", _sound),
        *_listed("Cameras", lambda: [("Cameras", [f"{c.index}: {c.name}" for c in cameras()])]),
        *_listed("Screens", _screens),
        *_listed("MIDI", _midi),
        ("What may be installed", [f"{what}: {extras.state_of(*needs)}" for what, needs in EXTRAS]),
    ]


def _listed(title: str, look: Callable[[], Lists]) -> Lists:
    try:
        return look()
    except ShowError as error:
        return [(title, [str(error)])]
    except (OSError, RuntimeError, ValueError) as error:
        return [(title, [f"cannot be listed ({type(error).__name__}: {error})"])]


def _sound() -> Lists:
    through = backend()
    names = [
        f"{device.name} ({device.channels} channels{', the usual one' if device.usual else ''})"
        for device in through.inputs()
    ]
    return [(f"Sound inputs (through {through.NAME})", names)]


def _screens() -> Lists:
    sizes = enumerate(displays(), 1)
    return [("Screens", [f"{number}: {width} x {height}" for number, (width, height) in sizes])]


def _midi() -> Lists:
    ins, outs = port_names()
    return [("MIDI inputs", ins), ("MIDI outputs", outs)]
