"""Rules for dates, day first, in figures and with the names of months."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from phemius_core.text._rule import Rule
from phemius_core.text.romance._alternatives import alternatives
from phemius_core.text.romance._written_numbers import GAP
from phemius_core.text.romance.french_italian._speaker import Speaker

__all__ = ["DateSpeech", "date_rules"]

_MIDDLE_OF_CENTURY = 50
_DAYS_MAX = 31
_MONTHS_MAX = 12


@dataclass(frozen=True, kw_only=True)
class DateSpeech:
    """How a language reads dates."""

    speaker: Speaker
    """Says the numbers."""
    months: Sequence[str]
    """Names of the months."""
    short_months: Mapping[str, int]
    """Numbers of the months by abbreviation, without the full stop."""
    short_weekdays: Mapping[str, str]
    """Weekdays by abbreviation, without the full stop."""
    first_marks: str
    """Pattern of what may follow the 1 of a first day."""
    date: Callable[[int, int, int | None], str]
    """Words for a day, a month and a year."""
    day: Callable[[int], str]
    """Words for a day of a month."""
    year: Callable[[int], str]
    """Words for a year."""
    clock: Callable[[int, int, int | None], str]
    """Words for a time of day."""
    day_range: Callable[[str, str, str, str], str]
    """Words for two days, given also the mark between them and the text before."""
    weekday_range: Callable[[str, str], str]
    """Words for the first and the last weekday."""
    before_day_and_month: str
    """Pattern of words before a date without a year: `le 12/05`."""

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        return {name: n for n, name in enumerate(self.months, 1)} | dict(self.short_months)

    def month_named(self, written: str) -> str:
        return self.months[self.numbers[written.rstrip(".").lower()] - 1]

    def full_year(self, written: str) -> int:
        if len(written) != 2:
            return int(written)
        return int(written) + (2000 if int(written) < _MIDDLE_OF_CENTURY else 1900)

    def in_figures(self, day: str, month: str, written_year: str) -> str | None:
        d, m = int(day), int(month)
        if m > _MONTHS_MAX >= d:
            d, m = m, d
        if not (1 <= m <= _MONTHS_MAX and 1 <= d <= _DAYS_MAX):
            return None
        return self.date(d, m, self.full_year(written_year))

    def iso(self, found: re.Match[str], _lang: str) -> str | None:
        m, d = int(found["iso_month"]), int(found["iso_day"])
        if not (1 <= m <= _MONTHS_MAX and 1 <= d <= _DAYS_MAX):
            return None
        spoken = self.date(d, m, int(found["iso_year"]))
        if not found["iso_hour"]:
            return spoken
        second = found["iso_second"]
        time = self.clock(
            int(found["iso_hour"]), int(found["iso_minute"]), int(second) if second else None
        )
        spoken += f", {time}"
        return spoken + _zone(self.speaker, found["iso_zone"])

    def day_month(self, found: re.Match[str], _lang: str) -> str:
        spoken_days = self.day(int(found["dm_day"]))
        if found["dm_day_to"]:
            before = found.string[max(0, found.start() - 16) : found.start()]
            spoken_days = self.day_range(
                spoken_days, self.day(int(found["dm_day_to"])), found["dm_mark"], before
            )
        written = found["dm_month"]
        spoken = f"{spoken_days} {self.month_named(written)}"
        if found["dm_year"]:
            return f"{spoken} {self.year(int(found['dm_year']))}"
        return spoken + _kept_stop(found, written)

    def month_year(self, found: re.Match[str], _lang: str) -> str:
        return f"{self.month_named(found['my_month'])} {self.year(int(found['my_year']))}"

    def weekday(self, found: re.Match[str], _lang: str) -> str:
        return f"{self.short_weekdays[found['weekday'].lower()]} "

    def short_date(self, found: re.Match[str], _lang: str) -> str | None:
        d, m = int(found["short_day"]), int(found["short_month"])
        if not (1 <= m <= _MONTHS_MAX and 1 <= d <= _DAYS_MAX):
            return None
        return found["short_cue"] + self.date(d, m, None)


def date_rules(speech: DateSpeech) -> tuple[Rule, ...]:
    """Rules for `02/03/2003`, `2003-03-02T10:00`, `1er mai 2024`, `3-5 janv.`, `lun. 3`."""
    long = "|".join(speech.months)
    short = alternatives(speech.short_months)
    month = rf"(?:(?i:{long})|(?:(?i:{short}))\.?)(?!\w)"
    weekdays = alternatives(speech.short_weekdays)
    return (
        Rule(
            "iso_date",
            r"(?<![\w-])(?P<iso_year>\d{4})(?P<iso_mark>[-/.])(?P<iso_month>\d{1,2})(?P=iso_mark)"
            r"(?P<iso_day>\d{1,2})(?:[T ](?P<iso_hour>[01]\d|2[0-3]):(?P<iso_minute>[0-5]\d)"
            r"(?::(?P<iso_second>[0-5]\d)(?:\.\d{1,6})?)?(?P<iso_zone>Z|[+-]\d\d:?\d\d)?)?"
            r"(?![\w/-])",
            speech.iso,
        ),
        Rule(
            "date",
            r"(?<![\w./-])(?P<day>\d{1,2})(?P<date_mark>[-/.])(?P<month>\d{1,2})(?P=date_mark)"
            r"(?P<year>\d{4}|\d{2})(?![\w/-]|\.\d)",
            lambda found, _lang: speech.in_figures(found["day"], found["month"], found["year"]),
        ),
        Rule(
            "short_date",
            rf"(?<!\w)(?P<short_cue>(?:{speech.before_day_and_month})[ \u00a0])"
            r"(?P<short_day>\d{1,2})/(?P<short_month>\d{1,2})(?![\w/]|[.,]\d)",
            speech.short_date,
        ),
        Rule(
            "day_month",
            rf"(?<![\w.,/])(?P<dm_day>3[01]|[12]\d|0?[1-9])(?:{speech.first_marks})?"
            rf"(?:{GAP}?(?P<dm_mark>[-–/]){GAP}?(?P<dm_day_to>3[01]|[12]\d|0?[1-9]))?"
            rf"{GAP}(?P<dm_month>{month})(?:{GAP}(?P<dm_year>\d{{3,4}})(?![\w/:-]|[.,]\d))?",
            speech.day_month,
        ),
        Rule(
            "month_year",
            rf"(?<!\w)(?P<my_month>(?i:{long})|(?:(?i:{short}))\.){GAP}(?P<my_year>\d{{4}})"
            r"(?![\w/:-]|[.,]\d)",
            speech.month_year,
        ),
        Rule(
            "weekday_range",
            rf"(?<!\w)(?P<first_weekday>(?i:{weekdays}))\.?{GAP}?[-–—]{GAP}?"
            rf"(?P<last_weekday>(?i:{weekdays}))(?:\.(?={GAP}?[\d:,]))?(?!\w)",
            lambda found, _lang: speech.weekday_range(
                speech.short_weekdays[found["first_weekday"].lower()],
                speech.short_weekdays[found["last_weekday"].lower()],
            ),
        ),
        Rule(
            "weekday",
            rf"(?<!\w)(?P<weekday>(?i:{weekdays}))\.{GAP}(?=\d{{1,2}}\D)",
            speech.weekday,
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
