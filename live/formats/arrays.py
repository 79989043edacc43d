"""Files of numpy arrays (.npz), looked at before memory is taken for what they promise."""

import math
import struct
import tokenize
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from live.runtime import limits

Arrays = dict[str, npt.NDArray[Any]]
# What numpy, and the archive it reads, raise for bytes that are not theirs or claim too much.
BROKEN = (
    ValueError, EOFError, MemoryError, OverflowError, SyntaxError, NotImplementedError,
    RuntimeError, struct.error, tokenize.TokenError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_HEADERS = {(1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0}  # fmt: skip


class OneArray(ValueError):
    """The file is a single array, and not several by name."""


def read(path: Path, most: int = limits.ARRAYS) -> Arrays:
    """The arrays of a file, of at most so many bytes all together, and of no objects.

    Raises OSError, OneArray, limits.TooLarge, or another of BROKEN.
    """
    with path.open("rb") as file:
        if file.read(6) == np.lib.format.MAGIC_PREFIX:
            raise OneArray("this is one numpy array, not an .npz of several")
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) > limits.MEMBERS:
                raise ValueError(f"there are {len(members):,} arrays in it")
            # The archive gives no more bytes of a member than it says here.
            limits.check(sum(member.file_size for member in members), most)
            return {one.filename.removesuffix(".npy"): _read(archive, one) for one in members}


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> npt.NDArray[Any]:
    """An array, tried twice: Python 3.11 raises SystemError where it sweeps up while a header is
    parsed (https://github.com/python/cpython/issues/106905).
    """
    with suppress(SystemError):
        return _array(archive, member)
    return _array(archive, member)


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> npt.NDArray[Any]:
    with archive.open(member) as file:
        version = np.lib.format.read_magic(file)
        if version not in _HEADERS:
            raise ValueError(f"numpy's format {version} is not read")
        shape, _, dtype = _HEADERS[version](file)
    if math.prod(shape) * dtype.itemsize > member.file_size:
        raise ValueError(f"{member.filename} promises more than there is in it")
    with archive.open(member) as file:
        found: npt.NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
    return found
