"""Segments tile the text, fit the model, and lose and double nothing."""

import re
import time
import unicodedata
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phemius_core.errors import InvalidRequest, NothingToSpeak
from phemius_core.phonemes import VOCABULARY
from phemius_core.testing import LetterG2P
from phemius_core.text import (
    NormalisedText,
    PhonemeToken,
    Piece,
    Segment,
    SegmentPlan,
    TextWarning,
    segments,
)


def as_written(text: str) -> NormalisedText:
    return NormalisedText(text, (Piece("text", text, 0, len(text)),) if text else ())


def split(source: str | NormalisedText, plan: SegmentPlan | None = None) -> list[Segment]:
    normalised = as_written(source) if isinstance(source, str) else source
    return list(segments(normalised, g2p=LetterG2P(), plan=plan))


def check_tiling(source: str, found: list[Segment], longest: int = 250) -> None:
    at = 0
    for index, segment in enumerate(found):
        assert segment.index == index
        assert segment.start == at
        assert segment.end >= at
        at = segment.end
        assert len(segment.phonemes) <= longest
        assert set(segment.phonemes) <= set(VOCABULARY)
        assert segment.phonemes == segment.phonemes.strip()
        edge = edge_phoneme = 0
        for word in segment.words:
            assert segment.start <= word.start < word.end <= segment.end
            assert word.start >= edge
            assert word.text == source[word.start : word.end]
            assert edge_phoneme <= word.phoneme_start < word.phoneme_end <= len(segment.phonemes)
            edge, edge_phoneme = word.end, word.phoneme_end
    assert at == len(source)


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


words = st.text(st.sampled_from("abcdefgXYZé7"), min_size=1, max_size=20).filter(
    # Of more than 16 parts, marks among them, a word is cut before it is read.
    lambda word: len(list(groupby(word, unicodedata.category))) <= 14
)
glue = st.sampled_from(
    [" ", ", ", ". ", "... ", "?! ", "; ", " — ", ' "', '" ', "\n", "\n\n", ") "]
)


@st.composite
def prose(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(words, glue), min_size=1, max_size=120))
    return "".join(word + mark for word, mark in parts)


@given(prose())
@settings(max_examples=150, deadline=None)
def test_segments_tile_prose_and_speak_every_word_once_in_order(text):
    found = split(text)
    check_tiling(text, found)
    said = [word.text for segment in found for word in segment.words]
    assert [letters(w) for w in said] == re.findall(r"\w+", text)
    phonemes = "".join(letters(segment.phonemes) for segment in found)
    assert len(phonemes) == len(letters(text))


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_segments_tile_any_text_that_is_not_refused(text):
    try:
        found = split(text)
    except NothingToSpeak:
        assert not any(c.isalnum() for c in text)
        return
    check_tiling(text, found)


@st.composite
def normalised_texts(draw: st.DrawFn) -> NormalisedText:
    source, pieces = "", []
    for kind in draw(
        st.lists(st.sampled_from(["text", "item", "phonemes", "pause", "silent"]), max_size=30)
    ):
        start = len(source)
        breaks = draw(st.sampled_from(["", "", "", "sentence", "paragraph"]))
        if kind == "text":
            spoken = written = draw(prose())
        elif kind == "item":
            written, spoken = "$5", draw(st.sampled_from(["five dollars", "a. B", "x" * 600]))
        elif kind == "phonemes":
            written, spoken = "[ab](/kæ/)", "ab"
        else:
            written, spoken = ("[pause]", "") if kind == "pause" else ("**", "")
        source += written
        pieces.append(
            Piece(
                "text" if kind == "item" else kind,  # type: ignore[arg-type]
                spoken,
                start,
                len(source),
                phonemes="kæ" if kind == "phonemes" else "",
                pause_ms=700 if kind == "pause" else 0,
                break_after="" if kind == "pause" else breaks,
            )
        )
    return NormalisedText(source, tuple(pieces))


@given(normalised_texts(), st.integers(20, 510), st.integers(1, 20))
@settings(max_examples=200, deadline=None)
def test_segments_tile_pieces_of_all_kinds(normalised, target, first):
    plan = SegmentPlan(first_max=first, target_max=target, shortest=5)
    pauses = sum(piece.pause_ms for piece in normalised.pieces)
    try:
        found = split(normalised, plan)
    except NothingToSpeak:
        assert not any(c.isalnum() for c in normalised.text)
        return
    check_tiling(normalised.source, found, target)
    natural = sum(segment.pause_after_ms for segment in found)
    assert natural >= pauses


def test_a_piece_in_other_words_is_one_word():
    source = "Pay $5 now."
    pieces = (
        Piece("text", "Pay ", 0, 4),
        Piece("text", "five dollars", 4, 6),
        Piece("text", " now.", 6, 11),
    )
    (segment,) = split(NormalisedText(source, pieces))
    assert segment.text == "Pay five dollars now."
    assert [word.text for word in segment.words] == ["Pay", "$5", "now"]
    five = segment.words[1]
    assert segment.phonemes[five.phoneme_start : five.phoneme_end] == "five dollars"


def test_inline_phonemes_are_used_unchanged():
    source = "Say [Kokoro](/kˈOkəɹO/), please."
    pieces = (
        Piece("text", "Say ", 0, 4),
        Piece("phonemes", "Kokoro", 4, 23, phonemes="kˈOkəɹO"),
        Piece("text", source[23:], 23, len(source)),
    )
    (segment,) = split(NormalisedText(source, pieces))
    assert segment.phonemes == "say kˈOkəɹO, please."
    assert segment.words[1].text == "[Kokoro](/kˈOkəɹO/)"


def test_unknown_inline_phonemes_are_dropped_with_a_warning():
    pieces = (Piece("phonemes", "Kokoro", 0, 6, phonemes="k☃O"),)
    (segment,) = split(NormalisedText("Kokoro", pieces))
    assert segment.phonemes == "kO"
    assert [(w.code, w.start, w.end) for w in segment.warnings] == [("unknown_phoneme", 0, 6)]


def test_a_pause_ends_a_segment_and_pauses_add_up():
    source = "One[p][p] two."
    pieces = (
        Piece("text", "One", 0, 3),
        Piece("pause", "", 3, 6, pause_ms=800),
        Piece("pause", "", 6, 9, pause_ms=200),
        Piece("text", " two.", 9, 14),
    )
    first, second = split(NormalisedText(source, pieces))
    assert (first.phonemes, first.pause_after_ms, first.end) == ("one", 1000, 9)
    assert (second.phonemes, second.pause_after_ms) == ("two.", 0)


def test_a_leading_pause_is_a_separate_segment():
    pieces = (Piece("pause", "", 0, 3, pause_ms=500), Piece("text", "Hi.", 3, 6))
    first, second = split(NormalisedText("[p]Hi.", pieces))
    assert (first.phonemes, first.words, first.pause_after_ms) == ("", (), 500)
    assert second.phonemes == "hi."


def test_the_total_of_all_pauses_is_bounded():
    pieces = (
        Piece("text", "a", 0, 1),
        Piece("pause", "", 1, 2, pause_ms=900),
        Piece("text", "b", 2, 3),
        Piece("pause", "", 3, 4, pause_ms=900),
    )
    found = split(NormalisedText("a|b|", pieces), SegmentPlan(total_pause_max_ms=1000))
    assert [segment.pause_after_ms for segment in found] == [900, 100]
    (warning,) = found[1].warnings
    assert (warning.code, warning.start, warning.end) == ("pause_capped", 3, 4)


def test_too_many_breaks_are_refused():
    pieces = tuple(Piece("text", "a", n, n + 1, break_after="paragraph") for n in range(11))
    with pytest.raises(InvalidRequest, match="11 pauses and breaks: at most 10"):
        split(NormalisedText("a" * 11, pieces), SegmentPlan(segments_max=10))


def test_a_paragraph_ends_with_a_longer_pause_and_a_heading_with_a_full_stop():
    source = "Heading\nBody of it.\n\nNext."
    pieces = (
        Piece("text", "Heading\n", 0, 8, break_after="sentence"),
        Piece("text", source[8:], 8, len(source)),
    )
    first, last = split(NormalisedText(source, pieces))
    assert first.phonemes == "headinɡ. body of it."
    assert (first.pause_after_ms, last.pause_after_ms) == (350, 0)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…!?", "😀 😀", "*** ---"])
def test_a_text_without_a_word_is_refused(text):
    with pytest.raises(NothingToSpeak):
        next(segments(as_written(text), g2p=LetterG2P()))


def test_pauses_alone_are_refused():
    with pytest.raises(NothingToSpeak):
        split(NormalisedText("[p]", (Piece("pause", "", 0, 3, pause_ms=500),)))


class RecordingG2P(LetterG2P):
    def __init__(self) -> None:
        self.calls: list[str] = []

    def phonemize(self, text: str) -> list[PhonemeToken]:
        self.calls.append(text)
        return super().phonemize(text)


def test_the_first_segment_needs_only_the_first_sentence():
    g2p = RecordingG2P()
    text = "This is the first sentence of it. " + "Here comes another one. " * 50
    first = next(segments(as_written(text), g2p=g2p))
    assert first.text == "This is the first sentence of it."
    assert g2p.calls == ["This is the first sentence of it. "]


def test_a_long_first_sentence_is_cut_at_a_clause():
    text = "When the rain had stopped at last, " + "they walked on and on " * 6 + "to the sea."
    found = split(text)
    assert found[0].text == "When the rain had stopped at last,"
    assert len(found) == 2


def test_later_sentences_are_kept_whole_and_joined():
    text = "A sentence of middling length it is. " * 20
    found = split(text)
    assert all(segment.text.endswith("is.") for segment in found)
    sizes = [len(segment.phonemes) for segment in found]
    assert sizes[0] < sizes[1] < sizes[2] <= 250
    assert len(found) < 8


def test_a_word_of_ten_thousand_letters_is_cut_and_keeps_its_letters():
    text = "x" * 10_000
    found = split(text)
    check_tiling(text, found)
    assert sum(len(segment.phonemes) for segment in found) == 10_000
    assert "".join(word.text for segment in found for word in segment.words) == text


def test_a_word_that_the_g2p_cannot_read_is_spelt_with_a_warning():
    class EmptyG2P(LetterG2P):
        def phonemize(self, text: str) -> list[PhonemeToken]:
            return [
                PhonemeToken(t.text, "", t.start, t.end, t.space_after)
                for t in super().phonemize(text)
            ]

    (segment,) = segments(as_written("Phemius XK Пир 東"), g2p=EmptyG2P())
    assert [word.text for word in segment.words] == ["Phemius", "XK", "Пир", "東"]
    assert segment.phonemes.startswith("fˈɛmɪʌs ˈɛkskˈA ")
    assert [w.code for w in segment.warnings] == ["spelt_word"] * 4


def test_warnings_of_the_normaliser_come_with_their_segment():
    text = "First sentence of the two here. Second sentence of the two here."
    warnings = (TextWarning("unspoken_symbol", "x", 40, 41), TextWarning("a", "y", 2, 3))
    normalised = NormalisedText(text, (Piece("text", text, 0, len(text)),), warnings)
    first, second = split(normalised)
    assert [w.code for w in first.warnings] == ["a"]
    assert [w.code for w in second.warnings] == ["unspoken_symbol"]


@pytest.mark.parametrize(
    "text",
    [
        "a." * 5_000, "a. " * 3_334, "," * 9_999 + "a", "a-" * 5_000, "((" * 4_999 + "a",
        "a" + "\n\n" * 4_999, "a " * 5_000, "é" * 10_000, "A. " * 3_334, '"' * 9_999 + "a",
        "word " * 2_000, "1" * 10_000, "a" + " " * 9_999, "a" + "́" * 9_999, "." * 9_999 + "a",
    ],
    ids=lambda text: repr(text[:4]),
)  # fmt: skip
def test_ten_thousand_hostile_characters_take_bounded_time(text):
    started = time.perf_counter()
    found = split(text)
    assert time.perf_counter() - started < 5
    check_tiling(text, found)


def test_a_plan_with_sizes_out_of_order_is_refused():
    with pytest.raises(ValueError, match="first_max"):
        SegmentPlan(first_max=300, target_max=200)
    with pytest.raises(ValueError, match="510"):
        SegmentPlan(target_max=511)
