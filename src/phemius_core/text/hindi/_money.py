"""Hindi words for amounts of money."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.hindi._number_words import cardinal, decimal, quantity
from phemius_core.text.hindi._patterns import END, NUMBER, START, any_of, plain_number

__all__ = ["CURRENCY_NAMES", "RULES", "SCALES"]

_RUPEE: Final = ("रुपया", "रुपए", "पैसा", "पैसे")
_DOLLAR: Final = ("डॉलर", "डॉलर", "सेंट", "सेंट")
_CURRENCIES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "₹": _RUPEE, "₨": _RUPEE, "INR": _RUPEE, "Rs.": _RUPEE, "Rs": _RUPEE, "रु.": _RUPEE,
    "रु॰": _RUPEE, "रु": _RUPEE, "रू.": _RUPEE, "रू": _RUPEE,
    "$": _DOLLAR, "USD": ("अमेरिकी डॉलर", "अमेरिकी डॉलर", "सेंट", "सेंट"),
    "US$": ("अमेरिकी डॉलर", "अमेरिकी डॉलर", "सेंट", "सेंट"),
    "A$": ("ऑस्ट्रेलियाई डॉलर", "ऑस्ट्रेलियाई डॉलर", "सेंट", "सेंट"),
    "AUD": ("ऑस्ट्रेलियाई डॉलर", "ऑस्ट्रेलियाई डॉलर", "सेंट", "सेंट"),
    "C$": ("कनाडाई डॉलर", "कनाडाई डॉलर", "सेंट", "सेंट"),
    "CAD": ("कनाडाई डॉलर", "कनाडाई डॉलर", "सेंट", "सेंट"),
    "€": ("यूरो", "यूरो", "सेंट", "सेंट"), "EUR": ("यूरो", "यूरो", "सेंट", "सेंट"),
    "£": ("पाउंड", "पाउंड", "पेंस", "पेंस"), "GBP": ("पाउंड", "पाउंड", "पेंस", "पेंस"),
    "¥": ("येन", "येन", "सेन", "सेन"), "JPY": ("येन", "येन", "सेन", "सेन"),
    "CNY": ("युआन", "युआन", "फ़ेन", "फ़ेन"), "CHF": ("स्विस फ़्रैंक", "स्विस फ़्रैंक", "सौंतीम", "सौंतीम"),
    "₩": ("वॉन", "वॉन", "जिओन", "जिओन"), "KRW": ("वॉन", "वॉन", "जिओन", "जिओन"),
    "₺": ("लीरा", "लीरा", "कुरस", "कुरस"), "TRY": ("लीरा", "लीरा", "कुरस", "कुरस"),
    "₦": ("नाइरा", "नाइरा", "कोबो", "कोबो"), "₽": ("रूबल", "रूबल", "कोपेक", "कोपेक"),
    "RUB": ("रूबल", "रूबल", "कोपेक", "कोपेक"), "₫": ("डोंग", "डोंग", "हाओ", "हाओ"),
    "₱": ("पेसो", "पेसो", "सेंटावो", "सेंटावो"), "฿": ("बाट", "बाट", "सतांग", "सतांग"),
    "₪": ("शेकेल", "शेकेल", "अगोरा", "अगोरा"), "৳": ("टका", "टका", "पैसा", "पैसे"),
    "₴": ("रिव्निया", "रिव्निया", "कोपीका", "कोपीका"), "₿": ("बिटकॉइन", "बिटकॉइन", "", ""),
    "AED": ("दिरहम", "दिरहम", "फ़िल", "फ़िल"), "SAR": ("रियाल", "रियाल", "हलाला", "हलाला"),
    "NPR": ("नेपाली रुपया", "नेपाली रुपए", "पैसा", "पैसे"),
    "PKR": ("पाकिस्तानी रुपया", "पाकिस्तानी रुपए", "पैसा", "पैसे"),
}  # fmt: skip
"""Code or sign: one, many, one hundredth, many hundredths."""
CURRENCY_NAMES: Final[Mapping[str, str]] = {
    sign: names[1] for sign, names in _CURRENCIES.items() if len(sign) == 1 and not sign.isalnum()
} | {"¢": "सेंट"}  # fmt: skip
"""Names of signs that stand alone."""
SCALES: Final[Mapping[str, str]] = {
    "k": "हज़ार", "K": "हज़ार", "M": "मिलियन", "mn": "मिलियन", "million": "मिलियन", "bn": "बिलियन",
    "B": "बिलियन", "billion": "बिलियन", "tn": "ट्रिलियन", "trillion": "ट्रिलियन", "L": "लाख",
    "lakh": "लाख", "lakhs": "लाख", "Cr": "करोड़", "cr": "करोड़", "Cr.": "करोड़", "crore": "करोड़",
    "crores": "करोड़", "thousand": "हज़ार", "हज़ार": "हज़ार", "हजार": "हज़ार", "लाख": "लाख",
    "करोड़": "करोड़", "अरब": "अरब", "खरब": "खरब", "सौ": "सौ",
    "मिलियन": "मिलियन", "बिलियन": "बिलियन", "ट्रिलियन": "ट्रिलियन",
}  # fmt: skip
_CODES: Final = any_of(name for name in _CURRENCIES if name[0].isalpha() and name[-1] != "$")
_SIGN: Final = (
    rf"(?:{START}(?:US|A|C)\$|[{re.escape(''.join(CURRENCY_NAMES))}]"
    rf"|{START}(?:{_CODES})(?![^\W\d_]))"
)
_SCALE: Final = rf"(?:\s?(?:{any_of(SCALES)}){END}(?:\s(?:करोड़|crore){END})?)?"
_NAME_BEHIND: Final = rf"(?:\s(?:रुपये|रुपए|रूपये|रुपया){END})?"
"""Said once, though it is written twice: ₹500 रुपये."""
_BEHIND: Final = any_of(
    name for name in _CURRENCIES if name not in {"$", "US$", "A$", "C$", "Rs", "Rs."}
)


def _amount(number: str, currency: str, scale: str) -> str:
    """`("3.50", "₹", "")` as तीन रुपए पचास पैसे, `("1.5", "₹", "लाख")` as डेढ़ लाख रुपए."""
    one, many, one_hundredth, many_hundredths = _CURRENCIES[currency]
    if scale := scale.strip():
        scales = " ".join(SCALES[word] for word in scale.split())
        return f"{quantity(number)} {scales} {many}"
    whole, _, fractional = number.partition(".")
    if fractional and (len(fractional) > 2 or not many_hundredths):
        return f"{decimal(number)} {many}"
    main = f"{cardinal(whole or '0')} {one if whole == '1' else many}"
    hundredths = int(fractional.ljust(2, "0") or "0")
    if not hundredths:
        return main
    small = f"{cardinal(hundredths)} {one_hundredth if hundredths == 1 else many_hundredths}"
    return f"{main} {small}" if int(whole or "0") else small


def _sign_before(found: re.Match[str], _lang: str) -> str:
    """`₹3.50`, `रु. 500`, `$1.5 million`, `₹10-20`, `₹500/-`."""
    currency = found["currency"].strip()
    low, high = plain_number(found["money"]), found["money_to"]
    minus = "माइनस " if found["money_sign"] or found["money_sign2"] else ""
    spoken = _amount(plain_number(high), currency, found["money_scale"]) if high else ""
    if spoken and "." not in low:
        return f"{minus}{cardinal(low)} से {spoken}"
    first = _amount(low, currency, found["money_scale"])
    return f"{minus}{first} से {spoken}" if spoken else minus + first


def _sign_behind(found: re.Match[str], _lang: str) -> str:
    """`5 USD`, `20€`, `500 रु.`."""
    number = plain_number(found["money_behind"])
    return _amount(number, found["behind"], found["behind_scale"])


RULES: Final = (
    Rule(
        "money",
        rf"(?P<money_sign>{START}[-−])?(?P<currency>{_SIGN})[ \u00a0]?(?P<money_sign2>[-−])?"
        rf"(?P<money>{NUMBER}|\.\d{{1,4}}+)(?:[-–](?P<money_to>{NUMBER}))?"
        rf"(?P<money_scale>{_SCALE})(?:/[-–])?{_NAME_BEHIND}",
        _sign_before,
    ),
    Rule(
        "money_behind",
        rf"{START}(?P<money_behind>{NUMBER})(?P<behind_scale>{_SCALE})[ \u00a0]?"
        rf"(?P<behind>{_BEHIND}){END}",
        _sign_behind,
    ),
    Rule(
        "money_dash",
        rf"{START}(?P<money_dash>{NUMBER})/[-–](?!\d){_NAME_BEHIND}",
        lambda found, _lang: _amount(plain_number(found["money_dash"]), "₹", ""),
    ),
)
