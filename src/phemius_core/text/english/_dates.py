"""English words for dates with a day."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._calendar import ALSO_WORDS, MONTH, MONTHS, WEEKDAY, month_number
from phemius_core.text.english._context import text_before
from phemius_core.text.english._number_words import cardinal, ordinal, year
from phemius_core.text.english._times import CLOCK, HALF_DAY, clock_time

__all__ = ["RULES"]

_FIRST_OF_1900: Final = 50
"""Two digits from here on are a year of the last century."""
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_SUFFIX: Final = r"(?:st|nd|rd|th|ST|ND|RD|TH)?"
_YEAR: Final = r"(?:1\d{3}|20\d\d|21\d\d)\b(?!\.\d|,\d)"
_DATED: Final = re.compile(
    rf"(?:\b(?:on|by|until|till|before|after|since|due|dated?|through|thru|from|effective|starting|"
    rf"(?:last|next|this)\s\w+|{WEEKDAY}),?|\b(?:due|dated?|deadline|when|on):)\s$",
    re.IGNORECASE,
)
_EXPIRES: Final = re.compile(
    r"\b(?:exp|expir\w{1,6}|valid (?:thru|through|until|till|to)|good thru)\b[^\n\d]{0,8}$",
    re.IGNORECASE,
)
_THEN_A_TIME: Final = re.compile(
    rf",?\s(?:at\s|@\s?)(?:\d|noon|midnight)|,?\s\d{{1,2}}(?::\d\d)?\s?{HALF_DAY}"
)
_THEN_A_THING: Final = re.compile(
    r"\s(?:of|cup|inch|mile|teaspoon|tablespoon|tsp|tbsp|lb|pound)s?\b"
)
_MAY_AS_VERB: Final = re.compile(r"\s(?:be|have|not|also|contain|include)\b")
_NEVER_DATES: Final = frozenset(("24/7", "9/11", "50/50"))
_FIRST_MONTH_WITHOUT_ZERO: Final = 2


def _date(day: int, month: int, full_year: int | None, lang: str) -> str:
    name = MONTHS[month - 1]
    spoken = f"the {ordinal(day)} of {name}" if lang == "b" else f"{name} {ordinal(day)}"
    return spoken if full_year is None else f"{spoken}, {year(full_year)}"


def _full_year(written: str) -> int:
    if len(written) > 2:
        return int(written)
    return int(written) + (1900 if int(written) >= _FIRST_OF_1900 else 2000)


def _iso_date(found: re.Match[str], lang: str) -> str:
    """`2026-11-23` and `2026-11-23T15:00+02:00`."""
    spoken = _date(int(found["d"]), int(found["m"]), int(found["y"]), lang)
    if not found["t_hour"]:
        return spoken
    second = found["t_second"]
    if second and not second.strip("0"):
        second = None
    spoken += ", " + clock_time(found["t_hour"], found["t_minute"], second, None)
    zone = found["zone"]
    if not zone:
        return spoken
    if zone == "Z":
        return f"{spoken} UTC"
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    sign = "minus" if zone[0] == "-" else "plus"
    rest = f" {cardinal(minutes)}" if minutes else ""
    return f"{spoken} UTC {sign} {cardinal(hours)}{rest}"


def _day_and_month(first: int, second: int, lang: str) -> tuple[int, int] | None:
    """Day and month in the order of the language, or in the only one that is possible."""
    day, month = (first, second) if lang == "b" else (second, first)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        day, month = month, day
    return (day, month) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _numeric_date(found: re.Match[str], lang: str) -> str | None:
    """`11/23/2026`, `23.11.2026`; the day comes first in British English."""
    last, mark = found["last"], found["nd_mark"]
    if len(last) == 2 and mark != "/" and not _is_short_date(found):
        return None
    known = _day_and_month(int(found["first"]), int(found["second"]), lang)
    return _date(*known, _full_year(last), lang) if known else None


def _is_short_date(found: re.Match[str]) -> bool:
    """Whether `3-15-21` or `15.03.21` is a date, and no score, part number or version."""
    first, second = int(found["first"]), int(found["second"])
    if max(first, second) > 31 or min(first, second) > 12 or 0 in (first, second):
        return False
    return _DATED.search(text_before(found.string, found.start())) is not None or (
        max(first, second) > 12 and found["nd_mark"] == "-" and first <= 12
    )


def _short_date(found: re.Match[str], lang: str) -> str | None:
    """`3/4` in "due on 3/4 at 2:30pm"."""
    text, end = found.string, found.end()
    is_dated = _DATED.search(text_before(text, found.start())) and not _THEN_A_THING.match(
        text, end
    )
    if found[0] in _NEVER_DATES or not (is_dated or _THEN_A_TIME.match(text, end)):
        return None
    known = _day_and_month(int(found["sd_first"]), int(found["sd_second"]), lang)
    return _date(*known, None, lang) if known else None


def _month_year_in_digits(found: re.Match[str], _lang: str) -> str | None:
    """`05/2024`, `2024-05`."""
    written = found["my_digits"] or found["ym_digits"]
    if written[0] != "0" and int(written) < _FIRST_MONTH_WITHOUT_ZERO:
        return None
    return f"{MONTHS[int(written) - 1]} {year(int(found['my_full'] or found['ym_full']))}"


def _month_day(found: re.Match[str], lang: str) -> str | None:
    """`Nov 23, 2026`, `jan. 15`, `Jan-15`, `June 3-5`."""
    month, to_day, full_year = found["md_month"], found["md_to"], found["md_year"]
    if month.rstrip(".") in ALSO_WORDS and not (full_year or found["md_suffix"]):
        return None
    the = "the " if lang == "b" else ""
    spoken = f"{MONTHS[month_number(month) - 1]} {the}{ordinal(int(found['md_day']))}"
    if to_day:
        spoken += f" to {the}{ordinal(int(to_day))}"
    return f"{spoken}, {year(int(full_year))}" if full_year else spoken


def _day_month(found: re.Match[str], _lang: str) -> str | None:
    """`23rd November 2026`, `25 sept.`, `5-10 January`, `15-Jan-2020`."""
    month, to_day = found["dm_month"], found["dm_to"]
    if month.rstrip(".") in ALSO_WORDS and not (found["dm_year"] or found["dm_suffix"]):
        return None
    if month == "May" and _MAY_AS_VERB.match(found.string, found.end()):
        return None
    before = text_before(found.string, found.start())
    the = "" if re.search(r"\bthe\s$", before, re.IGNORECASE) else "the "
    spoken = f"{the}{ordinal(int(found['dm_day']))}"
    if to_day:
        spoken += f" to the {ordinal(int(to_day))}"
    spoken += f" of {MONTHS[month_number(month) - 1]}"
    return f"{spoken}, {year(_full_year(found['dm_year']))}" if found["dm_year"] else spoken


def _expiry(found: re.Match[str], _lang: str) -> str | None:
    """`exp. 04/27`, `valid thru 12/26`."""
    if not _EXPIRES.search(text_before(found.string, found.start())):
        return None
    return f"{MONTHS[int(found['expiry_month']) - 1]} {year(2000 + int(found['expiry_year']))}"


RULES: Final = (
    Rule(
        "expiry",
        r"(?<![\w/])(?P<expiry_month>0[1-9]|1[0-2])/(?P<expiry_year>[2-4]\d)(?![\w/])",
        _expiry,
        starts="[01]",
    ),
    Rule(
        "isodate",
        r"\b(?P<y>\d{4})(?P<dash>[-/.])(?P<m>0[1-9]|1[0-2])(?P=dash)(?P<d>0[1-9]|[12]\d|3[01])"
        rf"(?:[T ]{CLOCK.format('t_')}(?P<zone>Z|[+-]\d\d:?\d\d)?)?(?![\w/-])",
        _iso_date,
        starts=r"\d",
    ),
    Rule(
        "slashdate",
        r"(?:(?<![\w./-])|(?<=/\d{4}[-–]))(?P<first>\d{1,2})(?P<nd_mark>[-/.])(?P<second>\d{1,2})(?P=nd_mark)"
        r"(?P<last>\d{4}|\d{2})\b(?!/|-(?!\d{1,2}/)|\.\d)",
        _numeric_date,
        starts=r"\d",
    ),
    Rule(
        "shortdate",
        r"(?<![\w./-])(?P<sd_first>0?[1-9]|[12]\d|3[01])/(?P<sd_second>0?[1-9]|[12]\d|3[01])"
        r"(?![\w/]|[.,]\d)",
        _short_date,
        starts=r"\d",
    ),
    Rule(
        "monthyear_digits",
        r"(?<![\w./-])(?:(?P<my_digits>0?[1-9]|1[0-2])/(?P<my_full>(?:19|20)\d\d)"
        r"|(?P<ym_full>(?:19|20)\d\d)-(?P<ym_digits>0[1-9]))(?![\w/-]|[.,]\d)",
        _month_year_in_digits,
        starts=r"\d",
    ),
    Rule(
        "monthday",
        rf"\b(?P<md_month>{MONTH})(?:\s|-(?!\d{{4}}))(?P<md_day>{_DAY})(?P<md_suffix>{_SUFFIX})\b"
        rf"(?!:\d|,\d|\.\d|/\d|%|\s?[apAP]\.?[mM]\b)(?:\s?[-–—]\s?(?P<md_to>{_DAY}){_SUFFIX}\b(?!:))?"
        rf"(?:(?:,?\s|-)(?P<md_year>{_YEAR}))?",
        _month_day,
        starts=r"\b[JFMASONDjfmasond]",
    ),
    Rule(
        "daymonth",
        rf"(?<![\w.,:/$£€])(?P<dm_day>{_DAY})(?P<dm_suffix>{_SUFFIX})"
        rf"(?:\s?[-–—]\s?(?P<dm_to>{_DAY}){_SUFFIX})?"
        rf"(?:\s|-)(?P<dm_month>{MONTH})(?![a-z])(?:(?:,?\s|-)(?P<dm_year>{_YEAR}|(?<=-)\d\d\b))?",
        _day_month,
        starts=r"\d",
    ),
)
