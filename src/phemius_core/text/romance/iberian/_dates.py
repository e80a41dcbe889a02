"""Rules for dates, day first, and for ranges of days and months."""

import re

from phemius_core.text._rule import Rule
from phemius_core.text.romance._alternatives import alternatives
from phemius_core.text.romance._written_numbers import DASH
from phemius_core.text.romance.iberian._counting import Counting
from phemius_core.text.romance.iberian._grammar import ClockTime, Grammar

__all__ = ["rules"]


class _Dates:
    """Says dates."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.calendar = grammar.calendar
        self.words = grammar.words
        self.counting = Counting(grammar)

    def day_of(self, written: str) -> str:
        number = int(written)
        return (
            self.calendar.first_day if number == 1 else self.grammar.numerals.cardinal(number, "")
        )

    def year_of(self, written: str) -> str:
        if len(written) == 2:
            written = ("19" if int(written) >= 50 else "20") + written
        return self.counting.whole(written)

    def date(self, day: str, month: int, year: str | None = None, of: str | None = None) -> str:
        said = f"{self.day_of(day)} {self.words.of} {self.calendar.months[month - 1]}"
        return f"{said} {of or self.calendar.of_year} {self.year_of(year)}" if year else said

    def month_of(self, name: str) -> int:
        plain = name.lower().rstrip(".")
        if plain in self.calendar.months:
            return self.calendar.months.index(plain) + 1
        return self.calendar.month_short[plain]

    def iso(self, found: re.Match[str], _lang: str) -> str | None:
        month, day = int(found["iso_m"]), found["iso_d"]
        if not (1 <= month <= 12 and 1 <= int(day) <= 31):
            return None
        said = self.date(day, month, found["iso_y"])
        if not found["iso_hour"]:
            return said
        hour, minute = int(found["iso_hour"]), int(found["iso_minute"])
        second = int(found["iso_second"]) if found["iso_second"] else None
        time = self.grammar.clock.say(ClockTime(hour, minute, second or None, "", ":"))
        zone = found["iso_zone"] or ""
        if zone == "Z":
            time += f" {self.grammar.spell('utc')}"
        elif zone:
            sign = self.words.minus if zone[0] == "-" else self.words.plus
            time += (
                f" {self.grammar.spell('utc')} {sign} {self.counting.whole(str(int(zone[1:3])))}"
            )
        return f"{said}, {time}"

    def numeric(self, found: re.Match[str], _lang: str) -> str | None:
        day, month = found["num_d"], int(found["num_m"] or found["num_m2"])
        year = found["num_y"] or found["num_y2"]
        if month > 12 >= int(day):
            # The American order, which the numbers give away.
            day, month = str(month), int(day)
        if not (1 <= month <= 12 and 1 <= int(day) <= 31):
            return None
        return self.date(day, month, year)

    def cued(self, found: re.Match[str], _lang: str) -> str | None:
        """`el 3/5`, `del 3/5 al 7/5`."""
        day, month = found["cued_d"], int(found["cued_m"])
        if not (1 <= month <= 12 and 1 <= int(day) <= 31):
            return None
        if re.compile(rf"\s{self.words.of}\s").match(found.string, found.end()):
            return None
        return f"{found['date_cue']}{self.date(day, month)}"

    def day_month(self, found: re.Match[str], _lang: str) -> str | None:
        """`20 de marzo`, `10 mayo 1990`, `3-5 de mayo`."""
        if not 1 <= int(found["dm_d"]) <= 31:
            return None
        of = found["dm_of"]
        said = self.date(
            found["dm_d"], self.month_of(found["dm_m"]), found["dm_y"], of and of.lower()
        )
        if first := found["dm_from"]:
            said = f"{self.day_of(first)} {self.words.to} {said}"
        return said

    def month_day(self, found: re.Match[str], _lang: str) -> str | None:
        """`junio 11, 2000`."""
        if not 1 <= int(found["md_d"]) <= 31:
            return None
        return self.date(found["md_d"], self.month_of(found["md_m"]), found["md_y"])

    def month_year(self, found: re.Match[str], _lang: str) -> str:
        """`mar/2020`, `dic. 2020`."""
        month = self.calendar.months[self.month_of(found["my_m"]) - 1]
        return f"{month} {self.calendar.of_year} {self.year_of(found['my_y'])}"

    def months(self, found: re.Match[str], _lang: str) -> str:
        low, high = (
            self.calendar.months[self.month_of(found[g]) - 1] for g in ("month_low", "month_high")
        )
        return f"{low} {self.words.to} {high}"

    def days(self, found: re.Match[str], _lang: str) -> str:
        low, high = (self.calendar.days[found[g].lower()] for g in ("day_low", "day_high"))
        between = self.words.to if found["day_dash"].strip() in "-–—" else found["day_dash"].strip()
        return f"{low} {between} {high}"


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    says = _Dates(grammar)
    short = alternatives(says.calendar.month_short)
    month = rf"(?i:{alternatives(says.calendar.months)}|(?:{short})\.?)"
    day = alternatives(says.calendar.days)
    year = r"(?:1\d\d\d|20\d\d)(?!\w|[.,]\d)"
    return (
        Rule("iso_date",
             r"(?<![\w/.-])(?P<iso_y>[12]\d{3})(?P<iso_dash>[-/.])(?P<iso_m>\d{1,2})(?P=iso_dash)"
             r"(?P<iso_d>\d{1,2})(?:[T ](?P<iso_hour>[01]\d|2[0-3]):(?P<iso_minute>[0-5]\d)"
             r"(?::(?P<iso_second>[0-5]\d)(?:\.\d{1,6})?)?(?P<iso_zone>Z|[+-]\d\d:?\d\d)?)?"
             r"(?![\w/-])", says.iso),
        Rule("date",
             r"(?<![\w/.-])(?P<num_d>\d{1,2})º?(?:(?P<num_dash>[-/])(?P<num_m>\d{1,2})(?P=num_dash)"
             r"(?P<num_y>\d{4}|\d{2})|\.(?P<num_m2>\d{1,2})\.(?P<num_y2>\d{4}))(?![\w/-])",
             says.numeric),
        Rule("date_cued",
             rf"\b(?P<date_cue>(?i:{alternatives(says.calendar.date_cues)})\s)(?P<cued_d>\d{{1,2}})/"
             r"(?P<cued_m>\d{1,2})(?![\w/]|[.,]\d)", says.cued),
        Rule("day_month",
             rf"(?<![\w/.,-])(?:(?P<dm_from>[1-9]|[12]\d|3[01])[-–])?(?P<dm_d>\d{{1,2}})"
             rf"(?:\.?[ºo°]|ro)?"
             rf"(?:\s(?:de\s)?|[-/])(?P<dm_m>{month})(?!\w)"
             rf"(?:(?:,?\s(?:(?P<dm_of>(?i:del?))\s(?:año\s|ano\s)?)?|[-/])"
             rf"(?P<dm_y>{year}))?", says.day_month),
        Rule("month_day",
             rf"(?<!\w)(?<!\d )(?P<md_m>{month})\s(?P<md_d>\d{{1,2}})(?:,\s|\s(?:del?\s)?)"
             rf"(?P<md_y>{year})", says.month_day),
        Rule("month_year",
             rf"(?<!\w)(?P<my_m>(?i:{short})(?=[./-]|\.?\s)|{month}(?=/))"
             rf"(?:[./-]\s?|\.?\s)(?P<my_y>{year})", says.month_year),
        Rule("months",
             rf"(?<!\w)(?P<month_low>{month}){DASH}(?P<month_high>{month})(?!\w)", says.months),
        Rule("days",
             rf"(?<!\w)(?P<day_low>(?i:{day}))\.?(?P<day_dash>{DASH}|\s(?i:al?)\s)(?P<day_high>"
             rf"(?i:{day}))(?:\.(?!\s\W*[A-Z])|(?!\w))",
             says.days),
    )  # fmt: skip
