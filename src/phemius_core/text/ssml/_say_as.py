"""The element `say-as`: what its text is, and how that is spoken."""

import re
from collections.abc import Callable
from typing import Final

from phemius_core.text._letter_to_sound import LETTER_NAMES
from phemius_core.text._load_rules import load_rules
from phemius_core.text._types import Piece
from phemius_core.text.ssml._dates import written_date
from phemius_core.text.ssml._numbers import (
    cardinal,
    digit,
    fraction,
    ordinal,
    read,
    whole_number,
)

__all__ = ["INTERPRETATIONS", "say_as"]

_EXPLETIVE_MS: Final = 400
"""Silence in place of a word that is not to be heard."""
_ENGLISH_SIGNS: Final = {
    ".": "dot", "-": "dash", "_": "underscore", "/": "slash", "\\": "backslash", ":": "colon",
    ",": "comma", ";": "semicolon", "!": "exclamation mark", "?": "question mark",
    "'": "apostrophe", '"': "quotation mark", "(": "open bracket",
    ")": "close bracket", "*": "star", "~": "tilde",
    "^": "caret", "<": "less than", ">": "greater than", "|": "vertical bar", "#": "hash",
}  # fmt: skip
_DURATION: Final = re.compile(r"(?:(\d{1,3})['′])?(?:(\d{1,2})(?:\"|″|''))?")
_CURRENCY: Final = re.compile(r"[\d.,\s]+")


def _cardinal(text: str, _format: str, lang: str) -> str | None:
    number = whole_number(text)
    if number is None:
        return read(text, lang) if re.search(r"\d", text) else None
    return cardinal(number, lang)


def _ordinal(text: str, _format: str, lang: str) -> str | None:
    number = whole_number(
        re.sub(r"(?<=\d)\s?(?:st|nd|rd|th|er|re|e|è|º|ª|°|\.)$", "", text.strip())
    )
    return None if number is None else ordinal(number, lang)


def _date(text: str, order: str, lang: str) -> str | None:
    date = written_date(text, order, lang)
    if date is None:
        return read(text, lang) if re.search(r"\d", text) and not order else None
    return read(date, lang)


def _time(text: str, _format: str, lang: str) -> str | None:
    if not re.search(r"\d", text):
        return None
    duration = _DURATION.fullmatch(text.strip())
    if duration is not None and (duration[1] or duration[2]):
        parts = ((duration[1], "min"), (duration[2], "s"))
        return read(" ".join(f"{number} {unit}" for number, unit in parts if number), lang)
    return read(text, lang)


def _currency(text: str, code: str, lang: str) -> str | None:
    if not re.search(r"\d", text):
        return None
    if code and _CURRENCY.fullmatch(text.strip()):
        text = f"{text.strip()} {code.upper()}"
    return read(text, lang)


def _fraction(text: str, _format: str, lang: str) -> str | None:
    return fraction(text, lang)


def _plain(text: str, _format: str, lang: str) -> str | None:
    return read(text, lang)


_WORDS: Final[dict[str, Callable[[str, str, str], str | None]]] = {
    "cardinal": _cardinal, "number": _cardinal, "ordinal": _ordinal, "date": _date, "time": _time,
    "currency": _currency, "unit": _plain, "fraction": _fraction, "address": _plain,
}  # fmt: skip
_BY_CHARACTER: Final = ("characters", "spell-out", "verbatim")
_BY_DIGIT: Final = ("digits", "telephone")
_SILENT: Final = ("expletive", "bleep")
INTERPRETATIONS: Final = (*_WORDS, *_BY_CHARACTER, *_BY_DIGIT, *_SILENT)
"""Values of `interpret-as` that are understood."""


def say_as(text: str, interpret_as: str, format_: str, lang: str) -> list[Piece] | None:
    """Pieces of a text, with offsets into it, that tile it; None if it is no such thing.

    Args:
        text: Text of the element.
        interpret_as: One of `INTERPRETATIONS`.
        format_: Attribute `format`: order of a date, code of a currency.
        lang: Who reads it, as `find_reader` gives it.
    """
    rule = f"say_as_{interpret_as}"
    if interpret_as in _SILENT:
        return [Piece("pause", "", 0, len(text), pause_ms=_EXPLETIVE_MS, rule=rule)]
    if interpret_as in _BY_CHARACTER:
        return [_character(char, n, lang, rule) for n, char in enumerate(text)]
    if interpret_as in _BY_DIGIT:
        if not re.search(r"\d", text):
            return None
        return [_digit(text, n, lang, rule) for n in range(len(text))]
    words = _WORDS[interpret_as](text, format_, lang)
    if words is None or not words.strip():
        return None
    return [Piece("text", words, 0, len(text), rule=rule)]


def _character(char: str, at: int, lang: str, rule: str) -> Piece:
    """A letter by its name, a digit or a symbol by its word."""
    if char.isspace():
        return Piece("text", ", ", at, at + 1, rule=rule)
    if lang in ("a", "b"):
        if name := LETTER_NAMES.get(char.lower()):
            if lang == "b" and char.lower() == "z":
                name = "zˈɛd"
            return Piece("phonemes", f" {char.upper()}", at, at + 1, phonemes=name, rule=rule)
        if sign := _ENGLISH_SIGNS.get(char):
            return Piece("text", f" {sign}", at, at + 1, rule=rule)
    if char.isdecimal():
        return Piece("text", f" {digit(char, lang)}", at, at + 1, rule=rule)
    rules = load_rules(lang)
    word = rules.symbols.get(char, char) if rules is not None else char
    return Piece("text", f" {word}", at, at + 1, rule=rule)


def _digit(text: str, at: int, lang: str, rule: str) -> Piece:
    """A digit by its name; what groups the digits is a pause."""
    char = text[at]
    if char.isdecimal():
        return Piece("text", f" {digit(char, lang)}", at, at + 1, rule=rule)
    if char.isalpha():
        return _character(char, at, lang, rule)
    rules = load_rules(lang)
    if char == "+" and rules is not None:
        return Piece("text", f" {rules.symbols.get(char, char)}", at, at + 1, rule=rule)
    groups = text[at - 1 : at].isalnum() and any(char.isdecimal() for char in text[at:])
    if groups:
        return Piece("text", ",", at, at + 1, rule=rule)
    return Piece("silent", "", at, at + 1, rule=rule)
