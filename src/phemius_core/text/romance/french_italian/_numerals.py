"""Rules for plain numbers: decimals, ranges, fractions, ratios, powers."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.romance._written_numbers import GAP, NUMBER, SIGN, read_number
from phemius_core.text.romance.french_italian._speaker import Speaker

__all__ = ["numeral_rules"]

_YEARS: Final = range(1000, 2101)
_LARGEST_DENOMINATOR: Final = 1000


def numeral_rules(
    speaker: Speaker,
    *,
    over: str,
    out_of: str,
    ten_to: str,
    power: str,
    score_cues: str,
    aspect_ratios: Collection[str],
    to_one: str,
    legal_cues: str,
    hyphen: str,
) -> tuple[Rule, ...]:
    """Rules for numbers that nothing else has claimed.

    Args:
        speaker: Says the numbers.
        over: Stands between the two numbers of what is no fraction.
        out_of: Stands between a mark and the best mark.
        ten_to: `fois dix puissance`.
        power: Stands before a raised number.
        score_cues: Pattern of words before a mark: `noté 8/10`.
        aspect_ratios: Ratios that are said as fractions: `16:9`.
        to_one: Stands between the numbers of any other ratio.
        legal_cues: Pattern of what is before a number with a hyphen that is no range.
        hyphen: Word for that hyphen.
    """
    whole = speaker.whole

    def number_range(found: re.Match[str], _lang: str) -> str | None:
        low, high = read_number(found["low"]), read_number(found["high"])
        before = found.string[max(0, found.start() - 16) : found.start()]
        if len(low.whole) >= 3 and len(high.whole) == 4 and not low.decimals:
            both_years = int(low.whole) in _YEARS and int(high.whole) in _YEARS
            is_round = low.whole.endswith("0") and high.whole.endswith("0")
            if not both_years and not is_round and (low.value >= high.value or len(low.whole) == 4):
                return f"{speaker.digit_by_digit(low.whole)}, {speaker.digit_by_digit(high.whole)}"
        is_short_year = len(low.whole) == 4 and len(high.whole) == 2 and int(low.whole) in _YEARS
        ascends = is_short_year or low.value < high.value
        if re.search(legal_cues, before):
            return f"{speaker.number(low)} {hyphen} {speaker.number(high)}"
        sign = speaker.sign(found["range_sign"])
        return speaker.span(sign + speaker.number(low), speaker.number(high), before, ascends)

    def fraction(found: re.Match[str], _lang: str) -> str:
        top, bottom = found["top"], found["bottom"]
        sign = speaker.sign(found["fraction_sign"])
        before = found.string[max(0, found.start() - 40) : found.start()]
        mixed = found["fraction_whole"]
        if len(top) == 4 and len(bottom) in (2, 4) and int(top) in _YEARS:
            return f"{whole(top)} {whole(bottom)}"
        spoken_top, spoken_bottom = speaker.number(read_number(top)), whole(bottom)
        if not mixed and (_is_whole_score(top, bottom, before) or re.search(score_cues, before)):
            return f"{sign}{spoken_top} {out_of} {spoken_bottom}"
        if not top.isdecimal() or not int(top) or not 2 <= int(bottom) <= _LARGEST_DENOMINATOR:
            spoken = f"{spoken_top} {over} {spoken_bottom}"
        else:
            spoken = speaker.fraction(int(top), int(bottom))
        if mixed:
            spoken = f"{whole(mixed)} {speaker.conjunction} {spoken}"
        return sign + spoken

    def fraction_sign(found: re.Match[str], _lang: str) -> str:
        numerator, _, denominator = unicodedata.normalize("NFKC", found["vulgar"]).partition("⁄")
        spoken = speaker.fraction(int(numerator), int(denominator))
        before = found["vulgar_whole"]
        return f"{whole(before)} {speaker.conjunction} {spoken}" if before else spoken

    def ratio(found: re.Match[str], _lang: str) -> str:
        left, right = found["ratio"], found["ratio_to"]
        if f"{left}:{right}" in aspect_ratios:
            return speaker.fraction(int(left), int(right))
        return f"{whole(left)} {to_one} {whole(right)}"

    def scientific(found: re.Match[str], _lang: str) -> str:
        power = found["power"].lstrip("+-−")
        minus = f"{speaker.minus} " if found["power"][0] in "-−" else ""
        return f"{speaker.number(read_number(found['base']))} {ten_to} {minus}{whole(power)}"

    def raised(found: re.Match[str], _lang: str) -> str | None:
        if found[0] in "²³":
            return None
        sign, digits = found["raised_sign"], unicodedata.normalize("NFKC", found["raised"])
        minus = f"{speaker.minus} " if sign == "⁻" else ""
        word = re.search(r"[^\W\d_]{3}$", found.string[: found.start()][-3:])
        return f" {'' if word else f'{power} '}{minus}{whole(digits)}{_gap_after(found)}"

    def lowered(found: re.Match[str], _lang: str) -> str:
        return f" {whole(unicodedata.normalize('NFKC', found[0]))}{_gap_after(found)}"

    def number(found: re.Match[str], _lang: str) -> str:
        text, at, end = found.string, found.start(), found.end()
        written = found["n"]
        spoken = speaker.sign(found["n_sign"])
        spoken += whole(written) if written.isdecimal() else speaker.number(read_number(written))
        before = " " if at and text[at - 1].isalpha() else ""
        after = " " if end < len(text) and text[end].isalpha() else ""
        return f"{before}{spoken}{after}"

    return (
        Rule(
            "range",
            rf"(?P<range_sign>{SIGN})?(?<![\w.,-])(?P<low>{NUMBER}){GAP}?[-–—]{GAP}?"
            rf"(?P<high>{NUMBER})(?![\w-])",
            number_range,
        ),
        Rule(
            "vulgar",
            rf"(?:(?<![\w.,])(?P<vulgar_whole>\d{{1,4}}){GAP}?)?(?P<vulgar>[¼½¾⅐-⅞↉])",
            fraction_sign,
        ),
        Rule(
            "fraction",
            rf"(?P<fraction_sign>{SIGN})?(?<![\w/.,])(?:(?P<fraction_whole>\d{{1,4}}){GAP})?"
            rf"(?P<top>\d{{1,6}}(?:[.,]\d{{1,2}})?)[/⁄](?P<bottom>\d{{1,9}})(?![\w/]|[.,]\d)",
            fraction,
        ),
        Rule(
            "ratio",
            r"(?<![\w:.,])(?P<ratio>\d{1,4}):(?P<ratio_to>\d{1,6})(?![\w:]|[.,]\d)",
            ratio,
        ),
        Rule(
            "scientific",
            r"(?<![\w.,])(?P<base>\d{1,9}(?:[.,]\d{1,9})?)[eE](?P<power>[+−-]?\d{1,3})(?!\w)",
            scientific,
        ),
        Rule("raised", r"(?P<raised_sign>[⁺⁻])?(?P<raised>[⁰¹²³⁴-⁹]{1,15}+)", raised),
        Rule("lowered", "[₀-₉]{1,15}+", lowered),
        Rule(
            "point",
            r"(?<![\w.,])[.,](?P<point>\d{1,20}+)",
            lambda found, _lang: (
                f"{speaker.digits[0]} {speaker.comma} {speaker.decimals(found['point'])}"
            ),
        ),
        Rule("number", rf"(?P<n_sign>{SIGN}(?=\d))?(?P<n>{NUMBER})", number),
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
