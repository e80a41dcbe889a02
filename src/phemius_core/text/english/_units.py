"""English words for quantities with a unit."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import cardinal, decimal
from phemius_core.text.english._patterns import NUMBER

__all__ = ["RULES"]

_UNITS: Final[Mapping[str, tuple[str, str]]] = {
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "mph": ("mile per hour", "miles per hour"),
    "m/s": ("meter per second", "meters per second"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "km": ("kilometer", "kilometers"),
    "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"),
    "kg": ("kilogram", "kilograms"),
    "mg": ("milligram", "milligrams"),
    "g": ("gram", "grams"),
    "m": ("meter", "meters"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "ft": ("foot", "feet"),
    "ml": ("milliliter", "milliliters"),
    "L": ("liter", "liters"),
    "ms": ("millisecond", "milliseconds"),
    "min": ("minute", "minutes"),
    "hrs": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"),
    "Hz": ("hertz", "hertz"),
    "KB": ("kilobyte", "kilobytes"),
    "kB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "Mbps": ("megabit per second", "megabits per second"),
    "kW": ("kilowatt", "kilowatts"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "W": ("watt", "watts"),
    "V": ("volt", "volts"),
    "dB": ("decibel", "decibels"),
    "m/s²": ("meter per second squared", "meters per second squared"),
    "km/s": ("kilometer per second", "kilometers per second"),
    "m²": ("square meter", "square meters"),
    "km²": ("square kilometer", "square kilometers"),
    "cm²": ("square centimeter", "square centimeters"),
    "mm²": ("square millimeter", "square millimeters"),
    "m³": ("cubic meter", "cubic meters"),
    "cm³": ("cubic centimeter", "cubic centimeters"),
    "mi": ("mile", "miles"),
    "yd": ("yard", "yards"),
    "µm": ("micrometer", "micrometers"),
    "nm": ("nanometer", "nanometers"),
    "mL": ("milliliter", "milliliters"),
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "secs": ("second", "seconds"),
    "mins": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "µs": ("microsecond", "microseconds"),
    "ns": ("nanosecond", "nanoseconds"),
    "Gbps": ("gigabit per second", "gigabits per second"),
    "kbps": ("kilobit per second", "kilobits per second"),
    "MW": ("megawatt", "megawatts"),
    "GW": ("gigawatt", "gigawatts"),
    "MWh": ("megawatt hour", "megawatt hours"),
    "GiB": ("gibibyte", "gibibytes"),
    "MiB": ("mebibyte", "mebibytes"),
    "kcal": ("kilocalorie", "kilocalories"),
    "fps": ("frame per second", "frames per second"),
    "rpm": ("revolution per minute", "revolutions per minute"),
    "px": ("pixel", "pixels"),
}
"""Unit: its name for one, its name for many."""
_UNIT: Final = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))


def _quantity(found: re.Match[str], _lang: str) -> str:
    one, many = _UNITS[found["unit"]]
    sign = "minus " if found["sign"] else ""
    return f"{sign}{decimal(found['number'])} {one if found['number'] == '1' else many}"


RULES: Final = (
    Rule(
        "per",
        r"/(?=(?:second|minute|hour|day|night|week|month|year|person|user|month|mo|yr|hr)\b)",
        lambda _found, _lang: " per ",
    ),
    Rule(
        "feet",
        r"(?<!\w)(?P<feet>\d{1,2})['′](?P<inches>\d{1,2})(?:[\"″]|(?!\w))",
        lambda found, _lang: f"{cardinal(found['feet'])} foot {cardinal(found['inches'])}",
    ),
    Rule(
        "unit",
        rf"(?P<sign>(?<!\w)[-−])?(?<![\w.])(?P<number>{NUMBER})\s?(?P<unit>{_UNIT})(?!\w)",
        _quantity,
    ),
)
