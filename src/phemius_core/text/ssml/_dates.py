"""Dates of `say-as` in the order of each language."""

import re
from collections.abc import Callable, Mapping
from typing import Final

__all__ = ["written_date"]

_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "a": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December"),
    "e": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
          "octubre", "noviembre", "diciembre"),
    "f": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
          "octobre", "novembre", "décembre"),
    "h": ("जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर",
          "नवंबर", "दिसंबर"),
    "i": ("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto",
          "settembre", "ottobre", "novembre", "dicembre"),
    "p": ("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
          "outubro", "novembro", "dezembro"),
}  # fmt: skip
_ORDERS: Final = {"a": "mdy", "j": "ymd", "z": "ymd"}
"""Order of the parts where the caller gives none; the others begin with the day."""


def written_date(text: str, order: str, lang: str) -> str | None:
    """A date as the rules of its language read it; None if it is none.

    Args:
        text: Numbers with anything between, or eight digits: `11/23/2026`, `20261123`.
        order: Format of `say-as`: the letters d, m and y in the order of the numbers, as in `dmy`
            or `dd.mm.yyyy`; empty if it is not given.
        lang: Letter of the language.
    """
    numbers = re.findall(r"\d+", text)
    parts = "".join(dict.fromkeys(char for char in order.lower() if char in "dmy"))
    if not parts:
        parts = _ORDERS.get(lang, "dmy")
        if numbers and len(numbers[0]) == 4:
            parts = "ymd"
        elif len(numbers) < 3:
            return None
    if len(numbers) == 1 and len(numbers[0]) == sum(4 if part == "y" else 2 for part in parts):
        numbers = _split(numbers[0], parts)
    if len(numbers) != len(parts) or any(len(number) > 4 for number in numbers):
        return None
    given = dict(zip(parts, map(int, numbers), strict=True))
    day, month, year = given.get("d"), given.get("m"), given.get("y")
    if not (month is None or 1 <= month <= 12) or not (day is None or 1 <= day <= 31):
        return None
    if year is not None and len(numbers[parts.index("y")]) == 2:
        year += 1900 if year >= 70 else 2000
    return _composed(day, month, year, lang)


def _split(digits: str, parts: str) -> list[str]:
    result = []
    for part in parts:
        width = 4 if part == "y" else 2
        result.append(digits[:width])
        digits = digits[width:]
    return result


def _composed(day: int | None, month: int | None, year: int | None, lang: str) -> str:
    if lang in ("j", "z"):
        units = ((year, "年"), (month, "月"), (day, "日"))
        return "".join(f"{number}{unit}" for number, unit in units if number is not None)
    names = _MONTHS.get("a" if lang == "b" else lang)
    name = "" if month is None else (names[month - 1] if names else str(month))
    if lang == "a" and month is not None:
        date = f"{name} {day}" if day is not None else name
        return f"{date}, {year}" if year is not None and day is not None else _joined(date, year)
    joint = " de " if lang in ("e", "p") else " "
    first: Callable[[int], str] = _first_day.get(lang, str)
    words = [first(day) if day is not None else "", name, "" if year is None else str(year)]
    return joint.join(word for word in words if word)


def _joined(date: str, year: int | None) -> str:
    return date if year is None else f"{date} {year}"


_first_day: Final[Mapping[str, Callable[[int], str]]] = {
    "f": lambda day: "1er" if day == 1 else str(day),
}
