"""The pipeline: text in, segments out; each G2P is loaded once, at its first use."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from phemius_core.errors import InvalidRequest, NothingToSpeak
from phemius_core.testing import LetterG2P
from phemius_core.text import G2P, SegmentPlan, TextPipeline


class G2PLoader:
    def __init__(self) -> None:
        self.codes: list[str] = []
        self._lock = threading.Lock()

    def __call__(self, code: str) -> G2P:
        with self._lock:
            self.codes.append(code)
        return LetterG2P()


def test_a_language_is_loaded_once_by_letter_and_by_tag():
    loader = G2PLoader()
    pipeline = TextPipeline(g2p=loader)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(pipeline.g2p, ["a", "en-US", "en-us", "b"] * 8))
    assert sorted(loader.codes) == ["a", "b"]


def test_a_text_without_a_word_is_refused_before_a_g2p_is_loaded():
    loader = G2PLoader()
    found = TextPipeline(g2p=loader).segments(" \n ", lang="a")
    with pytest.raises(NothingToSpeak) as caught:
        next(found)
    assert caught.value.param == "text"
    assert loader.codes == []


def test_an_unknown_language_is_refused():
    with pytest.raises(InvalidRequest, match="xx"):
        next(TextPipeline(g2p=G2PLoader()).segments("Hello.", lang="xx"))


def test_explain_gives_the_same_segments():
    pipeline = TextPipeline(g2p=G2PLoader())
    text = "Hello there, world. " * 30
    plan = SegmentPlan(target_max=120)
    explained = pipeline.explain(text, lang="a", plan=plan)
    assert explained.segments == tuple(pipeline.segments(text, lang="a", plan=plan))
    assert explained.text.split() == text.split()
    assert explained.warnings == ()
    assert max(len(segment.phonemes) for segment in explained.segments) <= 120
