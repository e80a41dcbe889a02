"""No silent loss: every code point is spoken, silent by a named rule, or warned of.

A code point is spoken if it belongs to a word that has phonemes, or to a piece for which a rule
gives words. It may be silent without either if it is a space, or punctuation, which is heard as a
pause or a melody or not at all. Symbols that Unicode counts among punctuation (`%`, `&`, `@`) are
no punctuation here. A combining mark belongs to the letter before it.
"""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phemius_core.errors import NothingToSpeak
from phemius_core.languages import LANGUAGES
from phemius_core.text import TextPipeline
from phemius_core.text._normalise import normalise

SYMBOLS_AMONG_PUNCTUATION = frozenset("%&@#*/\\_§¶†‡‰‱※⁂⁑⁎⁕⁊⁒٪؉؊⁄＆％＠＃＊／﹠﹪﹫﹟﹡")
MARKS = frozenset(';:,.!?—…"()“” ˈˌ')

SCRIPTS = "aZéñßçøÉ яЖ αΩ שא عر अकषि์ก 한 あカ 猫漢 ʼʰ ǅ"
DIGITS = "0123456789०५٣７²½①Ⅷ"
SYMBOLS = "%€$£¥₹₿°+=/&@#*<>|~^\\_±×÷→≈∞√©®™§¶µ№†‰￥％＋〒♥😀🎉👨\u200d👩★⊕￼�"
PUNCTUATION = ".,;:!?…'\"’“”«»¿¡()[]{}-–—·•।॥،。、「」《》"
INVISIBLE = "\u00ad\u200b\u200d\ufe0f\u0301\u20e3\u0000\x1b\u2028\ue000\u0378"
SPACES = " \n\t\u00a0\u3000"
TEXTS = st.one_of(
    st.text(st.sampled_from(SCRIPTS + DIGITS + SYMBOLS + PUNCTUATION + INVISIBLE + SPACES)),
    st.text(st.sampled_from("a1 " + SYMBOLS), max_size=12),
    st.text(st.sampled_from("5 ०.,-/:%$" + "kgmh°"), max_size=12),
    st.text(st.characters(exclude_categories=()), max_size=12),
    st.lists(
        st.sampled_from(
            ["100%", "5 €", "$3.50", "20 °C", "a+b=c", "x@y.com", "R&D", "1/2", "3 > 2", "#1", "±5",
             "**bold**", "[a](/bˈi/)", "[pause:1s]", "&amp;", "&lt;", "&euro;", "<b>", "- x", "`c`",
             "| a | b |", "http://a.b/c?d=e", "NASA", "12:30", "डॉ.", "é", "\u200b"]
        )
    ).map(" ".join),
)  # fmt: skip


def lost(text, pieces, warnings, spoken):
    """Offsets of the code points that nothing accounts for.

    Args:
        text: The caller's text.
        pieces: Its pieces.
        warnings: Its warnings.
        spoken: Offsets that belong to words with phonemes.
    """
    accounted = set(spoken)
    for warning in warnings:
        accounted.update(range(warning.start, warning.end))
    for piece in pieces:
        if piece.rule and piece.rule != "unspoken symbol":
            accounted.update(range(piece.start, piece.end))
    for at, char in enumerate(text):
        category = unicodedata.category(char)
        if char.isspace() or (category[0] == "P" and char not in SYMBOLS_AMONG_PUNCTUATION):
            accounted.add(at)
        if category[0] == "M" and at and (at - 1 in accounted):
            accounted.add(at)
    return [(at, text[at]) for at in range(len(text)) if at not in accounted]


@pytest.mark.parametrize("lang", LANGUAGES)
@given(text=TEXTS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_normaliser_accounts_for_every_code_point(lang, text):
    normalised = normalise(text, lang=lang)
    spoken = {
        at
        for piece in normalised.pieces
        if piece.spoken
        for at in range(piece.start, piece.end)
        if text[at].isalnum()
    }
    assert lost(text, normalised.pieces, normalised.warnings, spoken) == []
    for piece in normalised.pieces:
        if piece.kind == "silent":
            assert piece.rule, "silent without a rule"
            assert not any(text[at].isalnum() for at in range(piece.start, piece.end)) or (
                piece.rule == "markup"
            )


@pytest.fixture(scope="module")
def pipeline():
    return TextPipeline()


@pytest.mark.parametrize("lang", "aefhip")
@given(text=TEXTS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_segments_account_for_every_code_point(pipeline, lang, text):
    try:
        found = pipeline.explain(text, lang=lang)
    except NothingToSpeak:
        return
    edges = [0, *(segment.end for segment in found.segments)]
    assert [segment.start for segment in found.segments] == edges[:-1]
    assert edges[-1] == len(text)
    spoken = set()
    for segment in found.segments:
        for word in segment.words:
            phonemes = segment.phonemes[word.phoneme_start : word.phoneme_end]
            assert set(phonemes) - MARKS, f"{word.text!r} has no phonemes"
            spoken.update(range(word.start, word.end))
    assert lost(text, found.normalised.pieces, found.warnings, spoken) == []
    for piece in found.normalised.pieces:
        if any(char.isalnum() for char in piece.spoken):
            assert spoken & {*range(piece.start, piece.end)}, f"{piece.spoken!r} is not read"


@pytest.mark.parametrize("symbol", "%€°+=/&@")
@pytest.mark.parametrize("lang", "efhijpz")
def test_a_symbol_is_spoken_or_warned_of(lang, symbol):
    normalised = normalise(f"a 5 {symbol} b", lang=lang)
    words = normalised.text.replace("a", "").replace("b", "").strip()
    assert normalised.warnings or len(words) > 1
    assert symbol not in normalised.text


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a\u00adb", "invisible character"),
        ("a_b", "separator"),
        ("a 😀 b", "unspoken symbol"),
        ("a **b**", "markup"),
        ("\u0301a", "invisible character"),
    ],
)
def test_what_is_silent_names_its_rule(text, rule):
    assert rule in {piece.rule for piece in normalise(text, lang="e").pieces}
