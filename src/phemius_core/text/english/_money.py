"""English words for amounts of money."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import cardinal, decimal
from phemius_core.text.english._patterns import CURRENCY_SIGN, NUMBER

__all__ = ["RULES"]

_CURRENCIES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "US$": ("US dollar", "US dollars", "cent", "cents"),
    "A$": ("Australian dollar", "Australian dollars", "cent", "cents"),
    "C$": ("Canadian dollar", "Canadian dollars", "cent", "cents"),
    "USD": ("US dollar", "US dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "GBP": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "EUR": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "JPY": ("yen", "yen", "sen", "sen"),
    "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"),
    "CAD": ("Canadian dollar", "Canadian dollars", "cent", "cents"),
    "AUD": ("Australian dollar", "Australian dollars", "cent", "cents"),
    "CNY": ("yuan", "yuan", "fen", "fen"),
    "INR": ("rupee", "rupees", "paisa", "paise"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
}
"""Code or sign: one, many, one hundredth, many hundredths."""
_SCALES: Final = {
    "k": "thousand", "K": "thousand", "M": "million", "mn": "million", "bn": "billion",
    "B": "billion", "m": "million", "b": "billion", "T": "trillion", "tn": "trillion",
}  # fmt: skip
_SCALE: Final = r"(?:\s?(?:thousand|million|billion|trillion)\b|(?:[kKmMbBT]|bn|mn|tn)\b)?"
_CODE: Final = r"(?:USD|EUR|GBP|JPY|CHF|CAD|AUD|INR|CNY)"


def _amount(number: str, currency: str, scale: str) -> str:
    """`("3.50", "$", "")` as three dollars and fifty cents."""
    one, many, one_hundredth, many_hundredths = _CURRENCIES[currency]
    scale = scale.strip()
    if scale:
        return f"{decimal(number)} {_SCALES.get(scale, scale)} {many}"
    whole, _, fractional = number.replace(",", "").partition(".")
    if len(fractional) != 2:
        return f"{decimal(number)} {one if number == '1' else many}"
    main = f"{cardinal(whole)} {one if int(whole) == 1 else many}"
    cents = int(fractional)
    small = f"{cardinal(cents)} {one_hundredth if cents == 1 else many_hundredths}"
    if not cents:
        return main
    return small if not int(whole) else f"{main} and {small}"


def _sign_before(found: re.Match[str], _lang: str) -> str:
    """`$3.50`, `$1.5 million`, `$10-20`."""
    currency, scale = found["currency"].strip(), found["scale"]
    low, high = found["money"], found["money_to"]
    if re.fullmatch(r"\d+,\d\d", low):
        low = low.replace(",", ".")
    minus = "minus " if found["money_sign"] or found["money_sign2"] else ""
    if not high:
        return minus + _amount(low, currency, scale)
    if "." in low + high and not scale:
        return f"{minus}{_amount(low, currency, '')} to {_amount(high, currency, '')}"
    return f"{minus}{decimal(low)} to {_amount(high, currency, scale)}"


def _sign_behind(found: re.Match[str], _lang: str) -> str:
    """`5 USD`, `20€`."""
    return _amount(found["code_money"], found["code"], found["code_scale"])


RULES: Final = (
    Rule(
        "money",
        rf"(?P<money_sign>(?<!\w)[-−])?(?P<currency>{CURRENCY_SIGN}\s?|(?<!\w){_CODE}\s)"
        rf"(?P<money_sign2>[-−])?"
        rf"(?P<money>\d++,\d\d(?![\d,])|{NUMBER})(?:[-–](?P<money_to>{NUMBER}))?"
        rf"(?P<scale>{_SCALE})",
        _sign_before,
    ),
    Rule(
        "code_money",
        rf"\b(?P<code_money>{NUMBER})(?P<code_scale>{_SCALE})\s?(?P<code>{_CODE}|[€£])(?!\w)",
        _sign_behind,
    ),
)
