"""Rules for abbreviations: their words, and whether their full stop ends the sentence."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.romance.iberian._grammar import Grammar
from phemius_core.text.romance.iberian._stops import ends_sentence

__all__ = ["rules"]

_NUMBER: Final = re.compile(r"\s?\d|\s(?:[ivxlcdm]{1,8}|[IVX]{1,8}|[IVXLCDM]{2,8})\b")
_NAME_BEFORE: Final = re.compile(r"(?:\b[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][^\W\d_]*|[A-Z]\.)\s?$")


class _Abbreviations:
    """Says abbreviations."""

    def __init__(self, grammar: Grammar) -> None:
        table = grammar.abbreviations
        self.by_plain = {_plain(written): said for written, said in table.words.items()}
        self.often_last = {_plain(written) for written in table.often_last}
        self.before_numbers = {_plain(written) for written in table.before_numbers}
        self.before_names = {_plain(written) for written in table.before_names}

    def abbreviation(self, found: re.Match[str], _lang: str) -> str | None:
        text, end = found.string, found.end()
        written = _plain(found[0])
        # Capitals at the start of a sentence; "Cap." is a captain or a chapter.
        keys = (written, written[0].lower() + written[1:], written.lower())
        for key in keys if len(written) > 2 else keys[:1]:
            if key in self.by_plain and self.fits(key, found):
                break
        else:
            return None
        said = self.by_plain[key]
        if "|" in said:
            masculine, feminine = said.split("|")
            said = feminine if re.match(r"\s\w+a\b", text[end : end + 24]) else masculine
        following = text[end : end + 1]
        if following.isspace():
            said = said.rstrip()
        elif following.isalnum() and not said.endswith(" "):
            said += " "
        ends = found[0].endswith(".") and (
            ends_sentence(text, end) if key in self.often_last else not text[end : end + 80].strip()
        )
        return f"{said}." if ends else said

    def fits(self, key: str, found: re.Match[str]) -> bool:
        """Whether what stands around an abbreviation is what it stands beside."""
        behind = found.string[found.end() : found.end() + 12]
        if key in self.before_numbers:
            return _NUMBER.match(behind) is not None
        if key in self.before_names and not re.match(
            r"\s(?:d[aeo]s?\s|de las?\s|de los\s|del\s)?[^\W\d_a-zà-ÿ]", behind
        ):
            return False
        if len(key) == 2 and key[0].isupper():
            # An initial of a name: "J. S. Bach", "María R. Silva".
            before = found.string[max(0, found.start() - 24) : found.start()]
            return not re.match(r"\s?[^\W\d_a-zà-ÿ]\.", behind) and not _NAME_BEFORE.search(before)
        return True

    def pattern(self, written: str) -> str:
        first = written[0]
        # A sentence may begin with it; a single capital is an initial.
        if first.islower() and len(written) > 2:
            first = f"[{first}{first.upper()}]"
        rest = re.escape(written[1:]).replace(r"\ ", r"[ \u00a0\u202f]?")
        ends = "" if written.endswith((".", "/")) else r"(?![^\W\d_]|[ºª])"
        return f"{re.escape(first) if len(first) == 1 else first}{rest}{ends}"


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    says = _Abbreviations(grammar)
    table = grammar.abbreviations
    written = sorted(table.words, key=len, reverse=True)
    return (
        Rule("abbreviation",
             rf"(?<![\w.])(?:{'|'.join(map(says.pattern, written))})", says.abbreviation),
    )  # fmt: skip


def _plain(written: str) -> str:
    return re.sub(r"\s", "", written)
