"""Numbers of `say-as` in words: cardinals, ordinals, fractions and digits of any language."""

import re
from typing import Final

from phemius_core.text._load_rules import load_rules
from phemius_core.text._normalise import normalise
from phemius_core.text._numerals import roman_value

__all__ = ["cardinal", "digit", "fraction", "ordinal", "read", "whole_number"]

_MINUS: Final = {"a": "minus", "b": "minus", "e": "menos", "f": "moins", "h": "ऋण", "i": "meno",
                 "j": "マイナス", "p": "menos", "z": "负"}  # fmt: skip
_NUM2WORDS: Final = {"a": "en", "b": "en", "e": "es", "f": "fr", "i": "it", "p": "pt_BR"}
_WHOLE: Final = re.compile(r"([+−-]?)\s?(\d[\d.,\s'’]{0,40})")
_OVER: Final = {"a": "over", "b": "over", "e": "sobre", "f": "sur", "i": "su", "p": "sobre"}
_AND: Final = {"a": "and", "b": "and", "e": "y", "f": "et", "i": "e", "p": "e"}
_PARTS: Final = {
    "a": {2: ("half", "halves"), 4: ("quarter", "quarters")},
    "b": {2: ("half", "halves"), 4: ("quarter", "quarters")},
    "e": {2: ("medio", "medios"), 3: ("tercio", "tercios")},
    "f": {2: ("demi", "demis"), 3: ("tiers", "tiers"), 4: ("quart", "quarts")},
    "i": {2: ("mezzo", "mezzi")},
    "p": {2: ("meio", "meios"), 3: ("terço", "terços")},
}
"""Names of parts that are not those of the ordinal: one, many."""
_LARGEST_PART: Final = {"e": 10, "p": 10}
"""Denominators whose part is named by the ordinal; those beyond have endings of their own."""


def read(text: str, lang: str) -> str:
    """A text as the rules of its language put it into words."""
    return normalise(text, lang=lang, markup=False).text


def whole_number(text: str) -> int | None:
    """Value of `1,234`, `1.234`, `-5` or `XIV`; None if it is no whole number."""
    text = text.strip()
    if value := roman_value(text):
        return value
    found = _WHOLE.fullmatch(text)
    if found is None:
        return None
    digits = found[2].strip()
    is_grouped = re.fullmatch(r"\d{1,3}(?:([.,\s'’])\d{3}(?:\1\d{3}){0,8})", digits)
    if not digits.isdecimal() and not is_grouped:
        return None
    return int(re.sub(r"\D", "", digits)) * (-1 if found[1] in ("-", "−") and found[1] else 1)


def cardinal(number: int, lang: str) -> str:
    """A whole number in words; in digits if the language has no rules."""
    rules = load_rules(lang)
    words = rules.cardinal(str(abs(number))) if rules is not None else str(abs(number))
    return f"{_MINUS.get(lang, '-')} {words}" if number < 0 else words


def digit(char: str, lang: str) -> str:
    """A digit in words."""
    rules = load_rules(lang)
    return rules.cardinal(str(int(char))) if rules is not None else char


def ordinal(number: int, lang: str) -> str:
    """21 as twenty-first, vigésimo primero, 第21."""
    if lang in ("j", "z"):
        return read(f"第{number}", lang)
    if lang == "h":
        return read(f"{number}वाँ", lang)
    if lang not in _NUM2WORDS or number < 0:
        return cardinal(number, lang)
    from num2words import num2words

    try:
        words: str = num2words(number, lang=_NUM2WORDS[lang], to="ordinal")
    except (NotImplementedError, OverflowError, ValueError, LookupError):
        return cardinal(number, lang)
    return words.replace(",", "")


def fraction(text: str, lang: str) -> str | None:
    """`3/4`, `2 1/2` or `1+1/2` in words; None if it is no fraction."""
    found = re.fullmatch(
        r"(?P<sign>[-−]?)(?:(?P<whole>\d{1,9})[\s+]\s?)?(?P<over>\d{1,9})\s?[/⁄]\s?(?P<under>\d{1,9})",
        text.strip(),
    )
    if found is None or not int(found["under"]):
        return None
    words = _part(int(found["over"]), int(found["under"]), lang)
    if found["whole"]:
        words = f"{cardinal(int(found['whole']), lang)} {_AND.get(lang, '')} {words}"
    if found["sign"]:
        words = f"{_MINUS.get(lang, '-')} {words}"
    return re.sub(r"\s+", " ", words)


def _part(over: int, under: int, lang: str) -> str:
    top, bottom = cardinal(over, lang), cardinal(under, lang)
    match lang:
        case "j":
            return f"{bottom}分の{top}"
        case "z":
            return f"{bottom}分之{top}"
        case "h":
            return f"{top} बटा {bottom}"
        case _ if lang not in _PARTS:
            return f"{over}/{under}"
    if lang in ("e", "i", "p") and over == 1:
        top = "un"
    named = _PARTS[lang].get(under)
    if named is None and 2 < under <= _LARGEST_PART.get(lang, 100):
        name = ordinal(under, lang)
        many = f"{name[:-1]}i" if lang == "i" else f"{name}s"
        named = (name, many)
    if named is None:
        return f"{top} {_OVER[lang]} {bottom}"
    return f"{top} {named[0] if over == 1 else named[1]}"
