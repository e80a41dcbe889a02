"""What holds for French and Italian: nothing is lost, numbers can be read back."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from phemius_core.text._load_rules import load_rules
from phemius_core.text._normalise import normalise
from phemius_core.text.english import SYMBOLS
from phemius_core.text.french import _number_words as french
from phemius_core.text.italian import _number_words as italian
from phemius_core.text.romance._written_numbers import NUMBER, read_number

LANGUAGES = st.sampled_from("fi")
SOUP = st.lists(
    st.one_of(
        st.sampled_from(
            ["http://a", "www.x.fr", "a@b.it", "5", "€", "$", "1.", "1,", ".5", "%", "°C",
             "km/h", "m²", "²", "⁴", "-", "–", "/", ":", "h", "15h30", "1/2", "½", "XIV", "e",
             "er", "º", "°", "ª", "M.", "Mme", "p.", "n°", "etc.", "Louis", "Sig.", "12/05/2024",
             "+33", "6", "#", "@", "&", "<", ">", "<=", "×", "*", "^", "=", "(", ")", "«", "»",
             "!", "mars", "janv.", "lun.", "k", "M", "Md", "mln", "mila", "1", "000", "1.000",
             "'80", "'", "le", "il", "entre", "da", "I", "V", "10e", "3", "2:5", "siècle",
             "secolo", "[", "](", "**", "_", "|", "\n", "\u00a0", "\u202f", "٣", "\u200b",
             "\x00", "d.C.", "24/7", "PIN"]
        ),
        st.just(" "),
        st.characters(),
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(SOUP, LANGUAGES)
@example("1 0000 € 3e8 4 1/3", "f")
@example("٣/٤ ٥h٣٠ ٣e ٣%", "f")
def test_pieces_tile_any_text_and_no_digit_is_left(text, lang):
    pieces = normalise(text, lang=lang).pieces
    at = 0
    for piece in pieces:
        assert piece.start == at
        assert piece.end > piece.start
        at = piece.end
    assert at == len(text)
    spoken = "".join(piece.spoken for piece in pieces if piece.kind == "text")
    assert not re.search(r"\d", spoken)


@given(SOUP, LANGUAGES)
def test_a_digit_is_only_left_out_where_a_rule_or_a_warning_says_so(text, lang):
    normalised = normalise(text, lang=lang)
    warned = {at for warning in normalised.warnings for at in range(warning.start, warning.end)}
    for piece in normalised.pieces:
        if piece.kind == "text" and not piece.spoken.strip():
            lost = [
                at
                for at in range(piece.start, piece.end)
                if text[at].isdecimal() or text[at] in SYMBOLS
            ]
            assert not set(lost) - warned


@pytest.mark.parametrize("lang", "fi")
@pytest.mark.parametrize("symbol", sorted(SYMBOLS.keys() - {"*"}))
@pytest.mark.parametrize("written", ["mot {} mot", "5{}", "{}5 6", "a{}b"])
def test_every_symbol_is_put_into_words(lang, symbol, written):
    normalised = normalise(written.format(symbol), lang=lang)
    without = normalise(written.format(" "), lang=lang).text
    assert normalised.warnings == ()
    assert symbol not in normalised.text
    assert re.findall(r"\w+", normalised.text) != re.findall(r"\w+", without)


@pytest.mark.parametrize("lang", "fi")
def test_every_symbol_that_english_has_words_for_has_words(lang):
    rules = load_rules(lang)
    assert rules is not None
    assert rules.symbols.keys() >= SYMBOLS.keys()


@given(st.integers(0, 10**15 - 1))
@example(80_000)
@example(1_001_001)
def test_a_french_cardinal_can_be_read_back(number):
    assert _french_value(french.cardinal(number)) == number


@given(st.integers(0, 10**15 - 1))
@example(21_000_000)
@example(101_000)
def test_an_italian_cardinal_can_be_read_back(number):
    assert _italian_value(italian.cardinal(number)) == number


_FRENCH = {
    "zéro": 0, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14,
    "quinze": 15, "seize": 16, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
}  # fmt: skip
_FRENCH_SCALES = {"mille": 10**3, "million": 10**6, "milliard": 10**9, "billion": 10**12}


def _french_value(spoken):
    total = group = 0
    words = spoken.replace("-", " ").split()
    for n, word in enumerate(words):
        stem = word.removesuffix("s") if word not in ("trois", "six", "dix") else word
        if word == "et":
            continue
        if stem in _FRENCH_SCALES:
            total += max(group, 1) * _FRENCH_SCALES[stem]
            group = 0
        elif stem == "cent":
            group = max(group, 1) * 100
        elif stem == "vingt":
            follows_four = n and words[n - 1] == "quatre"
            group += 76 if follows_four else 20
        else:
            group += _FRENCH[word]
    return total + group


_ITALIAN = {italian.cardinal(n): n for n in range(100)} | {"un": 1, "cento": 100}
_ITALIAN |= {f"{italian.DIGITS[n]}cento": 100 * n for n in range(2, 10)}
_ITALIAN |= {f"vent{end}": n for end, n in (("un", 21),)}
_ITALIAN |= {f"{italian.cardinal(n)[:-1]}": n for n in range(21, 100, 10)}
_ITALIAN_SCALES = {"milion": 10**6, "miliard": 10**9, "bilion": 10**12}


def _italian_value(spoken):
    total = group = 0
    for word in spoken.split():
        stem = word.rstrip("eio")
        if stem in _ITALIAN_SCALES:
            total += group * _ITALIAN_SCALES[stem]
            group = 0
        elif word == "mille":
            total += 1000
        elif word.endswith("mila"):
            count = word.removesuffix("mila")
            if count.endswith("tre") and len(count) > 3:
                count = f"{count[:-1]}é"
            total += (group + _ITALIAN[count]) * 1000
            group = 0
        else:
            group += _ITALIAN[word]
    return total + group


@pytest.mark.parametrize(
    ("written", "whole", "decimals"),
    [
        ("1 234,50", "1234", "50"),
        ("1.234,50", "1234", "50"),
        ("1,234.50", "1234", "50"),
        ("1'234.50", "1234", "50"),
        ("1\u202f234\u00a0567", "1234567", ""),
        ("1.234", "1234", ""),
        ("0.125", "0", "125"),
        ("1,234", "1", "234"),
        ("1,234,567", "1234567", ""),
        ("3.14", "3", "14"),
        ("1 2345", "1", ""),
    ],
)
def test_both_conventions_of_separators_are_read(written, whole, decimals):
    found = re.match(NUMBER, written)
    assert read_number(found[0])[:2] == (whole, decimals)


UNITS = ["1,", "1 000 ", "1.000", "1 ", "[", "$", "1/", "a.", "M. ", "n° ", "h", "1h", "1-", "1:",
         "a@", "http://", "I ", "XIV ", "9", "-", "#a", "Louis ", "le 1 ", "+33 ", "01 ", "a.fr/",
         "5 €", "1e", "° ", "'80", "« ", "1'000", "12/05/", "PIN ", "PIN 1", "alle 1.", "² ",
         "1 x ", "@a.", "5 m/", "1 1/"]  # fmt: skip


@pytest.mark.parametrize("lang", "fi")
@pytest.mark.parametrize("unit", UNITS)
def test_hostile_text_takes_bounded_time(lang, unit):
    text = (unit * 2_000)[:2_000]
    started = time.perf_counter()
    normalise(text, lang=lang)
    assert time.perf_counter() - started < 2
