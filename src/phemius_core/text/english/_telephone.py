"""English words for telephone numbers: digits in the groups of their country."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import cardinal, digits

__all__ = ["CALL_CUE", "RULES", "spoken_groups"]

CALL_CUE: Final = re.compile(
    r"\b(?:call|calls|called|calling|dial|dialed|dialled|dialing|dialling|phone|phoned|telephone|"
    r"tel|fax|mobile|cell|text|texted|ring|rang|whatsapp|sms|hotline|helpline|number|contact|"
    r"reach|at|ph)[.:]?\s+"
    r"(?:(?:us|me|him|her|them|number|no\.?|line|now|is|was|at|on|to|the|our|my)[.:]?\s+){0,3}[\"“']?$",
    re.IGNORECASE,
)
"""Words before a telephone number."""
_DIALLING: Final = re.compile(
    r"\b(?:call|calls|called|calling|dial|dialed|dialled|dialing|dialling|phone|phoned|ring|rang|"
    r"text|texted)\s+(?:the\s+police\s+(?:on|at)\s+)?[\"“']?$",
    re.IGNORECASE,
)
_EMERGENCY_NOUN: Final = re.compile(
    r"[\"”']?\s(?:calls?|caller|operators?|dispatch|dispatchers?|emergenc|hotline|helpline|line|"
    r"service|services|center|centre)\b",
    re.IGNORECASE,
)
_NO_PHONE: Final = re.compile(r"\b(?:isbn|id|code|pin)\b\W{0,4}$", re.IGNORECASE)
_ALTERNATIVE: Final = re.compile(
    r"\b(?:call|dial|ring|text|phone)\s(?:[\d-]{3,6},?\s){1,3}?(?:or|and)\s$", re.IGNORECASE
)
_TOLL_FREE: Final = {"800": "eight hundred", "900": "nine hundred"}
_KEYPAD_WORD: Final = r"[A-Z]{2,10}"


def spoken_groups(number: str, *, pairs: bool = False) -> str:
    """Each group of digits digit by digit, with a comma between groups."""
    groups = re.findall(r"\d+", number)
    if pairs:
        groups = [part for group in groups for part in _pairs(group)]
    plus = "plus " if number.lstrip().startswith(("+", "(+")) else ""
    return plus + ", ".join(digits(group) for group in groups)


def _pairs(group: str) -> list[str]:
    """A long group in parts of three and four digits: `5550123` as `555` and `0123`."""
    sizes = {6: (3, 3), 7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 10: (3, 3, 4), 11: (3, 4, 4),
             12: (4, 4, 4)}.get(len(group), (len(group),))  # fmt: skip
    parts, at = [], 0
    for size in sizes:
        parts.append(group[at : at + size])
        at += size
    return parts


def _american(found: re.Match[str], _lang: str) -> str:
    """`(555) 123-4567`, `1-800-555-0199`."""
    area = found["area_open"] or found["area_bare"]
    groups = [_TOLL_FREE.get(area, digits(area)), digits(found["exchange"]), digits(found["line"])]
    if found["line_more"]:
        groups.append(digits(found["line_more"]))
    if found["country_one"]:
        plus = "plus " if found["country_one"].startswith("+") else ""
        groups.insert(0, f"{plus}one")
    return ", ".join(groups)


def _vanity(found: re.Match[str], _lang: str) -> str:
    """`1-800-GO-2-HAUL`."""
    parts = [
        part if part.isalpha() else digits(part)
        for part in re.findall(r"\d+|[A-Z]+", found["vanity"])
    ]
    words: list[str] = []
    for part in parts:
        joins = words and not words[-1].endswith(",") and part.split(" ")[0].islower()
        words.append(f"{part}," if joins else part)
    spoken = " ".join(words).rstrip(",")
    area = _TOLL_FREE.get(found["vanity_area"], digits(found["vanity_area"]))
    return f"{'one, ' if found['vanity_one'] else ''}{area}, {spoken}"


def _international(found: re.Match[str], _lang: str) -> str | None:
    """`+44 20 7946 0958`, `+4930901820`."""
    number = found[0]
    count = sum(char.isdecimal() for char in number)
    if not 7 <= count <= 15:
        return None
    groups = re.findall(r"\d+", number)
    if len(groups) == 1:
        code = _country_code(groups[0])
        return f"plus {digits(code)}, {spoken_groups(groups[0][len(code) :], pairs=True)}"
    return spoken_groups(number, pairs=True)


def _country_code(number: str) -> str:
    """The country code that a number begins with."""
    if number[0] in "17":
        return number[0]
    two = {"20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
           "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
           "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95",
           "98"}  # fmt: skip
    return number[:2] if number[:2] in two else number[:3]


def _national(found: re.Match[str], _lang: str) -> str | None:
    """`020 7946 0958`, `01 23 45 67 89`: a number that begins with zero, in groups."""
    count = sum(char.isdecimal() for char in found[0])
    before = found.string[max(0, found.start() - 48) : found.start()]
    least = 7 if CALL_CUE.search(before) else 9
    if not least <= count <= 12 or _NO_PHONE.search(before):
        return None
    return spoken_groups(found[0], pairs=True)


def _by_cue(found: re.Match[str], _lang: str) -> str | None:
    """Digits after "call", "tel." and the like: `call 98765 43210`."""
    text, start = found.string, found.start()
    number = found["called"]
    before = text[max(0, start - 48) : start]
    count = sum(char.isdecimal() for char in number)
    if count <= 6 and number.isdecimal():
        if _DIALLING.search(before) and not _counts_something(text, found.end()):
            return digits(number)
        return None
    if count < 7 or not CALL_CUE.search(before):
        return None
    if re.search(r"\b(?:at|on|number)\s+$", before) and re.fullmatch(r"\d{4}-\d{4}", number):
        return None
    return spoken_groups(number, pairs=True)


def _counts_something(text: str, at: int) -> bool:
    """Whether a number is followed by what it counts: `call 20 people`."""
    return (
        re.match(r"\s(?!(?:if|for|in|or|and|now|to|right|immediately|when|at|from|on|after|before|"
                 r"as|but|while|because|then)\b)[a-z]", text[at : at + 16]) is not None
    )  # fmt: skip


def _emergency(found: re.Match[str], _lang: str) -> str | None:
    """`a 911 call`, `999 or 112`."""
    text = found.string
    if _EMERGENCY_NOUN.match(text, found.end()):
        return digits(found["emergency"])
    before = text[max(0, found.start() - 60) : found.start()]
    return digits(found["emergency"]) if _ALTERNATIVE.search(before) else None


def _local(found: re.Match[str], _lang: str) -> str | None:
    """`555-0199` after a cue, or with the exchange that is kept for stories."""
    before = found.string[max(0, found.start() - 48) : found.start()]
    if found["local"] != "555" and not CALL_CUE.search(before):
        return None
    return f"{digits(found['local'])}, {digits(found['local_line'])}"


def _extension(found: re.Match[str], _lang: str) -> str:
    number = found["extension"]
    before = found.string[found.start() - 1 : found.start()]
    comma = "," if before.isalnum() or before == ")" else ""
    return f"{comma} extension {cardinal(number) if len(number) < 3 else digits(number)}"


RULES: Final = (
    Rule(
        "phone",
        r"(?<![\w.+/-])(?:(?P<country_one>\+?1)[ .\u00a0-]?)?"
        r"(?:\((?P<area_open>\d{3})\)[ .\u00a0-]{0,2}|(?P<area_bare>\d{3})[ .\u00a0-])"
        r"(?P<exchange>\d{3})[ .\u00a0-](?P<line>\d{4})(?:-(?P<line_more>\d{1,4}))?"
        r"(?![\w/]|[.-]\d)",
        _american,
        starts=r"[+(\d]",
    ),
    Rule(
        "vanity_phone",
        r"(?<![\w.+-])(?:(?P<vanity_one>1)[ -])?\(?(?P<vanity_area>8\d\d|900)\)?[ -]"
        rf"(?P<vanity>(?:\d{{1,4}}-){{0,2}}{_KEYPAD_WORD}(?:-(?:\d{{1,4}}|{_KEYPAD_WORD})){{0,3}})"
        r"(?![\w-])",
        _vanity,
        starts=r"[(\d]",
    ),
    Rule(
        "international_phone",
        r"(?<![\w+])(?:\(\+\d{1,3}\)|\+\d{1,15}+)(?:[ .()\u00a0/-]{1,2}\d{1,9}){0,7}+(?!\w)",
        _international,
        starts="[(+]",
    ),
    Rule(
        "national_phone",
        r"(?<![\w.+:/-])(?:1[38]00 \d{3} \d{3}|\(?0\d{1,5}\)?(?:[ ./\u00a0-]{1,3}\d{2,9}){1,5}+)"
        r"(?![\w:/-]|[.,]\d)",
        _national,
        starts=r"[(\d]",
    ),
    Rule(
        "extension",
        r"(?:(?<=\d),?\sx|,?\s(?:ext\.?|Ext\.?|extn\.?|extension))\s?(?P<extension>\d{1,6})(?!\w|[.,]\d)",
        _extension,
        starts=r",(?!\S)|\s(?![^xeE])",
    ),
    Rule(
        "local_phone",
        r"(?<![\w.+/-])(?P<local>[2-9]\d\d)-(?P<local_line>\d{4})(?![\w/-]|[.,]\d)",
        _local,
        starts=r"\d",
    ),
    Rule(
        "emergency",
        r"(?<![\w.$£€,-])(?P<emergency>911|999|112|000|111|101|988|110|119|311|411|511)(?![\w%°]|[.,:-]\d)",
        _emergency,
        starts=r"\d",
    ),
    Rule(
        "called_number",
        r"(?<![\w.$£€+-])(?P<called>\d{3,15}(?:[ -]\d{3,9}){0,4}+)(?![\w%°/:]|[.,-]\d)",
        _by_cue,
        starts=r"\d",
    ),
)
