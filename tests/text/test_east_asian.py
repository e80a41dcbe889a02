"""Japanese and Mandarin: nothing of a text is lost, whatever it is, and hostile text is cheap."""

import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from phemius_core.text._characters import is_invisible
from phemius_core.text._normalise import normalise
from phemius_core.text._punctuation import MARKS
from phemius_core.text._width import fold_width

PIECES = st.one_of(
    st.sampled_from("0123456789０１２３４５６７８９"),
    st.sampled_from("年月日時分秒点号第百千万億亿円元块个個人本〜～から到"),
    st.sampled_from("℃%％$￥¥€£+＋-－=＝/／.．,，:：@＠&＆#＃*＊()（）<>＜＞~√×÷±≥≦→②Ⅳ㈱㎡½²"),
    st.sampled_from("あいアッーンﾃﾞ漢字中文ABabＡｂ "),
    st.characters(min_codepoint=0x20, max_codepoint=0xFFEF, exclude_categories=("Cs", "Co", "Cn")),
)
TEXTS = st.lists(PIECES, max_size=24).map("".join)
QUIET = frozenset("'\"`´¨^_|\\{}[]()~*-#<>=•‐‑‒–—―“”‘’«»‹›‚„‟…‥′″‴﹏﹍﹎")


@pytest.mark.parametrize("lang", ["j", "z"])
@given(TEXTS)
@example("2025年5月3日8:30，价格¥120")
@example("〒100-0001 ㌔〓㍿")
@settings(max_examples=120, deadline=None)
def test_every_character_is_spoken_or_silent_by_a_rule_or_reported(lang, text):
    normalised = normalise(text, lang=lang)
    at = 0
    for piece in normalised.pieces:
        assert piece.start == at
        at = piece.end
        written = text[piece.start : piece.end]
        if piece.rule or piece.kind != "text":
            continue
        for offset, char in enumerate(written, piece.start):
            assert is_spoken(char) or is_reported(normalised, offset), (char, hex(ord(char)))
    assert at == len(text)
    for piece in normalised.pieces:
        written = text[piece.start : piece.end]
        if piece.kind == "silent" and not is_markup(written):
            assert all(is_invisible(c) or is_reported(normalised, piece.start) for c in written)


def is_spoken(char: str) -> bool:
    """Whether a G2P reads a character as it is, or makes a pause of it, or none is meant."""
    category = unicodedata.category(char)
    return (
        char.isalnum()
        or char.isspace()
        or char in MARKS
        or char in QUIET
        or category in {"Mn", "Mc", "Me", "Lm", "Cf", "Cc", "Nl", "No"}
        or category in {"Po", "Ps", "Pe", "Pd", "Pi", "Pf", "Pc"}
    )


def is_reported(normalised, offset):
    return is_invisible(normalised.source[offset]) or any(
        warning.start <= offset < warning.end for warning in normalised.warnings
    )


def is_markup(written: str) -> bool:
    return not written.strip() or all(c in "*_~`#>|-+=[](){}<>!:./" or c.isalnum() for c in written)


@pytest.mark.parametrize("lang", ["j", "z"])
@given(st.text(alphabet="0123456789０１２３４５６７８９年月点.:/-~%￥元円个 ", max_size=30))
@settings(max_examples=80, deadline=None)
def test_no_digit_is_left_to_chance(lang, text):
    spoken = normalise(text, lang=lang).text
    assert not any(c.isdecimal() for c in spoken), spoken
    if any(c.isdecimal() for c in text):
        assert any(c.isalpha() for c in spoken)


@given(st.text())
def test_folding_keeps_the_length(text):
    assert len(fold_width(text)) == len(text)


@pytest.mark.parametrize("lang", ["j", "z"])
@pytest.mark.parametrize(
    "unit",
    ["1", "1,", "1-", "1:", "1.", "1/", "-1~", "$1", "a.", "a@", "漢",
    "か~", "0312345678-", "ｶ", "1 1/"],
)  # fmt: skip
def test_hostile_text_takes_time_linear_in_its_length(lang, unit):
    def seconds(length):
        text = (unit * length)[:length]
        started = time.process_time()
        normalise(text, lang=lang)
        return time.process_time() - started

    seconds(100)
    # Quadratic would be 64 times.
    assert seconds(8_000) < 24 * seconds(1_000) + 0.1


@pytest.mark.parametrize("lang", ["j", "z"])
def test_no_space_is_put_between_kana_or_hanzi(lang):
    assert " " not in normalise("約3本と5日、共2個", lang=lang).text
