"""Spanish names of currencies and of large amounts."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.romance import Currency, Noun

__all__ = ["CODE_WORDS", "CURRENCIES", "SCALES"]

_CENT: Final = Noun("centavo", "centavos")
_EURO_CENT: Final = Noun("céntimo", "céntimos")
_PENNY: Final = Noun("penique", "peniques")


def _currency(one: str, many: str, cent: Noun | None = _CENT, gender: str = "m") -> Currency:
    return Currency(Noun(one, many, "f" if gender == "f" else "m"), cent)


_DOLLAR: Final = _currency("dólar", "dólares")
_US_DOLLAR: Final = _currency("dólar estadounidense", "dólares estadounidenses")
_POUND: Final = _currency("libra", "libras", _PENNY, "f")
_YEN: Final = _currency("yen", "yenes")
_RUPEE: Final = _currency("rupia", "rupias", Noun("paisa", "paisas", "f"), "f")
_KRONA: Final = _currency("corona", "coronas", Noun("ore", "ores"), "f")
_REAL: Final = _currency("real", "reales")
_BRAZILIAN: Final = _currency("real brasileño", "reales brasileños")
_PESETA: Final = _currency("peseta", "pesetas", _EURO_CENT, "f")
_WON: Final = _currency("won", "wones", None)
_RUBLE: Final = _currency("rublo", "rublos", Noun("kopek", "kopeks"))
_SOL: Final = _currency("sol", "soles", _EURO_CENT)
_COLON: Final = _currency("colón costarricense", "colones costarricenses", _EURO_CENT)
_BOLIVAR: Final = _currency("bolívar", "bolívares", _EURO_CENT)
_FRANC: Final = _currency("franco suizo", "francos suizos", _EURO_CENT)
_ZLOTY: Final = _currency("esloti", "eslotis", Noun("grosz", "groszy"))
_BITCOIN: Final = _currency("bitcoin", "bitcoins", None)

CURRENCIES: Final[Mapping[str, Currency]] = {
    "$": _DOLLAR, "US$": _US_DOLLAR, "U$S": _US_DOLLAR, "U$": _US_DOLLAR, "USD": _US_DOLLAR,
    "€": _currency("euro", "euros", _EURO_CENT), "EUR": _currency("euro", "euros", _EURO_CENT),
    "£": _POUND, "GBP": _currency("libra esterlina", "libras esterlinas", _PENNY, "f"),
    "¥": _YEN, "JPY": _YEN, "JP¥": _YEN, "CNY": _currency("yuan", "yuanes", Noun("fen", "fen")),
    "RMB": _currency("yuan", "yuanes", Noun("fen", "fen")),
    "₩": _WON, "KRW": _WON, "₹": _RUPEE, "INR": _RUPEE, "Rs": _RUPEE, "RS": _RUPEE,
    "KR": _KRONA, "SEK": _currency("corona sueca", "coronas suecas", Noun("ore", "ores"), "f"),
    "NOK": _currency("corona noruega", "coronas noruegas", Noun("ore", "ores"), "f"),
    "DKK": _currency("corona danesa", "coronas danesas", Noun("ore", "ores"), "f"),
    "CZK": _currency("corona checa", "coronas checas", Noun("háler", "háleres"), "f"),
    "R$": _REAL, "BRL": _BRAZILIAN, "₧": _PESETA, "PTA": _PESETA, "PTAS": _PESETA,
    "ESP": _PESETA, "CHF": _FRANC, "₽": _RUBLE, "RUB": _RUBLE, "S/": _SOL, "S/.": _SOL,
    "PEN": _SOL, "₡": _COLON, "CRC": _COLON, "Bs": _BOLIVAR, "BS": _BOLIVAR,
    "VES": _BOLIVAR, "BOB": _currency("boliviano", "bolivianos"),
    "MXN": _currency("peso mexicano", "pesos mexicanos"),
    "MX$": _currency("peso mexicano", "pesos mexicanos"),
    "ARS": _currency("peso argentino", "pesos argentinos"),
    "AR$": _currency("peso argentino", "pesos argentinos"),
    "CLP": _currency("peso chileno", "pesos chilenos"),
    "COP": _currency("peso colombiano", "pesos colombianos"),
    "COL$": _currency("peso colombiano", "pesos colombianos"),
    "UYU": _currency("peso uruguayo", "pesos uruguayos", Noun("centésimo", "centésimos")),
    "DOP": _currency("peso dominicano", "pesos dominicanos"),
    "RD$": _currency("peso dominicano", "pesos dominicanos"),
    "CUP": _currency("peso cubano", "pesos cubanos"),
    "PHP": _currency("peso filipino", "pesos filipinos"),
    "₱": _currency("peso filipino", "pesos filipinos"),
    "PYG": _currency("guaraní", "guaraníes", None), "₲": _currency("guaraní", "guaraníes", None),
    "GTQ": _currency("quetzal", "quetzales"), "HNL": _currency("lempira", "lempiras"),
    "NIO": _currency("córdoba", "córdobas"), "C$": _currency("córdoba", "córdobas"),
    "PAB": _currency("balboa", "balboas", Noun("centésimo", "centésimos")),
    "CAD": _currency("dólar canadiense", "dólares canadienses"),
    "CA$": _currency("dólar canadiense", "dólares canadienses"),
    "AUD": _currency("dólar australiano", "dólares australianos"),
    "A$": _currency("dólar australiano", "dólares australianos"),
    "NZD": _currency("dólar neozelandés", "dólares neozelandeses"),
    "HKD": _currency("dólar de Hong Kong", "dólares de Hong Kong"),
    "SGD": _currency("dólar de Singapur", "dólares de Singapur"),
    "TRY": _currency("lira turca", "liras turcas", Noun("kurus", "kurus"), "f"),
    "₺": _currency("lira turca", "liras turcas", Noun("kurus", "kurus"), "f"),
    "PLN": _ZLOTY, "zł": _ZLOTY, "HUF": _currency("forinto", "forintos", None),
    "RON": _currency("leu rumano", "leus rumanos", Noun("ban", "bani")),
    "ILS": _currency("séquel", "séqueles", Noun("agora", "agoras", "f")),
    "₪": _currency("séquel", "séqueles", Noun("agora", "agoras", "f")),
    "ZAR": _currency("rand", "rands"), "THB": _currency("bat", "bats", None),
    "฿": _currency("bat", "bats", None), "VND": _currency("dong", "dongs", None),
    "₫": _currency("dong", "dongs", None), "UAH": _currency("grivna", "grivnas", Noun("kopek",
        "kopeks"), "f"),
    "₴": _currency("grivna", "grivnas", Noun("kopek", "kopeks"), "f"),
    "NGN": _currency("naira", "nairas", Noun("kobo", "kobos"), "f"),
    "₦": _currency("naira", "nairas", Noun("kobo", "kobos"), "f"),
    "MAD": _currency("dírham", "dírhams", _EURO_CENT), "AED": _currency("dírham", "dírhams", None),
    "SAR": _currency("riyal", "riyales", None), "EGP": _currency("libra egipcia",
        "libras egipcias", None, "f"),
    "BTC": _BITCOIN, "₿": _BITCOIN, "ETH": _currency("éter", "éteres", None),
    "¢": Currency(_CENT, None),
}  # fmt: skip
"""By sign or by code in capital letters."""
CODE_WORDS: Final = frozenset(("ron", "try", "pen", "mad", "cup", "sar", "bs", "cop", "esp", "eth"))
"""Codes that are words of the language in lower case."""
_MILLION: Final = ("millón", "millones")
_THOUSAND_MILLION: Final = ("mil millones", "mil millones")
SCALES: Final[Mapping[str, tuple[str, str]]] = {
    "k": ("mil", "mil"), "K": ("mil", "mil"), "M": _MILLION, "MM": _MILLION, "mm": _MILLION,
    "mill.": _MILLION, "B": _THOUSAND_MILLION, "bn": _THOUSAND_MILLION, "mil": ("mil", "mil"),
    "mil millones": _THOUSAND_MILLION, "millón": _MILLION, "millones": _MILLION,
    "billón": ("billón", "billones"), "billones": ("billón", "billones"),
    "trillón": ("trillón", "trillones"), "trillones": ("trillón", "trillones"),
}  # fmt: skip
