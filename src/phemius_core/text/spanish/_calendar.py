"""Spanish dates, times of day and what stands beside Roman numerals."""

from typing import Final

from phemius_core.text.romance import Noun
from phemius_core.text.romance.iberian import Calendar, Clock, ClockTime, Romans
from phemius_core.text.spanish._number_words import cardinal

__all__ = ["CALENDAR", "CLOCK", "ROMANS"]

CALENDAR: Final = Calendar(
    months=(
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
        "octubre", "noviembre", "diciembre",
    ),
    month_short={
        "ene": 1, "feb": 2, "mar": 3, "abr": 4, "may": 5, "jun": 6, "jul": 7, "ago": 8, "agto": 8,
        "sep": 9, "sept": 9, "set": 9, "setiembre": 9, "oct": 10, "nov": 11, "dic": 12,
    },
    days={
        "lun": "lunes", "mar": "martes", "mié": "miércoles", "mie": "miércoles",
        "miér": "miércoles",
        "jue": "jueves", "vie": "viernes", "sáb": "sábado", "sab": "sábado", "dom": "domingo",
        "lunes": "lunes", "martes": "martes", "miércoles": "miércoles", "jueves": "jueves",
        "viernes": "viernes", "sábado": "sábado", "domingo": "domingo",
    },
    first_day="primero",
    date_cues=("el", "del", "al", "día", "lunes", "martes", "miércoles", "jueves", "viernes",
        "sábado",
               "domingo", "fecha", "desde el", "hasta el", "para el"),
    of_year="de",
)  # fmt: skip
_HOUR: Final = Noun("hora", "horas", "f")
_MINUTE: Final = Noun("minuto", "minutos")
_SECOND: Final = Noun("segundo", "segundos")
_QUARTERS: Final = {15: "cuarto", 30: "media"}


def _say(time: ClockTime) -> str:
    """1:05 as una y cinco, 12.15 as doce y cuarto, 15:30 as quince treinta."""
    hour, minute, second = time.hour, time.minute or 0, time.second or 0
    spoken = cardinal(hour, "f")
    if second:
        parts = [f"{spoken} {_HOUR.one if hour == 1 else _HOUR.many}"]
        if minute:
            parts.append(f"{cardinal(minute, 'm')} {_MINUTE.one if minute == 1 else _MINUTE.many}")
        seconds = f"{cardinal(second, 'm')} {_SECOND.one if second == 1 else _SECOND.many}"
        said = f"{' '.join(parts)} y {seconds}"
    elif minute in _QUARTERS and (hour < 13 or time.style == "."):
        said = f"{spoken} y {_QUARTERS[minute]}"
    elif minute in (15, 30, 45):
        # The digital clock has no quarters after noon.
        said = f"{spoken} {cardinal(minute)}"
    elif minute:
        said = f"{spoken} y {cardinal(minute)}"
    elif hour == 0 or (time.with_unit and time.style == ":" and hour != 1):
        said = f"{spoken} {_HOUR.many}"
    else:
        said = spoken
    return f"{said}{_half_day(time)}{f' {time.part_of_day}' if time.part_of_day else ''}"


def _half_day(time: ClockTime) -> str:
    if not time.half_day or time.hour > 12:
        return ""
    if time.half_day == "a":
        return " de la noche" if time.hour == 12 else " de la mañana"
    if time.hour == 12:
        return " del mediodía"
    return " de la tarde" if time.hour < 8 else " de la noche"


_STANDARD: Final = "hora estándar de"
CLOCK: Final = Clock(
    say=_say,
    cues=("las", "la", "de", "a", "hasta las", "hora", "hora:", "horas"),
    parts_of_day=r"(?i:de la (?:mañana|tarde|noche|madrugada)|del mediodía)",
    zones={
        "art": f"{_STANDARD} Argentina", "bot": f"{_STANDARD} Bolivia", "clt": f"{_STANDARD} Chile",
        "cot": f"{_STANDARD} Colombia", "ect": f"{_STANDARD} Ecuador", "pet": f"{_STANDARD} Perú",
        "pyt": f"{_STANDARD} Paraguay", "uyt": f"{_STANDARD} Uruguay",
        "vet": f"{_STANDARD} Venezuela",
    },
    units=(_HOUR, _MINUTE, _SECOND),
)  # fmt: skip
_KINGS: Final = ("Alfonso", "Felipe", "Carlos", "Fernando", "Juan", "Pablo", "Pedro", "Luis",
    "Enrique", "Jaime", "Sancho", "Ramiro", "Ordoño", "Bermudo", "Benedicto", "Pío", "León",
    "Gregorio", "Inocencio", "Clemente", "Urbano", "Bonifacio", "Eduardo", "Jorge", "Guillermo",
    "Ricardo", "Jacobo", "Francisco", "José", "Leopoldo", "Alberto", "Balduino", "Nicolás",
    "Alejandro", "Iván", "Federico", "Maximiliano", "Rodolfo", "Otón", "Víctor", "Manuel",
    "Humberto", "Napoleón", "Ramsés", "Tutmosis", "Amenhotep", "Darío", "Ciro", "Artajerjes",
    "Ptolomeo", "Antíoco", "Constantino", "Teodosio", "Justiniano", "Harald", "Olaf", "Haakon",
    "Gustavo", "Cristián", "Mohamed", "Hasán", "Abderramán", "Recaredo", "Teodorico", "Segismundo",
    "Casimiro", "Martín", "Calixto", "Sixto", "Julio", "Adriano", "Esteban", "Alejo", "Bayaceto",
    "Selim", "Murad", "Solimán", "Mehmed", "Frutos", "Akbar", "Vicente", "Romano", "Ludovico",
    "Germán", "Teobaldo", "García")  # fmt: skip
_QUEENS: Final = ("Isabel", "María", "Juana", "Cristina", "Catalina", "Margarita", "Ana",
    "Victoria", "Beatriz", "Leonor", "Cleopatra", "Berenguela", "Blanca", "Urraca",
    "Guillermina")  # fmt: skip
ROMANS: Final = Romans(
    centuries=r"[Ss]iglos?|SIGLOS?|[Ss]\.(?!\s?L\b)|ss\.",
    century={"s.": "siglo", "ss.": "siglos"},
    years=("año", "años"),
    names={**dict.fromkeys(_KINGS, "m"), **dict.fromkeys(_QUEENS, "f")},
    articles={"el": "m", "la": "f", "los": "m", "las": "f", "del": "m", "al": "m"},
)
