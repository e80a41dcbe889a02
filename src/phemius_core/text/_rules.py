"""The table of rules for English: a pattern, and what is said for it.

The first rule in the table that takes a place wins; one that declines (None) leaves the
place to those after it. Every quantifier is possessive or bounded, so a hostile text
costs no more than a friendly one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from phemius_core.text._verbalise import (
    ABBREVIATIONS,
    SYMBOLS,
    UNITS,
    amount,
    clock,
    date_numeric,
    date_words,
    decimal,
    digits,
    email,
    fraction,
    integer,
    month_of,
    ordinal,
    roman,
    url,
    year,
)

__all__ = ["matches"]

_Rule = Callable[[re.Match[str], str], str | None]
"""Gives what to say for a match in a language, or None to leave it as it is."""

_OPERATORS: Final[dict[str, str]] = {
    "+": "plus",
    "**": "to the power of",
    "×": "times",
    "*": "times",
    "=": "equals",
    "<": "is less than",
    ">": "is greater than",
}
_COMPARISONS: Final[dict[str, str]] = {
    "<=": "is at most",
    ">=": "is at least",
    "!=": "is not",
    "==": "equals",
    "=>": "gives",
    "->": "to",
    "<": "is less than",
    ">": "is greater than",
}
_NUMBER = r"(?:\d{1,3}(?:,\d{3})++|\d++)(?:\.\d++)?"
_MONTHS = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_SCALE = r"(?:\s?(?:thousand|million|billion|trillion)\b|(?:[kKmMbBT]|bn|mn|tn)\b)?"
_CODE = r"(?:USD|EUR|GBP|JPY|CHF|CAD|AUD|INR|CNY)"
_SIGN = r"(?:(?<!\w)(?:US|A|C)\$|[$£€¥₹])"
_CLOCK = (
    r"(?P<{0}hour>[01]?\d|2[0-3]):(?P<{0}minute>[0-5]\d)"
    r"(?::(?P<{0}second>[0-5]\d)(?:\.\d{{1,6}})?)?"
)
# What may stand in an address; the rest ends it and is then looked at by itself.
_ADDRESS = (
    r"[^\s<>()\[\]{}\"'|*`\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\ufffc\ufffd\ud800-\udfff\ue000-\uf8ff\u2190-\u2bff"
    r"\U0001f000-\U0010ffff]"
)
# A full stop that belongs to an abbreviation also ends the sentence before one of these.
_STARTER = re.compile(
    r"\s+(?:The|An?|In|On|At|It|He|She|We|They|You|I|This|That|These|Those|There|But|And|So|"
    r"However|When|If|After|Then|My|His|Her|Our|Their|What|Why|How)\b"
)
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_ABBREVIATION = "|".join(sorted(map(re.escape, ABBREVIATIONS), key=len, reverse=True))


def _range(found: re.Match[str], lang: str) -> str:
    low, high = found["low"], found["high"]
    if len(low) == 4 and 1000 <= int(low) <= 2100:
        if len(high) == 4 and int(low) < int(high) <= 2100:
            return f"{year(int(low))} to {year(int(high))}"
        if len(high) == 2 and int(low) % 100 < int(high):
            return f"{year(int(low))} to {integer(high, lang)}"
    if (len(low) <= len(high) <= 6 and int(low) < int(high)) or len(low + high) <= 4:
        return f"{integer(low, lang)} to {integer(high, lang)}"
    return f"{integer(low, lang)} {integer(high, lang)}"


def _ratio(found: re.Match[str], lang: str) -> str:
    said = fraction(int(found["top"]), int(found["bottom"]), lang)
    return f"{integer(found['whole'], lang)} and {said}" if found["whole"] else said


def _vulgar(found: re.Match[str], lang: str) -> str:
    top, _, bottom = unicodedata.normalize("NFKC", found["vulgar"]).partition("\u2044")
    said = fraction(int(top), int(bottom or "1"), lang)
    return f"{integer(found['vulgar_whole'], lang)} and {said}" if found["vulgar_whole"] else said


def _money(found: re.Match[str], lang: str) -> str:
    currency, scale = found["currency"].strip(), found["scale"]
    low, high = found["money"], found["money_to"]
    if re.fullmatch(r"\d+,\d\d", low):
        low = low.replace(",", ".")
    minus = "minus " if found["money_sign"] or found["money_sign2"] else ""
    if not high:
        return minus + amount(low, currency, scale, lang)
    if "." in low + high and not scale:
        return f"{minus}{amount(low, currency, '', lang)} to {amount(high, currency, '', lang)}"
    return f"{minus}{decimal(low, lang)} to {amount(high, currency, scale, lang)}"


def _moment(found: re.Match[str], lang: str) -> str:
    said = date_words(int(found["y"]), int(found["m"]), int(found["d"]), lang)
    if not found["t_hour"]:
        return said
    said += ", " + clock(found["t_hour"], found["t_minute"], found["t_second"], None)
    zone = found["zone"]
    if not zone:
        return said
    if zone == "Z":
        return f"{said} UTC"
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    sign = "minus" if zone[0] == "-" else "plus"
    rest = f" {integer(str(minutes), lang)}" if minutes else ""
    return f"{said} UTC {sign} {integer(str(hours), lang)}{rest}"


def _time(found: re.Match[str], said: str, half: str | None) -> str:
    """The dot of p.m. may end the sentence as well."""
    ends = half and half.endswith(".") and _STARTER.match(found.string, found.end())
    return f"{said}." if ends else said


def _duration(found: re.Match[str], lang: str) -> str:
    names = (("du_h", "hour"), ("du_m", "minute"), ("du_s", "second"))
    return " ".join(
        f"{integer(found[group], lang)} {name}{'' if int(found[group]) == 1 else 's'}"
        for group, name in names
        if found[group]
    )


def _number(found: re.Match[str], lang: str) -> str:
    """A bare number; apart from letters that touch it, as in MP3."""
    text, at, end = found.string, found.start(), found.end()
    raw = found["n"]
    if re.fullmatch(r"\d{4}", raw) and 1100 <= int(raw) <= 2099:
        spoken = year(int(raw))
    else:
        spoken = decimal(raw, lang)
    if found["n_sign"]:
        spoken = f"minus {spoken}"
    before = " " if at and text[at - 1].isalpha() else ""
    after = " " if end < len(text) and text[end].isalpha() else ""
    return f"{before}{spoken}{after}"


def _measure(found: re.Match[str], lang: str) -> str:
    one, many = UNITS[found["unit"]]
    exactly_one = found["number"] == "1"
    sign = "minus " if found["sign"] else ""
    return f"{sign}{decimal(found['number'], lang)} {one if exactly_one else many}"


def _dotted(found: re.Match[str], lang: str) -> str:
    return " point ".join(integer(part, lang) for part in found[0].split("."))


def _proportion(found: re.Match[str], lang: str) -> str:
    return f"{integer(found['of'], lang)} to {integer(found['to'], lang)}"


def _phone(found: re.Match[str], _lang: str) -> str:
    groups = re.findall(r"\d+", found[0])
    plus = "plus " if found[0].startswith("+") else ""
    return plus + ", ".join(digits(group) for group in groups)


def _decade(found: re.Match[str], _lang: str) -> str | None:
    number = int(found["decade"])
    if number < 100 and not found["short"]:
        # "30s" is seconds, "the 30s" is not.
        before = found.string[max(0, found.start() - 8) : found.start()]
        if not re.search(
            r"\b(?:the|mid|early|late|my|your|his|her|our|their)[ -]$", before, re.IGNORECASE
        ):
            return None
    base = year(number) if number >= 100 else year(1900 + number).split(" ", 1)[1]
    return f"{base[:-1]}ies" if base.endswith("y") else f"{base}s"


_AT_END: Final = frozenset(("etc.", "Inc.", "Ltd.", "Co.", "Jr.", "Sr."))
_STREETS: Final = {"St.": "Street", "Dr.": "Drive"}
_BEFORE_NUMBERS: Final = frozenset(
    (
        "No.",
        "Nos.",
        "Fig.",
        "fig.",
        "Figs.",
        "p.",
        "pp.",
        "Vol.",
        "vol.",
        "ca.",
        "Ch.",
        "Sec.",
        "Eq.",
    )
)
_ALSO_WORDS: Final = frozenset(("Sun.", "Sat.", "Mar."))


def _abbreviation(found: re.Match[str], _lang: str) -> str | None:
    written, text, end = found[0], found.string, found.end()
    following = text[end : end + 3]
    starts_name = re.match(r"\s[A-Z]", following) and not _STARTER.match(text, end)
    spoken = ABBREVIATIONS[written]
    if written in _STREETS and not starts_name and re.search(r"[A-Z]\w*\s$", text[:end][-24:-3]):
        spoken = _STREETS[written]
    if written in _BEFORE_NUMBERS and not re.match(r"\s?\d", following):
        return None
    if written in _ALSO_WORDS and not re.match(r",?\s[a-z\d]", following):
        return None
    if following[:1].isdigit():
        spoken += " "
    # The dot of an abbreviation may end the sentence as well.
    ends = (
        not following.strip() or re.match(r"\s[A-Z]", following)
        if written in _AT_END
        else _STARTER.match(text, end)
    )
    return f"{spoken}." if ends and written.endswith(".") else spoken


def _initials(found: re.Match[str], _lang: str) -> str:
    said = found[0].replace(".", "")
    return f"{said}." if _STARTER.match(found.string, found.end()) else said


def _power(found: re.Match[str], _lang: str) -> str:
    known = {"2": " squared", "3": " cubed"}
    return known.get(found["exponent"] or "", " to the power of ")


def _symbol(found: re.Match[str], _lang: str) -> str:
    text, at, end = found.string, found.start(), found.end()
    before = " " if at and not text[at - 1].isspace() else ""
    after = " " if end < len(text) and (text[end].isalnum() or text[end] in SYMBOLS) else ""
    return f"{before}{SYMBOLS[found[0]]}{after}"


_RULES: Final[tuple[tuple[str, str, _Rule], ...]] = (
    ("url", rf"(?:(?:https?|ftp)://|www\.){_ADDRESS}{{1,500}}+", lambda f, _: url(f[0])),
    ("email", r"\b[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,5}", lambda f, _: email(f[0])),
    (
        "isodate",
        r"\b(?P<y>\d{4})(?P<dash>[-/])(?P<m>0[1-9]|1[0-2])(?P=dash)(?P<d>0[1-9]|[12]\d|3[01])"
        rf"(?:[T ]{_CLOCK.format('t_')}(?P<zone>Z|[+-]\d\d:?\d\d)?)?(?![\w/-])",
        _moment,
    ),
    (
        "slashdate",
        r"\b(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<last>\d{4}|\d{2})\b(?!/)",
        lambda f, lang: date_numeric(int(f["first"]), int(f["second"]), f["last"], lang),
    ),
    (
        "monthday",
        rf"\b(?P<md_month>{_MONTHS})\s(?P<md_day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b"
        r"(?:,?\s(?P<md_year>1[1-9]\d\d|20\d\d)\b)?",
        lambda f, _: (
            f"{month_of(f['md_month'])} {ordinal(int(f['md_day']))}"
            + (f", {year(int(f['md_year']))}" if f["md_year"] else "")
        ),
    ),
    (
        "daymonth",
        rf"\b(?P<dm_day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\s(?P<dm_month>{_MONTHS})(?![a-z])"
        r"(?:,?\s(?P<dm_year>1[1-9]\d\d|20\d\d)\b)?",
        lambda f, _: (
            f"the {ordinal(int(f['dm_day']))} of {month_of(f['dm_month'])}"
            + (f", {year(int(f['dm_year']))}" if f["dm_year"] else "")
        ),
    ),
    (
        "duration",
        r"(?<![\w.])(?:(?P<du_h>\d{1,4})h\s?(?P<du_m>\d{1,2})m(?:in)?(?:\s?(?P<du_s>\d{1,2})s)?)\b",
        _duration,
    ),
    (
        "clock",
        rf"\b{_CLOCK.format('c_')}(?:\s?(?P<half>[apAP]\.[mM]\.|(?:[ap]m|[AP]M)\b))?(?![\d:])",
        lambda f, _: _time(
            f, clock(f["c_hour"], f["c_minute"], f["c_second"], f["half"]), f["half"]
        ),
    ),
    (
        "hour",
        r"\b(?P<only_hour>[1-9]|1[0-2])\s?(?P<only_half>[apAP]\.[mM]\.|(?:[ap]m|[AP]M)\b)",
        lambda f, _: _time(f, clock(f["only_hour"], None, None, f["only_half"]), f["only_half"]),
    ),
    ("proportion", r"(?<![\w:.])(?P<of>\d{1,3}):(?P<to>\d{1,3})(?![\w:]|\.\d)", _proportion),
    (
        "to",
        r"(?:(?<=[ap]m)|(?<=[AP]M)|(?<=\.m\.)|(?<=%)|(?<=°[CF])|(?<=°)|(?<=:\d\d))"
        rf"\s?[-–]\s?(?={_SIGN}?\d)|(?<=\d)[-–—](?={_SIGN}\d)",
        lambda _f, _l: " to ",
    ),
    (
        "money",
        rf"(?P<money_sign>(?<!\w)[-−])?(?P<currency>{_SIGN}\s?|(?<!\w){_CODE}\s)(?P<money_sign2>[-−])?"
        rf"(?P<money>\d++,\d\d(?![\d,])|{_NUMBER})(?:[-–](?P<money_to>{_NUMBER}))?(?P<scale>{_SCALE})",
        _money,
    ),
    (
        "code_money",
        rf"\b(?P<code_money>{_NUMBER})(?P<code_scale>{_SCALE})\s?(?P<code>{_CODE}|[€£])(?!\w)",
        lambda f, lang: amount(f["code_money"], f["code"], f["code_scale"], lang),
    ),
    (
        "per",
        r"/(?=(?:second|minute|hour|day|night|week|month|year|person|user|month|mo|yr|hr)\b)",
        lambda _f, _l: " per ",
    ),
    (
        "phone",
        r"(?<![\w.])(?:(?:\+?\d{1,3}[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}"
        r"|\+\d{1,3}(?:[ .-]\d{2,5}){2,5})(?!\d)",
        _phone,
    ),
    (
        "grouped",
        r"(?<![\w.])(?P<grouped>\d{1,3}(?:(?:[_\u00a0\u202f\u2009]\d{3})++"
        r"|(?: \d{3}){2,4}+| 000))(?!\w)",
        lambda f, lang: integer(re.sub(r"\D", "", f["grouped"]), lang),
    ),
    (
        "version",
        r"(?:(?<![\w.])\d{1,4}(?:\.\d{1,4}){2,5}|(?<=\b[vV])\d{1,4}(?:\.\d{1,4}){1,5})(?![\d.]\d)",
        _dotted,
    ),
    (
        "feet",
        r"(?<!\w)(?P<feet>\d{1,2})['′](?P<inches>\d{1,2})(?:[\"″]|(?!\w))",
        lambda f, lang: f"{integer(f['feet'], lang)} foot {integer(f['inches'], lang)}",
    ),
    ("decade", r"(?<![\w.])(?P<short>['’])?(?P<decade>(?:1\d|20)?\d0)['’]?s\b", _decade),
    (
        "ordinal",
        r"(?<![\w.])(?P<ordinal>\d{1,6}|\d{1,3}(?:,\d{3}){1,2})(?:st|nd|rd|th)\b",
        lambda f, _: ordinal(int(f["ordinal"].replace(",", ""))),
    ),
    (
        "percent",
        rf"(?P<percent_sign>(?<!\w)[-−])?(?P<percent>{_NUMBER})\s?%",
        lambda f, lang: (
            ("minus " if f["percent_sign"] else "") + f"{decimal(f['percent'], lang)} percent"
        ),
    ),
    (
        "unit",
        rf"(?P<sign>(?<!\w)[-−])?(?<![\w.])(?P<number>{_NUMBER})\s?(?P<unit>{_UNIT})(?!\w)",
        _measure,
    ),
    ("range", r"(?<![\w.-])(?P<low>\d{1,9})\s?[-–—]\s?(?P<high>\d{1,9})(?![\w-]|\.\d)", _range),
    (
        "vulgar",
        r"(?:(?<![\w.])(?P<vulgar_whole>\d{1,4})\s?)?(?P<vulgar>[¼½¾⅐-⅞])",
        _vulgar,
    ),
    (
        "ratio",
        r"(?<![\w/.])(?:(?P<whole>\d{1,4})[ \u00a0])?(?P<top>\d{1,3})/"
        r"(?P<bottom>\d{1,3})(?![\w/]|\.\d)",
        _ratio,
    ),
    (
        "scientific",
        r"(?<![\w.])(?P<base>\d{1,9}(?:\.\d{1,9})?)[eE](?P<power>[+-]?\d{1,3})\b",
        lambda f, lang: (
            f"{decimal(f['base'], lang)} times ten to the "
            + ("minus " if f["power"][0] == "-" else "")
            + integer(f["power"].lstrip("+-"), lang)
        ),
    ),
    (
        "roman",
        r"\b(?P<roman_before>Chapter|Part|Act|Book|Volume|Section|War|King|Queen|Pope|Henry|"
        r"Louis|Charles|Elizabeth|George|Edward|Richard|William|James|Phase|Type|Super Bowl)"
        r"\s(?P<roman>[IVXL]{1,7})\b",
        lambda f, _: roman(f["roman_before"], f["roman"]),
    ),
    ("sharp", r"(?<=\b[A-G])#(?!\w)", lambda _f, _l: " sharp"),
    ("handle", r"(?<!\w)@(?=\w)", lambda _f, _l: "at "),
    ("hashtag", r"(?<!\w)#(?=[^\W\d])", lambda _f, _l: "hashtag "),
    ("numero", r"(?<!\w)#(?=\d)", lambda _f, _l: "number "),
    (
        "compare",
        r"<=|>=|!=|==|=>|(?<!-)->|(?<=\w)\s[<>]\s(?=[\w$£€-])|(?<=\b\w)[<>](?=\w\b)"
        r"|(?<=\d)[<>](?=\d)",
        lambda f, _: f" {_COMPARISONS[f[0].strip()]} ",
    ),
    (
        "bound",
        rf"(?<!\w)(?P<bound>[<>])\s?(?={_SIGN}?\d)",
        lambda f, _: "less than " if f["bound"] == "<" else "more than ",
    ),
    ("power", r"(?<=[\w)])\^(?:(?P<exponent>[23])(?![\w.])|(?=[\w(-]))", _power),
    ("backslash", r"(?<=[\w:])\\(?=\w)", lambda _f, _l: " backslash "),
    (
        "dot",
        r"(?<=\w)\.(?=(?:com|org|net|edu|gov|io|dev|ai|app|co|uk|de|fr|eu|py|js|ts|md|txt|json|"
        r"yaml|yml|toml|csv|pdf|html|css|sh|exe|zip|tar|gz|png|jpg|jpeg|gif|svg|mp3|mp4|wav|docx?"
        r"|xlsx?)\b)",
        lambda _f, _l: " dot ",
    ),
    ("sum", r"(?<=\d)\s?(?P<op>\*\*|[+×*=<>])\s?(?=\d)", lambda f, _: f" {_OPERATORS[f['op']]} "),
    ("abbreviation", rf"(?<![\w.])(?:{_ABBREVIATION})(?![^\W\d_])", _abbreviation),
    ("initials", r"(?<![\w.])(?:[A-Z]\.){2,6}", _initials),
    (
        "point",
        r"(?P<point_sign>(?<!\w)[-−])?(?<![\w.])\.(?P<point>\d{1,20}+)",
        lambda f, _: ("minus " if f["point_sign"] else "") + f"point {digits(f['point'])}",
    ),
    ("number", rf"(?P<n_sign>(?<![\w\d])[-−](?=\d))?(?P<n>{_NUMBER})", _number),
    ("symbol", "[" + "".join(map(re.escape, SYMBOLS)) + "]", _symbol),
)


@cache
def _scanner() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<is_{name}>{pattern})" for name, pattern, _ in _RULES))


@cache
def _alone() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for _, pattern, _ in _RULES)


_PLACES: Final = {f"is_{name}": place for place, (name, _, _) in enumerate(_RULES)}


def matches(source: str, start: int, end: int, lang: str) -> Iterator[tuple[int, int, str]]:
    """What is not said as written in source[start:end]: from, to, and what is said."""
    at = start
    while found := _scanner().search(source, at, end):
        # A rule's own group encloses its others, so it is the last to close.
        place = _PLACES[found.lastgroup or ""]
        spoken = _RULES[place][2](found, lang)
        while spoken is None and place + 1 < len(_RULES):
            place += 1
            other = _alone()[place].match(source, found.start(), end)
            if other is not None and other.end() > other.start():
                found, spoken = other, _RULES[place][2](other, lang)
        if spoken is None:
            at = found.start() + 1
            continue
        yield found.start(), found.end(), spoken
        at = found.end()
