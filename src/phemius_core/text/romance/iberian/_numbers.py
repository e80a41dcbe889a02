"""Rules for bare numbers, percent, ranges, fractions and powers."""

import re
from typing import Final

from phemius_core.text._numerals import fraction_terms
from phemius_core.text._rule import Rule
from phemius_core.text.romance._alternatives import alternatives
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


class _Numbers:
    """Says bare numbers, ranges, fractions and powers."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.numerals = grammar.numerals
        self.words = grammar.words
        self.counting = Counting(grammar)

    def number(self, found: re.Match[str], _lang: str) -> str:
        """A bare number, kept apart from letters that touch it, as in MP3."""
        text, at, end = found.string, found.start(), found.end()
        value = read_number(found["n"])
        if value.decimals:
            scale = self.counting.scale_behind(found, end)
            spoken = self.counting.number(value, scale, before_scale=bool(scale))
        else:
            spoken = self.counting.number(
                value, self.counting.counted_gender(found, at, end, value)
            )
        if found["n_sign"]:
            spoken = f"{self.words.minus} {spoken}"
        before = " " if at and text[at - 1].isalpha() else ""
        after = " " if end < len(text) and text[end].isalpha() else ""
        return f"{before}{spoken}{after}"

    def percent(self, found: re.Match[str], _lang: str) -> str:
        minus = f"{self.words.minus} " if found["percent_sign"] else ""
        spoken = self.counting.written(found["percent"])
        if found["percent_to"]:
            spoken += f" {self.words.to} {self.counting.written(found['percent_to'])}"
        sign = self.words.percent if found["percent_mark"] == "%" else self.words.symbols["‰"]
        after = " " if found.string[found.end() : found.end() + 1].isalnum() else ""
        return f"{minus}{spoken} {sign}{after}"

    def number_range(self, found: re.Match[str], _lang: str) -> str | None:
        low, high = found["low"], found["high"]
        is_score = len(low) <= 2 and len(high) <= 2 and len(found[0]) == len(low + high) + 1
        if not is_score and not _ascends(low, high):
            return None
        gender = self.counting.counted_gender(found, found.start(), found.end(), read_number(high))
        first, second = self.counting.written(low, gender), self.counting.written(high, gender)
        return f"{first} {self.words.to} {second}"

    def ratio(self, found: re.Match[str], _lang: str) -> str:
        """`2/3`, `-1/3`, `2 1/2`."""
        top, bottom = (int(re.sub(r"\D", "", found[part])) for part in ("top", "bottom"))
        gender = _gender_behind(found, self.grammar) if (top, bottom) == (1, 2) else ""
        minus = f"{self.words.minus} " if found["ratio_sign"] else ""
        years = top >= 1000 and bottom in (top + 1, (top + 1) % 100)
        is_law = bottom != 2000 and re.fullmatch(r"19\d\d|20\d\d", found["bottom"]) is not None
        before = found.string[max(0, found.start() - 24) : found.start()]
        is_law = is_law or (
            len(found["bottom"]) == 2 and ("." in found["top"] or bool(_LAW.search(before)))
        )
        if not is_law and (date := self.day_and_month(top, found["bottom"])):
            return date
        if top > bottom > 12 and not is_law and not years:
            return minus + self.beside(top, bottom)
        if not found["ratio_whole"] and (years or is_law or (top, bottom) in _SAID_AS_TWO_NUMBERS):
            # "Ley 39/2015" is the law 39 of 2015, "2023/24" a season.
            of = f" {self.words.of} " if is_law and not years else " "
            return (
                f"{minus}{self.numerals.cardinal(top, '')}{of}{self.numerals.cardinal(bottom, '')}"
            )
        return minus + self.mixed(found["ratio_whole"], top, bottom, gender)

    def vulgar(self, found: re.Match[str], _lang: str) -> str:
        """`½`, `1½`."""
        top, bottom = fraction_terms(found["vulgar"])
        whole = found["vulgar_whole"]
        gender = _gender_behind(found, self.grammar)
        spoken = self.mixed(whole, int(top), int(bottom), gender)
        before = " " if found.start() and found.string[found.start() - 1].isalnum() else ""
        return f"{before}{spoken}"

    def beside(self, over: int, under: int) -> str:
        cardinal = self.numerals.cardinal
        return f"{cardinal(over, '')} {self.words.over} {cardinal(under, '')}"

    def day_and_month(self, top: int, bottom: str) -> str | None:
        """`15/03`: a zero stands before the number of a month, not in a fraction."""
        if not re.fullmatch(r"0[1-9]", bottom) or not 1 <= top <= 31:
            return None
        day = self.grammar.calendar.first_day if top == 1 else self.numerals.cardinal(top, "")
        return f"{day} {self.words.of} {self.grammar.calendar.months[int(bottom) - 1]}"

    def mixed(self, whole: str | None, top: int, bottom: int, gender: Gender = "") -> str:
        is_half = (top, bottom) == (1, 2)
        if whole:
            part = (
                self.numerals.half[gender or "m"]
                if is_half
                else self.numerals.fraction(top, bottom)
            )
            return f"{self.counting.whole(whole, gender)} {self.words.conjunction} {part}"
        if is_half and gender:
            return self.numerals.half[gender]
        return self.numerals.fraction(top, bottom)

    def unit_fraction(self, found: re.Match[str], _lang: str) -> str:
        """`3/5 mph`, `1 3/5 mph`, `½ kg`."""
        unit = self.grammar.units[found["fraction_unit"]]
        if sign := found["fraction_sign"]:
            top, bottom = fraction_terms(sign)
        else:
            top, bottom = found["unit_top"], found["unit_bottom"]
        over, under = int(top), int(bottom)
        if over > under > 12:
            # A pair of values, as of the blood pressure.
            return f"{self.beside(over, under)} {unit.many}"
        return self.fraction_of(found["fraction_whole"], over, under, unit)

    def fraction_of(self, whole: str | None, top: int, bottom: int, unit: Noun) -> str:
        half = (top, bottom) == (1, 2)
        if not whole:
            if half:
                return f"{self.numerals.half[unit.gender]} {unit.one}"
            return f"{self.numerals.fraction(top, bottom)} {self.words.of} {unit.one}"
        count = read_number(whole)
        if half:
            part = self.numerals.half[unit.gender]
            return f"{self.counting.quantity(count, unit)} {self.words.conjunction} {part}"
        part = self.numerals.fraction(top, bottom)
        spoken = self.counting.whole(whole, unit.gender)
        return f"{spoken} {self.words.conjunction} {part} {self.words.of} {unit.one}"

    def version(self, found: re.Match[str], _lang: str) -> str | None:
        if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", found[0]):
            return None
        return f" {self.words.point} ".join(
            self.counting.whole(part) for part in found[0].split(".")
        )

    def proportion(self, found: re.Match[str], _lang: str) -> str:
        left, right = (self.counting.whole(found[group]) for group in ("of", "of_to"))
        return f"{left} {self.words.to} {right}"

    def scientific(self, found: re.Match[str], _lang: str) -> str:
        power = self.signed(found["sci_power"])
        base = self.counting.written(found["sci_base"])
        return (
            f"{base} {self.words.times} {self.numerals.cardinal(10, '')} {self.words.power} {power}"
        )

    def signed(self, power: str) -> str:
        minus = f"{self.words.minus} " if power[0] == "-" else ""
        return minus + self.counting.whole(power.lstrip("+-"))

    def superscript(self, found: re.Match[str], _lang: str) -> str:
        power = found[0].translate(_TO_DIGITS)
        known = {"2": self.words.squared, "3": self.words.cubed}
        after = " " if found.string[found.end() : found.end() + 1].isalnum() else ""
        return f" {known.get(power) or f'{self.words.power} {self.signed(power)}'}{after}"

    def subscript(self, found: re.Match[str], _lang: str) -> str:
        after = " " if found.string[found.end() : found.end() + 1].isalnum() else ""
        return f" {self.counting.whole(found[0].translate(_TO_DIGITS))}{after}"


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    says = _Numbers(grammar)
    unit = alternatives(grammar.units)
    return (
        Rule("percent",
             rf"(?P<percent_sign>{MINUS})?(?P<percent>{NUMBER})(?:\s?%?{DASH}"
             rf"(?P<percent_to>{NUMBER}))?"
             r"\s?(?P<percent_mark>[%‰])", says.percent),
        Rule("unit_fraction",
             rf"(?<![\w/.,])(?:(?P<fraction_whole>\d{{1,4}})\s?(?=[\d{_VULGAR}]))?"
             rf"(?:(?P<fraction_sign>[{_VULGAR}])|(?<!\d)(?P<unit_top>\d{{1,3}})/"
             rf"(?P<unit_bottom>\d{{1,3}}))"
             rf"\s?(?P<fraction_unit>{unit})(?![\w²³/])", says.unit_fraction),
        Rule("range",
             rf"(?<![\w.,/-])(?P<low>{NUMBER}){DASH}(?P<high>{NUMBER})(?![\w/-]"
             rf"|[.,]\d)", says.number_range),
        Rule("vulgar",
             rf"(?:(?<![\w.,])(?P<vulgar_whole>\d{{1,4}})\s?)?(?P<vulgar>[{_VULGAR}])",
             says.vulgar),
        Rule("ratio",
             rf"(?P<ratio_sign>{MINUS})?(?<![\w/.,])(?:(?P<ratio_whole>\d{{1,4}})[ \u00a0])?"
             r"(?P<top>\d{1,3}\.\d{3}|\d{1,4})/(?P<bottom>\d{1,3}(?:\.\d{3}){1,4}|\d{1,10})"
             r"(?![\w/]|[.,]\d)", says.ratio),
        Rule("version",
             r"(?<![\w.,])\d{1,4}(?:\.\d{1,4}){2,5}(?![\d.]\d)"
             r"|(?<=\b[vV])\d{1,4}(?:\.\d{1,4}){1,5}(?![\d.]\d)", says.version),
        Rule("proportion",
             r"(?<![\w:.,])(?P<of>\d{1,3}):(?P<of_to>\d{1,3})(?![\w:]|[.,]\d)", says.proportion),
        Rule("scientific",
             r"(?<![\w.,])(?P<sci_base>\d{1,9}(?:[.,]\d{1,9})?)[eE]"
             r"(?P<sci_power>[+-]?\d{1,3})\b", says.scientific),
        Rule("superscript", rf"[⁻⁺]?[{_SUPERSCRIPT}]{{1,12}}", says.superscript),
        Rule("subscript", rf"[{_SUBSCRIPT}]{{1,12}}", says.subscript),
        Rule("number", rf"(?P<n_sign>{MINUS})?(?P<n>{NUMBER})", says.number),
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
