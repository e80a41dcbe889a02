"""Hindi words for symbols, operators and comparisons."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.hindi._money import CURRENCY_NAMES
from phemius_core.text.hindi._number_words import decimal
from phemius_core.text.hindi._patterns import NUMBER, plain_number

__all__ = ["RULES", "SYMBOLS"]

SYMBOLS: Final[Mapping[str, str]] = {
    **CURRENCY_NAMES,
    "&": "और", "+": "प्लस", "=": "बराबर", "%": "प्रतिशत", "@": "एट", "#": "हैश",
    "°": "डिग्री", "×": "गुणा",
    "÷": "भाग", "±": "प्लस माइनस", "→": "से", "←": "बायाँ तीर", "↔": "दोनों ओर",
    "⇒": "इसलिए", "≈": "लगभग",
    "≠": "बराबर नहीं", "≤": "से कम या बराबर", "≥": "से अधिक या बराबर", "√": "वर्गमूल", "∞": "अनंत",
    "©": "कॉपीराइट", "®": "रजिस्टर्ड", "™": "ट्रेडमार्क", "§": "धारा", "¶": "अनुच्छेद", "µ": "माइक्रो",
    "π": "पाई", "½": "आधा", "¼": "चौथाई", "¾": "तीन चौथाई", "²": "वर्ग", "³": "घन",
    "¹": "एक", "/": "स्लैश",
    "*": "स्टार", "№": "नंबर", "−": "माइनस", "∑": "योग", "∏": "गुणनफल", "∫": "समाकल", "‰": "प्रति हज़ार",
    "∆": "डेल्टा", "∈": "में", "¬": "नहीं", "Ω": "ओम", "º": "डिग्री",
    "∪": "संघ", "∩": "सर्वनिष्ठ", "∀": "सभी के लिए", "∃": "अस्तित्व है", "∅": "रिक्त समुच्चय",
    "∉": "का सदस्य नहीं", "⊂": "का उपसमुच्चय", "⊆": "का उपसमुच्चय", "∝": "के समानुपाती",
    "≡": "के तुल्य", "≅": "के सर्वांगसम", "∂": "आंशिक", "∇": "नाबला", "∛": "का घनमूल",
    "∴": "इसलिए", "∵": "क्योंकि", "⊥": "पर लंब", "⌘": "कमांड", "⌥": "ऑप्शन", "⇧": "शिफ़्ट",
    "⌃": "कंट्रोल", "⏎": "एंटर", "⌫": "डिलीट", "≪": "से बहुत कम", "≫": "से बहुत अधिक",
}  # fmt: skip
_OPERATORS: Final[Mapping[str, str]] = {
    "+": "प्लस", "×": "गुणा", "x": "गुणा", "X": "गुणा", "*": "गुणा", "÷": "भाग", "=": "बराबर",
    "-": "माइनस",
    "−": "माइनस", "–": "माइनस",
    "<": "से छोटा", ">": "से बड़ा", "**": "की घात",
}  # fmt: skip
_COMPARISONS: Final[Mapping[str, str]] = {
    "<=": "से कम या बराबर", ">=": "से अधिक या बराबर", "!=": "बराबर नहीं", "==": "बराबर", "=>": "इसलिए",
    "->": "से", "<": "से कम", ">": "से अधिक",
}  # fmt: skip


def _symbol(found: re.Match[str], _lang: str) -> str:
    text, at, end = found.string, found.start(), found.end()
    before = " " if at and not text[at - 1].isspace() else ""
    after = (
        " " if end < len(text) and not text[end].isspace() and text[end] not in ".,;:!?।)" else ""
    )
    return f"{before}{SYMBOLS[found[0]]}{after}"


def _compared(found: re.Match[str], _lang: str) -> str:
    """`x > 5` as x पाँच से अधिक."""
    at = found.start("compared")
    before = found.string[max(0, at - 1) : at]
    sign = found["compared"]
    words = _COMPARISONS.get(sign) or SYMBOLS.get(sign) or SYMBOLS[sign[0]]
    space = " " if before and before != "(" else ""
    return f"{space}{decimal(plain_number(found['limit']))} {words}"


def _power(found: re.Match[str], _lang: str) -> str:
    return {"2": " वर्ग", "3": " घन", "२": " वर्ग", "३": " घन"}.get(
        found["exponent"] or "", " की घात "
    )


RULES: Final = (
    Rule(
        "equation",
        # A minus only where the line has an equals sign; else it is a range.
        r"(?<=\d)\s?(?P<op>\*\*|[+×*÷=<>]|[xX](?=\s?\d{1,9}\s?=)|[-−–](?=\s?\d{1,12}\s?[-+×*÷=−–\d]{0,12}=))\s?(?=[-−]?\d)",
        lambda found, _lang: f" {_OPERATORS[found['op']]} ",
    ),
    # A number stands before what it is compared with: 5 से अधिक.
    Rule(
        "compared",
        rf"\s?(?P<compared>[<>≤≥]=?)\s?(?P<limit>{NUMBER})(?![\w.%°]|\s?[-+*/×÷=<>])",
        _compared,
    ),
    Rule(
        "compare",
        r"<=|>=|!=|==|=>|(?<!-)->|(?<=\w)\s[<>]\s(?=[\w₹$£€-])",
        lambda found, _lang: f" {_COMPARISONS[found[0].strip()]} ",
    ),
    Rule(
        "bound",
        r"(?<!\w)(?P<bound>[<>])\s?(?=[₹$£€]?\d)",
        lambda found, _lang: "से कम " if found["bound"] == "<" else "से अधिक ",
    ),
    Rule("power", r"(?<=[\w)])\^(?:(?P<exponent>[23२३])(?![\w.])|(?=[\w(-]))", _power),
    Rule("numero", r"(?<!\w)#\s?(?=\d)", lambda _found, _lang: "नंबर "),
    Rule("symbol", "[" + "".join(map(re.escape, SYMBOLS)) + "]", _symbol),
)
