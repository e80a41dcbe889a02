"""English words for numbers that are names: cards, postcodes, rooms, flights, orders, hosts."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text._word_set import word_set
from phemius_core.text.english._number_words import cardinal, digits

__all__ = ["RULES", "in_pairs"]

_BY_DIGIT: Final = re.compile(
    r"\b(?:pin|pins|code|codes|passcode|password|otp|zip|zip code|postcode|postal code|area code|"
    r"cvv|cvc|ssn|ein|vat|iban|isbn|issn|upc|ean|sku|imei|vin|npi|ticker|"
    r"account|acct|routing|sort code|card|serial|tracking|confirmation|booking|reservation|"
    r"reference|ref|case|claim|policy|invoice|order|ticket|transaction|customer|member|membership|"
    r"employee|student|patient|passport|licen[cs]e|permit|registration|part|item|product|batch|lot|"
    r"badge|docket|extension|id|ids|pnr|verification|security|access|unlock|combination|"
    r"ending|ends|ended|digits)"
    r"(?:\s(?:number|numbers|num|no\.?|nr\.?|code|codes|id|in|with|is|was|are|card|your|my|the|of|"
    r"account)|\snumber\sis|\scode\sis){0,3}"
    r"[:#]?\s?(?:[#№]\s?)?[\"“'(]?$",
    re.IGNORECASE,
)
"""Words after which a number is read digit by digit, if it is long enough."""
_ALWAYS_BY_DIGIT: Final = re.compile(
    r"\b(?:pin|code|passcode|password|otp|zip|postcode|cvv|cvc|ssn|area code|ending in|ends in|"
    r"ending with|ends with|digits)\b[^\n]{0,24}$",
    re.IGNORECASE,
)
_ROOM: Final = re.compile(
    r"\b(?:room|rooms|rm\.?|suite|apartment|apt\.?|unit|locker|cabin|highway|interstate|route|"
    r"bus|channel|area|studio|lab|flat|hwy\.?|i|us|sr|locomotive|train)[ \u00a0-](?:#\s?)?$",
    re.IGNORECASE,
)
_FLIGHT: Final = re.compile(
    r"\bflights?\s(?:number\s|no\.\s|#)?(?:[A-Z\d]{2} ?\d{1,4},? (?:and|or|to) )?$",
    re.IGNORECASE,
)
_STATES: Final = word_set(
    """AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ
    NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR"""
)


def in_pairs(number: str) -> str:
    """A number as the name of a place: 404 as four oh four, 1204 as twelve oh four."""
    if len(number) <= 2 or number[0] == "0":
        return cardinal(number)
    head, tail = number[:-2], number[-2:]
    if len(number) > 4:
        return digits(number)
    if tail == "00":
        thousands = len(number) == 4 and head[-1] == "0"
        return cardinal(number) if thousands else f"{cardinal(head)} hundred"
    if tail[0] == "0":
        return f"{cardinal(head)} oh {cardinal(tail[1])}"
    return f"{cardinal(head)} {cardinal(tail)}"


def _grouped_digits(written: str) -> str:
    """Digit by digit with a comma between groups; letters stay."""
    groups = re.split(r"[\s./-]+", written)
    return ", ".join(
        " ".join(
            digits(part) if part.isdecimal() else part for part in re.findall(r"\d+|[A-Za-z]", g)
        )
        for g in groups
        if g
    )


def _card(found: re.Match[str], _lang: str) -> str:
    return _grouped_digits(found[0])


def _social_security(found: re.Match[str], _lang: str) -> str:
    return _grouped_digits(found[0])


def _isbn(found: re.Match[str], _lang: str) -> str:
    return f"{found['isbn_cue'] or ''}{_grouped_digits(found['isbn'])}"


def _ip_address(found: re.Match[str], _lang: str) -> str | None:
    """`192.168.1.1:8000`: a host by its digits; ten dot is the name of a private network."""
    octets = [found[f"octet{n}"] for n in range(1, 5)]
    before = found.string[max(0, found.start() - 16) : found.start()]
    if re.search(r"(?:\b[vV]|\bversion|\brelease|\bbuild|\bfirmware)\.?\s?$", before):
        return None
    spoken = [_octet(octet, first=n == 0) for n, octet in enumerate(octets)]
    words = " dot ".join(spoken)
    if found["ip_port"]:
        words += f" port {_port(found['ip_port'])}"
    if found["ip_prefix"]:
        words += f" slash {cardinal(found['ip_prefix'])}"
    return words


def _octet(octet: str, *, first: bool) -> str:
    return "ten" if octet == "10" and first else digits(octet)


def _port(port: str) -> str:
    if port.endswith("000"):
        return cardinal(port)
    if len(port) == 4 and port[0] != "0" and port[2] != "0":
        return f"{cardinal(port[:2])} {cardinal(port[2:])}"
    return cardinal(port) if len(port) == 2 else digits(port)


def _host_port(found: re.Match[str], _lang: str) -> str:
    return f" port {_port(found['port'])}"


def _hardware_address(found: re.Match[str], _lang: str) -> str:
    """`00:1A:2B:3C:4D:5E`."""
    return ", ".join(_grouped_digits(part.upper()) for part in re.split("[:-]", found[0]))


def _zip(found: re.Match[str], _lang: str) -> str | None:
    """`CA 95051`, `CA 95051-1234`."""
    before = found.string[max(0, found.start() - 20) : found.start()]
    state = re.search(r"\b([A-Z]{2}),?\s+$", before)
    if (state is None or state[1] not in _STATES) and not re.search(r"\b[A-Z][a-z]+,? +$", before):
        return None
    if state is None and not re.search(
        r"\b(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|"
        r"Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|"
        r"Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|Hampshire|"
        r"Jersey|Mexico|York|Carolina|Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Tennessee|Texas|"
        r"Utah|Vermont|Virginia|Washington|Wisconsin|Wyoming),?\s+$", before
    ):  # fmt: skip
        return None
    return _grouped_digits(found[0])


def _postcode(found: re.Match[str], _lang: str) -> str:
    """`SW1A 1AA`, `K1A 0B1`: letters and digits, the part before the space by its value."""
    return ", ".join(
        " ".join(
            (cardinal(part) if len(part) <= 2 and part[0] != "0" else digits(part))
            if part.isdecimal()
            else " ".join(part)
            for part in re.findall(r"\d+|[A-Z]+", half)
        )
        for half in found[0].split()
    )


def _flight(found: re.Match[str], _lang: str) -> str | None:
    """`flight BA249`, `UA 1234`."""
    airline, number = found["airline"], found["flight"]
    before = found.string[max(0, found.start() - 24) : found.start()]
    if not _FLIGHT.search(before):
        return None
    letters = f"{' '.join(airline)} " if airline else ""
    letters = " ".join(digits(c) if c.isdecimal() else c for c in letters.split())
    spoken = digits(number) if len(number) == 3 or number[0] == "0" else in_pairs(number)
    return f"{letters} {spoken}".strip()


def _place(found: re.Match[str], _lang: str) -> str | None:
    """`gate B12`, `seat 14C`, `room B-204`."""
    before = found.string[max(0, found.start() - 16) : found.start()]
    if not re.search(
        r"\b(?:gate|gates|seat|seats|row|room|rooms|terminal|stand|bay|dock|platform|pier|hall|"
        r"suite|apartment|unit|locker|booth|block|level|zone|aisle|berth|coach|car|carriage|bed|"
        r"ward|box|table|exit|junction|slot|space|spot|lot|pod)\s$", before, re.IGNORECASE
    ):  # fmt: skip
        return None
    parts = re.findall(r"\d+|[A-Za-z]", found[0])
    return " ".join(in_pairs(part) if part.isdecimal() else part.upper() for part in parts)


def _by_cue(found: re.Match[str], _lang: str) -> str | None:
    """Digits after a cue: `PIN 0042`, `card ending in 8876`, `room 404`."""
    text, start = found.string, found.start()
    code = found["cued"]
    before = text[max(0, start - 48) : start]
    plain = re.sub(r"[ -]", "", code)
    if _ROOM.search(before) and plain == code and 3 <= len(code) <= 4:
        return in_pairs(code)
    if not _BY_DIGIT.search(before):
        return None
    unit = re.match(r"\s(?:people|items|points|pieces|dollars|cases|orders|members|years?|days?)\b",
                    text[found.end() : found.end() + 12])  # fmt: skip
    if unit:
        return None
    if _ALWAYS_BY_DIGIT.search(before) or len(plain) >= 5 or plain[0] == "0":
        return _grouped_digits(code)
    return _grouped_digits(code) if len(plain) == 4 and not _is_year(text, found) else None


def _is_year(text: str, found: re.Match[str]) -> bool:
    return found[0][:2] in {"19", "20"} and not text[: found.start()].endswith(("#", ": "))


def _mixed_code(found: re.Match[str], _lang: str) -> str | None:
    """`order ORD-2024-0042`, `confirmation code X7K2PQ`: letters and digits one by one."""
    text, start = found.string, found.start()
    before = text[max(0, start - 48) : start]
    code = found["mixed"]
    if not (any(c.isdecimal() for c in code) and any(c.isalpha() for c in code)):
        return None
    if not _BY_DIGIT.search(before):
        return None
    groups = [
        " ".join(
            digits(part)
            if part.isdecimal()
            else (part if _is_word(part) else " ".join(part.upper()))
            for part in re.findall(r"\d+|[A-Za-z]+", group)
        )
        for group in re.split(r"[-/_.]", code)
        if group
    ]
    return ", ".join(groups)


def _is_word(part: str) -> bool:
    return len(part) > 3 and re.search("[AEIOUaeiou]", part) is not None


RULES: Final = (
    Rule(
        "card",
        r"(?<![\w.+-])(?:[2-6]\d{3}[ -]\d{4}[ -]\d{4}[ -]\d{4}(?:[ -]\d{1,3})?"
        r"|3\d{3}[ -]\d{6}[ -]\d{5}"
        r"|(?:\d{4}|[Xx*]{4})[ -](?:\d{4}|[Xx]{4})[ -](?:\d{4}|[Xx]{4})[ -]\d{4})(?![\w-]|[.,]\d)",
        _card,
        starts=r"\d|\b[Xx]|\*",
    ),
    Rule("ssn", r"(?<![\w.+-])\d{3}-\d{2}-\d{4}(?![\w-]|[.,]\d)", _social_security, starts=r"\d"),
    Rule(
        "isbn",
        r"(?:\b(?P<isbn_cue>ISBN(?:[- ]?1[03])?:?\s)(?=\d)(?P<isbn_open>)|(?<![\w.-])(?=97[89]-))"
        r"(?P<isbn>\d(?:[ -]?\d){8,12}(?:-?[Xx\d])?)(?![\w-])",
        _isbn,
        starts=r"\d|\bI",
    ),
    Rule(
        "ip_address",
        r"(?<![\w.])(?P<octet1>\d{1,3})\.(?P<octet2>\d{1,3})\.(?P<octet3>\d{1,3})\.(?P<octet4>\d{1,3})"
        r"(?::(?P<ip_port>\d{2,5}))?(?:/(?P<ip_prefix>\d{1,2}))?(?![\w/]|[.:]\d)",
        _ip_address,
        starts=r"\d",
    ),
    Rule(
        "hardware_address",
        r"(?<![\w:-])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![\w:-])",
        _hardware_address,
        starts=r"\d|\b[A-Fa-f]",
    ),
    Rule("host_port", r"(?<=[a-z]):(?P<port>\d{2,5})(?![\w:]|[.,]\d)", _host_port, starts=":"),
    Rule(
        "postcode",
        r"(?<![\w.-])(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d)(?![\w-])",
        _postcode,
        starts=r"\b[A-Z]",
    ),
    Rule("zip", r"(?<![\w.,-])\d{5}(?:-\d{4})?(?![\w-]|[.,]\d)", _zip, starts=r"\d"),
    Rule(
        "flight",
        r"(?<![\w.-])(?:(?P<airline>[A-Z][A-Z\d]|\d[A-Z]) ?)?(?P<flight>\d{1,4})(?![\w-]|[.,]\d)",
        _flight,
        starts=r"\d|\b[A-Z]",
    ),
    Rule(
        "place",
        r"(?<![\w.-])(?:[A-Za-z]-?\d{1,4}[A-Za-z]?|\d{1,4}-?[A-Za-z])(?![\w-])",
        _place,
        starts=r"\d|\b[A-Za-z]",
    ),
    Rule(
        "mixed_code",
        r"(?<![\w.$£€-])(?P<mixed>(?=[A-Za-z]{0,8}\d|[A-Z]{1,8}[-/])(?=[\d/-]{0,99}[A-Za-z])[A-Za-z\d]{1,16}"
        r"(?:[-/][A-Za-z\d]{1,16}){0,5})(?![\w-])",
        _mixed_code,
        starts=r"\d|\b[A-Za-z]",
    ),
    Rule(
        "code",
        r"(?<![\w.$£€-])(?P<cued>\d{2,20}(?:[ -]\d{2,9}){0,5})(?![\w%°/:-]|[.,]\d)",
        _by_cue,
        starts=r"\d",
    ),
)
