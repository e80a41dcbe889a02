"""English words for dates."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import cardinal, ordinal, year
from phemius_core.text.english._times import CLOCK, clock_time

__all__ = ["RULES"]

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH: Final = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)


def _date(full_year: int, month: int, day: int, lang: str) -> str:
    if lang == "b":
        return f"the {ordinal(day)} of {_MONTHS[month - 1]}, {year(full_year)}"
    return f"{_MONTHS[month - 1]} {ordinal(day)}, {year(full_year)}"


def _month_named(name: str) -> str:
    """A month by its beginning: `"Sept."`."""
    return next(month for month in _MONTHS if month.startswith(name[:3]))


def _iso_date(found: re.Match[str], lang: str) -> str:
    """`2026-11-23` and `2026-11-23T15:00+02:00`."""
    spoken = _date(int(found["y"]), int(found["m"]), int(found["d"]), lang)
    if not found["t_hour"]:
        return spoken
    spoken += ", " + clock_time(found["t_hour"], found["t_minute"], found["t_second"], None)
    zone = found["zone"]
    if not zone:
        return spoken
    if zone == "Z":
        return f"{spoken} UTC"
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    sign = "minus" if zone[0] == "-" else "plus"
    rest = f" {cardinal(minutes)}" if minutes else ""
    return f"{spoken} UTC {sign} {cardinal(hours)}{rest}"


def _slash_date(found: re.Match[str], lang: str) -> str | None:
    """`11/23/2026`; the day comes first in British English. None if it is no date."""
    first, second, last = int(found["first"]), int(found["second"]), found["last"]
    month, day = (second, first) if lang == "b" else (first, second)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    full_year = int(last) if len(last) == 4 else 2000 + int(last)
    return _date(full_year, month, day, lang)


def _month_day(found: re.Match[str], _lang: str) -> str:
    """`Nov 23, 2026`."""
    return f"{_month_named(found['md_month'])} {ordinal(int(found['md_day']))}" + (
        f", {year(int(found['md_year']))}" if found["md_year"] else ""
    )


def _day_month(found: re.Match[str], _lang: str) -> str:
    """`23rd November 2026`."""
    return f"the {ordinal(int(found['dm_day']))} of {_month_named(found['dm_month'])}" + (
        f", {year(int(found['dm_year']))}" if found["dm_year"] else ""
    )


RULES: Final = (
    Rule(
        "isodate",
        r"\b(?P<y>\d{4})(?P<dash>[-/])(?P<m>0[1-9]|1[0-2])(?P=dash)(?P<d>0[1-9]|[12]\d|3[01])"
        rf"(?:[T ]{CLOCK.format('t_')}(?P<zone>Z|[+-]\d\d:?\d\d)?)?(?![\w/-])",
        _iso_date,
    ),
    Rule(
        "slashdate",
        r"\b(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<last>\d{4}|\d{2})\b(?!/)",
        _slash_date,
    ),
    Rule(
        "monthday",
        rf"\b(?P<md_month>{_MONTH})\s(?P<md_day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b"
        r"(?:,?\s(?P<md_year>1[1-9]\d\d|20\d\d)\b)?",
        _month_day,
    ),
    Rule(
        "daymonth",
        rf"\b(?P<dm_day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\s(?P<dm_month>{_MONTH})(?![a-z])"
        r"(?:,?\s(?P<dm_year>1[1-9]\d\d|20\d\d)\b)?",
        _day_month,
    ),
)
