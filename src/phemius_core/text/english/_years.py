"""English words for years, decades, eras, and ranges of months and weekdays."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._calendar import (
    ALSO_WORDS,
    MONTH,
    MONTHS,
    WEEKDAY,
    month_number,
    weekday_named,
)
from phemius_core.text.english._context import text_before
from phemius_core.text.english._number_words import DIGITS, cardinal, plural, year

__all__ = ["RULES"]

_YEAR: Final = r"(?:1\d{3}|20\d\d|21\d\d)\b(?!\.\d|,\d)"
_BEFORE_DECADE: Final = re.compile(
    r"\b(?:the|mid|early|late|my|your|his|her|our|their|in|low|lower|high|upper|mid-to-late)[ -]$"
    r"|\d0['’]?s\s?(?:[-–—/]|to |and |or |through )\s?['’]?$",
    re.IGNORECASE,
)
_AFTER_DECADE: Final = re.compile(
    r"[\s-](?:music|fashion|films?|movies?|styles?|rock|pop|hits?|bands?|kids?|cartoons?|hair|"
    r"and\s['’]?\d0s|or\s['’]?\d0s|vibes?|era|party|nostalgia|tv|sitcoms?|songs?|disco|synth\w*|aesthetic)\b",
    re.IGNORECASE,
)
_DATE_BEHIND: Final = re.compile(
    rf",?\s(?:{MONTH}|\d{{1,2}}(?:st|nd|rd|th|:|/\d|\s?[apAP]\.?[mM]|\s{MONTH}))"
    rf"|(?:,|,?\s(?:and|or|&)|/)\s?{WEEKDAY}"
)
_WEEKDAY_BEFORE: Final = re.compile(rf"\b{WEEKDAY}(?:,|,?\s(?:and|or|&)|/)\s?$")
_ERA: Final = r"(?:BCE?|CE|AD|B\.C\.(?:E\.)?|C\.E\.|A\.D\.)"


def _decade(found: re.Match[str], _lang: str) -> str | None:
    number = int(found["decade"])
    if number < 100 and not found["short"]:
        # "30s" is seconds, "the 30s" and "30s music" are not.
        is_decade = _BEFORE_DECADE.search(text_before(found.string, found.start()))
        if not is_decade and not _AFTER_DECADE.match(found.string, found.end()):
            return None
    return plural(year(number) if number >= 100 else cardinal(number))


def _short_year(found: re.Match[str], _lang: str) -> str:
    """`'69`."""
    number = int(found["short_year"])
    return f"oh {DIGITS[number]}" if number < 10 else cardinal(number)


def _era(found: re.Match[str], _lang: str) -> str:
    """`2100 BC`, `AD 79`, `1500-1300 BCE`."""
    written = [found["era_year"], found["era_from"], found["era_to"]]
    spoken = " to ".join(
        cardinal(number.replace(",", "")) if "," in number else year(int(number))
        for number in written
        if number
    )
    before, after = found["era_before"], found["era_after"]
    return f"{_letters(before)} {spoken}" if before else f"{spoken} {_letters(after)}"


def _letters(era: str) -> str:
    return era.replace(".", "")


def _season(found: re.Match[str], _lang: str) -> str | None:
    """`2023/24`."""
    first, second = found["season"], found["season_to"]
    if int(second[-2:]) != (int(first) + 1) % 100:
        return None
    spoken = year(int(second)) if len(second) == 4 else cardinal(int(second))
    return f"{year(int(first))} to {spoken}"


def _month_year(found: re.Match[str], _lang: str) -> str:
    """`July 1506`, `JAN. 2020`."""
    return f"{MONTHS[month_number(found['my_month']) - 1]} {year(int(found['my_year']))}"


def _months(found: re.Match[str], _lang: str) -> str:
    """`Jan.-Mar.`."""
    first, last = (MONTHS[month_number(found[g]) - 1] for g in ("month_from", "month_to"))
    return f"{first} to {last}"


def _weekdays(found: re.Match[str], _lang: str) -> str:
    """`Mon-Fri`."""
    return f"{weekday_named(found['weekday_from'])} to {weekday_named(found['weekday_to'])}"


def _weekday(found: re.Match[str], _lang: str) -> str | None:
    """`Tue 5 May`, `Mon, Wed and Fri`."""
    written = found["weekday"].rstrip(".")
    near_date = _DATE_BEHIND.match(found.string, found.end()) or _WEEKDAY_BEFORE.search(
        text_before(found.string, found.start())
    )
    if not near_date and (written.lower() in ALSO_WORDS or not written.istitle()):
        return None
    return weekday_named(written)


RULES: Final = (
    Rule(
        "decade",
        r"(?<![\w.])(?P<short>['’])?(?P<decade>(?:1\d|20|[3-9](?=\d0))?\d0)['’]?s\b",
        _decade,
        starts=r"[\d'’]",
    ),
    Rule(
        "short_year",
        r"(?:(?<!\w)|(?<=\b[QH][1-4]))['’](?P<short_year>\d\d)\b(?!['’])",
        _short_year,
        starts=r"['’]",
    ),
    Rule(
        "era",
        rf"(?:\b(?P<era_before>A\.D\.|AD)\s(?P<era_year>\d{{1,4}})\b"
        rf"|(?<![\w.,])(?P<era_from>\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}})"
        rf"(?:\s?[-–—]\s?(?P<era_to>\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}))?\s?(?P<era_after>{_ERA})"
        r"(?!\w))",
        _era,
        starts=r"\d|\bA",
    ),
    Rule(
        "season",
        r"(?<![\w/])(?P<season>(?:19|20)\d\d)/(?P<season_to>(?:19|20)?\d\d)(?![\w/])",
        _season,
        starts=r"\d",
    ),
    Rule(
        "monthyear",
        rf"\b(?P<my_month>{MONTH})(?:,?\s|-)(?:of\s)?(?P<my_year>{_YEAR})",
        _month_year,
        starts=r"\b[JFMASONDjfmasond]",
    ),
    Rule(
        "months",
        rf"\b(?P<month_from>{MONTH})\s?[-–—]\s?(?P<month_to>{MONTH})",
        _months,
        starts=r"\b[JFMASOND]",
    ),
    Rule(
        "weekdays",
        rf"\b(?P<weekday_from>{WEEKDAY})\s?[-–—]\s?(?P<weekday_to>{WEEKDAY})",
        _weekdays,
        starts=r"\b[MTWFSmtwfs]",
    ),
    Rule(
        "weekday",
        r"\b(?P<weekday>(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun|MON|TUES?|WED|THU(?:RS?)?|FRI|SAT|"
        r"SUN|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b)(?!\.\s[A-Z])\.?",
        _weekday,
        starts=r"\b[MTWFSmtwfs]",
    ),
)
