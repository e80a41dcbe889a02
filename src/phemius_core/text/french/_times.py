"""French words for times of day, dates and years."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.french._number_words import cardinal
from phemius_core.text.french._speaker import SPEAKER
from phemius_core.text.romance import GAP, Noun, WrittenNumber
from phemius_core.text.romance.french_italian import DateSpeech, date_rules

__all__ = ["ABBREVIATIONS", "RULES"]

_HOUR: Final = Noun("heure", "heures", "f")
_MINUTE: Final = Noun("minute", "minutes", "f")
_SECOND: Final = Noun("seconde", "secondes", "f")
_EVENING: Final = 6
_MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
_SHORT_MONTHS: Final[Mapping[str, int]] = {
    "janv": 1, "jan": 1, "févr": 2, "fév": 2, "fevr": 2, "avr": 4, "juil": 7, "juill": 7,
    "aout": 8, "sept": 9, "oct": 10, "nov": 11, "déc": 12, "dec": 12, "fevrier": 2, "decembre": 12,
}  # fmt: skip
_SHORT_WEEKDAYS: Final[Mapping[str, str]] = {
    "lun": "lundi", "mar": "mardi", "mer": "mercredi", "jeu": "jeudi", "ven": "vendredi",
    "sam": "samedi", "dim": "dimanche",
}  # fmt: skip
ABBREVIATIONS: Final = frozenset((*_SHORT_MONTHS, *_SHORT_WEEKDAYS))
"""In lower case and without their full stop."""
_ENGLISH_DECADES: Final = {
    "20": "twenties", "30": "thirties", "40": "forties", "50": "fifties", "60": "sixties",
    "70": "seventies", "80": "eighties", "90": "nineties",
}  # fmt: skip


def _counted(number: int, noun: Noun) -> str:
    return SPEAKER.count(WrittenNumber(str(number)), noun)


def _clock(hour: int, minute: int, second: int | None) -> str:
    """15 h 30 as quinze heures trente."""
    spoken = _counted(hour, _HOUR)
    if second is not None:
        minutes = f" {_counted(minute, _MINUTE)}" if minute else ""
        return f"{spoken}{minutes} et {_counted(second, _SECOND)}" if second else spoken + minutes
    return f"{spoken} {cardinal(minute, 'f')}" if minute else spoken


def _time(found: re.Match[str], _lang: str) -> str:
    second = found["clock_second"]
    return _clock(
        int(found["clock_hour"]), int(found["clock_minute"]), int(second) if second else None
    )


def _hour(found: re.Match[str], _lang: str) -> str:
    hour, minute, second = (found[g] for g in ("hour", "hour_minute", "hour_second"))
    if second:
        return (
            f"{_counted(int(hour), _HOUR)} {_counted(int(minute or 0), _MINUTE)}"
            f" {_counted(int(second), _SECOND)}"
        )
    if found["hour_unit"]:
        return f"{_counted(int(hour), _HOUR)} {_counted(int(minute), _MINUTE)}"
    return _clock(int(hour), int(minute or 0), None)


def _half_day(found: re.Match[str], _lang: str) -> str:
    hour = int(found["half_hour"])
    spoken = _clock(hour, int(found["half_minute"] or 0), None)
    if found["half"].lower().startswith("a"):
        return f"{spoken} du matin"
    return f"{spoken} {'du soir' if _EVENING <= hour < 12 else 'de l’après-midi'}".replace("’", "'")


def _day(day: int) -> str:
    return "premier" if day == 1 else cardinal(day)


def _date(day: int, month: int, year: int | None) -> str:
    spoken = f"{_day(day)} {_MONTHS[month - 1]}"
    return spoken if year is None else f"{spoken} {cardinal(year)}"


def _day_range(low: str, high: str, mark: str, before: str) -> str:
    if mark == "/":
        return f"{low} {high}"
    return SPEAKER.span(low, high, before, True)


def _english_decade(found: re.Match[str], _lang: str) -> str:
    return f"{found['decade_cue']}{_ENGLISH_DECADES[found['decade']]}"


def _years(found: re.Match[str], _lang: str) -> str:
    """The number of a decade is a name, which takes no plural: années quatre-vingt."""
    numbers = [
        cardinal(int(n)).removesuffix("s") if n.endswith("80") else cardinal(int(n))
        for n in re.findall(r"\d+", found["years"])
    ]
    mark = found["years_mark"]
    between = f" {mark.strip()} " if mark and mark.strip().isalpha() else " "
    return found["years_cue"] + between.join(numbers)


RULES: Final = (
    Rule(
        "clock",
        r"(?<![\w:.,])(?P<clock_hour>[01]?\d|2[0-4]):(?P<clock_minute>[0-5]\d)"
        r"(?::(?P<clock_second>[0-5]\d)(?:[.,]\d{1,3})?)?(?:\s?h(?!\w))?(?![\w:]|[ap]m|[.,]\d)",
        _time,
    ),
    Rule(
        "hour",
        rf"(?<![\w.,:])(?P<hour>\d{{1,3}}){GAP}?[hH](?:{GAP}?(?P<hour_minute>[0-5]\d)(?!\d)"
        rf"(?:{GAP}?(?P<hour_unit>(?:min|mn|m)(?![^\W\d_])))?(?:{GAP}?(?P<hour_second>[0-5]?\d){GAP}?s)?)?"
        r"(?![\w/'’])",
        _hour,
    ),
    Rule(
        "half_day",
        rf"(?<![\w:.,])(?P<half_hour>1[0-2]|0?[1-9])(?::(?P<half_minute>[0-5]\d))?{GAP}?"
        r"(?P<half>[ap]\.m\.|[ap]m(?!\w)|[AP]M(?!\w))",
        _half_day,
    ),
    Rule(
        "always_open",
        rf"(?<![\w.,])24(?:{GAP}?h)?{GAP}?/{GAP}?24(?:{GAP}?h)?(?!\w)",
        lambda _found, _lang: "vingt-quatre heures sur vingt-quatre",
    ),
    Rule(
        "every_day",
        rf"(?<![\w.,])7{GAP}?(?:j|jours){GAP}?/{GAP}?7(?:{GAP}?j)?(?!\w)",
        lambda _found, _lang: "sept jours sur sept",
    ),
    Rule(
        "day_and_night",
        r"(?<![\w.,/])24/7(?![\w/])",
        lambda _found, _lang: "vingt-quatre heures sur vingt-quatre, sept jours sur sept",
    ),
    Rule(
        "english_decade",
        r"(?<!\w)(?P<decade_cue>(?i:les|des|années|aux)\s['’]?)(?P<decade>[2-9]0)['’]?s(?!\w)",
        _english_decade,
    ),
    Rule(
        "years",
        r"(?<!\w)(?P<years_cue>(?i:années|annees|page|chapitre|numéro|article)\s)"
        r"(?P<years>(?:\d\d)?[2-9]0(?P<years_mark>\set\s|-|/)?(?(years_mark)(?:\d\d)?[2-9]0))"
        r"(?![\w%]|[.,]\d)",
        _years,
    ),
    # A month with its zero is no denominator.
    Rule(
        "zero_date",
        r"(?<![\w/.,])(?P<zero_day>0?[1-9]|[12]\d|3[01])/(?P<zero_month>0[1-9])(?![\w/]|[.,]\d)",
        lambda found, _lang: _date(int(found["zero_day"]), int(found["zero_month"]), None),
    ),
    *date_rules(
        DateSpeech(
            speaker=SPEAKER,
            weekday_range=lambda first, last: f"du {first} au {last}",
            months=_MONTHS,
            short_months=_SHORT_MONTHS,
            short_weekdays=_SHORT_WEEKDAYS,
            first_marks=r"(?<=1)(?:er|ᵉʳ|°|º)",
            date=_date,
            day=_day,
            year=cardinal,
            clock=_clock,
            day_range=_day_range,
            before_day_and_month=r"(?i:le|du|au|dès le|jusqu'au|depuis le|avant le|après le|lundi|"
            r"mardi|mercredi|jeudi|vendredi|samedi|dimanche)",
        )
    ),
)
