"""French words for currencies."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.french._speaker import SPEAKER
from phemius_core.text.romance import Currency, Noun
from phemius_core.text.romance.french_italian import MoneySpeech, money_rules

__all__ = ["RULES"]


def _currency(one: str, many: str, hundredth: str = "", *, feminine: bool = False) -> Currency:
    small = Noun(hundredth, f"{hundredth.removesuffix('s')}s") if hundredth else None
    return Currency(Noun(one, many, "f" if feminine else "m"), small)


_EURO: Final = _currency("euro", "euros", "centime")
_DOLLAR: Final = _currency("dollar", "dollars", "centime")
_US_DOLLAR: Final = _currency("dollar américain", "dollars américains", "centime")
_CANADIAN: Final = _currency("dollar canadien", "dollars canadiens", "centime")
_AUSTRALIAN: Final = _currency("dollar australien", "dollars australiens", "centime")
_POUND: Final = Currency(Noun("livre", "livres", "f"), Noun("penny", "pence"))
_STERLING: Final = Currency(Noun("livre sterling", "livres sterling", "f"), Noun("penny", "pence"))
_YEN: Final = _currency("yen", "yens")
_SWISS: Final = _currency("franc suisse", "francs suisses", "centime")
_ROUBLE: Final = _currency("rouble", "roubles", "kopeck")
_RUPEE: Final = Currency(Noun("roupie", "roupies", "f"), Noun("paisa", "paisas"))
_CFA: Final = _currency("franc CFA", "francs CFA")
_REAL: Final = _currency("real", "reals", "centime")
_WON: Final = _currency("won", "wons")
_LIRA: Final = Currency(Noun("livre turque", "livres turques", "f"), Noun("kuruş", "kuruş"))
_ZLOTY: Final = _currency("zloty", "zlotys", "grosz")
_CURRENCIES: Final[Mapping[str, Currency]] = {
    "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": _US_DOLLAR, "USD": _US_DOLLAR,
    "$US": _US_DOLLAR, "C$": _CANADIAN, "CA$": _CANADIAN, "$CA": _CANADIAN, "CAD": _CANADIAN,
    "$ CA": _CANADIAN, "$ US": _US_DOLLAR, "A$": _AUSTRALIAN, "AUD": _AUSTRALIAN, "£": _POUND,
    "GBP": _STERLING, "¥": _YEN, "JPY": _YEN, "CHF": _SWISS, "CNY": _currency("yuan", "yuans"),
    "RMB": _currency("yuan", "yuans"), "₽": _ROUBLE, "RUB": _ROUBLE, "₹": _RUPEE, "INR": _RUPEE,
    "₩": _WON, "KRW": _WON, "R$": _REAL, "BRL": _REAL, "₺": _LIRA, "TRY": _LIRA, "zł": _ZLOTY,
    "PLN": _ZLOTY, "XOF": _CFA, "XAF": _CFA, "FCFA": _CFA, "F CFA": _CFA,
    "MAD": _currency("dirham", "dirhams", "centime"), "TND": _currency("dinar", "dinars"),
    "DZD": _currency("dinar algérien", "dinars algériens", "centime"),
    "SEK": _currency("couronne suédoise", "couronnes suédoises", "öre", feminine=True),
    "NOK": _currency("couronne norvégienne", "couronnes norvégiennes", "øre", feminine=True),
    "DKK": _currency("couronne danoise", "couronnes danoises", "øre", feminine=True),
    "CZK": _currency("couronne tchèque", "couronnes tchèques", feminine=True),
    "kr": _currency("couronne", "couronnes", feminine=True), "HUF": _currency("forint", "forints"),
    "MXN": _currency("peso mexicain", "pesos mexicains", "centavo"),
    "₪": _currency("shekel", "shekels"), "ILS": _currency("shekel", "shekels"),
    "฿": _currency("baht", "bahts"), "₫": _currency("dong", "dongs"),
    "₴": _currency("hryvnia", "hryvnias", feminine=True), "₿": _currency("bitcoin", "bitcoins"),
    "BTC": _currency("bitcoin", "bitcoins"), "¢": _currency("centime", "centimes"),
    "DM": Currency(Noun("mark", "marks"), Noun("pfennig", "pfennigs")),
    "FF": _currency("franc français", "francs français", "centime"),
    "HKD": _currency("dollar de Hong Kong", "dollars de Hong Kong", "centime"),
    "₱": _currency("peso", "pesos"), "₦": _currency("naira", "nairas"),
}  # fmt: skip
RULES: Final = money_rules(MoneySpeech(speaker=SPEAKER, currencies=_CURRENCIES, conjunction="et "))
