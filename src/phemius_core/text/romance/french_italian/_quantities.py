"""Rules for quantities with a unit, and tables of units composed of prefixes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.romance._alternatives import alternatives
from phemius_core.text.romance._nouns import Noun
from phemius_core.text.romance._written_numbers import (
    GAP,
    NUMBER,
    SIGN,
    WrittenNumber,
    read_number,
)
from phemius_core.text.romance.french_italian._speaker import Speaker

__all__ = ["PREFIXED_UNITS", "QuantitySpeech", "prefixed_units", "quantity_rules"]

PREFIXED_UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "m": ("k", "h", "d", "c", "m", "µ", "n", ""), "g": ("k", "m", "µ", "h", "d", "c", "n", ""),
    "l": ("h", "d", "c", "m", "µ", ""), "L": ("h", "d", "c", "m", "µ", ""),
    "W": ("k", "M", "G", "T", "m", ""), "Wh": ("k", "M", "G", "T", ""),
    "Hz": ("k", "M", "G", "T", ""), "V": ("k", "m", ""), "A": ("m", "k", "µ", ""),
    "J": ("k", "M", "G"), "Pa": ("h", "k", "M", ""), "bar": ("m", ""), "Ω": ("k", "M", ""),
    "B": ("k", "K", "M", "G", "T", "P"), "bit": ("k", "M", "G", ""), "b": ("k", "M", "G"),
    "o": ("k", "K", "M", "G", "T", "P"), "cal": ("k", ""), "eV": ("k", "M", "G", "T", ""),
    "mol": ("m", ""), "s": ("m", "µ", "n", ""), "t": ("k", "M", ""), "N": ("k",),
    "F": ("µ", "n", "p"),
    "Sv": ("m", "µ", ""), "Gy": ("m", ""), "dB": ("",), "lm": ("",), "lx": ("",), "ha": ("",),
    "Ah": ("m", ""), "VA": ("k", ""), "UI": ("",), "Wc": ("k", ""),
}  # fmt: skip
"""Units, and the prefixes with which people write them."""
_POWERS: Final = {"²": 2, "2": 2, "³": 3, "3": 3}


def prefixed_units(prefixes: Mapping[str, str], units: Mapping[str, Noun]) -> dict[str, Noun]:
    """All prefixed forms of the units.

    Args:
        prefixes: Words for the prefixes: `{"k": "kilo"}`.
        units: Nouns for the keys of `PREFIXED_UNITS`.
    """
    table = {}
    for unit, noun in units.items():
        for prefix in PREFIXED_UNITS[unit]:
            word = prefixes[prefix] if prefix else ""
            table[prefix + unit] = Noun(word + noun.one, word + noun.many, noun.gender)
            if prefix == "µ":
                table["μ" + unit] = table[prefix + unit]
    return table


@dataclass(frozen=True, kw_only=True)
class QuantitySpeech:
    """How a language reads quantities with a unit."""

    speaker: Speaker
    """Says the numbers."""
    units: Mapping[str, Noun]
    """Nouns by symbol."""
    powers: Mapping[int, tuple[str, str]]
    """Adjectives for squares and cubes, for one and for many."""
    alone_after_slash: Mapping[str, Noun]
    """Nouns that stand for a unit after a slash: `mois` in `10 €/mois`."""
    never_joined: Iterable[str] = ()
    """Symbols that are a unit only after a space: in `3A` the letter is a name."""

    @cached_property
    def joined(self) -> frozenset[str]:
        return frozenset(self.never_joined)

    def noun(self, symbol: str) -> Noun:
        if symbol in self.alone_after_slash:
            return self.alone_after_slash[symbol]
        if symbol in self.units:
            return self.units[symbol]
        base = self.units[symbol[:-1]]
        one, many = self.powers[_POWERS[symbol[-1]]]
        return Noun(f"{base.one} {one}", f"{base.many} {many}", base.gender)

    def measured(self, symbol: str, below: str | None, below_count: str | None) -> Noun:
        whole = f"{symbol}/{below}"
        if below is None or whole in self.units:
            return self.units.get(whole) or self.noun(symbol)
        name = self.noun(symbol)
        if below_count:
            counted = self.speaker.count(read_number(below_count), self.noun(below))
            rest = f"{self.speaker.per(Noun('', ''))} {counted}"
        else:
            rest = self.speaker.per(self.noun(below))
        return Noun(f"{name.one} {rest}", f"{name.many} {rest}", name.gender)

    def quantity(self, found: re.Match[str], _lang: str) -> str | None:
        symbol = found["unit"]
        if symbol in self.joined and not found["unit_gap"]:
            return None
        name = self.measured(symbol, found["unit_below"], found["unit_below_count"])
        sign = self.speaker.sign(found["unit_sign"])
        low = read_number(found["quantity"])
        if found["quantity_to"] is None:
            return sign + self.speaker.count(low, name)
        high = read_number(found["quantity_to"])
        ascends = low.value < high.value
        before = found.string[max(0, found.start() - 16) : found.start()]
        high_sign = self.speaker.sign(found["unit_sign_to"])
        return self.speaker.span(
            sign + self.speaker.number(low, name.gender),
            high_sign + self.speaker.count(high, name),
            before,
            ascends,
        )

    def part(self, found: re.Match[str], _lang: str) -> str | None:
        top, bottom = int(found["part"]), int(found["part_of"])
        if not top or bottom < 2:
            return None
        name, before = self.noun(found["part_unit"]), found["part_whole"]
        is_half = (top, bottom) == (1, 2)
        if before and is_half:
            counted = self.speaker.count(WrittenNumber(before), name)
            return f"{counted} {self.speaker.and_a_half(name.gender)}"
        if is_half:
            return self.speaker.half(name)
        whole = f"{self.speaker.whole(before)} {self.speaker.conjunction} " if before else ""
        return f"{whole}{self.speaker.fraction(top, bottom)} {self.speaker.of(name.one)}"


def quantity_rules(speech: QuantitySpeech) -> tuple[Rule, ...]:
    """Rules for quantities: `20-30 °C`, `5 km/h`, `12 m²`, `3 l/100 km`, `8 %`."""
    lengths = [unit for unit in speech.units if unit.endswith("m") and len(unit) <= 2]
    one_unit = (
        "(?:(?:" + "|".join(lengths) + ")[²³23](?![0-9])|"
        + alternatives(speech.units) + ")"
    )  # fmt: skip
    divisor = (
        "(?:" + alternatives(speech.alone_after_slash)
        + f"|{one_unit})"
    )  # fmt: skip
    periods = "|".join(
        word for word in speech.alone_after_slash if len(word) > 2 and word.isalpha()
    )
    return (
        Rule(
            "quantity",
            rf"(?P<unit_sign>{SIGN})?(?:(?<![\w.,])|(?<=\d[x×]))(?P<quantity>{NUMBER})"
            rf"(?:{GAP}?[-–—]{GAP}?(?P<unit_sign_to>[-−](?=\d))?(?P<quantity_to>{NUMBER}))?"
            rf"(?P<unit_gap>{GAP}?)(?P<unit>{one_unit})"
            rf"(?:/(?:(?P<unit_below_count>\d{{1,4}}){GAP}?)?(?P<unit_below>{divisor})(?![\w'’]))?"
            r"(?![\w'’²³°]|\.\w)",
            speech.quantity,
        ),
        Rule(
            "part",
            rf"(?<![\w.,/])(?:(?P<part_whole>\d{{1,4}}){GAP})?(?P<part>\d{{1,2}})/(?P<part_of>\d{{1,2}}){GAP}?(?P<part_unit>{one_unit})"
            r"(?![\w'’²³°%]|\.\w)",
            speech.part,
        ),
        Rule(
            "per",
            rf"(?<=[^\W\d_])/(?P<per>{divisor})(?![\w'’/])"
            rf"|(?<=[€$£¥%])/(?P<per_sign>{divisor})(?![\w'’])"
            rf"|(?<=\d)/(?P<per_word>{periods})(?![\w'’])",
            lambda found, _lang: (
                " "
                + speech.speaker.per(
                    speech.noun(found["per"] or found["per_sign"] or found["per_word"])
                )
            ),
        ),
    )
