"""English words for ranges, ratios and scores."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._calendar import MONTH, WEEKDAY
from phemius_core.text.english._context import spaced, text_before
from phemius_core.text.english._currencies import SIGN
from phemius_core.text.english._number_words import cardinal, decimal, year
from phemius_core.text.english._patterns import NUMBER
from phemius_core.text.english._unit_table import UNITS

__all__ = ["RULES"]

_LONGEST_UNIT: Final = 12
_UNIT_BEFORE: Final = re.compile(
    r"\d(?:(?:st|nd|rd|th|['’]?s)|\s?(?:"
    + "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
    + r"|[kKMB]|[ap]\.?m\.?|[AP]\.?M\.?|%|[\"″′])[²³]?|\s(?:thousand|million|billion|trillion))$"
    r"|[€£¢]$"
)
_TIME_OR_DATE_BEFORE: Final = re.compile(rf":\d\d$|/\d{{4}}$|\b{MONTH}\s\d{{1,4}}$")
_NAME_BEFORE: Final = re.compile(rf"\b(?:{MONTH}|{WEEKDAY}|noon|midnight)$")
_LABEL_BEFORE: Final = re.compile(r"\b([A-Z]{1,2})(\d{1,3})$")
_LATEST_YEAR: Final = 2100


def _to(found: re.Match[str], _lang: str) -> str | None:
    """A dash between two quantities that have a unit of their own: `9am-5pm`."""
    text, at = found.string, found.start()
    start = at - 1 if text[at - 1 : at].isspace() else at
    before = text_before(text, start)
    if found["to_label"]:
        label, number = _LABEL_BEFORE.search(before), int(found["to_number"])
        if label is None or label[1] != found["to_label"] or int(label[2]) >= number:
            return None
    elif not (found["to_money"] and before[-1:].isdecimal()) and not _ends_quantity(before):
        return None
    return spaced(found, "to")


def _by(found: re.Match[str], _lang: str) -> str | None:
    """The sign between two lengths: `10m x 12m`."""
    before = text_before(found.string, found.start()).rstrip()
    return spaced(found, "by") if _UNIT_BEFORE.search(before[-_LONGEST_UNIT:]) else None


def _ends_quantity(before: str) -> bool:
    """Whether a text ends with a quantity that has a unit, with a time or with a date."""
    if before[-1:].isdecimal():
        return _TIME_OR_DATE_BEFORE.search(before) is not None
    return bool(_UNIT_BEFORE.search(before[-_LONGEST_UNIT:]) or _NAME_BEFORE.search(before))


def _range(found: re.Match[str], _lang: str) -> str:
    low, high = found["low"], found["high"]
    if (low, high) == ("50", "50"):
        return "fifty fifty"
    if len(low) == 4 and 1000 <= int(low) <= _LATEST_YEAR:
        if len(high) == 4 and int(low) < int(high) <= _LATEST_YEAR:
            return f"{year(int(low))} to {year(int(high))}"
        if len(high) == 2 and int(low) % 100 < int(high):
            return f"{year(int(low))} to {cardinal(high)}"
    if (len(low) <= len(high) <= 6 and int(low) < int(high)) or max(len(low), len(high)) <= 3:
        return f"{cardinal(low)} to {cardinal(high)}"
    return f"{cardinal(low)} {cardinal(high)}"


def _decimal_range(found: re.Match[str], _lang: str) -> str:
    """`1.5-2.5`, `1,000-2,000`."""
    return f"{decimal(found['d_low'])} to {decimal(found['d_high'])}"


def _proportion(found: re.Match[str], _lang: str) -> str:
    first, second = found["of"], found["to"]
    if (first, second) == ("50", "50"):
        return "fifty fifty"
    return f"{cardinal(first)} to {cardinal(second)}"


def _percent(found: re.Match[str], _lang: str) -> str:
    """`5%`, `-1.5%`, `5-10%`."""
    sign = {"": "", "+": "plus "}.get(found["percent_sign"] or "", "minus ")
    low = f"{decimal(found['percent_from'])} to " if found["percent_from"] else ""
    return f"{sign}{low}{decimal(found['percent'])} percent"


RULES: Final = (
    Rule(
        "proportion",
        r"(?<![\w:.])(?P<of>\d{1,3}):(?P<to>\d{1,3})(?![\w:]|\.\d)",
        _proportion,
        starts=r"\d",
    ),
    Rule(
        "to",
        rf"[-–—](?=\s?(?:(?P<to_money>{SIGN})?\d|['’]\d0s|{MONTH}\s?\d|{WEEKDAY}|noon\b|midnight\b|(?P<to_label>[A-Z]{{1,2}})(?P<to_number>\d{{1,3}})\b))",
        _to,
        starts="[–—-]",
    ),
    Rule(
        "by_sign",
        r"[x×](?=\s?\d)",
        _by,
        starts="[x×]",
    ),
    Rule(
        "until_now",
        r"(?:(?<=\d)|(?<=\d\s))[-–—](?=\s?(?:present|today|now|date)\b)",
        lambda found, _lang: spaced(found, "to"),
        starts="[–—-]",
    ),
    Rule(
        "percent",
        rf"(?P<percent_sign>(?<!\w)[-−+])?(?<![\w.])(?:(?P<percent_from>{NUMBER})\s?[-–—]\s?)?"
        rf"(?P<percent>{NUMBER}|\.\d{{1,9}}+)\s?[%％]",
        _percent,
        starts=r"[-−+.\d]",
    ),
    Rule(
        "range",
        r"(?<![\w.,-])(?P<low>\d{1,9})\s?[-–—]\s?(?P<high>\d{1,9})(?!\w|[-–]\d|-[A-Z]"
        r"|-[a-z]{1,2}(?![a-z])|[.,]\d|\s?=)",
        _range,
        starts=r"\d",
    ),
    Rule(
        "decimal_range",
        r"(?<![\w.,-])(?P<d_low>\d{1,3}(?:,\d{3}){1,3}|\d{1,9}\.\d{1,6})\s?[-–—]\s?"
        r"(?P<d_high>\d{1,3}(?:,\d{3}){1,3}|\d{1,9}(?:\.\d{1,6})?)(?![\w-]|[.,]\d)",
        _decimal_range,
        starts=r"\d",
    ),
)
