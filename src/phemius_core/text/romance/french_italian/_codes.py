"""Rules for codes, versions, addresses of networks, positions and lap times."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from phemius_core.text._rule import Rule
from phemius_core.text.romance._nouns import Noun
from phemius_core.text.romance._written_numbers import GAP, SIGN, read_number
from phemius_core.text.romance.french_italian._speaker import Speaker

__all__ = ["CodeSpeech", "code_rules"]

_LARGEST_BYTE = 255


@dataclass(frozen=True, kw_only=True)
class CodeSpeech:
    """How a language reads groups of digits that are no quantity."""

    speaker: Speaker
    """Says the numbers."""
    dot: str
    """The point of a version or an IP address."""
    code_cues: str
    """Pattern of words before a code, which is read digit by digit."""
    version_cues: str
    """Pattern of words before a version."""
    angle: tuple[Noun, Noun, Noun]
    """The nouns for degrees, minutes and seconds."""
    directions: Mapping[str, str]
    """Words for the letters of the compass after an angle."""

    def digit_groups(self, found: re.Match[str], _lang: str) -> str:
        return ", ".join(self.speaker.digit_by_digit(g) for g in re.findall(r"\d+", found[0]))

    def dotted(self, found: re.Match[str], _lang: str) -> str | None:
        parts = found[0].split(".")
        is_address = len(parts) == 4 and all(
            int(part) <= _LARGEST_BYTE and (part[0] != "0" or len(part) == 1) for part in parts
        )
        if not is_address and re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3}){2,}", found[0]):
            return None
        return f" {self.dot} ".join(self.speaker.whole(part) for part in parts)

    def position(self, found: re.Match[str], _lang: str) -> str:
        parts = zip(("angle", "angle_minute", "angle_second"), self.angle, strict=True)
        spoken = [self.speaker.count(read_number(found[g]), noun) for g, noun in parts if found[g]]
        if found["direction"]:
            spoken.append(self.directions[found["direction"]])
        return self.speaker.sign(found["angle_sign"]) + " ".join(spoken)

    def lap(self, found: re.Match[str], _lang: str) -> str:
        parts = (
            (found["lap_minute"], self.angle[1]),
            (found["lap_second"] or found["lap_seconds"], self.angle[2]),
        )
        spoken = [self.speaker.count(read_number(n), noun) for n, noun in parts if n]
        if rest := found["lap_rest"] or found["lap_hundredths"]:
            spoken.append(self.speaker.whole(rest))
        return " ".join(spoken)


def code_rules(speech: CodeSpeech) -> tuple[Rule, ...]:
    """Rules for groups of digits that are no quantity."""
    return (
        Rule(
            "card",
            r"(?<![\w.,])\d{4}(?:[ \u00a0-]\d{4}){2,4}(?![\w-])"
            r"|(?<![\w.,-])\d{1,5}(?:-\d{1,7}){2,5}(?![\w-])",
            speech.digit_groups,
        ),
        Rule(
            "code",
            rf"(?<!\w)(?P<code_cue>(?:{speech.code_cues})[ \u00a0]?:?[ \u00a0]?)"
            r"(?P<code>\d{2,20})"
            r"(?!\w|[.,:/-]\d)",
            lambda found, _lang: (
                f"{found['code_cue']}{speech.speaker.digit_by_digit(found['code'])}"
            ),
        ),
        Rule(
            "angle",
            rf"(?P<angle_sign>{SIGN})?(?<![\w.,])(?P<angle>\d{{1,3}}(?:[.,]\d{{1,8}})?){GAP}?°{GAP}?"
            rf"(?:(?P<angle_minute>\d{{1,2}}(?:[.,]\d{{1,6}})?){GAP}?['’′]{GAP}?"
            rf"(?:(?P<angle_second>\d{{1,2}}(?:[.,]\d{{1,6}})?){GAP}?(?:[\"”″]|''|’’){GAP}?)?)?"
            rf"(?P<direction>[{''.join(speech.directions)}])?(?![\w°])",
            lambda found, lang: (
                speech.position(found, lang)
                if found["angle_minute"] or found["direction"]
                else None
            ),
        ),
        Rule(
            "stopwatch",
            r"(?<![\w.,])(?:(?P<lap_minute>\d{1,3})['’′](?P<lap_second>\d{1,2})(?!\d)[\"”″]?"
            r"(?P<lap_rest>\d\d)?|(?P<lap_seconds>\d{1,3})[\"”″](?P<lap_hundredths>\d\d))(?!\w)",
            speech.lap,
        ),
        Rule("ip", r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]\d)", speech.dotted),
        Rule(
            "version",
            r"(?<![\w.])\d{1,4}+(?:\.\d{1,4}+){2,5}+(?!\d|[.,]\d)"
            r"|(?<=\b[vV])\d{1,4}(?:\.\d{1,4}){1,5}(?!\d)",
            speech.dotted,
        ),
        Rule(
            "named_version",
            rf"(?<!\w)(?P<version_cue>(?:{speech.version_cues})[ \u00a0])"
            r"(?P<named_version>\d{1,4}(?:\.\d{1,4}){1,3})(?!\d|,\d)",
            lambda found, _lang: (
                found["version_cue"]
                + f" {speech.dot} ".join(
                    speech.speaker.whole(part) for part in found["named_version"].split(".")
                )
            ),
        ),
    )
