"""Mandarin number words."""

from typing import Final

__all__ = ["amount", "cardinal", "digits", "number"]

_DIGITS: Final = "零一二三四五六七八九"
_PLACES: Final = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
_LARGEST: Final = 16
"""Digits of the largest number that is read as one; a longer one is read digit by digit."""


def digits(written: str, *, one: str = "一") -> str:
    """Each digit by itself; `one` is 幺 in telephone and room numbers."""
    return "".join(_DIGITS[int(digit)] for digit in written).replace("一", one)


def cardinal(written: int | str, *, ordinal: bool = False) -> str:
    """A whole number: 20000 as 两万, as an ordinal 二万.

    Args:
        written: The number, or its digits, with commas or without.
        ordinal: Whether 第 stands before it: then 2 is 二 everywhere.
    """
    written = str(written).replace(",", "")
    if len(written) > _LARGEST or (len(written) > 1 and written[0] == "0"):
        return digits(written)
    value = int(written)
    if not value:
        return _DIGITS[0]
    groups: list[int] = []
    while value:
        value, group = divmod(value, 10_000)
        groups.append(group)
    spoken = ""
    skipped = False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            skipped = True
            continue
        if spoken and (skipped or group < 1000):
            spoken += _DIGITS[0]
        skipped = False
        is_high = place > 0
        if group == 2 and is_high and not ordinal:
            spoken += "两"
        else:
            spoken += _group(group, bare_ten=is_high or not spoken, ordinal=ordinal)
        # 万亿 is a 万 of 亿: the 亿 is said once, behind what is left of them.
        spoken += ("", "万", "亿", "万" if len(groups) > 2 and groups[2] else "万亿")[place]
    return spoken


def _group(value: int, *, bare_ten: bool, ordinal: bool) -> str:
    """A number below 10,000; `bare_ten` says 十五 and not 一十五."""
    spoken = ""
    skipped = False
    for unit, place in _PLACES:
        digit, value = divmod(value, unit)
        if not digit:
            skipped = bool(spoken)
            continue
        if skipped:
            spoken += _DIGITS[0]
            skipped = False
        if unit == 10 and digit == 1 and not spoken and bare_ten:
            spoken += place
        elif unit == 1000 and digit == 2 and not ordinal:
            spoken += f"两{place}"
        else:
            spoken += f"{_DIGITS[digit]}{place}"
    return spoken


def number(written: str) -> str:
    """A number with or without commas, decimals and a sign: -1,234.50 as 负一千二百三十四点五零."""
    whole, point, decimals = written.lstrip("+-").partition(".")
    spoken = cardinal(whole or "0")
    if point:
        spoken += f"点{digits(decimals)}"
    return f"负{spoken}" if written.startswith("-") else spoken


def amount(written: str) -> str:
    """A number before a measure word: 2 as 两."""
    return "两" if written == "2" else number(written)
