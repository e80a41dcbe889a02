"""English words for amounts of money."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._context import is_attributive
from phemius_core.text.english._currencies import (
    CODE,
    CURRENCIES,
    LETTER_SCALES,
    SIGN,
    SIGN_BEHIND,
)
from phemius_core.text.english._number_words import cardinal, decimal
from phemius_core.text.english._patterns import NUMBER

__all__ = ["RULES"]

_SCALE: Final = (
    r"(?:[\s-]?(?:hundred|thousand|million|billion|trillion|quadrillion|lakh|crore)\b"
    rf"|\s?(?:{'|'.join(sorted(LETTER_SCALES, key=len, reverse=True))})\b)?"
)
_AMOUNT: Final = (
    r"(?:\d{1,2}(?:,\d\d){1,4},\d{3}(?!\d)|\d{1,3}(?:\.\d{3})++,\d\d(?!\d)|\d++,\d{1,2}(?![\d,])"
    rf"|{NUMBER}|\.\d{{1,9}}+)"
)
"""`1,234.50`, `.50`, and `1.234,50` and `3,50` as most of Europe writes them, and `12,34,567`."""


_CLOTTING_RATIO: Final = re.compile(r"\d(?:\.\d)?")
"""Amounts before which INR is no currency but a value of a blood test."""


def _spoken_amount(written: str, currency: str, scale: str, *, attributive: bool) -> str:
    """`("3.50", "$", "")` as three dollars and fifty cents."""
    one, many, cent, cents = CURRENCIES[currency]
    if attributive:
        many, cents = one, cent
    number = _with_decimal_point(written)
    scale = scale.strip(" -\u00a0")
    if scale:
        return f"{decimal(number)} {LETTER_SCALES.get(scale, scale)} {many}"
    whole, _, fractional = number.partition(".")
    hundredths = fractional.rstrip("0").ljust(2, "0") if fractional else ""
    if not cent or len(hundredths) > 2:
        return f"{decimal(number)} {one if number == '1' else many}"
    main = f"{cardinal(whole or 0)} {one if whole.lstrip('0') == '1' else many}"
    if not hundredths or hundredths == "00":
        return main
    small = f"{cardinal(int(hundredths))} {cent if hundredths == '01' else cents}"
    return f"{main} and {small}" if whole.strip("0") else small


def _with_decimal_point(written: str) -> str:
    if re.fullmatch(r"[\d.]+,\d{1,2}", written):
        return written.replace(".", "").replace(",", ".")
    return written.replace(",", "")


def _sign_before(found: re.Match[str], _lang: str) -> str | None:
    """`$3.50`, `$1.5 million`, `$10-20`, `US $5`."""
    currency, scale = found["currency"].strip(), found["scale"]
    if found["country"] and currency == "$":
        currency = "US$"
    low, high = found["money"], found["money_to"]
    if currency == "INR" and _CLOTTING_RATIO.fullmatch(low):
        return None
    sign = _sign(found["money_sign"] or found["money_sign2"])
    attributive = is_attributive(found.string, *found.span())
    if not high:
        return sign + _spoken_amount(low, currency, scale, attributive=attributive)
    low_scale = found["low_scale"]
    high_amount = _spoken_amount(high, currency, scale, attributive=attributive)
    if low_scale or ("." in low + high and not scale):
        low_amount = _spoken_amount(low, currency, low_scale, attributive=attributive)
        return f"{sign}{low_amount} to {high_amount}"
    return f"{sign}{decimal(_with_decimal_point(low))} to {high_amount}"


def _sign_behind(found: re.Match[str], _lang: str) -> str:
    """`5 USD`, `20€`, `5-10 €`."""
    attributive = is_attributive(found.string, *found.span())
    amount = _spoken_amount(
        found["code_money"], found["code"], found["code_scale"], attributive=attributive
    )
    low = found["code_from"]
    if low:
        amount = f"{decimal(_with_decimal_point(low))} to {amount}"
    return _sign(found["code_sign"]) + amount


def _sign(written: str | None) -> str:
    return {"": "", "+": "plus "}.get(written or "", "minus ")


def _pence(found: re.Match[str], lang: str) -> str | None:
    """`50p` in British English."""
    if lang != "b":
        return None
    return f"{cardinal(found['pence'])} {'penny' if found['pence'] == '1' else 'pence'}"


RULES: Final = (
    Rule(
        "money",
        r"(?P<money_sign>(?<!\w)[-−+])?(?P<country>\b(?:US|U\.S\.)\s)?"
        rf"(?P<currency>{SIGN}\s?|(?<!\w){CODE}\s?)(?P<money_sign2>[-−])?"
        rf"(?P<money>{_AMOUNT})(?:(?P<low_scale>{_SCALE})\s?[-–—]\s?(?P<money_to>{_AMOUNT}))?"
        rf"(?P<scale>{_SCALE})",
        _sign_before,
        starts=r"[-−+$£€¥￥₹₩₽₺₱₪₦฿₫₴₡₵₸₲₿]|\b[A-Z]",
    ),
    Rule(
        "code_money",
        rf"(?P<code_sign>(?<!\w)[-−+])?(?<![\w.])(?:(?P<code_from>{_AMOUNT})\s?[-–—]\s?)?"
        rf"(?P<code_money>{_AMOUNT})(?P<code_scale>{_SCALE})\s?"
        rf"(?P<code>{CODE}|{SIGN_BEHIND})(?!\w)",
        _sign_behind,
        starts=r"[-−+.\d]",
    ),
    Rule("pence", r"(?<![\w.])(?P<pence>\d{1,3})p\b", _pence, starts=r"\d"),
)
