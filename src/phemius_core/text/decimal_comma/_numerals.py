"""Rules for plain numbers: decimals, ranges, fractions, codes, versions."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.decimal_comma._speaker import Noun, Speaker
from phemius_core.text.decimal_comma._written_numbers import GAP, NUMBER, SIGN, read_number

__all__ = ["numeral_rules", "roman_value"]

_ROMAN: Final = re.compile(
    r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", re.ASCII
)
_ROMAN_DIGITS: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_YEARS: Final = range(1000, 2101)


def roman_value(numeral: str) -> int:
    """Value of a Roman numeral in capitals; 0 if it is none."""
    if not numeral or not _ROMAN.fullmatch(numeral):
        return 0
    values = [_ROMAN_DIGITS[digit] for digit in numeral]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def numeral_rules(
    speaker: Speaker,
    *,
    dot: str,
    over: str,
    out_of: str,
    ten_to: str,
    score_cues: str,
    code_cues: str,
    version_cues: str,
    aspect_ratios: Collection[str],
    to_one: str,
    angle: tuple[Noun, Noun, Noun],
    directions: Mapping[str, str],
) -> tuple[Rule, ...]:
    """Rules for numbers that nothing else has claimed.

    Args:
        speaker: Says the numbers.
        dot: The point of a version or an IP address.
        over: Stands between the two numbers of what is no fraction.
        out_of: Stands between a mark and the best mark.
        ten_to: `fois dix puissance`.
        score_cues: Pattern of words before a mark: `noté 8/10`.
        code_cues: Pattern of words before a code, which is read digit by digit.
        version_cues: Pattern of words before a version.
        aspect_ratios: Ratios that are said as fractions: `16:9`.
        to_one: Stands between the numbers of any other ratio.
        angle: The nouns for degrees, minutes and seconds.
        directions: Words for the letters of the compass after an angle.
    """

    def whole(digits: str) -> str:
        return speaker.whole(digits)

    def digit_groups(found: re.Match[str], _lang: str) -> str:
        return ", ".join(speaker.digit_by_digit(g) for g in re.findall(r"\d+", found[0]))

    def dotted(found: re.Match[str], _lang: str) -> str | None:
        parts = found[0].split(".")
        is_address = len(parts) == 4 and all(int(part) < 256 for part in parts)
        if not is_address and re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3}){2,}", found[0]):
            return None
        return f" {dot} ".join(whole(part) for part in parts)

    def number_range(found: re.Match[str], _lang: str) -> str | None:
        low, high = read_number(found["low"]), read_number(found["high"])
        before = found.string[max(0, found.start() - 16) : found.start()]
        if len(low.whole) >= 3 and len(high.whole) == 4 and not low.decimals:
            both_years = int(low.whole) in _YEARS and int(high.whole) in _YEARS
            if not both_years and int(low.whole) >= int(high.whole):
                return f"{speaker.digit_by_digit(low.whole)}, {speaker.digit_by_digit(high.whole)}"
        ascends = Decimal(f"{low.whole}.{low.decimals or 0}") < Decimal(
            f"{high.whole}.{high.decimals or 0}"
        )
        if len(low.whole) == 4 and len(high.whole) == 2 and int(low.whole) in _YEARS:
            ascends = True
        sign = speaker.sign(found["range_sign"])
        return speaker.span(sign + speaker.number(low), speaker.number(high), before, ascends)

    def fraction(found: re.Match[str], _lang: str) -> str:
        top, bottom = found["top"], found["bottom"]
        sign = speaker.sign(found["fraction_sign"])
        before = found.string[max(0, found.start() - 40) : found.start()]
        mixed = found["fraction_whole"]
        spoken_top, spoken_bottom = whole(top), whole(bottom)
        denominator = int(bottom)
        is_score = not mixed and (
            re.search(score_cues, before, re.IGNORECASE)
            or (denominator == 20 and int(top) > 1)
            or (denominator in (10, 100) and int(top) > 1 and before.strip())
        )
        if is_score or (top == bottom and not mixed):
            return f"{sign}{spoken_top} {out_of} {spoken_bottom}"
        if denominator < 2 or denominator > 1000 or not int(top) or bottom[0] == "0":
            spoken = f"{spoken_top} {over} {spoken_bottom}"
        else:
            spoken = speaker.fraction(int(top), denominator)
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

    def position(found: re.Match[str], _lang: str) -> str:
        parts = zip(("angle", "angle_minute", "angle_second"), angle, strict=True)
        spoken = [speaker.count(read_number(found[g]), noun) for g, noun in parts if found[g]]
        if found["direction"]:
            spoken.append(directions[found["direction"]])
        return speaker.sign(found["angle_sign"]) + " ".join(spoken)

    def scientific(found: re.Match[str], _lang: str) -> str:
        power = found["power"].lstrip("+-−")
        minus = f"{speaker.minus} " if found["power"][0] in "-−" else ""
        return f"{speaker.number(read_number(found['base']))} {ten_to} {minus}{whole(power)}"

    def superscript(found: re.Match[str], _lang: str) -> str:
        return f" {whole(unicodedata.normalize('NFKC', found[0]))} "

    def number(found: re.Match[str], _lang: str) -> str:
        text, at, end = found.string, found.start(), found.end()
        written = found["n"]
        spoken = speaker.sign(found["n_sign"])
        spoken += whole(written) if written.isdecimal() else speaker.number(read_number(written))
        before = " " if at and text[at - 1].isalpha() else ""
        after = " " if end < len(text) and text[end].isalpha() else ""
        return f"{before}{spoken}{after}"

    def decimal_part(found: re.Match[str], _lang: str) -> str:
        return f"{speaker.digits[0]} {speaker.comma} {speaker.decimals(found['point'])}"

    return (
        Rule(
            "card",
            r"(?<![\w.,])\d{4}(?:[ \u00a0-]\d{4}){2,4}(?![\w-])"
            r"|(?<![\w.,-])\d{1,5}(?:-\d{1,7}){2,5}(?![\w-])",
            digit_groups,
        ),
        Rule(
            "code",
            rf"(?<!\w)(?P<code_cue>(?:{code_cues})[ \u00a0]?:?[ \u00a0]?)(?P<code>\d{{2,20}})"
            r"(?!\w|[.,:/-]\d)",
            lambda found, _lang: f"{found['code_cue']}{speaker.digit_by_digit(found['code'])}",
        ),
        Rule(
            "angle",
            rf"(?P<angle_sign>{SIGN})?(?<![\w.,])(?P<angle>\d{{1,3}}(?:[.,]\d{{1,8}})?){GAP}?°{GAP}?"
            rf"(?:(?P<angle_minute>\d{{1,2}}(?:[.,]\d{{1,6}})?){GAP}?['’′]{GAP}?"
            rf"(?:(?P<angle_second>\d{{1,2}}(?:[.,]\d{{1,6}})?){GAP}?(?:[\"”″]|''|’’){GAP}?)?)?"
            rf"(?P<direction>[{''.join(directions)}])?(?![\w°])",
            lambda found, lang: position(found, lang)
            if found["angle_minute"] or found["direction"]
            else None,
        ),
        Rule("ip", r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]\d)", dotted),
        Rule(
            "version",
            r"(?<![\w.])\d{1,4}(?:\.\d{1,4}){2,5}(?![\d.,]\d)"
            r"|(?<=\b[vV])\d{1,4}(?:\.\d{1,4}){1,5}(?!\d)",
            dotted,
        ),
        Rule(
            "named_version",
            rf"(?<!\w)(?P<version_cue>(?:{version_cues})[ \u00a0])"
            r"(?P<named_version>\d{1,4}(?:\.\d{1,4}){1,3})(?!\d|,\d)",
            lambda found, _lang: found["version_cue"]
            + f" {dot} ".join(whole(part) for part in found["named_version"].split(".")),
        ),
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
            rf"(?P<top>\d{{1,6}})[/⁄](?P<bottom>\d{{1,9}})(?![\w/]|[.,]\d)",
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
        Rule("superscript", "[⁰¹⁴-⁹₀-₉]{1,15}", superscript),
        Rule("point", r"(?<![\w.,])[.,](?P<point>\d{1,20}+)", decimal_part),
        Rule("number", rf"(?P<n_sign>{SIGN}(?=\d))?(?P<n>{NUMBER})", number),
    )
