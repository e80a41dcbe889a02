"""Rules for symbols, operators, comparisons, and what is not said around punctuation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from phemius_core.text._rule import Rule
from phemius_core.text.romance._written_numbers import GAP

__all__ = ["SymbolSpeech", "symbol_rules"]


@dataclass(frozen=True, kw_only=True)
class SymbolSpeech:
    """How a language reads symbols that stand alone or between words and numbers."""

    symbols: Mapping[str, str]
    """Words for symbols wherever they stand alone."""
    operators: Mapping[str, str]
    """Words for `+ × * = < >` between numbers."""
    comparisons: Mapping[str, str]
    """Words for `<= >= != == => -> < >` between words."""
    bounds: Mapping[str, str]
    """Words for `<`, `>` and `~` before a number."""
    by: str
    """Stands between the sides of a size: `10 × 15 cm`."""
    times: str
    """Stands between factors."""
    over: str
    """Stands between the numbers of a division."""
    as_many: str
    """Stands after a number of times: `10x`."""
    to: str
    """Stands between quantities that each have a unit: `20 %-30 %`."""
    sharp: str
    """Word for the `#` of a programming language or a key."""

    def symbol(self, found: re.Match[str], _lang: str) -> str:
        text, at, end = found.string, found.start(), found.end()
        before = " " if at and not text[at - 1].isspace() else ""
        after = (
            " " if end < len(text) and (text[end].isalnum() or text[end] in self.symbols) else ""
        )
        return f"{before}{self.symbols[found[0]]}{after}"

    def multiply(self, found: re.Match[str], _lang: str) -> str:
        is_size = re.match(
            rf"[\d.,]{{1,12}}{GAP}?(?:[x×]|(?:[kcmd]?m|px|po|in)(?!\w))",
            found.string[found.end() :][:24],
        ) or re.search(
            rf"[x×]{GAP}?[\d.,]{{1,12}}$|\d{GAP}?[kcmd]?m$", found.string[: found.start()][-24:]
        )
        return f" {self.by if is_size else self.times} "


def symbol_rules(speech: SymbolSpeech) -> tuple[Rule, ...]:
    """Rules for symbols that stand alone or between words and numbers."""
    listed = "[" + "".join(map(re.escape, speech.symbols)) + "]"
    return (
        Rule(
            "to",
            rf"(?:(?<=[%‰°€$£])|(?<=°[CF])|(?<=\d[hg])|(?<=h\d\d)|(?<=:\d\d)|(?<=\d[kcm]m)"
            rf"|(?<=\d[kc]g)|(?<=/[hs])|(?<=\d min)){GAP}?[-–—]{GAP}?(?=[€$£]?\d)",
            lambda _found, _lang: f" {speech.to} ",
        ),
        Rule(
            "as_many",
            r"(?<=\d)[x×](?=\s[^\W\d_]{2})",
            lambda _found, _lang: f" {speech.as_many}",
        ),
        Rule("multiply", rf"(?<=[\dm²]){GAP}?[×x]{GAP}?(?=\d)", speech.multiply),
        Rule(
            "compare",
            r"<=|>=|!=|==|=>|(?<!-)->|(?<=\w)\s[<>]\s(?=[\w$£€-])|(?<=\b\w)[<>](?=\w\b)"
            r"|(?<=\d)[<>](?=\d)",
            lambda found, _lang: f" {speech.comparisons[found[0].strip()]} ",
        ),
        Rule(
            "bound",
            r"(?<!\w)(?P<bound>[<>~])\s?(?=[$£€]?\d)",
            lambda found, _lang: f"{speech.bounds[found['bound']]} ",
        ),
        Rule(
            "calculate",
            r"(?:(?<=\d)|(?<=[²³)]))\s?(?P<operator>\*\*|[+*=÷])\s?(?=[\d(√π])|(?<=\d)\s(?P<less>[-−–])\s(?=\d{1,9}\s?=)",
            lambda found, _lang: f" {speech.operators[found['operator'] or '-']} ",
        ),
        Rule(
            "power", r"(?<=[\w)])\^(?=[\w(-])", lambda _found, _lang: f" {speech.operators['**']} "
        ),
        Rule("divide", r"(?<=\d)\s/\s(?=\d)", lambda _found, _lang: f" {speech.over} "),
        Rule("sharp", r"(?<=\b[A-G])#(?!\w)", lambda _found, _lang: f" {speech.sharp}"),
        Rule(
            "plus_plus",
            r"(?<=\b[A-Z])\+\+(?!\w)",
            lambda _found, _lang: f" {speech.symbols['+']} {speech.symbols['+']}",
        ),
        Rule("quotation", rf"(?<=«){GAP}{{1,3}}+|{GAP}{{1,3}}+(?=»)", lambda _found, _lang: ""),
        Rule(
            "mark_space", rf"(?<=[\w)»%€.°]){GAP}(?=[;:!?](?:\s|$|[!?»]))", lambda _found, _lang: ""
        ),
        Rule("symbol", listed, speech.symbol),
    )
