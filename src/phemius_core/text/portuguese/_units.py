"""Portuguese names of units."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.romance import Unit, all_units

__all__ = ["PER_WORDS", "UNITS"]

_BASE: Final[Mapping[str, Unit]] = {
    "m": Unit("metro", "metros"), "g": Unit("grama", "gramas"), "l": Unit("litro", "litros"),
    "L": Unit("litro", "litros"), "s": Unit("segundo", "segundos"), "W": Unit("watt", "watts"),
    "Wh": Unit("watt-hora", "watts-hora"), "V": Unit("volt", "volts"),
    "A": Unit("ampere", "amperes"), "Hz": Unit("hertz", "hertz"), "Pa": Unit("pascal", "pascals"),
    "J": Unit("joule", "joules"), "N": Unit("newton", "newtons"), "B": Unit("byte", "bytes"),
    "b": Unit("bit", "bits"), "bit": Unit("bit", "bits"), "cal": Unit("caloria", "calorias", "f"),
    "Ω": Unit("ohm", "ohms"), "mol": Unit("mol", "mols"),
    "eV": Unit("elétron-volt", "elétrons-volt"), "bar": Unit("bar", "bars"),
    "F": Unit("farad", "farads"), "Ah": Unit("ampere-hora", "amperes-hora"),
}  # fmt: skip
_PREFIXES: Final[Mapping[str, str]] = {
    "k": "quilo", "K": "quilo", "c": "centi", "d": "deci", "m": "mili", "µ": "micro", "n": "nano",
    "h": "hecto", "M": "mega", "G": "giga", "T": "tera",
}  # fmt: skip
_CELSIUS: Final = Unit("grau Celsius", "graus Celsius")
_FAHRENHEIT: Final = Unit("grau Fahrenheit", "graus Fahrenheit")
_KELVIN: Final = Unit("kelvin", "kelvins")
_MILE_PER_HOUR: Final = Unit("milha por hora", "milhas por hora", "f")
_HOUR: Final = Unit("hora", "horas", "f")
_MINUTE: Final = Unit("minuto", "minutos")
_SECOND: Final = Unit("segundo", "segundos")
_KILO: Final = Unit("quilo", "quilos")
_POUND: Final = Unit("libra", "libras", "f")
_KM: Final = Unit("quilômetro", "quilômetros")
_SPOON: Final = Unit("colher de sopa", "colheres de sopa", "f")
_OTHER: Final[Mapping[str, Unit]] = {
    "°C": _CELSIUS, "° C": _CELSIUS, "ºC": _CELSIUS, "º C": _CELSIUS, "°c": _CELSIUS, "℃": _CELSIUS,
    "° c": _CELSIUS, "°F": _FAHRENHEIT, "° F": _FAHRENHEIT, "ºF": _FAHRENHEIT, "°f": _FAHRENHEIT,
    "° f": _FAHRENHEIT, "℉": _FAHRENHEIT, "°K": _KELVIN, "K": _KELVIN, "°": Unit("grau", "graus"),
    "mph": _MILE_PER_HOUR, "mi/h": _MILE_PER_HOUR,
    "kph": Unit("quilômetro por hora", "quilômetros por hora"),
    "kmh": Unit("quilômetro por hora", "quilômetros por hora"),
    "h": _HOUR, "hs": _HOUR, "hrs": _HOUR, "hr": _HOUR, "min": _MINUTE, "mins": _MINUTE,
    "seg": _SECOND, "segs": _SECOND, "kg": _KILO, "kgs": _KILO, "Kg": _KILO, "KG": _KILO,
    "Km": _KM, "KM": _KM, "kms": _KM, "gr": Unit("grama", "gramas"), "mts": Unit("metro", "metros"),
    "lts": Unit("litro", "litros"), "cc": Unit("centímetro cúbico", "centímetros cúbicos"),
    "mcg": Unit("micrograma", "microgramas"), "t": Unit("tonelada", "toneladas", "f"),
    "ton": Unit("tonelada", "toneladas", "f"), "ha": Unit("hectare", "hectares"),
    "lb": _POUND, "lbs": _POUND, "oz": Unit("onça", "onças", "f"),
    "ft": Unit("pé", "pés"), "yd": Unit("jarda", "jardas", "f"),
    "pol": Unit("polegada", "polegadas", "f"), "″": Unit("polegada", "polegadas", "f"),
    '"': Unit("polegada", "polegadas", "f"), "gal": Unit("galão", "galões"),
    "atm": Unit("atmosfera", "atmosferas", "f"),
    "mmHg": Unit("milímetro de mercúrio", "milímetros de mercúrio"),
    "psi": Unit("libra por polegada quadrada", "libras por polegada quadrada", "f"),
    "dB": Unit("decibel", "decibéis"), "rpm": Unit("rotação por minuto", "rotações por minuto",
        "f"),
    "bpm": Unit("batimento por minuto", "batimentos por minuto"),
    "fps": Unit("quadro por segundo", "quadros por segundo"), "cv": Unit("cavalo", "cavalos"),
    "CV": Unit("cavalo", "cavalos"), "hp": Unit("cavalo-vapor", "cavalos-vapor"),
    "HP": Unit("cavalo-vapor", "cavalos-vapor"), "px": Unit("pixel", "pixels"),
    "MP": Unit("megapixel", "megapixels"), "ppm": Unit("parte por milhão", "partes por milhão",
        "f"),
    "UI": Unit("unidade internacional", "unidades internacionais", "f"),
    "U": Unit("unidade", "unidades", "f"), "mEq": Unit("miliequivalente", "miliequivalentes"),
    "ng": Unit("nanograma", "nanogramas"), "pg": Unit("picograma", "picogramas"),
    "Mbps": Unit("megabit por segundo", "megabits por segundo"),
    "Gbps": Unit("gigabit por segundo", "gigabits por segundo"),
    "kbps": Unit("quilobit por segundo", "quilobits por segundo"),
    "GiB": Unit("gibibyte", "gibibytes"), "MiB": Unit("mebibyte", "mebibytes"),
    "hab": Unit("habitante", "habitantes"),
    "m/s²": Unit("metro por segundo ao quadrado", "metros por segundo ao quadrado"),
    "m/s2": Unit("metro por segundo ao quadrado", "metros por segundo ao quadrado"),
    "x de": Unit("vez de", "vezes de", "f"), "x sem": Unit("vez sem", "vezes sem", "f"),
    "col. de sopa": _SPOON, "colh. de sopa": _SPOON, "comp": Unit("comprimido", "comprimidos"),
    "col. de chá": Unit("colher de chá", "colheres de chá", "f"),
    "M de": Unit("milhão de", "milhões de"),
    "mi": Unit("milhão", "milhões"), "bi": Unit("bilhão", "bilhões"), "tri": Unit("trilhão",
        "trilhões"),
}  # fmt: skip
_NAMED: Final = {
    "quilometro": "quilômetro", "centimetro": "centímetro", "milimetro": "milímetro",
    "micrometro": "micrômetro", "nanometro": "nanômetro", "decimetro": "decímetro",
}  # fmt: skip


def _accented(unit: Unit) -> Unit:
    """The prefix of a length takes the stress: quilômetro."""
    one, many = unit.one, unit.many
    for plain, accented in _NAMED.items():
        one, many = one.replace(plain, accented), many.replace(plain, accented)
    return Unit(one, many, unit.gender)


UNITS: Final[Mapping[str, Unit]] = {
    symbol: _accented(unit)
    for symbol, unit in {
        **all_units(
            _BASE,
            _OTHER,
            prefixes=_PREFIXES,
            per="por",
            square=Unit("quadrado", "quadrados"),
            cubic=Unit("cúbico", "cúbicos"),
        ),
        "kg": _KILO,
    }.items()
    # Single capitals behind a number are letters of a name more often ("5 A").
    if symbol not in {"A", "N", "J", "F", "B", "b", "U", "K"}
}
"""Symbol of a unit, and its names."""
PER_WORDS: Final = (
    "segundo", "minuto", "hora", "dia", "noite", "semana", "mês", "ano", "pessoa", "habitante",
    "unidade", "quilo", "litro", "metro", "usuário", "aluno", "peça", "caixa", "sessão", "aula",
)  # fmt: skip
"""What follows a slash that is said as "por"."""
