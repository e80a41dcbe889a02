"""Currencies by sign and by code, and short forms of large numbers."""

from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["CODE", "CURRENCIES", "LETTER_SCALES", "SIGN", "SIGN_BEHIND", "Currency"]


class Currency(NamedTuple):
    """Names of a currency and of its hundredth, which is empty where nobody uses it."""

    one: str
    many: str
    cent: str = ""
    cents: str = ""


def _dollars(country: str = "") -> Currency:
    return Currency(f"{country}dollar", f"{country}dollars", "cent", "cents")


_POUND: Final = Currency("pound", "pounds", "penny", "pence")
_EURO: Final = Currency("euro", "euros", "cent", "cents")
_YEN: Final = Currency("yen", "yen")
_YUAN: Final = Currency("yuan", "yuan")
_RUPEE: Final = Currency("rupee", "rupees", "paisa", "paise")
_WON: Final = Currency("won", "won")
_REAL: Final = Currency("real", "reais", "centavo", "centavos")
_RAND: Final = Currency("rand", "rand", "cent", "cents")
_RUBLE: Final = Currency("ruble", "rubles", "kopeck", "kopecks")
_LIRA: Final = Currency("lira", "lira", "kuruş", "kuruş")
_ZLOTY: Final = Currency("zloty", "zlotys", "grosz", "groszy")
_PESO: Final = Currency("peso", "pesos", "centavo", "centavos")
_CROWN: Final = Currency("krone", "kroner", "øre", "øre")
_FRANC: Final = Currency("Swiss franc", "Swiss francs", "centime", "centimes")

_SIGNS: Final[Mapping[str, Currency]] = {
    "$": _dollars(), "US$": _dollars("US "), "A$": _dollars("Australian "),
    "AU$": _dollars("Australian "), "C$": _dollars("Canadian "), "CA$": _dollars("Canadian "),
    "NZ$": _dollars("New Zealand "), "HK$": _dollars("Hong Kong "),
    "S$": _dollars("Singapore "), "NT$": _dollars("New Taiwan "),
    "MX$": Currency("Mexican peso", "Mexican pesos", "centavo", "centavos"), "R$": _REAL,
    "£": _POUND, "€": _EURO, "¥": _YEN, "￥": _YEN, "₹": _RUPEE, "₩": _WON, "₽": _RUBLE,
    "₺": _LIRA, "₱": _PESO, "₪": Currency("shekel", "shekels", "agora", "agorot"),
    "₦": Currency("naira", "naira", "kobo", "kobo"), "฿": Currency("baht", "baht"),
    "₫": Currency("dong", "dong"), "₴": Currency("hryvnia", "hryvnias"),
    "₡": Currency("colon", "colones"), "₵": Currency("cedi", "cedis"),
    "₸": Currency("tenge", "tenge"), "₲": Currency("guarani", "guaranis"),
    "₿": Currency("bitcoin", "bitcoins"), "Rs": _RUPEE, "Rs.": _RUPEE,
}  # fmt: skip
_CODES: Final[Mapping[str, Currency]] = {
    "USD": _dollars("US "), "EUR": _EURO, "GBP": _POUND, "JPY": _YEN, "CHF": _FRANC,
    "CAD": _dollars("Canadian "), "AUD": _dollars("Australian "),
    "NZD": _dollars("New Zealand "), "HKD": _dollars("Hong Kong "),
    "SGD": _dollars("Singapore "), "TWD": _dollars("New Taiwan "), "CNY": _YUAN, "RMB": _YUAN,
    "INR": _RUPEE, "PKR": Currency("Pakistani rupee", "Pakistani rupees"), "KRW": _WON,
    "BRL": _REAL, "MXN": Currency("Mexican peso", "Mexican pesos", "centavo", "centavos"),
    "ZAR": _RAND, "RUB": _RUBLE, "PLN": _ZLOTY, "ARS": _PESO,
    "CLP": _PESO, "SEK": Currency("Swedish krona", "Swedish kronor"),
    "NOK": Currency("Norwegian krone", "Norwegian kroner"),
    "DKK": Currency("Danish krone", "Danish kroner"), "ISK": Currency("krona", "kronur"),
    "CZK": Currency("koruna", "korunas"), "HUF": Currency("forint", "forints"),
    "ILS": Currency("shekel", "shekels"), "AED": Currency("dirham", "dirhams"),
    "SAR": Currency("riyal", "riyals"), "EGP": Currency("Egyptian pound", "Egyptian pounds"),
    "THB": Currency("baht", "baht"), "VND": Currency("dong", "dong"),
    "IDR": Currency("rupiah", "rupiah"), "MYR": Currency("ringgit", "ringgit"),
    "NGN": Currency("naira", "naira"), "KES": Currency("Kenyan shilling", "Kenyan shillings"),
    "UAH": Currency("hryvnia", "hryvnias"), "BTC": Currency("bitcoin", "bitcoins"),
}  # fmt: skip
_BEHIND: Final[Mapping[str, Currency]] = {
    "zł": _ZLOTY, "kr": _CROWN, "kr.": _CROWN, "Kč": Currency("koruna", "korunas"),
    "Ft": Currency("forint", "forints"), "元": _YUAN, "円": _YEN,
    "¢": Currency("cent", "cents"),
}  # fmt: skip
CURRENCIES: Final[Mapping[str, Currency]] = {**_SIGNS, **_CODES, **_BEHIND}
SIGN: Final = (
    r"(?:(?<!\w)(?:(?:US|AU|A|CA|C|NZ|HK|S|NT|MX|R)\$|Rs\b\.?)"
    r"|[$£€¥￥₹₩₽₺₱₪₦฿₫₴₡₵₸₲₿])"
)
"""Pattern of a currency sign before a number."""
SIGN_BEHIND: Final = r"(?:[€£¥₽₺₴₪₫₸¢元円]|zł\b|kr\b|Kč\b|Ft\b)"
"""Pattern of a currency sign behind a number."""
CODE: Final = f"(?:{'|'.join(_CODES)})"
"""Pattern of a currency code."""
LETTER_SCALES: Final[Mapping[str, str]] = {
    "k": "thousand", "K": "thousand", "M": "million", "MM": "million", "mm": "million",
    "mn": "million", "mln": "million", "m": "million", "mio": "million", "b": "billion",
    "B": "billion", "bn": "billion", "T": "trillion", "tn": "trillion", "trn": "trillion",
}  # fmt: skip
"""Letters behind an amount, as in `$5M`."""
