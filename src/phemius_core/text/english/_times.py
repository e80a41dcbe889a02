"""English words for times of day and durations."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._context import ends_sentence, text_before
from phemius_core.text.english._number_words import DIGITS, cardinal, decimal

__all__ = ["CLOCK", "HALF_DAY", "RULES", "clock_time"]

CLOCK: Final = (
    r"(?P<{0}hour>[01]?\d|2[0-3]):(?P<{0}minute>[0-5]\d)"
    r"(?::(?P<{0}second>[0-5]\d(?:[.,]\d{{1,6}})?))?"
)
"""Pattern of a time of day; `format` puts a prefix before its groups."""
HALF_DAY: Final = r"(?:[apAP]\.\s?[mM]\.|(?:[ap]\.?m|[AP]\.?M)\b)"
"""Pattern of "a.m." and "PM"."""
_ZONE: Final = (
    r"(?:\s?(?P<{0}zone>(?:[ECMP][SD]T|[ecmp][sd]t|GMT|UTC|BST|CET|CEST|ET|PT|CT|MT)\b))?"
)
_TOOK: Final = re.compile(
    r"\b(?:in|took|take|takes|lasted|lasts|for|time of|record of|duration|length|runtime|ran|run|"
    r"finished|total|elapsed|of|time|record|record (?:is|was)|[WPS][RB] (?:is|was)|"
    r"[WPS][RB]):?\s(?:a\s|just\s|about\s|only\s)?$",
    re.IGNORECASE,
)
_UNITS_OF_TIME: Final = (
    ("du_w", "week"), ("du_d", "day"), ("du_h", "hour"), ("du_m", "minute"), ("du_s", "second"),
)  # fmt: skip


def clock_time(hour: str, minute: str | None, second: str | None, half_day: str | None) -> str:
    """3:05 pm as three oh five PM, 15:00 as fifteen hundred hours."""
    minutes = int(minute or 0)
    if minutes:
        spoken_minutes = f" oh {DIGITS[minutes]}" if minutes < 10 else f" {cardinal(minutes)}"
    elif second is not None and second.strip("0:."):
        spoken_minutes = " o'clock" if int(hour) else ""
    else:
        spoken_minutes = (
            "" if half_day else (" o'clock" if 1 <= int(hour) <= 12 else " hundred hours")
        )
    spoken = f"{cardinal(int(hour))}{spoken_minutes}"
    if second is not None:
        spoken += f" and {_counted(second.replace(',', '.'), 'second')}"
    return f"{spoken} {half_day[0].upper()}M" if half_day else spoken


def _counted(number: str, unit: str) -> str:
    whole, point, fractional = number.partition(".")
    plain = f"{int(whole)}{point}{fractional}"
    return f"{decimal(plain)} {unit if plain == '1' else f'{unit}s'}"


def _clock(found: re.Match[str], _lang: str) -> str:
    hour, minute, second, half_day = (
        found[group] for group in ("c_hour", "c_minute", "c_second", "half")
    )
    if second and not half_day and _TOOK.search(text_before(found.string, found.start())):
        hours = f"{_counted(hour, 'hour')} " if int(hour) else ""
        minutes = f"{_counted(minute, 'minute')} " if int(minute) or not hours else ""
        return f"{hours}{minutes}and {_counted(second, 'second')}"
    spoken = clock_time(hour, minute, second, half_day)
    return _with_zone_and_stop(found, spoken, half_day, found["c_zone"])


def _hour(found: re.Match[str], _lang: str) -> str:
    """`5pm`, `1.59 p.m.`, `5-7pm`."""
    half_day, low = found["only_half"], found["from_hour"]
    spoken = clock_time(found["only_hour"], found["only_minute"], None, half_day)
    if low:
        low_minute = found["from_minute"]
        start = clock_time(low, low_minute, None, half_day).rsplit(" ", 1)[0]
        spoken = f"{start} to {spoken}"
    return _with_zone_and_stop(found, spoken, half_day, found["h_zone"])


def _with_zone_and_stop(
    found: re.Match[str], spoken: str, half_day: str | None, zone: str | None
) -> str:
    """The last full stop of "p.m." may end the sentence as well."""
    if zone:
        return f"{spoken} {zone.upper()}"
    stops = half_day and half_day.endswith(".") and ends_sentence(found.string, *found.span())
    return f"{spoken}." if stops else spoken


def _military(found: re.Match[str], _lang: str) -> str:
    """`0730 hours`."""
    hour, minutes = found["mil_hour"], int(found["mil_minute"])
    spoken = f"oh {DIGITS[int(hour)]}" if hour[0] == "0" else cardinal(hour)
    if not minutes:
        return f"{spoken} hundred"
    return f"{spoken} oh {DIGITS[minutes]}" if minutes < 10 else f"{spoken} {cardinal(minutes)}"


def _duration(found: re.Match[str], _lang: str) -> str | None:
    """`1h30m`, `2d 4h`."""
    parts = [
        _counted(found[group], name) for group, name in _UNITS_OF_TIME if found[group] is not None
    ]
    return " ".join(parts) if len(parts) > 1 else None


def _offset(found: re.Match[str], _lang: str) -> str:
    """`GMT+2`."""
    hours, minutes = found["offset_h"], found["offset_m"]
    sign = "plus" if found["offset_sign"] == "+" else "minus"
    rest = f" {cardinal(int(minutes))}" if minutes and int(minutes) else ""
    before = "" if found.string[found.start() - 1].isspace() else " "
    return f"{before}{sign} {cardinal(int(hours))}{rest}"


RULES: Final = (
    Rule(
        "duration",
        r"(?<![\w.])(?:(?P<du_w>\d{1,3})\s?w(?:ks?)?\b\s?)?(?:(?P<du_d>\d{1,4})\s?d(?:ays?)?\s?"
        r"(?=\d|(?!\w)))?(?:(?P<du_h>\d{1,4})\s?h(?:rs?)?\s?(?=\d|(?!\w)))?"
        r"(?:(?P<du_m>\d{1,3})\s?m(?:ins?)?\s?(?=\d|(?!\w)))?"
        r"(?:(?P<du_s>\d{1,3}(?:\.\d{1,3})?)\s?s(?:ecs?)?\b)?(?<![\s\d])(?!\w)",
        _duration,
        starts=r"\d",
    ),
    Rule(
        "clock",
        rf"(?<![\w.:]){CLOCK.format('c_')}(?:\s?(?P<half>{HALF_DAY}))?"
        rf"{_ZONE.format('c_')}(?![\d:])",
        _clock,
        starts=r"\d",
    ),
    Rule(
        "hour",
        r"(?<![\w.:/$£€])(?:(?P<from_hour>[1-9]|1[0-2])(?:[:.](?P<from_minute>[0-5]\d))?\s?[-–—]\s?)?"
        rf"(?P<only_hour>0?[1-9]|1[0-2])(?:[:.](?P<only_minute>[0-5]\d))?\s?(?P<only_half>{HALF_DAY})"
        rf"{_ZONE.format('h_')}",
        _hour,
        starts=r"\d",
    ),
    Rule(
        "military",
        r"(?<![\w.,])(?P<mil_hour>[01]\d|2[0-3])(?P<mil_minute>[0-5]\d)"
        r"(?:(?=\s?(?:hours|hrs)\b)|(?<=\b(?:at|by) 0\d\d\d)(?![\w:,.-]*\d)(?!\w))",
        _military,
        starts=r"\d",
    ),
    Rule(
        "offset",
        r"(?:(?<=GMT|UTC)|(?<=GMT\s|UTC\s))(?P<offset_sign>[-−+])\s?(?P<offset_h>\d{1,2})"
        r"(?::?(?P<offset_m>\d\d))?(?!\d)",
        _offset,
        starts="[+−-]",
    ),
)
