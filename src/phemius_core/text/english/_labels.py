"""English words for numbers that name things: models, rooms, flights, roads."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._context import precedes_plural, text_before
from phemius_core.text.english._number_words import cardinal, label, plural, year

__all__ = ["RULES"]

_NAMED: Final = re.compile(
    r"\b(?:room|rm|box|suite|ste|apt|apartment|unit|flight|gate|bus|train|route|rte|highway|hwy|"
    r"interstate|freeway|channel|model|error|http|https|status|studio|building|bldg|boeing|airbus|"
    r"peugeot|porsche|nokia|ferrari|form|ward|locker|platform|area|pier|exit|mazda|bmw|volvo|cessna|"
    r"catch|psalm|opus|formula|class)\.?\s(?:code\s|#\s?|no\.?\s|number\s)?$",
    re.IGNORECASE,
)
_CAPITALS: Final = re.compile(r"(?:^|\W)(?P<model>[A-Z]{2,6})\s$")
_NO_MODEL: Final = frozenset(
    ("AD", "ALL", "AM", "AND", "ARE", "AS", "AT", "BC", "BCE", "BY", "CA", "CE", "CEO", "EU", "EXT",
     "FAX", "FL", "FOR", "FROM", "GDP", "GMT", "HAS", "HAVE", "ID", "IN", "IS", "ISBN", "ISO", "IT",
     "MAX", "MIN", "NO", "NY", "NYSE", "OF", "ON", "ONLY", "OR", "OVER", "PIN", "PM", "PO", "SINCE",
     "SSN", "TEL", "THE", "TO", "TX", "UK", "UN", "UNTIL", "US", "USA", "UTC", "WAS", "WE", "WITH",
     "ZIP")
)  # fmt: skip
"""Words in capitals that name no model. State codes and codes of digits have rules of their own."""
_CAPITALS_BEHIND: Final = re.compile(r"\s[A-Z]{4}")
_FIRST_YEAR, _LAST_YEAR = 1100, 2099


def _attached(found: re.Match[str], _lang: str) -> str | None:
    """The digits of `BA249`, `F-150`, `FY2024`."""
    text, at, end = found.string, found.start(), found.end()
    written = found["attached"]
    if len(written) == 4 and _FIRST_YEAR <= int(written) <= _LAST_YEAR:
        spoken = year(int(written))
    else:
        spoken = label(written)
    before = " " if text[at - 1].isalpha() else ""
    after = " " if text[end : end + 1].isalpha() else ""
    return f"{before}{spoken}{after}"


def _apart(found: re.Match[str], _lang: str) -> str | None:
    """The digits of "room 404" and "RTX 4090"."""
    written, before = found["label"], text_before(found.string, found.start())
    if not _NAMED.search(before):
        capitals = _CAPITALS.search(before)
        if (
            capitals is None
            or capitals["model"] in _NO_MODEL
            or _is_shouted(before, found)
            or precedes_plural(found.string, found.end())
        ):
            return None
        if len(written) == 4 and _FIRST_YEAR <= int(written) <= _LAST_YEAR:
            return None
    spoken = label(written)
    after = " " if found.string[found.end() : found.end() + 1].isalpha() else ""
    return spoken + after


def _is_shouted(before: str, found: re.Match[str]) -> bool:
    words = before.split()
    most = 1 if _CAPITALS_BEHIND.match(found.string, found.end()) else 2
    return len(words) > most and all(word.isupper() for word in words)


def _several(found: re.Match[str], _lang: str) -> str | None:
    """`Boeing 747s`."""
    if not _NAMED.search(text_before(found.string, found.start())):
        return None
    return plural(label(found["labels"]))


def _report(found: re.Match[str], _lang: str) -> str:
    """The volume and the page of `347 U.S. 483`."""
    return f"{label(found['law_volume'])} US {label(found['law_page'])}"


def _bits(found: re.Match[str], _lang: str) -> str:
    """`1s and 0s`."""
    return f"{plural(cardinal(found['bit_one']))} and {plural(cardinal(found['bit_two']))}"


def _airliner(found: re.Match[str], _lang: str) -> str:
    """`737-800`, `A350-900`, `747-8`."""
    model, variant = (
        found["jet"] or found["jet_letter"],
        found["variant"] or found["variant_letter"],
    )
    before = " " if found["jet_letter"] else ""
    after = " " if found.string[found.end() : found.end() + 1].isalpha() else ""
    return f"{before}{label(model)} {label(variant)}{after}"


def _lettered(found: re.Match[str], _lang: str) -> str:
    """`Flat 2a`: the letter by its name."""
    return f"{label(found['lettered'])} A"


RULES: Final = (
    Rule(
        "lettered",
        r"(?<![\w.,$£€-])(?P<lettered>\d{1,4})a(?![\w-])",
        _lettered,
        starts=r"\d",
    ),
    Rule(
        "airliner",
        r"(?<![\w.,-])(?<!pages )(?<!pp\. )(?P<jet>7[0-8]7)-(?P<variant>[1-9]00|[89]|10)"
        r"(?=(?:ER|LR|F|BCF)?\b)(?![-.,]\d)"
        r"|(?<=\b[A-Z])(?P<jet_letter>\d{3})-(?P<variant_letter>\d{3,4})(?![\w-])",
        _airliner,
        starts=r"\d",
    ),
    Rule(
        "attached_label",
        r"(?:(?<=[A-Za-z])|(?<=\b[A-Za-z]-)|(?<=\b[A-Za-z]{2}-)|(?<=\b[A-Za-z]{3}-))"
        r"(?P<attached>\d{3,15})(?![\d]|[.,]\d|-\d)",
        _attached,
        starts=r"\d",
    ),
    Rule(
        "label",
        r"(?<![\w.,-])(?P<label>\d{3,5})(?![\d/:%]|[.,]\d|-\d)",
        _apart,
        starts=r"\d",
    ),
    Rule("labels", r"(?<![\w.,-])(?P<labels>\d{3})s\b", _several, starts=r"\d"),
    Rule(
        "law_report",
        r"(?<![\w.,])(?P<law_volume>\d{1,3})\sU\.S\.\s(?P<law_page>\d{1,4})\b",
        _report,
        starts=r"\d",
    ),
    Rule(
        "bits",
        r"(?<!\w)(?P<bit_one>[01])['’]?s\sand\s(?P<bit_two>[01])['’]?s\b",
        _bits,
        starts=r"[01]",
    ),
)
