"""Directions on medicines: `1 tab PO q6h PRN`, `500 mg TID x 10 days`."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import cardinal

__all__ = ["RULES"]

_DIRECTIONS: Final[Mapping[str, str]] = {
    "po": "by mouth", "sl": "under the tongue", "pr": "rectally", "im": "I M",
    "sq": "under the skin",
    "subq": "under the skin", "bid": "twice a day", "tid": "three times a day",
    "qid": "four times a day", "qd": "once a day", "od": "once a day", "qod": "every other day",
    "qhs": "at bedtime", "hs": "at bedtime", "qam": "every morning", "qpm": "every evening",
    "prn": "as needed", "ac": "before meals", "pc": "after meals",
}  # fmt: skip
_DIRECTION: Final = "|".join(
    rf"{word}|{'[.]'.join(word)}[.]" for word in sorted(_DIRECTIONS, key=len, reverse=True)
)
_FORMS: Final = {"tab": "tablet", "cap": "capsule", "gtt": "drop", "supp": "suppository"}
_DOSE: Final = re.compile(
    r"\d\s?(?:mg|mcg|µg|g|ml|mL|units?|IU|tabs?|tablets?|caps?|capsules?|puffs?|drops?|gtts?|mEq|"
    r"meq|patch|sprays?)\b[^\n]{0,40}$|\b(?:[Ss]ig|SIG|Rx)\b[^\n]{0,50}$"
    r"|\bq\d{1,2}(?:-\d)?h\b[^\n]{0,8}$"
)
_DIRECTED: Final = re.compile(
    rf"\.?,?\s(?:(?i:{_DIRECTION})(?!\w)|q\d|daily\b"
    r"|by mouth\b|orally\b|twice\b|once\b|every\b|at bedtime)"
)
_TAKEN: Final = re.compile(r"\b(?:[Tt]ake|[Gg]ive|[Ss]ig:?|SIG:?)\s[\d./½-]{1,5}\s$")
_REACH: Final = 64


def _before(found: re.Match[str]) -> str:
    return found.string[max(0, found.start() - _REACH) : found.start()]


def _direction(found: re.Match[str], _lang: str) -> str | None:
    """`PO`, `b.i.d.`, `PRN` behind a dose."""
    return _DIRECTIONS[found[0].replace(".", "").lower()] if _DOSE.search(_before(found)) else None


def _every(found: re.Match[str], _lang: str) -> str:
    """`q6h`, `q4-6h`."""
    low, high = found["every"], found["every_to"]
    amount = f"{cardinal(low)} to {cardinal(high)}" if high else cardinal(low)
    unit = "week" if found["every_unit"][0] == "w" else "hour"
    return f"every {unit}" if amount == "one" else f"every {amount} {unit}s"


def _form(found: re.Match[str], _lang: str) -> str | None:
    """`1 tab`, `2 caps`."""
    before = _before(found)
    if found["dose_form"] != "gtt" and not (
        _DIRECTED.match(found.string, found.end()) or _TAKEN.search(before)
    ):
        return None
    name = _FORMS[found["dose_form"]]
    return name if re.search(r"(?:^|[^\d.])(?:1|½|1/2)\s$", before) else f"{name}s"


def _for_days(found: re.Match[str], _lang: str) -> str | None:
    """`x 10 days`."""
    return "for" if _DOSE.search(_before(found)) else None


def _in_volume(found: re.Match[str], _lang: str) -> str | None:
    """`250 mg/5 mL`."""
    return " per " if re.search(r"\d\s?[a-zA-Zµ]{1,3}$", _before(found)) else None


RULES: Final = (
    Rule(
        "dose_time",
        r"\b[qQ](?P<every>\d{1,2})(?:-(?P<every_to>\d{1,2}))?\s?(?P<every_unit>hrs?|h|H|wks?)(?!\w)",
        _every,
        starts=r"\b[qQ]",
    ),
    Rule(
        "dose_form",
        rf"(?<=[\d½]\s)(?P<dose_form>{'|'.join(_FORMS)})s?\b(?:\.(?=\s[a-z\d]))?",
        _form,
        starts=r"\b[tcgs]",
    ),
    Rule(
        "dose_direction",
        rf"(?<![\w.])(?i:{_DIRECTION})(?!\w)",
        _direction,
        starts=r"(?i:\b[psibtqoha])",
    ),
    Rule(
        "dose_in",
        r"(?<=[glLqU])/(?=\d{1,3}(?:\.\d)?\s?(?:m[lL]|L|g|kg|hrs?|h|puffs?|tabs?)\b)",
        _in_volume,
        starts="/",
    ),
    Rule(
        "dose_days",
        r"(?<=\s)x(?=\s?\d{1,2}\s?(?:days?|weeks?|wks?|months?|doses|d)\b)",
        _for_days,
        starts=r"\bx",
    ),
)
