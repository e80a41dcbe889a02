"""Rules for abbreviations: the words for them, and whether the sentence ends there."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from phemius_core.text._initials import name_initials
from phemius_core.text._numerals import roman_value
from phemius_core.text._rule import Rule
from phemius_core.text.romance._alternatives import alternatives
from phemius_core.text.romance._written_numbers import GAP

__all__ = ["AbbreviationSpeech", "abbreviation_rules"]


@dataclass(frozen=True, kw_only=True)
class AbbreviationSpeech:
    """The abbreviations of a language; they are matched as written, capitals included."""

    anywhere: Mapping[str, str]
    """Words for abbreviations that are nothing else."""
    before_names: Mapping[str, str]
    """Words for those that are abbreviations only before a capital letter: `M.`."""
    before_numbers: Mapping[str, str]
    """Words for those that are abbreviations only before a number: `p. 5`."""
    often_last: Collection[str]
    """Those whose full stop also ends the sentence before a capital letter."""
    after_titles: str
    """Pattern of what else follows a title: `M. et Mme`, `M. le maire`."""
    numeral: Callable[[int], str]
    """Words for a Roman numeral after one of `before_numbers`."""

    @cached_property
    def last(self) -> frozenset[str]:
        return frozenset(self.often_last)

    def full(self, found: re.Match[str], _lang: str) -> str:
        written, text, end = found[0], found.string, found.end()
        spoken = self.anywhere[written]
        if not written.endswith("."):
            return spoken
        following = text[end : end + 4]
        ends = not following.strip() or "\n" in following[:2]
        if written in self.last and re.match(rf"{GAP}[\"«“(]?[^\W\d_a-zà-ÿ]", following):
            ends = True
        return f"{spoken}." if ends else spoken + " " * following[:1].isalnum()

    def before_number(self, found: re.Match[str], _lang: str) -> str | None:
        spoken = self.before_numbers[found["before_number"]]
        if not (written := found["numbered_roman"]):
            return f"{spoken} "
        value = roman_value(written)
        return f"{spoken} {self.numeral(value)}" if value else None

    def initials(self, found: re.Match[str], _lang: str) -> str:
        """`S.N.C.F.` as SNCF; its last full stop may end the sentence as well."""
        following = found.string[found.end() : found.end() + 3]
        letters = re.sub(r"[.-]", "", found[0])
        is_name = "-" in found[0] or len(letters) == 2
        starts = re.match(r"\s[^\W\d_a-zà-ÿ][^\W\d_A-ZÀ-Þ]", following) and not is_name
        ends = found[0].endswith(".") and (not following.strip() or starts)
        return f"{letters}." if ends else letters


def abbreviation_rules(speech: AbbreviationSpeech) -> tuple[Rule, ...]:
    """Rules for abbreviations; they are matched as written, capitals included."""
    return (
        Rule(
            "title",
            rf"(?<![\w.])(?P<title>{alternatives(speech.before_names)})(?P<title_gap>{GAP}?)"
            rf"(?=(?:{GAP}|[dlDL]['’])?[^\W\d_a-zà-ÿ]|{GAP}{speech.after_titles})",
            lambda found, _lang: (
                f"{speech.before_names[found['title']]}{found['title_gap'] or ' '}"
            ),
        ),
        Rule(
            "before_number",
            rf"(?<![\w.])(?P<before_number>{alternatives(speech.before_numbers)}){GAP}?"
            r"(?:(?=\d|[LRD]\.?\s?\d)|(?P<numbered_roman>[ivx]{1,6}(?!\w)|[IVXLC]{1,6}(?!\w)))",
            speech.before_number,
        ),
        name_initials(" ".join),
        Rule("initials", r"(?<![\w.])(?:[A-Z]\.-?){1,6}[A-Z]\.?(?![^\W_]|\.\w)", speech.initials),
        Rule(
            "abbreviation", rf"(?<![\w.])(?:{alternatives(speech.anywhere)})(?![^\W_])", speech.full
        ),
    )
