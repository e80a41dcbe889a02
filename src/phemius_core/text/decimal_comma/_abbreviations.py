"""Rules for abbreviations: the words for them, and whether the sentence ends there."""

import re
from collections.abc import Collection, Mapping

from phemius_core.text._rule import Rule
from phemius_core.text.decimal_comma._written_numbers import GAP

__all__ = ["abbreviation_rules"]


def abbreviation_rules(
    anywhere: Mapping[str, str],
    *,
    before_names: Mapping[str, str],
    before_numbers: Mapping[str, str],
    often_last: Collection[str],
) -> tuple[Rule, ...]:
    """Rules for abbreviations; they are matched as written, capitals included.

    Args:
        anywhere: Words for abbreviations that are nothing else.
        before_names: Words for those that are abbreviations only before a capital letter: `M.`.
        before_numbers: Words for those that are abbreviations only before a number: `p. 5`.
        often_last: Those whose full stop also ends the sentence before a capital letter.
    """
    last = frozenset(often_last)

    def full(found: re.Match[str], _lang: str) -> str:
        written, text, end = found[0], found.string, found.end()
        spoken = anywhere[written]
        if not written.endswith("."):
            return spoken
        following = text[end : end + 4]
        ends = not following.strip() or "\n" in following[:2]
        if written in last and re.match(rf"{GAP}[\"«“(]?[^\W\d_a-zà-ÿ]", following):
            ends = True
        return f"{spoken}." if ends else spoken + " " * following[:1].isalnum()

    return (
        Rule(
            "title",
            rf"(?<![\w.])(?P<title>{_any(before_names)})(?P<title_gap>{GAP}?)"
            rf"(?=(?:{GAP}|[dlDL]['’])?[^\W\d_a-zà-ÿ])",
            lambda found, _lang: f"{before_names[found['title']]}{found['title_gap'] or ' '}",
        ),
        Rule(
            "before_number",
            rf"(?<![\w.])(?P<before_number>{_any(before_numbers)}){GAP}?(?=\d|[ivx]{{1,6}}(?!\w)|[IVX]{{1,6}}(?!\w))",
            lambda found, _lang: f"{before_numbers[found['before_number']]} ",
        ),
        Rule("abbreviation", rf"(?<![\w.])(?:{_any(anywhere)})(?![^\W_])", full),
    )


def _any(names: Mapping[str, str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
