"""Samples to PCM."""

import numpy as np
import pytest

from phemius_core.audio import pcm16


def test_pcm_is_rounded_clipped_and_little_endian():
    step = 1 / 32767
    samples = np.array([0, 0.4 * step, 0.6 * step, -0.6 * step, 1, -1, 3, -3, 256 * step])
    values = [0, 0, 1, -1, 32767, -32767, 32767, -32767, 256]
    assert pcm16(samples) == b"".join(v.to_bytes(2, "little", signed=True) for v in values)


def test_no_samples_give_no_bytes_and_nan_is_refused():
    assert pcm16(np.zeros(0, np.float32)) == b""
    assert pcm16(np.array([np.inf, -np.inf])) == b"\xff\x7f\x01\x80"
    with pytest.raises(ValueError, match="not a number"):
        pcm16(np.array([0, np.nan]))
