"""Text in, spoken text out: numbers, dates, money, units, links, symbols, markup."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.text._normalise import normalise
from phemius_core.text._rule import Rule
from phemius_core.text._verbaliser import Verbaliser

ENGLISH = [
    # numbers
    ("0", "zero"),
    ("7 cats", "seven cats"),
    ("1,234", "one thousand two hundred and thirty-four"),
    ("100,000,000", "one hundred million"),
    ("3.14", "three point one four"),
    ("0.5", "zero point five"),
    ("-5", "minus five"),
    ("007", "zero zero seven"),
    ("12345678901234567890", "one two three four five six seven eight nine zero " * 2),
    ("1st", "first"),
    ("22nd", "twenty-second"),
    ("1,000th", "one thousandth"),
    ("1/2", "one half"),
    ("3/4", "three quarters"),
    ("2/3", "two thirds"),
    ("½", "one half"),
    ("24/7", "twenty-four seven"),
    ("MP3", "MP three"),
    ("B2B", "B two B"),
    ("3.11.2", "three point eleven point two"),
    ("1e5", "one times ten to the five"),
    ("3-5 days", "three to five days"),
    ("2010–2015", "twenty ten to twenty fifteen"),
    ("555-123-4567", "five five five, one two three, four five six seven"),
    # years
    ("in 1999", "in nineteen ninety-nine"),
    ("in 2005", "in two thousand and five"),
    ("in 1905", "in nineteen oh five"),
    ("in 1900", "in nineteen hundred"),
    ("in 2026", "in twenty twenty-six"),
    ("the 1980s", "the nineteen eighties"),
    ("the '90s", "the nineties"),
    # money
    ("$5", "five dollars"),
    ("$1", "one dollar"),
    ("$3.50", "three dollars and fifty cents"),
    ("$0.99", "ninety-nine cents"),
    ("£3", "three pounds"),
    ("€20", "twenty euros"),
    ("¥500", "five hundred yen"),
    ("$1.5 million", "one point five million dollars"),
    ("$5M", "five million dollars"),
    ("5 USD", "five US dollars"),
    ("20€", "twenty euros"),
    # dates and times
    ("2026-11-23", "November twenty-third, twenty twenty-six"),
    ("11/23/2026", "November twenty-third, twenty twenty-six"),
    ("Nov 23, 2026", "November twenty-third, twenty twenty-six"),
    ("23rd November 2026", "the twenty-third of November, twenty twenty-six"),
    ("on May 3", "on May third"),
    ("3:30pm", "three thirty PM"),
    ("9 a.m.", "nine AM"),
    ("9am", "nine AM"),
    ("3:05", "three oh five"),
    ("3:00", "three o'clock"),
    ("15:00", "fifteen hundred hours"),
    ("12:05:30", "twelve oh five and thirty seconds"),
    # units
    ("5kg", "five kilograms"),
    ("1 kg", "one kilogram"),
    ("10 km/h", "ten kilometers per hour"),
    ("70°F", "seventy degrees Fahrenheit"),
    ("-4°C", "minus four degrees Celsius"),
    ("5GB", "five gigabytes"),
    ("100ms", "one hundred milliseconds"),
    ("50%", "fifty percent"),
    ("2.5 %", "two point five percent"),
    ("5'10\"", "five foot ten"),
    # abbreviations
    ("Dr. Who", "Doctor Who"),
    ("Mr. and Mrs. Jones", "Mister and Misses Jones"),
    ("St. Paul", "Saint Paul"),
    ("Oak St.", "Oak Street."),
    ("e.g. this", "for example this"),
    ("cats, dogs, etc.", "cats, dogs, et cetera."),
    ("A vs. B", "A versus B"),
    ("No. 5", "number five"),
    ("U.S. law", "US law"),
    # links
    ("https://example.com/a-b", "HTTPS colon slash slash example dot com slash a dash b"),
    ("www.example.org", "WWW dot example dot org"),
    ("See http://x.io.", "See HTTP colon slash slash x dot IO."),
    ("jane.doe@example.com", "jane dot doe at example dot com"),
    ("@jane", "at jane"),
    ("#winter", "hashtag winter"),
    # symbols
    ("R&D", "R and D"),
    ("salt & pepper", "salt and pepper"),
    ("2+2=4", "two plus two equals four"),
    ("3 × 4", "three times four"),
    ("© 2026", "copyright twenty twenty-six"),
    # Roman numerals, in company alone
    ("Henry VIII", "Henry the eighth"),
    ("Chapter IV", "Chapter four"),
    ("World War II", "World War two"),
    ("I am", "I am"),
    # marks
    ("“Hi” – it’s", "“Hi” — it's"),
    ("wait…", "wait…"),
    # markup
    ("# Title", "Title"),
    ("**bold** and *soft*", "bold and soft"),
    ("~~gone~~ `code`", "gone code"),
    ("[text](https://x.y/z)", "text"),
    ("![a cat](cat.png)", "a cat"),
    ("- one\n- two", "one two"),
    ("1. first", "one, first"),
    ("> quoted", "quoted"),
    ("a<br>b", "a b"),
    ("fish &amp; chips", "fish and chips"),
    ("snake_case stays apart", "snake case stays apart"),
    ("[Kokoro](/kˈOkəɹO/)", "Kokoro"),
    ("a [pause:0.8s] b", "a b"),
]


def spoken_text(text, lang="a"):
    return " ".join(normalise(text, lang=lang).text.split())


@pytest.mark.parametrize(("written", "spoken"), ENGLISH, ids=[row[0] for row in ENGLISH])
def test_english(written, spoken):
    assert spoken_text(written) == spoken.strip()


@pytest.mark.parametrize("precedence", [("one",), ("one", "two", "three")])
def test_every_rule_has_its_place_in_the_order_of_precedence(precedence):
    rules = [Rule(name, name, lambda _found, _lang: "") for name in ("one", "two")]
    with pytest.raises(ValueError, match=r"two|three"):
        Verbaliser(rules, precedence=precedence)


def test_a_piece_names_the_rule_that_decided():
    assert [piece.rule for piece in normalise("It is $5.", lang="a").pieces] == ["", "money", ""]


def test_british_dates_put_the_day_first():
    assert spoken_text("03/04/2026", "b") == "the third of April, twenty twenty-six"
    assert spoken_text("03/04/2026", "a") == "March fourth, twenty twenty-six"


def test_other_languages_lose_only_their_markup():
    assert spoken_text("**Hola**, señor [enlace](http://x.y)", "e") == "Hola, señor enlace"


@given(st.text(max_size=300))
def test_pieces_tile_any_text(text):
    _check_tiling(text)


MARKS = "** _ ` [ ]( ) / $5 1, # \n - | 😀 a & [pause: 1s] <b> 3:05 pm . http://a @ ½ — \u200b \x00"
SOUP = st.lists(
    st.sampled_from([*MARKS.split(" "), " "]),
    max_size=60,
).map("".join)


@given(SOUP)
def test_pieces_tile_soup_of_markup(text):
    _check_tiling(text)


@given(SOUP)
def test_every_digit_is_put_into_words(text):
    spoken = [piece.spoken for piece in normalise(text, lang="a").pieces if piece.kind == "text"]
    assert not re.search(r"\d", "".join(spoken))


def _check_tiling(text):
    at = 0
    for piece in normalise(text, lang="a").pieces:
        assert piece.start == at
        assert piece.end > piece.start
        at = piece.end
    assert at == len(text)


# Short ones may be units, formulas or chat: hcl, ur, vs.
PLAIN = st.from_regex(r"[a-z]{5,9}", fullmatch=True) | st.sampled_from(
    ["a", "be", "do", "he", "it", "of", "the", "and", "but", "cat", "for"]
)


@given(st.lists(PLAIN, min_size=1, max_size=20))
def test_plain_words_are_spoken_as_written(words):
    text = " ".join(words)
    assert normalise(text, lang="a").text == text


def test_a_symbol_that_cannot_be_spoken_is_reported():
    warnings = normalise("Nice 😀 day", lang="a").warnings
    assert [(w.code, w.start, w.end) for w in warnings] == [("unspoken_symbol", 5, 6)]


def test_a_long_pause_is_capped_with_a_warning():
    normalised = normalise("[pause:99s][pause:250ms]", lang="a")
    assert [piece.pause_ms for piece in normalised.pieces] == [10_000, 250]
    assert [w.code for w in normalised.warnings] == ["pause_capped"]


def test_layout_ends_sentences():
    breaks = [
        p.break_after for p in normalise("# Title\ntext\n\nmore", lang="a").pieces if p.break_after
    ]
    assert breaks == ["sentence", "paragraph"]


@pytest.mark.parametrize(
    "unit",
    ["1,", "[", "*", "$", "1/", "a.", "<a", "_a", "|-", "&a", "\n", " \n", " ", "1-", "1:", "[a](",
     "a@", "http://", "I", "9", "-", "#", "A.", "Jan ", "[pause:1", "](/", "```", "~~~\n"],
)  # fmt: skip
def test_hostile_text_takes_bounded_time(unit):
    text = (unit * 10_000)[:10_000]
    started = time.perf_counter()
    normalise(text, lang="a")
    assert time.perf_counter() - started < 2
