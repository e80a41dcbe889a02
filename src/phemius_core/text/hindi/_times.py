"""Hindi words for times of day and durations."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.hindi._number_words import cardinal, quantity
from phemius_core.text.hindi._patterns import END, plain_number, words, words_before

__all__ = ["RULES"]

_HALF_DAY: Final = r"[apAP]\.[mM]\.|[apAP]\.?[mM]\b|पूर्वाह्न|अपराह्न"
_HOURS: Final = r"[0०1१]?\d|[2२][0-3०-३]|24|२४"
_MINUTES: Final = r"[0-5०-५]\d"
_PARTS_OF_DAY: Final = frozenset(words("सुबह सवेरे दोपहर शाम रात तड़के"))
_QUARTERS: Final = {15: "25", 30: "5", 45: "75"}


def _part_of_day(found: re.Match[str], hour: int, half_day: str | None) -> str:
    """The word that stands for AM or PM, unless the text has one already."""
    if not half_day or _PARTS_OF_DAY & {*words_before(found.string, found.start(), 2)}:
        return ""
    afternoon = half_day[0] in "pPअ"
    hour %= 12
    if hour < 4:
        return "दोपहर " if afternoon else "रात "
    if not afternoon:
        return "सुबह "
    return "शाम " if hour < 8 else "रात "


def _clock_words(hour: int, minute: int, second: int | None) -> str:
    """7:21 as सात बजकर इक्कीस मिनट, 7:30 as साढ़े सात बजे, 9:00 as नौ बजे."""
    if second is not None:
        return f"{cardinal(hour)} बजकर {cardinal(minute)} मिनट {cardinal(second)} सेकंड"
    if not minute:
        return f"{cardinal(hour)} बजे"
    # साढ़े बारह, but not of the hours of a day of twenty-four.
    if minute in _QUARTERS and 1 <= hour <= 12:
        if (hour, minute) == (12, 45):
            return "पौन बजे"
        if (hour, minute) == (1, 15):
            return "सवा एक बजे"
        return f"{quantity(f'{hour}.{_QUARTERS[minute]}')} बजे"
    return f"{cardinal(hour)} बजकर {cardinal(minute)} मिनट"


def _clock(found: re.Match[str], _lang: str) -> str:
    """`7:21`, `5:30 PM`, `9:00 बजे`, `2:30 घंटे`."""
    hour, minute = int(found["c_hour"]), int(found["c_minute"])
    second = int(found["c_second"]) if found["c_second"] else None
    if found["c_length"]:
        return f"{cardinal(hour)} घंटे {cardinal(minute)} मिनट"
    return _part_of_day(found, hour, found["half"]) + _clock_words(hour, minute, second)


def _dotted_clock(found: re.Match[str], _lang: str) -> str:
    hour = int(found["p_hour"])
    before = _part_of_day(found, hour, found["p_half"])
    return before + _clock_words(hour, int(found["p_minute"]), None)


def _hour(found: re.Match[str], _lang: str) -> str:
    """`5 PM`."""
    hour = int(found["only_hour"])
    return f"{_part_of_day(found, hour, found['only_half'])}{cardinal(hour)} बजे"


def _duration(found: re.Match[str], _lang: str) -> str:
    """`2h 30m`."""
    names = (("du_h", "घंटा", "घंटे"), ("du_m", "मिनट", "मिनट"), ("du_s", "सेकंड", "सेकंड"))
    return " ".join(
        f"{cardinal(plain_number(found[group]))} {one if int(found[group]) == 1 else many}"
        for group, one, many in names
        if found[group]
    )


RULES: Final = (
    Rule(
        "clock",
        rf"(?<![\w:.])(?P<c_hour>{_HOURS}):(?P<c_minute>{_MINUTES})(?::(?P<c_second>{_MINUTES}))?"
        rf"(?![\w:]|\.\d)(?:\s?(?P<half>{_HALF_DAY}))?"
        rf"(?:\s?बजे{END}|\s?(?P<c_length>घंटे|घंटों|घंटा){END})?",
        _clock,
    ),
    Rule(
        "clock_to",
        r"(?<=\d:\d\d)\s?[-–—]\s?(?=\d{1,2}:\d\d)|(?<=[apAP][mM])\s?[-–—]\s?(?=\d)",
        lambda _found, _lang: " से ",
    ),
    # 9.30 बजे
    Rule(
        "dotted_clock",
        rf"(?<![\w:.])(?P<p_hour>{_HOURS})\.(?P<p_minute>{_MINUTES})\s?"
        rf"(?:(?P<p_half>{_HALF_DAY})(?:\s?बजे{END})?|बजे{END})",
        _dotted_clock,
    ),
    Rule(
        "hour",
        rf"(?<![\w:.])(?P<only_hour>[1-9१-९]|[1१][0-2०-२])\s?(?P<only_half>{_HALF_DAY})"
        rf"(?:\s?बजे{END})?",
        _hour,
    ),
    Rule(
        "duration",
        r"(?<![\w.])(?P<du_h>\d{1,4})h\s?(?P<du_m>\d{1,2})m(?:in)?(?:\s?(?P<du_s>\d{1,2})s)?\b",
        _duration,
    ),
)
