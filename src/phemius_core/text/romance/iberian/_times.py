"""Rules for times of day."""

import re
from collections.abc import Iterable
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.romance._alternatives import alternatives
from phemius_core.text.romance._written_numbers import WrittenNumber
from phemius_core.text.romance.iberian._counting import Counting
from phemius_core.text.romance.iberian._grammar import ClockTime, Grammar
from phemius_core.text.romance.iberian._stops import ends_sentence

__all__ = ["rules"]

_HALF: Final = r"(?i:[ap]\.?\s?m\b\.?)"


class _Times:
    """Says times of day."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.clock = grammar.clock
        self.words = grammar.words
        self.counting = Counting(grammar)

    def time(self, found: re.Match[str], prefix: str, style: str) -> str:
        """The time of the groups with a prefix, with what follows it."""
        hour, minute, second = (found[prefix + part] for part in ("h", "m", "s"))
        half = found[prefix + "half"]
        said = self.clock.say(
            ClockTime(
                int(hour),
                None if minute is None else int(minute),
                None if second is None else int(second),
                "" if not half else ("a" if half[0] in "aA" else "p"),
                style,  # type: ignore[arg-type]
                bool(found[prefix + "unit"]),
                found[prefix + "part"] or "",
            )
        )
        if zone := found[prefix + "zone"]:
            said += f" {self.clock.zones.get(zone.lower()) or self.grammar.spell(zone)}"
            if offset := found[prefix + "offset"]:
                sign = self.words.minus if offset.strip()[0] in "-−" else self.words.plus
                hours, _, minutes = offset.strip(" +-−").partition(":")
                said += f" {sign} {self.counting.whole(str(int(hours)))}"
                if minutes and int(minutes):
                    said += f" {self.counting.whole(minutes)}"
        # The last full stop of "p. m." may end the sentence as well.
        ends = found[0].endswith(".") and (
            ends_sentence(found.string, found.end())
            or found.string[found.end() : found.end() + 2].strip().isdecimal()
        )
        return f"{said}." if ends else said

    def dotted(self, found: re.Match[str], _lang: str) -> str | None:
        """`12.15` is a time by what stands around it, or where nothing does."""
        cues = ("half", "unit", "part", "zone")
        if not any(found["dot_" + cue] for cue in cues) and not _is_cued(found, self.clock.cues):
            return None
        return self.time(found, "dot_", ".")

    def hours(self, found: re.Match[str], _lang: str) -> str | None:
        """`15h30`, `2 h 30 min`, `12h02m00s`, and `01 h`, which is no duration."""
        hour, minute = found["hm_h"], found["hm_m"]
        if found["hm_s"] is None and minute is None and (len(hour) < 2 or hour[0] != "0"):
            return None
        return self.time(found, "hm_", "h")

    def duration(self, found: re.Match[str], _lang: str) -> str:
        """`5 min 30 s`."""
        parts = zip(("du_m", "du_s"), self.clock.units[1:], strict=True)
        return f" {self.words.conjunction} ".join(
            self.counting.quantity(WrittenNumber(str(int(found[group]))), unit)
            for group, unit in parts
        )


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    says = _Times(grammar)
    part = rf"(?:\s(?P<{{0}}part>{says.clock.parts_of_day})\b)?"
    zone = (
        rf"(?:\s(?P<{{0}}zone>(?i:utc|gmt|cet|cest|[ecmp][sd]t|{alternatives(says.clock.zones)}))\b"
        r"(?P<{0}offset>\s?[+−-]\s?\d{1,2}(?::\d\d)?)?)?"
    )
    unit = r"(?P<{0}unit>\s?(?:h|hs|hrs)\b\.?)?"
    half = rf"(?:\s?(?P<{{0}}half>{_HALF}))?"
    behind = unit + half + part + zone
    hour = r"(?P<{0}h>[01]?\d|2[0-4])"
    never = r"(?P<{0}m>(?!))?(?P<{0}s>(?!))?"
    seconds = r"\s?(?P<{0}s>[0-5]?\d)\s?s(?:egs?)?\b\.?"
    minutes = (
        r"\s?(?P<{0}m>[0-5]?\d)(?!\d)(?:(?<=[hH]\d\d)|(?=\s?m))"
        r"(?:\s?m(?:ins?|inutos)?\.?(?![^\W\d_]))?"
    )
    return (
        Rule("clock",
             _named(rf"(?<![\w:.,]){hour}:(?P<{{0}}m>[0-5]\d)(?::(?P<{{0}}s>[0-5]\d)"
                    rf"(?:[.,]\d{{1,6}})?)?(?![\d:])"
                    + behind, "clock_"),
             lambda found, _lang: says.time(found, "clock_", ":")),
        Rule("dotted_time",
             _named(rf"(?<![\w:.,-]){hour}\.(?P<{{0}}m>[0-5]\d)(?:\.(?P<{{0}}s>[0-5]\d))?(?!\d"
                    rf"|[.,:]\d)"
                    + behind, "dot_"), says.dotted),
        Rule("hours",
             _named(r"(?<![\w:.,])(?P<{0}h>\d{1,3})(?P<{0}unit>\s?[hH])" + f"(?:{minutes}"
                                                                           f"(?:{seconds})?)?"
                    r"(?!\w)" + half + part + zone, "hm_"), says.hours),
        Rule("duration",
             r"(?<![\w:.,])(?P<du_m>\d{1,3})\s?(?:min|m)\.?\s?(?P<du_s>[0-5]?\d)\s?(?:segs?"
             r"|s)\b", says.duration),
        Rule("hour",
             _named(rf"(?<![\w:.,]){hour}{never}{unit}\s?"
                    rf"(?P<{{0}}half>{_HALF}){part}{zone}", "hour_"),
             lambda found, _lang: says.time(found, "hour_", ":")),
        Rule("time_to",
             r"(?:(?<=\d:\d\d)|(?<=\dh)|(?<=\d h)|(?<=\dh\d\d)|(?<=\d[ap]m)|(?<=[ap]\.m\.)|"
             r"(?<=[ap]\. m\.))\s?[-–—]\s?(?=\d{1,2}(?:[:.h]|\s?[ap]|\b))",
             lambda _found, _lang: f" {says.words.to} "),
    )  # fmt: skip


def _named(pattern: str, prefix: str) -> str:
    return pattern.replace("{0}", prefix)


def _is_cued(found: re.Match[str], cues: Iterable[str]) -> bool:
    before = found.string[max(0, found.start() - 24) : found.start()]
    after = found.string[found.end() : found.end() + 4]
    if not before.strip() and not after.strip(" .!?"):
        return found.start() < 24
    return bool(re.search(rf"\b(?i:{alternatives(cues)})\s$", before))
