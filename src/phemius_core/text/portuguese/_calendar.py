"""Portuguese dates, times of day and what stands beside Roman numerals."""

from typing import Final

from phemius_core.text.portuguese._number_words import cardinal
from phemius_core.text.romance import Noun
from phemius_core.text.romance.iberian import Calendar, Clock, ClockTime, Romans

__all__ = ["CALENDAR", "CLOCK", "ROMANS"]

_DAYS: Final = {
    "seg": "segunda", "ter": "terça", "qua": "quarta", "qui": "quinta", "sex": "sexta",
    "sáb": "sábado", "sab": "sábado", "dom": "domingo",
}  # fmt: skip
CALENDAR: Final = Calendar(
    months=(
        "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
        "outubro", "novembro", "dezembro",
    ),
    month_short={
        "jan": 1, "fev": 2, "mar": 3, "abr": 4, "mai": 5, "jun": 6, "jul": 7, "ago": 8, "set": 9,
        "out": 10, "nov": 11, "dez": 12,
    },
    days={**_DAYS, **{name: name for name in _DAYS.values()}},
    first_day="primeiro",
    date_cues=("em", "dia", "no dia", "até", "desde", "data", "até o dia", "segunda", "terça",
               "quarta", "quinta", "sexta", "sábado", "domingo", "feira"),
    of_year="de",
)  # fmt: skip
_HOUR: Final = Noun("hora", "horas", "f")
_MINUTE: Final = Noun("minuto", "minutos")
_SECOND: Final = Noun("segundo", "segundos")


def _say(time: ClockTime) -> str:
    """14:30 as catorce horas e trinta, 3:30 p.m. as três horas e trinta da tarde."""
    hour = time.hour
    is_afternoon = time.half_day == "p" or time.part_of_day.lower().endswith(("tarde", "noite"))
    if is_afternoon and hour > 12:
        hour -= 12
    spoken = _quantity(hour, _HOUR)
    if time.second is not None:
        minutes = _quantity(time.minute or 0, _MINUTE)
        said = f"{spoken} e {minutes} e {_quantity(time.second, _SECOND)}"
    elif time.minute:
        said = f"{spoken} e {cardinal(time.minute)}"
    else:
        said = spoken
    return f"{said}{_half_day(time)}{f' {time.part_of_day}' if time.part_of_day else ''}"


def _quantity(number: int, unit: Noun) -> str:
    return f"{cardinal(number, unit.gender)} {unit.one if number == 1 else unit.many}"


def _half_day(time: ClockTime) -> str:
    if not time.half_day:
        return ""
    hour = time.hour % 12
    if time.half_day == "a":
        return " da manhã" if hour else " da noite"
    return " da tarde" if hour < 7 else " da noite"


CLOCK: Final = Clock(
    say=_say,
    cues=("às", "as", "das", "à", "até as", "até às", "pelas", "a", "hora", "horas"),
    parts_of_day=r"(?i:da (?:manhã|tarde|noite|madrugada))",
    zones={"brt": "horário de Brasília"},
    units=(_HOUR, _MINUTE, _SECOND),
)
_KINGS: Final = ("Pedro", "João", "Afonso", "Sancho", "Manuel", "Filipe", "Henrique", "Sebastião",
    "Dinis", "Fernando", "Duarte", "Carlos", "Luís", "José", "Miguel", "Paulo", "Bento", "Pio",
    "Leão", "Gregório", "Inocêncio", "Clemente", "Urbano", "Bonifácio", "Eduardo", "Jorge",
    "Guilherme", "Ricardo", "Jaime", "Francisco", "Leopoldo", "Alberto", "Balduíno", "Nicolau",
    "Alexandre", "Ivan", "Frederico", "Rodolfo", "Oto", "Vítor", "Humberto", "Napoleão", "Ramsés",
    "Tutmés", "Dario", "Ciro", "Ptolomeu", "Antíoco", "Constantino", "Teodósio", "Justiniano",
    "Haroldo", "Gustavo", "Cristiano", "Felipe", "Adriano", "Sisto", "Júlio", "Calisto", "Estêvão",
    "Casimiro", "Sigismundo", "Martinho")  # fmt: skip
_QUEENS: Final = ("Isabel", "Elizabeth", "Maria", "Joana", "Cristina", "Catarina", "Margarida",
    "Ana", "Vitória", "Leonor", "Cleópatra", "Beatriz")  # fmt: skip
ROMANS: Final = Romans(
    centuries=r"[Ss]éculos?|SÉCULOS?|[Ss]écs?\.",
    century={"séc.": "século", "sécs.": "séculos"},
    years=("ano", "anos"),
    names={**dict.fromkeys(_KINGS, "m"), **dict.fromkeys(_QUEENS, "f")},
    articles={"o": "m", "a": "f", "os": "m", "as": "f", "do": "m", "da": "f", "no": "m", "na": "f",
              "ao": "m", "à": "f", "pelo": "m", "pela": "f"},
)  # fmt: skip
