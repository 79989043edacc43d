"""Which films somebody can be learned from: said in a sentence, before anything is long."""

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest

from live.become import film
from live.become.film import opened, sampled, steadily
from live.errors import BadInput
from live.see.film_file import Damage
from tests.see.films import damaged, plain, write_film

GREY = plain((90, 90, 90), 480, 360)


def a_film(path: Path, seconds: float, rate: float, turned: int = 0) -> Path:
    """A film whose frames grow lighter."""
    count = round(seconds * rate)
    pictures = [plain((k % 200, 90, 90), 480, 360) for k in range(count)]
    return write_film(path, pictures, [k / rate for k in range(count)], turned=turned)


def refusal(file: Path) -> str:
    with pytest.raises(BadInput) as caught:
        opened(file)
    told = str(caught.value)
    assert str(file) in told
    assert "\n" not in told
    return told


def test_ten_seconds_are_too_little(tmp_path: Path) -> None:
    assert "10 s long" in refusal(a_film(tmp_path / "me.mp4", 10, 2))


def test_a_film_of_a_few_frames_a_second_is_refused_and_one_of_fifteen_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film, "SHORTEST", 2.0)
    assert "5 frames a second" in refusal(a_film(tmp_path / "slow.mp4", 3, 5))
    found = opened(a_film(tmp_path / "me.mp4", 3, 15))
    assert any("15 frames a second" in remark for remark in found.remarks)
    assert any("three minutes" in remark for remark in found.remarks)


def test_of_sixty_frames_a_second_every_other_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film, "SHORTEST", 0.9)
    found = opened(a_film(tmp_path / "me.mp4", 1, 60))
    times = [frame.time for frame in steadily(found, 64)]
    np.testing.assert_allclose(np.diff(times), 1 / 30, atol=2e-3)
    later = [frame.time for frame in steadily(found, 64, times[12])]
    assert later == times[12:]


def test_a_film_taken_upright_is_upright(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "SHORTEST", 0.9)
    found = opened(a_film(tmp_path / "me.mp4", 1.2, 15, turned=90))
    assert found.size == (360, 480)
    (frame,) = sampled(found, [0.5], 320)
    assert frame.rgb.shape[:2] == (320, 240)


@pytest.mark.parametrize(("transfer", "name"), [(16, "PQ"), (18, "HLG")])
def test_a_film_in_hdr_is_refused_with_what_to_switch_off(
    transfer: int, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film, "SHORTEST", 0.1)
    path = tmp_path / "me.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 480, 360, "yuv420p"
        stream.codec_context.color_trc = transfer
        for _ in range(6):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(GREY, format="rgb24")))
        container.mux(stream.encode())
    told = refusal(path)
    assert name in told
    assert "HDR off" in told


def test_what_is_damaged_or_no_film_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.mp4")
    whole = a_film(tmp_path / "me.mp4", 1, 15)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert "cannot be played" in refusal(broken)


def test_a_film_from_a_chat_is_too_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "SHORTEST", 0.1)
    small = [plain((90, 90, 90), 320, 180)] * 6
    path = write_film(tmp_path / "chat.mp4", small, [k / 30 for k in range(6)])
    assert "180 pixels" in refusal(path)


@pytest.mark.parametrize("form", ["webm", "matroska"])
def test_a_film_without_a_length_is_measured(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As browsers record: what is written into a pipe has no length."""
    monkeypatch.setattr(film, "SHORTEST", 2.0)
    path = tmp_path / "me.webm"
    with path.open("wb") as pipe:
        writable = SimpleNamespace(write=pipe.write)  # it cannot seek
        with av.open(writable, "w", format=form) as out:
            stream = out.add_stream("libvpx", rate=15, options={"deadline": "realtime"})
            stream.width, stream.height, stream.pix_fmt = 480, 360, "yuv420p"
            for number in range(45):
                picture = av.VideoFrame.from_ndarray(GREY + np.uint8(number), format="rgb24")
                out.mux(stream.encode(picture))
            out.mux(stream.encode())
    with av.open(str(path)) as container:
        assert container.duration is None
    found = opened(path)
    assert found.seconds == pytest.approx(3.0, abs=0.05)
    assert found.rate == pytest.approx(15.0, abs=0.1)
    for frame in sampled(found, [2.5, 0.5], 320):
        assert frame.rgb[0, 0, 0] == pytest.approx(90 + 15 * frame.time, abs=4)


def test_of_a_damaged_film_the_rest_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film, "SHORTEST", 2.0)
    whole = a_film(tmp_path / "whole.mp4", 4, 15)
    found = opened(damaged(whole, tmp_path / "me.mp4", range(20, 24)))
    damage = Damage()
    times = [frame.time for frame in steadily(found, 64, 0.0, damage)]
    assert damage.pieces > 0
    assert times[-1] == pytest.approx(59 / 15, abs=0.01)
    assert len(times) > 50
    assert [frame.time for frame in sampled(found, [3.5, 1.4], 64)] == [3.5, 1.4]


def test_the_size_is_the_one_that_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "SHORTEST", 0.1)
    pictures, times = [GREY] * 6, [k / 30 for k in range(6)]
    path = write_film(tmp_path / "dv.mp4", pictures, times, ratio=Fraction(4, 3))
    found = opened(path)
    assert found.size == (640, 360)
    (frame,) = sampled(found, [0.1], 640)
    assert frame.rgb.shape[:2] == (360, 640)
