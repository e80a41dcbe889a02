"""Japanese number words, in kanji as they are written: how each is read the G2P decides."""

from typing import Final

__all__ = ["cardinal", "digit_names", "digits", "number"]

_DIGITS: Final = "零一二三四五六七八九"
_NAMES: Final = (
    "ゼロ", "イチ", "ニー", "サン", "ヨン", "ゴー", "ロク", "ナナ", "ハチ", "キュー",
)  # fmt: skip
_PLACES: Final = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
_MYRIADS: Final = ("", "万", "億", "兆", "京")
_LARGEST: Final = 20
"""Digits of the largest number that is read as one; a longer one is read digit by digit."""


def digits(written: str) -> str:
    """Each digit by its kanji, as after a decimal point."""
    return "".join(_DIGITS[int(digit)] for digit in written)


def digit_names(written: str, *, zero: str = "ゼロ") -> str:
    """Each digit by its name, as in a telephone number; `zero` is マル in a room number."""
    return "".join(zero if digit == "0" else _NAMES[int(digit)] for digit in written)


def cardinal(written: int | str) -> str:
    """A whole number: 12340000 as 一千二百三十四万.

    Args:
        written: The number, or its digits, with commas or without.
    """
    written = str(written).replace(",", "")
    if len(written) > _LARGEST or (len(written) > 1 and written[0] == "0"):
        return digit_names(written)
    value = int(written)
    if not value:
        return _DIGITS[0]
    spoken = ""
    for myriad in _MYRIADS:
        value, group = divmod(value, 10_000)
        if group:
            spoken = f"{_group(group, is_high=bool(myriad))}{myriad}{spoken}"
    return spoken


def _group(value: int, *, is_high: bool) -> str:
    """A number below 10,000; 一 is said before 千 of a higher group, never before 百 and 十."""
    spoken = ""
    for unit, place in _PLACES:
        digit, value = divmod(value, unit)
        if digit:
            has_one = digit > 1 or not place or (place == "千" and is_high)
            spoken += f"{_DIGITS[digit] if has_one else ''}{place}"
    return spoken


def number(written: str) -> str:
    """A number with or without commas, decimals and a sign: -2.5 as マイナス二点五."""
    whole, point, decimals = written.lstrip("+-").partition(".")
    spoken = cardinal(whole or "0")
    if point:
        spoken += f"点{digits(decimals)}"
    return f"マイナス{spoken}" if written.startswith("-") else spoken
