"""Italian words for currencies."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.italian._speaker import SPEAKER
from phemius_core.text.romance import Currency, Noun
from phemius_core.text.romance.french_italian import MoneySpeech, money_rules

__all__ = ["RULES"]

_CENT: Final = Noun("centesimo", "centesimi")
_EURO: Final = Currency(Noun("euro", "euro"), _CENT)
_DOLLAR: Final = Currency(Noun("dollaro", "dollari"), _CENT)
_US_DOLLAR: Final = Currency(Noun("dollaro americano", "dollari americani"), _CENT)
_CANADIAN: Final = Currency(Noun("dollaro canadese", "dollari canadesi"), _CENT)
_AUSTRALIAN: Final = Currency(Noun("dollaro australiano", "dollari australiani"), _CENT)
_POUND: Final = Currency(Noun("sterlina", "sterline", "f"), Noun("penny", "pence"))
_YEN: Final = Currency(Noun("yen", "yen"))
_SWISS: Final = Currency(Noun("franco svizzero", "franchi svizzeri"), _CENT)
_ROUBLE: Final = Currency(Noun("rublo", "rubli"), Noun("copeco", "copechi"))
_RUPEE: Final = Currency(Noun("rupia", "rupie", "f"), Noun("paisa", "paise"))
_YUAN: Final = Currency(Noun("yuan", "yuan"))
_WON: Final = Currency(Noun("won", "won"))
_REAL: Final = Currency(Noun("real", "real"), Noun("centavo", "centavos"))
_TURKISH: Final = Currency(Noun("lira turca", "lire turche", "f"))
_ZLOTY: Final = Currency(Noun("zloty", "zloty"))
_BITCOIN: Final = Currency(Noun("bitcoin", "bitcoin"))
_CURRENCIES: Final[Mapping[str, Currency]] = {
    "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": _US_DOLLAR, "USD": _US_DOLLAR,
    "C$": _CANADIAN, "CA$": _CANADIAN, "CAD": _CANADIAN, "A$": _AUSTRALIAN, "AUD": _AUSTRALIAN,
    "£": _POUND, "GBP": _POUND, "¥": _YEN, "JPY": _YEN, "CHF": _SWISS, "CNY": _YUAN, "RMB": _YUAN,
    "₽": _ROUBLE, "RUB": _ROUBLE, "₹": _RUPEE, "INR": _RUPEE, "₩": _WON, "KRW": _WON,
    "R$": _REAL, "BRL": _REAL, "₺": _TURKISH, "TRY": _TURKISH, "zł": _ZLOTY, "PLN": _ZLOTY,
    "SEK": Currency(Noun("corona svedese", "corone svedesi", "f")),
    "NOK": Currency(Noun("corona norvegese", "corone norvegesi", "f")),
    "DKK": Currency(Noun("corona danese", "corone danesi", "f")),
    "CZK": Currency(Noun("corona ceca", "corone ceche", "f")),
    "kr": Currency(Noun("corona", "corone", "f")), "HUF": Currency(Noun("fiorino", "fiorini")),
    "MXN": Currency(Noun("peso messicano", "pesos messicani"), Noun("centavo", "centavos")),
    "₪": Currency(Noun("shekel", "shekel")), "฿": Currency(Noun("baht", "baht")),
    "₫": Currency(Noun("dong", "dong")), "₴": Currency(Noun("grivnia", "grivnie", "f")),
    "₿": _BITCOIN, "BTC": _BITCOIN, "¢": Currency(_CENT), "₤": Currency(Noun("lira", "lire", "f")),
    "ITL": Currency(Noun("lira", "lire", "f")), "DM": Currency(Noun("marco", "marchi")),
    "₱": Currency(Noun("peso", "pesos")), "₦": Currency(Noun("naira", "naira")),
    "HKD": Currency(Noun("dollaro di Hong Kong", "dollari di Hong Kong"), _CENT),
}  # fmt: skip
RULES: Final = money_rules(MoneySpeech(speaker=SPEAKER, currencies=_CURRENCIES, conjunction=""))
