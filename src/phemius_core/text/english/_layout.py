"""Marks that lay a text out: a spaced slash, arrows of menus, a repeated copyright, M–F."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import decimal
from phemius_core.text.english._patterns import NUMBER

__all__ = ["RULES"]

_OPERAND_BEFORE: Final = re.compile(r"(?:^|[\s(=+*/-])(?:\d[\d.,]{0,12}|[A-Za-z])[²³]?$")
_OPERAND_BEHIND: Final = re.compile(r"\s(?:\d[\d.,]{0,12}|[A-Za-z]|\()(?!\w)")
_AMOUNT_BEHIND: Final = re.compile(r"\s[-−+~]?(?:[$£€¥]|US\$)?\d")
_CALCULATED: Final = re.compile(r"[=+*×÷^√/]\s?[\w.()]{0,12}\s?$")
_COPYRIGHT: Final = re.compile(r"\b[Cc]opyright\s?$|\bCOPYRIGHT\s?$")


def _slash(found: re.Match[str], _lang: str) -> str | None:
    """`180 °C / 350 °F`: a pause; between the operands of a calculation, divided by."""
    text, start, end = found.string, found.start(), found.end()
    before = text[max(0, start - 32) : start]
    is_operand = _OPERAND_BEFORE.search(before) and _OPERAND_BEHIND.match(text, end)
    if not is_operand:
        is_listed = re.search(r"\d[^,;.!?\n]{0,12}$", before) and _AMOUNT_BEHIND.match(text, end)
        return "," if is_listed else None
    line = before[before.rfind("\n") + 1 :] + text[end : end + 16].split("\n")[0]
    return " divided by" if re.search(r"[=+*×^]|\s-\s", line) else None


def _difference(found: re.Match[str], _lang: str) -> str | None:
    """`2 + 4 - 1`: behind another operator no range."""
    before = found.string[max(0, found.start() - 24) : found.start()]
    if not _CALCULATED.search(before):
        return None
    return f"{decimal(found['term'])} minus {decimal(found['less'])}"


def _arrow(found: re.Match[str], _lang: str) -> str | None:
    """An arrow that leads a line or a label, as in `→ Next`, is silent."""
    text, start = found.string, found.start()
    before = text[max(0, start - 2) : start].rstrip(" ")
    return "" if not before or before[-1] in "\n|([" else None


def _copyright(found: re.Match[str], _lang: str) -> str:
    before = found.string[max(0, found.start() - 12) : found.start()]
    return "" if _COPYRIGHT.search(before) else "copyright"


def _weekdays(found: re.Match[str], _lang: str) -> str | None:
    """`9–5 M–F`, `M-F 9am-5pm`."""
    text, start, end = found.string, found.start(), found.end()
    hours_before = re.search(r"(?:\d|[apAP]\.?[mM]\.?)[,:]?\s\(?$", text[max(0, start - 8) : start])
    if hours_before is None and not re.match(r"[,:]?\s(?:from\s)?\d", text[end : end + 8]):
        return None
    return {"F": "Monday to Friday", "S": "Monday to Saturday"}[found["week_end"]]


def _firm(found: re.Match[str], _lang: str) -> str:
    """`AT&T`: letters, though they spell a word."""
    return f"{' '.join(found['firm'])} and "


RULES: Final = (
    Rule(
        "firm",
        r"\b(?P<firm>AT|AM|AS|IT|IN|ON|OR|IS|AN)&(?=[A-Z]\b)",
        _firm,
        starts=r"\b[AIO]",
    ),
    Rule("firms", r"(?<=[A-Z])&As\b", lambda _found, _lang: " and A's", starts="&"),
    Rule(
        "french_au",
        r"\bAu(?=\s(?:revoir|pair|gratin|lait|contraire|jus|naturel|courant|fait|poivre)\b)",
        lambda _found, _lang: "au",
        starts=r"\bA",
    ),
    Rule("spaced_slash", r"[ \u00a0]/(?=[ \u00a0])", _slash, starts=r"[ \u00a0](?![^/])"),
    Rule(
        "subtraction",
        rf"(?<![\w.,])(?P<term>{NUMBER})\s[-−–]\s(?P<less>{NUMBER})(?!\w|[-–]|\.\d|%)",
        _difference,
        starts=r"\d",
    ),
    Rule("menu_arrow", r"[→←⇒»›](?:[ \u00a0](?=\w))?", _arrow, starts="[→←⇒»›]"),
    Rule("copyright", r"©|\([cC]\)(?=\s(?:19|20)\d\d)", _copyright, starts=r"[©(]"),
    Rule(
        "week",
        r"(?<![\w.-])M\s?[-–]\s?(?P<week_end>F|S)(?![\w-])",
        _weekdays,
        starts=r"\bM",
    ),
)
