"""Writes docs/osc.md, the page of every OSC address, from the tables the sender goes by.

python scripts/make_osc_docs.py
"""

from collections.abc import Iterable
from pathlib import Path

from live.outputs.osc import PORTS
from live.rig import native, vmc
from live.rig.addresses import Address, Argument, Table, Value
from live.rig.wire import LARGEST
from live.skeleton import JOINTS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "osc.md"

_TYPES = {"i": "int32", "f": "float32", "s": "string"}

_OPENING = f"""\
# OSC out

<!-- Written by scripts/make_osc_docs.py from the tables in live/rig: change those. -->

First Dance sends every scene of the show as one burst of UDP datagrams. In the show file:

```toml
[[outputs]]
kind = "osc"
preset = "firstdance"   # or "vmc"
host = "192.168.1.20"   # the receiver; default 127.0.0.1; may be a broadcast address
port = {PORTS["firstdance"]}             # default: {PORTS["firstdance"]} for firstdance, \
{PORTS["vmc"]} for vmc
rate = 30               # bursts a second at most; default: every scene
people = "both"         # "partner", "human" or "both"
```

Name as many outputs as there are receivers. What holds for all of them:

- Whole messages in bundles of at most {LARGEST} bytes, time tag "immediately". A receiver should
  act on them as they come.
- A scene says where everything is at the moment it is to be seen: the beat is already carried
  forward by the delay of hearing, drawing and projecting.
- Every burst is complete. One that is lost costs one scene.
- Nothing outside the ranges below is ever sent.
- Nobody needs to listen, and a receiver may come and go during the show.
- When the show ends, a last burst says that nobody is there any more.
"""

_NATIVE = f"""
## Preset `firstdance` (UDP {PORTS["firstdance"]})

Numbers only, so that every message can be read by TouchDesigner's OSC In CHOP and its like.
Positions are metres on the stage: right-handed, Y up, +Z towards the audience, +X to the right
as the audience sees it, the floor at y = 0, the origin centre stage.

One bundle tells the state; each person has bundles of their own. All of them open with
`/firstdance/frame`. The 0 in an address is the number of the person, and stays with them.
"""

_JOINTS = f"""
The joints: {", ".join(f"`{joint}`" for joint in JOINTS)}.
"""

_VMC = f"""
## Preset `vmc` (UDP {PORTS["vmc"]})

The Virtual Motion Capture protocol, for anything that puts a VRM avatar on a screen (VMagicMirror,
VSeeFace, Warudo, Unity with EVMC4U, Unreal with VMC4UE, Blender). It carries one dancer: the
partner, or with `people = "human"` the human. Further settings:

```toml
scale = 1.0             # the avatar's height / 1.73 m: short avatars float, tall ones sink without
smile = 0.6             # how wide at the loudest; 0 leaves the face alone
upper_chest = true      # false for an avatar without that bone
```

Unity's axes: left-handed, Y up, the avatar facing +Z with its left hand at -X. Rotations are
local, against a normalised avatar's T pose; in a T pose all are 0 0 0 1.

If the avatar's limbs come out stretched, turn off "bone position synchronize" or its like in the
receiver. The bytes are tested against python-osc and the movement against its own kinematics, but
none of these receivers has been at hand to try.
"""

_BONES = f"""
The bones: {", ".join(f"`{bone}`" for bone in vmc.BONES.values())}.
"""


def page() -> str:
    """The page, as Markdown."""
    return "".join(
        [_OPENING, _NATIVE, *_section(native.TABLE), _JOINTS, _VMC, *_section(vmc.TABLE), _BONES]
    )


def _section(table: Table) -> Iterable[str]:
    yield "\n| Address | Arguments | Meaning | Sent | Example |\n|---|---|---|---|---|\n"
    for row in table.rows:
        arguments = "<br>".join(_argument(argument) for argument in row.arguments) or "none"
        meaning = row.meaning.replace("|", "\\|")
        yield f"| `{row.path}` | {arguments} | {meaning} | {row.when} | `{_example(row)}` |\n"


def _argument(argument: Argument) -> str:
    text = f"{argument.name}: {_TYPES[argument.tag]}"
    if argument.tag != "s":
        text += f" {_span(argument.low)}..{_span(argument.high)}"
    return f"{text} {argument.unit}".rstrip()


def _span(number: float) -> str:
    return f"{number:.0f}"


def _example(row: Address) -> str:
    return " ".join([row.paths[-1], *(_shown(argument.example) for argument in row.arguments)])


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:g}"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
