"""Where numbers stand in Hindi text: plain, ranges, fractions, ordinals, percent."""

import re
import unicodedata
from typing import Final

from phemius_core.text._numerals import fraction_terms, roman_value
from phemius_core.text._rule import Rule
from phemius_core.text.hindi._money import SCALES
from phemius_core.text.hindi._number_words import (
    cardinal,
    decimal,
    digits,
    english_ordinal,
    ordinal,
    quantity,
    sanskrit_ordinal,
)
from phemius_core.text.hindi._patterns import (
    END,
    NUMBER,
    START,
    any_of,
    plain_number,
    words,
    words_around,
)

__all__ = ["RULES"]

_SCALE: Final = any_of(name for name in SCALES if name != "L")
_PARTS: Final = {
    (1, 2): "आधा", (1, 3): "एक तिहाई", (2, 3): "दो तिहाई", (1, 4): "एक चौथाई", (3, 4): "तीन चौथाई",
}  # fmt: skip
_QUARTERS: Final = {(1, 4): "25", (1, 2): "5", (3, 4): "75"}
_COUNTED: Final = (
    "भाग|खंड|खण्ड|अध्याय|कक्षा|धारा|श्रेणी|प्रकार|टाइप|चरण|अंक|दृश्य|युद्ध|विश्व युद्ध|अनुसूची|मॉड्यूल|पेपर|सेक्शन|"
    "वॉल्यूम|फेज|फेज़|फ़ेज|फ़ेज़|क्लास|ग्रेड|स्तर|मार्क|ग्रुप|समूह|पार्ट|चैप्टर"
)
_KINGS: Final = (
    "लुई|हेनरी|जॉर्ज|एडवर्ड|एलिज़ाबेथ|एलिजाबेथ|चार्ल्स|जेम्स|विलियम|रिचर्ड|फ़िलिप|फिलिप|पोप \\S{1,20}+|"
    "जॉन पॉल|बेनेडिक्ट|पायस|नेपोलियन|निकोलस|फ्रेडरिक|विक्टोरिया|मैरी|राम"
)
_ROMAN: Final = rf"(?=[IVX]{{1,7}}{END})X{{0,3}}(?:IX|IV|V?I{{0,3}})"

_CRICKET: Final = frozenset(
    words("ओवर ओवरों विकेट रन रनों पारी स्कोर बल्लेबाज़ी बल्लेबाजी गेंद गेंदों टेस्ट वनडे लक्ष्य")
)
_OPERATOR_BEHIND: Final = re.compile(r"\s?[=+×÷*]\s?\d")
_OPERATOR_BEFORE: Final = re.compile(r"[=+×÷*]\s?$")


def _minus(found: re.Match[str], group: str) -> str:
    return "माइनस " if found[group] else ""


def _number(found: re.Match[str], _lang: str) -> str:
    """A bare number, kept apart from letters that touch it."""
    text, at, end = found.string, found.start(), found.end()
    spoken = _minus(found, "n_sign") + decimal(plain_number(found["n"]))
    before = " " if at and _is_letter(text[at - 1]) else ""
    after = " " if end < len(text) and _is_letter(text[end]) else ""
    return f"{before}{spoken}{after}"


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"


def _scaled(found: re.Match[str], _lang: str) -> str:
    """`2.5 करोड़` as ढाई करोड़, `5K` as पाँच हज़ार."""
    spoken = [quantity(plain_number(found["scaled"])), SCALES[found["scale"]]]
    if found["scaled_to"]:
        spoken[1:1] = ["से", quantity(plain_number(found["scaled_to"]))]
    return _minus(found, "scaled_sign") + " ".join(spoken)


def _percent(found: re.Match[str], _lang: str) -> str:
    spoken = _minus(found, "percent_sign") + decimal(plain_number(found["percent"]))
    if found["percent_to"]:
        spoken += f" से {decimal(plain_number(found['percent_to']))}"
    return f"{spoken} प्रतिशत"


def _range(found: re.Match[str], _lang: str) -> str:
    low, high = plain_number(found["low"]), plain_number(found["high"])
    text, start, end = found.string, found.start(), found.end()
    if _OPERATOR_BEHIND.match(text, end) or _OPERATOR_BEFORE.search(
        text[max(0, start - 3) : start]
    ):
        return f"{decimal(low)} माइनस {decimal(high)}"
    # Numbers that do not rise are a score: 3-2.
    between = " से " if float(low) < float(high) else " "
    return f"{decimal(low)}{between}{decimal(high)}"


def _fraction(found: re.Match[str], _lang: str) -> str:
    """`2/3`, `2 1/2`, `840/1`."""
    top, bottom = plain_number(found["top"]), plain_number(found["bottom"])
    whole = plain_number(found["whole"]) if found["whole"] else ""
    spoken = "" if "." in top else _fraction_words(whole, int(top), int(bottom))
    if not spoken and int(bottom) <= 10 < float(top) and _is_cricket(found):
        return f"{cardinal(top)} पर {cardinal(bottom)}"
    return spoken or f"{decimal(top)} बटा {cardinal(bottom)}"


def _is_cricket(found: re.Match[str]) -> bool:
    """Whether a fraction is runs and wickets: 287/5."""
    before, behind = words_around(found.string, found.start(), found.end())
    return not _CRICKET.isdisjoint((*before[-6:], *behind[:6]))


def _fraction_words(whole: str, top: int, bottom: int) -> str:
    """Words for one that has its own; of a mixed number always some."""
    if (top, bottom) == (24, 7):
        return "चौबीस सात"
    if whole and (top, bottom) in _QUARTERS:
        return quantity(f"{whole}.{_QUARTERS[top, bottom]}")
    spoken = _PARTS.get((top, bottom), "")
    if not whole:
        return spoken
    return f"{cardinal(whole)} सही {spoken or f'{cardinal(top)} बटा {cardinal(bottom)}'}"


def _fraction_sign(found: re.Match[str], _lang: str) -> str:
    """`½`, `1½`."""
    top, bottom = fraction_terms(found["vulgar"])
    whole = plain_number(found["vulgar_whole"] or "")
    spoken = _fraction_words(whole, int(top), int(bottom))
    return spoken or f"{cardinal(top)} बटा {cardinal(bottom)}"


def _ordinal(found: re.Match[str], _lang: str) -> str:
    return ordinal(plain_number(found["ordinal"]), found["ending"])


def _roman(found: re.Match[str], _lang: str) -> str | None:
    """`लुई XIV` as लुई चतुर्दश, `भाग II` as भाग दो."""
    numeral = found["roman_of_king"] or found["roman_counted"] or found["roman_alone"]
    value = roman_value(numeral)
    if found["roman_of_king"]:
        return f"{found['king']} {sanskrit_ordinal(value)}"
    return f"{found['counted']} {cardinal(value)}" if found["counted"] else cardinal(value)


def _ratio(found: re.Match[str]) -> str:
    """Between the terms of a ratio that the text does not name itself: 4:3 का अनुपात."""
    return "और" if found.string.startswith(" का अनुपात", found.end()) else "अनुपात"


def _version(found: re.Match[str], _lang: str) -> str:
    return " डॉट ".join(cardinal(plain_number(part)) for part in found["version"].split("."))


RULES: Final = (
    Rule(
        "percent",
        rf"(?P<percent_sign>{START}[-−])?(?P<percent>{NUMBER})"
        rf"(?:\s?%?\s?[-–]\s?(?P<percent_to>{NUMBER}))?\s?(?:%|٪)",
        _percent,
    ),
    Rule(
        "scaled",
        rf"(?P<scaled_sign>{START}[-−])?(?<![\w.])(?P<scaled>{NUMBER})"
        rf"(?:\s?[-–]\s?(?P<scaled_to>{NUMBER}))?(?:[ \u00a0](?![kKMB]\b))?"
        rf"(?P<scale>{_SCALE}){END}",
        _scaled,
    ),
    Rule(
        "ordinal",
        rf"(?<![\w.])(?P<ordinal>\d{{1,9}}+)\s?-?"
        rf"(?P<ending>व(?:ां|ाँ|ीं|ें|े|ीँ)|ल[ाीे]|र[ाीे]|थ[ाीे]|ठ[ाीे]){END}",
        _ordinal,
    ),
    Rule(
        "english_ordinal",
        r"(?<![\w.])(?P<english_ordinal>\d{1,4})(?:st|nd|rd|th)\b",
        lambda found, _lang: english_ordinal(int(found["english_ordinal"])),
    ),
    Rule(
        "version",
        r"(?<![\w.,])(?:[vV]\.?)?(?P<version>\d{1,5}(?:\.\d{1,5}){2,4})(?![\d]|\.\d)",
        _version,
    ),
    # In one line, 1. … 2. …: the full stop of the number ends no sentence.
    Rule(
        "item",
        r"(?<=\s)(?P<item>\d{1,2})[.)]\s(?=[^\W\d])",
        lambda found, _lang: f"{cardinal(plain_number(found['item']))}, ",
    ),
    Rule(
        "range",
        rf"(?<![\w.,-])(?P<low>{NUMBER})\s?[-–—]\s?(?P<high>{NUMBER})(?![\w-]|\.\d)",
        _range,
    ),
    Rule(
        "vulgar",
        r"(?:(?<![\w.])(?P<vulgar_whole>\d{1,4})\s?)?(?P<vulgar>[¼½¾⅐-⅞])",
        _fraction_sign,
    ),
    Rule(
        "fraction",
        r"(?<![\w/.])(?:(?P<whole>\d{1,4})[ \u00a0])?(?P<top>\d{1,19}(?:\.\d{1,6})?)\s?[/⁄]\s?"
        r"(?P<bottom>\d{1,19})(?![\w/]|\.\d)",
        _fraction,
    ),
    Rule(
        "proportion",
        r"(?<![\w:.])(?P<of>\d{1,4}):(?P<to>\d{1,4})(?![\w:]|\.\d)",
        lambda found, _lang: (
            f"{cardinal(plain_number(found['of']))} {_ratio(found)}"
            f" {cardinal(plain_number(found['to']))}"
        ),
    ),
    Rule(
        "roman",
        rf"{START}(?:(?P<king>{_KINGS})\s(?P<roman_of_king>{_ROMAN})"
        rf"|(?P<counted>{_COUNTED})[\s-](?P<roman_counted>{_ROMAN})"
        rf"|(?<=[\u0900-\u097f]\s)(?P<roman_alone>(?=[IVX]{{2}}){_ROMAN})){END}",
        _roman,
    ),
    Rule(
        "point",
        rf"(?P<point_sign>{START}[-−])?(?<![\w.])\.(?P<point>\d{{1,20}}+)",
        lambda found, _lang: (
            f"{_minus(found, 'point_sign')}दशमलव {digits(plain_number(found['point']))}"
        ),
    ),
    Rule("number", rf"(?P<n_sign>{START}[-−](?=\d))?(?P<n>{NUMBER})", _number),
)
