"""Numbers of accounts, cards and ports, and the times of subtitles."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import digits, label

__all__ = ["RULES"]

_FEWEST_IBAN: Final = 15
_TIMES: Final = r"(?:\d{1,2}:)?\d\d:\d\d[.,]\d{3}"
_CUE_BEHIND: Final = re.compile(rf"[ \t]*+\r?\n{_TIMES}[ \t]*+-->")
_PORT: Final = re.compile(r"\b(?:[Pp]orts?|PORTS?)(?:\s?=\s?|\s(?:number\s|no\.\s|is\s|to\s)?)$")


def _iban(found: re.Match[str], _lang: str) -> str | None:
    """`GB29 NWBK 6016 1331 9268 19`: letters and digits in the groups as written, or in fours."""
    written = found[0]
    plain = written.replace(" ", "")
    if len(plain) < _FEWEST_IBAN or sum(char.isdigit() for char in plain) < len(plain) // 2:
        return None
    groups = (
        written.split(" ")
        if " " in written
        else [plain[at : at + 4] for at in range(0, len(plain), 4)]
    )
    return ", ".join(_one_by_one(group) for group in groups)


def _one_by_one(group: str) -> str:
    return " ".join(digits(char) if char.isdigit() else char for char in group)


def _masked(found: re.Match[str], _lang: str) -> str:
    """`****4242` as ending in four two four two."""
    before = found.string[max(0, found.start() - 12) : found.start()]
    cued = re.search(r"\b(?:end(?:ing|s)\s(?:in|with)|last four)\s$", before, re.IGNORECASE)
    return ("" if cued else "ending in ") + digits(found["masked"])


def _port(found: re.Match[str], _lang: str) -> str | None:
    """`port 443`, `PORT=8080`."""
    before = found.string[max(0, found.start() - 20) : found.start()]
    return label(found["port_number"]) if _PORT.search(before) else None


def _cue_number(found: re.Match[str], _lang: str) -> str | None:
    """The number of a subtitle, in the line above its times, is silent."""
    return "" if _CUE_BEHIND.match(found.string, found.end()) else None


RULES: Final = (
    Rule(
        "iban",
        r"\b[A-Z]{2}\d{2}(?:(?: [A-Z\d]{4}){2,7}(?: [A-Z\d]{1,3})?|[A-Z\d]{11,30})(?!\w)",
        _iban,
        starts=r"\b[A-Z]",
    ),
    Rule(
        "masked_card",
        r"(?:[*•]{2,12}+|(?<!\w)[xX]{3,12})[ -]?(?P<masked>\d{4})(?![\w-]|[.,]\d)",
        _masked,
        starts=r"[*•]|\b[xX]",
    ),
    Rule(
        "port",
        r"(?<![\w.,-])(?P<port_number>\d{3,5})(?![\w%°:-]|[.,]\d)",
        _port,
        starts=r"\d",
    ),
    Rule("cue_number", r"(?<![^\n])\d{1,5}(?!\S)", _cue_number, starts=r"\d"),
    Rule(
        "cue_times",
        rf"(?<!\w){_TIMES}[ \t]*+-->[ \t]*+{_TIMES}(?:[ \t]++\w{{1,12}}:[\w%,.-]{{1,12}}){{0,6}}",
        lambda _found, _lang: "",
        starts=r"\d",
    ),
)
