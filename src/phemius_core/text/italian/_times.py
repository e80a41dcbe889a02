"""Italian words for times of day, dates and years."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.italian._number_words import cardinal
from phemius_core.text.italian._speaker import SPEAKER
from phemius_core.text.romance import GAP, Noun, WrittenNumber
from phemius_core.text.romance.french_italian import DateSpeech, date_rules

__all__ = ["ABBREVIATIONS", "RULES"]

_HOUR: Final = Noun("ora", "ore", "f")
_MINUTE: Final = Noun("minuto", "minuti")
_SECOND: Final = Noun("secondo", "secondi")
_NOON: Final = 12
_EVENING: Final = 6
_SPOKEN_MINUTES: Final = {15: "un quarto", 30: "mezza", 45: "tre quarti"}
"""Said instead of numbers until noon."""
_MONTHS: Final = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
    "ottobre", "novembre", "dicembre",
)  # fmt: skip
_SHORT_MONTHS: Final[Mapping[str, int]] = {
    "gen": 1, "genn": 1, "feb": 2, "febbr": 2, "mar": 3, "apr": 4, "mag": 5, "magg": 5, "giu": 6,
    "lug": 7, "ago": 8, "set": 9, "sett": 9, "ott": 10, "nov": 11, "dic": 12,
}  # fmt: skip
_SHORT_WEEKDAYS: Final[Mapping[str, str]] = {
    "lun": "lunedì", "mar": "martedì", "mer": "mercoledì", "gio": "giovedì", "ven": "venerdì",
    "sab": "sabato", "dom": "domenica",
}  # fmt: skip
ABBREVIATIONS: Final = frozenset((*_SHORT_MONTHS, *_SHORT_WEEKDAYS))
"""In lower case and without their full stop."""
_ARTICLE_BEFORE: Final = re.compile(r"\b(?:il|i|del|nei|giorni|di|per)\s$", re.IGNORECASE)
_FROM_BEFORE: Final = re.compile(r"\b(?:dal|dall['’])\s?$", re.IGNORECASE)
_BEFORE_ONE: Final = {"alle": "all'", "dalle": "dall'", "le": "l'", "delle": "dell'"}


def _counted(number: int, noun: Noun) -> str:
    return SPEAKER.count(WrittenNumber(str(number)), noun)


def _clock(hour: int, minute: int, second: int | None) -> str:
    """12:30 as dodici e mezza, 15:30 as quindici e trenta."""
    if second:
        parts = [_counted(hour, _HOUR)]
        if minute:
            parts.append(_counted(minute, _MINUTE))
        return f"{' '.join(parts)} e {_counted(second, _SECOND)}"
    if not hour and not minute:
        return "mezzanotte"
    spoken = "una" if hour == 1 else cardinal(hour)
    if not minute:
        return spoken
    short = _SPOKEN_MINUTES.get(minute) if 1 <= hour <= _NOON else None
    return f"{spoken} e {short or cardinal(minute)}"


def _time(found: re.Match[str], _lang: str) -> str | None:
    cue, hour = found["clock_cue"] or "", int(found["clock_hour"])
    mark, minute = found["clock_mark"], found["clock_minute"]
    if mark in ".," and not re.match(r"(?i:alle|dalle|ore|h|delle|le)", cue):
        return None
    second = found["clock_second"]
    spoken = _clock(hour, int(minute), int(second) if second else None)
    article = cue.strip().lower()
    if article in ("h", "h."):
        return f"ore {spoken}"
    if hour == 1 and not second and article in _BEFORE_ONE:
        short = _BEFORE_ONE[article]
        return (short.capitalize() if cue[0].isupper() else short) + spoken
    return cue + spoken


def _clock_range(found: re.Match[str], _lang: str) -> str:
    """`9:00-17:00` as dalle nove alle diciassette."""
    first, last = (
        _clock(int(found[f"{end}_hour"]), int(found[f"{end}_minute"]), None)
        for end in ("from", "until")
    )
    cue = found["range_cue"] or ""
    start = cue if cue.strip().lower() in ("dalle", "dall'") else "dalle "
    return f"{_joined(start, first)} {_joined('alle ', last)}"


def _joined(preposition: str, time: str) -> str:
    """`alle due`, `all'una`, `a mezzanotte`."""
    if time == "mezzanotte":
        return f"{preposition.rstrip()[:-3].rstrip('l')} {time}"
    return f"{preposition.rstrip()[:-1]}'{time}" if time.startswith("una") else preposition + time


def _hour(found: re.Match[str], _lang: str) -> str:
    """`h 9`, `9h30`."""
    hour = found["hour"] or found["hour_after"]
    spoken = _clock(int(hour), int(found["hour_minute"] or 0), None)
    if found["hour_after"]:
        return f"ore {spoken}"
    return spoken if found["hour_minute"] else _counted(int(hour), _HOUR)


def _half_day(found: re.Match[str], _lang: str) -> str:
    hour = int(found["half_hour"])
    spoken = _clock(hour, int(found["half_minute"] or 0), None)
    if found["half"].lower().startswith("a"):
        return f"{spoken} di mattina"
    return f"{spoken} {'di sera' if _EVENING <= hour < _NOON else 'di pomeriggio'}"


def _duration(found: re.Match[str], _lang: str) -> str:
    parts = (("du_hour", _HOUR), ("du_minute", _MINUTE), ("du_second", _SECOND))
    spoken = [_counted(int(found[group]), noun) for group, noun in parts if found[group]]
    return f"{' '.join(spoken[:-1])} e {spoken[-1]}"


def _day(day: int) -> str:
    return "primo" if day == 1 else cardinal(day)


def _date(day: int, month: int, year: int | None) -> str:
    spoken = f"{_day(day)} {_MONTHS[month - 1]}"
    return spoken if year is None else f"{spoken} {cardinal(year)}"


def _day_range(low: str, high: str, mark: str, before: str) -> str:
    """`dal tre al cinque maggio`, but `il tre cinque maggio`."""
    if mark == "/" or _ARTICLE_BEFORE.search(before):
        return f"{low} {high}"
    start = "" if _FROM_BEFORE.search(before) else _with_article("dal", low)
    return f"{start or low} {_with_article('al', high)}"


def _with_article(preposition: str, day: str) -> str:
    """`dal tre`, `dall'otto`."""
    return f"{preposition}l'{day}" if day[0] in "aeiou" else f"{preposition} {day}"


def _decade(found: re.Match[str], _lang: str) -> str:
    """`anni '80`, `'68`."""
    return f"{found['decade_cue'] or ''}{cardinal(int(found['decade']))}"


RULES: Final = (
    Rule(
        "clock",
        r"(?<![\w:.,])(?P<clock_cue>(?i:alle|dalle|delle|ore|le|h\.?)\s)?"
        r"(?<![\d:.,])(?P<clock_hour>[01]?\d|2[0-4])(?P<clock_mark>[:.,])(?P<clock_minute>[0-5]\d)"
        r"(?:(?P=clock_mark)(?P<clock_second>[0-5]\d))?(?:\s?h(?!\w))?(?![\w:%€$£]|[ap]m|[.,]\d|\s?[€%°]|-\d\d?\.\d\d\d)",
        _time,
    ),
    Rule(
        "clock_range",
        rf"(?<![\w:.,])(?P<range_cue>(?i:dalle|ore|h\.?)\s)?(?<![\d:.,])(?P<from_hour>[01]?\d|2[0-4])"
        rf"(?P<range_mark>[:.])(?P<from_minute>[0-5]\d){GAP}?[-–—]{GAP}?(?P<until_hour>[01]?\d|2[0-4])"
        r"(?P=range_mark)(?P<until_minute>[0-5]\d)(?![\w:%€$£]|[.,]\d|\s?[€%°])",
        lambda found, lang: (
            _clock_range(found, lang) if found["range_mark"] == ":" or found["range_cue"] else None
        ),
    ),
    Rule(
        "duration",
        rf"(?<![\w.,:])(?P<du_hour>\d{{1,3}}){GAP}?h{GAP}?(?P<du_minute>[0-5]?\d){GAP}?"
        rf"(?:min|m)(?![^\W\d_])(?:{GAP}?(?P<du_second>[0-5]?\d){GAP}?s(?!\w))?",
        _duration,
    ),
    Rule(
        "hour",
        rf"(?<![\w.,:])(?P<hour>\d{{1,2}})(?:h(?P<hour_minute>[0-5]\d)(?![\w/'’])|h(?![\w/'’]))"
        rf"|(?<!\w)h\.?{GAP}(?P<hour_after>[01]?\d|2[0-4])(?![\w:.,]\d|\w)",
        _hour,
    ),
    Rule(
        "half_day",
        rf"(?<![\w:.,])(?P<half_hour>1[0-2]|0?[1-9])(?:[:.](?P<half_minute>[0-5]\d))?{GAP}?"
        r"(?P<half>[ap]\.m\.|[ap]m(?!\w)|[AP]M(?!\w))",
        _half_day,
    ),
    Rule(
        "always_open",
        r"(?<![\w.,/])(?:24/7|24h/7|h24(?!\w)|H24(?!\w))(?![\w/])",
        lambda found, _lang: (
            "ventiquattro ore su ventiquattro"
            + ("" if "7" not in found[0] else ", sette giorni su sette")
        ),
    ),
    Rule(
        "all_day",
        rf"(?<![\w.,])24(?:{GAP}?h|{GAP}?ore)?{GAP}?(?:/|su){GAP}?24(?:{GAP}?h)?(?!\w)",
        lambda _found, _lang: "ventiquattro ore su ventiquattro",
    ),
    Rule(
        "decade",
        r"(?<!\w)(?P<decade_cue>(?i:anni)\s)?['’](?P<decade>[1-9]\d)(?![\w'’]|[.,]\d)",
        _decade,
    ),
    Rule(
        "decades",
        r"(?<=[Aa]nni )['’]?(?P<decades>[1-9]0)[-/–]['’]?(?P<decades_to>[1-9]0)(?!\w)",
        lambda found, _lang: (
            f"{cardinal(int(found['decades']))} {cardinal(int(found['decades_to']))}"
        ),
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
            weekday_range=lambda first, last: (
                f"{'dalla' if first == 'domenica' else 'dal'} {first} "
                f"{'alla' if last == 'domenica' else 'al'} {last}"
            ),
            months=_MONTHS,
            short_months=_SHORT_MONTHS,
            short_weekdays=_SHORT_WEEKDAYS,
            first_marks=r"(?<=1)[°º]",
            date=_date,
            day=_day,
            year=cardinal,
            clock=_clock,
            day_range=_day_range,
            before_day_and_month=r"(?i:il|del|dal|al|entro il|dopo il|prima del|lunedì|martedì|"
            r"mercoledì|giovedì|venerdì|sabato|domenica)",
        )
    ),
)
