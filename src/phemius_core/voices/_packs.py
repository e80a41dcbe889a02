"""Voicepacks as they are stored: without loss, in a quarter of their size.

A voicepack holds a style for each number of phonemes, and neighbours are much alike. So each value
is written as what three rows before it do not foretell: the third difference over the rows, of the
float32 bits taken as integers in the order of the numbers. Small differences are small numbers once
their sign is in the lowest bit; their bytes, sorted by significance, go through zlib.
"""

import zlib
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.errors import SetupError
from phemius_core.voices._voice import PACK_ROWS, STYLE_SIZE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["pack_bytes", "read_pack", "unpack"]

_ORDER: Final = 3
_PLANES: Final = (4, STYLE_SIZE, PACK_ROWS)
_LOWEST: Final = np.int32(-(2**31))


def read_pack(name: str) -> "NDArray[np.float32]":
    """A voicepack of this installation: float32 [510, 256], read-only.

    Raises:
        SetupError: It is missing or damaged.
    """
    source = resources.files("phemius_core.voices") / "packs" / f"{name}.pack"
    try:
        return unpack(source.read_bytes())
    except (OSError, ValueError, zlib.error) as error:
        raise SetupError(f"voicepack {name} cannot be read: reinstall phemius") from error


def pack_bytes(styles: "NDArray[np.float32]") -> bytes:
    """The stored form of float32 [510, 256]."""
    numbers = _in_order(np.ascontiguousarray(styles, "<f4").view("<i4"))
    for _ in range(_ORDER):  # int32 wraps around, here and back again
        numbers[1:] -= numbers[:-1].copy()
    folded = (numbers << 1) ^ (numbers >> 31)
    by_significance = folded.view(np.uint8).reshape(PACK_ROWS, STYLE_SIZE, 4).transpose(2, 1, 0)
    return zlib.compress(by_significance.tobytes(), 9)


def unpack(stored: bytes) -> "NDArray[np.float32]":
    """`pack_bytes` undone, to the bit.

    Raises:
        ValueError, zlib.error: It is damaged.
    """
    raw = zlib.decompress(stored)
    planes = np.frombuffer(raw, np.uint8).reshape(_PLANES)
    folded = np.ascontiguousarray(planes.transpose(2, 1, 0)).view("<u4")[:, :, 0]
    numbers = ((folded >> 1) ^ -(folded & 1).astype("<i4").view("<u4")).view("<i4")
    for _ in range(_ORDER):
        numbers = np.cumsum(numbers, axis=0, dtype="<i4")
    styles = _in_order(numbers).view("<f4")
    styles.setflags(write=False)
    return styles


def _in_order(bits: "NDArray[np.int32]") -> "NDArray[np.int32]":
    """float32 bits as integers that grow with the numbers; its own inverse."""
    return np.where(bits < 0, _LOWEST - bits, bits)
