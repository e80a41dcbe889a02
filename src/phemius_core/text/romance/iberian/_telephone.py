"""Rules for telephone numbers and others that are said digit by digit."""

import re
from collections.abc import Sequence
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.romance._alternatives import alternatives
from phemius_core.text.romance.iberian._counting import Counting
from phemius_core.text.romance.iberian._grammar import Grammar
from phemius_core.text.romance.iberian._spelling import say_capitals

__all__ = ["rules"]

_GAP: Final = "[ \u00a0\u202f.-]"
_COUNTRY: Final = r"(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})"
"""Pattern of the calling code of a country."""
_LOCAL: Final = "|".join((
    rf"\(\d{{1,4}}\){_GAP}?\d{{3,5}}{_GAP}\d{{3,4}}(?:{_GAP}\d{{2,4}})?",
    rf"\(\d{{1,4}}\){_GAP}?\d{{6,9}}",
    r"(?:\d{1,3}-)?\d{3}-\d{3}-\d{3,4}",
    r"\d{3}\.\d{3}\.\d{4}",
    r"\d{2,3} \d{4,5}-\d{4}",
    r"\d{3,5}-\d{4}",
    r"\d{3}-\d{2}-\d{2}(?:-\d{2})?",
    r"\d{2,3}(?: \d{2}){3,4}",
    r"\d{2} \d{3} \d{2} \d{2}",
    r"\d{3} \d{3} \d{4}",
    r"\d{2,3}-\d{3}-\d{2}-\d{2}",
    r"0?[89]00[ -]\d{3}[ -]\d{3,4}",
    r"\d{3} \d{4}",
))  # fmt: skip
"""Pattern of the shapes of national numbers."""
_YEARS: Final = r"(?:1\d|20)\d\d-(?:1\d|20)\d\d"


class _Telephone:
    """Says numbers digit by digit."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.words = grammar.words
        self.counting = Counting(grammar)

    def grouped(self, text: str) -> str:
        """Digit by digit with a short pause between groups; letters as they are."""
        groups = re.findall(r"\d+|[^\W\d_]+", text)
        return ", ".join(
            self.grammar.digits(g) if g.isdecimal() else self.grammar.spell(g) for g in groups
        )

    def phone(self, found: re.Match[str], _lang: str) -> str | None:
        national, local = found["national"], found["phone"]
        if local and re.fullmatch(_YEARS, local) and local[:4] < local[5:]:
            return None
        said = self.grouped(national or local)
        if country := found["country"]:
            said = f"{self.words.plus} {self.counting.whole(country)}, {said}"
        if extension := found["extension"]:
            said += f", {self.words.extension} {self.grammar.digits(extension)}"
        return said

    def vanity(self, found: re.Match[str], _lang: str) -> str:
        """`1-800-go-u-haul`."""
        head = self.grammar.digits(found["vanity_one"])
        tail = found["vanity_word"].replace("-", " ")
        return f"{head} {self.counting.whole(found['vanity_code'])} {tail}"

    def address(self, found: re.Match[str], _lang: str) -> str | None:
        """`192.168.0.1:8080`, but not `1.000.000.000`."""
        parts = found["ip"].split(".")
        if any(int(part) > 255 or (len(part) > 1 and part[0] == "0") for part in parts):
            return None
        said = f" {self.words.dot} ".join(self.grammar.digits(part) for part in parts)
        if port := found["port"]:
            said += f", {self.grammar.digits(port)}"
        return said

    def cued(self, found: re.Match[str], _lang: str) -> str | None:
        """`tel. 612345678`, `llama al 112`, but not `llama 200 veces`."""
        digits = found["cued_phone"]
        counts = re.match(r"\s[^\W\d_]", found.string[found.end() : found.end() + 2])
        if len(digits) < 6 and not found["phone_link"] and counts:
            return None
        if digits.isdecimal() and len(digits) > 5:
            digits = " ".join(re.findall(r"\d{3}(?=\d{2})|\d+", digits))
        cue = found["phone_cue"]
        word = re.match(r"[^\W\d_]+", cue)
        if word and (full := self.grammar.abbreviations.words.get(f"{word[0]}.")):
            cue = full + cue[word.end() :].removeprefix(".")
        return f"{cue}{self.grouped(digits)}"

    def code(self, found: re.Match[str], _lang: str) -> str:
        """`PIN 0042`, `ISBN 978-84-376-0494-7`."""
        cue = found["code_cue"]
        if cue.isupper():
            cue = say_capitals(cue, self.grammar)
        return f"{cue}{found['code_between']}{self.grouped(found['code_digits'])}"


def rules(
    grammar: Grammar, *, cues: Sequence[str], codes: Sequence[str], shapes: str
) -> tuple[Rule, ...]:
    """The rules of a language.

    Args:
        grammar: The language.
        cues: Words in lower case after which digits are a telephone number.
        codes: Words after which digits are a code (PIN, ISBN).
        shapes: Pattern of numbers of the language's countries that are known by their shape.
    """
    says = _Telephone(grammar)
    extension = r"(?:,?\s?(?i:ext|extensión|extensão|ramal|r)\.?\s(?P<extension>\d{1,6}))?"
    return (
        Rule("ip",
             r"(?<![\w.])(?P<ip>\d{1,3}(?:\.\d{1,3}){3})(?::(?P<port>\d{1,5}))?(?![\w]"
             r"|\.\d)", says.address),
        Rule("digits", rf"(?<![\w.,])(?:{shapes})(?![\w]|[.,-]\d)",
             lambda found, _lang: says.grouped(found[0])),
        Rule("vanity",
             r"(?<![\w.-])(?P<vanity_one>\d)-(?P<vanity_code>[89]00)-"
             r"(?P<vanity_word>[A-Za-zñÑ]{1,12}"
             r"(?:-[A-Za-zñÑ]{1,12}){0,3})(?![\w-])", says.vanity),
        Rule("phone",
             rf"(?<![\w.,+])(?:\+(?P<country>{_COUNTRY}){_GAP}?"
             rf"(?P<national>\(?\d{{1,5}}\)?(?:{_GAP}\d{{2,5}}){{1,5}}|\d{{6,12}})|"
             rf"(?P<phone>{_LOCAL}))"
             rf"(?![\w]|[.,-]\d){extension}", says.phone),
        Rule("phone_cued",
             rf"\b(?P<phone_cue>(?i:{alternatives(cues)})\.?(?P<phone_link>:|\s(?:al?|ao|para"
             rf"(?:\s(?:el|o))?|o|el|no|n\.?[º°]|é|es))?\s)"
             rf"(?P<cued_phone>\d{{1,4}}(?:{_GAP}\d{{2,4}}){{1,4}}|\d{{3,12}})(?![\w-]|[.,]\d"
             rf"|\s?%)", says.cued),
        Rule("code",
             rf"\b(?P<code_cue>{alternatives(codes)})(?P<code_between>(?:\s?:)?\s)"
             r"(?P<code_digits>\d[\d.-]{1,24}\d)(?!\w)", says.code),
    )  # fmt: skip
