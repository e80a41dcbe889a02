"""English words for street addresses and American states."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._context import ends_sentence, text_before
from phemius_core.text.english._number_words import cardinal, digits, label, ordinal

__all__ = ["RULES"]

_STREETS: Final[Mapping[str, str]] = {
    "st": "Street", "str": "Street", "ave": "Avenue", "av": "Avenue", "blvd": "Boulevard",
    "rd": "Road", "dr": "Drive", "ln": "Lane", "ct": "Court", "pl": "Place", "pkwy": "Parkway",
    "hwy": "Highway", "expy": "Expressway", "expwy": "Expressway", "fwy": "Freeway",
    "sq": "Square", "ter": "Terrace", "terr": "Terrace", "cir": "Circle", "trl": "Trail",
    "aly": "Alley", "cres": "Crescent", "tpke": "Turnpike", "plz": "Plaza", "bch": "Beach",
    "xing": "Crossing", "pt": "Point", "hts": "Heights", "mnr": "Manor", "cv": "Cove",
    "crk": "Creek", "rdg": "Ridge", "vw": "View", "sta": "Station", "jct": "Junction",
}  # fmt: skip
_FULL: Final = (
    "Street|Avenue|Boulevard|Road|Drive|Lane|Court|Place|Parkway|Highway|Expressway|Freeway|Square|"
    "Terrace|Circle|Trail|Way|Alley|Crescent|Turnpike|Plaza|Broadway|Row|Walk|Close|Mews|Grove|"
    "Gardens|Loop"
)
_UNAMBIGUOUS: Final = ("ave", "blvd", "rd", "pkwy", "hwy", "expy", "fwy", "ln", "tpke", "cres")
_DIRECTIONS: Final = {
    "N": "North", "S": "South", "E": "East", "W": "West", "NE": "Northeast", "NW": "Northwest",
    "SE": "Southeast", "SW": "Southwest",
}  # fmt: skip
_UNITS: Final = {
    "apt": "apartment", "ste": "suite", "fl": "floor", "rm": "room", "bldg": "building",
    "unit": "unit", "suite": "suite", "dept": "department", "no": "number", "#": "number",
}  # fmt: skip
_STATES: Final[Mapping[str, str]] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "DC", "FL": "Florida",
    "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana",
    "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine",
    "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "PR": "Puerto Rico",
}  # fmt: skip
_ALSO_WORDS: Final = frozenset(("HI", "ME", "OH", "OK"))
"""States that only a ZIP code or a street before them tells from words."""


_CERTAIN: Final = frozenset(
    ("AZ", "FL", "GA", "IL", "KS", "KY", "MN", "ND", "NH", "NJ", "NM", "NV", "NY", "SD", "TN", "TX",
     "UT", "WI", "WV", "WY")
)  # fmt: skip
"""States whose codes behind a name in small letters are hardly ever anything else."""


def _cased(words: object) -> str:
    return "|".join(
        form
        for word in sorted(words, key=len, reverse=True)  # type: ignore[call-overload]
        for form in (word.capitalize(), word.upper(), word)
    )


_DIRECTION: Final = r"(?:(?:N|S)\.?(?:E|W)?\b\.?|[EW]\b\.?)"
_NAME: Final = r"(?:[A-Z][\w'’-]{1,24}|\d{1,3}(?:st|nd|rd|th)|(?:de|la|el|of|the)\b)"
_SUFFIX: Final = rf"(?:(?:{_cased(_STREETS)})\b\.?|(?:{_FULL})\b)"
_ADDRESS_BEFORE: Final = re.compile(
    rf"\b(?:{_FULL}|{_cased(_STREETS)})\b\.?[^\n]{{0,30}}$|\b\d{{1,5}}\s[A-Z]\w+"
)


def _direction(written: str) -> str:
    return _DIRECTIONS[written.replace(".", "")]


def _names(written: str) -> str:
    return re.sub(
        r"(\d{1,3})(?:st|nd|rd|th)\b", lambda found: ordinal(int(found[1])), written.strip()
    )


def _street(found: re.Match[str]) -> str:
    """`N Main St.` as North Main Street."""
    written = found["street_type"]
    kind = _STREETS.get(written.rstrip(".").lower(), written)
    parts = [_names(found["street_name"]), kind]
    if found["street_from"]:
        parts.insert(0, _direction(found["street_from"]))
    if found["street_to"]:
        parts.append(_direction(found["street_to"]))
    return " ".join(parts)


def _address(found: re.Match[str], _lang: str) -> str:
    """`123 N Main St, Apt 4B` as one twenty-three North Main Street, apartment four B."""
    house, letter, to = found["house"], found["house_letter"], found["house_to"]
    spoken = label(house)
    if to:
        spoken += f" to {label(to)}"
    if letter:
        spoken += f" {letter.upper()}"
    spoken = f"{spoken} {_street(found)}"
    if found["unit_kind"]:
        kind = _UNITS[found["unit_kind"].casefold()]
        number = re.sub(r"\d+", lambda digit: f" {label(digit[0])} ", found["unit_number"])
        return f"{spoken}, {kind} {' '.join(number.replace('-', ' ').split())}"
    written = found["street_to"] or found["street_type"]
    stops = written.endswith(".") and ends_sentence(found.string, *found.span())
    return f"{spoken}." if stops else spoken


def _street_alone(found: re.Match[str], _lang: str) -> str | None:
    """`5th Ave`, `Sunset Blvd`, `W 42nd St`."""
    written = found["lone_type"]
    plain = written.rstrip(".").lower()
    direction, name = found["lone_from"], found["lone_name"]
    if not direction and plain not in _UNAMBIGUOUS and not name[0].isdecimal():
        return None
    parts = [_direction(direction)] if direction else []
    stops = written.endswith(".") and ends_sentence(found.string, *found.span())
    return " ".join([*parts, _names(name), _STREETS[plain]]) + ("." if stops else "")


def _state(found: re.Match[str], _lang: str) -> str | None:
    """`TX 78701`, and `TX` behind the name of a city."""
    code, zip_code = found["state"], found["zip"]
    if not zip_code:
        before = text_before(found.string, found.start())
        ends = re.match(r"[\s]*(?:$|[,.;:!?)\n])", found.string[found.end() : found.end() + 3])
        is_town = (
            code in _CERTAIN and ends and re.search(r"(?:^|[^.!?\s])\s?[A-Z][a-z]{2,}\s$", before)
        )
        if not (is_town or re.search(r"\b[A-Z][a-z]+,\s$", before)):
            return None
        if code in _ALSO_WORDS and not _ADDRESS_BEFORE.search(
            found.string[max(0, found.start() - 60) : found.start()]
        ):
            return None
        return _STATES[code]
    groups = [digits(group) for group in re.findall(r"\d+", zip_code)]
    return f"{_STATES[code]} {', '.join(groups)}"


def _interstate(found: re.Match[str], _lang: str) -> str:
    """`I-95`, `US-101`."""
    number = found["road_number"]
    spoken = label(number) if len(number) > 2 else cardinal(number)
    return f"{found['road']} {spoken}"


RULES: Final = (
    Rule(
        "address",
        r"(?<![\w.,:/$£€-])(?P<house>\d{1,5})(?:-(?P<house_to>\d{1,5}))?(?P<house_letter>[A-Da-d])?"
        rf"\s(?:(?P<street_from>{_DIRECTION})\s)?(?P<street_name>(?:{_NAME}\s){{1,4}}?)"
        rf"(?P<street_type>{_SUFFIX})(?!\w|\s(?:[A-Z][a-z]+\s)?(?:{_cased(_UNAMBIGUOUS)})\b)"
        rf"(?:\s(?P<street_to>{_DIRECTION})(?=[,.;\s]|\Z))?"
        rf"(?:,?\s(?P<unit_kind>(?i:{'|'.join(_UNITS)}))(?:\.?\s|\s?)(?P<unit_number>[A-Z]?-?\d{{1,5}}[A-Z]?\b"
        r"|[A-Z]\b))?",
        _address,
        starts=r"\d",
    ),
    Rule(
        "street",
        rf"(?:(?<=[^\w.])|(?<=\A))(?:(?P<lone_from>[NSEW]|[NS][EW])\.?\s)?"
        rf"(?P<lone_name>(?:[A-Z][a-z]{{1,20}}|\d{{1,3}}(?:st|nd|rd|th))"
        r"(?:\s[A-Z][a-z]{1,20}){0,2}?)\s"
        rf"(?P<lone_type>(?:{_cased(_STREETS)})\b(?!\.?\s[A-Z][a-z]+\s(?:Street|Avenue))\.?)(?!\w)",
        _street_alone,
        starts=r"\b[A-Z\d]",
    ),
    Rule(
        "state",
        rf"\b(?P<state>{'|'.join(_STATES)})(?:\.?,?\s(?P<zip>\d{{5}}(?:-\d{{4}})?))?(?![\w-])",
        _state,
        starts=r"\b[A-Z]",
    ),
    Rule(
        "road",
        r"\b(?P<road>I|US|SR|CR)-(?P<road_number>\d{1,3})(?![\w-])",
        _interstate,
        starts=r"\b[ISUC]",
    ),
)
