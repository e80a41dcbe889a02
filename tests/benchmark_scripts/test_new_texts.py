"""Texts of the streaming benchmark are new in every segment, so that no cache answers."""

import pytest
from benchmarks._new_texts import new_long_text, new_text

from phemius_core.testing import LetterG2P
from phemius_core.text import TextPipeline

PIPELINE = TextPipeline(g2p=lambda _lang: LetterG2P())


def phonemes(text):
    return [segment.phonemes for segment in PIPELINE.segments(text, lang="a")]


@pytest.mark.parametrize("words", [5, 8, 20, 40])
def test_text_has_the_length_that_was_asked_for(words):
    assert len(new_text(words).split()) == words


def test_no_segment_of_a_long_text_comes_twice():
    found = phonemes(new_long_text(10_000))
    assert len(found) >= 40
    assert len(set(found)) == len(found)


def test_two_long_texts_share_no_segment():
    assert not set(phonemes(new_long_text(2_000))) & set(phonemes(new_long_text(2_000)))


def test_a_long_text_keeps_to_its_length():
    assert 9_800 < len(new_long_text(10_000)) <= 10_000
