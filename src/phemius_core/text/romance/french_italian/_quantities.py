"""Rules for quantities with a unit, and tables of units composed of prefixes."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.romance._nouns import Noun
from phemius_core.text.romance._written_numbers import (
    GAP,
    NUMBER,
    SIGN,
    WrittenNumber,
    read_number,
)
from phemius_core.text.romance.french_italian._speaker import Speaker

__all__ = ["PREFIXED_UNITS", "prefixed_units", "quantity_rules"]

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


def quantity_rules(
    speaker: Speaker,
    units: Mapping[str, Noun],
    *,
    powers: Mapping[int, tuple[str, str]],
    alone_after_slash: Mapping[str, Noun],
    never_joined: Iterable[str] = (),
) -> tuple[Rule, ...]:
    """Rules for quantities: `20-30 °C`, `5 km/h`, `12 m²`, `3 l/100 km`, `8 %`.

    Args:
        speaker: Says the numbers.
        units: Nouns by symbol.
        powers: Adjectives for squares and cubes, for one and for many.
        alone_after_slash: Nouns that stand for a unit after a slash: `mois` in `10 €/mois`.
        never_joined: Symbols that are a unit only after a space: in `3A` the letter is a name.
    """
    lengths = [unit for unit in units if unit.endswith("m") and len(unit) <= 2]
    one_unit = (
        "(?:(?:" + "|".join(lengths) + ")[²³23](?![0-9])|"
        + "|".join(map(re.escape, sorted(units, key=len, reverse=True))) + ")"
    )  # fmt: skip
    divisor = (
        "(?:" + "|".join(map(re.escape, sorted(alone_after_slash, key=len, reverse=True)))
        + f"|{one_unit})"
    )  # fmt: skip
    periods = "|".join(word for word in alone_after_slash if len(word) > 2 and word.isalpha())
    joined = frozenset(never_joined)

    def noun(symbol: str) -> Noun:
        if symbol in alone_after_slash:
            return alone_after_slash[symbol]
        if symbol in units:
            return units[symbol]
        base = units[symbol[:-1]]
        one, many = powers[_POWERS[symbol[-1]]]
        return Noun(f"{base.one} {one}", f"{base.many} {many}", base.gender)

    def measured(symbol: str, below: str | None, below_count: str | None) -> Noun:
        whole = f"{symbol}/{below}"
        if below is None or whole in units:
            return units.get(whole) or noun(symbol)
        name = noun(symbol)
        if below_count:
            counted = speaker.count(read_number(below_count), noun(below))
            rest = f"{speaker.per(Noun('', ''))} {counted}"
        else:
            rest = speaker.per(noun(below))
        return Noun(f"{name.one} {rest}", f"{name.many} {rest}", name.gender)

    def quantity(found: re.Match[str], _lang: str) -> str | None:
        symbol = found["unit"]
        if symbol in joined and not found["unit_gap"]:
            return None
        name = measured(symbol, found["unit_below"], found["unit_below_count"])
        sign = speaker.sign(found["unit_sign"])
        low = read_number(found["quantity"])
        if found["quantity_to"] is None:
            return sign + speaker.count(low, name)
        high = read_number(found["quantity_to"])
        ascends = low.value < high.value
        before = found.string[max(0, found.start() - 16) : found.start()]
        high_sign = speaker.sign(found["unit_sign_to"])
        return speaker.span(
            sign + speaker.number(low, name.gender),
            high_sign + speaker.count(high, name),
            before,
            ascends,
        )

    def part(found: re.Match[str], _lang: str) -> str | None:
        top, bottom = int(found["part"]), int(found["part_of"])
        if not top or bottom < 2:
            return None
        name, before = noun(found["part_unit"]), found["part_whole"]
        is_half = (top, bottom) == (1, 2)
        if before and is_half:
            counted = speaker.count(WrittenNumber(before), name)
            return f"{counted} {speaker.and_a_half(name.gender)}"
        if is_half:
            return speaker.half(name)
        whole = f"{speaker.whole(before)} {speaker.conjunction} " if before else ""
        return f"{whole}{speaker.fraction(top, bottom)} {speaker.of(name.one)}"

    return (
        Rule(
            "quantity",
            rf"(?P<unit_sign>{SIGN})?(?:(?<![\w.,])|(?<=\d[x×]))(?P<quantity>{NUMBER})"
            rf"(?:{GAP}?[-–—]{GAP}?(?P<unit_sign_to>[-−](?=\d))?(?P<quantity_to>{NUMBER}))?"
            rf"(?P<unit_gap>{GAP}?)(?P<unit>{one_unit})"
            rf"(?:/(?:(?P<unit_below_count>\d{{1,4}}){GAP}?)?(?P<unit_below>{divisor})(?![\w'’]))?"
            r"(?![\w'’²³°]|\.\w)",
            quantity,
        ),
        Rule(
            "part",
            rf"(?<![\w.,/])(?:(?P<part_whole>\d{{1,4}}){GAP})?(?P<part>\d{{1,2}})/(?P<part_of>\d{{1,2}}){GAP}?(?P<part_unit>{one_unit})"
            r"(?![\w'’²³°%]|\.\w)",
            part,
        ),
        Rule(
            "per",
            rf"(?<=[^\W\d_])/(?P<per>{divisor})(?![\w'’/])"
            rf"|(?<=[€$£¥%])/(?P<per_sign>{divisor})(?![\w'’])"
            rf"|(?<=\d)/(?P<per_word>{periods})(?![\w'’])",
            lambda found, _lang: (
                " " + speaker.per(noun(found["per"] or found["per_sign"] or found["per_word"]))
            ),
        ),
    )
