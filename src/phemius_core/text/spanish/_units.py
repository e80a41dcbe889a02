"""Spanish names of units."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.romance import Noun
from phemius_core.text.romance.iberian import all_units

__all__ = ["PER_WORDS", "UNITS"]

_BASE: Final[Mapping[str, Noun]] = {
    "m": Noun("metro", "metros"), "g": Noun("gramo", "gramos"), "l": Noun("litro", "litros"),
    "L": Noun("litro", "litros"), "s": Noun("segundo", "segundos"), "W": Noun("vatio", "vatios"),
    "Wh": Noun("vatio hora", "vatios hora"), "V": Noun("voltio", "voltios"),
    "A": Noun("amperio", "amperios"), "Hz": Noun("hercio", "hercios"),
    "Pa": Noun("pascal", "pascales"), "J": Noun("julio", "julios"),
    "N": Noun("newton", "newtons"), "B": Noun("byte", "bytes"), "b": Noun("bit", "bits"),
    "bit": Noun("bit", "bits"), "cal": Noun("caloría", "calorías", "f"),
    "Ω": Noun("ohmio", "ohmios"), "mol": Noun("mol", "moles"),
    "eV": Noun("electronvoltio", "electronvoltios"), "bar": Noun("bar", "bares"),
    "F": Noun("faradio", "faradios"), "Ah": Noun("amperio hora", "amperios hora"),
}  # fmt: skip
_PREFIXES: Final[Mapping[str, str]] = {
    "k": "kilo", "K": "kilo", "c": "centi", "d": "deci", "m": "mili", "µ": "micro", "n": "nano",
    "h": "hecto", "M": "mega", "G": "giga", "T": "tera",
}  # fmt: skip
_CELSIUS: Final = Noun("grado Celsius", "grados Celsius")
_FAHRENHEIT: Final = Noun("grado Fahrenheit", "grados Fahrenheit")
_KELVIN: Final = Noun("grado Kelvin", "grados Kelvin")
_MILE_PER_HOUR: Final = Noun("milla por hora", "millas por hora", "f")
_HOUR: Final = Noun("hora", "horas", "f")
_MINUTE: Final = Noun("minuto", "minutos")
_SECOND: Final = Noun("segundo", "segundos")
_KILO: Final = Noun("kilogramo", "kilogramos")
_POUND: Final = Noun("libra", "libras", "f")
_OTHER: Final[Mapping[str, Noun]] = {
    "°C": _CELSIUS, "° C": _CELSIUS, "ºC": _CELSIUS, "º C": _CELSIUS, "°c": _CELSIUS, "℃": _CELSIUS,
    "° c": _CELSIUS, "°F": _FAHRENHEIT, "° F": _FAHRENHEIT, "ºF": _FAHRENHEIT, "°f": _FAHRENHEIT,
    "° f": _FAHRENHEIT, "℉": _FAHRENHEIT, "°K": _KELVIN, "° K": _KELVIN, "°k": _KELVIN,
    "° k": _KELVIN, "K": Noun("kelvin", "kelvin"), "°": Noun("grado", "grados"),
    "mph": _MILE_PER_HOUR, "mi/h": _MILE_PER_HOUR,
    "kph": Noun("kilómetro por hora", "kilómetros por hora"),
    "kmh": Noun("kilómetro por hora", "kilómetros por hora"),
    "h": _HOUR, "hs": _HOUR, "hrs": _HOUR, "hr": _HOUR, "min": _MINUTE, "mins": _MINUTE,
    "seg": _SECOND, "segs": _SECOND, "kgs": _KILO, "Kg": _KILO, "KG": _KILO,
    "kms": Noun("kilómetro", "kilómetros"),
    "Km": Noun("kilómetro", "kilómetros"), "gr": Noun("gramo", "gramos"), "grs": Noun("gramo",
        "gramos"),
    "mts": Noun("metro", "metros"), "lts": Noun("litro", "litros"), "cc": Noun("centímetro cúbico",
        "centímetros cúbicos"),
    "mcg": Noun("microgramo", "microgramos"), "t": Noun("tonelada", "toneladas", "f"),
    "ha": Noun("hectárea", "hectáreas", "f"), "lb": _POUND, "lbs": _POUND,
    "oz": Noun("onza", "onzas", "f"),
    "ft": Noun("pie", "pies"), "yd": Noun("yarda", "yardas", "f"),
    "m/s²": Noun("metro por segundo al cuadrado", "metros por segundo al cuadrado"),
    "m/s2": Noun("metro por segundo al cuadrado", "metros por segundo al cuadrado"),
    "pulg": Noun("pulgada", "pulgadas", "f"), "″": Noun("pulgada", "pulgadas", "f"),
    '"': Noun("pulgada", "pulgadas", "f"), "gal": Noun("galón", "galones"),
    "atm": Noun("atmósfera", "atmósferas", "f"), "mmHg": Noun("milímetro de mercurio",
        "milímetros de mercurio"),
    "psi": Noun("libra por pulgada cuadrada", "libras por pulgada cuadrada", "f"),
    "dB": Noun("decibelio", "decibelios"), "rpm": Noun("revolución por minuto",
        "revoluciones por minuto", "f"),
    "lpm": Noun("latido por minuto", "latidos por minuto"), "fps": Noun("fotograma por segundo",
        "fotogramas por segundo"),
    "CV": Noun("caballo", "caballos"), "cv": Noun("caballo", "caballos"),
    "hp": Noun("caballo de fuerza", "caballos de fuerza"),
    "HP": Noun("caballo de fuerza", "caballos de fuerza"), "px": Noun("píxel", "píxeles"),
    "MP": Noun("megapíxel", "megapíxeles"), "ppm": Noun("parte por millón", "partes por millón",
        "f"),
    "ppp": Noun("punto por pulgada", "puntos por pulgada"), "UI": Noun("unidad internacional",
        "unidades internacionales", "f"),
    "U": Noun("unidad", "unidades", "f"), "mEq": Noun("miliequivalente", "miliequivalentes"),
    "ng": Noun("nanogramo", "nanogramos"), "pg": Noun("picogramo", "picogramos"),
    "Mbps": Noun("megabit por segundo", "megabits por segundo"),
    "Gbps": Noun("gigabit por segundo", "gigabits por segundo"),
    "kbps": Noun("kilobit por segundo", "kilobits por segundo"), "GiB": Noun("gibibyte",
        "gibibytes"),
    "MiB": Noun("mebibyte", "mebibytes"), "uds": Noun("unidad", "unidades", "f"),
    "ud": Noun("unidad", "unidades", "f"), "hab": Noun("habitante", "habitantes"),
    "comp": Noun("comprimido", "comprimidos"), "cáps": Noun("cápsula", "cápsulas", "f"),
    "l/m²": Noun("litro por metro cuadrado", "litros por metro cuadrado"),
    "l/m2": Noun("litro por metro cuadrado", "litros por metro cuadrado"),
    "€/m²": Noun("euro por metro cuadrado", "euros por metro cuadrado"),
    "cda": Noun("cucharada", "cucharadas", "f"), "cdas": Noun("cucharada", "cucharadas", "f"),
    "cdta": Noun("cucharadita", "cucharaditas", "f"), "cdtas": Noun("cucharadita", "cucharaditas",
        "f"),
    "m.s.n.m.": Noun("metro sobre el nivel del mar", "metros sobre el nivel del mar"),
    "M de": Noun("millón de", "millones de"),
    "msnm": Noun("metro sobre el nivel del mar", "metros sobre el nivel del mar"),
}  # fmt: skip
_NAMED: Final = {
    "kilometro": "kilómetro", "centimetro": "centímetro", "milimetro": "milímetro",
    "micrometro": "micrómetro",
    "nanometro": "nanómetro", "decimetro": "decímetro",
}  # fmt: skip


def _accented(unit: Noun) -> Noun:
    """The prefix of a length takes the stress: kilómetro."""
    one, many = unit.one, unit.many
    for plain, accented in _NAMED.items():
        one, many = one.replace(plain, accented), many.replace(plain, accented)
    return Noun(one, many, unit.gender)


UNITS: Final[Mapping[str, Noun]] = {
    symbol: _accented(unit)
    for symbol, unit in all_units(
        _BASE,
        _OTHER,
        prefixes=_PREFIXES,
        per="por",
        square=Noun("cuadrado", "cuadrados"),
        cubic=Noun("cúbico", "cúbicos"),
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
