"""English words for quantities with a unit, angles and coordinates."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._context import describes_noun, is_attributive, text_before
from phemius_core.text.english._fractions import FRACTION, fraction_words, part_of
from phemius_core.text.english._number_words import cardinal, decimal
from phemius_core.text.english._patterns import NUMBER
from phemius_core.text.english._unit_table import LENGTHS, PER_WORDS, UNITS

__all__ = ["RULES", "UNIT", "unit_names"]


def _any_of(symbols: object) -> str:
    return "|".join(sorted(map(re.escape, symbols), key=len, reverse=True))  # type: ignore[call-overload]


_ATOM: Final = (
    rf"(?:(?:[mck]?m|ft|mi|yd)[23](?!\d)|(?:{_any_of(UNITS)})(?:\^[23]|[²³])?)(?![A-Za-z²³µΩ])"
)
_AREA: Final = (
    r"(?:sq|cu|square|cubic)\b\.?\s?(?:ft|feet|in|inches|mi|miles|yd|yards|m|km|cm|mm|meters)\b"
)
_INCHES: Final = (
    r"in(?=\.?(?:\Z|\s*\n)|[.,;:!?)\]\"](?!\w)|\s(?:x|by|×|tall|long|wide|high|deep|thick|of rain|"
    r"of snow|=)(?!\w))"
)
_PER: Final = rf"(?:{_ATOM}|(?:{_any_of(PER_WORDS)})\b)"
UNIT: Final = rf"(?:(?:{_AREA}|{_ATOM}|{_INCHES})(?:/{_PER}){{0,3}})"
_SCALE: Final = r"(?:\s(?:hundred|thousand|million|billion|trillion)\b)?"
_WORDS_OF_AREA: Final = {"sq": "square", "cu": "cubic"}
_DIRECTIONS: Final = {"N": "north", "S": "south", "E": "east", "W": "west"}
_WORD_BEHIND: Final = re.compile(r"\s[a-z]")
_NETWORK: Final = re.compile(
    r"\s(?:network|phone|lte|modem|internet|coverage|signal|tower)s?\b", re.IGNORECASE
)
"""Words behind a generation of mobile networks: `5g network`."""
_TURN: Final = re.compile(r"(?<=[°º])\s(?:angle|turn|rotation|bend|view|camera|spin|video)\b")
_HEAT: Final = re.compile(
    r"\b(?:temp(?:erature)?s?|fever|oven|preheat(?:ed)?|heat(?:ed)?|cool(?:ed)?|warm(?:ed)?|bake[ds]?|"
    r"boil\w*|freez\w*|melt\w*|hot|cold)\b",
    re.IGNORECASE,
)
_ROAD: Final = re.compile(r"\b(?:Rte|Route|Highway|Hwy|Road|Rd|US|SR|Exit|exit|route)\.?[\s-]$")
"""What stands before the number of a road, whose letter is a direction."""
_QUOTATION_MARK: Final = re.compile(r'(?<!\d)"')
_INCH: Final = ("inch", "inches")
_RISES: Final = re.compile(
    r"\b(?:rose|rise|rises|rising|fell|fall|falls|down|up|cut|cuts|hike|hiked|raised?|lower(?:ed)?|"
    r"gain(?:ed)?|widen(?:ed)?|tighten(?:ed)?|by|of)\s(?:\w+\s)?$",
    re.IGNORECASE,
)


def _quantity(found: re.Match[str], _lang: str) -> str | None:
    """`5 kg`, `200-400 mg`, `1½ tsp`, `4 g/day`, "a 10m tunnel"."""
    text, start, end = found.string, *found.span()
    written, unit, scale = found["number"], found["unit"], found["unit_scale"]
    hyphened = found["unit_gap"] == "-"
    if hyphened and len(unit) < 2 and not _WORD_BEHIND.match(text, end):
        return None
    if unit in {"W", "N", "S", "E"} and _ROAD.search(text_before(text, start)):
        return None
    if unit == "g" and not found["unit_gap"] and _NETWORK.match(text, end):
        return None
    one, many = unit_names(unit)
    if unit.lower() == "bps" and _is_basis_points(found):
        one, many = "basis point", "basis points"
    name = one if written == "1" and not scale else many
    if hyphened or is_attributive(text, start, end) or _TURN.match(text, end):
        name = one
    fractional = re.fullmatch(FRACTION, written)
    if fractional:
        amount, is_part = fraction_words(written)
        if is_part and not found["unit_from"]:
            return f"{_sign(found['sign'])}{part_of(amount, one)}"
    else:
        amount = decimal(written)
    if found["unit_from"]:
        low = found["unit_from"]
        spoken_low = fraction_words(low)[0] if re.fullmatch(FRACTION, low) else decimal(low)
        joint = "plus or minus" if "±" in found["joint"] or "+" in found["joint"] else "to"
        minus = "minus " if re.search(r"[-–—]\s?[-−]$", found["joint"]) else ""
        amount = f"{spoken_low} {joint} {minus}{amount}"
    return f"{_sign(found['sign'])}{amount}{scale} {name}"


def _is_basis_points(found: re.Match[str]) -> bool:
    written = found["number"]
    return (
        "," not in written
        and float(written) < 1000
        and (_RISES.search(text_before(found.string, found.start())) is not None
             or float(written) < 300)
    )  # fmt: skip


def unit_names(unit: str) -> tuple[str, str]:
    """`"mg/kg"` as milligram per kilogram, milligrams per kilogram."""
    if unit in UNITS:
        return UNITS[unit]
    first, *rest = unit.split("/")
    one, many = _power_names(first)
    per = "".join(f" per {_per_name(part)}" for part in rest)
    return one + per, many + per


def _per_name(unit: str) -> str:
    return PER_WORDS.get(unit) or _power_names(unit)[0]


def _power_names(unit: str) -> tuple[str, str]:
    """`"m²"` as square meter, square meters; `"s²"` as second squared; `"sq ft"`."""
    if area := re.fullmatch(r"(sq|cu|square|cubic)\.?\s?(\w+)", unit):
        one, many = _length_names(area[2])
        word = _WORDS_OF_AREA.get(area[1], area[1])
        return f"{word} {one}", f"{word} {many}"
    symbol = re.sub(r"\^?-?[23²³]$", "", unit)
    if unit in UNITS or symbol == unit or symbol not in {*UNITS, "in"}:
        return UNITS.get(unit) or _length_names(unit)
    one, many = _length_names(symbol)
    squared = unit[-1] in "2²"
    if symbol in LENGTHS:
        word = "square" if squared else "cubic"
        return f"{word} {one}", f"{word} {many}"
    word = "squared" if squared else "cubed"
    return f"{one} {word}", f"{many} {word}"


def _length_names(symbol: str) -> tuple[str, str]:
    words = {"in": _INCH, "inches": _INCH, "feet": UNITS["ft"], "miles": UNITS["mi"],
             "yards": UNITS["yd"], "meters": UNITS["m"]}  # fmt: skip
    return words.get(symbol) or UNITS[symbol]


def _sign(written: str | None) -> str:
    mark = (written or "").strip()
    return {"": "", "+": "plus ", "±": "plus or minus ", "~": "about "}.get(mark, "minus ")


def _per(found: re.Match[str], _lang: str) -> str:
    """`/yr` behind an amount."""
    before = "" if found.string[found.start() - 1].isspace() else " "
    return f"{before}per {_per_name(found['per'] or found['per_time'])}"


def _feet_and_inches(found: re.Match[str], _lang: str) -> str:
    """`5'10"` as five foot ten, `6 ft 2 in` as six feet two inches."""
    feet, inches = found["feet"], found["inches"]
    if found["feet_sign"] in {"'", "′", "’"}:
        return f"{cardinal(feet)} foot {decimal(inches)}"
    return (
        f"{cardinal(feet)} {'foot' if feet == '1' else 'feet'} "
        f"{decimal(inches)} {'inch' if inches == '1' else 'inches'}"
    )


def _temperature(found: re.Match[str], _lang: str) -> str | None:
    """`98.6 F` behind a word for heat."""
    before = found.string[max(0, found.start() - 60) : found.start()]
    is_attached = found["heat_from"] and found.string[found.end() - 2].isdigit()
    if not (is_attached or _HEAT.search(before)):
        return None
    scale = "Fahrenheit" if found["heat_scale"] == "F" else "Celsius"
    low = f"{decimal(found['heat_from'])} to " if found["heat_from"] else ""
    return f"{_sign(found['heat_sign'])}{low}{decimal(found['heat'])} degrees {scale}"


def _inch_sign(found: re.Match[str], _lang: str) -> str | None:
    """`12"` and `6' tall`; not the end of a quotation."""
    before = found.string[max(0, found.start() - 200) : found.start()]
    if found["inch_sign"] == '"' and len(_QUOTATION_MARK.findall(before)) % 2:
        return None
    written = found["inch_number"]
    one, many = UNITS["ft"] if found["inch_sign"] in "'’′" else _INCH
    if re.fullmatch(FRACTION, written):
        amount, is_part = fraction_words(written)
        return f"{amount} {one if is_part else many}"
    is_one = written == "1" or describes_noun(found.string, found.end())
    return f"{decimal(written)} {one if is_one else many}"


def _angle(found: re.Match[str], _lang: str) -> str | None:
    """`40°42′46″ N`, `40.7128° N`."""
    if not (found["arc_m"] or found["arc_dir"]):
        return None
    parts = [
        f"{decimal(number)} {name if number == '1' else f'{name}s'}"
        for group, name in (("arc_d", "degree"), ("arc_m", "minute"), ("arc_s", "second"))
        if (number := re.sub(r"^0(?=\d)", "", found[group] or ""))
    ]
    if found["arc_dir"]:
        parts.append(_DIRECTIONS[found["arc_dir"]])
    return _sign(found["arc_sign"]) + " ".join(parts)


_SIGN: Final = r"(?:(?<![\w/])(?:[-−+]|[±~]\s?))?"
_NUMBER_OR_FRACTION: Final = rf"(?:{FRACTION}|{NUMBER}|\.\d{{1,9}}+)"

RULES: Final = (
    Rule(
        "per",
        rf"(?:(?<=\d)|(?<=\d[kKMBT])|(?<=[€¢%])|(?<=illion)|(?<=\))|(?<=\d\s))/\s?(?P<per>{_PER})(?!\w)"
        r"|(?<=\w)(?<!day)/(?P<per_time>(?:second|minute|hour|day|night|week|month|year|person"
        r"|user|capita|mo|yr|hr|wk|sec|min)\b)",
        _per,
        starts="/",
    ),
    Rule(
        "feet",
        r"(?<!\w)(?P<feet>\d{1,3})(?:(?P<feet_sign>['′’])[\s-]?|\s?(?:ft|feet|foot)\.?\s)"
        r"(?P<inches>\d{1,2}(?:\.\d)?)"
        r"(?:(?(feet_sign)(?:[\"″”]|''|(?!\w))|\s?(?:in|inches|inch)\b(?:\.(?=,|\s[a-z(]))?))",
        _feet_and_inches,
        starts=r"\d",
    ),
    Rule(
        "inch",
        rf"(?:(?<![\w.])|(?<=[\"″]x))(?P<inch_number>{_NUMBER_OR_FRACTION})"
        r"(?P<inch_sign>[\"″′]|['’](?=\s(?:tall|high|long|wide|deep|x|by)\b))(?=x\d|(?!\w))",
        _inch_sign,
        starts=r"[\d.]",
    ),
    Rule(
        "angle",
        rf"(?P<arc_sign>{_SIGN})(?<![\w.])(?P<arc_d>{NUMBER})(?:\s?[°º]\s?"
        r"(?P<arc_m>\d{1,2}(?:\.\d{1,6})?)['′’]\s?(?:(?P<arc_s>\d{1,2}(?:\.\d{1,6})?)"
        r"(?:[\"″”]|''))?|\s?[°º]|(?<=\.\d\d\d\d))(?:\s?(?P<arc_dir>[NSEW])\b)?",
        _angle,
        starts=r"[-−+\d]",
    ),
    Rule(
        "temperature",
        rf"(?P<heat_sign>{_SIGN})(?<![\w.,])(?:(?P<heat_from>{NUMBER})\s?[-–—]\s?)?(?P<heat>{NUMBER})"
        r"\s?(?P<heat_scale>[FC])\b(?![-'’])",
        _temperature,
        starts=r"[-−+\d]",
    ),
    Rule(
        "unit",
        rf"(?P<sign>{_SIGN})(?<![\w.,])(?:(?!\d{{1,4}}-\d{{1,3}}/)(?P<unit_from>{_NUMBER_OR_FRACTION})"
        rf"(?P<joint>\s?[-–—]\s?[-−]?|\s?±\s?|\s?\+/[-−]\s?|\sto\s(?=[\d.,]{{1,9}}\s?[°º%]))"
        rf"(?![-–—]))?(?P<number>{_NUMBER_OR_FRACTION})(?P<unit_scale>{_SCALE})"
        rf"(?P<unit_gap>[ \u00a0\u202f-]?)(?P<unit>{UNIT})(?!\w)(?:\.(?=,|\s[a-z(]))?",
        _quantity,
        starts=r"[-−+±~.\d¼½¾⅐-⅞]",
    ),
)
