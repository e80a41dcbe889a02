"""Mandarin words for dates, years, times of day and durations."""

import re
from typing import Final

from phemius_core.text._east_asian import NUMBER
from phemius_core.text._rule import Rule
from phemius_core.text.chinese._number_words import amount, cardinal, digits
from phemius_core.text.chinese._patterns import TO

__all__ = ["RULES"]

_HALF_DAY: Final = r"(?:[ap]\.m\.|[ap]m\b|[AP]\.M\.|[AP]M\b)"
_DAY_PART: Final = r"(?:上午|下午|晚上|早上|凌晨|中午|傍晚|清晨|夜里|夜间|早晨|今晚|明晚)\s?$"
_YEAR: Final = r"(?:1[0-9]|20|21)\d\d"
_YEARS_BEFORE: Final = re.compile(r"[共约近有过达满整已第了这那活每增减]$")
_YEARS_BEHIND: Final = re.compile(r"年(?:[来前后间多了期]|的?历史|以[上下来]|左右|时间)")
_IN_A_YEAR: Final = r"[届款版级]|财年|学年|赛季|年度|奥运|冬奥|世界杯|欧洲杯|亚运|春晚|高考|国庆"
"""What follows a year that is written without 年."""


def _year(written: str) -> str:
    """2025 as 二零二五."""
    return digits(written)


def _date(year: str, month: str, day: str) -> str | None:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return f"{_year(year)}年{cardinal(int(month))}月{cardinal(int(day))}日"


def _whole_date(found: re.Match[str], _lang: str) -> str | None:
    return _date(found["iso_year"], found["iso_month"], found["iso_day"])


def _short_date(found: re.Match[str], _lang: str) -> str | None:
    """`12.2.3`, which is a version where a Latin word stands before it."""
    before = found.string[max(0, found.start() - 12) : found.start()]
    if re.search(r"[A-Za-z]\s?$|版本?\s?$", before):
        return None
    return _date(found["short_year"], found["short_month"], found["short_day"])


def _era(found: re.Match[str], _lang: str) -> str:
    """`2934ad`, `300 BC`."""
    before = "前" if found["era"].lower().startswith("b") else ""
    return f"公元{before}{_year(found['era_year'])}年"


def _year_of(found: re.Match[str], _lang: str) -> str | None:
    """The digits of a year; None if they count years: 5000年历史, 2000年前."""
    written = found["year"]
    if len(written) == 2 and written[0] != "0" and _counts_years(found):
        return None
    after = found.string[found.end() + 1 : found.end() + 5]
    counts = re.match(r"[前来多间]|历史|的历史|以上|左右", after)
    if counts and int(written) % 100 == 0:
        return None
    return _year(written)


def _counts_years(found: re.Match[str]) -> bool:
    """Whether two digits are a number of years rather than a year: 有75年历史."""
    before = found.string[max(0, found.start() - 2) : found.start()]
    return bool(_YEARS_BEFORE.search(before) or _YEARS_BEHIND.match(found.string, found.end()))


def _months(found: re.Match[str], _lang: str) -> str:
    """`08月`, `3-5月`, `08号`."""
    return cardinal(int(found["month"]))


def _clock(found: re.Match[str], _lang: str) -> str:
    hour, minute, second = int(found["hour"]), int(found["minute"]), found["second"]
    spoken = f"{amount(str(hour))}点"
    if minute or int(second or 0):
        spoken += _with_zero(minute) + "分"
    if int(second or 0):
        spoken += _with_zero(int(second)) + "秒"
    return _day_part(found, hour, found["half_day"]) + spoken


def _with_zero(value: int) -> str:
    """5 as 零五, as minutes are said after an hour."""
    return f"零{cardinal(value)}" if 0 < value < 10 else cardinal(value)


def _spoken_clock(found: re.Match[str], _lang: str) -> str:
    """`3点4分am`, `8am`."""
    written = found["said_clock"] or f"{found['said_hour']}点"
    spoken = re.sub(r"\d+", lambda part: amount(str(int(part[0]))), written)
    hour = int(re.match(r"\d+", written)[0])  # type: ignore[index] # both begin with digits
    return _day_part(found, hour, found["said_half_day"]) + spoken


def _day_part(found: re.Match[str], hour: int, half_day: str | None) -> str:
    """What is said for AM and PM, which stands before the hour."""
    before = found.string[max(0, found.start() - 4) : found.start()]
    if not half_day or re.search(_DAY_PART, before):
        return ""
    if half_day[0] in "aA":
        return "凌晨" if hour == 12 or hour < 5 else "上午"
    return "中午" if hour == 12 else "下午" if hour < 7 else "晚上"


def _hour_of_day(found: re.Match[str], _lang: str) -> str:
    return amount(str(int(found["oclock"])))


RULES: Final = (
    Rule(
        "isodate",
        r"(?<![\d.])(?P<iso_year>\d{4})(?P<iso_sign>[-/.·])(?P<iso_month>\d{1,2})(?P=iso_sign)"
        r"(?P<iso_day>\d{1,2})(?:[日号]|T(?=\d)|(?![./-]?\d))",
        _whole_date,
    ),
    Rule(
        "shortdate",
        r"(?<![\d.])(?P<short_year>\d\d)\.(?P<short_month>\d{1,2})\.(?P<short_day>\d{1,2})"
        r"(?![\d.]\d)(?!\d)",
        _short_date,
    ),
    Rule(
        "monthyear",
        rf"(?<![\d.])(?P<my_year>{_YEAR})[-/](?P<my_month>0[1-9]|1[0-2])(?![-/\d.])",
        lambda found, _lang: f"{_year(found['my_year'])}年{cardinal(int(found['my_month']))}月",
    ),
    Rule(
        "era",
        r"(?<![\d.])(?P<era_year>\d{1,4})\s?(?P<era>[bB]\.[cC]\.|[aA]\.[dD]\."
        r"|(?:[bB][cC][eE]?|BCE?|[aA][dD])(?![A-Za-z]))",
        _era,
    ),
    Rule(
        "erayear",
        r"(?<![\d.])(?<=元前|公元|西元|纪元|公历)(?P<named_year>\d{1,4})(?=年)",
        lambda found, _lang: _year(found["named_year"]),
    ),
    Rule(
        "years",
        rf"(?<![\d.])(?:(?P<from_year>{_YEAR}){TO}(?P<to_year>{_YEAR}|\d\d)(?=年)"
        # A life, or how long something lasted: (1939-1945).
        rf"|(?<=[(（])(?P<life_from>{_YEAR}){TO}(?P<life_to>{_YEAR})(?=[)）]))",
        lambda found, _lang: (
            f"{_year(found['from_year'] or found['life_from'])}"
            f"到{_year(found['to_year'] or found['life_to'])}"
        ),
    ),
    Rule(
        "year",
        rf"(?<![\d.])(?P<year>{_YEAR}(?=年|{_IN_A_YEAR})|\d\d(?=年(?:\d{{1,2}}月|级|款|版))|0\d(?=年)|[7-9][1-9](?=年)"
        r"|\d\d(?=级|届))",
        _year_of,
    ),
    Rule("month", r"(?<![\d.])(?P<month>0\d)(?=[月日号时点分秒])", _months),
    Rule(
        "clock",
        r"(?<![\d:.])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)"
        rf"(?:\.\d{{1,6}})?)?(?:\s?(?P<half_day>{_HALF_DAY})|Z(?![A-Za-z]))?(?!:?\d)",
        _clock,
    ),
    Rule(
        "saidclock",
        r"(?<![\d:.])(?:(?P<said_clock>\d{1,2}点(?:\d{1,2}分)?(?:\d{1,2}秒)?)"
        rf"|(?P<said_hour>1[0-2]|[1-9]))\s?(?P<said_half_day>{_HALF_DAY})",
        _spoken_clock,
    ),
    Rule(
        "between",
        rf"(?<=[年月日号时点分周季元块米个天度%℃°]){TO}(?=[¥$€£第]?{NUMBER})|(?<=\d){TO}(?=第?\d{{1,2}}(?:[月日号点时]|:\d\d))"
        rf"|(?<=[ap]m|[AP]M|m\.|M\.){TO}(?=\d)",
        lambda _found, _lang: "到",
    ),
    Rule("oclock", r"(?<![\d.:])(?P<oclock>0?[12])(?=点(?![\d一-九零]))", _hour_of_day),
)
