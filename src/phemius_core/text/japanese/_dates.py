"""Japanese words for dates, weekdays, times of day and the signs between the ends of a range."""

import re
from typing import Final

from phemius_core.text._east_asian import NUMBER
from phemius_core.text._rule import Rule
from phemius_core.text.japanese._number_words import cardinal

__all__ = ["RULES"]

_WEEKDAYS: Final = "月火水木金土日"
_HOLIDAYS: Final = {"祝": "祝日", "休": "休日", "振休": "振替休日", "祝日": "祝日"}
_ERAS: Final = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}
_AFTER_DATE: Final = (
    r"(?=に(?!減|縮|低|な|分)|から(?!\d)|まで|は|より|付|発売|公開|開催|開幕|開店|配信|締|〆"
    r"|時点|現在|更新|予定|頃|ごろ|の(?:予定|予約|夜|朝|昼|午|試合|天気|放送|ライブ|会議|ニュース)"
    r"|\s?~\s?\d{1,2}/\d|[\s\u3000](?:\d{1,2}:\d\d|\d{1,2}時|[午朝昼夜]))"
)
"""What shows that two numbers with a slash are a month and a day."""
_EXPIRY: Final = re.compile(r"(?:期限|期日|有効|製造|日付|発行|締切|消費|賞味)日?[:：\s]{0,2}$")
_HALF_DAY: Final = r"(?:[ap]\.m\.|[ap]m\b|[AP]\.M\.|[AP]M\b)"
_ENDS: Final = r"[年月日時分秒代紀)曜前後金木水火土円度%℃°回歳才個人枚本台階号室話章巻ページ]"
_DAY_PART: Final = re.compile(r"(?:午前|午後|朝|夜|夕方|深夜|早朝|昼|未明)の?\s?$")


def _date(found: re.Match[str], _lang: str) -> str | None:
    year, month, day = found["iso_year"], int(found["iso_month"]), int(found["iso_day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{cardinal(int(year))}年{cardinal(month)}月{cardinal(day)}日"


def _month_day(found: re.Match[str], _lang: str) -> str:
    """`12/24(火)`: with its weekday, a fraction it is not."""
    return f"{cardinal(int(found['md_month']))}月{cardinal(int(found['md_day']))}日"


def _bare_month_day(found: re.Match[str], _lang: str) -> str | None:
    """`8/15は`, `7/7まで`; None where it may be a fraction, as in 1/3に."""
    month, day = int(found["bare_month"]), int(found["bare_day"])
    if day <= 12 and month < day and not found["bare_zero"]:
        return None
    return f"{cardinal(month)}月{cardinal(day)}日"


def _expiry(found: re.Match[str], _lang: str) -> str | None:
    """`賞味期限 26.11.30`, which is a version elsewhere."""
    if not _EXPIRY.search(found.string, max(0, found.start() - 8), found.start()):
        return None
    year, month, day = (int(found[f"expiry_{part}"]) for part in ("year", "month", "day"))
    return f"{cardinal(year)}年{cardinal(month)}月{cardinal(day)}日"


def _era_date(found: re.Match[str], _lang: str) -> str:
    """`R8.3.31`, `H30/4/1`."""
    year = cardinal(found["era_year"]) if int(found["era_year"]) > 1 else "元"
    month, day = cardinal(found["era_month"]), cardinal(found["era_day"])
    return f"{_ERAS[found['era']]}{year}年{month}月{day}日"


def _weekday(found: re.Match[str], _lang: str) -> str:
    """`(月)` after a date as 月曜日, `(月・祝)` as 月曜日祝日."""
    weekday, _, holiday = re.sub(r"[・/,、]", " ", found["weekday"]).partition(" ")
    return f"{weekday}曜日{_HOLIDAYS.get(holiday, holiday)}"


def _clock(found: re.Match[str], _lang: str) -> str:
    hour, minute, second = int(found["hour"]), int(found["minute"]), found["second"]
    before = found.string[max(0, found.start() - 5) : found.start()]
    spoken = ""
    if (half_day := found["half_day"]) and not _DAY_PART.search(before):
        spoken = "午前" if half_day[0] in "aA" else "午後"
    spoken += f"{cardinal(hour)}時"
    if minute or int(second or 0):
        spoken += f"{cardinal(minute)}分"
    return spoken + (f"{cardinal(int(second))}秒" if int(second or 0) else "")


def _half_day_hour(found: re.Match[str], _lang: str) -> str:
    """`5 PM`."""
    half = "午前" if found["only_half"][0] in "aA" else "午後"
    return f"{half}{cardinal(found['only_hour'])}時"


def _calendar_number(found: re.Match[str], _lang: str) -> str:
    """`08月`, `05分`: a leading zero is not said."""
    return cardinal(int(found["calendar"]))


RULES: Final = (
    Rule(
        "isodate",
        r"(?<![\d.])(?P<iso_year>\d{4})(?P<iso_sign>[-/.])(?P<iso_month>\d{1,2})(?P=iso_sign)"
        r"(?P<iso_day>\d{1,2})(?:T(?=\d)|(?![./-]?\d))",
        _date,
    ),
    Rule(
        "monthday",
        r"(?<![\d./])(?P<md_month>0?[1-9]|1[0-2])/(?P<md_day>0?[1-9]|[12]\d|3[01])"
        rf"(?=\([{_WEEKDAYS}][)・/])",
        _month_day,
    ),
    Rule(
        "baremonthday",
        r"(?<![\d./A-Za-z])(?P<bare_zero>(?=0|\d{1,2}/0))?(?P<bare_month>0?[1-9]|1[0-2])/"
        rf"(?P<bare_day>0?[1-9]|[12]\d|3[01]){_AFTER_DATE}",
        _bare_month_day,
    ),
    Rule(
        "untilmonthday",
        r"(?<=~)(?P<until_month>0?[1-9]|1[0-2])/(?P<until_day>0?[1-9]|[12]\d|3[01])(?![\d/.])",
        lambda found, _lang: (
            f"{cardinal(int(found['until_month']))}月{cardinal(int(found['until_day']))}日"
        ),
    ),
    Rule(
        "dayofweek",
        rf"(?<=[・~、,])(?P<day_alone>0?[1-9]|[12]\d|3[01])(?=\s?\([{_WEEKDAYS}][)・/])",
        lambda found, _lang: f"{cardinal(int(found['day_alone']))}日",
    ),
    Rule(
        "expiry",
        r"(?<![\d.])(?P<expiry_year>\d\d)\.(?P<expiry_month>0?[1-9]|1[0-2])"
        r"\.(?P<expiry_day>0?[1-9]|[12]\d|3[01])(?!\d|\.\d)",
        _expiry,
    ),
    Rule(
        "erayear",
        r"(?<![A-Za-z\d])(?P<short_era>[RHS])(?P<short_era_year>[1-9]\d?)(?=年)",
        lambda found, _lang: f"{_ERAS[found['short_era']]}{cardinal(found['short_era_year'])}",
    ),
    Rule(
        "halfdaybefore",
        r"(?<![A-Za-z])(?P<half_before>[AaPp][Mm])\s?(?=(?:1[0-2]|0?\d)(?::\d\d|時))",
        lambda found, _lang: "午前" if found["half_before"][0] in "aA" else "午後",
    ),
    Rule(
        "eradate",
        r"(?<![A-Za-z\d])(?P<era>[RHSTM])(?P<era_year>[1-9]\d?)(?P<era_sign>[./-])"
        r"(?P<era_month>0?[1-9]|1[0-2])(?P=era_sign)(?P<era_day>0?[1-9]|[12]\d|3[01])(?![\d./-]\d)(?!\d)",
        _era_date,
    ),
    Rule(
        "weekday",
        rf"(?<=[日\d])\s?\((?P<weekday>[{_WEEKDAYS}](?:[・/,、](?:祝日?|振?休))?)\)",
        _weekday,
    ),
    Rule(
        "clock",
        r"(?<![\d:.])(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)"
        rf"(?:\.\d{{1,6}})?)?(?:\s?(?P<half_day>{_HALF_DAY})|Z(?![A-Za-z]))?(?!:?\d)",
        _clock,
    ),
    Rule(
        "halfdayhour",
        rf"(?<![\d:.])(?P<only_hour>1[0-2]|[1-9])\s?(?P<only_half>{_HALF_DAY})",
        _half_day_hour,
    ),
    Rule("calendar", r"(?<![\d.:])(?P<calendar>0\d)(?=[月日時分秒銭歳年号])", _calendar_number),
    Rule(
        "between",
        rf"(?<={_ENDS})\s?[-~—–−]\s?(?=[¥$€£第]?{NUMBER})|(?<=\d)\s?[~—–]\s?(?=第?\d)"
        r"|(?<=[\d年月日時分秒円])\s?~",
        lambda _found, _lang: "から",
    ),
)
