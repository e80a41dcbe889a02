"""Rules for symbols, operators and comparisons."""

import re

from phemius_core.text._rule import Rule
from phemius_core.text.romance.iberian._grammar import Grammar

__all__ = ["rules"]


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    words = grammar.words
    symbols = words.symbols
    operators = {
        "+": words.plus, "-": words.minus, "−": words.minus, "–": words.minus, "*": words.times,
        "x": words.times, "X": words.times, "×": words.times, "·": words.times,
        "÷": words.divided_by, "/": words.divided_by, ":": words.divided_by, "=": words.equals,
        "<": words.less_than, ">": words.more_than, "**": words.power,
    }  # fmt: skip
    comparisons = {
        "<=": symbols["≤"], ">=": symbols["≥"], "!=": symbols["≠"], "==": words.equals,
        "=>": symbols["→"], "->": symbols["→"], "<": words.less_than, ">": words.more_than,
    }  # fmt: skip

    def operator(found: re.Match[str], _lang: str) -> str:
        written = found["op"] or found["op_spaced"] or found["op_x"]
        return f" {operators[written.strip()]} "

    def symbol(found: re.Match[str], _lang: str) -> str:
        text, at, end = found.string, found.start(), found.end()
        before = " " if at and not text[at - 1].isspace() else ""
        after = " " if text[end : end + 1].isalnum() else ""
        return f"{before}{symbols[found[0]]}{after}"

    signs = "".join(re.escape(sign) for sign in symbols if sign not in ":?~")
    return (
        Rule("about", r"(?<![\w/])[~∼]\s?(?=[\d$€£])", lambda _found, _lang: f"{words.about} "),
        Rule("or_slash", r"(?i:(?<=\by)/(?=o\b)|(?<=\be)/(?=ou\b))", lambda _found, _lang: " "),
        Rule("sum",
             r"(?:(?<=[\d%)])|(?<=\b[a-zA-Z])|(?<=[²³]))"
             r"(?:\s?(?P<op>\*\*|[+×*=÷<>·])\s?|(?P<op_spaced>\s[-−–:/xX]\s)|(?<=\d)"
             r"(?P<op_x>[xX]))(?=[-−]?[\d(]|[a-zA-Z]\b)",
             operator),
        Rule("compare",
             r"<=|>=|!=|==|=>|(?<!-)->|(?<=\w)\s[<>]\s(?=[\w$£€-])",
             lambda found, _lang: f" {comparisons[found[0].strip()]} "),
        Rule("bound", r"(?<!\w)(?P<bound>[<>])\s?(?=[$€£]?\d)",
             lambda found, _lang: f"{operators[found['bound']]} "),
        Rule("power", r"(?<=[\w)])\^(?:(?P<exponent>[23])(?![\w.])|(?=[\w(-]))",
             lambda found, _lang: {"2": f" {words.squared}", "3": f" {words.cubed}"}.get(
                 found["exponent"] or "", f" {words.power} ")),
        Rule("backslash", r"(?<=[\w:])\\(?=\w)", lambda _found, _lang: f" {symbols['/']} "),
        Rule("symbol", f"[{signs}]", symbol),
    )  # fmt: skip
