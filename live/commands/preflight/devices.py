"""What is plugged in, and what may be installed."""

from live.errors import BadInput, ShowError
from live.hear.sources.devices import backend
from live.midi.ports import port_names
from live.outputs.window import displays
from live.runtime import extras
from live.see.cameras.webcam import cameras

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
    """What is plugged in, by name: sound inputs, cameras, screens, MIDI; and what is installed."""
    try:
        through = backend()
        sound = [
            f"{device.name} ({device.channels} channels{', the usual one' if device.usual else ''})"
            for device in through.inputs()
        ]
        title = f"Sound inputs (through {through.NAME})"
    except BadInput as error:
        title, sound = "Sound inputs", [str(error)]
    screens = [f"{n}: {width} x {height}" for n, (width, height) in enumerate(displays(), 1)]
    seen = [f"{camera.index}: {camera.name}" for camera in cameras()]
    return [
        (title, sound), ("Cameras", seen), ("Screens", screens), *_midi(),
        ("What may be installed", [f"{what}: {extras.state_of(*needs)}" for what, needs in EXTRAS]),
    ]  # fmt: skip


def _midi() -> list[tuple[str, list[str]]]:
    try:
        ins, outs = port_names()
    except ShowError as error:
        return [("MIDI", [str(error)])]
    return [("MIDI inputs", ins), ("MIDI outputs", outs)]
