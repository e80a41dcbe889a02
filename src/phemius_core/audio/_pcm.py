"""Samples to bytes, and pieces of speech to one stream without clicks."""

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Joiner", "pcm16"]

_FULL_SCALE: Final = 32767
_MAX_PAUSE_MS: Final = 60_000


def pcm16(samples: "NDArray[np.floating]") -> bytes:
    """Signed 16-bit little-endian PCM, rounded to the nearest step and clipped at ±1.

    Args:
        samples: float [n]; ±1 is full scale, ±32767.

    Raises:
        ValueError: A sample is not a number.
    """
    scaled = np.rint(np.asarray(samples, np.float64) * _FULL_SCALE)
    if np.isnan(scaled).any():
        raise ValueError("a sample is not a number")
    return np.clip(scaled, -_FULL_SCALE, _FULL_SCALE).astype("<i2").tobytes()


class Joiner:
    """Joins pieces of speech, chunk by chunk, with faded edges and silence between them.

    The output does not depend on how a piece is cut into chunks. It is as long as its
    input and the pauses; only the last `fade_ms` of a piece wait for `end_piece`.

    Args:
        sample_rate: Samples per second.
        fade_ms: Length of the fade at each edge of a piece.
    """

    def __init__(self, *, sample_rate: int = 24_000, fade_ms: float = 4) -> None:
        if not 0 < fade_ms <= 100:
            msg = f"fade_ms is {fade_ms}: give a number above 0 and up to 100"
            raise ValueError(msg)
        self._rate = sample_rate
        self._fade = max(1, round(sample_rate * fade_ms / 1000))
        self._position = 0
        self._tail: NDArray[np.float32] = np.zeros(0, np.float32)

    def feed(self, chunk: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """Takes float32 [n] of the current piece, returns float32 [m] that can be played."""
        fresh = np.array(chunk, np.float32)
        if self._position < self._fade:
            at = np.arange(self._position, self._position + len(fresh), dtype=np.float32)
            fresh *= np.minimum(1, at / self._fade)
        self._position += len(fresh)
        held = np.concatenate((self._tail, fresh))
        ready = max(0, len(held) - self._fade)
        self._tail = held[ready:]
        return held[:ready]

    def end_piece(self, *, pause_ms: int = 0) -> "NDArray[np.float32]":
        """Ends the piece: returns its faded end and the silence after it.

        Raises:
            ValueError: The pause is negative or longer than a minute.
        """
        if not 0 <= pause_ms <= _MAX_PAUSE_MS:
            msg = f"pause_ms is {pause_ms}: give 0 to {_MAX_PAUSE_MS}"
            raise ValueError(msg)
        length = len(self._tail)
        falling = np.arange(length - 1, -1, -1, dtype=np.float32) / self._fade
        silence = np.zeros(self._rate * pause_ms // 1000, np.float32)
        out: NDArray[np.float32] = np.concatenate((self._tail * falling, silence))
        self._tail = np.zeros(0, np.float32)
        self._position = 0
        return out
