"""Spanish names of units."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.romance import Unit, all_units

__all__ = ["PER_WORDS", "UNITS"]

_BASE: Final[Mapping[str, Unit]] = {
    "m": Unit("metro", "metros"), "g": Unit("gramo", "gramos"), "l": Unit("litro", "litros"),
    "L": Unit("litro", "litros"), "s": Unit("segundo", "segundos"), "W": Unit("vatio", "vatios"),
    "Wh": Unit("vatio hora", "vatios hora"), "V": Unit("voltio", "voltios"),
    "A": Unit("amperio", "amperios"), "Hz": Unit("hercio", "hercios"),
    "Pa": Unit("pascal", "pascales"), "J": Unit("julio", "julios"),
    "N": Unit("newton", "newtons"), "B": Unit("byte", "bytes"), "b": Unit("bit", "bits"),
    "bit": Unit("bit", "bits"), "cal": Unit("caloría", "calorías", "f"),
    "Ω": Unit("ohmio", "ohmios"), "mol": Unit("mol", "moles"),
    "eV": Unit("electronvoltio", "electronvoltios"), "bar": Unit("bar", "bares"),
    "F": Unit("faradio", "faradios"), "Ah": Unit("amperio hora", "amperios hora"),
}  # fmt: skip
_PREFIXES: Final[Mapping[str, str]] = {
    "k": "kilo", "K": "kilo", "c": "centi", "d": "deci", "m": "mili", "µ": "micro", "n": "nano",
    "h": "hecto", "M": "mega", "G": "giga", "T": "tera",
}  # fmt: skip
_CELSIUS: Final = Unit("grado Celsius", "grados Celsius")
_FAHRENHEIT: Final = Unit("grado Fahrenheit", "grados Fahrenheit")
_KELVIN: Final = Unit("grado Kelvin", "grados Kelvin")
_MILE_PER_HOUR: Final = Unit("milla por hora", "millas por hora", "f")
_HOUR: Final = Unit("hora", "horas", "f")
_MINUTE: Final = Unit("minuto", "minutos")
_SECOND: Final = Unit("segundo", "segundos")
_KILO: Final = Unit("kilogramo", "kilogramos")
_POUND: Final = Unit("libra", "libras", "f")
_OTHER: Final[Mapping[str, Unit]] = {
    "°C": _CELSIUS, "° C": _CELSIUS, "ºC": _CELSIUS, "º C": _CELSIUS, "°c": _CELSIUS, "℃": _CELSIUS,
    "° c": _CELSIUS, "°F": _FAHRENHEIT, "° F": _FAHRENHEIT, "ºF": _FAHRENHEIT, "°f": _FAHRENHEIT,
    "° f": _FAHRENHEIT, "℉": _FAHRENHEIT, "°K": _KELVIN, "° K": _KELVIN, "°k": _KELVIN,
    "° k": _KELVIN, "K": Unit("kelvin", "kelvin"), "°": Unit("grado", "grados"),
    "mph": _MILE_PER_HOUR, "mi/h": _MILE_PER_HOUR,
    "kph": Unit("kilómetro por hora", "kilómetros por hora"),
    "kmh": Unit("kilómetro por hora", "kilómetros por hora"),
    "h": _HOUR, "hs": _HOUR, "hrs": _HOUR, "hr": _HOUR, "min": _MINUTE, "mins": _MINUTE,
    "seg": _SECOND, "segs": _SECOND, "kgs": _KILO, "Kg": _KILO, "KG": _KILO,
    "kms": Unit("kilómetro", "kilómetros"),
    "Km": Unit("kilómetro", "kilómetros"), "gr": Unit("gramo", "gramos"), "grs": Unit("gramo",
        "gramos"),
    "mts": Unit("metro", "metros"), "lts": Unit("litro", "litros"), "cc": Unit("centímetro cúbico",
        "centímetros cúbicos"),
    "mcg": Unit("microgramo", "microgramos"), "t": Unit("tonelada", "toneladas", "f"),
    "ha": Unit("hectárea", "hectáreas", "f"), "lb": _POUND, "lbs": _POUND,
    "oz": Unit("onza", "onzas", "f"),
    "ft": Unit("pie", "pies"), "yd": Unit("yarda", "yardas", "f"),
    "m/s²": Unit("metro por segundo al cuadrado", "metros por segundo al cuadrado"),
    "m/s2": Unit("metro por segundo al cuadrado", "metros por segundo al cuadrado"),
    "pulg": Unit("pulgada", "pulgadas", "f"), "″": Unit("pulgada", "pulgadas", "f"),
    '"': Unit("pulgada", "pulgadas", "f"), "gal": Unit("galón", "galones"),
    "atm": Unit("atmósfera", "atmósferas", "f"), "mmHg": Unit("milímetro de mercurio",
        "milímetros de mercurio"),
    "psi": Unit("libra por pulgada cuadrada", "libras por pulgada cuadrada", "f"),
    "dB": Unit("decibelio", "decibelios"), "rpm": Unit("revolución por minuto",
        "revoluciones por minuto", "f"),
    "lpm": Unit("latido por minuto", "latidos por minuto"), "fps": Unit("fotograma por segundo",
        "fotogramas por segundo"),
    "CV": Unit("caballo", "caballos"), "cv": Unit("caballo", "caballos"),
    "hp": Unit("caballo de fuerza", "caballos de fuerza"),
    "HP": Unit("caballo de fuerza", "caballos de fuerza"), "px": Unit("píxel", "píxeles"),
    "MP": Unit("megapíxel", "megapíxeles"), "ppm": Unit("parte por millón", "partes por millón",
        "f"),
    "ppp": Unit("punto por pulgada", "puntos por pulgada"), "UI": Unit("unidad internacional",
        "unidades internacionales", "f"),
    "U": Unit("unidad", "unidades", "f"), "mEq": Unit("miliequivalente", "miliequivalentes"),
    "ng": Unit("nanogramo", "nanogramos"), "pg": Unit("picogramo", "picogramos"),
    "Mbps": Unit("megabit por segundo", "megabits por segundo"),
    "Gbps": Unit("gigabit por segundo", "gigabits por segundo"),
    "kbps": Unit("kilobit por segundo", "kilobits por segundo"), "GiB": Unit("gibibyte",
        "gibibytes"),
    "MiB": Unit("mebibyte", "mebibytes"), "uds": Unit("unidad", "unidades", "f"),
    "ud": Unit("unidad", "unidades", "f"), "hab": Unit("habitante", "habitantes"),
    "comp": Unit("comprimido", "comprimidos"), "cáps": Unit("cápsula", "cápsulas", "f"),
    "l/m²": Unit("litro por metro cuadrado", "litros por metro cuadrado"),
    "l/m2": Unit("litro por metro cuadrado", "litros por metro cuadrado"),
    "€/m²": Unit("euro por metro cuadrado", "euros por metro cuadrado"),
    "cda": Unit("cucharada", "cucharadas", "f"), "cdas": Unit("cucharada", "cucharadas", "f"),
    "cdta": Unit("cucharadita", "cucharaditas", "f"), "cdtas": Unit("cucharadita", "cucharaditas",
        "f"),
    "m.s.n.m.": Unit("metro sobre el nivel del mar", "metros sobre el nivel del mar"),
    "M de": Unit("millón de", "millones de"),
    "msnm": Unit("metro sobre el nivel del mar", "metros sobre el nivel del mar"),
}  # fmt: skip
_NAMED: Final = {
    "kilometro": "kilómetro", "centimetro": "centímetro", "milimetro": "milímetro",
    "micrometro": "micrómetro",
    "nanometro": "nanómetro", "decimetro": "decímetro",
}  # fmt: skip


def _accented(unit: Unit) -> Unit:
    """The prefix of a length takes the stress: kilómetro."""
    one, many = unit.one, unit.many
    for plain, accented in _NAMED.items():
        one, many = one.replace(plain, accented), many.replace(plain, accented)
    return Unit(one, many, unit.gender)


UNITS: Final[Mapping[str, Unit]] = {
    symbol: _accented(unit)
    for symbol, unit in all_units(
        _BASE,
        _OTHER,
        prefixes=_PREFIXES,
        per="por",
        square=Unit("cuadrado", "cuadrados"),
        cubic=Unit("cúbico", "cúbicos"),
    ).items()
    # Single capitals behind a number are letters of a name more often ("5 A").
    if symbol not in {"A", "N", "J", "F", "B", "b", "U", "K"}
}
"""Symbol of a unit, and its names."""
PER_WORDS: Final = (
    "segundo", "minuto", "hora", "día", "noche", "semana", "mes", "año", "persona", "habitante",
    "unidad", "kilo", "litro", "metro", "usuario", "alumno", "pieza", "paquete", "botella",
    "docena", "plaza", "caja", "sesión", "clase",
)  # fmt: skip
"""What follows a slash that is said as "por"."""
