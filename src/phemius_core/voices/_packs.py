"""Lossless compression of voicepacks, to a quarter of their size.

Neighbouring rows of a voicepack are much alike. So the float32 bits are mapped to integers of the
same order, the third difference over the rows is taken, the sign moved to the lowest bit (zigzag
coding), and the bytes, sorted by significance, are compressed with zlib.
"""

import zlib
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.dimensions import MAX_PHONEMES, STYLE_SIZE
from phemius_core.errors import SetupError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["compress_pack", "decompress_pack", "read_pack"]

_DIFFERENCES: Final = 3
"""Order of the difference over the rows."""
_PLANES: Final = (4, STYLE_SIZE, MAX_PHONEMES)
_INT32_MIN: Final = np.int32(-(2**31))


def read_pack(name: str) -> "NDArray[np.float32]":
    """A voicepack that ships with the package.

    Args:
        name: One of `STOCK_PACKS`.

    Returns:
        float32 [510, 256], read-only: a style for each number of phonemes.

    Raises:
        SetupError: The voicepack is missing or damaged.
    """
    source = resources.files("phemius_core.voices") / "packs" / f"{name}.pack"
    try:
        return decompress_pack(source.read_bytes())
    except (OSError, ValueError, zlib.error) as error:
        raise SetupError(f"voicepack {name} cannot be read: reinstall phemius") from error


def compress_pack(styles: "NDArray[np.float32]") -> bytes:
    """Compress a voicepack.

    Args:
        styles: float32 [510, 256].
    """
    numbers = _order_preserving(np.ascontiguousarray(styles, "<f4").view("<i4"))
    for _ in range(_DIFFERENCES):  # int32 overflow wraps around, and back when decompressed
        numbers[1:] -= numbers[:-1].copy()
    folded = (numbers << 1) ^ (numbers >> 31)
    by_significance = folded.view(np.uint8).reshape(MAX_PHONEMES, STYLE_SIZE, 4).transpose(2, 1, 0)
    return zlib.compress(by_significance.tobytes(), 9)


def decompress_pack(stored: bytes) -> "NDArray[np.float32]":
    """Undo `compress_pack`, bit for bit.

    Returns:
        float32 [510, 256], read-only.

    Raises:
        ValueError, zlib.error: The data is damaged.
    """
    raw = zlib.decompress(stored)
    planes = np.frombuffer(raw, np.uint8).reshape(_PLANES)
    folded = np.ascontiguousarray(planes.transpose(2, 1, 0)).view("<u4")[:, :, 0]
    numbers = ((folded >> 1) ^ -(folded & 1).astype("<i4").view("<u4")).view("<i4")
    for _ in range(_DIFFERENCES):
        numbers = np.cumsum(numbers, axis=0, dtype="<i4")
    styles = _order_preserving(numbers).view("<f4")
    styles.setflags(write=False)
    return styles


def _order_preserving(bits: "NDArray[np.int32]") -> "NDArray[np.int32]":
    """float32 bits to integers of the same order; its own inverse."""
    return np.where(bits < 0, _INT32_MIN - bits, bits)
