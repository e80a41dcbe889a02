"""Rules for quantities with a unit, and the units that a language's names make."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.romance._alternatives import alternatives
from phemius_core.text.romance._nouns import Noun
from phemius_core.text.romance._written_numbers import DASH, MINUS, NUMBER
from phemius_core.text.romance.iberian._counting import Counting
from phemius_core.text.romance.iberian._grammar import Grammar

__all__ = ["all_units", "rules"]

_PREFIXED: Final[Mapping[str, str]] = {
    "m": "kcdmµn", "g": "kmµ", "l": "mcd", "L": "mcdµ", "s": "mµn", "W": "kMG", "Wh": "kMG",
    "V": "km", "A": "m", "Hz": "kMG", "Pa": "kMh", "J": "kM", "N": "k", "B": "kKMGT",
    "b": "KMG", "bit": "kMG", "byte": "", "cal": "k", "Ω": "kM", "mol": "m", "eV": "kM",
    "bar": "m", "F": "µn", "Ah": "m",
}  # fmt: skip
"""Base units, and the prefixes that are in use with each."""
_PER: Final = (
    "km/h", "m/s", "km/s", "mg/dL", "mg/dl", "mg/L", "mg/l", "g/L", "g/l", "g/dL", "g/dl", "µg/L",
    "µg/mL", "mg/mL", "mg/ml", "ml/h", "mL/h", "mL/min", "ml/min", "l/min", "L/min", "mg/kg",
    "µg/kg", "g/kg", "kg/m³", "kg/m3", "kg/m²", "kg/m2", "g/cm³", "g/cm3", "m³/s", "m3/s", "m³/h",
    "km/l", "km/L", "l/h", "kg/h", "mmol/L", "mmol/l", "W/m²", "kW/h", "MB/s", "GB/s", "kB/s",
    "Mb/s", "Gb/s", "kb/s", "m/s²", "m/s2", "g/m²", "N/m", "J/kg", "hab/km²", "kcal/h", "cm/s",
    "mm/h", "g/km", "t/ha", "kg/ha", "lpm/h", "U/L", "UI/L", "mEq/L", "ng/mL", "ng/ml", "pg/mL",
    "Mbit/s", "Gbit/s", "l/s", "L/s", "$/kg",
)  # fmt: skip
_AMOUNT: Final = re.compile(r"\d\s?(?:[^\W\d_][\w/]{0,20}|[A-Z]{0,3}[$€£¥%])?$")
_PARTICIPLE: Final = re.compile(r"\s[a-záéíóú]{2,20}(?:do|to|cho|so)\b")
"""After it, "ha" is the Spanish verb."""
_POWERS: Final = ("m", "km", "cm", "mm", "dm")


def all_units(
    base: Mapping[str, Noun],
    other: Mapping[str, Noun],
    *,
    prefixes: Mapping[str, str],
    per: str,
    square: Noun,
    cubic: Noun,
) -> dict[str, Noun]:
    """All units of a language.

    Args:
        base: Units that take prefixes.
        other: Units that take none.
        prefixes: Prefix and its word.
        per: Word between a unit and the one it is divided by.
        square: Adjective for one and for many units of area.
        cubic: The same for volume.
    """
    units = {**base, **other}
    for symbol, which in _PREFIXED.items():
        if symbol in base:
            unit = base[symbol]
            for prefix in which:
                word = prefixes[prefix]
                named = Noun(word + unit.one, word + unit.many, unit.gender)
                units[prefix + symbol] = named
                if prefix == "µ":
                    units["μ" + symbol] = named
    for symbol in _POWERS:
        unit = units[symbol]
        for mark, power in (("²", square), ("2", square), ("³", cubic), ("3", cubic)):
            named = Noun(f"{unit.one} {power.one}", f"{unit.many} {power.many}", unit.gender)
            units[symbol + mark] = named
            if not mark.isascii():
                units[f"{symbol}^{mark.translate(str.maketrans('²³', '23'))}"] = named
    for quotient in _PER:
        top, _, bottom = quotient.partition("/")
        if top in units and bottom in units:
            over, under = units[top], units[bottom].one
            units[quotient] = Noun(
                f"{over.one} {per} {under}", f"{over.many} {per} {under}", over.gender
            )
    return {symbol: unit for symbol, unit in units.items() if unit.one}


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    words, units = grammar.words, grammar.units
    counting = Counting(grammar)

    def quantity(found: re.Match[str], _lang: str) -> str | None:
        sign = f"{words.minus} " if found["unit_sign"] else ""
        written, text = " ".join(found["unit"].split()), found.string
        if written == '"' and text[max(0, found.start() - 200) : found.start()].count('"') % 2:
            return None
        if written == "ha" and _PARTICIPLE.match(text, found.end()):
            return None
        unit = units[written]
        if found["unit_low_unit"]:
            low = counting.amount(found["unit_low"], None, unit)
            return f"{sign}{low} {words.to} {counting.amount(found['unit_high'], None, unit)}"
        return sign + counting.amount(found["unit_low"], found["unit_high"], unit)

    def per(found: re.Match[str], _lang: str) -> str | None:
        """`/kg`, `/mes` after an amount: `20 €/mes`, `200 habitantes/km²`."""
        before = found.string[max(0, found.start() - 24) : found.start()]
        if not _AMOUNT.search(before):
            return None
        unit = units.get(found["per"])
        return f" {words.per} {unit.one if unit else found['per']}"

    unit = alternatives(units)
    return (
        Rule("unit",
             rf"(?P<unit_sign>{MINUS})?(?<![\w.,])(?P<unit_low>{NUMBER})"
             rf"(?:\s?(?P<unit_low_unit>{unit})?{DASH}(?P<unit_high>{NUMBER}))?"
             rf"[ \u00a0\u202f]?(?P<unit>{unit})"
             rf"(?![\w²³]|/(?!\d|(?:{alternatives(grammar.per_words)})\b)|\.\w)"
             r"(?:\.(?=\s[a-zà-ÿ]))?", quantity),
        Rule("per",
             rf"(?<=[\w$€£¥%])/(?P<per>{alternatives(grammar.per_words)}|{unit})(?![\w²³/])", per),
        # "6 l/100 km"
        Rule("per_number", rf"(?<=[a-zA-Z])/(?=\d{{1,4}}\s?(?:{unit})(?!\w))",
             lambda _found, _lang: f" {words.per} "),
    )  # fmt: skip
