"""Films a person dancing, for the tests of the eyes: tests/fixtures/dancer.mp4 and dancer.npz.

    .venv/bin/pip install '.[gl]'          # and on Debian: libegl1 libgl1-mesa-dri
    python -m scripts.make.fixture_film MAKEHUMAN_FOLDER

The folder holds MakeHuman's CC0 assets: `data/` (3dobjs, targets, eyes) and `base/` (clothes, hair,
eyebrows, eyelashes) of the makehuman and makehuman-assets repositories, and `rig/` with
rig.game_engine.json and weights.game_engine.json. None of them is part of this project.
"""

from pathlib import Path

import av
import numpy as np

from live.body import skeleton
from live.see.cameras.amateur import Habits, dance
from live.signals import Floats, Image
from scripts.filmset.camera import Camera
from scripts.filmset.person import Person
from scripts.filmset.room import Lens
from scripts.options import add_assets, command

FIXTURES = Path(__file__).parents[2] / "tests" / "fixtures"
SIZE = 480  # pixels, both ways
RATE = 30  # frames a second
SECONDS = 6.0
TEMPO = 160.0  # beats a minute
FIRST_BEAT = 3.5  # where in the dance the film begins
# Arms up first, then claps, then one arm alone (see live/see/cameras/amateur.py), and on time.
HABITS = Habits(energy=1.0, lag=0.0, phases=np.linspace(0.0, 5.0, 8), order=(1, 2, 3, 0))

MORPHS = {
    "macrodetails/caucasian-female-young.target": 0.5,
    "macrodetails/asian-female-young.target": 0.25,
    "macrodetails/african-female-young.target": 0.25,
    "macrodetails/universal-female-young-averagemuscle-averageweight.target": 1.0,
}
CLOTHES = {
    "base/hair/ponytail01/ponytail01.mhclo": "hair",
    "base/clothes/female_casualsuit01/female_casualsuit01.mhclo": "suit",
    "base/clothes/shoes05/shoes05.mhclo": "shoes",
    "base/eyebrows/eyebrow001/eyebrow001.mhclo": "hair",
    "data/eyes/low-poly/low-poly.mhclo": "eyes",
}
EYES = "data/eyes/materials/brown_eye.png"
COLOURS = {
    "skin": np.array([0.52, 0.29, 0.20]),
    "hair": np.array([0.13, 0.065, 0.03]),
    "suit": np.array([0.10, 0.25, 0.55]),
    "shoes": np.array([0.75, 0.75, 0.75]),
}  # linear light


def main() -> None:
    arguments = command(__doc__)
    add_assets(arguments)
    arguments.add_argument("--film", type=Path, default=FIXTURES / "dancer.mp4")
    given = arguments.parse_args()

    person = dressed(given.assets)
    lens = Lens()
    camera = Camera(person, COLOURS, given.assets / EYES, SIZE, lens)
    pictures, truth = [], []
    for number in range(round(SECONDS * RATE)):
        beat = FIRST_BEAT + number / RATE * TEMPO / 60.0
        matrices, joints = danced(person, beat)
        pictures.append(camera.shot(matrices, joints[list(skeleton.CONTACT_JOINTS)]))
        truth.append(joints)
    write_film(given.film, pictures)
    np.savez_compressed(
        given.film.with_suffix(".npz"),
        positions=np.array(truth, dtype=np.float32),
        rate=RATE,
        lens=np.array([lens.view, lens.distance, lens.height]),
    )
    print(f"{given.film}: {len(pictures)} frames, {given.film.stat().st_size:,} bytes")


def dressed(assets: Path) -> Person:
    """The dancer."""
    person = Person(assets, MORPHS)
    for path, material in CLOTHES.items():
        person.wear(assets / path, material)
    person.show_skin("skin")
    return person


def danced(person: Person, beat: float) -> tuple[Floats, Floats]:
    """Bone matrices and our 24 joints (24, 3), metres, standing on the floor."""
    root, world = dance(beat, 4, HABITS)
    _, heads = person.moved(root, world)
    feet = [person.names.index(f"{bone}_{side}") for bone in ("foot", "ball") for side in "lr"]
    ground = min(float(surface.corners[:, 1].min()) for surface in person.surfaces)
    clear = heads[feet, 1] - (person.heads[feet, 1] - ground)
    matrices, heads = person.moved(root - np.array([0.0, clear.min(), 0.0]), world)
    return matrices, person.joints(heads)


def write_film(path: Path, pictures: list[Image]) -> None:
    """An h264 film any player plays."""
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=RATE, options={"crf": "27", "preset": "veryslow"})
        stream.width, stream.height, stream.pix_fmt = SIZE, SIZE, "yuv420p"
        for picture in pictures:
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        film.mux(stream.encode())


if __name__ == "__main__":
    main()
