"""English words for symbols, operators and comparisons."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._context import spaced
from phemius_core.text.english._patterns import CURRENCY_SIGN

__all__ = ["RULES", "SYMBOLS"]

SYMBOLS: Final[Mapping[str, str]] = {
    "&": "and", "+": "plus", "=": "equals", "%": "percent", "@": "at", "#": "number",
    "°": "degrees",
    "×": "times", "÷": "divided by", "±": "plus or minus", "→": "to", "≈": "about", "≠": "is not",
    "≤": "at most", "≥": "at least", "√": "square root of", "∞": "infinity", "©": "copyright",
    "®": "registered", "™": "trademark", "§": "section", "¶": "paragraph", "µ": "micro",
    "π": "pi", "¼": "one quarter", "¾": "three quarters", "²": "squared",
    "³": "cubed", "$": "dollar", "£": "pounds", "€": "euros", "¥": "yen", "/": "slash",
    "*": "times", "№": "number", "¢": "cents", "₹": "rupees",
    "−": "minus", "∑": "sum of", "∏": "product of", "∫": "integral of", "‰": "per mille",
    "∆": "delta", "∈": "in", "⇒": "implies", "←": "from", "↔": "to and from", "¬": "not",
    "∪": "union", "∩": "intersection", "∀": "for all", "∃": "there exists", "∅": "the empty set",
    "∉": "not in", "⊂": "is a subset of", "⊆": "is a subset of", "∝": "is proportional to",
    "≡": "is equivalent to", "≅": "is congruent to", "∂": "partial", "∇": "del",
    "∛": "cube root of", "∴": "therefore", "∵": "because", "⊥": "is perpendicular to",
    "⌘": "Command", "⌥": "Option", "⇧": "Shift", "⌃": "Control", "⏎": "Return", "⌫": "Delete",
    "≪": "is much less than", "≫": "is much more than", "½": "one half",
}  # fmt: skip
_OPERATORS: Final[Mapping[str, str]] = {
    "+": "plus",
    "**": "to the power of",
    "×": "times",
    "*": "times",
    "·": "times",
    "⋅": "times",
    "=": "equals",
    "<": "is less than",
    ">": "is greater than",
}
_COMPARISONS: Final[Mapping[str, str]] = {
    "<=": "is at most",
    ">=": "is at least",
    "!=": "is not",
    "==": "equals",
    "=>": "gives",
    "->": "to",
    "<": "is less than",
    ">": "is greater than",
}


_SYMBOL: Final = "[" + "".join(map(re.escape, SYMBOLS)) + "]"


def _power(found: re.Match[str], _lang: str) -> str:
    known = {"2": " squared", "3": " cubed"}
    return known.get(found["exponent"] or "", " to the power of ")


def _symbol(found: re.Match[str], _lang: str) -> str:
    text, at, end = found.string, found.start(), found.end()
    before = " " if at and not text[at - 1].isspace() else ""
    after = " " if end < len(text) and (text[end].isalnum() or text[end] in SYMBOLS) else ""
    return f"{before}{SYMBOLS[found[0]]}{after}"


RULES: Final = (
    Rule("sharp", r"(?<=\b[A-G])#(?!\w)", lambda _found, _lang: " sharp", starts="#"),
    Rule("numero", r"(?<!\w)#(?=\d)", lambda _found, _lang: "number ", starts="#"),
    Rule(
        "compare",
        r"<=|>=|!=|==|=>|(?<!-)->|(?<=\w\s)[<>](?=\s[\w$£€-])|(?<=\b\w)[<>](?=\w\b)"
        r"|(?<=\d)[<>](?=\d)",
        lambda found, _lang: spaced(found, _COMPARISONS[found[0]]),
        starts="[<>=!-]",
    ),
    Rule(
        "bound",
        rf"(?<!\w)(?P<bound>[<>])\s?(?={CURRENCY_SIGN}?\d)",
        lambda found, _lang: "less than " if found["bound"] == "<" else "more than ",
        starts="[<>]",
    ),
    Rule("power", r"(?<=[\w)])\^(?:(?P<exponent>[23])(?![\w.])|(?=[\w(-]))", _power, starts=r"\^"),
    Rule("backslash", r"(?<=[\w:])\\(?=\w)", lambda _found, _lang: " backslash ", starts=r"\\"),
    Rule(
        "sum",
        r"(?:(?<=\d)|(?<=\d\s))(?P<op>\*\*|[+×*·⋅=<>])(?=\s?\d)",
        lambda found, _lang: spaced(found, _OPERATORS[found["op"]]),
        starts=r"[*+×·⋅=<>]",
    ),
    Rule("symbol", _SYMBOL, _symbol, starts=_SYMBOL),
)
