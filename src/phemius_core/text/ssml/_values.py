"""Values of SSML attributes: times, rates and volumes."""

import math
import re
from typing import Final

__all__ = ["RATES", "STRENGTHS_MS", "VOLUMES_DB", "parse_rate", "parse_time_ms", "parse_volume_db"]

STRENGTHS_MS: Final = {
    "none": 0, "x-weak": 60, "weak": 150, "medium": 300, "strong": 600, "x-strong": 1000,
}  # fmt: skip
"""Pause of each strength of a break."""
RATES: Final = {
    "x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.6,
}  # fmt: skip
VOLUMES_DB: Final = {
    "silent": -math.inf, "x-soft": -12.0, "soft": -6.0, "medium": 0.0, "default": 0.0,
    "loud": 4.0, "x-loud": 8.0,
}  # fmt: skip
_NUMBER: Final = r"(?P<sign>[+-]?)(?P<number>\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})"
_TIME: Final = re.compile(rf"{_NUMBER}\s?(?P<unit>ms|s)", re.IGNORECASE)
_RATE: Final = re.compile(rf"{_NUMBER}\s?(?P<percent>%)?")
_VOLUME: Final = re.compile(rf"{_NUMBER}\s?(?P<db>dB)?", re.IGNORECASE)


def parse_time_ms(value: str) -> int | None:
    """`"500ms"` and `"1.5s"` in milliseconds; None for anything else."""
    found = _TIME.fullmatch(value.strip())
    if found is None or found["sign"] == "-":
        return None
    return round(float(found["number"]) * (1 if found["unit"].lower() == "ms" else 1000))


def parse_rate(value: str) -> float | None:
    """A factor for the speed; None if it is no rate.

    Args:
        value: A keyword, a percentage of the surrounding rate (`120%`), a change of it (`+20%`), or
            a factor (`1.2`).
    """
    value = value.strip()
    if (keyword := RATES.get(value.lower())) is not None:
        return keyword
    found = _RATE.fullmatch(value)
    if found is None:
        return None
    number = float(found["number"])
    if found["percent"]:
        number /= 100
        if found["sign"]:
            number = 1 + number if found["sign"] == "+" else 1 - number
    elif found["sign"]:
        return None
    return number if number > 0 else None


def parse_volume_db(value: str) -> float | None:
    """A gain in dB; None if it is no volume.

    Args:
        value: A keyword, a change (`+6dB`), or a number from 0 to 100, of which 100 is full.
    """
    value = value.strip()
    if (keyword := VOLUMES_DB.get(value.lower())) is not None:
        return keyword
    found = _VOLUME.fullmatch(value)
    if found is None:
        return None
    number = float(found["number"])
    if found["db"]:
        return -number if found["sign"] == "-" else number
    if found["sign"] or number > 100:
        return None
    return 20 * math.log10(number / 100) if number else -math.inf
