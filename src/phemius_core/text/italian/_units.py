"""Italian units of measure."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.italian._speaker import SPEAKER
from phemius_core.text.romance import Noun
from phemius_core.text.romance.french_italian import QuantitySpeech, prefixed_units, quantity_rules

__all__ = ["RULES"]

_PREFIXES: Final = {
    "k": "chilo", "K": "chilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "h": "etto",
    "d": "deci", "c": "centi", "m": "milli", "µ": "micro", "n": "nano", "p": "pico",
}  # fmt: skip


def _invariable(words: str, *, feminine: bool = False) -> Noun:
    return Noun(words, words, "f" if feminine else "m")


_SECOND: Final = Noun("secondo", "secondi")
_HOUR: Final = Noun("ora", "ore", "f")
_BASES: Final[Mapping[str, Noun]] = {
    "m": Noun("metro", "metri"), "g": Noun("grammo", "grammi"), "l": Noun("litro", "litri"),
    "L": Noun("litro", "litri"), "W": _invariable("watt"), "Wh": _invariable("wattora"),
    "Hz": _invariable("hertz"), "V": _invariable("volt"), "A": _invariable("ampere"),
    "J": _invariable("joule"), "Pa": _invariable("pascal"), "bar": _invariable("bar"),
    "Ω": _invariable("ohm"), "B": _invariable("byte"), "bit": _invariable("bit"),
    "b": _invariable("bit"), "cal": Noun("caloria", "calorie", "f"),
    "eV": _invariable("elettronvolt"), "mol": Noun("mole", "moli", "f"), "s": _SECOND,
    "t": Noun("tonnellata", "tonnellate", "f"), "N": _invariable("newton"),
    "F": _invariable("farad"), "Sv": _invariable("sievert"), "Gy": _invariable("gray"),
    "dB": _invariable("decibel"), "lm": _invariable("lumen"), "lx": _invariable("lux"),
    "ha": Noun("ettaro", "ettari"), "Ah": _invariable("amperora"),
    "VA": _invariable("voltampere"),
    "UI": Noun("unità internazionale", "unità internazionali", "f"),
}  # fmt: skip
_UNITS: Final[Mapping[str, Noun]] = {
    **prefixed_units(_PREFIXES, _BASES),
    "%": _invariable("percento"), "‰": _invariable("per mille"),
    "°C": Noun("grado Celsius", "gradi Celsius"), "° C": Noun("grado Celsius", "gradi Celsius"),
    "ºC": Noun("grado Celsius", "gradi Celsius"), "℃": Noun("grado Celsius", "gradi Celsius"),
    "°F": Noun("grado Fahrenheit", "gradi Fahrenheit"),
    "℉": Noun("grado Fahrenheit", "gradi Fahrenheit"), "°K": _invariable("kelvin"),
    "°": Noun("grado", "gradi"), "h": _HOUR, "min": Noun("minuto", "minuti"),
    "min.": Noun("minuto", "minuti"), "sec": _SECOND, "sec.": _SECOND,
    "d": Noun("giorno", "giorni"),
    "gg": Noun("giorno", "giorni"), "gg.": Noun("giorno", "giorni"), "K": _invariable("kelvin"),
    "km/h": Noun("chilometro all'ora", "chilometri all'ora"),
    "kmh": Noun("chilometro all'ora", "chilometri all'ora"),
    "m/s²": Noun("metro al secondo quadrato", "metri al secondo quadrato"),
    "mph": Noun("miglio all'ora", "miglia all'ora", "m"),
    "giri/min": Noun("giro al minuto", "giri al minuto"),
    "rpm": Noun("giro al minuto", "giri al minuto"),
    "l/100 km": Noun("litro ogni cento chilometri", "litri ogni cento chilometri"),
    "l/100km": Noun("litro ogni cento chilometri", "litri ogni cento chilometri"),
    "ab.": Noun("abitante", "abitanti"), "mi": Noun("miglio", "miglia"),
    "lb": Noun("libbra", "libbre", "f"), "lbs": Noun("libbra", "libbre", "f"),
    "oz": Noun("oncia", "once", "f"), "ft": Noun("piede", "piedi"),
    "yd": Noun("iarda", "iarde", "f"),
    "mmHg": Noun("millimetro di mercurio", "millimetri di mercurio"),
    "CV": Noun("cavallo", "cavalli"), "cv": Noun("cavallo", "cavalli"), "px": _invariable("pixel"),
    "Mpx": _invariable("megapixel"), "MP": _invariable("megapixel"),
    "dpi": Noun("punto per pollice", "punti per pollice"), "q": Noun("quintale", "quintali"),
    "ppm": Noun("parte per milione", "parti per milione", "f"),
    "mq": Noun("metro quadrato", "metri quadrati"),
    "kmq": Noun("chilometro quadrato", "chilometri quadrati"),
    "mc": Noun("metro cubo", "metri cubi"), "cc": Noun("centimetro cubo", "centimetri cubi"),
    "cmc": Noun("centimetro cubo", "centimetri cubi"),
    "Mbps": Noun("megabit al secondo", "megabit al secondo"),
    "Gbps": Noun("gigabit al secondo", "gigabit al secondo"),
    "kbps": Noun("chilobit al secondo", "chilobit al secondo"),
    "fps": Noun("fotogramma al secondo", "fotogrammi al secondo"),
    "atm": Noun("atmosfera", "atmosfere", "f"), "Kg": Noun("chilogrammo", "chilogrammi"),
    "Km": Noun("chilometro", "chilometri"),
    "Km/h": Noun("chilometro all'ora", "chilometri all'ora"),
    "gr": Noun("grammo", "grammi"), "gr.": Noun("grammo", "grammi"), "lt": Noun("litro", "litri"),
    "mt": Noun("metro", "metri"), "mt.": Noun("metro", "metri"), "pt": Noun("punto", "punti"),
}  # fmt: skip
_AFTER_SLASH: Final[Mapping[str, Noun]] = {
    "mese": Noun("mese", "mesi"), "giorno": Noun("giorno", "giorni"), "anno": Noun("anno", "anni"),
    "settimana": Noun("settimana", "settimane", "f"), "ora": _HOUR, "h": _HOUR,
    "notte": Noun("notte", "notti", "f"), "persona": Noun("persona", "persone", "f"),
    "minuto": Noun("minuto", "minuti"), "secondo": _SECOND, "litro": Noun("litro", "litri"),
    "kilo": Noun("chilo", "chili"), "chilo": Noun("chilo", "chili"),
    "pezzo": Noun("pezzo", "pezzi"),
    "abitante": Noun("abitante", "abitanti"), "sett.": Noun("settimana", "settimane", "f"),
    "utente": Noun("utente", "utenti"), "lezione": Noun("lezione", "lezioni", "f"),
}  # fmt: skip
RULES: Final = quantity_rules(
    QuantitySpeech(
        speaker=SPEAKER,
        units=_UNITS,
        powers={2: ("quadrato", "quadrati"), 3: ("cubo", "cubi")},
        alone_after_slash=_AFTER_SLASH,
        never_joined=("A", "K", "V", "pt", "CV", "UI", "d", "b", "MP", "q", "cv"),
    )
)
