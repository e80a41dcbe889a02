"""Every English number is spoken, and its value can be read back from its words."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phemius_core.text._load_rules import load_rules
from phemius_core.text._normalise import normalise

UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SMALL = {word: value for value, word in enumerate(UNITS)} | {
    word: 10 * value for value, word in enumerate(TENS, 2)
}
LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ORDINALS = {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight",
    "ninth": "nine", "twelfth": "twelve",
}  # fmt: skip


def value_of(words):
    """Value of a cardinal or a decimal in words, of a year or a label in two parts as well."""
    words = words.replace("-", " ").replace(" and ", " ").split()
    sign = -1 if words[0] == "minus" else 1
    words = words[sign == -1 :]
    if "point" in words:
        at = words.index("point")
        whole, digits = words[:at], "".join(str(SMALL[word]) for word in words[at + 1 :])
        return sign * Decimal(f"{whole_value(whole) if whole else 0}.{digits}")
    return sign * whole_value(words)


def whole_value(words):
    total = group = 0
    for word in words:
        if word == "hundred":
            group *= 100
        elif word in LARGE:
            total, group = total + group * LARGE[word], 0
        else:
            group += SMALL[word]
    return total + group


def year_value(words):
    """Value of a year, which is said as a cardinal or in two parts."""
    parts = words.replace("-", " ").replace(" oh ", " zero ").split()
    if "thousand" in parts or "hundred" in parts:
        return value_of(words)
    at = next(n for n in range(1, len(parts) + 1)
              if n == len(parts) or not (SMALL[parts[n - 1]] >= 20 and SMALL[parts[n]] < 10)
              or SMALL[parts[n]] == 0)  # fmt: skip
    return 100 * whole_value(parts[:at]) + whole_value(parts[at:])


def spoken_text(text, lang="a"):
    return " ".join(normalise(text, lang=lang).text.split())


NUMBERS = st.integers(1, 15).flatmap(lambda n: st.integers(10 ** (n - 1), 10**n - 1))
LANGS = st.sampled_from("ab")


def is_year(number):
    return 1100 <= number <= 2199


@given(NUMBERS, LANGS)
def test_a_cardinal_can_be_read_back(number, lang):
    words = spoken_text(str(number), lang)
    assert (year_value if is_year(number) else value_of)(words) == number


@given(NUMBERS, LANGS)
def test_a_number_with_commas_can_be_read_back(number, lang):
    if number > 999:
        assert value_of(spoken_text(f"{number:,}", lang)) == number


@given(NUMBERS, st.integers(0, 10**9), LANGS)
def test_a_decimal_can_be_read_back(number, part, lang):
    assert value_of(spoken_text(f"{number}.{part}", lang)) == Decimal(f"{number}.{part}")


@given(NUMBERS.filter(lambda number: not is_year(number)))
def test_a_negative_number_can_be_read_back(number):
    assert value_of(spoken_text(f"-{number}")) == -number


@given(NUMBERS, st.sampled_from(["th", "st", "nd", "rd"]))
def test_an_ordinal_can_be_read_back(number, suffix):
    *before, last = re.split(r"(?=[ -])", spoken_text(f"{number}{suffix}"))
    mark, word = re.fullmatch(r"([ -]?)(\w+)", last).groups()
    word = ORDINALS.get(word) or re.sub("ie$", "y", word.removesuffix("th"))
    assert value_of("".join([*before, mark, word])) == number


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("${:,}", "{} dollars"),
        ("€{:,}", "{} euros"),
        ("{:,} kg", "{} kilograms"),
        ("{:,} mg/dL", "{} milligrams per deciliter"),
        ("{:,}%", "{} percent"),
        ("{:,} BC", "{} BC"),
        ("${:,} million", "{} million dollars"),
        ("{:,}°C", "{} degrees Celsius"),
        ("{:,}-{:,} mg", "{} to {} milligrams"),
    ],
)
@settings(max_examples=25)
@given(NUMBERS.filter(lambda number: number > 9999))
def test_an_amount_can_be_read_back(form, words, number):
    spoken = spoken_text(form.format(number, number))
    found = re.fullmatch(words.replace("{}", "([a-z -]+?)"), spoken)
    assert found is not None
    assert {value_of(part) for part in found.groups()} == {number}


@given(st.integers(1000, 2199))
def test_a_year_can_be_read_back(number):
    assert year_value(spoken_text(f"{number} AD").removesuffix(" AD")) == number


@given(st.integers(100, 9999))
def test_the_number_of_a_room_can_be_read_back(number):
    assert year_value(spoken_text(f"room {number}").removeprefix("room ")) == number


FORMS = st.sampled_from(
    ["{}", "-{}", "${}", "{} kg", "{}%", "{}th", "{}s", "{}-{}", "{}/{}", "{}:{}", "{}.{}",
     "{},{}", "{}x{}", "{}k", "{}M views", "A{}", "{}A", "room {}", "'{}", "{}°", "{} AD",
     "{} May", "May {}", "{}/{}/{}", "{}-{}-{}", "{}.{}.{}", "{}am", "{}:{}pm", "{} 1/2", "{}½",
     "{}⁶", "{}e{}", "~{}", "{} Elm St", "{}p", "{}'{}\"", "{}° N", "{}h{}m", "{}{}s-{}s", "£{}/{}",
     "{}-{}kg", "#{}", "+{}"]
)  # fmt: skip
RUNS = st.lists(st.from_regex(r"[0-9]{1,15}", fullmatch=True), min_size=3, max_size=3)


@given(FORMS, RUNS, LANGS)
def test_no_form_swallows_a_number(form, numbers, lang):
    written = form.format(*numbers)
    spoken = spoken_text(written, lang)
    assert not re.search(r"\d", spoken)
    # Every run of digits gives at least one word of its own.
    runs = len(re.findall(r"\d+", written))
    words = re.findall(r"[a-z]+", spoken.lower())
    assert len(words) >= runs


def test_every_rule_says_where_it_may_begin():
    rules = load_rules("a").verbaliser
    assert [rule.name for rule in rules.rules if not rule.starts] == []
