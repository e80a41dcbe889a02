"""Hindi words for dates and years."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.hindi._number_words import CARDINALS, cardinal, year
from phemius_core.text.hindi._patterns import END, START, any_of, plain_number, words_before

__all__ = ["RULES"]

_MONTHS: Final = (
    "जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर",
    "दिसंबर",
)  # fmt: skip
_MONTH_NAMES: Final = {
    **{name: name for name in _MONTHS},
    "फरवरी": "फरवरी", "फ़रवरी": "फ़रवरी", "सितम्बर": "सितम्बर", "अक्तूबर": "अक्तूबर", "नवम्बर": "नवम्बर",
    "दिसम्बर": "दिसम्बर", "जन.": "जनवरी", "फर.": "फ़रवरी", "फ़र.": "फ़रवरी", "अप्रै.": "अप्रैल",
    "जुला.": "जुलाई", "अग.": "अगस्त", "सित.": "सितंबर", "अक्टू.": "अक्टूबर", "अक्तू.": "अक्तूबर",
    "नव.": "नवंबर", "दिस.": "दिसंबर",
    **dict(zip(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        _MONTHS, strict=True,
    )),
    **dict(zip(
        ("January", "February", "March", "April", "May", "June", "July", "August", "September",
         "October", "November", "December"),
        _MONTHS, strict=True,
    )),
}  # fmt: skip
"""Month as written: as spoken."""
_MONTH: Final = any_of(_MONTH_NAMES)
_YEAR: Final = r"[12]\d{3}|[१२][०-९]{3}"
_YEAR_BEFORE: Final = frozenset(
    ("सन", "सन्", "वर्ष", "साल", "संवत", "संवत्", "सम्वत", "ई", "ईस्वी", *_MONTH_NAMES)
)
_YEAR_BEHIND: Final = re.compile(rf"\s?(?:ई\.|(?:ईस्वी|ईसवी|में|की|के|का|से|तक|को|वाले|वाली){END})|\s?\)")
_ERAS: Final = {
    "ई.पू.": "ईसा पूर्व",
    "ई. पू.": "ईसा पूर्व",
    "ई॰पू॰": "ईसा पूर्व",
    "ई.": "ईस्वी",
    "वि.सं.": "विक्रम संवत",
}


def _spoken_date(day: int | None, month: int, year_written: str | None) -> str:
    parts = [CARDINALS[day]] if day else []
    parts.append(_MONTHS[month - 1])
    if year_written:
        parts.append(_full_year(year_written))
    return " ".join(parts)


def _full_year(written: str) -> str:
    digits = plain_number(written)
    if len(digits) == 2:
        digits = f"{'20' if int(digits) < 50 else '19'}{digits}"
    return year(digits)


def _iso_date(found: re.Match[str], _lang: str) -> str:
    """`2026-11-23`."""
    return _spoken_date(int(found["iso_d"]), int(found["iso_m"]), found["iso_y"])


def _full_date(found: re.Match[str], _lang: str) -> str | None:
    """`23-08-2024`, `15.8.47`; month first where that alone makes a date. None if it is none."""
    first, second, last = int(found["d1"]), int(found["d2"]), found["dy"]
    if 1 <= first <= 31 and 1 <= second <= 12:
        return _spoken_date(first, second, last)
    if 1 <= first <= 12 and 1 <= second <= 31:
        return f"{_MONTHS[first - 1]} {CARDINALS[second]} {_full_year(last)}"
    return None


def _day_month_number(found: re.Match[str], _lang: str) -> str | None:
    """`31-06`: a leading zero shows that it is a date."""
    day, month = int(found["dm_d"]), int(found["dm_m"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    if int(found["dm_d"][0]) and int(found["dm_m"][0]):
        return None
    return _spoken_date(day, month, None)


def _month_year(found: re.Match[str], _lang: str) -> str:
    """`11-2024`."""
    return _spoken_date(None, int(found["my_m"]), found["my_y"])


def _day_month(found: re.Match[str], _lang: str) -> str:
    """`15 अगस्त, 1947`, `15 Aug`, `अगस्त 15, 1947`."""
    month = _MONTH_NAMES[found["month"] or found["month_first"]]
    day = found["day"] or found["day_behind"]
    spoken_day = "पहली" if int(day) == 1 and found["day_suffix"] else cardinal(str(int(day)))
    if found["day_to"]:
        spoken_day += f" से {cardinal(str(int(found['day_to'])))}"
    words = [spoken_day, month] if found["month"] else [month, spoken_day]
    if found["named_year"]:
        words.append(_full_year(found["named_year"]))
    return " ".join(words)


def _year(found: re.Match[str], _lang: str) -> str | None:
    """A number that the words around it show to be a year."""
    text, start, end = found.string, found.start(), found.end()
    spoken = _full_year(found["year"])
    until = found["year_to"]
    if until:
        low, high = int(found["year"]), int(until)
        if len(until) == 2 and (low + 1) % 100 != high and low % 100 >= high:
            return None
        if len(until) == 4 and not low < high <= 2100:
            return None
        if len(until) == 2 and (low + 1) % 100 == high:
            return f"{spoken}-{cardinal(until)}"
        return f"{spoken} से {_full_year(until) if len(until) == 4 else cardinal(until)}"
    before = words_before(text, start, 1)
    if _YEAR_BEHIND.match(text, end) or (before and before[0] in _YEAR_BEFORE):
        return spoken
    return None


RULES: Final = (
    Rule(
        "isodate",
        r"(?<![\w/-])(?P<iso_y>\d{4})(?P<iso_dash>[-/.])(?P<iso_m>[0०][1-9१-९]|[1१][0-2०-२])"
        r"(?P=iso_dash)(?P<iso_d>[0०][1-9१-९]|[12१२]\d|[3३][01०१])(?![\w/-])",
        _iso_date,
    ),
    Rule(
        "date",
        r"(?<![\w/.-])(?P<d1>\d{1,2})(?P<d_dash>[-/.])(?P<d2>\d{1,2})(?P=d_dash)"
        r"(?P<dy>\d{4}|\d{2})(?![\w/-]|\.\d)",
        _full_date,
    ),
    Rule(
        "day_month_number",
        r"(?<![\w/.,:-])(?P<dm_d>\d\d)-(?P<dm_m>\d\d)(?![\w/:-]|[.,]\d)",
        _day_month_number,
    ),
    Rule(
        "month_year",
        rf"(?<![\w/.-])(?P<my_m>[0०]?[1-9१-९]|[1१][0-2०-२])[-/](?P<my_y>{_YEAR})(?![\w/-]|\.\d)",
        _month_year,
    ),
    Rule(
        "day_month",
        rf"(?:{START}(?P<day>[0०]?[1-9१-९]|[12१२]\d|[3३][01०१])(?:\s?[-–]\s?(?P<day_to>\d{{1,2}}))?"
        rf"(?P<day_suffix>st|nd|rd|th|ली)?[ \u00a0-](?P<month>{_MONTH}){END}"
        rf"|{START}(?P<month_first>{_MONTH})[ \u00a0](?P<day_behind>\d{{1,2}})(?:st|nd|rd|th)?{END}"
        rf"(?![:.]\d))(?:,?[ \u00a0-](?P<named_year>{_YEAR})(?!\d))?",
        _day_month,
    ),
    Rule(
        "year",
        rf"(?<![\w/.,:₹$€£-])(?P<year>{_YEAR})(?:[-–](?P<year_to>\d{{4}}|\d\d))?(?![\w/:-]|[.,]\d)",
        _year,
    ),
    Rule(
        "decade",
        r"(?<![\w.])(?P<decade>[12]\d\d0|\d0)['’]?s\b",
        lambda found, _lang: f"{_full_year(found['decade'])} का दशक",
    ),
    Rule(
        "era",
        rf"{START}(?P<era>{any_of(_ERAS)})",
        lambda found, _lang: _ERAS[found["era"]],
    ),
)
