"""Outputs over other libraries: the calls they make, with stand-ins and the real libraries."""

import importlib.util
import shutil
import subprocess
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from live.errors import BadInput, DeviceLost
from live.outputs.ndi import Ndi
from live.outputs.shared import Feed, Shared, opaque, with_alpha
from live.outputs.spout import Spout
from live.outputs.syphon import Syphon
from live.outputs.virtual_camera import VirtualCamera
from live.parts import Part
from live.runtime import extras
from live.signals import Image, Picture
from tests.parts import a_context

PARTS = {
    "linux": (VirtualCamera(), "pyvirtualcam", "vcam"),
    "any": (Ndi(), "cyndilib", "ndi"),
    "win32": (Spout(), "SpoutGL", "spout"),
    "darwin": (Syphon(), "syphon", "syphon"),
}


def lit(height: int = 90, width: int = 160) -> Image:
    """A picture whose every corner differs."""
    rgb = np.zeros((height, width, 3), dtype=np.uint8)
    rgb[0, 0], rgb[0, -1], rgb[-1, 0] = (200, 100, 0), (0, 40, 0), (255, 255, 255)
    return rgb


def opened(part: Part[Any]) -> Shared:
    output = part.open(a_context())
    assert isinstance(output, Shared)
    return output


def module(monkeypatch: pytest.MonkeyPatch, name: str, **content: Any) -> None:
    """Puts a stand-in where a library would be."""
    stand_in = ModuleType(name)
    stand_in.__dict__.update(content)
    monkeypatch.setitem(sys.modules, name, stand_in)


class Calls:
    """Records all calls made on it."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        self.opened = (args, settings)
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.device = "the graphics card"
        made.append(self)

    def __getattr__(self, name: str) -> Any:
        def called(*args: Any) -> bool:
            self.calls.append((name, args))
            return True

        return called

    def of(self, name: str) -> list[tuple[Any, ...]]:
        return [args for called, args in self.calls if called == name]


made: list[Calls] = []


@pytest.fixture(autouse=True)
def nothing_made_yet() -> None:
    made.clear()


def test_black_becomes_glass_and_over_black_the_picture_is_the_same() -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (40, 60, 3)).astype(np.uint8)
    rgb[:10] = 0
    rgba = with_alpha(rgb).astype(float)
    assert (rgba[:10, :, 3] == 0).all()
    over_black = rgba[:, :, :3] * rgba[:, :, 3:] / 255
    assert np.abs(over_black - rgb).max() <= 1
    assert (opaque(rgb)[:, :, 3] == 255).all()
    assert (opaque(rgb)[:, :, :3] == rgb).all()


@pytest.mark.parametrize("platform", PARTS)
def test_a_library_that_is_missing_is_reported_with_the_command(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, library, extra = PARTS[platform]
    if platform != "any":
        monkeypatch.setattr(sys, "platform", platform)
    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(BadInput, match=f"{library} is not installed") as refusal:
        opened(part)
    assert str(refusal.value).endswith(extras.remedy(extra))
    assert "-m pip install" in str(refusal.value)


@pytest.mark.parametrize(("part", "elsewhere"), [(Spout(), "syphon"), (Syphon(), "spout")])
def test_another_systems_way_is_refused_with_what_there_is(
    part: Part[Any], elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(BadInput, match=rf"only \w+ has it. Use ndi, {elsewhere}"):
        opened(part)


def test_the_virtual_camera_gets_every_picture_as_rgb(monkeypatch: pytest.MonkeyPatch) -> None:
    module(monkeypatch, "pyvirtualcam", Camera=Calls, PixelFormat=SimpleNamespace(RGB="rgb"))
    output = opened(VirtualCamera(device="/dev/video9"))
    output.show(Picture(0.0, 0.0, lit()))
    output.close()
    (camera,) = made
    assert camera.opened[1] == {
        "width": 160, "height": 90, "fps": 30.0, "fmt": "rgb", "device": "/dev/video9"
    }  # fmt: skip
    assert np.array_equal(camera.of("send")[0][0], lit())
    assert len(camera.of("close")) == 1


@pytest.mark.skipif(
    importlib.util.find_spec("pyvirtualcam") is None, reason="needs pyvirtualcam (extra vcam)"
)
def test_without_a_virtual_camera_the_real_library_is_reported_in_a_sentence() -> None:
    with pytest.raises(BadInput) as caught:
        opened(VirtualCamera(device="/dev/video987"))
    assert "\n" not in str(caught.value)
    if sys.platform == "linux":
        assert "sudo modprobe v4l2loopback" in str(caught.value)


def _ndi(monkeypatch: pytest.MonkeyPatch) -> None:
    module(monkeypatch, "cyndilib")
    module(monkeypatch, "cyndilib.sender", Sender=Calls)
    module(monkeypatch, "cyndilib.video_frame", VideoSendFrame=Calls)
    module(monkeypatch, "cyndilib.wrapper")
    fourcc = SimpleNamespace(RGBA="RGBA", RGBX="RGBX")
    module(monkeypatch, "cyndilib.wrapper.ndi_structs", FourCC=fourcc)


@pytest.mark.parametrize(("alpha", "fourcc"), [(False, "RGBX"), (True, "RGBA")])
def test_ndi_gets_every_picture_with_alpha_where_asked(
    monkeypatch: pytest.MonkeyPatch, alpha: bool, fourcc: str
) -> None:
    _ndi(monkeypatch)
    output = opened(Ndi(name="Booth", alpha=alpha))
    output.show(Picture(0.0, 0.0, lit()))
    output.close()
    frame, sender = made
    assert frame.of("set_fourcc") == [(fourcc,)]
    assert frame.of("set_resolution") == [(160, 90)]
    assert sender.opened == (("Booth",), {"clock_video": False})
    sent = sender.of("write_video_async")[0][0].reshape(90, 160, 4)
    assert np.array_equal(sent, with_alpha(lit()) if alpha else opaque(lit()))
    assert sender.calls[-1] == ("close", ())


def test_ndi_never_gets_a_picture_of_another_size(monkeypatch: pytest.MonkeyPatch) -> None:
    _ndi(monkeypatch)
    output = opened(Ndi())
    with pytest.raises(DeviceLost, match="80 x 45"):
        output.show(Picture(0.0, 0.0, lit(45, 80)))


@pytest.mark.skipif(
    importlib.util.find_spec("cyndilib") is None, reason="needs cyndilib (extra ndi)"
)
def test_the_real_ndi_library_takes_our_pictures() -> None:
    """In a network of its own, because NDI would announce itself on the real one."""
    alone = ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"]).returncode:
        pytest.skip("needs unshare, and leave to use it")
    code = (
        "from tests.outputs.test_shared import *\n"
        "for alpha in (False, True):\n"
        "    output = opened(Ndi(alpha=alpha))\n"
        "    for number in range(10):\n"
        "        output.show(Picture(number / 30, number / 30, lit()))\n"
        "    output.close()\n"
    )
    subprocess.run([*alone, sys.executable, "-c", code], check=True, timeout=50)


def test_spout_gets_rgba_the_right_way_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    module(monkeypatch, "SpoutGL", SpoutSender=Calls)
    module(monkeypatch, "SpoutGL.enums", GL_RGBA=0x1908)
    output = opened(Spout(name="Booth"))
    output.show(Picture(0.0, 0.0, lit()))
    output.close()
    (sender,) = made
    assert sender.of("setSenderName") == [("Booth",)]
    assert sender.of("sendImage") == [(opaque(lit()).tobytes(), 160, 90, 0x1908, False, 0)]
    assert len(sender.of("releaseSender")) == 1


def test_syphon_publishes_a_texture_of_every_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    copied: list[tuple[Image, Any]] = []
    module(monkeypatch, "syphon", SyphonMetalServer=Calls)
    module(monkeypatch, "syphon.utils")
    module(monkeypatch, "syphon.utils.raw", create_mtl_texture=lambda *made_of: made_of)
    module(
        monkeypatch, "syphon.utils.numpy",
        copy_image_to_mtl_texture=lambda rgba, texture: copied.append((rgba, texture)),
    )  # fmt: skip
    output = opened(Syphon(alpha=True))
    output.show(Picture(0.0, 0.0, lit()))
    output.close()
    (server,) = made
    texture = ("the graphics card", 160, 90)
    assert np.array_equal(copied[0][0], with_alpha(lit()))
    assert copied[0][1] == texture
    assert server.calls == [("publish_frame_texture", (texture,)), ("stop", ())]


class _Frail:
    """A feed that fails at its second picture."""

    def __init__(self) -> None:
        self.sent = 0

    def send(self, rgb: Image) -> None:
        self.sent += 1
        if self.sent == 2:
            raise RuntimeError("the device is gone")

    def close(self) -> None:
        raise OSError("already gone")


def test_a_feed_that_breaks_is_lost_and_opened_again() -> None:
    feeds: list[Feed] = []
    absent = [False]

    def opens() -> Feed:
        if absent[0]:
            raise BadInput("no camera: plug one in.")
        feeds.append(_Frail())
        return feeds[-1]

    output = Shared("camera", opens)
    picture = Picture(0.0, 0.0, lit())
    output.show(picture)
    with pytest.raises(DeviceLost, match="the device is gone"):
        output.show(picture)
    absent[0] = True
    with pytest.raises(DeviceLost, match="plug one in"):
        output.show(picture)
    absent[0] = False
    output.show(picture)
    output.close()
    assert len(feeds) == 2
