"""Rules for dates, day first, in figures and with the names of months."""

import re
from collections.abc import Callable, Mapping, Sequence

from phemius_core.text._rule import Rule
from phemius_core.text.romance._written_numbers import GAP
from phemius_core.text.romance.french_italian._speaker import Speaker

__all__ = ["date_rules"]

_MIDDLE_OF_CENTURY = 50
_DAYS_MAX = 31
_MONTHS_MAX = 12


def date_rules(
    speaker: Speaker,
    *,
    months: Sequence[str],
    short_months: Mapping[str, int],
    short_weekdays: Mapping[str, str],
    first_marks: str,
    date: Callable[[int, int, int | None], str],
    day: Callable[[int], str],
    year: Callable[[int], str],
    clock: Callable[[int, int, int | None], str],
    day_range: Callable[[str, str, str, str], str],
    weekday_range: Callable[[str, str], str],
    before_day_and_month: str,
) -> tuple[Rule, ...]:
    """Rules for `02/03/2003`, `2003-03-02T10:00`, `1er mai 2024`, `3-5 janv.`, `lun. 3`.

    Args:
        speaker: Says the numbers.
        months: Names of the months.
        short_months: Numbers of the months by abbreviation, without the full stop.
        short_weekdays: Weekdays by abbreviation, without the full stop.
        first_marks: Pattern of what may follow the 1 of a first day.
        date: Words for a day, a month and a year.
        day: Words for a day of a month.
        year: Words for a year.
        clock: Words for a time of day.
        day_range: Words for two days, given also the mark between them and the text before.
        weekday_range: Words for the first and the last weekday.
        before_day_and_month: Pattern of words before a date without a year: `le 12/05`.
    """
    numbers = {name: n for n, name in enumerate(months, 1)} | dict(short_months)
    long = "|".join(months)
    short = "|".join(sorted(map(re.escape, short_months), key=len, reverse=True))
    month = rf"(?:(?i:{long})|(?:(?i:{short}))\.?)(?!\w)"

    def month_named(written: str) -> str:
        return months[numbers[written.rstrip(".").lower()] - 1]

    def full_year(written: str) -> int:
        if len(written) != 2:
            return int(written)
        return int(written) + (2000 if int(written) < _MIDDLE_OF_CENTURY else 1900)

    def in_figures(day: str, month: str, written_year: str) -> str | None:
        d, m = int(day), int(month)
        if m > _MONTHS_MAX >= d:
            d, m = m, d
        if not (1 <= m <= _MONTHS_MAX and 1 <= d <= _DAYS_MAX):
            return None
        return date(d, m, full_year(written_year))

    def iso(found: re.Match[str], _lang: str) -> str | None:
        m, d = int(found["iso_month"]), int(found["iso_day"])
        if not (1 <= m <= _MONTHS_MAX and 1 <= d <= _DAYS_MAX):
            return None
        spoken = date(d, m, int(found["iso_year"]))
        if not found["iso_hour"]:
            return spoken
        second = found["iso_second"]
        time = clock(
            int(found["iso_hour"]), int(found["iso_minute"]), int(second) if second else None
        )
        spoken += f", {time}"
        return spoken + _zone(speaker, found["iso_zone"])

    def day_month(found: re.Match[str], _lang: str) -> str:
        spoken_days = day(int(found["dm_day"]))
        if found["dm_day_to"]:
            before = found.string[max(0, found.start() - 16) : found.start()]
            spoken_days = day_range(
                spoken_days, day(int(found["dm_day_to"])), found["dm_mark"], before
            )
        written = found["dm_month"]
        spoken = f"{spoken_days} {month_named(written)}"
        if found["dm_year"]:
            return f"{spoken} {year(int(found['dm_year']))}"
        return spoken + _kept_stop(found, written)

    def month_year(found: re.Match[str], _lang: str) -> str:
        return f"{month_named(found['my_month'])} {year(int(found['my_year']))}"

    def weekday(found: re.Match[str], _lang: str) -> str:
        return f"{short_weekdays[found['weekday'].lower()]} "

    def short_date(found: re.Match[str], _lang: str) -> str | None:
        d, m = int(found["short_day"]), int(found["short_month"])
        if not (1 <= m <= _MONTHS_MAX and 1 <= d <= _DAYS_MAX):
            return None
        return found["short_cue"] + date(d, m, None)

    weekdays = "|".join(sorted(map(re.escape, short_weekdays), key=len, reverse=True))
    return (
        Rule(
            "iso_date",
            r"(?<![\w-])(?P<iso_year>\d{4})(?P<iso_mark>[-/.])(?P<iso_month>\d{1,2})(?P=iso_mark)"
            r"(?P<iso_day>\d{1,2})(?:[T ](?P<iso_hour>[01]\d|2[0-3]):(?P<iso_minute>[0-5]\d)"
            r"(?::(?P<iso_second>[0-5]\d)(?:\.\d{1,6})?)?(?P<iso_zone>Z|[+-]\d\d:?\d\d)?)?"
            r"(?![\w/-])",
            iso,
        ),
        Rule(
            "date",
            r"(?<![\w./-])(?P<day>\d{1,2})(?P<date_mark>[-/.])(?P<month>\d{1,2})(?P=date_mark)"
            r"(?P<year>\d{4}|\d{2})(?![\w/-]|\.\d)",
            lambda found, _lang: in_figures(found["day"], found["month"], found["year"]),
        ),
        Rule(
            "short_date",
            rf"(?<!\w)(?P<short_cue>(?:{before_day_and_month})[ \u00a0])"
            r"(?P<short_day>\d{1,2})/(?P<short_month>\d{1,2})(?![\w/]|[.,]\d)",
            short_date,
        ),
        Rule(
            "day_month",
            rf"(?<![\w.,/])(?P<dm_day>3[01]|[12]\d|0?[1-9])(?:{first_marks})?"
            rf"(?:{GAP}?(?P<dm_mark>[-–/]){GAP}?(?P<dm_day_to>3[01]|[12]\d|0?[1-9]))?"
            rf"{GAP}(?P<dm_month>{month})(?:{GAP}(?P<dm_year>\d{{3,4}})(?![\w/:-]|[.,]\d))?",
            day_month,
        ),
        Rule(
            "month_year",
            rf"(?<!\w)(?P<my_month>(?i:{long})|(?:(?i:{short}))\.){GAP}(?P<my_year>\d{{4}})"
            r"(?![\w/:-]|[.,]\d)",
            month_year,
        ),
        Rule(
            "weekday_range",
            rf"(?<!\w)(?P<first_weekday>(?i:{weekdays}))\.?{GAP}?[-–—]{GAP}?"
            rf"(?P<last_weekday>(?i:{weekdays}))(?:\.(?={GAP}?[\d:,]))?(?!\w)",
            lambda found, _lang: weekday_range(
                short_weekdays[found["first_weekday"].lower()],
                short_weekdays[found["last_weekday"].lower()],
            ),
        ),
        Rule(
            "weekday",
            rf"(?<!\w)(?P<weekday>(?i:{weekdays}))\.{GAP}(?=\d{{1,2}}\D)",
            weekday,
        ),
    )


def _kept_stop(found: re.Match[str], written: str) -> str:
    """The full stop of an abbreviated month may end the sentence as well."""
    ends = written.endswith(".") and re.match(
        r"\s+[^\W\d_a-zà-ÿ]|\s*$", found.string[found.end() :][:8]
    )
    return "." if ends else ""


def _zone(speaker: Speaker, zone: str | None) -> str:
    """`Z` as UTC, `+02:00` as UTC plus two."""
    if not zone or zone == "Z":
        return " UTC" if zone else ""
    minutes = f" {speaker.whole(zone[-2:])}" if int(zone[-2:]) else ""
    return f" UTC {speaker.sign(zone[0])}{speaker.whole(str(int(zone[1:3])))}{minutes}"
