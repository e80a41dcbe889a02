"""Where numbers stand in English text, and the words for them: plain, ranges, fractions."""

import re
import unicodedata
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import (
    cardinal,
    decimal,
    digits,
    fraction,
    ordinal,
    year,
)
from phemius_core.text.english._patterns import CURRENCY_SIGN, NUMBER

__all__ = ["RULES"]


def _number(found: re.Match[str], _lang: str) -> str:
    """A bare number, kept apart from letters that touch it, as in MP3."""
    text, at, end = found.string, found.start(), found.end()
    written = found["n"]
    if re.fullmatch(r"\d{4}", written) and 1100 <= int(written) <= 2099:
        spoken = year(int(written))
    else:
        spoken = decimal(written)
    if found["n_sign"]:
        spoken = f"minus {spoken}"
    before = " " if at and text[at - 1].isalpha() else ""
    after = " " if end < len(text) and text[end].isalpha() else ""
    return f"{before}{spoken}{after}"


def _range(found: re.Match[str], _lang: str) -> str:
    low, high = found["low"], found["high"]
    if len(low) == 4 and 1000 <= int(low) <= 2100:
        if len(high) == 4 and int(low) < int(high) <= 2100:
            return f"{year(int(low))} to {year(int(high))}"
        if len(high) == 2 and int(low) % 100 < int(high):
            return f"{year(int(low))} to {cardinal(high)}"
    if (len(low) <= len(high) <= 6 and int(low) < int(high)) or len(low + high) <= 4:
        return f"{cardinal(low)} to {cardinal(high)}"
    return f"{cardinal(low)} {cardinal(high)}"


def _fraction(found: re.Match[str], _lang: str) -> str:
    """`2/3`, `2 1/2`."""
    spoken = fraction(int(found["top"]), int(found["bottom"]))
    return f"{cardinal(found['whole'])} and {spoken}" if found["whole"] else spoken


def _fraction_sign(found: re.Match[str], _lang: str) -> str:
    """`½`, `1½`."""
    sign = unicodedata.normalize("NFKC", found["vulgar"])
    numerator, _, denominator = sign.partition("\u2044")
    spoken = fraction(int(numerator), int(denominator or "1"))
    whole = found["vulgar_whole"]
    return f"{cardinal(whole)} and {spoken}" if whole else spoken


def _version(found: re.Match[str], _lang: str) -> str:
    return " point ".join(cardinal(part) for part in found[0].split("."))


def _decade(found: re.Match[str], _lang: str) -> str | None:
    number = int(found["decade"])
    if number < 100 and not found["short"]:
        # "30s" is seconds, "the 30s" is not.
        before = found.string[max(0, found.start() - 8) : found.start()]
        if not re.search(
            r"\b(?:the|mid|early|late|my|your|his|her|our|their)[ -]$", before, re.IGNORECASE
        ):
            return None
    spoken = year(number) if number >= 100 else year(1900 + number).split(" ", 1)[1]
    return f"{spoken[:-1]}ies" if spoken.endswith("y") else f"{spoken}s"


def _percent(found: re.Match[str], _lang: str) -> str:
    minus = "minus " if found["percent_sign"] else ""
    return f"{minus}{decimal(found['percent'])} percent"


def _scientific(found: re.Match[str], _lang: str) -> str:
    minus = "minus " if found["power"][0] == "-" else ""
    power = cardinal(found["power"].lstrip("+-"))
    return f"{decimal(found['base'])} times ten to the {minus}{power}"


def _decimal_part(found: re.Match[str], _lang: str) -> str:
    """`.5`."""
    return ("minus " if found["point_sign"] else "") + f"point {digits(found['point'])}"


RULES: Final = (
    Rule(
        "proportion",
        r"(?<![\w:.])(?P<of>\d{1,3}):(?P<to>\d{1,3})(?![\w:]|\.\d)",
        lambda found, _lang: f"{cardinal(found['of'])} to {cardinal(found['to'])}",
    ),
    Rule(
        "to",
        r"(?:(?<=[ap]m)|(?<=[AP]M)|(?<=\.m\.)|(?<=%)|(?<=°[CF])|(?<=°)|(?<=:\d\d))"
        rf"\s?[-–]\s?(?={CURRENCY_SIGN}?\d)|(?<=\d)[-–—](?={CURRENCY_SIGN}\d)",
        lambda _found, _lang: " to ",
    ),
    Rule(
        "grouped",
        r"(?<![\w.])(?P<grouped>\d{1,3}(?:(?:[_\u00a0\u202f\u2009]\d{3})++"
        r"|(?: \d{3}){2,4}+| 000))(?!\w)",
        lambda found, _lang: cardinal(re.sub(r"\D", "", found["grouped"])),
    ),
    Rule(
        "version",
        r"(?:(?<![\w.])\d{1,4}(?:\.\d{1,4}){2,5}|(?<=\b[vV])\d{1,4}(?:\.\d{1,4}){1,5})(?![\d.]\d)",
        _version,
    ),
    Rule("decade", r"(?<![\w.])(?P<short>['’])?(?P<decade>(?:1\d|20)?\d0)['’]?s\b", _decade),
    Rule(
        "ordinal",
        r"(?<![\w.])(?P<ordinal>\d{1,6}|\d{1,3}(?:,\d{3}){1,2})(?:st|nd|rd|th)\b",
        lambda found, _lang: ordinal(int(found["ordinal"].replace(",", ""))),
    ),
    Rule("percent", rf"(?P<percent_sign>(?<!\w)[-−])?(?P<percent>{NUMBER})\s?%", _percent),
    Rule("range", r"(?<![\w.-])(?P<low>\d{1,9})\s?[-–—]\s?(?P<high>\d{1,9})(?![\w-]|\.\d)", _range),
    Rule(
        "vulgar",
        r"(?:(?<![\w.])(?P<vulgar_whole>\d{1,4})\s?)?(?P<vulgar>[¼½¾⅐-⅞])",
        _fraction_sign,
    ),
    Rule(
        "ratio",
        r"(?<![\w/.])(?:(?P<whole>\d{1,4})[ \u00a0])?(?P<top>\d{1,3})/"
        r"(?P<bottom>\d{1,3})(?![\w/]|\.\d)",
        _fraction,
    ),
    Rule(
        "scientific",
        r"(?<![\w.])(?P<base>\d{1,9}(?:\.\d{1,9})?)[eE](?P<power>[+-]?\d{1,3})\b",
        _scientific,
    ),
    Rule(
        "point",
        r"(?P<point_sign>(?<!\w)[-−])?(?<![\w.])\.(?P<point>\d{1,20}+)",
        _decimal_part,
    ),
    Rule("number", rf"(?P<n_sign>(?<![\w\d])[-−](?=\d))?(?P<n>{NUMBER})", _number),
)
