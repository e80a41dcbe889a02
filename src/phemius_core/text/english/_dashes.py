"""Dashes in English text: `--`, ` - `, an em dash that touches what is beside it."""

import re
from typing import Final

from phemius_core.text._rule import Rule

__all__ = ["RULES"]

_COMMAND: Final = re.compile(
    r"(?:`|\$ |\b(?:git|npm|npx|pip|docker|kubectl|cargo|python3?|node|ls|rm|cp|mv|curl|wget|"
    r"grep|ssh|sudo|apt|brew|yarn|use|using|flag|flags|option|options|switch|argument|phemius)\b"
    r"[^\n.!?;]{0,40}|(?:^|[\s`])\.?/[\w./-]{1,40}"
    r"|(?:^|\s)--?[\w-]{1,20}(?:=\S{1,40})?,?(?:\s(?:and|or))?)\s?$"
)
"""What stands before the flag of a command."""


def _dash(found: re.Match[str], _lang: str) -> str:
    """A dash with spaces, so that the words beside it stay apart and a pause is heard."""
    text, start, end = found.string, found.start(), found.end()
    before = " " if start and not text[start - 1].isspace() else ""
    after = " " if end < len(text) and not text[end].isspace() else ""
    return f"{before}—{after}"


_PREFIX: Final = re.compile(
    r"(?:pre|post|non|anti|pro|ex|mid|neo|inter|trans|sub|pan)$", re.IGNORECASE
)
"""What an en dash joins to a name of several words: `post–World War II`."""


_BEHIND_NAME: Final = re.compile(
    r"(?:based|style|born|led|owned|backed|area|wide|type|like|trained|made|winning|era|funded)\b"
)
"""What an en dash joins to a name of several words before it: `New York–based`."""


def _compound(found: re.Match[str], _lang: str) -> str | None:
    """`Paris–London`: an en dash for a hyphen between two names."""
    text, start, end = found.string, found.start(), found.end()
    before = re.search(r"[^\W\d_]+$", text[max(0, start - 24) : start])
    if before is None:
        return None
    if _BEHIND_NAME.match(text, end):
        return "-"
    if not text[end].isupper():
        return None
    return "-" if before[0][0].isupper() or _PREFIX.fullmatch(before[0]) else None


def _flag(found: re.Match[str], _lang: str) -> str | None:
    """`--verbose`, `-v` of a command."""
    text, start = found.string, found.start()
    name = found["flag_name"]
    is_code = (
        "-" in name
        or found["flag_sets"]
        or _COMMAND.search(text, max(0, start - 60), start) is not None
    )
    if not is_code or (len(found["flag"]) == 1 and len(name) > 3):
        return None
    dashes = " ".join(["dash"] * len(found["flag"]))
    parts = [part.upper() if len(part) == 1 else part for part in name.split("-")]
    return f"{dashes} {' '.join(parts)}{' equals ' if found['flag_sets'] else ''}"


RULES: Final = (
    Rule(
        "flag",
        r"(?:(?<=[\s`(\[])|(?<![^\n]))(?P<flag>-{1,2})(?P<flag_name>[A-Za-z][A-Za-z]{0,20}(?:-[A-Za-z]{1,20}){0,5})"
        r"(?:(?P<flag_sets>=)(?=\S)|(?![\w-]))",
        _flag,
        starts="-",
    ),
    Rule("compound", r"(?<=[^\W\d_])–(?=[^\W\d_])", _compound, starts="–"),
    Rule(
        "dash",
        r"-{2,80}+(?![\w-])|(?<=[\w)\]\"'”’.!?,;:])-{2,80}+|(?<!\S)-{2,80}+(?=\w)|[—―–‒⸺⸻]{1,80}+"
        r"|(?<=[\s)\]\"”’])-(?=\s)|(?<=[)\]\"”’])-(?=\w)(?<![\d)]-(?=\d))",
        _dash,
        starts="[-—―–‒⸺⸻]",
    ),
)
