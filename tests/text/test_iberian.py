"""What holds of every text in Spanish and in Portuguese."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.text._load_rules import load_rules
from phemius_core.text._normalise import normalise
from phemius_core.text._numerals import roman_value
from phemius_core.text._phoneme_chunks import split_chunks
from phemius_core.text.english import SYMBOLS
from phemius_core.text.portuguese import _number_words as portuguese
from phemius_core.text.romance._written_numbers import NUMBER, read_number
from phemius_core.text.spanish import _number_words as spanish

LANGUAGES = st.sampled_from("ep")
PARTS = st.sampled_from([
    "1", "21", "200", "1.234", "1,5", "1 234", "3/4", "½", "²", "₂", "15:30", "15h30", "%",
    "€", "$", "R$", "£", "°C", " km/h", "mg/dL", "-", "–", " ", " ", ".", ",", ":", "/", "º",
    "ª", "er", "el ", "la ", "siglo XIX", "V", "Sr. ", "D. ", "EE. UU.", "etc.", "p. m.",
    "tel. ", "@", "#", "&", "+", "=", "×", "<", ">", "USB", "NASA", "Google", "www.a.es",
    "a@b.es", "de mayo", "mar.", "2020", "12/5/2020", "personas", "millones", "mil", "(", ")",
    '"', "¿", "¡", "\n", "1. ", "n.º ", "¹", "¤",
])  # fmt: skip
TEXTS = st.lists(PARTS, max_size=12).map("".join)


@given(TEXTS | st.text(max_size=40), LANGUAGES)
def test_pieces_tile_the_text(text, lang):
    at = 0
    for piece in normalise(text, lang=lang).pieces:
        assert piece.start == at
        assert piece.end >= piece.start
        at = piece.end
    assert at == len(text)


@given(TEXTS, LANGUAGES)
def test_no_digit_and_no_symbol_is_left_or_lost(text, lang):
    normalised = normalise(text, lang=lang)
    assert not re.search(r"\d", normalised.text)
    warned = {at for w in normalised.warnings for at in range(w.start, w.end)}
    for piece in normalised.pieces:
        is_layout = piece.kind == "silent" and text[: piece.start].rstrip(" ")[-1:] in ("", "\n")
        for at in () if is_layout else range(piece.start, piece.end):
            if text[at] in "%€$£&=×½²₂+°@" and at not in warned:
                assert any(c.isalpha() for c in piece.spoken), (text, piece)


@pytest.mark.parametrize("lang", "ep")
def test_every_symbol_that_is_not_warned_of_has_words(lang):
    symbols = load_rules(lang).symbols
    assert not SYMBOLS.keys() - symbols.keys()


def value_of(words, ones, scales):
    """A cardinal read back: ones up to hundreds, and scales that multiply what stands before."""
    total = part = below_million = 0
    for word in words.split():
        if word in ("y", "e"):
            continue
        if word == "mil":
            below_million += max(part, 1) * 1000
            part = 0
        elif word in scales:
            total += (below_million + part) * scales[word]
            below_million = part = 0
        else:
            part += ones[word]
    return total + below_million + part


def ones_of(cardinal, genders):
    ones = {}
    for n in (*range(30, 0, -1), *range(40, 100, 10), *range(100, 1000, 100)):
        for gender in genders:
            ones[cardinal(n, gender).split()[-1]] = n
    return ones | {"ciento": 100, "cento": 100}


@given(st.integers(1, 10**18 - 1), st.sampled_from(["", "m", "f"]))
def test_spanish_cardinals_can_be_read_back(number, gender):
    ones = ones_of(spanish.cardinal, ["", "m", "f"])
    scales = {"millón": 10**6, "millones": 10**6, "billón": 10**12, "billones": 10**12}
    assert value_of(spanish.cardinal(number, gender), ones, scales) == number


@given(st.integers(1, 10**15 - 1), st.sampled_from(["", "m", "f"]))
def test_portuguese_cardinals_can_be_read_back(number, gender):
    ones = ones_of(portuguese.cardinal, ["", "f"])
    scales = {"milhão": 10**6, "milhões": 10**6, "bilhão": 10**9, "bilhões": 10**9,
              "trilhão": 10**12, "trilhões": 10**12}  # fmt: skip
    assert value_of(portuguese.cardinal(number, gender), ones, scales) == number


@given(st.integers(1, 10**9), st.sampled_from(["{:,}", "{}"]))
def test_a_number_keeps_its_value_with_separators_of_either_convention(number, form):
    written = form.format(number)
    for text in (written.replace(",", "."), written.replace(",", " ")):
        assert re.fullmatch(NUMBER, text)
        assert read_number(text).value == number
    with_decimals = read_number(f"{number:,}.25") if number >= 1000 else read_number(f"{number},25")
    assert (with_decimals.whole, with_decimals.decimals) == (str(number), "25")


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("XIX", 19), ("mcmlxxxix", 1989), ("IV", 4), ("IL", 0), ("MIL", 0), ("VX", 0), ("", 0)],
)
def test_a_roman_numeral_is_strict(numeral, value):
    assert roman_value(numeral) == value


def test_a_word_that_is_read_as_two_leaves_its_neighbours_their_phonemes():
    whole = "meʊ wˈatz ˈap ɛ u jˈow tˈuby"
    alone = ["mˈeʊ", "wˈatzˈap", "ˈɛ", "ˈɔ", "jˈowtˈuby"]
    assert split_chunks(whole, alone) == ["meʊ", "wˈatz ˈap", "ɛ", "u", "jˈow tˈuby"]


def test_fewer_chunks_than_words_are_not_split():
    assert split_chunks("ab", ["a", "b"]) is None
