"""Pronunciations of a caller's own: where they are found, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phemius_core.errors import InvalidRequest
from phemius_core.phonemes import VOCABULARY
from phemius_core.testing import LetterG2P
from phemius_core.text import Lexicon, Pronunciation, TextPipeline, read_pls
from phemius_core.text._normalise import normalise

LEXICON = Lexicon(
    [
        Pronunciation("Phemius", phonemes="fˈimiəs"),
        Pronunciation("ACME", spelling="ack me"),
        Pronunciation("ACME Corp", spelling="ack me corporation"),
        Pronunciation("us", spelling="you ess", lang="b"),
        Pronunciation("Reading", spelling="redding"),
        Pronunciation("reading", spelling="reeding"),
        Pronunciation("C++", spelling="see plus plus"),
        Pronunciation(".NET", spelling="dot net"),
        Pronunciation("猫", spelling="neko"),
    ]
)


def spoken(text, lang="a", lexicon=LEXICON):
    return " ".join(normalise(text, lang=lang, lexicon=lexicon).text.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("acme, ACMES and ACME.", "ack me, ACMES and ack me."),
        ("Acme corp is ACME CORPS", "ack me corporation is ack me CORPS"),
        ("Reading is reading, READING", "redding is reeding, redding"),
        ("C++ and .NET, not xC++ nor C++x", "see plus plus and dot net, not xC plus plus"),
        ("猫と猫", "nekoとneko"),
        ("us_1 us", "us one us"),
    ],
)
def test_whole_words_are_found_in_any_case(text, words):
    assert spoken(text).startswith(words)


def test_an_entry_is_for_the_texts_of_its_language():
    assert spoken("us", "b") == "you ess"
    assert spoken("us", "a") == "us"


def test_what_an_entry_says_is_not_put_into_words_again():
    assert spoken("ACME", lexicon=Lexicon([Pronunciation("ACME", spelling="No. 5")])) == "No. 5"


@pytest.mark.parametrize(("phonemes", "ending"), [("bˈɑs", "ᵻz"), ("bˈɑt", "s"), ("bˈi", "z")])
def test_a_possessive_has_its_ending(phonemes, ending):
    lexicon = Lexicon([Pronunciation("Xyz", phonemes=phonemes)])
    (piece, *_) = normalise("Xyz's cat", lang="a", lexicon=lexicon).pieces
    assert (piece.phonemes, piece.spoken, piece.rule) == (
        phonemes + ending, "Xyz's", "account_lexicon",
    )  # fmt: skip


def test_the_explanation_names_the_lexicon():
    pipeline = TextPipeline(g2p=lambda _lang: LetterG2P())
    found = pipeline.explain("Ask Phemius at ACME.", lang="a", lexicon=LEXICON)
    assert "fˈimiəs" in found.segments[0].phonemes
    assert [(each.written, each.decided_by) for each in found.readings] == [
        ("Phemius", "account_lexicon"),
        ("ACME", "account_lexicon"),
    ]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"word": " "}, "blank"),
        ({"word": "a", "spelling": "b", "phonemes": "b"}, "either a spelling or phonemes"),
        ({"word": "a"}, "either a spelling or phonemes"),
        ({"word": "a" * 101, "spelling": "b"}, "over 100 characters"),
        ({"word": "a", "spelling": "b" * 401}, "over 400 characters"),
        ({"word": "a", "phonemes": "ab😀"}, "does not know: 😀"),
        ({"word": "a", "spelling": "?!"}, "has no sound"),
    ],
)
def test_an_entry_that_cannot_be_spoken_is_refused(fields, problem):
    with pytest.raises(InvalidRequest, match=problem):
        Pronunciation(**fields)


def test_the_number_of_entries_is_bounded():
    with pytest.raises(InvalidRequest, match="at most 2000"):
        Lexicon(Pronunciation(f"w{n}", spelling="x") for n in range(2_001))


def test_the_digest_says_whether_texts_are_spoken_alike():
    one, other = Pronunciation("a", spelling="b"), Pronunciation("c", phonemes="d")
    assert Lexicon([one, other]).digest == Lexicon([other, one]).digest
    assert Lexicon([one]).digest != Lexicon([other]).digest != Lexicon().digest
    assert Lexicon([Pronunciation("a", spelling="x"), one]).entries == (one,)


words = st.text("abAB +.'猫é", min_size=1, max_size=5).map(str.strip).filter(bool)


@settings(deadline=None)
@given(
    st.lists(st.builds(Pronunciation, words, spelling=st.just("so"), lang=st.sampled_from("ab"))),
    st.text("abAB +.'’s_猫é1\n", max_size=60),
)
def test_pieces_tile_the_text_whatever_the_lexicon_has(entries, text):
    pieces = normalise(text, lang="a", lexicon=Lexicon(entries)).pieces
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    for piece in pieces:
        if piece.rule == "account_lexicon":
            written = text[piece.start : piece.end].lower()
            assert any(written == entry.word.lower() for entry in entries if entry.lang == "a")


PLS = """<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="en-US">
  <meta name="x" content="y"/>
  <lexeme><grapheme>tomato</grapheme><grapheme>tomahto</grapheme>
    <phoneme>x</phoneme><phoneme prefer="true">təˈmɑːtoʊ</phoneme></lexeme>
  <lexeme role="x:y"><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
  <lexeme><grapheme>pecan</grapheme><phoneme alphabet="x-sampa">pI"kA:n</phoneme></lexeme>
</lexicon>
"""


def test_a_pls_document_is_read():
    found = {entry.word: entry for entry in read_pls(PLS.encode()).entries}
    assert found["W3C"] == Pronunciation("W3C", spelling="World Wide Web Consortium", lang="a")
    assert found["tomato"].phonemes == found["tomahto"].phonemes == "təmˈɑtO"
    assert found["pecan"].phonemes == "pɪkˈɑn"


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("<lexicon><lexeme>", "line 1, column 18: it is not well-formed"),
        ("", "not well-formed"),
        ("<speak/>", "begins with <speak>"),
        (f"{BOMB}<lexicon>&b;</lexicon>", "document type"),
        ("<lexicon><lexeme><phoneme>a</phoneme></lexeme></lexicon>", "no grapheme"),
        ("<lexicon><lexeme><grapheme>a</grapheme></lexeme></lexicon>", "no phoneme and no alias"),
        ('<lexicon xml:lang="tlh"/>', "speaks the language 'tlh'"),
        (
            '<lexicon alphabet="arpabet"><lexeme><grapheme>a</grapheme><phoneme>a</phoneme>'
            "</lexeme></lexicon>",
            "alphabet 'arpabet' is not known",
        ),
    ],
)
def test_what_is_no_pls_is_refused(document, problem):
    with pytest.raises(InvalidRequest, match=problem):
        read_pls(document.encode())


def test_phonemes_of_the_model_are_kept():
    everything = "".join(sorted(VOCABULARY))
    assert Pronunciation("a", phonemes=everything).phonemes == everything
