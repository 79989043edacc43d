"""The sculptor: one thread, one context, and what becomes of a driver that fails."""

import gc
import re
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live.draw import cast, renderer, sculptor
from live.draw.avatar import Avatar, figures
from live.draw.portrait import Portrait
from live.draw.sculptor import LARGE, SMALL, Sculptor
from live.errors import BadInput, DeviceLost, WorkerLate
from live.runtime import extras
from live.signals import Image
from scripts.make.figures import anna
from tests.draw.drivers import CARD, SOFTWARE, Driver
from tests.draw.stages import context, music, scene, standing

STANDING = standing(root=(0.0, 0.889, 0.0))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("figures") / "anna.vrm"
    path.write_bytes(anna().glb())
    return path


@pytest.fixture(autouse=True)
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ways of Linux, and any time for a large picture."""
    ways = [{"standalone": True, "backend": "egl", "device_index": n} for n in range(4)]
    monkeypatch.setattr(renderer, "contexts", lambda: ways)
    monkeypatch.setattr(sculptor, "_QUICK", 1e6)


def _sitting(one: Sculptor) -> Portrait:
    return Portrait.of(STANDING, one.build)


def test_a_sitter_tells_what_a_host_asks(file: Path) -> None:
    one = Sculptor(file, "anna.vrm", Driver())
    assert (one.name, one.engine, one.size) == ("anna.vrm", f"OpenGL: {CARD}", LARGE)
    assert one.licence.endswith("to be worn by everyone")
    assert (one.consent, one.tried, one.fault, one.software) == ("", "", None, False)
    assert one.milliseconds >= 0.0
    one.forget()
    assert one.paint(_sitting(one)).shape == (LARGE[1], LARGE[0], 4)


def test_a_card_is_chosen_before_a_program_that_does_its_work(file: Path) -> None:
    assert Sculptor(file, "a", Driver(SOFTWARE, CARD)).engine == f"OpenGL: {CARD}"
    assert Sculptor(file, "a", Driver("", CARD)).engine == f"OpenGL: {CARD}"


def test_without_a_card_the_picture_is_small_and_the_user_is_told(file: Path) -> None:
    one = Sculptor(file, "a", Driver(SOFTWARE))
    assert (one.size, one.software) == (SMALL, True)
    assert "llvmpipe" in one.engine
    assert "graphics card" in one.tried


def test_a_slow_card_draws_small_pictures(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sculptor, "_QUICK", -1.0)
    driver = Driver()
    one = Sculptor(file, "a", driver)
    assert one.size == SMALL
    assert one.paint(_sitting(one)).shape == (SMALL[1], SMALL[0], 4)
    assert driver.released == driver.made - 1


def test_any_thread_may_ask_and_one_draws(file: Path) -> None:
    one = Sculptor(file, "a", Driver())
    found: list[Image] = []
    asking = threading.Thread(target=lambda: found.append(one.paint(_sitting(one))))
    asking.start()
    asking.join()
    assert len(found) == 1


def test_a_driver_that_fails_costs_pictures_and_is_opened_again(file: Path) -> None:
    driver = Driver()
    one = Sculptor(file, "a", driver)
    made, driver.broken = driver.made, True
    with pytest.raises(DeviceLost, match=r"the context is lost\)$"):
        one.paint(_sitting(one))
    driver.broken, drawn = False, driver.drawn
    for _ in range(sculptor._PAUSE):
        with pytest.raises(DeviceLost, match="again in a moment"):
            one.paint(_sitting(one))
    assert driver.drawn == drawn
    assert one.paint(_sitting(one)).any()
    assert driver.made == made + 1


def test_what_the_driver_holds_is_given_back_with_the_sculptor(file: Path) -> None:
    driver = Driver()
    gc.collect()  # those of the tests before
    before = threading.active_count()
    one = Sculptor(file, "a", driver)
    assert threading.active_count() == before + 1
    del one
    gc.collect()
    assert driver.released == driver.made
    assert threading.active_count() == before


def test_a_driver_that_hangs_is_late(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver, free = Driver(), threading.Event()
    one = Sculptor(file, "a", driver)
    monkeypatch.setattr(sculptor, "_DRAWING", 0.05)
    driver.wait = free.wait
    with pytest.raises(WorkerLate, match="longer"):
        one.paint(_sitting(one))
    free.set()
    monkeypatch.setattr(sculptor, "_DRAWING", 20.0)
    assert one.paint(_sitting(one)).any()


def test_where_nothing_can_be_opened_the_remedy_is_told(file: Path) -> None:
    with pytest.raises(BadInput, match=r"anna\.vrm: it cannot be drawn.*libegl1"):
        Sculptor(file, "a", Driver(""))


def test_where_the_library_is_missing_the_extra_is_named(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "moderngl", None)
    with pytest.raises(BadInput, match=re.escape(extras.remedy("gl"))):
        Sculptor(file, "a")


def test_what_cannot_stand_is_refused_with_the_files_name(tmp_path: Path) -> None:
    gltf = anna()
    for node in gltf.table["nodes"]:
        node.pop("translation", None)
    (tmp_path / "a.glb").write_bytes(gltf.glb())
    with pytest.raises(BadInput, match=r"a\.glb: its left and its right are at one place\. Export"):
        Sculptor(tmp_path / "a.glb", "a", Driver())


def test_a_pose_that_is_no_pose_costs_one_picture(file: Path) -> None:
    one = Sculptor(file, "a", Driver())
    sitting = _sitting(one)
    sitting.pose.rotations[3] = np.nan
    with pytest.raises(ArithmeticError):
        one.paint(sitting)
    sitting.pose.rotations[3] = (1.0, 0.0, 0.0, 0.0)
    assert one.paint(sitting).any()


def test_a_file_beside_the_show_is_found_and_worn(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = Driver()
    monkeypatch.setattr(sculptor, "_with_opengl", driver)
    assert cast.find(tmp_path, "anna.vrm", beside=file.parent).name == "anna.vrm"
    assert cast.find(tmp_path, str(file)).name == str(file)
    with pytest.raises(BadInput, match="no such file"):
        cast.find(tmp_path, "ben.vrm", beside=file.parent)

    hall = replace(context(), models=tmp_path, folder=file.parent)
    painter = Avatar(partner="anna.vrm", human="light").open(hall)
    assert painter.engine.startswith(f"anna.vrm: OpenGL: {CARD}")
    assert "anna.vrm" in hall.desk.avatars
    worn = Avatar(partner="light").open(replace(hall, folder=tmp_path))
    shown, light = (
        one.paint(scene(0.1, partner=standing(0.1), song=music(0.1))) for one in (painter, worn)
    )
    painter.close()
    worn.close()
    # The pencil's pane is grey all over: it covers the stage, and what is of light does not.
    middle = shown[60:200, 300:340].astype(int)
    assert np.abs(middle - light[60:200, 300:340]).mean() > 20


def test_a_show_knows_which_of_its_avatars_are_files() -> None:
    painter = Avatar(partner="robot.glb", human="bride")
    assert figures(painter, ()) == ("robot.glb",)
    assert figures(Avatar(), ()) == figures(None, ()) == ()
