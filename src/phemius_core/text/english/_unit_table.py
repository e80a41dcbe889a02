"""Units by their symbols: SI with its prefixes, imperial, kitchen, medical, data."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

__all__ = ["LENGTHS", "PER_WORDS", "UNITS", "Unit"]


class Unit(NamedTuple):
    """Names of a unit."""

    one: str
    many: str


_PREFIXES: Final = {
    "p": "pico", "n": "nano", "µ": "micro", "μ": "micro", "m": "milli", "c": "centi", "d": "deci",
    "h": "hecto", "k": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta",
}  # fmt: skip
_SI: Final = (
    ("m", "meter", "nµμmcdk", True), ("g", "gram", "nµμmk", True),
    ("L", "liter", "µμmcd", True), ("l", "liter", "µμmcd", True), ("s", "second", "pnµμm", True),
    ("W", "watt", "mkMGT", True), ("Wh", "watt hour", "kMGT", True), ("V", "volt", "µμmkM", True),
    ("A", "amp", "µμmk", False), ("Ah", "amp hour", "m", True), ("VA", "volt amp", "kM", True),
    ("Hz", "hertz", "mkMGT", True), ("J", "joule", "mkMG", True), ("N", "newton", "mkM", False),
    ("Pa", "pascal", "hkMG", True), ("eV", "electron volt", "mkMGT", True),
    ("Ω", "ohm", "mkMG", True), ("F", "farad", "pnµμ", False), ("H", "henry", "nµμm", False),
    ("mol", "mole", "nµμm", True), ("M", "molar", "nµμm", False), ("Bq", "becquerel", "kMG", True),
    ("Sv", "sievert", "µμm", True), ("Gy", "gray", "m", True), ("cal", "calorie", "k", True),
    ("bar", "bar", "m", True), ("Da", "dalton", "k", True), ("pc", "parsec", "kMG", False),
    ("B", "byte", "kMGTP", False), ("bit", "bit", "kMGT", False), ("b", "bit", "MGT", False),
    ("bps", "bit per second", "kMGT", True), ("Bps", "byte per second", "kMGT", False),
    ("U", "unit", "m", False), ("IU", "international unit", "m", True),
    ("Eq", "equivalent", "mµ", False), ("Osm", "osmole", "m", False), ("lx", "lux", "k", True),
    ("lm", "lumen", "", True), ("cd", "candela", "", True),
)  # fmt: skip
"""Symbol, name, prefixes in use, whether it stands without a prefix as well."""
_UNCHANGED: Final = frozenset(("hertz", "lux", "siemens"))

_OTHERS: Final[Mapping[str, tuple[str, str]]] = {
    # length, area, volume, weight
    "ft": ("foot", "feet"), "yd": ("yard", "yards"), "yds": ("yard", "yards"),
    "mi": ("mile", "miles"), "nmi": ("nautical mile", "nautical miles"),
    "ly": ("light year", "light years"), "ha": ("hectare", "hectares"),
    "ac": ("acre", "acres"), "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"), "gal": ("gallon", "gallons"), "gals": ("gallon", "gallons"),
    "qt": ("quart", "quarts"), "qts": ("quart", "quarts"), "pt": ("pint", "pints"),
    "bbl": ("barrel", "barrels"), "cc": ("cubic centimeter", "cubic centimeters"),
    "ccm": ("cubic centimeter", "cubic centimeters"), "sqft": ("square foot", "square feet"),
    "sqm": ("square meter", "square meters"), "cbm": ("cubic meter", "cubic meters"),
    "fl oz": ("fluid ounce", "fluid ounces"), "fl. oz.": ("fluid ounce", "fluid ounces"),
    "fl.oz.": ("fluid ounce", "fluid ounces"), "floz": ("fluid ounce", "fluid ounces"),
    "tsp": ("teaspoon", "teaspoons"), "tsps": ("teaspoon", "teaspoons"),
    "tbsp": ("tablespoon", "tablespoons"), "tbsps": ("tablespoon", "tablespoons"),
    "Tbsp": ("tablespoon", "tablespoons"), "tbs": ("tablespoon", "tablespoons"),
    "doz": ("dozen", "dozen"),
    # time
    "min": ("minute", "minutes"), "mins": ("minute", "minutes"), "sec": ("second", "seconds"),
    "secs": ("second", "seconds"), "h": ("hour", "hours"), "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"), "wk": ("week", "weeks"), "wks": ("week", "weeks"),
    "mo": ("month", "months"), "mos": ("month", "months"), "yr": ("year", "years"),
    "yrs": ("year", "years"), "yo": ("year old", "years old"), "y/o": ("year old", "years old"),
    # speed, rotation, consumption
    "mph": ("mile per hour", "miles per hour"), "kph": ("kilometer per hour",
    "kilometers per hour"), "kmh": ("kilometer per hour", "kilometers per hour"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "kn": ("knot", "knots"), "kt": ("knot", "knots"), "kts": ("knot", "knots"),
    "rpm": ("revolution per minute", "revolutions per minute"),
    "fps": ("frame per second", "frames per second"), "mpg": ("mile per gallon",
    "miles per gallon"), "bpm": ("beat per minute", "beats per minute"),
    "wpm": ("word per minute", "words per minute"),
    # temperature
    "°C": ("degree Celsius", "degrees Celsius"), "º C": ("degree Celsius", "degrees Celsius"),
    "° C": ("degree Celsius", "degrees Celsius"), "ºC": ("degree Celsius", "degrees Celsius"),
    "℃": ("degree Celsius", "degrees Celsius"), "°F": ("degree Fahrenheit",
    "degrees Fahrenheit"), "° F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "ºF": ("degree Fahrenheit", "degrees Fahrenheit"), "℉": ("degree Fahrenheit",
    "degrees Fahrenheit"), "°K": ("kelvin", "kelvin"), "°": ("degree", "degrees"),
    "º": ("degree", "degrees"), "deg": ("degree", "degrees"),
    # pressure, power, force, sound
    "psi": ("P S I", "P S I"), "atm": ("atmosphere", "atmospheres"), "Torr": ("torr", "torr"),
    "mmHg": ("millimeter of mercury", "millimeters of mercury"),
    "mm Hg": ("millimeter of mercury", "millimeters of mercury"),
    "inHg": ("inch of mercury", "inches of mercury"),
    "cmH2O": ("centimeter of water", "centimeters of water"),
    "hp": ("horsepower", "horsepower"), "bhp": ("brake horsepower", "brake horsepower"),
    "BTU": ("B T U", "B T U's"), "Nm": ("newton meter", "newton meters"),
    "N·m": ("newton meter", "newton meters"), "N⋅m": ("newton meter", "newton meters"),
    "lbf": ("pound force", "pounds force"), "ft-lb": ("foot pound", "foot pounds"),
    "ft-lbs": ("foot pound", "foot pounds"), "lb-ft": ("pound foot", "pound feet"),
    "dB": ("decibel", "decibels"), "dBA": ("decibel", "decibels"), "dBm": ("D B M", "D B M"),
    "G's": ("G", "G's"), "kΩ": ("kilohm", "kilohms"), "MΩ": ("megohm", "megohms"),
    # medicine, chemistry
    "mcg": ("microgram", "micrograms"), "ug": ("microgram", "micrograms"),
    "mcL": ("microliter", "microliters"), "uL": ("microliter", "microliters"),
    "kDa": ("kilodalton", "kilodaltons"), "ppm": ("part per million", "parts per million"),
    "ppb": ("part per billion", "parts per billion"), "Kcal": ("kilocalorie", "kilocalories"),
    "Cal": ("calorie", "calories"), "cals": ("calorie", "calories"),
    "kcals": ("kilocalorie", "kilocalories"), "pmol": ("picomole", "picomoles"),
    "pg": ("picogram", "picograms"),
    # data and screens
    "KB": ("kilobyte", "kilobytes"), "Kb": ("kilobit", "kilobits"), "kb": ("kilobyte",
    "kilobytes"), "mb": ("megabyte", "megabytes"), "gb": ("gigabyte", "gigabytes"),
    "tb": ("terabyte", "terabytes"), "KiB": ("kibibyte", "kibibytes"), "MiB": ("mebibyte",
    "mebibytes"), "GiB": ("gibibyte", "gibibytes"), "TiB": ("tebibyte", "tebibytes"),
    "pts": ("point", "points"), "ppg": ("point per game", "points per game"),
    "rpg": ("rebound per game", "rebounds per game"), "apg": ("assist per game",
    "assists per game"),
    "reb": ("rebound", "rebounds"), "ast": ("assist", "assists"),
    "req": ("request", "requests"), "tok": ("token", "tokens"), "px": ("pixel", "pixels"),
    "MP": ("megapixel", "megapixels"), "dpi": ("dot per inch",
    "dots per inch"), "ppi": ("pixel per inch", "pixels per inch"),
}  # fmt: skip
_ANY_CASE: Final = (
    "kg", "km", "cm", "mg", "ml", "lb", "lbs", "oz", "ft", "hr", "hrs", "min", "mins", "sec",
    "secs", "mph", "kph", "km/h", "kHz", "MHz", "GHz", "Hz", "bpm", "rpm", "fps", "dpi", "dB",
    "kcal", "kWh", "tsp", "tbsp", "psi", "yr", "yrs", "mAh", "IU", "ppm", "mmHg", "BTU", "kbps",
    "Mbps", "Gbps", "Tbps", "mpg", "sqft", "fl oz", "mcg", "kW", "gal", "ppi", "kJ", "wpm", "px",
)  # fmt: skip
"""Units that people write in any case: no other unit differs from them by its case alone."""


def _named(name: str) -> Unit:
    if name in _UNCHANGED or any(name.endswith(unit) for unit in _UNCHANGED):
        return Unit(name, name)
    head, per, tail = name.partition(" per ")
    return Unit(name, f"{head}s{per}{tail}")


def _all_units() -> Iterator[tuple[str, Unit]]:
    for symbol, name, prefixes, stands_alone in _SI:
        if stands_alone:
            yield symbol, _named(name)
        for prefix in prefixes:
            yield prefix + symbol, _named(_PREFIXES[prefix] + name)
    for symbol, (one, many) in _OTHERS.items():
        yield symbol, Unit(one, many)


def _with_all_cases(units: dict[str, Unit]) -> dict[str, Unit]:
    for symbol in _ANY_CASE:
        for variant in (symbol.lower(), symbol.upper(), symbol.capitalize()):
            units.setdefault(variant, units[symbol])
    return units


UNITS: Final[Mapping[str, Unit]] = _with_all_cases(dict(_all_units()))
"""Unit of each symbol."""
LENGTHS: Final = frozenset(("m", "km", "cm", "mm", "µm", "nm", "ft", "in", "mi", "yd", "dm"))
"""Symbols which a power makes an area or a volume."""
PER_WORDS: Final[Mapping[str, str]] = {
    **{word: word for word in (
        "second", "minute", "hour", "day", "night", "week", "month", "year", "person", "user",
        "head", "capita", "unit", "item", "piece", "page", "word", "share", "barrel", "gallon",
        "liter", "pound", "mile", "kilo", "ton", "tonne", "dose", "game", "seat", "student",
        "child", "employee", "call", "cell", "token", "request", "inch", "cup", "serving",
        "square foot", "quarter",
    )},
    "d": "day", "y": "year", "mth": "month", "pp": "person", "ea": "each", "in": "inch",
    "sqft": "square foot", "sq ft": "square foot", "sf": "square foot", "dL": "deciliter",
    "ton": "ton", "t": "ton",
}  # fmt: skip
"""What may stand behind a slash besides a unit."""
