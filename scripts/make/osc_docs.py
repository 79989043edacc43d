"""Writes docs/osc.md, the page of every OSC address, from the tables of sender and receiver.

python -m scripts.make.osc_docs
"""

from collections.abc import Iterable
from pathlib import Path

from live.body.skeleton import JOINTS
from live.dance.beside import BESIDE
from live.desk.controls import ASK, CONTROLS, Control
from live.draw.looks import GLIDE, LOOKS
from live.inputs.osc_in import PATTERNS, RATE, SHARE, SMALL, OscIn
from live.inputs.pioneer_messages import ANY, MASTER
from live.osc import mediapipe, vmc
from live.osc.addresses import Address, Argument, Table, Value
from live.osc.wire import LARGEST
from live.outputs.osc import PRESETS
from live.signals import HUMAN_SHIFT
from scripts.options import command, write_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "osc.md"

_MANY = 9  # arguments: of more, only the first are shown
_PORT = {name: preset.port for name, preset in PRESETS.items()}
_OTHERS = ", ".join(f'"{name}"' for name in PRESETS if name != "firstdance")
_TYPES = {"i": "int32", "f": "float32", "s": "string"}

_OPENING = f"""\
# OSC

<!-- Written by scripts/make/osc_docs.py from the tables in live/osc and live/desk:
change those. -->

For VJs, operators and engineers. The page lists every OSC message that First Dance sends and every
message that it accepts ([OSC in](#osc-in)), and says how to connect it to
[other programs](#plugging-it-in). `firstdance osc SHOW` prints what a show sends in its first
seconds. `firstdance osc --port N` prints what comes in on a port.

# OSC out

First Dance sends every scene of the show as one burst of UDP datagrams. In the show file:

```toml
[[outputs]]
kind = "osc"
preset = "firstdance"   # or {_OTHERS}
host = "192.168.1.20"   # the receiver; default 127.0.0.1; may be a broadcast address
port = {_PORT["firstdance"]}             # default: the preset's own, named below
rate = 30               # bursts a second at most; default: every scene
people = "both"         # "partner", "human" or "both"
```

Name one output for each receiver. For all of them:

- Messages are whole, in bundles of at most {LARGEST} bytes, with the time tag "immediately". A
  receiver should act on them at once.
- A scene says where everything is at the moment when guests see it: the beat is already moved
  forward by the delay of hearing, drawing and projecting.
- Every burst is complete. If one is lost, one scene is lost.
- Values outside the ranges below are never sent.
- A receiver is not needed, and may come and go during the show.
- When the show ends, a last burst says that no dancer is there any more.
"""

_NATIVE = f"""
Messages have only numbers: TouchDesigner's OSC In CHOP and similar receivers can read them. The
two texts, the caption and what is wrong with the show, come in bundles of their own.
Positions are metres on the stage: right-handed, Y up, +Z towards the audience, +X to the right
as the audience sees it, the floor at y = 0, the origin centre stage.

The human's places are those that the camera sees, around the middle of the picture, in every
preset. The stage draws the human {-HUMAN_SHIFT[0]:g} m further to the left, beside the partner. To
draw both as the stage does, take {-HUMAN_SHIFT[0]:g} from the x of each of the human's joints.

One bundle has the state. Each person has their own bundles. All of them begin with
`/firstdance/frame`. The 0 in an address is the number of the person. A person keeps their number.
"""

_JOINTS = f"""
The joints: {", ".join(f"`{joint}`" for joint in JOINTS)}.
"""

_VMC = f"""
The Virtual Motion Capture protocol, for anything that puts a VRM avatar on a screen (VMagicMirror,
VSeeFace, Warudo, Unity with EVMC4U, Unreal with VMC4UE, Blender). It sends one dancer: the
partner, or with `people = "human"` the human. Further settings:

```toml
scale = 1.0             # the avatar's height / 1.73 m: short avatars float, tall ones sink without
smile = 0.6             # how wide at the loudest; 0 leaves the face alone
upper_chest = true      # false for an avatar without that bone
vrm = "avatar.vrm"      # the avatar's own file (VRM 0 or 1): its bones' lengths, scale and chest
```

The axes are Unity's: left-handed, Y up. The avatar faces +Z with its left hand at -X. Rotations
are local, relative to a normalised avatar's T pose; in a T pose all are 0 0 0 1.

The root stays centre stage, and the Hips carry the place on it. While a human is seen, the partner
dances around {BESIDE:g} m to the right of the middle, as the audience sees it: the Hips' x is near
{-BESIDE:g}. To have the partner in the middle of an avatar's picture, move the receiver's camera or
the avatar's parent by as much, or write `home = [0.0, 0.0]` under `[dancer]`, which brings the
partner to the middle of the show's own picture, too.

If the avatar's limbs look stretched, turn off "bone position synchronize" or a similar option in
the receiver. The bytes are tested against python-osc and the movement against its own kinematics.
None of these receivers was available for tests.
"""

_RESOLUME = """
Resolume Arena and Avenue, at their fixed addresses. Further settings:

```toml
tempo = "set"           # "tap": press tap on each beat; "none": leave the tempo alone
raw_tempo = false       # true: the tempo in beats a minute, for your own mapping
layer = 0               # this layer's opacity follows the loudness; 0: none does
columns = false         # true: each cue of the show connects the column with its number
```

If Link is on, Resolume takes its tempo from there and has no resync: then set `tempo = "none"`. The
tempo is not sent while the ear is unsure or the music pauses. Most programs scale the tempo as
here, some send it raw. If Resolume shows a wrong tempo, try `raw_tempo`.
"""

_TOUCHDESIGNER = """
For the OSC In CHOP: only numbers, and channels that keep their names. A joint makes three channels,
x, y and z in metres, on the stage's axes above. There is one bundle for the state and one for each
person.
"""

_MEDIAPIPE = f"""
For patches that were made for a camera's pose from mediapipe-osc. It sends one dancer as 33
landmarks: the partner, or with `people = "human"` the human. x and y are shares of a picture
{mediapipe.WIDTH:.1f} m wide and {mediapipe.HEIGHT} m high, from its upper left corner. z has the
scale of x, starts at the hips, and is smaller towards the audience. Face and heels are estimated
from the dancer's joints.
"""

_IN = f"""
# OSC in

```toml
[[inputs]]
kind = "osc_in"
port = {OscIn().port}             # UDP
host = "{OscIn().host}"      # this machine alone; "0.0.0.0": all its networks; then set:
allow = ["192.168.1.20"]    # who may send: addresses, or networks such as "192.168.1.0/24"
open_beat_control = ""  # where it runs, for the beat of Pioneer players: docs/tempo.md
```

- The show accepts messages only from this machine, unless `allow` names others. UDP has no
  passwords, and a sender's address can be faked: allow only senders on your own network.
- Numbers are clamped to the range. They may be int, float, true and false, or text ("0.5"); for a
  press or a switch also the texts "on", "off", "true" and "false". A press, a switch or a word may
  come without an argument: a press presses, a switch changes its state, a word goes on to the
  next. A press of 0 is the release, and does nothing. Arrays are read flat.
- Words may also be sent as their number, from 0.
- An address may be a pattern of OSC 1.0: `/firstdance/{{blackout,freeze}}`, `/firstdance/offset/*`,
  `?`, `[1-4]`, `[!a-c]`. It acts on every control that it matches. At most {PATTERNS} such messages
  are compared in {1000 / RATE:.0f} ms; more are ignored.
- All messages together may take {100 * SHARE:.0f} % of a core. In a flood beyond that, datagrams
  are ignored unread: first those of the sender that takes most, and those of more than {SMALL}
  bytes. So an operator's controller still works beside a program that sends without end.
- Messages that are not in this table are counted and ignored, and so is a message of a bundle that
  cannot be read; its neighbours are applied. A datagram whose sizes are wrong is ignored whole. No
  message can open a file, run a program or end the show. Time tags are ignored: every message is
  applied at once.
- `{MASTER}` and `{ANY}`, as Open Beat Control sends them, carry the beat of Pioneer players
  ([the beat from outside](tempo.md#pioneer-players)).
- `{ASK}` is answered to its sender: `{ASK} name kind lowest highest unit-or-words meaning`
  for each control, `{ASK}/counts accepted ignored`, and `{ASK}/health colour text`: 0 all is
  well, 1 amber, 2 red, and what is worst ([running a show](evening.md#when-something-fails)).

The keys are those of the window; `?` shows or hides them over the picture.

| Address | Argument | Meaning | Key |
|---|---|---|---|
"""

_LOOKS = f"""
The looks of the painter `neon`: {", ".join(f"`{look}`" for look in LOOKS)}. Colours glide from one
to the next within {GLIDE} s; the names on the back wall keep the show's own colour. `offset/3` is
the third `[[outputs]]` of the show file. An offset is remembered, as with `firstdance offset`.
"""

_PLUGGING = f"""
# Plugging it in

None of these programs was available for tests. The bytes are tested. If your version uses other
names for a step, the addresses and ports still hold.

**TouchDesigner**: `preset = "touchdesigner"`. An OSC In CHOP on port {_PORT["touchdesigner"]};
`beat/pulse` triggers, `beat/phase` ramps, `partner/head` makes three channels. To control the show:
an OSC Out CHOP or DAT to port {OscIn().port}, address `/firstdance/style`, a word or its number.

**Resolume**: Preferences, OSC, OSC input on, port {_PORT["resolume"]}; `preset = "resolume"`.

**Unity, VSeeFace, Warudo, VMagicMirror**: `preset = "vmc"` to the program's VMC receiver, port
{_PORT["vmc"]}. In Unity, EVMC4U's ExternalReceiver on the avatar.

**OBS**: capture the window, or chroma-key it. To change scenes on a cue, let a bridge from OSC to
obs-websocket listen for `/firstdance/cue`.

**Max**: `udpreceive {_PORT["firstdance"]}` into `route /firstdance/pulse/beat /firstdance/energy`;
to control the show, `udpsend 127.0.0.1 {OscIn().port}` and the message `/firstdance/tap`.

**TouchOSC, Open Stage Control**: faders and buttons with the addresses of the table above, to port
{OscIn().port}. Name the tablet's address in `allow`.
"""

_LANDMARKS = f"""
The landmarks: {", ".join(f"`{name}`" for name in mediapipe.LANDMARKS)}.
"""

_BONES = f"""
The bones: {", ".join(f"`{bone}`" for bone in vmc.BONES.values())}.
"""


# What there is to say of a preset beside its table: before it, and after.
_ABOUT = {
    "firstdance": (_NATIVE, _JOINTS),
    "vmc": (_VMC, _BONES),
    "resolume": (_RESOLUME, ""),
    "touchdesigner": (_TOUCHDESIGNER, ""),
    "mediapipe": (_MEDIAPIPE, _LANDMARKS),
}


def page() -> str:
    """The page, as Markdown."""
    return "".join(
        [
            _OPENING, *(_preset(name) for name in PRESETS),
            _IN, *(_control(control) for control in CONTROLS), _LOOKS,
            _PLUGGING,
        ]
    )  # fmt: skip


def _preset(name: str) -> str:
    preset = PRESETS[name]
    before, after = _ABOUT.get(name, ("", ""))
    heading = f"\n## Preset `{name}` (UDP {preset.port})\n"
    return "".join([heading, before, *_section(preset.table), after])


def _control(control: Control) -> str:
    argument = control.argument
    what = "word: " + (", ".join(f"`{word}`" for word in argument.words) or "a look, `show`")
    if control.kind != "word":
        what = f"{control.kind}: {_argument(argument)}"
    shown = f"`{control.address} {_shown(argument.example)}`"
    key = f"`{control.key}`" if control.key else ""
    return f"| {shown} | {what} | {control.meaning} | {key} |\n"


def _section(table: Table) -> Iterable[str]:
    yield "\n| Address | Arguments | Meaning | Sent | Example |\n|---|---|---|---|---|\n"
    for row in table.rows:
        shown = [_argument(argument) for argument in row.arguments[:_MANY]]
        if len(row.arguments) > _MANY:
            shown.append(f"and so on: {len(row.arguments)} in all")
        arguments = "<br>".join(shown) or "none"
        meaning = row.meaning.replace("|", "\\|")
        yield f"| `{row.path}` | {arguments} | {meaning} | {row.when} | `{_example(row)}` |\n"


def _argument(argument: Argument) -> str:
    text = f"{argument.name}: {_TYPES[argument.tag]}"
    if argument.tag != "s":
        text += f" {_span(argument.low)}..{_span(argument.high)}"
    return f"{text} {argument.unit}".rstrip()


def _span(number: float) -> str:
    return f"{number:.0f}" if float(number).is_integer() else f"{number:g}"


def _example(row: Address) -> str:
    shown = [_shown(argument.example) for argument in row.arguments]
    if len(shown) > _MANY:
        shown = [*shown[:_MANY], "..."]
    return " ".join([row.paths[-1], *shown])


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def main() -> None:
    """Writes the page."""
    command(__doc__).parse_args()
    write_page(PAGE, page())


if __name__ == "__main__":
    main()
