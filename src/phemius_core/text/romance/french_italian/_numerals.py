"""Rules for plain numbers: decimals, ranges, fractions, ratios, powers."""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from phemius_core.text._numerals import fraction_terms
from phemius_core.text._rule import Rule
from phemius_core.text.romance._written_numbers import GAP, NUMBER, SIGN, WrittenNumber, read_number
from phemius_core.text.romance.french_italian._speaker import Speaker

__all__ = ["NumeralSpeech", "numeral_rules"]

_YEARS: Final = range(1000, 2101)
_LARGEST_DENOMINATOR: Final = 1000


@dataclass(frozen=True, kw_only=True)
class NumeralSpeech:
    """How a language reads numbers that nothing else has claimed."""

    speaker: Speaker
    """Says the numbers."""
    over: str
    """Stands between the two numbers of what is no fraction."""
    out_of: str
    """Stands between a mark and the best mark."""
    ten_to: str
    """`fois dix puissance`."""
    power: str
    """Stands before a raised number."""
    score_cues: str
    """Pattern of words before a mark: `noté 8/10`."""
    aspect_ratios: Collection[str]
    """Ratios that are said as fractions: `16:9`."""
    to_one: str
    """Stands between the numbers of any other ratio."""
    legal_cues: str
    """Pattern of what is before a number with a hyphen that is no range."""
    hyphen: str
    """Word for that hyphen."""

    @cached_property
    def whole(self) -> Callable[..., str]:
        return self.speaker.whole

    def number_range(self, found: re.Match[str], _lang: str) -> str | None:
        low, high = read_number(found["low"]), read_number(found["high"])
        before = found.string[max(0, found.start() - 16) : found.start()]
        if len(low.whole) >= 3 and len(high.whole) == 4 and not low.decimals:
            both_years = int(low.whole) in _YEARS and int(high.whole) in _YEARS
            is_round = low.whole.endswith("0") and high.whole.endswith("0")
            if not both_years and not is_round and (low.value >= high.value or len(low.whole) == 4):
                return ", ".join(self.speaker.digit_by_digit(n.whole) for n in (low, high))
        is_short_year = len(low.whole) == 4 and len(high.whole) == 2 and int(low.whole) in _YEARS
        ascends = is_short_year or low.value < high.value
        if re.search(self.legal_cues, before):
            return f"{self.speaker.number(low)} {self.hyphen} {self.speaker.number(high)}"
        sign = self.speaker.sign(found["range_sign"])
        return self.speaker.span(
            sign + self.speaker.number(low), self.speaker.number(high), before, ascends
        )

    def fraction(self, found: re.Match[str], _lang: str) -> str:
        top, bottom = found["top"], found["bottom"]
        sign = self.speaker.sign(found["fraction_sign"])
        before = found.string[max(0, found.start() - 40) : found.start()]
        mixed = found["fraction_whole"]
        if len(top) == 4 and len(bottom) in (2, 4) and int(top) in _YEARS:
            return f"{self.whole(top)} {self.whole(bottom)}"
        spoken_top, spoken_bottom = self.speaker.number(read_number(top)), self.whole(bottom)
        if not mixed and (
            _is_whole_score(top, bottom, before) or re.search(self.score_cues, before)
        ):
            return f"{sign}{spoken_top} {self.out_of} {spoken_bottom}"
        if not top.isdecimal() or not int(top) or not 2 <= int(bottom) <= _LARGEST_DENOMINATOR:
            spoken = f"{spoken_top} {self.over} {spoken_bottom}"
        else:
            spoken = self.speaker.fraction(int(top), int(bottom))
        if mixed:
            spoken = f"{self.whole(mixed)} {self.speaker.conjunction} {spoken}"
        return sign + spoken

    def fraction_sign(self, found: re.Match[str], _lang: str) -> str:
        numerator, denominator = fraction_terms(found["vulgar"])
        spoken = self.speaker.fraction(int(numerator), int(denominator))
        before = found["vulgar_whole"]
        return f"{self.whole(before)} {self.speaker.conjunction} {spoken}" if before else spoken

    def ratio(self, found: re.Match[str], _lang: str) -> str:
        left, right = found["ratio"], found["ratio_to"]
        if f"{left}:{right}" in self.aspect_ratios:
            return self.speaker.fraction(int(left), int(right))
        return f"{self.whole(left)} {self.to_one} {self.whole(right)}"

    def scientific(self, found: re.Match[str], _lang: str) -> str:
        power = found["power"].lstrip("+-−")
        minus = f"{self.speaker.minus} " if found["power"][0] in "-−" else ""
        base = self.speaker.number(read_number(found["base"]))
        return f"{base} {self.ten_to} {minus}{self.whole(power)}"

    def raised(self, found: re.Match[str], _lang: str) -> str | None:
        if found[0] in "²³":
            return None
        sign, digits = found["raised_sign"], unicodedata.normalize("NFKC", found["raised"])
        minus = f"{self.speaker.minus} " if sign == "⁻" else ""
        word = re.search(r"[^\W\d_]{3}$", found.string[: found.start()][-3:])
        return f" {'' if word else f'{self.power} '}{minus}{self.whole(digits)}{_gap_after(found)}"

    def lowered(self, found: re.Match[str], _lang: str) -> str:
        return f" {self.whole(unicodedata.normalize('NFKC', found[0]))}{_gap_after(found)}"

    def number(self, found: re.Match[str], _lang: str) -> str:
        text, at, end = found.string, found.start(), found.end()
        written = found["n"]
        spoken = self.speaker.sign(found["n_sign"])
        spoken += (
            self.whole(written)
            if written.isdecimal()
            else self.speaker.number(read_number(written))
        )
        before = " " if at and text[at - 1].isalpha() else ""
        after = " " if end < len(text) and text[end].isalpha() else ""
        return f"{before}{spoken}{after}"


def numeral_rules(speech: NumeralSpeech) -> tuple[Rule, ...]:
    """Rules for numbers that nothing else has claimed."""
    return (
        Rule(
            "range",
            rf"(?P<range_sign>{SIGN})?(?<![\w.,-])(?P<low>{NUMBER}){GAP}?[-–—]{GAP}?"
            rf"(?P<high>{NUMBER})(?![\w-])",
            speech.number_range,
        ),
        Rule(
            "vulgar",
            rf"(?:(?<![\w.,])(?P<vulgar_whole>\d{{1,4}}){GAP}?)?(?P<vulgar>[¼½¾⅐-⅞↉])",
            speech.fraction_sign,
        ),
        Rule(
            "fraction",
            rf"(?P<fraction_sign>{SIGN})?(?<![\w/.,])(?:(?P<fraction_whole>\d{{1,4}}){GAP})?"
            rf"(?P<top>\d{{1,6}}(?:[.,]\d{{1,2}})?)[/⁄](?P<bottom>\d{{1,9}})(?![\w/]|[.,]\d)",
            speech.fraction,
        ),
        Rule(
            "ratio",
            r"(?<![\w:.,])(?P<ratio>\d{1,4}):(?P<ratio_to>\d{1,6})(?![\w:]|[.,]\d)",
            speech.ratio,
        ),
        Rule(
            "scientific",
            r"(?<![\w.,])(?P<base>\d{1,9}(?:[.,]\d{1,9})?)[eE](?P<power>[+−-]?\d{1,3})(?!\w)",
            speech.scientific,
        ),
        Rule("raised", r"(?P<raised_sign>[⁺⁻])?(?P<raised>[⁰¹²³⁴-⁹]{1,15}+)", speech.raised),
        Rule("lowered", "[₀-₉]{1,15}+", speech.lowered),
        Rule(
            "point",
            r"(?<![\w.,])[.,](?P<point>\d{1,20}+)",
            lambda found, _lang: speech.speaker.number(WrittenNumber("0", found["point"])),
        ),
        Rule("number", rf"(?P<n_sign>{SIGN}(?=\d))?(?P<n>{NUMBER})", speech.number),
    )


def _gap_after(found: re.Match[str]) -> str:
    following = found.string[found.end() : found.end() + 1]
    return " " * following.isalnum()


def _is_whole_score(top: str, bottom: str, before: str) -> bool:
    """Whether it is a mark out of ten, twenty or a hundred, or all of something."""
    if top == bottom or "." in top or "," in top:
        return True
    if int(top) < 2:
        return False
    return bottom == "20" or (bottom in ("10", "100") and bool(before.strip()))
