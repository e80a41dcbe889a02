"""Portuguese names of units."""

from collections.abc import Mapping
from typing import Final

from phemius_core.text.romance import Noun
from phemius_core.text.romance.iberian import all_units

__all__ = ["PER_WORDS", "UNITS"]

_BASE: Final[Mapping[str, Noun]] = {
    "m": Noun("metro", "metros"), "g": Noun("grama", "gramas"), "l": Noun("litro", "litros"),
    "L": Noun("litro", "litros"), "s": Noun("segundo", "segundos"), "W": Noun("watt", "watts"),
    "Wh": Noun("watt-hora", "watts-hora"), "V": Noun("volt", "volts"),
    "A": Noun("ampere", "amperes"), "Hz": Noun("hertz", "hertz"), "Pa": Noun("pascal", "pascals"),
    "J": Noun("joule", "joules"), "N": Noun("newton", "newtons"), "B": Noun("byte", "bytes"),
    "b": Noun("bit", "bits"), "bit": Noun("bit", "bits"), "cal": Noun("caloria", "calorias", "f"),
    "Ω": Noun("ohm", "ohms"), "mol": Noun("mol", "mols"),
    "eV": Noun("elétron-volt", "elétrons-volt"), "bar": Noun("bar", "bars"),
    "F": Noun("farad", "farads"), "Ah": Noun("ampere-hora", "amperes-hora"),
}  # fmt: skip
_PREFIXES: Final[Mapping[str, str]] = {
    "k": "quilo", "K": "quilo", "c": "centi", "d": "deci", "m": "mili", "µ": "micro", "n": "nano",
    "h": "hecto", "M": "mega", "G": "giga", "T": "tera",
}  # fmt: skip
_CELSIUS: Final = Noun("grau Celsius", "graus Celsius")
_FAHRENHEIT: Final = Noun("grau Fahrenheit", "graus Fahrenheit")
_KELVIN: Final = Noun("kelvin", "kelvins")
_MILE_PER_HOUR: Final = Noun("milha por hora", "milhas por hora", "f")
_HOUR: Final = Noun("hora", "horas", "f")
_MINUTE: Final = Noun("minuto", "minutos")
_SECOND: Final = Noun("segundo", "segundos")
_KILO: Final = Noun("quilo", "quilos")
_POUND: Final = Noun("libra", "libras", "f")
_KM: Final = Noun("quilômetro", "quilômetros")
_SPOON: Final = Noun("colher de sopa", "colheres de sopa", "f")
_OTHER: Final[Mapping[str, Noun]] = {
    "°C": _CELSIUS, "° C": _CELSIUS, "ºC": _CELSIUS, "º C": _CELSIUS, "°c": _CELSIUS, "℃": _CELSIUS,
    "° c": _CELSIUS, "°F": _FAHRENHEIT, "° F": _FAHRENHEIT, "ºF": _FAHRENHEIT, "°f": _FAHRENHEIT,
    "° f": _FAHRENHEIT, "℉": _FAHRENHEIT, "°K": _KELVIN, "K": _KELVIN, "°": Noun("grau", "graus"),
    "mph": _MILE_PER_HOUR, "mi/h": _MILE_PER_HOUR,
    "kph": Noun("quilômetro por hora", "quilômetros por hora"),
    "kmh": Noun("quilômetro por hora", "quilômetros por hora"),
    "h": _HOUR, "hs": _HOUR, "hrs": _HOUR, "hr": _HOUR, "min": _MINUTE, "mins": _MINUTE,
    "seg": _SECOND, "segs": _SECOND, "kg": _KILO, "kgs": _KILO, "Kg": _KILO, "KG": _KILO,
    "Km": _KM, "KM": _KM, "kms": _KM, "gr": Noun("grama", "gramas"), "mts": Noun("metro", "metros"),
    "lts": Noun("litro", "litros"), "cc": Noun("centímetro cúbico", "centímetros cúbicos"),
    "mcg": Noun("micrograma", "microgramas"), "t": Noun("tonelada", "toneladas", "f"),
    "ton": Noun("tonelada", "toneladas", "f"), "ha": Noun("hectare", "hectares"),
    "lb": _POUND, "lbs": _POUND, "oz": Noun("onça", "onças", "f"),
    "ft": Noun("pé", "pés"), "yd": Noun("jarda", "jardas", "f"),
    "pol": Noun("polegada", "polegadas", "f"), "″": Noun("polegada", "polegadas", "f"),
    '"': Noun("polegada", "polegadas", "f"), "gal": Noun("galão", "galões"),
    "atm": Noun("atmosfera", "atmosferas", "f"),
    "mmHg": Noun("milímetro de mercúrio", "milímetros de mercúrio"),
    "psi": Noun("libra por polegada quadrada", "libras por polegada quadrada", "f"),
    "dB": Noun("decibel", "decibéis"), "rpm": Noun("rotação por minuto", "rotações por minuto",
        "f"),
    "bpm": Noun("batimento por minuto", "batimentos por minuto"),
    "fps": Noun("quadro por segundo", "quadros por segundo"), "cv": Noun("cavalo", "cavalos"),
    "CV": Noun("cavalo", "cavalos"), "hp": Noun("cavalo-vapor", "cavalos-vapor"),
    "HP": Noun("cavalo-vapor", "cavalos-vapor"), "px": Noun("pixel", "pixels"),
    "MP": Noun("megapixel", "megapixels"), "ppm": Noun("parte por milhão", "partes por milhão",
        "f"),
    "UI": Noun("unidade internacional", "unidades internacionais", "f"),
    "U": Noun("unidade", "unidades", "f"), "mEq": Noun("miliequivalente", "miliequivalentes"),
    "ng": Noun("nanograma", "nanogramas"), "pg": Noun("picograma", "picogramas"),
    "Mbps": Noun("megabit por segundo", "megabits por segundo"),
    "Gbps": Noun("gigabit por segundo", "gigabits por segundo"),
    "kbps": Noun("quilobit por segundo", "quilobits por segundo"),
    "GiB": Noun("gibibyte", "gibibytes"), "MiB": Noun("mebibyte", "mebibytes"),
    "hab": Noun("habitante", "habitantes"),
    "m/s²": Noun("metro por segundo ao quadrado", "metros por segundo ao quadrado"),
    "m/s2": Noun("metro por segundo ao quadrado", "metros por segundo ao quadrado"),
    "x de": Noun("vez de", "vezes de", "f"), "x sem": Noun("vez sem", "vezes sem", "f"),
    "col. de sopa": _SPOON, "colh. de sopa": _SPOON, "comp": Noun("comprimido", "comprimidos"),
    "col. de chá": Noun("colher de chá", "colheres de chá", "f"),
    "M de": Noun("milhão de", "milhões de"),
    "mi": Noun("milhão", "milhões"), "bi": Noun("bilhão", "bilhões"), "tri": Noun("trilhão",
        "trilhões"),
}  # fmt: skip
_NAMED: Final = {
    "quilometro": "quilômetro", "centimetro": "centímetro", "milimetro": "milímetro",
    "micrometro": "micrômetro", "nanometro": "nanômetro", "decimetro": "decímetro",
}  # fmt: skip


def _accented(unit: Noun) -> Noun:
    """The prefix of a length takes the stress: quilômetro."""
    one, many = unit.one, unit.many
    for plain, accented in _NAMED.items():
        one, many = one.replace(plain, accented), many.replace(plain, accented)
    return Noun(one, many, unit.gender)


UNITS: Final[Mapping[str, Noun]] = {
    symbol: _accented(unit)
    for symbol, unit in {
        **all_units(
            _BASE,
            _OTHER,
            prefixes=_PREFIXES,
            per="por",
            square=Noun("quadrado", "quadrados"),
            cubic=Noun("cúbico", "cúbicos"),
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
