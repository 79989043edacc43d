"""What saying a scene over OSC costs: our prepared bursts, and python-osc building the same.

python -m scripts.measure.osc
"""

import socket
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.osc_packet import OscPacket

from live.body import quat, skeleton
from live.osc.mediapipe import Mediapipe
from live.osc.native import Native
from live.osc.resolume import Resolume
from live.osc.touchdesigner import Touchdesigner
from live.osc.vmc import Vmc
from live.outputs.osc import Osc, SceneEncoder
from live.show.run import quiet_context
from live.show.show_file import read_show
from live.signals import Music, Pose, Scene
from scripts.options import command

SCENES = 2000
BATCH = 20


def dancing_scene(seed: int) -> Scene:
    """Two people in some pose."""
    chance = np.random.default_rng(seed)
    people = []
    for _ in range(2):
        rotations = quat.from_vector(chance.normal(0, 0.3, (24, 3)))
        root = np.array([0.3, 0.95, 0.1])
        people.append(Pose(1.0, skeleton.positions_from(root, rotations), rotations))
    return Scene(1.0, 0.9, Music(0.9, playing=True, loudness=0.7), people[0], people[1])


def by_python_osc(messages: list[list[tuple[str, str, list[object]]]]) -> list[bytes]:
    """The same datagrams, built from scratch."""
    datagrams = []
    for bundle in messages:
        whole = OscBundleBuilder(IMMEDIATELY)
        for address, tags, arguments in bundle:
            message = OscMessageBuilder(address)
            for tag, argument in zip(tags, arguments, strict=True):
                message.add_arg(argument, tag)
            whole.add_content(message.build())
        datagrams.append(whole.build().dgram)
    return datagrams


def read_back(datagrams: list[memoryview]) -> list[list[tuple[str, str, list[object]]]]:
    """The messages of each datagram, with their type tags."""
    tag_of = {int: "i", float: "f", str: "s"}
    bundles = []
    for datagram in datagrams:
        messages = [timed.message for timed in OscPacket(bytes(datagram)).messages]
        bundles.append(
            [(m.address, "".join(tag_of[type(p)] for p in m.params), m.params) for m in messages]
        )
    return bundles


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median cost of one call, over batches of calls."""
    batches = []
    for _ in range(times // BATCH):
        start = time.perf_counter()
        for _ in range(BATCH):
            work()
        batches.append((time.perf_counter() - start) / BATCH * 1000)
    return statistics.median(batches)


def share(scene: Scene) -> float:
    """Percent of a core that three presets take, two people, sending included."""
    context = quiet_context(read_show("vj"))
    presets: tuple[str, ...] = ("firstdance", "vmc", "touchdesigner")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        port = receiver.getsockname()[1]
        outputs = [Osc(preset=preset, port=port).open(context) for preset in presets]
        start = time.process_time()
        for number in range(SCENES):
            for output in outputs:
                output.show(replace(scene, time=number / 60))
        taken = time.process_time() - start
        for output in outputs:
            output.close()
    return 100 * taken * 60 / SCENES


def main() -> None:
    """Prints one line for each preset."""
    command(__doc__).parse_args()
    scene = dancing_scene(1)
    languages: dict[str, SceneEncoder] = {
        "firstdance, partner": Native(human=False),
        "firstdance, both": Native(),
        "vmc, 22 bones": Vmc(),
        "touchdesigner, both": Touchdesigner(),
        "mediapipe": Mediapipe(),
        "resolume": Resolume(layer=1),
    }
    print(f"{'preset':22}{'datagrams':>10}{'bytes':>7}{'largest':>9}{'ours ms':>9}", end="")
    print(f"{'python-osc ms':>15}{'ratio':>7}")
    for name, language in languages.items():
        datagrams = [bytes(datagram) for datagram in language.datagrams(scene)]
        sizes = [len(datagram) for datagram in datagrams]
        messages = read_back([memoryview(datagram) for datagram in datagrams])
        assert by_python_osc(messages) == datagrams
        ours = milliseconds(partial(language.datagrams, scene), SCENES)
        theirs = milliseconds(partial(by_python_osc, messages), SCENES // 10)
        print(f"{name:22}{len(sizes):10}{sum(sizes):7}{max(sizes):9}{ours:9.3f}", end="")
        print(f"{theirs:15.3f}{theirs / ours:7.0f}")
    print(
        f"60 scenes a second by firstdance, vmc and touchdesigner: {share(scene):.1f} % of a core"
    )


if __name__ == "__main__":
    main()
