"""English words for times of day and durations."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import DIGITS, cardinal
from phemius_core.text.english._patterns import starts_sentence

__all__ = ["CLOCK", "RULES", "clock_time"]

CLOCK: Final = (
    r"(?P<{0}hour>[01]?\d|2[0-3]):(?P<{0}minute>[0-5]\d)"
    r"(?::(?P<{0}second>[0-5]\d)(?:\.\d{{1,6}})?)?"
)
"""Pattern of a time of day; `format` puts a prefix before its groups."""
_HALF_DAY: Final = r"[apAP]\.[mM]\.|(?:[ap]m|[AP]M)\b"


def clock_time(hour: str, minute: str | None, second: str | None, half_day: str | None) -> str:
    """3:05 pm as three oh five P M, 15:00 as fifteen hundred hours."""
    minutes = int(minute or 0)
    if minutes:
        spoken_minutes = f" oh {DIGITS[minutes]}" if minutes < 10 else f" {cardinal(minutes)}"
    else:
        spoken_minutes = (
            "" if half_day else (" o'clock" if 1 <= int(hour) <= 12 else " hundred hours")
        )
    spoken = f"{cardinal(int(hour))}{spoken_minutes}"
    if second is not None:
        unit = "second" if int(second) == 1 else "seconds"
        spoken += f" and {cardinal(int(second))} {unit}"
    return f"{spoken} {half_day[0].upper()} M" if half_day else spoken


def _clock(found: re.Match[str], _lang: str) -> str:
    half_day = found["half"]
    spoken = clock_time(found["c_hour"], found["c_minute"], found["c_second"], half_day)
    return _with_full_stop(found, spoken, half_day)


def _hour(found: re.Match[str], _lang: str) -> str:
    half_day = found["only_half"]
    return _with_full_stop(found, clock_time(found["only_hour"], None, None, half_day), half_day)


def _with_full_stop(found: re.Match[str], spoken: str, half_day: str | None) -> str:
    """The last full stop of "p.m." may end the sentence as well."""
    ends = half_day and half_day.endswith(".") and starts_sentence(found.string, found.end())
    return f"{spoken}." if ends else spoken


def _duration(found: re.Match[str], _lang: str) -> str:
    names = (("du_h", "hour"), ("du_m", "minute"), ("du_s", "second"))
    return " ".join(
        f"{cardinal(found[group])} {name}{'' if int(found[group]) == 1 else 's'}"
        for group, name in names
        if found[group]
    )


RULES: Final = (
    Rule(
        "duration",
        r"(?<![\w.])(?:(?P<du_h>\d{1,4})h\s?(?P<du_m>\d{1,2})m(?:in)?(?:\s?(?P<du_s>\d{1,2})s)?)\b",
        _duration,
    ),
    Rule("clock", rf"\b{CLOCK.format('c_')}(?:\s?(?P<half>{_HALF_DAY}))?(?![\d:])", _clock),
    Rule("hour", rf"\b(?P<only_hour>[1-9]|1[0-2])\s?(?P<only_half>{_HALF_DAY})", _hour),
)
