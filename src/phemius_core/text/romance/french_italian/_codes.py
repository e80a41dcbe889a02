"""Rules for codes, versions, addresses of networks, positions and lap times."""

import re
from collections.abc import Mapping

from phemius_core.text._rule import Rule
from phemius_core.text.romance._nouns import Noun
from phemius_core.text.romance._written_numbers import GAP, SIGN, read_number
from phemius_core.text.romance.french_italian._speaker import Speaker

__all__ = ["code_rules"]

_LARGEST_BYTE = 255


def code_rules(
    speaker: Speaker,
    *,
    dot: str,
    code_cues: str,
    version_cues: str,
    angle: tuple[Noun, Noun, Noun],
    directions: Mapping[str, str],
) -> tuple[Rule, ...]:
    """Rules for groups of digits that are no quantity.

    Args:
        speaker: Says the numbers.
        dot: The point of a version or an IP address.
        code_cues: Pattern of words before a code, which is read digit by digit.
        version_cues: Pattern of words before a version.
        angle: The nouns for degrees, minutes and seconds.
        directions: Words for the letters of the compass after an angle.
    """

    def digit_groups(found: re.Match[str], _lang: str) -> str:
        return ", ".join(speaker.digit_by_digit(g) for g in re.findall(r"\d+", found[0]))

    def dotted(found: re.Match[str], _lang: str) -> str | None:
        parts = found[0].split(".")
        is_address = len(parts) == 4 and all(
            int(part) <= _LARGEST_BYTE and (part[0] != "0" or len(part) == 1) for part in parts
        )
        if not is_address and re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3}){2,}", found[0]):
            return None
        return f" {dot} ".join(speaker.whole(part) for part in parts)

    def position(found: re.Match[str], _lang: str) -> str:
        parts = zip(("angle", "angle_minute", "angle_second"), angle, strict=True)
        spoken = [speaker.count(read_number(found[g]), noun) for g, noun in parts if found[g]]
        if found["direction"]:
            spoken.append(directions[found["direction"]])
        return speaker.sign(found["angle_sign"]) + " ".join(spoken)

    def lap(found: re.Match[str], _lang: str) -> str:
        parts = (
            (found["lap_minute"], angle[1]),
            (found["lap_second"] or found["lap_seconds"], angle[2]),
        )
        spoken = [speaker.count(read_number(n), noun) for n, noun in parts if n]
        if rest := found["lap_rest"] or found["lap_hundredths"]:
            spoken.append(speaker.whole(rest))
        return " ".join(spoken)

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
            lambda found, lang: (
                position(found, lang) if found["angle_minute"] or found["direction"] else None
            ),
        ),
        Rule(
            "stopwatch",
            r"(?<![\w.,])(?:(?P<lap_minute>\d{1,3})['’′](?P<lap_second>\d{1,2})(?!\d)[\"”″]?"
            r"(?P<lap_rest>\d\d)?|(?P<lap_seconds>\d{1,3})[\"”″](?P<lap_hundredths>\d\d))(?!\w)",
            lap,
        ),
        Rule("ip", r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]\d)", dotted),
        Rule(
            "version",
            r"(?<![\w.])\d{1,4}+(?:\.\d{1,4}+){2,5}+(?!\d|[.,]\d)"
            r"|(?<=\b[vV])\d{1,4}(?:\.\d{1,4}){1,5}(?!\d)",
            dotted,
        ),
        Rule(
            "named_version",
            rf"(?<!\w)(?P<version_cue>(?:{version_cues})[ \u00a0])"
            r"(?P<named_version>\d{1,4}(?:\.\d{1,4}){1,3})(?!\d|,\d)",
            lambda found, _lang: (
                found["version_cue"]
                + f" {dot} ".join(speaker.whole(part) for part in found["named_version"].split("."))
            ),
        ),
    )
