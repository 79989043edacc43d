"""MakeHuman's files, on ones of a few lines."""

from pathlib import Path

import numpy as np
import pytest

from scripts.filmset.meshes import patches, read_shape
from scripts.filmset.person import Person
from tests.scripts.filmset.tiny import tiny_person, write_assets


def test_faces_that_share_a_corner_of_the_texture_are_of_one_patch(tmp_path: Path) -> None:
    path = tmp_path / "cloth.obj"
    vertices = "\n".join(f"v {k} 0 0" for k in range(6))
    uvs = "\n".join(f"vt {k} 0" for k in range(9))
    path.write_text(
        f"{vertices}\n{uvs}\nf 1/1 2/2 3/3\nf 4/7 5/8 6/9\nf 2/4 3/5 4/6\nf 1/4 2/7 3/5\n"
    )
    shape = read_shape(path)
    assert patches(shape) == [0, 1, 1, 1]


def test_a_target_moves_the_body_by_its_share(tmp_path: Path) -> None:
    assets = write_assets(tmp_path)
    (assets / "data/targets/nose").mkdir(parents=True)
    (assets / "data/targets/nose/long.target").write_text("# a nose\n0 0 0 2\n")
    plain, long = Person(assets, {}), Person(assets, {"nose/long.target": 0.5})
    moved = long.skin - plain.skin
    assert moved[0] == pytest.approx([0.0, 0.0, 0.1], abs=1e-6)
    assert np.abs(moved[1:]).max() == 0.0


def test_hidden_skin_is_not_drawn(tmp_path: Path) -> None:
    person = tiny_person(tmp_path)
    whole = len(person.surfaces[0].triangles)
    person.surfaces.clear()
    hidden = np.zeros(72, dtype=bool)
    hidden[:3] = True
    person.hide(hidden)
    person.show_skin("skin")
    assert len(person.surfaces[0].triangles) == whole - 1


def test_cloth_lies_over_the_body_it_covers(tmp_path: Path) -> None:
    person = tiny_person(tmp_path)
    covered = np.zeros(72, dtype=bool)
    covered[:6] = True
    person.cover("bodice", covered, covered, 0.01)
    bodice = person.surfaces[-1]
    assert bodice.material == "bodice"
    assert len(bodice.triangles) == 2
    over = bodice.corners[:, :3] - 0.01 * bodice.corners[:, 3:6]
    under = person.skin[:6]
    nearest = np.linalg.norm(over[:, None] - under[None], axis=2).min(axis=1)
    assert nearest == pytest.approx(np.zeros(len(over)), abs=1e-6)


def test_the_nearer_to_a_surface_the_more(tmp_path: Path) -> None:
    person = tiny_person(tmp_path)
    near = person.near("skin", 0.05)
    assert near == pytest.approx(np.ones(72))
