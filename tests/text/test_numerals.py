"""Numerals that are written alike in every language."""

import pytest

from phemius_core.text import TextPipeline
from phemius_core.text._normalise import normalise
from phemius_core.text._numerals import fraction_terms, roman_sum, roman_value


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("XIV", 14), ("mcmxciv", 1994), ("", 0), ("IIII", 0), ("VX", 0), ("İ", 0)],
)
def test_a_roman_numeral_has_its_value(numeral, value):
    assert roman_value(numeral) == value


@pytest.mark.parametrize(("digits", "value"), [("IIII", 4), ("MDCLXVI", 1666), ("CD", 400)])
def test_roman_digits_are_added_whatever_their_order(digits, value):
    assert roman_sum(digits) == value


def test_a_fraction_sign_has_terms():
    assert [fraction_terms(sign) for sign in "¾⅟↉"] == [("3", "4"), ("1", "1"), ("0", "3")]


@pytest.mark.parametrize("lang", ["j", "z"])
def test_large_roman_digits_are_read(lang):
    assert normalise("第Ⅾ章", lang=lang).text == "第五百章"
    assert "千" in normalise("第Ⅿ章", lang=lang).text


def test_letters_like_roman_digits_are_no_numeral():
    text = "<speak><say-as interpret-as='cardinal'>İ</say-as> fine</speak>"
    assert "fine" in TextPipeline().explain(text, lang="a").text
