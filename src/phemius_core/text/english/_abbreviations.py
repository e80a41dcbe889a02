"""English abbreviations in full, and initials."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._patterns import starts_sentence

__all__ = ["RULES"]

_ABBREVIATIONS: Final[Mapping[str, str]] = {
    "Dr.": "Doctor", "Mr.": "Mister", "Mrs.": "Missus", "Ms.": "Miss", "Prof.": "Professor",
    "St.": "Saint", "Jr.": "Junior", "Sr.": "Senior", "Gen.": "General", "Col.": "Colonel",
    "Capt.": "Captain", "Lt.": "Lieutenant", "Rev.": "Reverend", "Hon.": "Honorable",
    "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "vs.": "versus", "vs": "versus",
    "approx.": "approximately", "No.": "number", "Inc.": "Incorporated", "Ltd.": "Limited",
    "Co.": "Company", "Corp.": "Corporation", "Dept.": "Department", "Ave.": "Avenue",
    "Blvd.": "Boulevard", "Mt.": "Mount", "Ft.": "Fort", "w/": "with", "w/o": "without",
    "Nos.": "numbers", "Fig.": "figure", "fig.": "figure", "Figs.": "figures", "p.": "page",
    "pp.": "pages", "Vol.": "volume", "vol.": "volume", "ca.": "circa", "Ch.": "chapter",
    "Sec.": "section", "Eq.": "equation",
    "Jan.": "January", "Feb.": "February", "Mar.": "March", "Apr.": "April", "Aug.": "August",
    "Sep.": "September", "Sept.": "September", "Oct.": "October", "Nov.": "November",
    "Dec.": "December", "Mon.": "Monday", "Tue.": "Tuesday", "Tues.": "Tuesday",
    "Wed.": "Wednesday", "Thu.": "Thursday", "Thurs.": "Thursday", "Fri.": "Friday",
    "Sat.": "Saturday", "Sun.": "Sunday",
}  # fmt: skip
_ABBREVIATION: Final = "|".join(sorted(map(re.escape, _ABBREVIATIONS), key=len, reverse=True))
_OFTEN_LAST: Final = frozenset(("etc.", "Inc.", "Ltd.", "Co.", "Jr.", "Sr."))
"""Those that end a sentence before any capital letter."""
_STREETS: Final = {"St.": "Street", "Dr.": "Drive"}
"""Other readings, after a name: `Oak St.`."""
_BEFORE_NUMBERS: Final = frozenset(
    ("No.", "Nos.", "Fig.", "fig.", "Figs.", "p.", "pp.", "Vol.", "vol.", "ca.", "Ch.", "Sec.",
     "Eq.")
)  # fmt: skip
_ALSO_WORDS: Final = frozenset(("Sun.", "Sat.", "Mar."))


def _abbreviation(found: re.Match[str], _lang: str) -> str | None:
    written, text, end = found[0], found.string, found.end()
    following = text[end : end + 3]
    starts_name = re.match(r"\s[A-Z]", following) and not starts_sentence(text, end)
    spoken = _ABBREVIATIONS[written]
    if written in _STREETS and not starts_name and re.search(r"[A-Z]\w*\s$", text[:end][-24:-3]):
        spoken = _STREETS[written]
    if written in _BEFORE_NUMBERS and not re.match(r"\s?\d", following):
        return None
    if written in _ALSO_WORDS and not re.match(r",?\s[a-z\d]", following):
        return None
    if following[:1].isdigit():
        spoken += " "
    # The full stop of an abbreviation may end the sentence as well.
    ends = (
        not following.strip() or re.match(r"\s[A-Z]", following)
        if written in _OFTEN_LAST
        else starts_sentence(text, end)
    )
    return f"{spoken}." if ends and written.endswith(".") else spoken


def _initials(found: re.Match[str], _lang: str) -> str:
    """`U.S.` as US."""
    letters = found[0].replace(".", "")
    return f"{letters}." if starts_sentence(found.string, found.end()) else letters


RULES: Final = (
    Rule(
        "abbreviation",
        rf"(?<![\w.])(?:{_ABBREVIATION})(?![^\W\d_])",
        _abbreviation,
        starts=r"\b[A-Za-z]",
    ),
    Rule("initials", r"(?<![\w.])(?:[A-Z]\.){2,6}", _initials, starts=r"\b[A-Z]"),
)
