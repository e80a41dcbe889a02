"""A cached engine renders an utterance once."""

import numpy as np
import pytest

from phemius_core.engine import CachedEngine, RenderingCache, Utterance
from phemius_core.errors import SynthesisFailed
from phemius_core.testing import ToneEngine

STYLE = np.zeros(256, np.float32)


def render(engine, phonemes="abc", **options):
    rendering = engine.render(Utterance(phonemes, options.pop("style", STYLE), **options))
    return rendering.durations, np.concatenate(list(rendering.audio))


def test_the_same_utterance_is_rendered_once_and_sounds_the_same():
    inner = ToneEngine(chunk_frames=1)
    engine = CachedEngine(inner, RenderingCache(1 << 20))
    first, again, fresh = render(engine), render(engine), render(ToneEngine())
    assert len(inner.calls) == 1
    for durations, audio in (again, fresh):
        np.testing.assert_array_equal(durations, first[0])
        np.testing.assert_array_equal(audio, first[1])


@pytest.mark.parametrize(
    "other",
    [
        {"phonemes": "abd"},
        {"speed": 1.5},
        {"seed": 1},
        {"style": STYLE + 1},
        {"low_latency": True},
    ],
)
def test_utterances_that_differ_in_any_field_are_rendered(other):
    inner = ToneEngine()
    engine = CachedEngine(inner, RenderingCache(1 << 20))
    render(engine)
    render(engine, **other)
    assert len(inner.calls) == 2


def test_stopped_and_failed_renderings_are_not_cached():
    inner = ToneEngine(fail_at=1, fail_after_chunks=1, chunk_frames=2)
    engine = CachedEngine(inner, RenderingCache(1 << 20))
    next(iter(engine.render(Utterance("abc", STYLE)).audio))
    with pytest.raises(SynthesisFailed):
        render(engine)
    with pytest.raises(SynthesisFailed):
        render(engine)
    assert len(inner.calls) == 3


def test_the_cache_is_bounded():
    inner = ToneEngine()
    engine = CachedEngine(inner, RenderingCache(50_000))
    for phonemes in ("aaaa", "bbbb", "a" * 400, "aaaa", "bbbb", "a" * 400):
        render(engine, phonemes)
    assert [len(call.phonemes) for call in inner.calls] in (
        [4, 4, 400, 400],
        [4, 4, 400, 4, 4, 400],
    )
