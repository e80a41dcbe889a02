"""Samples become bytes, and pieces become one stream."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.audio import Joiner, pcm16


def test_pcm_is_rounded_clipped_and_little_endian():
    step = 1 / 32767
    samples = np.array([0, 0.4 * step, 0.6 * step, -0.6 * step, 1, -1, 3, -3, 256 * step])
    values = [0, 0, 1, -1, 32767, -32767, 32767, -32767, 256]
    assert pcm16(samples) == b"".join(v.to_bytes(2, "little", signed=True) for v in values)


def test_pcm_of_nothing_is_nothing_and_nan_is_refused():
    assert pcm16(np.zeros(0, np.float32)) == b""
    assert pcm16(np.array([np.inf, -np.inf])) == b"\xff\x7f\x01\x80"
    with pytest.raises(ValueError, match="not a number"):
        pcm16(np.array([0, np.nan]))


def join(pieces, cuts=()):
    joiner = Joiner(fade_ms=4)
    out = []
    for piece, pause_ms in pieces:
        edges = sorted({0, len(piece), *(cut for cut in cuts if cut < len(piece))})
        out += [joiner.feed(piece[a:b]) for a, b in pairwise(edges)]
        out.append(joiner.end_piece(pause_ms=pause_ms))
    return np.concatenate(out)


def test_joins_have_no_click_and_pauses_are_exact_silence():
    loud = np.full(2400, 0.9, np.float32)
    out = join([(loud, 100), (-loud, 0), (loud, 0)])
    assert len(out) == 3 * 2400 + 2400
    assert np.abs(np.diff(out)).max() < 0.9 / 96 + 1e-6
    assert not out[2400:4800].any()
    assert out[0] == out[-1] == 0
    assert np.array_equal(out[96:2304], loud[96:2304]), "only the edges are touched"


@given(
    length=st.integers(0, 700),
    cuts=st.lists(st.integers(0, 700), max_size=6),
    pause_ms=st.integers(0, 30),
)
def test_chunking_does_not_change_the_joined_sound(length, cuts, pause_ms):
    piece = np.random.default_rng(length).uniform(-1, 1, length).astype(np.float32)
    pieces = [(piece, pause_ms), (piece, 0)]
    whole = join(pieces)
    assert np.array_equal(join(pieces, cuts), whole)
    assert len(whole) == 2 * length + 24 * pause_ms


def test_the_callers_samples_are_not_changed():
    piece = np.ones(300, np.float32)
    joiner = Joiner()
    joiner.feed(piece)
    joiner.end_piece()
    assert (piece == 1).all()


@pytest.mark.parametrize("pause_ms", [-1, 60_001])
def test_pauses_are_bounded(pause_ms):
    with pytest.raises(ValueError, match="pause_ms"):
        Joiner().end_piece(pause_ms=pause_ms)


@pytest.mark.parametrize("fade_ms", [0, -1, 101, float("nan")])
def test_fades_are_bounded(fade_ms):
    with pytest.raises(ValueError, match="fade_ms"):
        Joiner(fade_ms=fade_ms)
