"""What the shared rules of the Romance languages ask of each language."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from phemius_core.text.romance._nouns import Currency, Gender, Noun

__all__ = [
    "Abbreviations",
    "Calendar",
    "Clock",
    "ClockTime",
    "Grammar",
    "Numerals",
    "Romans",
    "Spelling",
    "Words",
]

_SPACES: Final = re.compile(r"\s+")


class ClockTime(NamedTuple):
    """A time of day as it is written."""

    hour: int
    minute: int | None
    second: int | None
    half_day: Literal["", "a", "p"]
    style: Literal[":", ".", "h"]
    """What stands between hours and minutes."""
    with_unit: bool = False
    """Whether `h` follows."""
    part_of_day: str = ""
    """Words for a part of the day that follow ("de la tarde")."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """Words for numbers of all kinds."""

    cardinal: Callable[[int, Gender], str]
    decimals: Callable[[str, Gender], str]
    """The digits after the decimal mark."""
    ordinal: Callable[[int, Gender, bool, bool], str]
    """Number, gender, whether it is short (before a masculine noun), whether plural."""
    fraction: Callable[[int, int], str]
    half: Mapping[Gender, str]
    noun_gender: Callable[[str], Gender]
    """Gender of a noun in lower case; empty if the word may be none."""
    ordinal_marks: str
    """Pattern of what makes a number an ordinal."""
    ordinal_mark: Callable[[str], tuple[Gender, bool, bool]]
    """Gender, short, plural of an ordinal mark."""
    counted_by_one: frozenset[str]
    """Words in lower case after which a number is a name, as in "capítulo 1", not a count."""
    scales: Mapping[str, Gender]
    """Words for large numbers that are nouns ("millones")."""


@dataclass(frozen=True, slots=True)
class Words:
    """Fixed words."""

    comma: str
    point: str
    minus: str
    plus: str
    to: str
    per: str
    of: str
    conjunction: str
    """Between the whole and the fraction."""
    percent: str
    at: str
    dot: str
    dash: str
    underscore: str
    slash: str
    hashtag: str
    number: str
    less_than: str
    more_than: str
    equals: str
    times: str
    divided_by: str
    power: str
    squared: str
    cubed: str
    about: str
    over: str
    """Between two values of a pair, as in "120/80"."""
    cents_join: str
    """Between the amount and its cents."""
    extension: str
    symbols: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Names of months and days, and how a date is said."""

    months: Sequence[str]
    month_short: Mapping[str, int]
    """Short names in lower case without a full stop, to the number of the month."""
    days: Mapping[str, str]
    """Short names of days of the week in lower case."""
    first_day: str
    date_cues: Sequence[str]
    """Words in lower case after which `3/5` is a day and a month."""
    of_year: str


@dataclass(frozen=True, slots=True)
class Clock:
    """How a time is said."""

    say: Callable[[ClockTime], str]
    cues: Sequence[str]
    """Words in lower case after which `12.15` is a time."""
    parts_of_day: str
    """Pattern of words after a time that name the part of the day."""
    zones: Mapping[str, str]
    """Time zones in lower case that have a name; others are spelt."""
    units: tuple[Noun, Noun, Noun]


@dataclass(frozen=True, slots=True)
class Romans:
    """Words beside which a Roman numeral stands."""

    centuries: str
    """Pattern of the words for a century, short or in full."""
    century: Mapping[str, str]
    """Short words for a century in lower case, and the full one."""
    years: Sequence[str]
    names: Mapping[str, Gender]
    """Given names of rulers, after which the numeral is an ordinal up to the tenth."""
    articles: Mapping[str, Gender]
    """Articles in lower case, after which it is an ordinal before a noun."""


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Abbreviations with their words."""

    words: Mapping[str, str]
    """As they are written, with full stops; `masculine|feminine` by the name that follows."""
    often_last: frozenset[str]
    """Those that end a sentence before a capital letter."""
    before_numbers: frozenset[str]
    """Those that are words of their own unless a number follows."""
    before_names: frozenset[str]
    """Those that are read only before a capital letter."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How capital letters and names of brands are said."""

    letters: Mapping[str, str]
    """Names of letters, by letters in lower case."""
    syllables: re.Pattern[str]
    """What can be said as a word of the language, in lower case."""
    words: Mapping[str, str]
    """Acronyms, brands and short words in lower case, with what is said."""
    short_words: frozenset[str]
    """Short words in lower case that are no initialisms in capitals either."""
    domains: frozenset[str]
    """Parts of addresses in lower case that are said as words."""
    spelt: frozenset[str] = frozenset()
    """Initialisms in lower case that are spelt wherever they stand, though they make a word."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """All that the rules of a Romance language are built from."""

    numerals: Numerals
    words: Words
    calendar: Calendar
    clock: Clock
    romans: Romans
    abbreviations: Abbreviations
    spelling: Spelling
    currencies: Mapping[str, Currency]
    """By sign or by code in capital letters."""
    code_words: frozenset[str]
    """Codes in lower case that are words of the language."""
    scales: Mapping[str, tuple[str, str]]
    """Letters and words for thousands and millions beside money: one, many."""
    units: Mapping[str, Noun]
    per_words: Sequence[str]
    """Words after a slash that is said as "per"."""

    def spell(self, text: str) -> str:
        """The letters and digits of a text one by one."""
        said = (
            self.numerals.cardinal(int(char), "")
            if char.isdecimal()
            else self.spelling.letters.get(char.lower(), char.lower())
            for char in text
            if char.isalnum()
        )
        return " ".join(said)

    def digits(self, text: str) -> str:
        """The digits of a text one by one."""
        return " ".join(self.numerals.cardinal(int(c), "") for c in text if c.isdecimal())


def squeeze(text: str) -> str:
    """The text with single spaces."""
    return _SPACES.sub(" ", text).strip()
