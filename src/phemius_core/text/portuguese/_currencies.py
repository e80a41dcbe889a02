"""Portuguese names of currencies and of large amounts."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.romance import Currency, Noun

__all__ = ["CODE_WORDS", "CURRENCIES", "SCALES"]

_CENT: Final = Noun("centavo", "centavos")
_EURO_CENT: Final = Noun("cêntimo", "cêntimos")


def _currency(one: str, many: str, cent: Noun | None = _CENT, gender: str = "m") -> Currency:
    return Currency(Noun(one, many, "f" if gender == "f" else "m"), cent)


_REAL: Final = _currency("real", "reais")
_DOLLAR: Final = _currency("dólar", "dólares")
_US_DOLLAR: Final = _currency("dólar americano", "dólares americanos")
_EURO: Final = _currency("euro", "euros")
_POUND: Final = _currency("libra", "libras", Noun("pêni", "pence"), "f")
_YEN: Final = _currency("iene", "ienes", Noun("sen", "sen"))
_YUAN: Final = _currency("yuan", "yuans", Noun("fen", "fen"))
_WON: Final = _currency("won", "wons", None)
_RUPEE: Final = _currency("rúpia", "rúpias", Noun("paisa", "paisas", "f"), "f")
_KRONA: Final = _currency("coroa", "coroas", Noun("öre", "öre"), "f")
_FRANC: Final = _currency("franco suíço", "francos suíços", _EURO_CENT)
_RUBLE: Final = _currency("rublo", "rublos", Noun("copeque", "copeques"))
_LIRA: Final = _currency("lira turca", "liras turcas", Noun("kurus", "kurus"), "f")
_SHEKEL: Final = _currency("shekel", "shekels", Noun("agora", "agoras", "f"))
_HRYVNIA: Final = _currency("grívnia", "grívnias", Noun("copeque", "copeques"), "f")
_NAIRA: Final = _currency("naira", "nairas", Noun("kobo", "kobos"), "f")
_BITCOIN: Final = _currency("bitcoin", "bitcoins", None)

CURRENCIES: Final[Mapping[str, Currency]] = {
    "R$": _REAL, "BRL": _REAL, "$": _DOLLAR, "US$": _US_DOLLAR, "U$": _US_DOLLAR,
    "U$S": _US_DOLLAR, "USD": _US_DOLLAR, "€": _EURO, "EUR": _EURO, "£": _POUND,
    "GBP": _currency("libra esterlina", "libras esterlinas", Noun("pêni", "pence"), "f"),
    "¥": _YEN, "JPY": _YEN, "JP¥": _YEN, "CNY": _YUAN, "RMB": _YUAN, "₩": _WON, "KRW": _WON,
    "₹": _RUPEE, "INR": _RUPEE, "CHF": _FRANC, "₽": _RUBLE, "RUB": _RUBLE,
    "KR": _KRONA, "SEK": _currency("coroa sueca", "coroas suecas", Noun("öre", "öre"), "f"),
    "NOK": _currency("coroa norueguesa", "coroas norueguesas", Noun("öre", "öre"), "f"),
    "DKK": _currency("coroa dinamarquesa", "coroas dinamarquesas", Noun("öre", "öre"), "f"),
    "CZK": _currency("coroa tcheca", "coroas tchecas", Noun("haler", "halers"), "f"),
    "MXN": _currency("peso mexicano", "pesos mexicanos"),
    "MX$": _currency("peso mexicano", "pesos mexicanos"),
    "ARS": _currency("peso argentino", "pesos argentinos"),
    "AR$": _currency("peso argentino", "pesos argentinos"),
    "CLP": _currency("peso chileno", "pesos chilenos"),
    "COP": _currency("peso colombiano", "pesos colombianos"),
    "UYU": _currency("peso uruguaio", "pesos uruguaios", Noun("centésimo", "centésimos")),
    "PEN": _currency("sol", "sóis", _EURO_CENT), "S/": _currency("sol", "sóis", _EURO_CENT),
    "BOB": _currency("boliviano", "bolivianos"), "PYG": _currency("guarani", "guaranis", None),
    "₲": _currency("guarani", "guaranis", None),
    "AOA": _currency("kwanza", "kwanzas", Noun("cêntimo", "cêntimos")),
    "Kz": _currency("kwanza", "kwanzas", Noun("cêntimo", "cêntimos")),
    "MZN": _currency("metical", "meticais"), "CVE": _currency("escudo", "escudos"),
    "CAD": _currency("dólar canadense", "dólares canadenses"),
    "CA$": _currency("dólar canadense", "dólares canadenses"),
    "C$": _currency("dólar canadense", "dólares canadenses"),
    "AUD": _currency("dólar australiano", "dólares australianos"),
    "A$": _currency("dólar australiano", "dólares australianos"),
    "NZD": _currency("dólar neozelandês", "dólares neozelandeses"),
    "HKD": _currency("dólar de Hong Kong", "dólares de Hong Kong"),
    "SGD": _currency("dólar de Singapura", "dólares de Singapura"),
    "TRY": _LIRA, "₺": _LIRA, "PLN": _currency("zloty", "zlotys", Noun("grosz", "groszy")),
    "zł": _currency("zloty", "zlotys", Noun("grosz", "groszy")),
    "HUF": _currency("forint", "forints", None), "ILS": _SHEKEL, "₪": _SHEKEL,
    "RON": _currency("leu romeno", "leus romenos", Noun("ban", "bani")),
    "ZAR": _currency("rand", "rands"), "THB": _currency("baht", "bahts", None),
    "฿": _currency("baht", "bahts", None), "VND": _currency("dong", "dongs", None),
    "₫": _currency("dong", "dongs", None), "UAH": _HRYVNIA, "₴": _HRYVNIA, "NGN": _NAIRA,
    "₦": _NAIRA, "PHP": _currency("peso filipino", "pesos filipinos"),
    "₱": _currency("peso filipino", "pesos filipinos"), "₡": _currency("colón", "colóns", None),
    "AED": _currency("dirham", "dirhams", None), "SAR": _currency("rial", "riais", None),
    "₧": _currency("peseta", "pesetas", None, "f"), "BTC": _BITCOIN, "₿": _BITCOIN,
    "ETH": _currency("éter", "éteres", None), "¢": Currency(_CENT, None),
}  # fmt: skip
"""By sign or by code in capital letters."""
CODE_WORDS: Final = frozenset(("ron", "try", "sar", "mad", "eth", "kr", "pen"))
"""Codes that are words of the language in lower case."""
_MILLION: Final = ("milhão", "milhões")
_BILLION: Final = ("bilhão", "bilhões")
_TRILLION: Final = ("trilhão", "trilhões")
SCALES: Final[Mapping[str, tuple[str, str]]] = {
    "k": ("mil", "mil"), "K": ("mil", "mil"), "M": _MILLION, "MM": _MILLION, "mi": _MILLION,
    "Mi": _MILLION, "MI": _MILLION, "B": _BILLION, "bi": _BILLION, "Bi": _BILLION, "BI": _BILLION,
    "bn": _BILLION, "tri": _TRILLION, "T": _TRILLION, "mil": ("mil", "mil"), "milhão": _MILLION,
    "milhões": _MILLION, "bilhão": _BILLION, "bilhões": _BILLION, "trilhão": _TRILLION,
    "trilhões": _TRILLION, "bilião": ("bilião", "biliões"), "biliões": ("bilião", "biliões"),
    "mil milhões": ("mil milhões", "mil milhões"),
}  # fmt: skip
