"""Where sentences end in normalised text."""

import re
from collections.abc import Iterator

__all__ = ["sentence_ends"]

_END = re.compile(
    r"(?P<mark>[.!?…؟]+)[\"'”’)\]»*_]*(?P<space>\s+)"
    r"|[。！？｡।॥]+[\"'”’)\]」』》]*\s*"
    r"|\n[ \t]*\n\s*"
)
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«]+$")
# Those after which a sentence hardly ever ends; the normaliser has said most of them in full.
_ABBREVIATIONS = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "mx",
        "dr",
        "prof",
        "rev",
        "fr",
        "gen",
        "col",
        "maj",
        "capt",
        "lt",
        "sgt",
        "sen",
        "rep",
        "gov",
        "hon",
        "st",
        "jr",
        "sr",
        "messrs",
        "mme",
        "mlle",
        "vs",
        "etc",
        "eg",
        "ie",
        "e.g",
        "i.e",
        "cf",
        "al",
        "no",
        "nos",
        "vol",
        "pp",
        "fig",
        "figs",
        "eq",
        "sec",
        "ch",
        "ed",
        "eds",
        "approx",
        "dept",
        "est",
        "inc",
        "ltd",
        "co",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "ca",
        "sra",
        "srta",
        "dra",
        "ud",
        "uds",
        "av",
        "avv",
        "sig",
        "dott",
    }
)
_MAY_END = frozenset({"etc", "inc", "ltd", "co", "jr", "sr", "al", "st", "no"})
_OPENERS = "\"'“‘«([*_¿¡—–-"


def sentence_ends(text: str) -> Iterator[int]:
    """Positions just after a sentence and the space behind it, without the end of the text."""
    for match in _END.finditer(text):
        end = match.end()
        if end >= len(text):
            return
        if match["mark"] is None or not _goes_on(text, match):
            yield end


def _goes_on(text: str, match: re.Match[str]) -> bool:
    if "\n" in match["space"] and match["space"].count("\n") > 1:
        return False
    following = text[match.end() : match.end() + 8].lstrip(_OPENERS)[:1]
    if following.islower():
        return True
    if match["mark"] != ".":
        return False
    word = _LAST_WORD.search(text, max(0, match.start() - 24), match.start())
    if word is None:
        return False
    bare = word[0].casefold()
    if bare in _ABBREVIATIONS:
        return bare not in _MAY_END or following.isdigit()
    # An initial, as in "J. S. Bach"; but not "so do I." nor "plan B.".
    return len(bare) == 1 and word[0].isupper() and _is_initial(text[: word.start()], word[0])


def _is_initial(before: str, letter: str) -> bool:
    words = before[-40:].split()
    if not words or words[-1].endswith((".", "!", "?", "…")):
        return letter != "I"
    return words[-1].istitle() or words[-1].casefold() in {"by", "and", "with", "from", "of"}
