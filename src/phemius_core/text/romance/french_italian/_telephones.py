"""Rules for telephone numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from phemius_core.text._rule import Rule

__all__ = ["TelephoneSpeech", "telephone_rules"]


@dataclass(frozen=True, kw_only=True)
class TelephoneSpeech:
    """How a language reads telephone numbers."""

    national: str
    """Pattern of a number as it is written in the country."""
    groups: Callable[[list[str]], str]
    """Words for groups of digits."""
    code: Callable[[str], str]
    """Words for a country code."""
    plus: str
    """Word for `+`."""
    extension: str
    """Word for an extension."""
    short_cues: str
    """Pattern of words before a number of three or four digits."""
    short: Callable[[str], str]
    """Words for such a number."""

    def telephone(self, found: re.Match[str], _lang: str) -> str:
        written = found[0]
        tail = ""
        if found["extension"]:
            tail = f", {self.extension} {self.groups(re.findall(r'[0-9]+', found['extension']))}"
        before = ""
        if found["country"]:
            before = f"{self.plus} {self.code(found['country'])}, "
            written = found["subscriber"].replace("(0)", "")
        elif found["national"]:
            written = found["national"]
        return before + self.groups(re.findall(r"\d+", written)) + tail


def telephone_rules(speech: TelephoneSpeech) -> tuple[Rule, ...]:
    """Rules for `+33 6 12 34 56 78`, `(0)6…`, national forms and short numbers after a cue."""
    return (
        Rule(
            "telephone",
            r"(?<![\w.,+/-])(?:\+(?P<country>\d{1,3})(?P<subscriber>(?:[ \u00a0\u202f./-]?"
            rf"(?:\(\d{{1,4}}\)|\d{{1,10}})){{1,7}})|(?P<national>{speech.national}))(?![\w]|[.,/-]\d)"
            r"(?:,?[ \u00a0](?:ext|poste|int|interno)\.?[ \u00a0](?P<extension>\d{1,5}))?",
            lambda found, lang: (
                speech.telephone(found, lang)
                if found["national"] or len(re.sub(r"\D", "", found["subscriber"])) >= 6
                else None
            ),
        ),
        Rule(
            "short_telephone",
            rf"(?<!\w)(?P<dial_cue>(?:{speech.short_cues})[ \u00a0])(?P<short_number>\d{{3,6}})"
            r"(?![\w%€$£]|[.,/:-]\d|[ \u00a0]\d)",
            lambda found, _lang: found["dial_cue"] + speech.short(found["short_number"]),
        ),
    )
