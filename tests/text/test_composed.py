"""Decomposed accents read like composed ones, with exact offsets."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.testing import LetterG2P
from phemius_core.text import segments
from phemius_core.text._composed import ComposedText
from phemius_core.text._normalise import normalise

TEXTS = [
    "Zoë met René in Zürich for $5.",
    "café, crème brûlée — naïve; résumé.",
    "Łódź, Ångström, São Paulo, phở.",
    "が ぎ パ",
    "한국어 텍스트",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("lang", ["a", "e", "j"])
def test_a_decomposed_text_is_spoken_as_the_composed_one(text, lang):
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed != text
    assert normalise(decomposed, lang=lang).text == normalise(text, lang=lang).text


@pytest.mark.parametrize("text", TEXTS[:3])
def test_words_keep_their_place_in_the_text_as_sent(text):
    decomposed = unicodedata.normalize("NFD", text)
    found = list(segments(normalise(decomposed, lang="a"), g2p=LetterG2P()))
    composed = list(segments(normalise(text, lang="a"), g2p=LetterG2P()))
    words = [word for segment in found for word in segment.words]
    assert [unicodedata.normalize("NFC", word.text) for word in words] == [
        word.text for segment in composed for word in segment.words
    ]
    assert all(decomposed[word.start : word.end] == word.text for word in words)


@given(st.text(st.sampled_from("aeño u\u0301\u0308\u0327\u0303\u3099かﾊ.,$5*_\n"), max_size=60))
def test_pieces_tile_a_text_with_any_accents(text):
    at = 0
    normalised = normalise(text, lang="a")
    for piece in normalised.pieces:
        assert piece.start == at
        assert piece.end > piece.start
        at = piece.end
    assert at == len(text)
    assert normalised.source == text


@given(st.text(max_size=80))
def test_composing_loses_nothing(text):
    composed = ComposedText(text).text
    assert unicodedata.normalize("NFD", composed) == unicodedata.normalize("NFD", text)


def test_warnings_point_at_the_text_as_sent():
    (warning,) = normalise("Zoe\u0308 \U0001f600", lang="a").warnings
    assert (warning.start, warning.end) == (5, 6)
