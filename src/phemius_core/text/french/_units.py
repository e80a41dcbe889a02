"""French units of measure."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.french._speaker import SPEAKER
from phemius_core.text.romance import Noun
from phemius_core.text.romance.french_italian import QuantitySpeech, prefixed_units, quantity_rules

__all__ = ["RULES"]

_PREFIXES: Final = {
    "k": "kilo", "K": "kilo", "M": "méga", "G": "giga", "T": "téra", "P": "péta", "h": "hecto",
    "d": "déci", "c": "centi", "m": "milli", "µ": "micro", "n": "nano", "p": "pico",
}  # fmt: skip


def _regular(word: str, gender: str = "m") -> Noun:
    return Noun(word, f"{word}s", "f" if gender == "f" else "m")


def _invariable(words: str, gender: str = "m") -> Noun:
    return Noun(words, words, "f" if gender == "f" else "m")


_OCTET: Final = _regular("octet")
_BASES: Final[Mapping[str, Noun]] = {
    "m": _regular("mètre"), "g": _regular("gramme"), "l": _regular("litre"),
    "L": _regular("litre"), "W": _regular("watt"), "Wh": _regular("wattheure"),
    "Hz": _invariable("hertz"), "V": _regular("volt"), "A": _regular("ampère"),
    "J": _regular("joule"), "Pa": _regular("pascal"), "bar": _regular("bar"),
    "Ω": _regular("ohm"), "B": _OCTET, "o": _OCTET, "bit": _regular("bit"), "b": _regular("bit"),
    "cal": _regular("calorie", "f"), "eV": _regular("électronvolt"), "mol": _regular("mole", "f"),
    "s": _regular("seconde", "f"), "t": _regular("tonne", "f"), "N": _regular("newton"),
    "F": _regular("farad"), "Sv": _regular("sievert"), "Gy": _regular("gray"),
    "dB": Noun("décibel", "décibels"), "lm": _invariable("lumen"), "lx": _invariable("lux"),
    "ha": _regular("hectare"), "Ah": _regular("ampèreheure"), "VA": _regular("voltampère"),
    "UI": Noun("unité internationale", "unités internationales", "f"),
    "Wc": Noun("watt-crête", "watts-crête"),
}  # fmt: skip
_UNITS: Final[Mapping[str, Noun]] = {
    **prefixed_units(_PREFIXES, _BASES),
    "%": _invariable("pour cent"), "‰": _invariable("pour mille"),
    "°C": Noun("degré Celsius", "degrés Celsius"), "° C": Noun("degré Celsius", "degrés Celsius"),
    "°F": Noun("degré Fahrenheit", "degrés Fahrenheit"), "°K": Noun("kelvin", "kelvins"),
    "℃": Noun("degré Celsius", "degrés Celsius"),
    "℉": Noun("degré Fahrenheit", "degrés Fahrenheit"),
    "°": _regular("degré"), "ºC": Noun("degré Celsius", "degrés Celsius"),
    "h": _regular("heure", "f"), "hrs": _regular("heure", "f"), "min": _regular("minute", "f"),
    "mn": _regular("minute", "f"), "sec": _regular("seconde", "f"), "j": _regular("jour"),
    "jrs": _regular("jour"), "ms": _regular("milliseconde", "f"),
    "km/h": Noun("kilomètre par heure", "kilomètres par heure"),
    "km/s": Noun("kilomètre par seconde", "kilomètres par seconde"),
    "m/s": Noun("mètre par seconde", "mètres par seconde"),
    "m/s²": Noun("mètre par seconde carrée", "mètres par seconde carrée"),
    "kmh": Noun("kilomètre par heure", "kilomètres par heure"),
    "mph": Noun("mile à l'heure", "miles à l'heure"),
    "tr/min": Noun("tour par minute", "tours par minute"),
    "l/100 km": Noun("litre aux cent kilomètres", "litres aux cent kilomètres"),
    "l/100km": Noun("litre aux cent kilomètres", "litres aux cent kilomètres"),
    "L/100 km": Noun("litre aux cent kilomètres", "litres aux cent kilomètres"),
    "pers.": _regular("personne", "f"), "pers": _regular("personne", "f"),
    "hab.": _regular("habitant"), "hab": _regular("habitant"), "mi": _invariable("miles"),
    "lb": _regular("livre", "f"), "lbs": _regular("livre", "f"), "oz": _regular("once", "f"),
    "ft": Noun("pied", "pieds"), "po": Noun("pouce", "pouces"), "yd": _regular("yard"),
    "mmHg": Noun("millimètre de mercure", "millimètres de mercure"),
    "ch": Noun("cheval", "chevaux"), "CV": Noun("cheval", "chevaux"), "px": _regular("pixel"),
    "Mpx": _regular("mégapixel"), "dpi": Noun("point par pouce", "points par pouce"),
    "ppm": Noun("partie par million", "parties par million", "f"), "cl": _regular("centilitre"),
    "cc": Noun("centimètre cube", "centimètres cubes"), "kgf": _regular("kilogramme-force"),
    "Mbps": Noun("mégabit par seconde", "mégabits par seconde"),
    "Gbps": Noun("gigabit par seconde", "gigabits par seconde"),
    "kbps": Noun("kilobit par seconde", "kilobits par seconde"),
    "fps": Noun("image par seconde", "images par seconde", "f"), "K": _regular("kelvin"),
    "sem.": _regular("semaine", "f"), "sem": _regular("semaine", "f"), "pt": _regular("point"),
    "pts": _regular("point"), "nœuds": _invariable("nœuds"),
    "c. à s.": Noun("cuillère à soupe", "cuillères à soupe", "f"),
    "c. à c.": Noun("cuillère à café", "cuillères à café", "f"),
    "c.à.s": Noun("cuillère à soupe", "cuillères à soupe", "f"),
    "c.à.c": Noun("cuillère à café", "cuillères à café", "f"),
    "càs": Noun("cuillère à soupe", "cuillères à soupe", "f"),
    "càc": Noun("cuillère à café", "cuillères à café", "f"),
}  # fmt: skip
_AFTER_SLASH: Final[Mapping[str, Noun]] = {
    word: Noun(word, word)
    for word in (
        "mois", "jour", "an", "semaine", "nuit", "personne", "pers", "heure", "minute", "seconde",
        "habitant", "litre", "kilo", "unité", "trimestre", "séance", "utilisateur", "place",
    )
} | {"sem": Noun("semaine", "semaines"), "pers.": Noun("personne", "personnes")}  # fmt: skip
RULES: Final = quantity_rules(
    QuantitySpeech(
        speaker=SPEAKER,
        units=_UNITS,
        powers={2: ("carré", "carrés"), 3: ("cube", "cubes")},
        alone_after_slash=_AFTER_SLASH,
        never_joined=("A", "K", "V", "po", "pt", "pts", "ch", "CV", "UI", "j", "b"),
    )
)
