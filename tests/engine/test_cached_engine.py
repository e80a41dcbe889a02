"""Utterances that come again."""

import numpy as np
import pytest

from phemius_core.engine import CachedEngine, RenderingCache, Utterance
from phemius_core.errors import SynthesisFailed
from phemius_core.testing import ToneEngine

STYLE = np.zeros(256, np.float32)


def said(engine, phonemes="abc", **options):
    made = engine.render(Utterance(phonemes, options.pop("style", STYLE), **options))
    return made.durations, np.concatenate(list(made.audio))


def test_the_same_utterance_is_rendered_once_and_sounds_the_same():
    inner = ToneEngine(chunk_frames=1)
    engine = CachedEngine(inner, RenderingCache(1 << 20))
    first, again, fresh = said(engine), said(engine), said(ToneEngine())
    assert len(inner.calls) == 1
    for durations, audio in (again, fresh):
        np.testing.assert_array_equal(durations, first[0])
        np.testing.assert_array_equal(audio, first[1])


@pytest.mark.parametrize(
    "other", [{"phonemes": "abd"}, {"speed": 1.5}, {"seed": 1}, {"style": STYLE + 1}]
)
def test_whatever_shapes_the_audio_counts(other):
    inner = ToneEngine()
    engine = CachedEngine(inner, RenderingCache(1 << 20))
    said(engine)
    said(engine, **other)
    assert len(inner.calls) == 2


def test_what_was_stopped_or_failed_is_not_kept():
    inner = ToneEngine(fail_at=1, fail_after_chunks=1, chunk_frames=2)
    engine = CachedEngine(inner, RenderingCache(1 << 20))
    next(iter(engine.render(Utterance("abc", STYLE)).audio))
    with pytest.raises(SynthesisFailed):
        said(engine)
    with pytest.raises(SynthesisFailed):
        said(engine)
    assert len(inner.calls) == 3


def test_it_is_bounded():
    inner = ToneEngine()
    engine = CachedEngine(inner, RenderingCache(50_000))
    for phonemes in ("aaaa", "bbbb", "a" * 400, "aaaa", "bbbb", "a" * 400):
        said(engine, phonemes)
    assert [len(call.phonemes) for call in inner.calls] in (
        [4, 4, 400, 400],
        [4, 4, 400, 4, 4, 400],
    )
