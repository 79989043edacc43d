"""Numbers out of buffers: kinds, strides and fractions."""

from pathlib import Path

import numpy as np
import pytest

from live.gltf import document
from live.gltf.container import Container
from live.gltf.limits import Refused
from live.gltf.numbers import Numbers
from live.signals import Floats


def _numbers(values: bytes, view: str, accessor: str) -> Numbers:
    told = document.read(
        b'{"asset":{"version":"2.0"},"buffers":[{"byteLength":%d}],"bufferViews":[{"buffer":0,'
        b'"byteLength":%d%s}],"accessors":[{"bufferView":0,%s}]}'
        % (len(values), len(values), view.encode(), accessor.encode())
    )
    return Numbers(told, Container(b"", memoryview(values), Path(), 0))


def _read(kind: str, code: int, values: list[float], normalized: bool) -> Floats:
    told = f'"componentType":{code},"count":1,"type":"VEC2","normalized":{str(normalized).lower()}'
    return _numbers(np.array(values, kind).tobytes(), "", told).floats(0, "VEC2")


@pytest.mark.parametrize(
    ("kind", "code", "largest"),
    [("<u1", 5121, 255), ("<i1", 5120, 127), ("<u2", 5123, 65535), ("<i2", 5122, 32767)],
)
def test_whole_numbers_may_stand_for_fractions(kind: str, code: int, largest: int) -> None:
    assert _read(kind, code, [largest, 0], True).tolist() == [[1.0, 0.0]]
    assert _read(kind, code, [largest, 3], False).tolist() == [[largest, 3.0]]


def test_elements_may_lie_apart() -> None:
    raw = np.arange(12, dtype="<f4").tobytes()
    told = '"componentType":5126,"count":3,"type":"VEC2","byteOffset":4'
    numbers = _numbers(raw, ',"byteStride":16', told)
    assert numbers.floats(0, "VEC2").tolist() == [[1, 2], [5, 6], [9, 10]]


def test_what_is_not_finite_or_counts_in_fractions_is_refused() -> None:
    told = '"componentType":5126,"count":1,"type":"VEC2"'
    with pytest.raises(Refused, match="not a number"):
        _numbers(np.array([np.nan, 0], "<f4").tobytes(), "", told).floats(0, "VEC2")
    with pytest.raises(Refused, match="fractions where it counts"):
        _numbers(np.array([1, 0], "<f4").tobytes(), "", told).whole(0, "VEC2")
