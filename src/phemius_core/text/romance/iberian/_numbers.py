"""Rules for bare numbers, percent, ranges, fractions and powers."""

import re
import unicodedata
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.romance._nouns import Gender, Noun
from phemius_core.text.romance._written_numbers import DASH, MINUS, NUMBER, read_number
from phemius_core.text.romance.iberian._counting import Counting
from phemius_core.text.romance.iberian._grammar import Grammar

__all__ = ["rules"]

_SUPERSCRIPT: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUBSCRIPT: Final = "₀₁₂₃₄₅₆₇₈₉"
_TO_DIGITS: Final = str.maketrans(_SUPERSCRIPT + _SUBSCRIPT + "⁻⁺", "0123456789" * 2 + "-+")
_LAW: Final = re.compile(
    r"\b(?i:ley|lei|decreto|orden|portaria|resolución|resolução|rd|expediente)"
    r"\s(?:n\S{0,3}\s)?$"
)
"""Words before a number of a year: "Ley 7/85"."""
_SAID_AS_TWO_NUMBERS: Final = frozenset(((24, 7), (50, 50)))
_VULGAR: Final = "¼½¾⅐-⅞↉"


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    numerals, words = grammar.numerals, grammar.words
    counting = Counting(grammar)

    def number(found: re.Match[str], _lang: str) -> str:
        """A bare number, kept apart from letters that touch it, as in MP3."""
        text, at, end = found.string, found.start(), found.end()
        value = read_number(found["n"])
        if value.decimals:
            scale = counting.scale_behind(found, end)
            spoken = counting.number(value, scale, before_scale=bool(scale))
        else:
            spoken = counting.number(value, counting.counted_gender(found, at, end, value))
        if found["n_sign"]:
            spoken = f"{words.minus} {spoken}"
        before = " " if at and text[at - 1].isalpha() else ""
        after = " " if end < len(text) and text[end].isalpha() else ""
        return f"{before}{spoken}{after}"

    def percent(found: re.Match[str], _lang: str) -> str:
        minus = f"{words.minus} " if found["percent_sign"] else ""
        spoken = counting.written(found["percent"])
        if found["percent_to"]:
            spoken += f" {words.to} {counting.written(found['percent_to'])}"
        sign = words.percent if found["percent_mark"] == "%" else words.symbols["‰"]
        after = " " if found.string[found.end() : found.end() + 1].isalnum() else ""
        return f"{minus}{spoken} {sign}{after}"

    def number_range(found: re.Match[str], _lang: str) -> str | None:
        low, high = found["low"], found["high"]
        is_score = len(low) <= 2 and len(high) <= 2 and len(found[0]) == len(low + high) + 1
        if not is_score and not _ascends(low, high):
            return None
        gender = counting.counted_gender(found, found.start(), found.end(), read_number(high))
        first, second = counting.written(low, gender), counting.written(high, gender)
        return f"{first} {words.to} {second}"

    def ratio(found: re.Match[str], _lang: str) -> str:
        """`2/3`, `-1/3`, `2 1/2`."""
        top, bottom = (int(re.sub(r"\D", "", found[part])) for part in ("top", "bottom"))
        gender = _gender_behind(found, grammar) if (top, bottom) == (1, 2) else ""
        minus = f"{words.minus} " if found["ratio_sign"] else ""
        years = top >= 1000 and bottom in (top + 1, (top + 1) % 100)
        is_law = bottom != 2000 and re.fullmatch(r"19\d\d|20\d\d", found["bottom"]) is not None
        before = found.string[max(0, found.start() - 24) : found.start()]
        is_law = is_law or (
            len(found["bottom"]) == 2 and ("." in found["top"] or bool(_LAW.search(before)))
        )
        if not is_law and (date := day_and_month(top, found["bottom"])):
            return date
        if top > bottom > 12 and not is_law and not years:
            return minus + beside(top, bottom)
        if not found["ratio_whole"] and (years or is_law or (top, bottom) in _SAID_AS_TWO_NUMBERS):
            # "Ley 39/2015" is the law 39 of 2015, "2023/24" a season.
            of = f" {words.of} " if is_law and not years else " "
            return f"{minus}{numerals.cardinal(top, '')}{of}{numerals.cardinal(bottom, '')}"
        return minus + mixed(found["ratio_whole"], top, bottom, gender)

    def vulgar(found: re.Match[str], _lang: str) -> str:
        """`½`, `1½`."""
        sign = unicodedata.normalize("NFKC", found["vulgar"])
        top, _, bottom = sign.partition("\u2044")
        whole = found["vulgar_whole"]
        gender = _gender_behind(found, grammar)
        spoken = mixed(whole, int(top), int(bottom or "1"), gender)
        before = " " if found.start() and found.string[found.start() - 1].isalnum() else ""
        return f"{before}{spoken}"

    def beside(over: int, under: int) -> str:
        return f"{numerals.cardinal(over, '')} {words.over} {numerals.cardinal(under, '')}"

    def day_and_month(top: int, bottom: str) -> str | None:
        """`15/03`: a zero stands before the number of a month, not in a fraction."""
        if not re.fullmatch(r"0[1-9]", bottom) or not 1 <= top <= 31:
            return None
        day = grammar.calendar.first_day if top == 1 else numerals.cardinal(top, "")
        return f"{day} {words.of} {grammar.calendar.months[int(bottom) - 1]}"

    def mixed(whole: str | None, top: int, bottom: int, gender: Gender = "") -> str:
        is_half = (top, bottom) == (1, 2)
        if whole:
            part = numerals.half[gender or "m"] if is_half else numerals.fraction(top, bottom)
            return f"{counting.whole(whole, gender)} {words.conjunction} {part}"
        if is_half and gender:
            return numerals.half[gender]
        return numerals.fraction(top, bottom)

    def unit_fraction(found: re.Match[str], _lang: str) -> str:
        """`3/5 mph`, `1 3/5 mph`, `½ kg`."""
        unit = grammar.units[found["fraction_unit"]]
        if sign := found["fraction_sign"]:
            top, _, bottom = unicodedata.normalize("NFKC", sign).partition("\u2044")
        else:
            top, bottom = found["unit_top"], found["unit_bottom"]
        over, under = int(top), int(bottom or "1")
        if over > under > 12:
            # A pair of values, as of the blood pressure.
            return f"{beside(over, under)} {unit.many}"
        return fraction_of(found["fraction_whole"], over, under, unit)

    def fraction_of(whole: str | None, top: int, bottom: int, unit: Noun) -> str:
        half = (top, bottom) == (1, 2)
        if not whole:
            if half:
                return f"{numerals.half[unit.gender]} {unit.one}"
            return f"{numerals.fraction(top, bottom)} {words.of} {unit.one}"
        count = read_number(whole)
        if half:
            part = numerals.half[unit.gender]
            return f"{counting.quantity(count, unit)} {words.conjunction} {part}"
        part = numerals.fraction(top, bottom)
        spoken = counting.whole(whole, unit.gender)
        return f"{spoken} {words.conjunction} {part} {words.of} {unit.one}"

    def version(found: re.Match[str], _lang: str) -> str | None:
        if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", found[0]):
            return None
        return f" {words.point} ".join(counting.whole(part) for part in found[0].split("."))

    def proportion(found: re.Match[str], _lang: str) -> str:
        return f"{counting.whole(found['of'])} {words.to} {counting.whole(found['of_to'])}"

    def scientific(found: re.Match[str], _lang: str) -> str:
        power = signed(found["sci_power"])
        base = counting.written(found["sci_base"])
        return f"{base} {words.times} {numerals.cardinal(10, '')} {words.power} {power}"

    def signed(power: str) -> str:
        minus = f"{words.minus} " if power[0] == "-" else ""
        return minus + counting.whole(power.lstrip("+-"))

    def superscript(found: re.Match[str], _lang: str) -> str:
        power = found[0].translate(_TO_DIGITS)
        known = {"2": words.squared, "3": words.cubed}
        after = " " if found.string[found.end() : found.end() + 1].isalnum() else ""
        return f" {known.get(power) or f'{words.power} {signed(power)}'}{after}"

    def subscript(found: re.Match[str], _lang: str) -> str:
        after = " " if found.string[found.end() : found.end() + 1].isalnum() else ""
        return f" {counting.whole(found[0].translate(_TO_DIGITS))}{after}"

    unit = "|".join(sorted(map(re.escape, grammar.units), key=len, reverse=True))
    return (
        Rule("percent",
             rf"(?P<percent_sign>{MINUS})?(?P<percent>{NUMBER})(?:\s?%?{DASH}"
             rf"(?P<percent_to>{NUMBER}))?"
             r"\s?(?P<percent_mark>[%‰])", percent),
        Rule("unit_fraction",
             rf"(?<![\w/.,])(?:(?P<fraction_whole>\d{{1,4}})\s?(?=[\d{_VULGAR}]))?"
             rf"(?:(?P<fraction_sign>[{_VULGAR}])|(?<!\d)(?P<unit_top>\d{{1,3}})/"
             rf"(?P<unit_bottom>\d{{1,3}}))"
             rf"\s?(?P<fraction_unit>{unit})(?![\w²³/])", unit_fraction),
        Rule("range",
             rf"(?<![\w.,/-])(?P<low>{NUMBER}){DASH}(?P<high>{NUMBER})(?![\w/-]"
             rf"|[.,]\d)", number_range),
        Rule("vulgar",
             rf"(?:(?<![\w.,])(?P<vulgar_whole>\d{{1,4}})\s?)?(?P<vulgar>[{_VULGAR}])", vulgar),
        Rule("ratio",
             rf"(?P<ratio_sign>{MINUS})?(?<![\w/.,])(?:(?P<ratio_whole>\d{{1,4}})[ \u00a0])?"
             r"(?P<top>\d{1,3}\.\d{3}|\d{1,4})/(?P<bottom>\d{1,3}(?:\.\d{3}){1,4}|\d{1,10})"
             r"(?![\w/]|[.,]\d)", ratio),
        Rule("version",
             r"(?<![\w.,])\d{1,4}(?:\.\d{1,4}){2,5}(?![\d.]\d)"
             r"|(?<=\b[vV])\d{1,4}(?:\.\d{1,4}){1,5}(?![\d.]\d)", version),
        Rule("proportion",
             r"(?<![\w:.,])(?P<of>\d{1,3}):(?P<of_to>\d{1,3})(?![\w:]|[.,]\d)", proportion),
        Rule("scientific",
             r"(?<![\w.,])(?P<sci_base>\d{1,9}(?:[.,]\d{1,9})?)[eE]"
             r"(?P<sci_power>[+-]?\d{1,3})\b", scientific),
        Rule("superscript", rf"[⁻⁺]?[{_SUPERSCRIPT}]{{1,12}}", superscript),
        Rule("subscript", rf"[{_SUBSCRIPT}]{{1,12}}", subscript),
        Rule("number", rf"(?P<n_sign>{MINUS})?(?P<n>{NUMBER})", number),
    )  # fmt: skip


def _ascends(low: str, high: str) -> bool:
    """Whether two numbers with a dash between are a range."""
    first, second = read_number(low), read_number(high)
    if first.decimals or second.decimals:
        return first.value < second.value
    if len(first.whole) > 9 or len(second.whole) > 9 or first.whole[0] == "0" != first.whole:
        return False
    # "2019-20" is a range of years.
    is_years = len(first.whole) == 4 and len(second.whole) == 2
    return first.value < second.value or (is_years and first.value % 100 < second.value)


def _gender_behind(found: re.Match[str], grammar: Grammar) -> Gender:
    """Gender of the noun that follows: media hora."""
    word = re.compile(r"\s([^\W\d_]{2,24})").match(found.string, found.end())
    return grammar.numerals.noun_gender(word[1].lower()) if word else ""
